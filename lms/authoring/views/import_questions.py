"""Questions from files of other systems: looked at one by one, then taken into the draft."""

from typing import Any
from uuid import UUID

from flask import Response as Answer
from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.exchange import BY_CATEGORY, NEW_BANK, Candidate
from lms.authoring.forms import QuestionsForm
from lms.authoring.policies import Permission
from lms.authoring.queries import exchange
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.quizzes import kind_name
from lms.authoring.views.trying import Try, tried
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.files import StoredFile
from lms.core.i18n import _, localized, say
from lms.core.web import actor, needs
from lms.courses.formats.media import media_type
from lms.engines.archive import MIB
from lms.engines.exchange import LIMITS


@bp.route("/courses/<slug>/write/import-questions", methods=["GET", "POST"])
@needs(Permission.WRITE)
def import_questions(slug: str) -> str | Response | tuple[str, int]:
    """Choose a file; it is kept and shown, nothing comes in yet."""
    found = opened(slug)
    form = QuestionsForm()
    if request.method == "GET" or not form.validate_on_submit():
        most = min(request.max_content_length or LIMITS.file_bytes, LIMITS.file_bytes) // MIB
        page = render_template("authoring/import_questions.html", slug=slug, form=form, most=most)
        return (page, 422) if request.method == "POST" else page
    given = form.file.data
    content = given.stream.read(LIMITS.file_bytes + 1)
    with transaction():
        row = services.keep_questions(
            actor=actor(), draft_id=found.draft.id, name=given.filename or "", content=content
        )
        file_id = row.id
    target = request.args.get("target")
    return redirect(
        url_for("authoring.look_at_questions", slug=slug, file_id=file_id, target=target)
    )


@bp.route("/courses/<slug>/write/import-questions/<uuid:file_id>", methods=["GET", "POST"])
@needs(Permission.WRITE)
def look_at_questions(slug: str, file_id: UUID) -> str | Response | tuple[str, int]:
    """Every question of the file as participants would see it; those that are chosen come in."""
    found = opened(slug)
    row = exchange.waiting_file(found.draft.id, file_id)
    if request.method == "GET":
        return _page(found, row)
    try:
        with transaction():
            taken = services.take_questions(
                actor=actor(),
                draft_id=found.draft.id,
                file_id=file_id,
                chosen=request.form.getlist("take"),
                target=request.form.get("target", ""),
                title=request.form.get("title", ""),
            )
    except Invalid as error:
        return _page(found, row, {one.field: say(one.message) for one in error.errors}), 422
    undo = f"{taken.written.first}-{taken.written.last}"
    where: dict[str, Any] = {"slug": slug, "group": taken.group, "name": taken.name}
    return redirect(url_for("authoring.quiz", **where, undo=undo, came=taken.count))


def _page(found: Open, row: StoredFile, errors: dict[str, str] | None = None) -> str:
    candidates = exchange.candidates_of(found.draft.id, row)
    posted = request.method == "POST"
    chosen = (
        set(request.form.getlist("take"))
        if posted
        else {one.key for one in candidates if not one.faults}
    )
    return render_template(
        "authoring/look_at_questions.html",
        slug=found.slug,
        row=row,
        rows=[(one, _shown(found, row, one)) for one in candidates],
        left_out=exchange.imported(row).left_out,
        chosen=chosen,
        targets=_targets(found),
        target=request.values.get("target") or NEW_BANK,
        title=request.form.get("title", "") if posted else _title(row, candidates),
        kind_name=kind_name,
        errors=errors or {},
    )


def _shown(found: Open, row: StoredFile, one: Candidate) -> Try | None:
    where: dict[str, Any] = {"slug": found.slug, "file_id": row.id}
    name = one.image.removeprefix("media/")
    address = url_for("authoring.picture_of_questions", **where, name=name) if name else ""
    return tried(one.payload, MultiDict(), address)


def _targets(found: Open) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places that questions can come into, by what they are; the new ones first."""
    tree = found.tree
    new = [
        (NEW_BANK, _("A new bank")),
        (BY_CATEGORY, _("A new bank for each category of the file")),
    ]
    banks = [(f"banks/{one.name}", localized(one.title)) for one in tree.banks]
    checks = [
        (f"modules/{one.slug}", localized(one.quiz.title)) for one in tree.modules if one.quiz
    ]
    tests = [(f"tests/{one.name}", localized(one.title)) for one in tree.tests]
    groups = [
        (_("New"), new),
        (_("Question banks"), banks),
        (_("Knowledge checks"), checks),
        (_("Tests"), tests),
    ]
    return [(title, rows) for title, rows in groups if rows]


def _title(row: StoredFile, candidates: list[Candidate]) -> str:
    categories = {one.item.category.rsplit("/", 1)[-1] for one in candidates} - {""}
    return next(iter(categories)) if len(categories) == 1 else row.name.rsplit(".", 1)[0]


@bp.get("/courses/<slug>/write/import-questions/<uuid:file_id>/media/<name>")
@needs(Permission.WRITE)
def picture_of_questions(slug: str, file_id: UUID, name: str) -> Response:
    """A picture of the file that waits, for looking at its questions."""
    found = opened(slug)
    path = f"media/{name}"
    content = exchange.picture(exchange.waiting_file(found.draft.id, file_id), path)
    response = Answer(content, mimetype=media_type(path))
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
