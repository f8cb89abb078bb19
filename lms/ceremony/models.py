"""The plan of a ceremony with what can be taken back, and what happened at it."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import EventRow, Identified, Json, Model, Stamped


class Ceremony(Identified, Stamped, Model):
    """The ceremony of a course session. `plan` is read and written by `formats.plan`."""

    __tablename__ = "ceremony"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), unique=True
    )
    starts_at: Mapped[datetime]
    plan: Mapped[Json]


class CeremonyChange(Identified, Model):
    """One change of the plan, with what was before, so that it can be taken back.

    `before`: {"starts_at", "plan", "room": [enrolment ids] or null, "agencies": {agency id:
    [enrolment ids]} or null}. Only the newest changes are kept; the trail has all of them.
    """

    __tablename__ = "ceremony_change"
    __table_args__ = (sa.UniqueConstraint("ceremony_id", "number"),)

    ceremony_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ceremony.id"), index=True)
    number: Mapped[int]
    act: Mapped[str] = mapped_column(sa.String(20))
    made_by: Mapped[uuid.UUID | None]
    made_at: Mapped[datetime]
    before: Mapped[Json]


class CeremonyEvent(EventRow, Model):
    """What happened: an item began, somebody was called, a paper was handed over. Never changed.

    `kind` is a `Happening`; the payload holds {schema, enrolment, serial, item, left, undoes} as
    far as the kind needs them.
    """

    __tablename__ = "ceremony_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ceremony.id"), index=True)
