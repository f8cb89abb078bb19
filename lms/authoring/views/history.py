"""The history of a draft or of one part: who changed what, and back to any state."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts
from lms.authoring.queries import history as changes
from lms.authoring.queries.compare import changed_words
from lms.authoring.views.blueprint import bp
from lms.core.db import transaction
from lms.core.i18n import _
from lms.core.web import actor, needs
from lms.courses.formats.names import is_text


@bp.get("/courses/<slug>/write/history")
@needs(Permission.WRITE)
def history(slug: str) -> str:
    draft = drafts.draft_of(slug, actor())
    path = request.args.get("path") or None
    rows = changes.changes(draft.id, path, before=request.args.get("before", type=int))
    return render_template(
        "authoring/history.html",
        slug=slug,
        path=path,
        rows=[
            (row, changed_words(row.before, row.after) if is_text(row.path) else ()) for row in rows
        ],
        more=rows[-1].sequence if len(rows) == changes.PAGE else None,
    )


@bp.post("/courses/<slug>/write/history/<int:sequence>/restore")
@needs(Permission.WRITE)
def restore_file(slug: str, sequence: int) -> Response:
    """A part as it stood before or after a change."""
    draft = drafts.draft_of(slug, actor())
    with transaction():
        services.restore_file(
            actor=actor(),
            draft_id=draft.id,
            sequence=sequence,
            before=request.form.get("to") == "before",
        )
    flash(_("Brought back. What stood there is kept in the history."), "ok")
    return redirect(url_for("authoring.history", slug=slug, path=request.form.get("path") or None))


@bp.post("/courses/<slug>/write/undo")
@needs(Permission.WRITE)
def undo(slug: str) -> Response:
    """Take one act back, with all files that it changed."""
    draft = drafts.draft_of(slug, actor())
    with transaction():
        services.undo(
            actor=actor(),
            draft_id=draft.id,
            first=request.form.get("first", 0, type=int),
            last=request.form.get("last", 0, type=int),
        )
    flash(_("Taken back."), "ok")
    return redirect(url_for("authoring.draft", slug=slug))
