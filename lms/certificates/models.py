"""The register: issued certificates, frozen; their append-only events; the serial counter."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.certificates.enums import (
    BatchState,
    BlankAct,
    BlankState,
    CertificateKind,
    CertificateState,
    Hold,
    RevocationCode,
)
from lms.core.access import NAME_ROLES, Identity, Role
from lms.core.db import (
    EventRow,
    Identified,
    Json,
    LocalizedText,
    Model,
    Stamped,
    VisibleRows,
    append_only,
    enum_column,
)


class SerialCounter(Model):
    """The last serial given out in a year. Locked while serials are reserved: no gap, no double."""

    __tablename__ = "serial_counter"

    prefix: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


_UNDER_WAY = "state IN ('checking', 'waiting', 'running')"


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
            sqlite_where=sa.text(_UNDER_WAY),
            postgresql_where=sa.text(_UNDER_WAY),
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
    # the names that people approve and sign; None in actions from before there were lists
    list_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("signing_list.id"), index=True)
    hold: Mapped[Hold | None] = mapped_column(enum_column(Hold))


class Thanks(Identified, Model):
    """Somebody whom a session thanks: a trainer or guest, with or without a record of a person.

    The lines are the organisers' own list; `agency_id` is the person's where it is known.
    """

    __tablename__ = "certificate_thanks"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    local_name: Mapped[str] = mapped_column(sa.String(120), default="")
    post: Mapped[LocalizedText]
    organisation: Mapped[LocalizedText]
    capacity: Mapped[LocalizedText]
    added_by: Mapped[uuid.UUID | None]
    added_at: Mapped[datetime]


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
        # one certificate of a kind in force per enrolment: a second issue action finds nothing
        sa.Index(
            "uq_certificate_in_force",
            "enrolment_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("state IN ('reserved', 'valid')"),
            postgresql_where=sa.text("state IN ('reserved', 'valid')"),
        ),
        sa.Index(
            "uq_certificate_thanks_in_force",
            "thanks_id",
            unique=True,
            sqlite_where=sa.text("state IN ('reserved', 'valid')"),
            postgresql_where=sa.text("state IN ('reserved', 'valid')"),
        ),
        sa.CheckConstraint("(enrolment_id IS NULL) != (thanks_id IS NULL)", name="one_holder"),
        sa.UniqueConstraint("prefix", "year", "number"),
        sa.UniqueConstraint("status_list", "status_index"),
    )

    # whom it is for: an enrolment, or a line of thanks for who is no participant
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("enrolment.id"), index=True
    )
    thanks_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("certificate_thanks.id"), index=True
    )
    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
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
    # the payload's last day of validity, to be searched by; None: it does not expire
    expires_on: Mapped[date | None] = mapped_column(index=True)
    superseded_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("certificate.id"))
    revoked_at: Mapped[datetime | None]
    # the public sentence in English, or as it was typed; the code is None from before the list
    revocation_reason: Mapped[str | None] = mapped_column(sa.String(300))
    revocation_code: Mapped[RevocationCode | None] = mapped_column(enum_column(RevocationCode))
    # the place in the status lists of credentials; None from before there were credentials
    status_list: Mapped[int | None]
    status_index: Mapped[int | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(*NAME_ROLES)),
            cls.agency_id.in_(actor.focal_agencies),
            sa.false() if actor.person_id is None else cls.person_id == actor.person_id,
        )


class CertificateEvent(EventRow, Model):
    """What befell a certificate: issued, filed, superseded, revoked. Never changed or deleted."""

    __tablename__ = "certificate_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate.id"), index=True)


class CertificateEntry(Model):
    """Where an event stands in the register: one entry for each."""

    __tablename__ = "certificate_entry"

    index: Mapped[int] = mapped_column(
        "entry_index",
        sa.ForeignKey("register_entry.entry_index"),
        primary_key=True,
        autoincrement=False,
    )
    certificate_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate.id"), index=True)
    event_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate_event.id"), unique=True)


class CredentialKey(Model):
    """A public key that signs credentials, or did. None is ever taken away."""

    __tablename__ = "credential_key"

    multibase: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime]


class CredentialAchievement(Model):
    """What credentials are for, frozen under a key that is made of its content."""

    __tablename__ = "credential_achievement"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    document: Mapped[Json]
    created_at: Mapped[datetime]


class CredentialStatusList(Model):
    """A status list as it was signed last. It is made anew from the certificates' states."""

    __tablename__ = "credential_status_list"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(sa.Text)
    signed_at: Mapped[datetime]


class CertificateParts(Model):
    """A certificate as SD-JWT, of which its holder chooses what to show: asked for, then made by
    the worker, and kept. `text` holds all disclosures: it is the holder's alone."""

    __tablename__ = "certificate_parts"

    certificate_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("certificate.id"), primary_key=True
    )
    asked_at: Mapped[datetime]
    text: Mapped[str | None] = mapped_column(sa.Text)
    made_at: Mapped[datetime | None]


class CertificateArchive(Identified, Model):
    """An archive file of a certificate: the delivered file with time stamps over it.

    A renewal is a row and file of its own, with one stamp more. None is ever changed.
    """

    __tablename__ = "certificate_archive"
    __table_args__ = (sa.UniqueConstraint("certificate_id", "stamps"),)

    certificate_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate.id"), index=True)
    stamps: Mapped[int]
    file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_file.id"))
    file_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime]
    # when the certificate of the last stamp ends: before that a renewal is due
    stamped_until: Mapped[datetime]


class SpareBlank(Identified, VisibleRows, Model):
    """A numbered paper without a name. Its number is of the same gapless count as certificates'.

    `payload` is what stands on it, with an empty name. State, name and reason are set once.
    """

    __tablename__ = "spare_blank"
    __table_args__ = (sa.UniqueConstraint("prefix", "year", "number"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    kind: Mapped[CertificateKind] = mapped_column(enum_column(CertificateKind))
    state: Mapped[BlankState] = mapped_column(enum_column(BlankState), default=BlankState.BLANK)
    prefix: Mapped[str] = mapped_column(sa.String(12))
    year: Mapped[int]
    number: Mapped[int]
    serial: Mapped[str] = mapped_column(sa.String(32), unique=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    token: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    commitment: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    template_hash: Mapped[str] = mapped_column(sa.ForeignKey("certificate_template.hash"))
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID | None]
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    local_name: Mapped[str] = mapped_column(sa.String(120), default="")
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[uuid.UUID | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Organisers of the session."""
        if actor.is_administrator:
            return sa.true()
        return cls.course_session_id.in_(actor.sessions_as(Role.ORGANISER))


class BlankEntry(Model):
    """Where an act on a spare blank stands in the register: one entry for each act."""

    __tablename__ = "spare_blank_entry"

    index: Mapped[int] = mapped_column(
        "entry_index",
        sa.ForeignKey("register_entry.entry_index"),
        primary_key=True,
        autoincrement=False,
    )
    blank_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("spare_blank.id"), index=True)
    act: Mapped[BlankAct] = mapped_column(enum_column(BlankAct))
    at: Mapped[datetime]


for _kept in (CertificateEvent, CertificateEntry, BlankEntry):
    append_only(_kept.__table__)
