"""Keeping a participant's own notes and highlights. Nobody else ever sees them."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.exercises.queries import own_enrolment
from lms.exercises.rows import EventInput
from lms.learning.models import LessonNote
from lms.learning.policies import Permission
from lms.learning.rules.notes import KINDS, MOST_NOTES, NoteInput, read_id, read_note
from lms.learning.services.reading import known_lesson, lock


def keep_events(*, actor: Identity, slug: str, events: Sequence[EventInput]) -> int:
    """Keep what a browser wrote, in its order; what arrives twice is there once. How many.

    Raises Invalid for what cannot be a note, and Refused where there are too many.
    """
    head, own = _writer(actor, slug)
    lock(own)
    for event in events:
        if event.kind not in KINDS:
            raise Invalid([FieldError("kind", N_("Notes have no step of this kind."))])
        if event.kind == "note":
            _keep(actor, head, own, read_note(event.payload))
        else:
            _mark_removed(actor, own, read_id(event.payload), removed=event.kind == "removed")
    db.session.flush()
    return len(events)


def keep_note(*, actor: Identity, slug: str, note: NoteInput) -> None:
    """Keep one note, new or changed."""
    head, own = _writer(actor, slug)
    lock(own)
    _keep(actor, head, own, note)
    db.session.flush()


def remove_note(*, actor: Identity, slug: str, note_id: uuid.UUID, removed: bool = True) -> None:
    """Remove a note, or bring it back. Raises NotFound."""
    _head, own = _writer(actor, slug)
    lock(own)
    if not _mark_removed(actor, own, note_id, removed=removed):
        raise NotFound
    db.session.flush()


def change_note(*, actor: Identity, slug: str, note_id: uuid.UUID, body: str) -> None:
    """Change the words of a note. Raises NotFound."""
    head, own = _writer(actor, slug)
    lock(own)
    row = _row(actor, note_id)
    if row is None or row.enrolment_id != own:
        raise NotFound
    payload = {"schema": 1, "id": str(row.id), "lesson": row.lesson, "language": row.language}
    place = {"paragraph": row.paragraph, "begins": row.begins, "quote": row.quote, "body": body}
    _keep(actor, head, own, read_note({**payload, **place}))
    db.session.flush()


def _writer(actor: Identity, slug: str) -> tuple[SessionHead, uuid.UUID]:
    head = session_head(slug, actor)
    require(actor, Permission.NOTE, head)
    own = own_enrolment(head, actor=actor)
    if own is None:
        raise NotFound
    return head, own


def _row(actor: Identity, note_id: uuid.UUID) -> LessonNote | None:
    return db.session.scalar(seen_by(actor, sa.select(LessonNote).where(LessonNote.id == note_id)))


def _keep(actor: Identity, head: SessionHead, own: uuid.UUID, note: NoteInput) -> None:
    _refuse_unknown(head, note.lesson)
    row = _row(actor, note.id)
    if row is None:
        _refuse_taken(note.id)
        _refuse_too_many(own)
        row = LessonNote(id=note.id, enrolment_id=own)
        db.session.add(row)
    elif row.enrolment_id != own:
        raise _taken()
    row.lesson, row.language = note.lesson, note.language
    row.paragraph, row.begins = note.paragraph, note.begins
    row.quote, row.body = note.quote, note.body


def _refuse_unknown(head: SessionHead, key: str) -> None:
    module, _, lesson = key.partition("/")
    try:
        known_lesson(head, module, lesson)
    except NotFound as error:
        text = N_("This lesson is no longer in the course.")
        raise Invalid([FieldError("lesson", text)]) from error


def _taken() -> Invalid:
    return Invalid([FieldError("id", N_("This note could not be kept. Write it once more."))])


def _refuse_taken(note_id: uuid.UUID) -> None:
    """An id that somebody else's note has is no id for a new one."""
    query = sa.select(sa.exists().where(LessonNote.id == note_id))
    if db.session.scalar(unscoped(query, because="tells only that an id is taken")):
        raise _taken()


def _refuse_too_many(own: uuid.UUID) -> None:
    count = db.session.scalar(
        unscoped(
            sa.select(sa.func.count()).where(LessonNote.enrolment_id == own),
            because="the writer's own notes",
        )
    )
    if (count or 0) >= MOST_NOTES:
        text = N_("You have %(most)s notes here, the most there can be.", most=MOST_NOTES)
        raise Refused(text)


def _mark_removed(actor: Identity, own: uuid.UUID, note_id: uuid.UUID, *, removed: bool) -> bool:
    row = _row(actor, note_id)
    if row is None or row.enrolment_id != own:
        return False
    row.removed_at = utcnow() if removed else None
    return True
