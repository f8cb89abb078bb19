"""Who is put forward for a course session, and all that happened to it."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.enums import Gender
from lms.core.access import Identity, Role
from lms.core.db import (
    EventRow,
    Identified,
    Json,
    LocalizedText,
    Model,
    Stamped,
    Travelling,
    VisibleRows,
    append_only,
    enum_column,
)
from lms.enrolments.enums import ImportState
from lms.nominations.enums import DoubleState, FlowRule, NominationState


class NominationPlan(Stamped, Model):
    """How a course session takes nominations: until when, with what, and what follows."""

    __tablename__ = "nomination_plan"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), primary_key=True
    )
    open: Mapped[bool] = mapped_column(default=True)
    closes_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    needs_letter: Mapped[bool] = mapped_column(default=False)
    needs_answer: Mapped[bool] = mapped_column(default=True)
    flow: Mapped[FlowRule] = mapped_column(enum_column(FlowRule), default=FlowRule.COMMON)
    flow_agencies: Mapped[Json]  # {schema, agencies: [id]}
    flowed_at: Mapped[datetime | None]
    asked_for: Mapped[LocalizedText]  # who is looked for: rank, work, language
    travel_notes: Mapped[LocalizedText]  # visa and travel
    aims: Mapped[Json]  # {schema, aims: [...]} of the balance


class Nomination(Identified, Stamped, Travelling, VisibleRows, Model):
    """One person put forward by one agency. Names, rank and agency are frozen as written here.

    `priority` is the agency's own order from 1; `place` the order on the wait-list.
    """

    __tablename__ = "nomination"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "person_id"),
        sa.Index("ix_nomination_board", "course_session_id", "state", "agency_id"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("enrolment.id"))
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("nomination.id"))
    state: Mapped[NominationState] = mapped_column(
        enum_column(NominationState), default=NominationState.NOMINATED
    )
    priority: Mapped[int]
    place: Mapped[int | None]
    alternate: Mapped[bool] = mapped_column(default=False)
    first_name: Mapped[str] = mapped_column(sa.String(120))
    last_name: Mapped[str] = mapped_column(sa.String(120), default="")
    name_local: Mapped[str] = mapped_column(sa.String(160), default="")
    certificate_name: Mapped[str] = mapped_column(sa.String(160))
    certificate_name_local: Mapped[str] = mapped_column(sa.String(160), default="")
    name_approved_at: Mapped[datetime | None]
    gender: Mapped[Gender] = mapped_column(enum_column(Gender), default=Gender.NOT_SAID)
    rank: Mapped[str] = mapped_column(sa.String(80), default="")
    designation: Mapped[str] = mapped_column(sa.String(120), default="")
    service_no: Mapped[str | None] = mapped_column(sa.String(40))
    posting: Mapped[str] = mapped_column(sa.String(120), default="")
    province: Mapped[str] = mapped_column(sa.String(80), default="")
    practice_years: Mapped[int | None]
    needs: Mapped[str] = mapped_column(sa.String(500), default="")
    letter_ref: Mapped[str] = mapped_column(sa.String(80), default="")
    nominated_by: Mapped[str] = mapped_column(sa.String(120), default="")
    justification: Mapped[str] = mapped_column(sa.Text, default="")
    letter_file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(sa.Text, default="")  # of the organiser, for organisers
    reason: Mapped[str] = mapped_column(sa.String(500), default="")  # of the last decline
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Organisers: their sessions. Focal points: the own agency's. People: their own."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(Role.ORGANISER)),
            cls.agency_id.in_(actor.focal_agencies),
            cls.person_id == actor.person_id,
        )


class NominationEvent(EventRow, Model):
    """One thing that happened to a nomination; the database refuses changes."""

    __tablename__ = "nomination_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("nomination.id"))


append_only(NominationEvent.__table__)


class NominationImport(Identified, Stamped, Model):
    """An uploaded list between upload and confirmation; `rows` keeps every cell as typed."""

    __tablename__ = "nomination_import"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    uploaded_by: Mapped[uuid.UUID | None]
    file_name: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.DRAFT)
    rows: Mapped[Json]


class NominationDouble(Identified, Model):
    """A suspicion that somebody of another agency is the same person; organisers alone see it."""

    __tablename__ = "nomination_double"
    __table_args__ = (sa.UniqueConstraint("nomination_id", "other_person_id"),)

    nomination_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    other_person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    because: Mapped[str] = mapped_column(sa.String(40))  # name, email, mobile
    state: Mapped[DoubleState] = mapped_column(enum_column(DoubleState), default=DoubleState.OPEN)
    noted_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None]


class AnswerLink(Model):
    """The address by which a person answers without an account. Only its hash is stored."""

    __tablename__ = "answer_link"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    nomination_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
