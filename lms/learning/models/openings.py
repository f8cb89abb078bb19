"""When a module of a session's course opens to its participants."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model, Stamped


class ModuleOpening(Identified, Stamped, Model):
    """What a session asks before a module opens, on top of what the course itself asks.

    All that is set must hold: the moment has come, the person was present at the half-day, the
    result was reached. A module without a row follows the course alone; one that is open
    `to_all` asks nothing, whatever the course says.
    """

    __tablename__ = "module_opening"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "module"),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name="percent_bounds"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    module: Mapped[str] = mapped_column(sa.String(64))
    opens_at: Mapped[datetime | None]
    half_day_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("half_day.id"))
    activity: Mapped[str | None] = mapped_column(sa.String(120))
    percent: Mapped[int] = mapped_column(default=60)
    to_all: Mapped[bool] = mapped_column(default=False)
