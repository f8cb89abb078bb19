"""Grants by enrolment."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, Role
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment


def participations(person_id: uuid.UUID, day: date) -> sa.Select[*tuple[Any, ...]]:
    """The course sessions a person takes part in, as a source of grants; a withdrawn enrolment
    gives nothing."""
    return sa.select(
        sa.literal(Role.PARTICIPANT.value).label("role"),
        Enrolment.agency_id,
        Enrolment.course_session_id,
        Enrolment.id.label("enrolment_id"),
    ).where(Enrolment.person_id == person_id, Enrolment.state != EnrolmentState.WITHDRAWN)


def participants_known_to(actor: Identity) -> sa.Select[uuid.UUID]:
    """The people on the rolls of the sessions that `actor` organises."""
    return sa.select(Enrolment.person_id).where(
        Enrolment.course_session_id.in_(actor.sessions_as(Role.ORGANISER))
    )
