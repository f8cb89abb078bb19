"""Stored files: one record per content hash and owner; bytes stand in a folder by hash."""

import hashlib
import os
import uuid
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.clock import utcnow
from lms.core.db import Identified, Model, db
from lms.core.errors import NotFound, Unavailable
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.settings import settings

_SETTLED, _DAY = 60 * 60, 24 * 60 * 60  # seconds
_SIDE_BY_SIDE = 8  # threads: a file waits for the disk, not for the processor


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


@dataclass(frozen=True)
class Written:
    """Bytes without a record yet, on their way to the disk or (`done` is None) there."""

    sha256: str
    size: int
    done: Future[None] | None


@dataclass(frozen=True)
class Given:
    """Bytes to be kept, and what their record says of them."""

    data: bytes | Written
    media_type: str
    owner: str
    name: str


def put(data: bytes, *, media_type: str, owner: str, name: str) -> StoredFile:
    """Keep `data` and return its record; the same bytes for the same owner give the same record.

    The bytes are on disk, synced, before the record is flushed. Raises Unavailable where the
    disk refuses.
    """
    return put_all([Given(data, media_type, owner, name)])[0]


def begin(data: Sequence[bytes]) -> Sequence[Written]:
    """Begin to write bytes, synced, side by side, for `put_all` to wait for and to put on record.

    What is never put on record is removed within days (`sweep_unnamed`). Raises Unavailable where
    the disk refuses, here or when it is put on record.
    """
    digests = [hashlib.sha256(one).hexdigest() for one in data]
    now = utcnow().timestamp()
    if len(data) < _SIDE_BY_SIDE:
        with _refusals_told():
            for digest, one in zip(digests, data, strict=True):
                _write(_path(digest), one, now)
        return [Written(digest, len(one), None) for digest, one in zip(digests, data, strict=True)]
    pool = ThreadPoolExecutor(_SIDE_BY_SIDE)
    written = [
        Written(digest, len(one), pool.submit(_write, _path(digest), one, now))
        for digest, one in zip(digests, data, strict=True)
    ]
    pool.shutdown(wait=False)
    return written


def put_all(given: Sequence[Given]) -> Sequence[StoredFile]:
    """Keep many files as `put` keeps one, with a few queries and syncs that wait side by side."""
    begun = iter(begin([one.data for one in given if isinstance(one.data, bytes)]))
    written = [one.data if isinstance(one.data, Written) else next(begun) for one in given]
    keys = [(file.sha256, one.owner) for file, one in zip(written, given, strict=True)]
    owned = sa.select(StoredFile).where(StoredFile.owner.in_({one.owner for one in given}))
    wanted = owned.where(StoredFile.sha256.in_({digest for digest, _ in keys}))
    known = {(row.sha256, row.owner): row for row in db.session.scalars(wanted)}
    with _refusals_told():
        for file in written:
            if file.done is not None:
                file.done.result()
    new: list[StoredFile] = []
    for key, file, one in zip(keys, written, given, strict=True):
        if key not in known:
            known[key] = _record(file, one)
            new.append(known[key])
    db.session.add_all(new)
    db.session.flush()
    return [known[key] for key in keys]


def _record(file: Written, given: Given) -> StoredFile:
    return StoredFile(
        id=new_id(),
        sha256=file.sha256,
        size=file.size,
        media_type=given.media_type,
        name=given.name,
        owner=given.owner,
        created_at=utcnow(),
    )


@contextmanager
def _refusals_told() -> Iterator[None]:
    """What the disk refuses, as Unavailable with its mend."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            N_("The disk refused the file. Free some space and try again.")
        ) from error


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


def sweep_unnamed() -> int:
    """Remove what no record names and nobody put within a day: whoever is killed between writing
    bytes and committing their record leaves such, even signed ones. Returns how many."""
    removed, latest = 0, utcnow().timestamp() - _DAY
    for folder in sorted(settings().files.glob("[0-9a-f][0-9a-f]")):
        old = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < latest}
        named = sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(old))
        for name in old.keys() - set(db.session.scalars(named)):
            old[name].unlink(missing_ok=True)
            removed += 1
    return removed


def _path(digest: str) -> Path:
    return settings().files / digest[:2] / digest


def _write(path: Path, data: bytes, now: float) -> None:
    """Put bytes on the disk, and note on the file that they were put now."""
    if path.exists():
        os.utime(path, (now, now))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{new_id().hex}")
    with draft.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.utime(draft, (now, now))
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
