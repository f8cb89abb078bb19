"""Going back: a file to an earlier state, or a whole act undone."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from lms.authoring.models import CourseDraft, DraftChange, DraftFile
from lms.authoring.rows import Edit, Written
from lms.authoring.services.drafts import open_draft
from lms.authoring.services.saving import write_files, write_stored
from lms.core.access import Identity
from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.courses.formats.names import is_text


def restore_file(*, actor: Identity, draft_id: UUID, sequence: int, before: bool) -> Written:
    """Bring a file back to where it stood after change `sequence` (or before it)."""
    draft = open_draft(actor, draft_id)
    change = db.session.scalar(
        sa.select(DraftChange).where(
            DraftChange.draft_id == draft_id, DraftChange.sequence == sequence
        )
    )
    if change is None:
        raise NotFound
    return _put(actor, draft, change.path, change.before if before else change.after)


def undo(*, actor: Identity, draft_id: UUID, first: int, last: int) -> Written:
    """Take back the changes `first` to `last`, newest first.

    Raises Refused where one of their files has changed since: nothing is taken back then.
    """
    draft = open_draft(actor, draft_id)
    changes = list(
        db.session.scalars(
            sa.select(DraftChange)
            .where(DraftChange.draft_id == draft_id, DraftChange.sequence.between(first, last))
            .order_by(DraftChange.sequence)
        )
    )
    if not changes:
        raise NotFound
    now = _present(draft_id, {change.path for change in changes})
    ends = {change.path: change.after for change in changes}
    if any(now.get(path) != text for path, text in ends.items()):
        raise Refused(
            N_("A part of this has changed since, so it stays. Take it back in the history.")
        )
    starts: dict[str, str | None] = {}
    for change in changes:
        starts.setdefault(change.path, change.before)
    made = [_put(actor, draft, path, text) for path, text in starts.items()]
    there = [one for one in made if one.any]
    return Written(there[0].first, there[-1].last) if there else Written(1, 0)


def _put(actor: Identity, draft: CourseDraft, path: str, text: str | None) -> Written:
    if is_text(path):
        return write_files(actor=actor, draft_id=draft.id, edits=[Edit(path, text)])
    return write_stored(actor, draft, path, UUID(text) if text else None)


def _present(draft_id: UUID, paths: Iterable[str]) -> dict[str, str | None]:
    rows = db.session.scalars(
        sa.select(DraftFile).where(DraftFile.draft_id == draft_id, DraftFile.path.in_(paths))
    )
    return {row.path: row.text if is_text(row.path) else str(row.stored_file_id) for row in rows}
