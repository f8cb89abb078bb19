"""Texts that people are asked to read or agree to, and their answers, kept for good."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import NAME_ROLES, Identity
from lms.core.db import Identified, LocalizedText, Model, VisibleRows, enum_column
from lms.privacy.enums import ConsentWay, NoticeKind


class PrivacyText(Identified, Model):
    """One version of a text. A published one never changes; the newest of its kind is asked."""

    __tablename__ = "privacy_text"
    __table_args__ = (sa.UniqueConstraint("kind", "number"),)

    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    number: Mapped[int]
    title: Mapped[LocalizedText]
    body: Mapped[LocalizedText]
    published_at: Mapped[datetime]
    published_by: Mapped[uuid.UUID | None]


class Consent(Identified, VisibleRows, Model):
    """One answer of one person to one text; the newest answer counts. Rows are only added."""

    __tablename__ = "consent"
    __table_args__ = (sa.Index("ix_consent_person_text", "person_id", "text_id"),)

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"))
    course_session_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    text_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("privacy_text.id"))
    given: Mapped[bool]
    way: Mapped[ConsentWay] = mapped_column(enum_column(ConsentWay))
    at: Mapped[datetime]
    recorded_by: Mapped[uuid.UUID | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Staff who meet people by name: their sessions. People: their own."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(*NAME_ROLES)),
            cls.agency_id.in_(actor.focal_agencies),
            cls.person_id == actor.person_id,
        )
