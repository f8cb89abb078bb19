"""Grants by enrolment."""

import uuid
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from lms.core.access import Grant, Identity, Role
from lms.core.db import db, unscoped
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment


def participations(person_id: uuid.UUID, day: date) -> Iterable[Grant]:
    """The course sessions a person takes part in; a withdrawn enrolment gives nothing."""
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.id, Enrolment.course_session_id, Enrolment.agency_id).where(
                Enrolment.person_id == person_id, Enrolment.state != EnrolmentState.WITHDRAWN
            ),
            because="a person's own enrolments",
        )
    )
    return [
        Grant(Role.PARTICIPANT, agency_id, course_session_id, enrolment_id)
        for enrolment_id, course_session_id, agency_id in rows
    ]


def participants_known_to(actor: Identity) -> sa.Select[uuid.UUID]:
    """The people on the rolls of the sessions that `actor` organises."""
    return sa.select(Enrolment.person_id).where(
        Enrolment.course_session_id.in_(actor.sessions_as(Role.ORGANISER))
    )
