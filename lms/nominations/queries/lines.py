"""Lists of nominations: the columns of a line, what narrows them, and who they are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import Identity
from lms.core.db import db, seen_by, unscoped
from lms.core.names import joined_name
from lms.courses.models import CourseSession
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.nominations.models import Nomination, NominationEvent
from lms.nominations.rows import EventLine, NominationLine, PriorTraining

LINE = (
    Nomination.id,
    Nomination.person_id,
    Nomination.agency_id,
    Nomination.state,
    Nomination.priority,
    Nomination.place,
    Nomination.first_name,
    Nomination.last_name,
    Nomination.name_local,
    Nomination.certificate_name,
    Nomination.name_approved_at,
    Nomination.gender,
    Nomination.rank,
    Nomination.designation,
    Nomination.service_no,
    Nomination.posting,
    Nomination.province,
    Nomination.practice_years,
    Nomination.letter_ref,
    Nomination.letter_file_id,
    Nomination.reason,
    Nomination.submitted_at,
    Nomination.decided_at,
    Nomination.offered_at,
    Nomination.answered_at,
    Nomination.replaces_id,
    Nomination.enrolment_id,
    Nomination.alternate,
)


def lines(
    course_session_id: UUID, *, actor: Identity, agency_id: UUID | None = None
) -> list[NominationLine]:
    """The nominations of a session that `actor` may see, by agency and its priority. 1 query."""
    statement = (
        sa.select(*LINE)
        .where(Nomination.course_session_id == course_session_id)
        .order_by(Nomination.agency_id, Nomination.priority, Nomination.id)
    )
    if agency_id is not None:
        statement = statement.where(Nomination.agency_id == agency_id)
    return [NominationLine._make(row) for row in db.session.execute(seen_by(actor, statement))]


def history(nomination_id: UUID) -> list[EventLine]:
    """What happened to a nomination, oldest first. Whoever asks has seen the nomination."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                NominationEvent.sequence,
                NominationEvent.kind,
                NominationEvent.payload,
                NominationEvent.server_at,
                Person.first_name,
                Person.last_name,
            )
            .outerjoin(Person, Person.id == NominationEvent.actor_id)
            .where(NominationEvent.owner_id == nomination_id)
            .order_by(NominationEvent.sequence),
            because="the history of a nomination that the actor sees",
        )
    )
    return [
        EventLine(
            row.sequence,
            row.kind,
            row.payload,
            row.server_at,
            str(row.payload.get("as") or joined_name(row.first_name, row.last_name)),
        )
        for row in rows
    ]


def prior_training(
    pairs: Collection[tuple[UUID, UUID]], *, besides: UUID
) -> Mapping[UUID, Sequence[PriorTraining]]:
    """What these people (person, agency) took part in before for that same agency, newest first.

    The course session `besides` does not count. One query.
    """
    wanted = dict(pairs)
    rows: Sequence[Any] = db.session.execute(
        unscoped(
            sa.select(
                Enrolment.person_id,
                CourseSession.title,
                CourseSession.code,
                CourseSession.ends_on,
                Enrolment.state,
                Enrolment.agency_id,
            )
            .join(CourseSession, CourseSession.id == Enrolment.course_session_id)
            .where(
                Enrolment.person_id.in_(wanted),
                Enrolment.course_session_id != besides,
                Enrolment.state.in_((EnrolmentState.ATTENDED, EnrolmentState.PARTLY_ATTENDED)),
            )
            .order_by(CourseSession.ends_on.desc()),
            because="the agency's own record of the people that it puts forward",
        )
    ).all()
    found: dict[UUID, list[PriorTraining]] = {}
    for row in rows:
        if wanted[row.person_id] == row.agency_id:
            found.setdefault(row.person_id, []).append(PriorTraining._make(row[:5]))
    return found
