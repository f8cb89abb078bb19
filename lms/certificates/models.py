"""The register: issued certificates, frozen; their append-only events; the serial counter."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.certificates.enums import BatchState, CertificateKind, CertificateState
from lms.core.access import NAME_ROLES, Identity
from lms.core.db import EventRow, Identified, Json, Model, Stamped, VisibleRows, enum_column


class SerialCounter(Model):
    """The last serial given out in a year. Locked while serials are reserved: no gap, no double."""

    __tablename__ = "serial_counter"

    prefix: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class TemplateVersion(Model):
    """A certificate design, frozen with what was issued; the key is its SHA-256."""

    __tablename__ = "certificate_template"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    source: Mapped[Json]
    created_at: Mapped[datetime]


class CertificateBatch(Identified, Stamped, Model):
    """One issue action: for a course session, or (with `replaces_id`) for one certificate again.

    `problems` names the papers that cannot be printed; then nothing of the batch was issued.
    """

    __tablename__ = "certificate_batch"
    __table_args__ = (
        # one action at a time per course session: five clicks are one batch
        sa.Index(
            "uq_certificate_batch_running",
            "course_session_id",
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        ),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    state: Mapped[BatchState] = mapped_column(enum_column(BatchState), default=BatchState.RUNNING)
    issued_by: Mapped[uuid.UUID | None]
    job_id: Mapped[uuid.UUID | None]
    # a certificate's id; no foreign key, because certificates point at their batch
    replaces_id: Mapped[uuid.UUID | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    problems: Mapped[Json] = mapped_column(default=dict)


class SessionPapers(Model):
    """What is made for a whole session: the print file, and the preview of what would be issued."""

    __tablename__ = "certificate_papers"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), primary_key=True
    )
    print_file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    print_job_id: Mapped[uuid.UUID | None]
    printed_at: Mapped[datetime | None]
    print_count: Mapped[int] = mapped_column(default=0)
    preview_file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    preview_job_id: Mapped[uuid.UUID | None]
    previewed_at: Mapped[datetime | None]
    # enrolment id -> page from 1; and enrolment id -> message, for papers that cannot be printed
    preview_pages: Mapped[Json] = mapped_column(default=dict)
    preview_problems: Mapped[Json] = mapped_column(default=dict)


class Certificate(Identified, VisibleRows, Model):
    """A frozen record. Only state, file and file hash are ever set after the row is made."""

    __tablename__ = "certificate"
    __table_args__ = (
        # one certificate in force per enrolment: a second issue action finds nothing to do
        sa.Index(
            "uq_certificate_in_force",
            "enrolment_id",
            unique=True,
            sqlite_where=sa.text("state IN ('reserved', 'valid')"),
            postgresql_where=sa.text("state IN ('reserved', 'valid')"),
        ),
        sa.UniqueConstraint("prefix", "year", "number"),
    )

    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate_batch.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(enum_column(CertificateKind))
    state: Mapped[CertificateState] = mapped_column(
        enum_column(CertificateState), default=CertificateState.RESERVED
    )
    prefix: Mapped[str] = mapped_column(sa.String(12))
    year: Mapped[int]
    number: Mapped[int]
    serial: Mapped[str] = mapped_column(sa.String(32), unique=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    # encrypted or plain as the room decides; needed to draw the QR again after a killed worker
    token: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    commitment: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    template_hash: Mapped[str] = mapped_column(sa.ForeignKey("certificate_template.hash"))
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    file_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    issued_at: Mapped[datetime]
    superseded_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("certificate.id"))
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None] = mapped_column(sa.String(300))

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(*NAME_ROLES)),
            cls.agency_id.in_(actor.focal_agencies),
            cls.person_id == actor.person_id,
        )


class CertificateEvent(EventRow, Model):
    """What befell a certificate: issued, filed, superseded, revoked. Never changed or deleted."""

    __tablename__ = "certificate_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate.id"), index=True)
