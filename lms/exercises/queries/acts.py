"""What was done to attempts, for those who took them and for trainers."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.core.db import db
from lms.core.messages import N_, Message
from lms.exercises.enums import ActKind
from lms.exercises.models import AttemptAct


@dataclass(frozen=True)
class ActLine:
    """One thing that a trainer did to an attempt."""

    kind: ActKind
    reason: str
    minutes: int | None
    at: datetime

    @property
    def told(self) -> Message:
        """What was done, in words for its people."""
        if self.kind is ActKind.EXTENDED:
            return N_("%(minutes)s minutes more were given.", minutes=self.minutes or 0)
        if self.kind is ActKind.REOPENED and self.minutes:
            return N_("Opened again for %(minutes)s minutes.", minutes=self.minutes)
        return {
            ActKind.REOPENED: N_("Opened again."),
            ActKind.CLOSED: N_("Handed in for you by the trainer."),
            ActKind.TYPED_BACK: N_("Answered on paper and typed in by the trainer."),
        }[self.kind]


def acts_of(attempt_id: uuid.UUID) -> list[ActLine]:
    """What was done to one attempt that the caller may see, oldest first. 1 query."""
    return acts_of_many([attempt_id]).get(attempt_id, [])


def acts_of_many(attempt_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[ActLine]]:
    """The same for many attempts. 1 query."""
    rows = db.session.execute(
        sa.select(
            AttemptAct.attempt_id,
            AttemptAct.kind,
            AttemptAct.reason,
            AttemptAct.minutes,
            AttemptAct.at,
        )
        .where(AttemptAct.attempt_id.in_(attempt_ids))
        .order_by(AttemptAct.at, AttemptAct.id)
    )
    found: dict[uuid.UUID, list[ActLine]] = {}
    for row in rows:
        line = ActLine(row.kind, row.reason, row.minutes, row.at)
        found.setdefault(row.attempt_id, []).append(line)
    return found
