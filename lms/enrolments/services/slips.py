"""Sign-in slips for people of the roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.accounts.services.entry import issue_slip
from lms.core.access import Identity, require
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_, Message
from lms.courses.rows import SessionHead
from lms.enrolments.policies import Permission
from lms.enrolments.queries import roll
from lms.enrolments.rows import RollEntry, Slip
from lms.enrolments.services.taking_along import record_export

MOST = 300


@dataclass(frozen=True)
class MadeSlips:
    """The slips, and those who get none with the reason."""

    head: SessionHead
    slips: Sequence[Slip]
    left_out: Sequence[tuple[RollEntry, Message]]


def make_slips(*, actor: Identity, slug: str, enrolment_ids: Sequence[UUID]) -> MadeSlips:
    """Make a slip for each of these people; their earlier slips are void.

    A slip is good once, until the end of the session's last day. Who holds a role that this
    actor may not open gets none. Raises NotFound where one is not on the visible roll.
    """
    seen = roll(slug, actor=actor)
    require(actor, Permission.PRINT_SLIPS, seen.head)
    if not 0 < len(set(enrolment_ids)) <= MOST:
        raise Refused(N_("Choose 1 to %(most)s people at a time.", most=MOST))
    listed = {e.id: (group.name, e) for group in seen.groups for e in group.entries}
    if not set(enrolment_ids) <= set(listed):
        raise NotFound
    wanted = set(enrolment_ids)
    made: list[Slip] = []
    left_out: list[tuple[RollEntry, Message]] = []
    for agency, entry in (pair for key, pair in listed.items() if key in wanted):
        try:
            slip = issue_slip(actor=actor, person_id=entry.person_id, valid_until=_end(seen.head))
        except Refused as refused:
            left_out.append((entry, refused.message))
        else:
            made.append(Slip(entry, agency, slip.username, slip.code, slip.url, slip.expires_at))
    record_export(actor=actor, head=seen.head, kind="sign-in slips", count=len(made))
    return MadeSlips(seen.head, made, left_out)


def _end(head: SessionHead) -> datetime:
    """Midnight after the last day, in the session's zone."""
    zone = ZoneInfo(head.zone)
    return datetime.combine(head.ends_on + timedelta(days=1), time(), zone).astimezone(UTC)
