"""The questions of a check, test or bank: their list, their order, and how they are asked."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats import questions as rules
from lms.authoring.formats.fields import KIND_NAMES, new_question
from lms.authoring.formats.fields.course import quiz_fields, section_fields
from lms.authoring.formats.fields.kinds import DIFFICULTIES
from lms.authoring.formats.paths import questions_file, slug_of
from lms.authoring.formats.places import QuestionPlace, moved, places_of
from lms.authoring.formats.supply import supplies
from lms.authoring.formats.texts import Json, listed, mappings, peek, value_of, yaml_text
from lms.authoring.policies import Permission
from lms.authoring.queries import files, shown
from lms.authoring.rows import Written
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.facts import edit_value
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _, localized, say
from lms.core.web import actor, needs


def questions_path(found: Open, group: str, name: str) -> str:
    """The file of a check, test or bank of the draft. Raises NotFound."""
    path = questions_file(group, name)
    if path is None or path not in found.texts:
        raise NotFound
    return path


@bp.get("/courses/<slug>/write/quizzes/<group>/<name>/")
@needs(Permission.WRITE)
def quiz(slug: str, group: str, name: str) -> str:
    found = opened(slug)
    path = questions_path(found, group, name)
    payload = peek(found.texts[path])
    faults = shown.located(
        [one for one in files.problems_of(found.draft) if one.file == path], found.texts
    )
    return render_template(
        "authoring/quiz.html",
        slug=slug,
        group=group,
        name=name,
        path=path,
        payload=payload,
        title=payload.get("title") or {"en": name},
        sections=_sections(payload),
        kinds=KIND_NAMES,
        aims=found.tree.aims,
        difficulties={one.value: said for one, said in DIFFICULTIES.items()},
        faults=faults,
        faulty={fault.question for fault in faults},
        supplies=_supplies(found, payload),
        others=shown.present(found.draft.id, actor(), path),
        places=places_of(found.tree, found.texts),
        undo=_undo(),
        came=request.args.get("came", 0, type=int),
        went="went" in request.args,
    )


def _undo() -> tuple[int, int] | None:
    first, _dash, last = request.args.get("undo", "").partition("-")
    return (int(first), int(last)) if first.isdecimal() and last.isdecimal() else None


def _sections(payload: Json) -> list[tuple[int | None, Json, list[rules.Listed]]]:
    """The lists of questions: the file's own, or one for each section."""
    found = rules.all_questions(payload)
    sections = mappings(payload.get("sections"))
    if not sections:
        return [(None, {}, found)]
    return [
        (at, section, [one for one in found if one.section == at])
        for at, section in enumerate(sections)
    ]


def _supplies(found: Open, payload: Json) -> dict[tuple[int, int], object]:
    banks = {one.name: value_of(found.texts.get(one.path)) for one in found.tree.banks}
    return {(one.section, one.row): one for one in supplies(payload, banks)}


@bp.route("/courses/<slug>/write/quizzes/<group>/<name>/settings", methods=["GET", "POST"])
@needs(Permission.WRITE)
def quiz_settings(slug: str, group: str, name: str) -> str | Response | tuple[str, int]:
    found = opened(slug)
    return edit_value(
        found,
        questions_path(found, group, name),
        quiz_fields(group),
        _("Settings"),
        back=url_for("authoring.quiz", slug=slug, group=group, name=name),
    )


@bp.route("/courses/<slug>/write/quizzes/<group>/<name>/sections", methods=["GET", "POST"])
@needs(Permission.WRITE)
def quiz_sections(slug: str, group: str, name: str) -> str | Response | tuple[str, int]:
    """Sections and the rows that draw from banks, with how many questions fit each row."""
    found = opened(slug)
    path = questions_path(found, group, name)
    if group == "banks":
        raise NotFound
    payload = peek(found.texts[path])
    fits = {
        f"sections.{at}.draw.{row}": one for (at, row), one in _supplies(found, payload).items()
    }
    return edit_value(
        found,
        path,
        section_fields(
            [(one.name, one.title) for one in found.tree.banks],
            list(found.tree.aims.items()),
            [(one.value, said) for one, said in DIFFICULTIES.items()],
        ),
        _("Sections and draws"),
        turns=(_with_sections, _without_empty),
        back=url_for("authoring.quiz", slug=slug, group=group, name=name),
        more={"fits": fits},
    )


def _with_sections(payload: Json) -> Json:
    """A quiz without sections shows its questions as one section."""
    if mappings(payload.get("sections")) or "questions" not in payload:
        return payload
    rest = {name: value for name, value in payload.items() if name != "questions"}
    return {**rest, "sections": [{"questions": payload["questions"]}]}


