"""The history of a draft: who changed what and when, and any text as it stood."""

from uuid import UUID

import sqlalchemy as sa

from lms.authoring.enums import ChangeKind
from lms.authoring.models import DraftChange, DraftFile
from lms.authoring.queries.people import names_of
from lms.authoring.rows import ChangeRow
from lms.core.db import db

PAGE = 50


def changes(
    draft_id: UUID, path: str | None = None, *, before: int | None = None, limit: int = PAGE
) -> list[ChangeRow]:
    """The changes of a draft or of one file, newest first; `before` gives those under a number."""
    statement = sa.select(DraftChange).where(DraftChange.draft_id == draft_id)
    if path is not None:
        statement = statement.where(DraftChange.path == path)
    if before is not None:
        statement = statement.where(DraftChange.sequence < before)
    rows = list(db.session.scalars(statement.order_by(DraftChange.sequence.desc()).limit(limit)))
    names = names_of(row.actor_id for row in rows)
    return [
        ChangeRow(
            sequence=row.sequence,
            path=row.path,
            kind=row.kind,
            at=row.at,
            by=names.get(row.actor_id, "") if row.actor_id else "",
            before=row.before,
            after=row.after,
        )
        for row in rows
    ]


def text_at(draft_id: UUID, path: str, version: int) -> str | None:
    """The text of a file in an earlier version; None where it was not there then."""
    found = list(
        db.session.execute(
            sa.select(DraftChange.kind, DraftChange.before, DraftChange.after)
            .where(DraftChange.draft_id == draft_id, DraftChange.path == path)
            .order_by(DraftChange.sequence)
        )
    )
    if not found:
        return db.session.scalar(
            sa.select(DraftFile.text).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
        )
    at = version - (0 if found[0].kind is ChangeKind.CREATED else 1)
    if at < 1:
        return str(found[0].before) if found[0].before is not None else None
    after = found[min(at, len(found)) - 1].after
    return str(after) if after is not None else None
