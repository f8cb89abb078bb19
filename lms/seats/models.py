"""The seat ledger: moves of seats between pools, written once and never changed."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Identity, Role
from lms.core.db import Identified, Model, VisibleRows, append_only, enum_column
from lms.seats.enums import MoveKind, Pool


class SeatMove(Identified, VisibleRows, Model):
    """`seats` seats of a course session moved from one pool to another.

    `agency_id` is the agency on whose side the pools stand; empty where only the common pool is
    touched. `holder_id` is the nomination (held) or the enrolment (taken) that has the seat;
    `freed_id` is who had it before, where a seat passes from one holder to the next.
    The database refuses to change or delete a row.
    """

    __tablename__ = "seat_move"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "sequence"),
        sa.CheckConstraint("seats > 0 OR kind IN ('quota', 'quota_ended')", name="seats_positive"),
        sa.CheckConstraint("seats >= 0", name="seats_not_negative"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    sequence: Mapped[int]
    kind: Mapped[MoveKind] = mapped_column(enum_column(MoveKind))
    seats: Mapped[int]
    source: Mapped[Pool] = mapped_column(enum_column(Pool, "source"))
    target: Mapped[Pool] = mapped_column(enum_column(Pool, "target"))
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    holder_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    freed_id: Mapped[uuid.UUID | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Organisers: their sessions. Focal points: moves of the own agency."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(Role.ORGANISER)),
            cls.agency_id.in_(actor.focal_agencies),
        )


append_only(SeatMove.__table__)
