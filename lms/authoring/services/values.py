"""Saving what a form holds: two authors' changes of different fields are both kept."""

from uuid import UUID

from lms.authoring.formats.merging import merge_values
from lms.authoring.formats.questions import add, find, keys_of, put
from lms.authoring.formats.texts import Json, value_of, yaml_text
from lms.authoring.queries.files import text_file
from lms.authoring.queries.history import text_at
from lms.authoring.rows import Clash, Edit, SaveConflict, TextFile, Written
from lms.authoring.services.drafts import open_draft
from lms.authoring.services.saving import write_files
from lms.core.access import Identity
from lms.core.errors import NotFound


def save_value(*, actor: Identity, draft_id: UUID, path: str, version: int, value: Json) -> Written:
    """Write the value that an author's form made of a YAML file in `version`.

    Where somebody else has saved since, fields that only one of both changed are taken from that
    one. Raises SaveConflict where both changed the same field.
    """
    open_draft(actor, draft_id)
    there = text_file(draft_id, path)
    if there is None:
        raise NotFound
    base_text = text_at(draft_id, path, version)
    base = value_of(base_text)
    merged, clean = merge_values(base, value_of(there.text), value)
    if not clean:
        raise SaveConflict([_clash(there, base_text or "", yaml_text(value))])
    return _write(actor, draft_id, there, merged)


def save_question(
    *, actor: Identity, draft_id: UUID, path: str, version: int, name: str, question: Json
) -> Written:
    """Write one question of a file that an author opened in `version` under `name`.

    Other questions of the file may have changed meanwhile. Raises SaveConflict where this one
    was changed or removed by somebody else.
    """
    open_draft(actor, draft_id)
    there = text_file(draft_id, path)
    if there is None:
        raise NotFound
    now = value_of(there.text)
    base_text = text_at(draft_id, path, version) or ""
    base_file = value_of(base_text)
    base, present = find(base_file, name), find(now, name)
    if base is None:
        raise NotFound
    if present is None:
        put(base_file, base, question)
        raise SaveConflict([_clash(there, base_text, yaml_text(base_file))])
    merged, clean = merge_values(base.payload, present.payload, question)
    if not clean:
        mine = value_of(there.text)
        put(mine, present, question)
        raise SaveConflict([_clash(there, base_text, yaml_text(mine))])
    put(now, present, merged)
    return _write(actor, draft_id, there, now)


def add_question(
    *, actor: Identity, draft_id: UUID, path: str, question: Json, section: int | None
) -> Written:
    """Add a question at the end of a file or of one of its sections."""
    open_draft(actor, draft_id)
    there = text_file(draft_id, path)
    if there is None:
        raise NotFound
    now = value_of(there.text)
    if question.get("key") in keys_of(now):
        raise NotFound
    add(now, question, section)
    return _write(actor, draft_id, there, now)


def _write(actor: Identity, draft_id: UUID, there: TextFile, value: Json) -> Written:
    text = there.text if value == value_of(there.text) else yaml_text(value)
    return write_files(actor=actor, draft_id=draft_id, edits=[Edit(there.path, text)])


def _clash(there: TextFile, base: str, mine: str) -> Clash:
    return Clash(
        path=there.path,
        base=base,
        theirs=there.text,
        mine=mine,
        version=there.version,
        by=there.changed_by,
        at=there.changed_at,
    )
