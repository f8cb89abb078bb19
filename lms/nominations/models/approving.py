"""Steps through which a nomination goes inside its agency, as the installation sets them."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, LocalizedText, Model, Stamped, enum_column
from lms.nominations.enums import StepKind, Verdict


class ApprovalStep(Identified, Stamped, Model):
    """One step of the installation; in force from its making until it is archived."""

    __tablename__ = "approval_step"

    position: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(enum_column(StepKind))
    title: Mapped[LocalizedText]
    archived_at: Mapped[datetime | None]


class Approver(Identified, Stamped, Model):
    """Who decides a step for an agency (or one of its units), from one day to another."""

    __tablename__ = "approver"

    step_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("approval_step.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class ApprovalLink(Model):
    """A single-use address by which somebody without an account decides a step."""

    __tablename__ = "approval_link"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    step_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("approval_step.id"))
    recipient: Mapped[str] = mapped_column(sa.String(160))
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class StepDecision(Identified, Model):
    """One verdict on one nomination at one step. Rows are only added; the newest counts."""

    __tablename__ = "step_decision"

    nomination_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    step_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("approval_step.id"))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_by: Mapped[uuid.UUID | None]
    decided_as: Mapped[str] = mapped_column(sa.String(160), default="")
    link_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("approval_link.id"))
    at: Mapped[datetime]
