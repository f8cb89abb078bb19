"""What a list needs before its papers may be signed. Pure: facts in, answers out."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785

from lms.core.messages import N_, Message
from lms.signing.enums import ListState

SCHEMA = 1
MOST_APPROVALS = 2


@dataclass(frozen=True)
class Approval:
    """Who approved, of which agency, and the digest of what that person read."""

    person_id: UUID | None
    agency_id: UUID | None
    digest: str


@dataclass(frozen=True)
class Facts:
    """All that decides how far a list is. Offices are those behind which a person is named."""

    digest: str
    approvals_needed: int
    approvals: Sequence[Approval]
    offices: Collection[int]
    signed: Collection[int]
    left: int


def digest_of(list_id: UUID, course_session_id: UUID, entries: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON (RFC 8785) of a list: its id, session and entries.

    The id is in it, so that an approval of one list never holds for another with the same names.
    """
    document: dict[str, Any] = {
        "list": str(list_id),
        "session": str(course_session_id),
        "entries": entries,
    }
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()


def approved(facts: Facts) -> bool:
    """Whether enough approvals of exactly this digest stand.

    Two approvals are of two people of two agencies; a person without an agency counts for none.
    """
    mine = [one for one in facts.approvals if one.digest == facts.digest]
    if facts.approvals_needed < MOST_APPROVALS:
        return bool(mine)
    return any(
        one.person_id != other.person_id and one.agency_id != other.agency_id
        for place, one in enumerate(mine)
        for other in mine[place + 1 :]
        if None not in {one.person_id, other.person_id, one.agency_id, other.agency_id}
    )


def standing(facts: Facts) -> ListState:
    """How far a list is before its papers are filed."""
    if not approved(facts):
        return ListState.PREPARED
    if set(facts.offices) - set(facts.signed) or not facts.left:
        return ListState.APPROVED
    return ListState.SIGNED


def why_not_ready(facts: Facts) -> Message | None:
    """Why no paper of a list may be signed now; None where they may."""
    if not approved(facts):
        return N_("The list is not approved as it stands, so nothing is signed.")
    if set(facts.offices) - set(facts.signed):
        return N_("Not every signatory has signed the list yet.")
    if not facts.left:
        return N_("Every name on the list is struck.")
    return None


def in_force(
    *, given_at: datetime, until: datetime, ended_at: datetime | None, now: datetime
) -> bool:
    """Whether a delegation holds at this moment."""
    return ended_at is None and given_at <= now < until
