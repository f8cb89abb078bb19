"""Charts of files taken into an open attempt: kept, looked at, and then drawn as steps."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from lms.core import files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.files import StoredFile
from lms.core.messages import N_
from lms.engines.linkchart.board import Event
from lms.engines.linkchart.events import dump_event
from lms.exercises.policies import Permission
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.queries.importing import LIMITS, OWNER, waiting_file, waiting_owner
from lms.exercises.rows import EventInput, Receipt
from lms.exercises.services.events import append_events

KEPT = timedelta(days=1)


def keep_chart_file(
    *, actor: Identity, attempt_id: uuid.UUID, name: str, content: bytes
) -> StoredFile:
    """Keep an uploaded file until its chart is taken in; nothing is drawn yet.

    Raises Refused for an attempt that is handed in, Invalid for no file or too large a one.
    """
    require(actor, Permission.WORK, attempt_head(attempt_id, actor=actor))
    if not name or not content:
        raise Invalid([FieldError("file", N_("Choose a file."))])
    if len(content) > LIMITS.file_bytes:
        most = LIMITS.file_bytes // 1024**2
        raise Invalid([FieldError("file", N_("The file is larger than %(most)s MB.", most=most))])
    return files.put(
        content,
        media_type="application/octet-stream",
        owner=waiting_owner(attempt_id),
        name=name[-200:],
    )


def take_chart_in(
    *,
    actor: Identity,
    attempt_id: uuid.UUID,
    file_ids: Sequence[uuid.UUID],
    events: Sequence[Event],
) -> Receipt:
    """Keep the steps of an import, all or none; the files that they came from go."""
    inputs = [EventInput(uuid.uuid4(), *dump_event(event)) for event in events]
    receipt = append_events(actor=actor, attempt_id=attempt_id, events=inputs)
    for file_id in file_ids:
        db.session.delete(waiting_file(attempt_id, file_id))
    db.session.flush()
    return receipt


def sweep_chart_files() -> list[str]:
    """Delete the records of files that have waited for a day.

    Returns the SHA-256 of each: its bytes go by `files.sweep` once this is committed.
    """
    rows = db.session.scalars(
        sa.select(StoredFile).where(
            StoredFile.owner.startswith(OWNER), StoredFile.created_at < utcnow() - KEPT
        )
    ).all()
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return [row.sha256 for row in rows]
