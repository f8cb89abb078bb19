"""An agency puts people forward: one by one, as a list, changed, ordered, replaced, withdrawn."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, can, require
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.formats.cells import service_key
from lms.enrolments.services import people
from lms.enrolments.services.roll import SamePerson
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.inputs import NominationInput
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission
from lms.nominations.queries.judging import GONE, Judged, judge
from lms.nominations.queries.plans import side_of
from lms.nominations.rows import Subject
from lms.nominations.services import answering, deciding
from lms.nominations.services.entering import as_nominated, put_forward
from lms.nominations.services.events import find, full_name, happened, note, snapshot
from lms.seats.services.ledger import open_ledger

UNDECIDED = frozenset({State.NOMINATED, State.SHORTLISTED})


def nominate(*, actor: Identity, slug: str, agency_id: UUID, given: NominationInput) -> UUID:
    """Put one person forward; returns the nomination's id.

    Raises Invalid with the faults at their fields, SamePerson where that is to be answered,
    Refused after the deadline, NotFound for another agency's side.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.NOMINATE, side_of(ledger.head, agency_id))
    seen = judge(ledger.head, agency_id, given.draft())
    [nomination_id] = put_forward(ledger, agency_id, seen=_clean(seen))
    if given.alternate:
        find(actor, ledger.head, nomination_id).alternate = True
        db.session.flush()
    return nomination_id


def edit(*, actor: Identity, slug: str, nomination_id: UUID, given: NominationInput) -> None:
    """Change what a nomination says, until it is decided; organisers also after that.

    Raises Invalid with the faults at their fields.
    """
    head = session_head(slug, actor)
    row = find(actor, head, nomination_id)
    require(actor, Permission.CHANGE_ONE, Subject(head, row.agency_id, row.person_id))
    _require_open(actor, head, row)
    seen = judge(head, row.agency_id, given.draft(), without=row.id)
    faults = [FieldError(f.field.value, f.message) for f in seen.check.faults]
    faults += _of_another(row, seen)
    if faults:
        raise Invalid(faults)
    before = snapshot(row)
    local = row.certificate_name_local
    for key, value in as_nominated(seen.check.rows[0]).items():
        setattr(row, key, value)
    row.certificate_name_local = seen.check.rows[0].name_local or local
    row.alternate = given.alternate
    people.refresh_known([(row.person_id, seen.check.rows[0])])
    after = snapshot(row)
    if before == after:
        return
    if before["certificate_name"] != after["certificate_name"]:
        row.name_approved_at = None
    db.session.flush()
    fields = [key for key in after if before[key] != after[key]]
    happened(actor, row, EventKind.EDITED, fields=fields)
    summary = N_("Changed the nomination of %(name)s.", name=full_name(row))
    note(actor, "nominations.edited", head, row, summary, before=before, after=after)


def _require_open(actor: Identity, head: SessionHead, row: Nomination) -> None:
    """What is decided stays as it was decided, so that nobody else comes in under the name."""
    if row.state is State.CONFIRMED:
        raise Refused(N_("The person is on the roll. Change the entry there."))
    if row.state in GONE:
        raise Refused(N_("This nomination has ended. Nominate the person again."))
    if row.state not in UNDECIDED and not can(actor, Permission.DECIDE, head):
        raise Refused(
            N_(
                "The organiser has decided about this nomination. Ask the organiser for the "
                "change, or replace the person."
            )
        )


def _of_another(row: Nomination, seen: Judged) -> list[FieldError]:
    """A service number newly typed may not be that of somebody else in the agency."""
    match = next(iter(seen.matches.values()), None)
    if match is None or not match.by_number or match.candidates[0].person_id == row.person_id:
        return []
    if service_key(seen.check.rows[0].service_no) == service_key(row.service_no):
        return []
    message = N_(
        "The service number is that of %(name)s. Write the right number.",
        name=match.candidates[0].name,
    )
    return [FieldError("service_no", message)]


def withdraw(*, actor: Identity, slug: str, nomination_id: UUID, reason: str) -> None:
    """Take a nomination back; a seat goes back to the agency. The row stays on record. Raises
    Invalid without a reason."""
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    row = find(actor, ledger.head, nomination_id)
    require(actor, Permission.CHANGE_ONE, Subject(ledger.head, row.agency_id, row.person_id))
    if not reason.strip():
        raise Invalid([FieldError("reason", N_("Say why, in a sentence that stays on record."))])
    if row.state not in GONE:
        answering.leave(ledger, row, reason.strip())


