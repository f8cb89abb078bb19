"""Playing packages: who gets at their files, the files unpacked one by one, the first step.

A package runs in a frame of no origin, which sends no cookies. So its files are asked for under an
address that is the right to have them: signed, for one attempt and one package, until a time.
"""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from lms.core.access import Identity, can
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.files import StoredFile, find, path_of
from lms.core.ids import new_id
from lms.core.settings import settings
from lms.engines.reading import Problems
from lms.engines.scorm import Broken, opened
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.package import OUTLINE, outline_step
from lms.exercises.models import Attempt
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity_of
from lms.exercises.queries.attempts import work
from lms.exercises.queries.packages import package_of
from lms.exercises.rows import EventInput
from lms.exercises.services.events import append_events

# addresses change rarely, so that a browser need not fetch a film again after each reload
STEADY = timedelta(hours=6)


def package_address(attempt_id: uuid.UUID, file: StoredFile) -> str:
    """The signed part of the address of a package's files; good for 6 to 12 hours."""
    hours = int(utcnow().timestamp() // STEADY.total_seconds()) + 2
    return _signer().dumps([attempt_id.hex, file.id.hex, hours])


def package_behind(address: str) -> StoredFile:
    """The zip behind a signed address. Raises NotFound if it is forged, over, or handed in."""
    try:
        attempt, file, hours = _signer().loads(address)
        attempt_id, file_id = uuid.UUID(attempt), uuid.UUID(file)
    except (BadData, ValueError, TypeError) as error:
        raise NotFound from error
    if utcnow() >= datetime.fromtimestamp(hours * STEADY.total_seconds(), UTC):
        raise NotFound
    state = db.session.scalar(
        unscoped(
            sa.select(Attempt.state).where(Attempt.id == attempt_id),
            because="the signed address is the right to this one attempt's package",
        )
    )
    if state is not AttemptState.OPEN:
        raise NotFound
    return find(file_id)


def _signer() -> URLSafeSerializer:
    assert current_app.secret_key is not None
    return URLSafeSerializer(current_app.secret_key, salt="exercises.package")


def unpacked(file: StoredFile, name: str) -> Path:
    """Where a file of a package stands on disk, unpacked at its first use. Raises NotFound.

    The name inside the zip never becomes a name on disk.
    """
    folder = settings().data / "unpacked" / file.sha256[:2] / file.sha256
    target = folder / hashlib.sha256(name.encode()).hexdigest()
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _unpack(file, name, target)
    return target


def _unpack(file: StoredFile, name: str, target: Path) -> None:
    draft = target.with_name(f".{new_id().hex}")
    try:
        with opened(path_of(file), Problems()) as archive:
            if name not in archive.names:
                raise NotFound
            with draft.open("wb") as out:
                for chunk in archive.chunks(name):
                    out.write(chunk)
        draft.replace(target)
    except Broken as error:
        raise NotFound from error
    finally:
        draft.unlink(missing_ok=True)


def open_package(*, actor: Identity, attempt_id: uuid.UUID) -> None:
    """Note at the first opening what the package consists of; later openings change nothing."""
    done = work(attempt_id, actor=actor)
    known = activity_of(done.attempt)
    if not can(actor, Permission.WORK, done.attempt) or any(
        step.kind == OUTLINE for step in done.steps
    ):
        return
    package = package_of(known).package
    parts = [{"key": one.key, "title": one.title} for one in package.playable]
    step = outline_step(done.attempt.seed, package.version, parts)
    key = uuid.uuid5(attempt_id, OUTLINE)
    append_events(
        actor=actor,
        attempt_id=attempt_id,
        events=[EventInput(key, step.kind, step.payload)],
    )
