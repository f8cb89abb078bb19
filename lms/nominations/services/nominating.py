"""An agency puts people forward: one by one, as a list, changed, ordered, replaced, withdrawn."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, can, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.enrolments.formats import RollRow
from lms.enrolments.services import people
from lms.enrolments.services.roll import SamePerson
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.inputs import NominationInput
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission
from lms.nominations.queries.judging import GONE, Judged, judge
from lms.nominations.queries.plans import has_steps, side_of
from lms.nominations.rows import Subject
from lms.nominations.services import answering, deciding, doubles
from lms.nominations.services.events import find, full_name, happened, note
from lms.seats.services.ledger import Ledger, open_ledger


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


def put_forward(ledger: Ledger, agency_id: UUID, *, seen: Judged) -> list[UUID]:
    """Nominate all rows of a judged list that is ready; the caller has asked the policy.

    Somebody withdrawn before is nominated again in the same row. All or none.
    """
    persons = _persons(seen)
    known = _of_persons(ledger.head.id, set(persons.values()))
    priority = _last_priority(ledger.head.id, agency_id)
    first = State.NOMINATED if has_steps() else State.SHORTLISTED
    made = []
    for row in seen.check.rows:
        priority += 1
        nomination = known.get(persons[row.number])
        if nomination is not None and nomination.agency_id != agency_id:
            raise Refused(
                N_("%(name)s cannot be nominated. Ask the organiser.", name=row.full_name)
            )
        made.append(_entered(ledger, persons[row.number], nomination, row, priority, first))
    doubles.suspect(made)
    return [nomination.id for nomination in made]


def _entered(  # noqa: PLR0917 - one row, with what is known of it
    ledger: Ledger,
    person_id: UUID,
    known: Nomination | None,
    row: RollRow,
    priority: int,
    state: State,
) -> Nomination:
    actor = ledger.actor
    nomination = known or Nomination(
        id=new_id(), course_session_id=ledger.head.id, person_id=person_id
    )
    for key, value in as_nominated(row).items():
        setattr(nomination, key, value)
    nomination.state, nomination.priority = state, priority
    nomination.submitted_at, nomination.submitted_by = utcnow(), actor.person_id
    nomination.reason, nomination.decided_at, nomination.answered_at = "", None, None
    nomination.name_approved_at = None
    db.session.add(nomination)
    db.session.flush()
    happened(actor, nomination, EventKind.REOPENED if known else EventKind.NOMINATED)
    note(
        actor,
        "nominations.nominated",
        ledger.head,
        nomination,
        N_("Nominated %(name)s.", name=full_name(nomination)),
        after=snapshot(nomination),
    )
    return nomination


def as_nominated(row: RollRow) -> dict[str, object]:
    """What the nomination keeps of a row, frozen."""
    return {
        **people.as_enrolled(row),
        "posting": row.posting,
        "province": row.province,
        "practice_years": row.practice_years,
        "justification": row.justification,
    }


def edit(*, actor: Identity, slug: str, nomination_id: UUID, given: NominationInput) -> None:
    """Change what a nomination says, until it is decided; organisers also after that.

    Raises Invalid with the faults at their fields.
    """
    head = session_head(slug, actor)
    row = find(actor, head, nomination_id)
    require(actor, Permission.CHANGE_ONE, Subject(head, row.agency_id, row.person_id))
    if row.state is State.CONFIRMED:
        raise Refused(N_("The person is on the roll. Change the entry there."))
    if row.state in GONE:
        raise Refused(N_("This nomination has ended. Nominate the person again."))
    seen = judge(head, row.agency_id, given.draft(), without=row.id)
    if seen.check.faults:
        raise Invalid([FieldError(f.field.value, f.message) for f in seen.check.faults])
    before = snapshot(row)
    local = row.certificate_name_local
    for key, value in as_nominated(seen.check.rows[0]).items():
        setattr(row, key, value)
    row.certificate_name_local = seen.check.rows[0].name_local or local
    row.alternate = given.alternate
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


def withdraw(*, actor: Identity, slug: str, nomination_id: UUID, reason: str) -> None:
    """Take a nomination back; a seat goes back to the agency. The row stays on record."""
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    row = find(actor, ledger.head, nomination_id)
    require(actor, Permission.CHANGE_ONE, Subject(ledger.head, row.agency_id, row.person_id))
    if row.state not in GONE:
        answering.leave(ledger, row, reason.strip())


def replace(
    *, actor: Identity, slug: str, nomination_id: UUID, given: NominationInput, reason: str = ""
) -> UUID:
    """Somebody of the same agency instead of another, up to the last day; both stay on record.

    An organiser's replacement takes over the seat at once; an agency's is to be decided while
    the seat waits with the agency. Raises Invalid, SamePerson or Refused as `nominate` does.
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
    new.replaces_id, new.priority = old.id, priority
    db.session.flush()
    happened(actor, old, EventKind.REPLACED, by=str(new.id))
    if had_seat and can(actor, Permission.DECIDE, ledger.head):
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


def snapshot(row: Nomination) -> dict[str, object]:
    """The values of a nomination that a person may change, for before and after."""
    names = (
        "first_name", "last_name", "name_local", "certificate_name", "certificate_name_local",
        "gender", "rank", "designation", "service_no", "posting", "province", "practice_years",
        "needs", "letter_ref", "nominated_by", "justification", "alternate",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _clean(seen: Judged) -> Judged:
    if seen.check.faults:
        raise Invalid([FieldError(f.field.value, f.message) for f in seen.check.faults])
    for match in seen.open_questions:
        raise SamePerson(match)
    return seen


def _persons(seen: Judged) -> Mapping[int, UUID]:
    """The person of each row: the known one that was chosen, else a new one."""
    chosen = {
        row.number: match.chosen.person_id
        for row in seen.check.rows
        if (match := seen.matches.get(row.number)) and match.chosen
    }
    people.refresh_known([(chosen[row.number], row) for row in seen.check.rows
                          if row.number in chosen])  # fmt: skip
    unknown = [row for row in seen.check.rows if row.number not in chosen]
    made = people.new_people(unknown, utcnow().date())
    return chosen | {row.number: key for row, key in zip(unknown, made, strict=True)}


def _of_persons(course_session_id: UUID, persons: set[UUID]) -> dict[UUID, Nomination]:
    rows = db.session.scalars(
        unscoped(
            sa.select(Nomination).where(
                Nomination.course_session_id == course_session_id,
                Nomination.person_id.in_(persons),
            ),
            because="one nomination for one person; the caller has asked the policy",
        )
    )
    return {row.person_id: row for row in rows}


def _last_priority(course_session_id: UUID, agency_id: UUID) -> int:
    return (
        db.session.scalar(
            unscoped(
                sa.select(sa.func.max(Nomination.priority)).where(
                    Nomination.course_session_id == course_session_id,
                    Nomination.agency_id == agency_id,
                ),
                because="the order of one agency, by those who may nominate for it",
            )
        )
        or 0
    )


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
