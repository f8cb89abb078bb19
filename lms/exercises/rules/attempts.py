"""Pure rules of attempts: deadlines, how often, who is a group. `now` is handed in."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from lms.core.messages import N_, Message

# time for what was made before the deadline to arrive over a weak network
GRACE = timedelta(seconds=30)
MOST_STEPS = 20_000
# of updates of one attempt, as base64; what 500 items and some thousand edits need is a tenth
MOST_DRAWN = 8 * 1024 * 1024
MOST_MINUTES = 600
SILENT_AFTER = timedelta(seconds=90)
# the page of somebody who draws with others says every 15 seconds that it is there
HERE_FOR = timedelta(seconds=45)
MOST_PARTNERS = 4
_CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def group_key(enrolment_ids: Collection[uuid.UUID]) -> str:
    """One name for a group, whatever the order of its members."""
    joined = ",".join(sorted(one.hex for one in enrolment_ids))
    return hashlib.sha256(joined.encode()).hexdigest()


def extra_minutes(minutes: int | None, percents: Iterable[int]) -> int:
    """Minutes on top of a limit for a group: the largest of the members' percents, rounded up."""
    most = max(percents, default=0)
    return -(-minutes * most // 100) if minutes else 0


def due_at(now: datetime, minutes: int | None, extra: int = 0) -> datetime | None:
    """When an attempt that starts now must be handed in; `extra` minutes come on top."""
    return now + timedelta(minutes=minutes + extra) if minutes else None


def later(due: datetime, now: datetime, minutes: int) -> datetime:
    """A deadline moved on by hand. One that has passed is counted from now."""
    return max(due, now) + timedelta(minutes=minutes)


def is_silent(seen_at: datetime, now: datetime) -> bool:
    """Whether the page of an open attempt has not been heard of for too long."""
    return now - seen_at > SILENT_AFTER


def is_here(seen_at: datetime | None, now: datetime) -> bool:
    """Whether the page of somebody who draws with others was heard of just now."""
    return seen_at is not None and now - seen_at <= HERE_FOR


def is_over(due: datetime | None, now: datetime) -> bool:
    """Whether the time is up, the grace included. The server's clock rules."""
    return due is not None and now > due + GRACE


def attempts_refusal(taken: int, most: int | None) -> Message | None:
    """Why no further attempt may start, if so."""
    if most is None or taken < most:
        return None
    return N_("All %(most)s attempts are used.", most=most)


def partner_code(enrolment_id: uuid.UUID) -> str:
    """A short code by which a person joins somebody else's attempt.

    It comes from the enrolment's random bits, which are never shown, so it cannot be worked out.
    """
    digest = int.from_bytes(hashlib.sha256(b"partner" + enrolment_id.bytes).digest()[:8], "big")
    signs = []
    for _ in range(8):
        digest, rest = divmod(digest, len(_CODE_SIGNS))
        signs.append(_CODE_SIGNS[rest])
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def find_by_code(code: str, enrolment_ids: Iterable[uuid.UUID]) -> uuid.UUID | None:
    """The enrolment with this code among those given; case and hyphen do not matter."""
    wanted = "".join(code.split()).replace("-", "").upper()
    for one in enrolment_ids:
        if partner_code(one).replace("-", "") == wanted:
            return one
    return None
