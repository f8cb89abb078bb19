"""Participants of a course session. Agency, rank and names are frozen as they were then."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.enums import Gender
from lms.core.access import NAME_ROLES, Identity
from lms.core.db import (
    Identified,
    Json,
    LocalizedText,
    Model,
    Stamped,
    Travelling,
    VisibleRows,
    enum_column,
)
from lms.enrolments.enums import Arrival, EnrolmentState, ImportState


class Enrolment(Identified, Stamped, Travelling, VisibleRows, Model):
    """One participant of one course session."""

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "person_id"),
        sa.Index("ix_enrolment_calling", "course_session_id", "agency_id", "position"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    state: Mapped[EnrolmentState] = mapped_column(
        enum_column(EnrolmentState), default=EnrolmentState.CONFIRMED
    )
    arrival: Mapped[Arrival] = mapped_column(enum_column(Arrival), default=Arrival.LISTED)
    position: Mapped[int]
    first_name: Mapped[str] = mapped_column(sa.String(120))
    last_name: Mapped[str] = mapped_column(sa.String(120), default="")
    name_local: Mapped[str] = mapped_column(sa.String(160), default="")
    certificate_name: Mapped[str] = mapped_column(sa.String(160))
    certificate_name_local: Mapped[str] = mapped_column(sa.String(160), default="")
    name_approved_at: Mapped[datetime | None]
    name_approved_by: Mapped[uuid.UUID | None]
    gender: Mapped[Gender] = mapped_column(enum_column(Gender), default=Gender.NOT_SAID)
    rank: Mapped[str] = mapped_column(sa.String(80), default="")
    rank_local: Mapped[str] = mapped_column(sa.String(80), default="")
    designation: Mapped[str] = mapped_column(sa.String(120), default="")
    service_no: Mapped[str | None] = mapped_column(sa.String(40))
    needs: Mapped[str] = mapped_column(sa.String(500), default="")
    letter_ref: Mapped[str] = mapped_column(sa.String(80), default="")
    nominated_by: Mapped[str] = mapped_column(sa.String(120), default="")
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("enrolment.id"))
    syndicate_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("syndicate.id"), index=True
    )
    syndicate_locked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # the place in the whole room, where people are called across agencies; else None for everybody
    calling: Mapped[int | None]
    # how the name is said, as a reader who does not know it needs it; may be empty
    spoken: Mapped[str] = mapped_column(sa.String(160), default="", server_default=sa.text("''"))
    spoken_local: Mapped[str] = mapped_column(
        sa.String(160), default="", server_default=sa.text("''")
    )

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Staff: their sessions. Focal points: the own agency's rows. Participants: themselves."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(*NAME_ROLES)),
            cls.agency_id.in_(actor.focal_agencies),
            cls.person_id == actor.person_id,
        )


class Syndicate(Identified, Stamped, Model):
    """A table at which some participants of a course session work together.

    `letter` is what the agenda's parallel tracks are called by.
    """

    __tablename__ = "syndicate"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "letter"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    position: Mapped[int]
    letter: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[LocalizedText]


class SyndicateChange(Identified, Model):
    """One change of the tables, with what was before, so that it can be taken back.

    `before`: {"tables": {id: [position, letter, name] or null}, "seats": {enrolment id: [table id
    or null, locked]}} of what the change touched; null: there was no such table. No names of
    people. Only the newest changes are kept; the trail has all of them.
    """

    __tablename__ = "syndicate_change"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "number"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    number: Mapped[int]
    act: Mapped[str] = mapped_column(sa.String(20))
    made_by: Mapped[uuid.UUID | None]
    made_at: Mapped[datetime]
    before: Mapped[Json]


class RollImport(Identified, Stamped, Model):
    """An uploaded roll between upload and confirmation; `rows` keeps every cell as typed."""

    __tablename__ = "roll_import"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    uploaded_by: Mapped[uuid.UUID | None]
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.DRAFT)
    rows: Mapped[Json]