def _without_empty(payload: Json) -> Json:
    """One section that has nothing but questions is a quiz without sections."""
    sections = mappings(payload.get("sections"))
    if len(sections) <= 1 and all(not set(one) - {"questions"} for one in sections):
        rest = {name: value for name, value in payload.items() if name != "sections"}
        return {**rest, "questions": listed(sections[0].get("questions")) if sections else []}
    kept = [
        {k: v for k, v in one.items() if v != [] or k not in ("draw", "questions")}
        for one in sections
    ]
    return {**payload, "sections": kept}


@bp.post("/courses/<slug>/write/quizzes/<group>/<name>/questions")
@needs(Permission.WRITE)
def add_question(slug: str, group: str, name: str) -> Response:
    """A new question of a kind, opened in its form."""
    found = opened(slug)
    path = questions_path(found, group, name)
    kind = request.form.get("kind", "")
    if kind not in KIND_NAMES:
        raise NotFound
    section = request.form.get("section", type=int)
    key = slug_of(f"{name}-{kind}".replace("_", "-"), _all_keys(found), default="question")
    with transaction():
        services.add_question(
            actor=actor(),
            draft_id=found.draft.id,
            path=path,
            question=new_question(kind, key),
            section=section,
        )
    return redirect(url_for("authoring.question", slug=slug, group=group, name=name, key=key))


def _all_keys(found: Open) -> set[str]:
    """The keys of all questions of the course."""
    nodes = [*found.tree.banks, *found.tree.tests]
    nodes += [one.quiz for one in found.tree.modules if one.quiz]
    return {key for node in nodes for key in rules.keys_of(peek(found.texts.get(node.path)))}


@bp.post("/courses/<slug>/write/quizzes/<group>/<name>/act")
@needs(Permission.WRITE)
def act_on_question(slug: str, group: str, name: str) -> Response:
    """Copy, remove or move a question: `to` a place of its list, `by` one, to another `section`
    of the quiz, or (`place`) to any `target` of the draft."""
    found = opened(slug)
    path = questions_path(found, group, name)
    key, act = request.form.get("key", ""), request.form.get("act", "")
    section = request.form.get("section", type=int)
    if act == "place":
        made = _place(found, path, key, request.form.get("target", ""))
    elif act == "move" and section is not None:
        made = _place(found, path, key, f"{group}/{name}/{section}", request.form.get("to"))
    else:
        made = _change(found, path, lambda payload: _act(found, payload, key, act))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(done=True)
    undo = f"{made.first}-{made.last}" if act in ("remove", "place") and made.any else None
    if act == "copy":
        flash(_("Copied: the copy stands behind it."), "ok")
    went = 1 if act == "place" else None
    where: dict[str, Any] = {"slug": slug, "group": group, "name": name, "undo": undo}
    return redirect(url_for("authoring.quiz", **where, went=went, _anchor=f"q-{key}"))


def _place(found: Open, path: str, key: str, target: str, to: str | None = None) -> Written:
    """Put a question into another list of the draft. Raises NotFound for unknown ones."""
    places = {one.key: one for one in places_of(found.tree, found.texts)}
    if target not in places or rules.find(peek(found.texts[path]), key) is None:
        raise NotFound
    goal: QuestionPlace = places[target]
    at = int(to) if to is not None and to.isdecimal() else None

    def changed(texts: Mapping[str, str]) -> Mapping[str, str | None]:
        try:
            return dict(moved(texts, path, key, goal, at))
        except (KeyError, IndexError) as error:
            raise NotFound from error

    with transaction():
        return services.change_files(actor=actor(), draft_id=found.draft.id, change=changed)


def _act(found: Open, payload: Json, key: str, act: str) -> None:
    where = rules.find(payload, key)
    if where is None:
        raise NotFound
    if act == "remove":
        rules.take_out(payload, where)
    elif act == "copy":
        twin = rules.copied(where.payload, list(_all_keys(found)))
        rules.add(payload, twin, where.section, where.at + 1)
    elif act == "move":
        to = request.values.get("to", type=int)
        by = request.values.get("by", 0, type=int)
        rules.move(payload, where, to if to is not None else max(0, where.at + by))
    else:
        raise NotFound


def _change(found: Open, path: str, change: Callable[[Json], None]) -> Written:
    def changed(texts: Mapping[str, str]) -> Mapping[str, str | None]:
        payload = value_of(texts.get(path))
        before = value_of(texts.get(path))
        change(payload)
        return {} if payload == before else {path: yaml_text(payload)}

    with transaction():
        return services.change_files(actor=actor(), draft_id=found.draft.id, change=changed)


def aim_choices(found: Open) -> tuple[tuple[str, str], ...]:
    """The aims of the modules, as a question may name them."""
    return tuple((key, f"{key}: {localized(text)[:90]}") for key, text in found.tree.aims.items())


def kind_name(kind: str) -> str:
    """What a kind of question is called."""
    return say(KIND_NAMES[kind]) if kind in KIND_NAMES else kind
