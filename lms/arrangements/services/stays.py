"""How participants travel and are paid: told by themselves, or set by the organisers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.arrangements.inputs import StayInput
from lms.arrangements.models import Stay
from lms.arrangements.policies import Permission
from lms.arrangements.queries.lists import rates
from lms.arrangements.rows import OwnStay
from lms.arrangements.rules.stays import Stretch, cleaned
from lms.arrangements.services.gate import enrolled, lock, note, opened, stays_of
from lms.audit.services import record
from lms.core.access import SYSTEM, Identity, require
from lms.core.db import db, seen_by
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.policies import while_open
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment

Cells = Mapping[str, str]


def tell(*, actor: Identity, enrolment_id: UUID, given: StayInput) -> None:
    """Write what a participant tells of the own travel and stay.

    For the person of the enrolment, signed in or by a link, and for the system. Raises NotFound,
    Refused where the session is closed, Invalid with faults at arrival, departure, ... .
    """
    enrolment = db.session.scalar(
        seen_by(
            actor,
            sa.select(Enrolment).where(
                Enrolment.id == enrolment_id, Enrolment.state != EnrolmentState.WITHDRAWN
            ),
        )
    )
    if enrolment is None or not (actor.is_system or enrolment.person_id == actor.person_id):
        raise NotFound
    head = session_head_by_id(enrolment.course_session_id, SYSTEM)
    _require_open(actor, head, enrolment.person_id)
    lock(head.id)
    values, faults = cleaned(given.cells(), _stretch(head))
    if faults:
        raise Invalid(faults)
    changed = _apply(stays_of([enrolment])[enrolment.id], values)
    if changed:
        db.session.flush()
        record(
            actor,
            "arrangements.told",
            object_type="enrolment",
            object_id=enrolment.id,
            course_session_id=head.id,
            summary=N_("Told how the own travel and stay will be."),
            before=changed[0],
            after=changed[1],
        )


def _require_open(actor: Identity, head: SessionHead, person_id: UUID) -> None:
    """Ask the policy where the actor holds a role; whoever comes by a link holds none."""
    if actor.roles:
        require(actor, Permission.TELL_OWN, OwnStay(head, person_id))
    decision = while_open(head, Act.EDIT)
    if not decision.allowed and decision.reason is not None:
        raise Refused(decision.reason)


def save_rows(*, actor: Identity, slug: str, rows: Mapping[UUID, Cells]) -> int:
    """Set travel, days and rates of several participants; returns how many people changed.

    `rows` has cells by enrolment, as `rules.stays.cleaned` reads them, and `rate`: a rate's id or
    empty. All or nothing. Raises NotFound, Refused, and Invalid with faults at
    `<enrolment id>-<cell>`.
    """
    head = opened(actor, slug)
    known = {str(rate.id): rate.id for rate in rates(head)}
    wanted: dict[UUID, dict[str, Any]] = {}
    faults: list[FieldError] = []
    for enrolment_id, cells in rows.items():
        values, wrong = _read(cells, head, known)
        wanted[enrolment_id] = values
        faults += [FieldError(f"{enrolment_id}-{one.field}", one.message) for one in wrong]
    if faults:
        raise Invalid(faults)
    enrolments = enrolled(head, set(rows))
    stays = stays_of(enrolments)
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for row in enrolments:
        changed = _apply(stays[row.id], wanted[row.id])
        if changed:
            before[str(row.id)], after[str(row.id)] = changed
    if after:
        db.session.flush()
        summary = N_("Changed travel, stay or pay of %(count)s people.", count=len(after))
        note(actor, "arrangements.changed", head, summary, before=before, after=after)
    return len(after)


def _read(
    cells: Cells, head: SessionHead, known: Mapping[str, UUID]
) -> tuple[dict[str, Any], list[FieldError]]:
    rest = {name: text for name, text in cells.items() if name != "rate"}
    values, faults = cleaned(rest, _stretch(head))
    if "rate" in cells:
        if cells["rate"] and cells["rate"] not in known:
            faults.append(FieldError("rate", N_("Choose one of the list.")))
        values["rate_id"] = known.get(cells["rate"])
    return values, faults


def assign_rate(
    *,
    actor: Identity,
    slug: str,
    rate_id: UUID,
    agency_id: UUID | None = None,
    rank: str = "",
    only_without: bool = False,
) -> int:
    """Give a rate to all participants, or to those of an agency or a rank.

    Returns how many people changed. `only_without` leaves those who have a rate. Raises NotFound
    for an unknown rate.
    """
    head = opened(actor, slug)
    if rate_id not in {rate.id for rate in rates(head)}:
        raise NotFound
    statement = sa.select(Enrolment).where(
        Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
    if agency_id is not None:
        statement = statement.where(Enrolment.agency_id == agency_id)
    if rank:
        statement = statement.where(Enrolment.rank == rank)
    enrolments = list(db.session.scalars(seen_by(actor, statement)))
    count = 0
    for stay in stays_of(enrolments).values():
        if stay.rate_id != rate_id and not (only_without and stay.rate_id is not None):
            stay.rate_id = rate_id
            count += 1
    if count:
        db.session.flush()
        summary = N_("Gave an allowance to %(count)s people.", count=count)
        note(actor, "arrangements.rate_assigned", head, summary, after={"rate": str(rate_id)})
    return count


def _stretch(head: SessionHead) -> Stretch:
    return Stretch(head.starts_on, head.ends_on, head.zone)


def _apply(stay: Stay, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Set what differs; returns the values before and after, None where nothing does."""
    changed = {name: value for name, value in values.items() if getattr(stay, name) != value}
    if not changed:
        return None
    before = {name: getattr(stay, name) for name in changed}
    for name, value in changed.items():
        setattr(stay, name, value)
    return before, changed