def replace(
    *, actor: Identity, slug: str, nomination_id: UUID, given: NominationInput, reason: str = ""
) -> UUID:
    """Somebody of the same agency instead of another, up to the last day; both stay on record.

    An organiser's replacement takes over the seat at once, unless its letter is missing; an
    agency's is to be decided while the seat waits with the agency. Raises Invalid, SamePerson or
    Refused as `nominate` does.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    old = find(actor, ledger.head, nomination_id)
    subject = Subject(ledger.head, old.agency_id, old.person_id)
    require(actor, Permission.CHANGE_ONE, subject)
    if _replacement_of(old.id):
        raise Refused(N_("Somebody has taken this place already."))
    seen = _clean(judge(ledger.head, old.agency_id, given.draft(), without=None))
    had_seat = old.state in {State.APPROVED, State.CONFIRMED}
    priority = old.priority
    if old.state not in GONE:
        answering.leave(ledger, old, reason.strip())
    [key] = put_forward(ledger, old.agency_id, seen=seen)
    new = find(actor, ledger.head, key)
    new.replaces_id, new.priority, new.alternate = old.id, priority, given.alternate
    db.session.flush()
    happened(actor, old, EventKind.REPLACED, by=str(new.id))
    decides = can(actor, Permission.DECIDE, ledger.head)
    if had_seat and decides and not deciding.lacks_letter(ledger.head.id, new):
        deciding.approve(ledger, new, reason.strip())
    return new.id


def set_priorities(
    *, actor: Identity, slug: str, agency_id: UUID, nomination_ids: Sequence[UUID]
) -> None:
    """Put the agency's names into this order; who is not named comes after."""
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.NOMINATE, side_of(ledger.head, agency_id))
    rows = list(
        db.session.scalars(
            unscoped(
                sa.select(Nomination)
                .where(
                    Nomination.course_session_id == ledger.head.id,
                    Nomination.agency_id == agency_id,
                )
                .order_by(Nomination.priority, Nomination.id),
                because="the order of one agency, by those who may nominate for it",
            )
        )
    )
    if not set(nomination_ids) <= {row.id for row in rows}:
        raise NotFound
    rank = {key: place for place, key in enumerate(nomination_ids)}
    rows.sort(key=lambda row: (row.state in GONE, rank.get(row.id, len(rank))))
    for place, row in enumerate(rows, start=1):
        if row.priority != place:
            row.priority = place
            happened(actor, row, EventKind.PRIORITY, priority=place)
    db.session.flush()


def move(*, actor: Identity, slug: str, nomination_id: UUID, by: int) -> None:
    """Move one name by so many places in its agency's order; up is less than 0. At the ends it
    stays where it is. Names that have ended stand behind and are passed over."""
    head = session_head(slug, actor)
    row = find(actor, head, nomination_id)
    rows = db.session.execute(
        unscoped(
            sa.select(Nomination.id, Nomination.state)
            .where(Nomination.course_session_id == head.id, Nomination.agency_id == row.agency_id)
            .order_by(Nomination.priority, Nomination.id),
            because="the order of one agency, by those who may nominate for it",
        )
    ).all()
    order = [key for key, state in rows if state not in GONE]
    if row.id not in order:
        raise Refused(N_("This nomination has ended and has no place in the order."))
    place = order.index(row.id) + by
    order.remove(row.id)
    order.insert(max(place, 0), row.id)
    set_priorities(actor=actor, slug=slug, agency_id=row.agency_id, nomination_ids=order)


def _clean(seen: Judged) -> Judged:
    if seen.check.faults:
        raise Invalid([FieldError(f.field.value, f.message) for f in seen.check.faults])
    for match in seen.open_questions:
        raise SamePerson(match)
    return seen


def _replacement_of(nomination_id: UUID) -> bool:
    return bool(
        db.session.scalar(
            unscoped(
                sa.select(
                    sa.exists().where(
                        Nomination.replaces_id == nomination_id, Nomination.state.not_in(GONE)
                    )
                ),
                because="whether a nomination that the actor changes is replaced",
            )
        )
    )
