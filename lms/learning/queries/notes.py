"""One's own notes and highlights; nobody else's, whoever asks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.courses.rows import SessionHead
from lms.engines.reading import Text
from lms.exercises.queries import own_enrolment
from lms.learning.models import LessonNote
from lms.learning.policies import Permission
from lms.learning.queries.plans import plan
from lms.learning.rows import NoteLine
from lms.learning.rules import lesson_key

_COLUMNS = (
    LessonNote.id,
    LessonNote.lesson,
    LessonNote.language,
    LessonNote.paragraph,
    LessonNote.begins,
    LessonNote.quote,
    LessonNote.body,
    LessonNote.updated_at,
)


@dataclass(frozen=True)
class NotedLesson:
    """A lesson with one's own notes in it, in the order of its text."""

    module: str
    lesson: str
    module_title: Text
    title: Text
    notes: Sequence[NoteLine]


def notes_in(head: SessionHead, lesson: str, *, actor: Identity) -> list[NoteLine]:
    """One's own notes in a lesson (named module/lesson); none for those who take no part."""
    own = own_enrolment(head, actor=actor)
    if own is None:
        return []
    return _lines(actor, LessonNote.enrolment_id == own, LessonNote.lesson == lesson)


def own_notes(head: SessionHead, *, actor: Identity) -> list[NotedLesson]:
    """All one's own notes of a session by lesson, in the course's order."""
    require(actor, Permission.NOTE, head)
    own = own_enrolment(head, actor=actor)
    lines = _lines(actor, LessonNote.enrolment_id == own)
    found = []
    for module in plan(head).modules:
        for body in module.body["lessons"]:
            key = lesson_key(module.slug, body["slug"])
            notes = [line for line in lines if line.lesson == key]
            if notes:
                title, lesson = module.body["title"], body["slug"]
                found.append(NotedLesson(module.slug, lesson, title, body["title"], notes))
    return found


def notes_key(head: SessionHead, *, actor: Identity) -> str:
    """A name under which a browser keeps what it has not sent yet: another for each person.

    The enrolment's own id is never shown.
    """
    own = own_enrolment(head, actor=actor)
    return hashlib.sha256(b"notes" + own.bytes).hexdigest()[:16] if own else ""


def _lines(actor: Identity, *criteria: sa.ColumnElement[bool]) -> list[NoteLine]:
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(*_COLUMNS)
            .where(*criteria, LessonNote.removed_at.is_(None))
            .order_by(LessonNote.paragraph, LessonNote.begins, LessonNote.id),
        )
    )
    return [NoteLine(*row) for row in rows]
