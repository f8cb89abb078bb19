"""Stored files: one record per content hash and owner; bytes stand in a folder by hash."""

import hashlib
import os
import uuid
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.clock import utcnow
from lms.core.db import Identified, Model, db
from lms.core.errors import NotFound, Unavailable
from lms.core.ids import new_id
from lms.core.messages import N_

_SETTLED = 60 * 60  # seconds


class StoredFile(Identified, Model):
    """A file by its SHA-256. `owner` names the room and row that decide who may read it."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.UniqueConstraint("sha256", "owner"),)

    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(sa.String(120))
    name: Mapped[str] = mapped_column(sa.String(200))
    owner: Mapped[str] = mapped_column(sa.String(120), index=True)
    created_at: Mapped[datetime]


def put(data: bytes, *, media_type: str, owner: str, name: str) -> StoredFile:
    """Keep `data` and return its record; the same bytes for the same owner give the same record.

    The bytes are on disk, synced, before the record is flushed. Raises Unavailable where the
    disk refuses.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = db.session.scalar(
        sa.select(StoredFile).where(StoredFile.sha256 == digest, StoredFile.owner == owner)
    )
    if known is not None:
        return known
    try:
        _write(_path(digest), data)
    except OSError as error:
        raise Unavailable(
            N_("The disk refused the file. Free some space and try again.")
        ) from error
    row = StoredFile(
        sha256=digest,
        size=len(data),
        media_type=media_type,
        name=name,
        owner=owner,
        created_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def find(file_id: uuid.UUID | None) -> StoredFile:
    """The record of a stored file. Raises NotFound for None and for an unknown id."""
    row = db.session.get(StoredFile, file_id) if file_id else None
    if row is None:
        raise NotFound
    return row


def read(file: StoredFile | uuid.UUID) -> bytes:
    """The bytes of a stored file. Raises NotFound for an unknown id."""
    row = file if isinstance(file, StoredFile) else find(file)
    return _path(row.sha256).read_bytes()


def path_of(file: StoredFile) -> Path:
    """Where the bytes stand, for sending without reading them into memory."""
    return _path(file.sha256)


def sweep(digests: Collection[str]) -> None:
    """Remove the bytes of deleted records, after that is committed, where no record names them.

    Bytes that were put during the last hour stay: their new record may not be committed yet.
    """
    named = sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(digests))
    now = utcnow().timestamp()
    for digest in set(digests) - set(db.session.scalars(named)):
        path = _path(digest)
        if path.exists() and now - path.stat().st_mtime > _SETTLED:
            path.unlink(missing_ok=True)


def _path(digest: str) -> Path:
    root: Path = current_app.extensions["concord.settings"].files
    return root / digest[:2] / digest


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        _stamp(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{new_id().hex}")
    with draft.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    _stamp(draft)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stamp(path: Path) -> None:
    """Note on the file that its bytes were put now."""
    now = utcnow().timestamp()
    os.utime(path, (now, now))
