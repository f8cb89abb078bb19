"""Times of absence: the own ones in full, those of a session's trainers as busy and no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import BusySource
from lms.agenda.models import Unavailability
from lms.agenda.policies import Permission
from lms.agenda.queries.trainers import BusySpan, busy_spans, session_trainers
from lms.agenda.rows import TrainerRow
from lms.agenda.rules.times import whole_day
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, seen_by
from lms.core.errors import NotFound
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

AROUND = timedelta(days=7)  # how far around a session its planners see who is busy


@dataclass(frozen=True)
class AbsenceRow:
    """One of the own times of absence. Times are UTC; the note is for its owner alone."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    source: BusySource
    uid: str
    note: str


@dataclass(frozen=True)
class TrainerAvailability:
    """When a trainer of a session is busy on its days and around them."""

    head: SessionHead
    trainer: TrainerRow
    begin: datetime
    end: datetime
    busy: list[BusySpan]


def own_absences(actor: Identity, *, source: BusySource | None = None) -> list[AbsenceRow]:
    """The actor's times of absence that are not over, by time."""
    statement = (
        sa.select(
            Unavailability.id,
            Unavailability.starts_at,
            Unavailability.ends_at,
            Unavailability.source,
            Unavailability.uid,
            Unavailability.note,
        )
        .where(Unavailability.ends_at > utcnow())
        .order_by(Unavailability.starts_at, Unavailability.ends_at, Unavailability.id)
    )
    if source is not None:
        statement = statement.where(Unavailability.source == source)
    return [AbsenceRow(**row._asdict()) for row in db.session.execute(seen_by(actor, statement))]


def trainer_availability(slug: str, person_id: UUID, actor: Identity) -> TrainerAvailability:
    """When one trainer of a session is busy. Other sessions are named only to those who see them,
    notes to nobody. Raises NotFound for who does not plan it, or is no trainer of it."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    row = next((one for one in session_trainers(head.id) if one.person_id == person_id), None)
    if row is None:
        raise NotFound
    begin = whole_day(head.starts_on, head.zone)[0] - AROUND
    end = whole_day(head.ends_on, head.zone)[1] + AROUND
    spans = busy_spans([person_id], begin, end, actor, but_session=head.id)
    return TrainerAvailability(head, row, begin, end, spans.get(person_id, []))
