"""Designs, their versions, what was frozen with issued papers, and each session's choice."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Json, Model, Stamped, enum_column
from lms.designs.enums import Paper


class TemplateVersion(Model):
    """One state of a certificate design, frozen; the key is its SHA-256. Never changed or deleted.

    `source` is a document of schema 2 (`lms.designs.formats`); of schema 1 are the texts and file
    hashes of the official design as it was before designs were rows.
    """

    __tablename__ = "certificate_template"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    source: Mapped[Json]
    created_at: Mapped[datetime]


class Design(Identified, Stamped, Model):
    """A design of this installation. Of a course session, or of everybody where that is None."""

    __tablename__ = "certificate_design"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    course_session_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    made_by: Mapped[uuid.UUID | None]
    archived_at: Mapped[datetime | None]


class DesignVersion(Identified, Model):
    """One entry of a design's history; the newest is in force. Setting back is a new entry."""

    __tablename__ = "certificate_design_version"
    __table_args__ = (sa.UniqueConstraint("design_id", "number"),)

    design_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate_design.id"), index=True)
    number: Mapped[int]
    template_hash: Mapped[str] = mapped_column(sa.ForeignKey("certificate_template.hash"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    made_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]


class DesignPicture(Identified, Model):
    """A checked and re-encoded picture of a design."""

    __tablename__ = "certificate_design_picture"
    __table_args__ = (sa.UniqueConstraint("sha256"),)

    sha256: Mapped[str] = mapped_column(sa.String(64))
    media_type: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120))
    file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID | None]


class DesignChoice(Model):
    """Which design a session uses for one kind of paper, and after how many months that expires.

    `design_id` is an own design; where it is None, `shipped` names one that ships.
    """

    __tablename__ = "certificate_design_choice"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), primary_key=True
    )
    paper: Mapped[Paper] = mapped_column(enum_column(Paper), primary_key=True)
    shipped: Mapped[str] = mapped_column(sa.String(20))
    design_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("certificate_design.id"))
    expires_months: Mapped[int | None]
    chosen_by: Mapped[uuid.UUID | None]
