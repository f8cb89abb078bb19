"""What people do with seats on the pages: set quotas, reserve, give back. On record each."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.policies import organises
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.seats.policies import Permission
from lms.seats.rows import AgencySide
from lms.seats.services.ledger import Ledger, open_ledger
from lms.seats.services.refusals import agency_name


class Act(StrEnum):
    """What is done with seats of an agency that no person has."""

    RESERVE = "reserve"
    UNRESERVE = "unreserve"
    RELEASE = "release"


_SUMMARIES = {
    Act.RESERVE: N_("%(agency)s reserved %(seats)s seats, names follow. %(reason)s"),
    Act.UNRESERVE: N_("%(agency)s gave up the reservation of %(seats)s seats. %(reason)s"),
    Act.RELEASE: N_("%(agency)s gave %(seats)s seats back to the session. %(reason)s"),
}


def set_quotas(
    *, actor: Identity, slug: str, quotas: Mapping[UUID, int | None], reason: str = ""
) -> None:
    """Give each of these agencies that many seats in all; None ends a quota. All or none.

    Raises Invalid with faults at `quota-<agency id>` and `quotas`.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    ledger.set_quotas(quotas, reason=reason)


def move(
    *, actor: Identity, slug: str, agency_id: UUID, act: Act, seats: int, reason: str = ""
) -> None:
    """Reserve seats of an agency without names, give a reservation up, or give seats back to the
    session. Raises Invalid for a number that cannot be, NotFound for another's agency, Refused
    where there are too few seats or the roll is closed.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.RESERVE_SEATS, AgencySide(ledger.head, agency_id))
    errors = []
    if seats < 1:
        errors.append(FieldError("seats", N_("Write how many seats, 1 or more.")))
    if act is Act.RELEASE and not organises(actor, ledger.head) and not reason.strip():
        errors.append(FieldError("reason", N_("Write why the seats are given back.")))
    if errors:
        raise Invalid(errors)
    _do(ledger, act, agency_id, seats, reason)
    record(
        actor,
        f"seats.{act.value}d",
        object_type="agency",
        object_id=agency_id,
        course_session_id=ledger.head.id,
        summary=N_(
            _SUMMARIES[act].text,
            agency=agency_name(agency_id),
            seats=seats,
            reason=reason.strip(),
        ),
    )


def _do(ledger: Ledger, act: Act, agency_id: UUID, seats: int, reason: str) -> None:
    if act is Act.RESERVE:
        ledger.reserve(agency_id, seats, reason=reason)
    elif act is Act.UNRESERVE:
        ledger.unreserve(agency_id, seats, reason=reason)
    else:
        ledger.release(agency_id, seats=seats, reason=reason)


def record_export(*, actor: Identity, head: SessionHead, count: int) -> None:
    """Write on record that the visible ledger was taken along as a file."""
    record(
        actor,
        "seats.exported",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Took the seat ledger along as .xlsx (%(count)s agencies).", count=count),
    )
