"""Reading the trainers of a session."""

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import TrainerMode, TrainerState
from lms.agenda.models import AgendaItem, AgendaItemTrainer, SessionTrainer
from lms.agenda.rows import TrainerRow
from lms.core.db import db
from lms.courses.enums import StaffRole
from lms.courses.queries import session_staff


def session_trainers(course_session_id: UUID) -> list[TrainerRow]:
    """The trainers of a session by name, with their minutes in the draft.

    Somebody appointed as trainer without having been asked here counts as confirmed, of the house.
    """
    asked = {
        row.person_id: row
        for row in db.session.execute(
            sa.select(
                SessionTrainer.person_id,
                SessionTrainer.mode,
                SessionTrainer.state,
                SessionTrainer.asked_at,
            ).where(SessionTrainer.course_session_id == course_session_id)
        )
    }
    minutes = _minutes(course_session_id)
    found = {
        row.person_id: row
        for row in session_staff(course_session_id)
        if row.role is StaffRole.TRAINER
    }
    rows = []
    for person_id, person in found.items():
        entry = asked.get(person_id)
        rows.append(
            TrainerRow(
                person_id=person_id,
                name=person.name,
                name_local=person.name_local,
                mode=entry.mode if entry else TrainerMode.INTERNAL,
                state=entry.state if entry else TrainerState.CONFIRMED,
                asked_at=entry.asked_at if entry else None,
                minutes=minutes.get(person_id, 0),
            )
        )
    return sorted(rows, key=lambda row: (row.name.casefold(), str(row.person_id)))


def _minutes(course_session_id: UUID) -> dict[UUID, int]:
    rows = db.session.execute(
        sa.select(AgendaItemTrainer.person_id, AgendaItem.starts_at, AgendaItem.ends_at)
        .join(AgendaItem, AgendaItem.id == AgendaItemTrainer.item_id)
        .where(AgendaItem.course_session_id == course_session_id)
    )
    total: dict[UUID, int] = defaultdict(int)
    for person_id, begin, end in rows:
        total[person_id] += int((end - begin).total_seconds() // 60)
    return total
