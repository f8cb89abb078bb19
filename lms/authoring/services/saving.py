"""Writing files of a draft: each change is kept with what stood there before, and by whom."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.authoring.enums import ChangeKind
from lms.authoring.models import CourseDraft, DraftChange, DraftFile
from lms.authoring.queries.history import text_at
from lms.authoring.queries.people import names_of
from lms.authoring.rows import Clash, Edit, SaveConflict, Written
from lms.authoring.services.drafts import open_draft
from lms.authoring.services.telling import tell_changes
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.formats import LIMITS
from lms.courses.formats.names import is_text, name_fault

Change = Callable[[Mapping[str, str]], Mapping[str, str | None]]


def write_files(*, actor: Identity, draft_id: UUID, edits: Sequence[Edit]) -> Written:
    """Write these files, all or none.

    Raises SaveConflict where a file is no more the one that its author began with, Invalid for a
    name or a size that packages do not take.
    """
    draft = open_draft(actor, draft_id)
    rows = _rows(draft.id, [edit.path for edit in edits])
    clashes = [
        clash
        for edit in edits
        if (clash := _clash(draft.id, rows.get(edit.path), edit)) is not None
    ]
    if clashes:
        raise SaveConflict(clashes)
    return _write(actor, draft, rows, edits)


def change_files(*, actor: Identity, draft_id: UUID, change: Change) -> Written:
    """Change files from their present texts: `change` gets all texts and gives the new ones."""
    draft = open_draft(actor, draft_id)
    rows = {
        row.path: row
        for row in db.session.scalars(sa.select(DraftFile).where(DraftFile.draft_id == draft.id))
    }
    texts = {path: row.text for path, row in rows.items() if row.text is not None}
    edits = [Edit(path, text) for path, text in change(texts).items()]
    return _write(actor, draft, rows, edits)


def write_stored(
    actor: Identity, draft: CourseDraft, path: str, stored_file_id: UUID | None
) -> Written:
    """Put a stored file at `path` of a locked draft, or take it away (None)."""
    row = _rows(draft.id, [path]).get(path)
    before = f"{row.stored_file_id}" if row and row.stored_file_id else None
    after = str(stored_file_id) if stored_file_id else None
    if before == after:
        return Written(1, 0)
    sequence = next_sequence(draft.id)
    tell_changes(actor, draft, [path])
    _note(actor, draft, sequence, path=path, before=before, after=after)
    if stored_file_id is None:
        db.session.delete(row)
    else:
        row = row or _new_row(draft.id, path)
        row.stored_file_id = stored_file_id
        _touch(actor, row)
    db.session.flush()
    return Written(sequence, sequence)


def next_sequence(draft_id: UUID) -> int:
    """The number of the next change of a locked draft."""
    newest = db.session.scalar(
        sa.select(sa.func.max(DraftChange.sequence)).where(DraftChange.draft_id == draft_id)
    )
    return (newest or 0) + 1


def _rows(draft_id: UUID, paths: Sequence[str]) -> dict[str, DraftFile]:
    found = db.session.scalars(
        sa.select(DraftFile).where(DraftFile.draft_id == draft_id, DraftFile.path.in_(paths))
    )
    return {row.path: row for row in found}


def _clash(draft_id: UUID, row: DraftFile | None, edit: Edit) -> Clash | None:
    """What stands against this edit; none where both authors wrote the same."""
    version = row.version if row else 0
    text = row.text if row else None
    if edit.version in (None, version) or text == edit.text:
        return None
    by = names_of([row.changed_by]).get(row.changed_by, "") if row and row.changed_by else ""
    return Clash(
        path=edit.path,
        base=text_at(draft_id, edit.path, edit.version or 0) or "",
        theirs=text or "",
        mine=edit.text or "",
        version=version,
        by=by,
        at=row.changed_at if row else None,
    )


def _write(
    actor: Identity, draft: CourseDraft, rows: Mapping[str, DraftFile], edits: Sequence[Edit]
) -> Written:
    first = sequence = next_sequence(draft.id)
    there = {path: row.text for path, row in rows.items()}
    new = [edit for edit in edits if there.get(edit.path) != edit.text]
    for edit in new:
        _check(edit)
    tell_changes(actor, draft, [edit.path for edit in new])
    for edit in new:
        row, before = rows.get(edit.path), there.get(edit.path)
        _note(actor, draft, sequence, path=edit.path, before=before, after=edit.text)
        sequence += 1
        if edit.text is None:
            db.session.delete(row)
        else:
            row = row or _new_row(draft.id, edit.path)
            row.text = edit.text
            _touch(actor, row)
    draft.updated_at = utcnow() if sequence > first else draft.updated_at
    db.session.flush()
    return Written(first, sequence - 1)


def _note(
    actor: Identity,
    draft: CourseDraft,
    sequence: int,
    *,
    path: str,
    before: str | None,
    after: str | None,
) -> None:
    kind = ChangeKind.CHANGED
    if before is None:
        kind = ChangeKind.CREATED
    elif after is None:
        kind = ChangeKind.REMOVED
    db.session.add(
        DraftChange(
            draft_id=draft.id,
            sequence=sequence,
            path=path,
            kind=kind,
            before=before,
            after=after,
            at=utcnow(),
            actor_id=actor.person_id,
        )
    )
    db.session.flush()


def _new_row(draft_id: UUID, path: str) -> DraftFile:
    """A row for a file that is not there; its version goes on from those it had before."""
    changes = db.session.execute(
        sa.select(DraftChange.kind)
        .where(DraftChange.draft_id == draft_id, DraftChange.path == path)
        .order_by(DraftChange.sequence)
    ).all()
    seeded = bool(changes) and changes[0].kind is not ChangeKind.CREATED
    row = DraftFile(draft_id=draft_id, path=path, version=len(changes) - 1 + int(seeded))
    db.session.add(row)
    return row


def _touch(actor: Identity, row: DraftFile) -> None:
    row.version += 1
    row.changed_at, row.changed_by = utcnow(), actor.person_id


def _check(edit: Edit) -> None:
    if edit.text is None:
        return
    fault = name_fault(edit.path, LIMITS)
    if fault is None and not is_text(edit.path):
        fault = N_("Only YAML, Markdown and the tables of cases are written here.")
    if fault is None and len(edit.text.encode("utf-8", "replace")) > LIMITS.text_bytes:
        fault = N_("The text is longer than 1 MB. Shorten it or split it.")
    if fault is None and any(0xD800 <= ord(sign) <= 0xDFFF for sign in edit.text):
        fault = N_("Remove the broken characters from this text.")
    if fault is not None:
        raise Invalid([FieldError("text", fault)])
