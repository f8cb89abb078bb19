"""What an editor may take back or bring again: a fold of the steps of editing."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import AgendaStep
from lms.core.access import Identity
from lms.core.db import db

REMEMBERED = 400


@dataclass(frozen=True)
class Stacks:
    """Ids of the actor's own steps, oldest first: to be taken back, to be brought again."""

    undo: tuple[UUID, ...]
    redo: tuple[UUID, ...]


def stacks(course_session_id: UUID, actor: Identity) -> Stacks:
    """The actor's own steps of a session; another person's steps are not taken back by Undo."""
    if actor.person_id is None:
        return Stacks((), ())
    rows = db.session.execute(
        sa.select(AgendaStep.id, AgendaStep.undoes_id)
        .where(
            AgendaStep.course_session_id == course_session_id,
            AgendaStep.actor_id == actor.person_id,
        )
        .order_by(AgendaStep.sequence.desc())
        .limit(REMEMBERED)
    ).all()
    return fold([(row.id, row.undoes_id) for row in reversed(rows)])


def fold(steps: list[tuple[UUID, UUID | None]]) -> Stacks:
    """A new step forgets what could be brought again; an undoing moves one over."""
    undo: list[UUID] = []
    redo: list[UUID] = []
    for step_id, undoes_id in steps:
        if undoes_id is None:
            undo.append(step_id)
            redo.clear()
        elif undo and undo[-1] == undoes_id:
            undo.pop()
            redo.append(step_id)
        elif redo and redo[-1] == undoes_id:
            redo.pop()
            undo.append(step_id)
    return Stacks(tuple(undo), tuple(redo))
