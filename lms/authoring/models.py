"""Drafts of courses: the files of a package while they are being written, and who changed what."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.authoring.enums import ChangeKind, DraftState
from lms.core.db import Identified, Model, Stamped, append_only, enum_column


class CourseDraft(Identified, Stamped, Model):
    """A course being written. Its files are a package; publishing reads them as one.

    `base_hash` is the version that it began with, None for a new course. One course has at most
    one open draft: all its authors write in that one.
    """

    __tablename__ = "course_draft"
    __table_args__ = (
        sa.Index(
            "uq_course_draft_open",
            "slug",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    slug: Mapped[str] = mapped_column(sa.String(64))
    base_hash: Mapped[str | None] = mapped_column(sa.ForeignKey("content_snapshot.hash"))
    state: Mapped[DraftState] = mapped_column(enum_column(DraftState), default=DraftState.OPEN)
    published_hash: Mapped[str | None] = mapped_column(sa.ForeignKey("content_snapshot.hash"))
    begun_by: Mapped[uuid.UUID | None]


class DraftFile(Identified, Model):
    """One file of a draft: text, or a stored file for media. `version` grows with each change;
    a save names the version that it began with, so that no author overwrites another unseen."""

    __tablename__ = "draft_file"
    __table_args__ = (sa.UniqueConstraint("draft_id", "path"),)

    draft_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_draft.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str | None] = mapped_column(sa.Text)
    stored_file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by: Mapped[uuid.UUID | None]


class DraftChange(Identified, Model):
    """One change of one file, with what stood there before and after; never changed itself."""

    __tablename__ = "draft_change"
    __table_args__ = (sa.UniqueConstraint("draft_id", "sequence"),)

    draft_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_draft.id"), index=True)
    sequence: Mapped[int]
    path: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    before: Mapped[str | None] = mapped_column(sa.Text)
    after: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]


append_only(DraftChange.__table__)


class DraftPresence(Model):
    """Who has which file of a draft open, so that two authors know of each other."""

    __tablename__ = "draft_presence"

    draft_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
