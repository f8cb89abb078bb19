"""The audit trail: chained entries, and personal values apart so that they can be erased."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Json, Model


class AuditHead(Model):
    """The chain's end: one row, locked while an entry is added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class AuditEntry(Model):
    """One act. `hash` = SHA-256(previous_hash || canonical JSON of the entry)."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(sa.String(60))
    object_type: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[str] = mapped_column(sa.String(64))
    course_session_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    # the canonical JSON that was hashed, byte for byte
    body: Mapped[str] = mapped_column(sa.Text)
    previous_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class AuditPersonal(Model):
    """Personal values of an entry (who, names, before, after). Its salted hash is in the chain,
    so that erasing the row leaves the chain whole."""

    __tablename__ = "audit_personal"

    sequence: Mapped[int] = mapped_column(
        sa.ForeignKey("audit_entry.sequence"), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    values: Mapped[Json]
