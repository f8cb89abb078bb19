"""Whom organisers know by nominations."""

import uuid

import sqlalchemy as sa

from lms.core.access import Identity, Role
from lms.nominations.models import Nomination


def nominees_known_to(actor: Identity) -> sa.Select[uuid.UUID]:
    """The people nominated for the sessions that `actor` organises."""
    return sa.select(Nomination.person_id).where(
        Nomination.course_session_id.in_(actor.sessions_as(Role.ORGANISER))
    )
