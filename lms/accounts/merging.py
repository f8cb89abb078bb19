"""Two records of one person made one, and two again.

Each room that keeps rows of people gives a `Mover`; `factory.py` gathers them under
`concord.merge_movers`, because accounts may not import the rooms that stand higher.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import InstrumentedAttribute

from lms.core.db import Json, db, unscoped
from lms.core.messages import Message


@dataclass(frozen=True)
class MergeLine:
    """What would move: the kind of rows, and how many."""

    label: Message
    count: int


class Mover:
    """Moves the rows of one table from one person to another, and back.

    `person` is the column that names the person, `key` the primary key. `stays` may hold rows
    back that cannot stand twice with one person; `conflicts` gives reasons why the two records
    cannot be one as things are, each with what to do.
    """

    def __init__(
        self,
        name: str,
        label: Message,
        person: InstrumentedAttribute[Any],
        *,
        key: str = "id",
        stays: Callable[[uuid.UUID, uuid.UUID], Sequence[uuid.UUID]] | None = None,
        conflicts: Callable[[uuid.UUID, uuid.UUID], Sequence[Message]] | None = None,
    ) -> None:
        self.name, self.label, self.person = name, label, person
        self.table = person.class_
        self.key: InstrumentedAttribute[Any] = getattr(self.table, key)
        self._stays, self._conflicts = stays, conflicts

    def lines(self, kept_id: uuid.UUID, merged_id: uuid.UUID) -> list[MergeLine]:
        """What a merge would move, for the preview."""
        count = len(self._moving(kept_id, merged_id))
        return [MergeLine(self.label, count)] if count else []

    def staying(self, kept_id: uuid.UUID, merged_id: uuid.UUID) -> list[MergeLine]:
        """What a merge would leave with the archived record, for the preview."""
        count = len(self._stays(kept_id, merged_id)) if self._stays else 0
        return [MergeLine(self.label, count)] if count else []

    def conflicts(self, kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[Message]:
        """Why the two cannot be merged now."""
        return self._conflicts(kept_id, merged_id) if self._conflicts else []

    def move(self, kept_id: uuid.UUID, merged_id: uuid.UUID) -> Json:
        """Give the rows to the kept person; the answer is what `undo` needs."""
        keys = self._moving(kept_id, merged_id)
        self._give(keys, kept_id)
        return {"keys": [str(key) for key in keys]}

    def undo(self, kept_id: uuid.UUID, merged_id: uuid.UUID, moved: Json) -> None:
        """Give the rows back that were moved and are still with the kept person."""
        self._give([uuid.UUID(key) for key in moved["keys"]], merged_id, kept_id)

    def _moving(self, kept_id: uuid.UUID, merged_id: uuid.UUID) -> list[uuid.UUID]:
        held = set(self._stays(kept_id, merged_id)) if self._stays else set()
        keys = db.session.scalars(
            unscoped(
                sa.select(self.key).where(self.person == merged_id).order_by(self.key),
                because="administrators merge whole records",
            )
        )
        return [key for key in keys if key not in held]

    def _give(
        self, keys: Sequence[uuid.UUID], person_id: uuid.UUID, only_from: uuid.UUID | None = None
    ) -> None:
        if not keys:
            return
        statement = sa.update(self.table).where(self.key.in_(keys))
        if only_from is not None:
            statement = statement.where(self.person == only_from)
        db.session.execute(
            statement.values({self.person.key: person_id}).execution_options(
                synchronize_session="evaluate"
            )
        )


def movers() -> Sequence[Mover]:
    """The movers of all rooms."""
    found: Sequence[Mover] = current_app.extensions["concord.merge_movers"]
    return found
