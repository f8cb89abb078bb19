"""The tree of the course: parts are added, moved, copied and removed, and every act can go back."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats import structure
from lms.authoring.formats.paths import module_file
from lms.authoring.formats.texts import listed, peek
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts, files
from lms.authoring.rows import Written
from lms.authoring.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.web import actor, needs

KINDS = ("modules", "lessons", "banks", "tests", "exercises", "quiz")


@bp.post("/courses/<slug>/write/parts/add")
@needs(Permission.WRITE)
def add_part(slug: str) -> Response:
    kind, module = _kind(), request.form.get("module", "")
    title = " ".join(request.form.get("title", "").split())[:200]
    if not title:
        flash(_("Give the new part a title."), "bad")
        return redirect(url_for("authoring.draft", slug=slug))
    target: dict[str, Any] = {}

    def change(texts: structure.Texts) -> structure.Changes:
        if kind == "modules":
            changes = structure.add_module(texts, title)
            target["module"] = listed(peek(changes["course.yaml"]).get("modules"))[-1]
        elif kind == "lessons":
            _there(texts, module)
            changes = structure.add_lesson(texts, module, title)
            facts = peek(changes[module_file(module)])
            target["module"], target["lesson"] = module, listed(facts["lessons"])[-1]
        elif kind in ("banks", "tests", "quiz"):
            group = "modules" if kind == "quiz" else kind
            if kind == "quiz":
                _there(texts, module)
            changes, name = structure.add_questions(texts, group, module, title)
            target.update(group=group, name=name)
        else:
            changes = structure.add_exercise(texts, title, request.form.get("file", ""))
            target["path"] = next(path for path in changes if path.startswith("exercises/"))
        return changes

    _change(slug, change)
    return redirect(_address(slug, target))


def _address(slug: str, target: dict[str, Any]) -> str:
    if "path" in target:
        return url_for("authoring.file", slug=slug, **target)
    if "lesson" in target:
        return url_for("authoring.lesson", slug=slug, **target)
    if "group" in target:
        return url_for("authoring.quiz", slug=slug, **target)
    return url_for("authoring.module_facts", slug=slug, module=target["module"])


def _there(texts: structure.Texts, module: str) -> None:
    if module_file(module) not in texts:
        raise NotFound


@bp.post("/courses/<slug>/write/parts/remove")
@needs(Permission.WRITE)
def remove_part(slug: str) -> Response:
    kind, module, name = _part()
    made = _change(slug, lambda texts: structure.remove(texts, kind, module, name))
    return redirect(url_for("authoring.draft", slug=slug, undo=f"{made.first}-{made.last}"))


@bp.post("/courses/<slug>/write/parts/copy")
@needs(Permission.WRITE)
def copy_part(slug: str) -> Response:
    kind, module, name = _part()
    word = _("copy")
    _change(slug, lambda texts: structure.copy_part(texts, kind, module, name, word))
    flash(_("Copied: the copy stands behind it."), "ok")
    return redirect(url_for("authoring.draft", slug=slug, _anchor=f"{kind}-{name}"))


@bp.post("/courses/<slug>/write/parts/move")
@needs(Permission.WRITE)
def move_part(slug: str) -> Response:
    """To a place of its list (`to`, from 0), one up or down (`by`), or to another module."""
    kind, module, name = _part()
    to, by = request.form.get("to", type=int), request.form.get("by", 0, type=int)
    target = request.form.get("target") or module

    def change(texts: structure.Texts) -> structure.Changes:
        if kind == "lessons" and target != module:
            _there(texts, target)
            return structure.move_lesson(texts, module, name, target, to if to is not None else 999)
        path = module_file(module) if kind == "lessons" else "course.yaml"
        names = listed(peek(texts[path]).get(kind))
        place = to if to is not None else names.index(name) + by
        return structure.reorder(texts, kind, module, name, place)

    _change(slug, change)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(done=True)
    return redirect(url_for("authoring.draft", slug=slug, _anchor=f"{kind}-{name}"))


def _kind() -> str:
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise NotFound
    return kind


def _part() -> tuple[str, str, str]:
    return _kind(), request.form.get("module", ""), request.form.get("name", "")


def _change(slug: str, change: Callable[[structure.Texts], structure.Changes]) -> Written:
    draft = drafts.draft_of(slug, actor())
    kind, module, name = request.form.get("kind"), *_part()[1:]
    if name and not _known(files.texts_of(draft.id), str(kind), module, name):
        raise NotFound
    with transaction():
        return services.change_files(actor=actor(), draft_id=draft.id, change=change)


def _known(texts: structure.Texts, kind: str, module: str, name: str) -> bool:
    """Whether the part that a form names stands in the tree."""
    if kind == "quiz":
        return f"modules/{name}/quiz.yaml" in texts
    path = module_file(module) if kind == "lessons" else "course.yaml"
    return name in listed(peek(texts.get(path)).get(kind))
