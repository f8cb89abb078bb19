"""The register's rows: leaves and subtrees by their hashes, signed heads, who was told of them.

There is no personal data here: an entry is a hash and the kind of what it stands for.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model, append_only


class RegisterState(Model):
    """One row, locked while entries are added: the log in use and how many entries there are."""

    __tablename__ = "register_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_id: Mapped[int | None]
    size: Mapped[int] = mapped_column(default=0)


class RegisterLog(Model):
    """One tree: that of a year, or what goes on after a loss. Its first entry names the head of the
    log before. `first` is the index of its first entry among the entries of all logs. The keys
    are written down when the first head is signed, and are the same for the log's whole life.
    """

    __tablename__ = "register_log"
    __table_args__ = (sa.UniqueConstraint("year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str] = mapped_column(sa.String(200), unique=True)
    first: Mapped[int]
    opened_at: Mapped[datetime]
    ed25519_key: Mapped[str | None] = mapped_column(sa.Text)
    mldsa44_key: Mapped[str | None] = mapped_column(sa.Text)


class RegisterEntry(Model):
    """A leaf of the tree, in order and without a gap over all logs."""

    __tablename__ = "register_entry"

    index: Mapped[int] = mapped_column("entry_index", primary_key=True, autoincrement=False)
    log_id: Mapped[int] = mapped_column(sa.ForeignKey("register_log.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class RegisterNode(Model):
    """A full subtree over `1 << level` leaves of a log, from leaf `position << level` on; level 1
    and above. It follows from the leaves, and is kept so that proofs need not read them all."""

    __tablename__ = "register_node"

    log_id: Mapped[int] = mapped_column(sa.ForeignKey("register_log.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class RegisterHead(Model):
    """A signed head, word for word as it went out."""

    __tablename__ = "register_head"

    log_id: Mapped[int] = mapped_column(sa.ForeignKey("register_log.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    note: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]


class RegisterWitness(Identified, Model):
    """That a head was sent to a witness: to a focal point of this agency, in this message."""

    __tablename__ = "register_witness"
    __table_args__ = (
        sa.ForeignKeyConstraint(["log_id", "size"], ["register_head.log_id", "register_head.size"]),
        sa.Index("ix_register_witness_head", "log_id", "size"),
    )

    log_id: Mapped[int]
    size: Mapped[int]
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"))
    message_id: Mapped[uuid.UUID]
    at: Mapped[datetime]


class RegisterLock(Identified, Model):
    """That nothing may be issued, since when and why, and how it ended.

    `witnessed` is the head that was entered to end it; `lost` says that entries are missing and
    the register goes on in a new log.
    """

    __tablename__ = "register_lock"

    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]
    witnessed: Mapped[str] = mapped_column(sa.Text, default="")
    lost: Mapped[bool] = mapped_column(default=False)


for _kept in (RegisterEntry, RegisterNode, RegisterHead):
    append_only(_kept.__table__)
