"""Who can work together: the people of a session, as far as the actor may know of them."""

import uuid

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.names import joined_name
from lms.courses.policies import teaches
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.exercises.rows import AttemptHead, Person


def own_enrolment(head: SessionHead, *, actor: Identity) -> uuid.UUID | None:
    """The actor's own enrolment in a session."""
    found = (
        grant.enrolment_id
        for grant in actor.grants
        if grant.course_session_id == head.id and grant.enrolment_id
    )
    return next(found, None)


def partners(head: SessionHead, *, actor: Identity) -> list[Person]:
    """People of the session whose names the actor may see: all for trainers, and for
    participants where the organiser shows names. The withdrawn are left out."""
    if not (teaches(actor, head) or head.names_visible):
        return []
    return [one for one in people(head.id) if one.enrolment_id not in actor.enrolment_ids]


def tablemates(head: SessionHead, *, actor: Identity) -> list[Person]:
    """The others at the actor's own table, by name; callers show the names to those who may see
    them. The withdrawn are left out."""
    own = own_enrolment(head, actor=actor)
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.id, Enrolment.first_name, Enrolment.last_name)
            .where(
                Enrolment.syndicate_id
                == sa.select(Enrolment.syndicate_id).where(Enrolment.id == own).scalar_subquery(),
                Enrolment.state != EnrolmentState.WITHDRAWN,
                Enrolment.id != own,
            )
            .order_by(Enrolment.first_name, Enrolment.last_name, Enrolment.id),
            because="the people at one's own table",
        )
    )
    return [Person(row.id, joined_name(row.first_name, row.last_name)) for row in rows]


def people(course_session_id: uuid.UUID) -> list[Person]:
    """All people of a session by name, for the room's own work."""
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.id, Enrolment.first_name, Enrolment.last_name)
            .where(
                Enrolment.course_session_id == course_session_id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
            )
            .order_by(Enrolment.first_name, Enrolment.last_name, Enrolment.id),
            because="callers show names only to those who may see them",
        )
    )
    return [Person(row.id, joined_name(row.first_name, row.last_name)) for row in rows]


def names_of(attempt: AttemptHead, *, actor: Identity) -> list[str]:
    """The people of an attempt by name, for its trainers."""
    if not teaches(actor, attempt.head):
        return []
    return [one.name for one in people(attempt.head.id) if one.enrolment_id in attempt.members]
