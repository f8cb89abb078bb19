"""What moves when two records of one person are made one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.merging import Mover
from lms.agenda.models import AgendaItemTrainer, CalendarFeed, SessionTrainer, Unavailability
from lms.core.db import db
from lms.core.messages import N_


def _doubles(
    table: type[Any], about: InstrumentedAttribute[UUID], kept_id: UUID, merged_id: UUID
) -> Sequence[UUID]:
    """Rows that the kept person has already for the same thing."""
    other = aliased(table)
    return list(
        db.session.scalars(
            sa.select(table.id)
            .join(other, getattr(other, about.key) == about)
            .where(table.person_id == merged_id, other.person_id == kept_id)
        )
    )


MOVERS = (
    Mover(
        "agenda_item_trainer",
        N_("Agenda items taught"),
        AgendaItemTrainer.person_id,
        stays=lambda kept, merged: _doubles(
            AgendaItemTrainer, AgendaItemTrainer.item_id, kept, merged
        ),
    ),
    Mover(
        "session_trainer",
        N_("Requests to teach"),
        SessionTrainer.person_id,
        stays=lambda kept, merged: _doubles(
            SessionTrainer, SessionTrainer.course_session_id, kept, merged
        ),
    ),
    Mover("unavailability", N_("Times of absence"), Unavailability.person_id),
    Mover("calendar_feed", N_("Private calendar addresses"), CalendarFeed.person_id),
)
