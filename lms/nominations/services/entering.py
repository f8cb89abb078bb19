"""A judged list becomes nominations: all rows at once, with one entry on record for a list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.names import joined_name
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.formats import RollRow
from lms.enrolments.models import Enrolment
from lms.enrolments.services import people
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.queries.judging import Judged
from lms.nominations.queries.plans import has_steps
from lms.nominations.services import doubles
from lms.nominations.services.doubles import Named
from lms.nominations.services.events import (
    find,
    first_happened,
    full_name,
    happened,
    in_parts,
    note,
    snapshot,
)
from lms.seats.services.ledger import Ledger


def put_forward(ledger: Ledger, agency_id: UUID, *, seen: Judged) -> list[UUID]:
    """Nominate all rows of a judged list that is ready; the caller has asked the policy.

    Somebody withdrawn before is nominated again in the same row. Somebody who is in the session
    for another agency is put forward as a new person, so that nobody learns of the other; the
    organiser is told of the suspicion. All or none.
    """
    persons, elsewhere = _persons(ledger.head.id, agency_id, seen)
    known = _of_persons(ledger.head.id, list(persons.values()))
    letters = _letters(ledger.head.id, agency_id)
    last = _last_priority(ledger.head.id, agency_id)
    state = State.NOMINATED if has_steps() else State.SHORTLISTED
    common = _common(ledger, state)
    made: list[Named] = []
    for part in in_parts(list(enumerate(seen.check.rows, start=last + 1)), 1_000):
        new: list[dict[str, object]] = []
        for priority, row in part:
            person_id = persons[row.number]
            values = as_nominated(row) | common
            values["priority"] = priority
            values["letter_file_id"] = letters.get(row.letter_ref) if row.letter_ref else None
            again = known.get(person_id)
            key = again.id if again else new_id()
            if again is None:
                new.append(values | {"id": key, "person_id": person_id})
            else:
                _again(again, values)
            name = (row.first_name, row.last_name)
            made.append(Named(key, ledger.head.id, agency_id, person_id, *name))
        if new:
            db.session.execute(sa.insert(Nomination), new)
    db.session.flush()
    _put_on_record(ledger, made, list(known.values()), state, seen.file_name)
    by_person = {one.person_id: one.id for one in made}
    suspicions = {(by_person[persons[row]], other): "name" for row, other in elsewhere.items()}
    doubles.suspect(made, also=suspicions)
    return [one.id for one in made]


def _common(ledger: Ledger, state: State) -> dict[str, object]:
    """What all nominations of a list begin with."""
    return {
        "course_session_id": ledger.head.id,
        "state": state,
        "submitted_at": utcnow(),
        "submitted_by": ledger.actor.person_id,
        "alternate": False,
    }


def _again(nomination: Nomination, values: Mapping[str, object]) -> None:
    for key, value in values.items():
        setattr(nomination, key, value)
    nomination.reason, nomination.decided_at, nomination.answered_at = "", None, None
    nomination.place = nomination.offered_at = nomination.replaces_id = None
    nomination.name_approved_at = None


def _put_on_record(
    ledger: Ledger,
    made: Sequence[Named],
    again: Sequence[Nomination],
    state: State,
    file_name: str,
) -> None:
    """An event for each; on the trail one entry, with the person's values or the list's names."""
    actor = ledger.actor
    reopened = {one.id for one in again}
    first_happened(
        actor, [one.id for one in made if one.id not in reopened], EventKind.NOMINATED, state
    )
    for row in again:
        happened(actor, row, EventKind.REOPENED)
    if len(made) == 1:
        one = find(actor, ledger.head, made[0].id)
        summary = N_("Nominated %(name)s.", name=full_name(one))
        act = "nominations.nominated"
        note(actor, act, ledger.head, one, summary, after=snapshot(one))
        return
    record(
        actor,
        "nominations.imported",
        object_type="course_session",
        object_id=ledger.head.id,
        course_session_id=ledger.head.id,
        summary=N_(
            "Nominated %(count)s people from %(file)s.", count=len(made), file=file_name or "-"
        ),
        after={"names": [joined_name(one.first_name, one.last_name) for one in made]},
    )


def as_nominated(row: RollRow) -> dict[str, object]:
    """What the nomination keeps of a row, frozen."""
    return {
        **people.as_enrolled(row),
        "posting": row.posting,
        "province": row.province,
        "practice_years": row.practice_years,
        "justification": row.justification,
    }


def _persons(
    course_session_id: UUID, agency_id: UUID, seen: Judged
) -> tuple[Mapping[int, UUID], Mapping[int, UUID]]:
    """The person of each row: the known one that was chosen, else a new one. And, by row, known
    people who are in the session for another agency, in whose stead a new one was made."""
    chosen = {
        row.number: match.chosen.person_id
        for row in seen.check.rows
        if (match := seen.matches.get(row.number)) and match.chosen
    }
    gone = _elsewhere(course_session_id, agency_id, list(chosen.values()))
    elsewhere = {number: key for number, key in chosen.items() if key in gone}
    taken = {number: key for number, key in chosen.items() if key not in gone}
    rows = {row.number: row for row in seen.check.rows}
    for part in in_parts(list(taken.items())):
        people.refresh_known([(key, rows[number]) for number, key in part])
    unknown = [
        replace(row, service_no=None) if row.number in elsewhere else row
        for row in seen.check.rows
        if row.number not in taken
    ]
    made = people.new_people(unknown, utcnow().date())
    return (
        taken | {row.number: key for row, key in zip(unknown, made, strict=True)},
        elsewhere,
    )


def _elsewhere(course_session_id: UUID, agency_id: UUID, persons: Sequence[UUID]) -> set[UUID]:
    """Who of these people is in the session for another agency, nominated or on the roll."""
    found: set[UUID] = set()
    for part in in_parts(persons):
        for statement in (
            sa.select(Nomination.person_id).where(
                Nomination.course_session_id == course_session_id,
                Nomination.agency_id != agency_id,
                Nomination.person_id.in_(part),
            ),
            sa.select(Enrolment.person_id).where(
                Enrolment.course_session_id == course_session_id,
                Enrolment.agency_id != agency_id,
                Enrolment.person_id.in_(part),
                Enrolment.state != EnrolmentState.WITHDRAWN,
            ),
        ):
            why = "nobody is in a session twice; the agency is not told of the other"
            found |= set(db.session.scalars(unscoped(statement, because=why)))
    return found


def _of_persons(course_session_id: UUID, persons: Sequence[UUID]) -> dict[UUID, Nomination]:
    found: dict[UUID, Nomination] = {}
    for part in in_parts(persons):
        rows = db.session.scalars(
            unscoped(
                sa.select(Nomination).where(
                    Nomination.course_session_id == course_session_id,
                    Nomination.person_id.in_(part),
                ),
                because="one nomination for one person; the caller has asked the policy",
            )
        )
        found |= {row.person_id: row for row in rows}
    return found


def _letters(course_session_id: UUID, agency_id: UUID) -> dict[str, UUID]:
    """The agency's letters in this session by their reference: one letter names several people."""
    rows = db.session.execute(
        unscoped(
            sa.select(Nomination.letter_ref, Nomination.letter_file_id)
            .where(
                Nomination.course_session_id == course_session_id,
                Nomination.agency_id == agency_id,
                Nomination.letter_ref != "",
                Nomination.letter_file_id.is_not(None),
            )
            .distinct(),
            because="the letters of one agency, by those who may nominate for it",
        )
    )
    return {ref: key for ref, key in rows if key is not None}


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
