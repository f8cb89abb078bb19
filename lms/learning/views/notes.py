"""One's own notes and highlights: kept by script or by plain forms, read, changed, exported."""

import uuid
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from lms.core.access import require
from lms.core.api import json_body, problem_of
from lms.core.db import transaction
from lms.core.errors import DomainError, Invalid
from lms.core.i18n import _, language, localized, say
from lms.core.ids import new_id
from lms.core.web import actor, download, needs
from lms.courses.queries import session_head
from lms.exercises.formats import read_batch
from lms.learning.policies import Permission
from lms.learning.queries.notes import NotedLesson, own_notes
from lms.learning.rules import lesson_key
from lms.learning.rules.notes import SCHEMA, read_note
from lms.learning.services import notes as services
from lms.learning.views.blueprint import bp


@bp.get("/notes")
@needs(Permission.NOTE)
def notes(slug: str) -> str:
    """All one's own notes of the session, with the way back to each place."""
    head = session_head(slug, actor())
    return render_template(
        "learning/notes.html",
        head=head,
        lessons=own_notes(head, actor=actor()),
        removed=request.args.get("removed", type=uuid.UUID),
    )


@bp.get("/notes.txt")
@needs(Permission.NOTE)
def notes_text(slug: str) -> Response:
    """The same as a text file."""
    head = session_head(slug, actor())
    parts = [localized(head.title), *map(_as_text, own_notes(head, actor=actor()))]
    text = "\n\n".join(parts) + "\n"
    return download(text, f"notes-{head.slug}.txt", "text/plain; charset=utf-8")


def _as_text(lesson: NotedLesson) -> str:
    lines = [f"{localized(lesson.module_title)}: {localized(lesson.title)}"]
    for note in lesson.notes:
        lines.append("")
        if note.quote:
            lines.append(f"\u201c{note.quote}\u201d")
        if note.body:
            lines.append(note.body)
    return "\n".join(lines)


@bp.post("/notes")
@needs(Permission.NOTE)
def keep_notes(slug: str) -> Response:
    """A batch of what a browser wrote; a batch that comes again changes nothing."""
    require(actor(), Permission.NOTE, session_head(slug, actor()))
    try:
        events = read_batch(json_body())
        with transaction():
            kept = services.keep_events(actor=actor(), slug=slug, events=events)
    except DomainError as error:
        return problem_of(error)
    return jsonify({"kept": kept})


@bp.post("/<module>/<lesson>/notes")
@needs(Permission.NOTE)
def write_note(slug: str, module: str, lesson: str) -> Redirect:
    """A note from the plain form below a lesson."""
    require(actor(), Permission.NOTE, session_head(slug, actor()))
    payload: dict[str, Any] = {
        "schema": SCHEMA,
        "id": str(new_id()),
        "lesson": lesson_key(module, lesson),
        "language": request.form.get("language") or language(),
        "paragraph": request.form.get("paragraph", 0, type=int),
        "body": request.form.get("body", ""),
    }
    try:
        with transaction():
            services.keep_note(actor=actor(), slug=slug, note=read_note(payload))
        flash(_("Your note is kept. Only you see it."), "ok")
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
    place = url_for("learning.lesson", slug=slug, module=module, lesson=lesson, _anchor="notes")
    return redirect(place)


@bp.post("/notes/<uuid:note_id>")
@needs(Permission.NOTE)
def change_note(slug: str, note_id: uuid.UUID) -> Redirect:
    """Change a note's words, remove it, or bring it back."""
    act = request.form.get("act", "save")
    try:
        with transaction():
            if act == "save":
                body = request.form.get("body", "")
                services.change_note(actor=actor(), slug=slug, note_id=note_id, body=body)
            else:
                removed = act == "remove"
                services.remove_note(actor=actor(), slug=slug, note_id=note_id, removed=removed)
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
    gone = note_id if act == "remove" else None
    return redirect(url_for("learning.notes", slug=slug, removed=gone))
