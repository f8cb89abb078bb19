"""What lower rooms hold on record for the people of a session: one question to each."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.attendance.queries import attendance_evidence
from lms.certificates.models import Thanks
from lms.certificates.rows import Candidate, RecordedName
from lms.certificates.rules import Eligibility, Evidence, eligibility
from lms.core.access import SYSTEM, Identity
from lms.core.db import db, unscoped
from lms.courses import queries as courses
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_calling_order
from lms.learning.queries import completions


def candidates(course_session_id: UUID, *, actor: Identity) -> list[Candidate]:
    """The people of a session whom `actor` may see, in calling order, the withdrawn among them."""
    return _select(Enrolment.course_session_id == course_session_id, actor)


def candidate(key: UUID | None) -> Candidate:
    """An enrolment or line of thanks as it is known now, for issuing a certificate again."""
    found = _select(Enrolment.id == key, SYSTEM) or _thanks(Thanks.id == key)
    return found[0]


def thanked(course_session_id: UUID) -> list[Candidate]:
    """Whom a session thanks, in the order in which they were added."""
    return _thanks(Thanks.course_session_id == course_session_id)


def _thanks(criterion: sa.ColumnElement[bool]) -> list[Candidate]:
    rows = db.session.scalars(sa.select(Thanks).where(criterion).order_by(Thanks.id))
    return [
        Candidate(
            enrolment_id=row.id,
            person_id=row.person_id,
            agency_id=None,
            withdrawn=False,
            name=row.name,
            local_name=row.local_name,
            name_approved_at=row.added_at,
            rank=row.post.get("en", ""),
            rank_local=row.post.get("ur", ""),
            agency=row.organisation,
            agency_short=row.organisation,
            thanked=True,
            capacity=row.capacity,
        )
        for row in rows
    ]


def recorded_name(person_id: UUID | None) -> RecordedName | None:
    """The name for certificates in the person's own record, which the roll need not follow."""
    if person_id is None:
        return None
    statement = sa.select(Person).where(Person.id == person_id)
    person = db.session.scalars(unscoped(statement, because="beside the name on the roll")).one()
    return RecordedName(person.certificate_name or person.full_name, person.name_local)


def _select(criterion: sa.ColumnElement[bool], actor: Identity) -> list[Candidate]:
    local = sa.func.nullif(Enrolment.certificate_name_local, "")
    statement = in_calling_order(
        sa.select(
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.agency_id,
            (Enrolment.state == EnrolmentState.WITHDRAWN).label("withdrawn"),
            Enrolment.certificate_name,
            sa.func.coalesce(local, Enrolment.name_local),
            Enrolment.name_approved_at,
            Enrolment.rank,
            Enrolment.rank_local,
            Agency.name,
            Agency.short_name,
        )
    ).where(criterion)
    if not actor.is_system:
        statement = statement.where(Enrolment.visible_to(actor))
    rows = db.session.execute(unscoped(statement, because="narrowed by the enrolment's own scope"))
    return [Candidate(*row) for row in rows]


def evidence(
    head: SessionHead, people: Sequence[Candidate], *, actor: Identity
) -> dict[UUID, Evidence]:
    """The evidence for each of these people, by enrolment; people without any have zeros."""
    attended = attendance_evidence(head.id, actor=actor)
    learned = completions(head.id, actor=actor)
    found = {}
    for one in people:
        done, half_days = attended.get(one.enrolment_id, (0, 0))
        course = learned.get(one.enrolment_id)
        found[one.enrolment_id] = Evidence(
            withdrawn=one.withdrawn,
            half_days=half_days,
            half_days_attended=done,
            modules=course.modules if course else 0,
            modules_done=course.modules_done if course else 0,
            has_post_test=bool(course and course.has_post_test),
            post_test_percent=course.post_test_percent if course else None,
            post_test_waits=bool(course and course.post_test_waits),
            exercises=course.exercises if course else 0,
            exercises_done=course.exercises_done if course else 0,
            name_approved=one.name_approved_at is not None,
        )
    return found


def judged(
    head: SessionHead, people: Sequence[Candidate], *, actor: Identity
) -> dict[UUID, tuple[Evidence, Eligibility]]:
    """Evidence and outcome for each of these people, by enrolment."""
    rule = courses.completion_rule(head.id)
    return {
        enrolment_id: (one, eligibility(rule, one))
        for enrolment_id, one in evidence(head, people, actor=actor).items()
    }
