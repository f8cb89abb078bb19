"""Writing a lesson: head and Markdown in each language, with a preview as readers see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.lessons import LessonFacts, is_figure, lesson_facts, written
from lms.authoring.formats.paths import COURSE, lesson_file, module_file
from lms.authoring.formats.preview import Preview, preview_of
from lms.authoring.formats.texts import Json, listed, peek, split_lesson
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts, files, shown
from lms.authoring.rows import Edit, SaveConflict
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.conflict import conflict_page
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, say
from lms.core.messages import Message
from lms.core.web import actor, needs
from lms.courses.formats.lessons import body_line


@dataclass(frozen=True)
class Side:
    """A lesson in one language as it stands in the form; `version` 0: not written yet."""

    language: str
    path: str
    title: str
    body: str
    version: int
    facts: LessonFacts
    preview: Preview
    line: int | None


@bp.route("/courses/<slug>/write/lessons/<module>/<lesson>", methods=["GET", "POST"])
@needs(Permission.WRITE)
def lesson(slug: str, module: str, lesson: str) -> str | Response | tuple[str, int]:
    found = opened(slug)
    if lesson not in listed(peek(found.texts.get(module_file(module))).get("lessons")):
        raise NotFound
    if request.method == "POST" and request.form.get("act") != "preview":
        return _save(found, module, lesson)
    return _page(found, module, lesson)


@bp.post("/courses/<slug>/write/preview")
@needs(Permission.WRITE)
def preview(slug: str) -> Response:
    """Markdown as readers see it, with what is wrong in it; for the page while somebody types."""
    draft = drafts.draft_of(slug, actor())
    body = request.form.get("body", "")[:200_000]
    there = files.text_file(draft.id, COURSE)
    course, media = peek(there.text if there else None), files.media_paths(draft.id)
    languages = [str(one) for one in listed(course.get("languages"))] or ["en"]
    asked = request.form.get("language", "")
    seen = _seen(slug, body, asked if asked in languages else languages[0], course, media)
    page = render_template("authoring/_preview.html", seen=seen)
    return jsonify(html=page, checks=_checks(lesson_facts(body, media)))


def _checks(facts: LessonFacts) -> str:
    return render_template("authoring/_checks.html", facts=facts)


def _save(found: Open, module: str, lesson: str) -> str | Response | tuple[str, int]:
    here = url_for("authoring.lesson", slug=found.slug, module=module, lesson=lesson)
    try:
        with transaction():
            services.write_files(
                actor=actor(), draft_id=found.draft.id, edits=_edits(found, module, lesson)
            )
    except SaveConflict as error:
        return conflict_page(found.slug, error, here)
    except Invalid as error:
        return _page(found, module, lesson, say(error.errors[0].message)), 422
    flash(_("Saved."), "ok")
    return redirect(here)


def _paths(found: Open, module: str, lesson: str) -> dict[str, str]:
    """The lesson's file in each language of the course."""
    base = found.tree.base
    return {
        code: lesson_file(module, lesson, None if code == base else code)
        for code in found.tree.languages
    }


def _edits(found: Open, module: str, lesson: str) -> list[Edit]:
    """The files of the lesson as the form has them; a language left empty has no file."""
    edits = []
    for code, path in _paths(found, module, lesson).items():
        if f"{code}.body" not in request.form:
            continue
        facts = _facts() if code == found.tree.base else None
        text = written(found.texts.get(path), _title(code), request.form[f"{code}.body"], facts)
        edits.append(Edit(path, text, request.form.get(f"{code}.version", 0, type=int)))
    return edits


def _title(code: str) -> str:
    return " ".join(request.form.get(f"{code}.title", "").split())


def _facts() -> Json:
    """Minutes and sources; minutes that are no number stay as typed and are told as a fault."""
    minutes = request.form.get("minutes", "").strip()
    sources = request.form.get("sources", "").splitlines()
    return {
        "minutes": int(minutes) if minutes.isdecimal() else minutes,
        "sources": [" ".join(line.split()) for line in sources if line.strip()],
    }


def _page(found: Open, module: str, lesson: str, problem: str = "") -> str:
    media = files.media_paths(found.draft.id)
    paths = _paths(found, module, lesson)
    sides = [_side(found, code, path, media) for code, path in paths.items()]
    base_path = paths[found.tree.base]
    head, _body = split_lesson(found.texts.get(base_path))
    if request.method == "POST":
        head = {**head, **_facts()}
    return render_template(
        "authoring/lesson.html",
        slug=found.slug,
        module=next(one for one in found.tree.modules if one.slug == module),
        lesson=lesson,
        sides=sides,
        head=head,
        problem=problem,
        faults=_saved_faults(found, paths),
        figures=[path for path in media if is_figure(path)],
        path=base_path,
        others=shown.present(found.draft.id, actor(), base_path),
    )


def _saved_faults(found: Open, paths: Mapping[str, str]) -> list[tuple[str, int | None, Message]]:
    """What the check says of the lesson: language, line of its Markdown (None: above it), why."""
    codes = {path: code for code, path in paths.items()}
    return [
        (codes[one.file], _own_line(found.texts.get(one.file, ""), one.line), one.message)
        for one in files.problems_of(found.draft)
        if one.file in codes
    ]


def _own_line(text: str, line: int | None) -> int | None:
    """A line of a lesson's file as a line of its Markdown; None where it stands in the head."""
    own = (line or 0) - body_line(text.encode()) + 1
    return own if own > 0 else None


def _side(found: Open, code: str, path: str, media: list[str]) -> Side:
    """One language: what was typed where the form is shown again, else what is saved."""
    there = files.text_file(found.draft.id, path)
    head, body = split_lesson(there.text if there else None)
    title, version = str(head.get("title", "")), there.version if there else 0
    if request.method == "POST" and f"{code}.body" in request.form:
        body, title = request.form[f"{code}.body"].replace("\r\n", "\n"), _title(code)
        version = request.form.get(f"{code}.version", 0, type=int)
    facts = lesson_facts(body, media)
    preview = _seen(found.slug, body, code, peek(found.texts.get(COURSE)), media)
    line = _line(there.text) if there and code == (_language() or found.tree.base) else None
    return Side(code, path, title, body, version, facts, preview, line)


def _language() -> str | None:
    return request.args.get("language")


def _line(text: str) -> int | None:
    """The line of the Markdown that is asked for by its line in the file."""
    line = request.args.get("line", type=int)
    return (_own_line(text, line) or 1) if line else None


def _seen(slug: str, body: str, language: str, course: Json, media: list[str]) -> Preview:
    """The page of a lesson, with the draft's own glossary, figures and films."""
    base = url_for("authoring.media_file", slug=slug, name="")
    return preview_of(body, language, course=course, media=media, media_at=base)
