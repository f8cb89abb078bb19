"""One question: its form, its text, and a try at it as participants see it."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.fields import Choices, fields_of, tidied
from lms.authoring.formats.lessons import is_picture
from lms.authoring.formats.questions import Listed, all_questions, find
from lms.authoring.formats.texts import Json, document_of, peek, value_of, yaml_text
from lms.authoring.policies import Permission
from lms.authoring.queries import files, shown
from lms.authoring.queries.faults import question_errors
from lms.authoring.rows import SaveConflict, TextFile
from lms.authoring.views import widgets
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.conflict import conflict_page
from lms.authoring.views.quizzes import aim_choices, kind_name, questions_path
from lms.authoring.views.trying import Try, tried
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _, localized
from lms.core.messages import N_, Message
from lms.core.web import actor, needs
from lms.courses.formats import Problem
from lms.courses.formats.yamlsource import Document


@dataclass(frozen=True)
class At:
    """A question where it stands: the draft, its file, its name there."""

    found: Open
    group: str
    name: str
    there: TextFile
    key: str

    @property
    def address(self) -> str:
        return self.of(self.key)

    def of(self, key: str) -> str:
        where: dict[str, Any] = {"slug": self.found.slug, "group": self.group, "name": self.name}
        return url_for("authoring.question", **where, key=key)

    @property
    def choices(self) -> Choices:
        media = files.media_paths(self.found.draft.id)
        return Choices(aim_choices(self.found), tuple(filter(is_picture, media)))

    def errors(self, value: Json) -> dict[str, list[Message]]:
        media = files.media_paths(self.found.draft.id)
        return question_errors(value, self.found.tree.aims.keys(), media)


def _at(slug: str, group: str, name: str, key: str) -> tuple[At, Listed | None]:
    found = opened(slug)
    path = questions_path(found, group, name)
    there = files.text_file(found.draft.id, path)
    if there is None:
        raise NotFound
    return At(found, group, name, there, key), find(peek(there.text), key)


@bp.route("/courses/<slug>/write/quizzes/<group>/<name>/questions/<key>", methods=["GET", "POST"])
@needs(Permission.WRITE)
def question(slug: str, group: str, name: str, key: str) -> str | Response | tuple[str, int]:
    at, there = _at(slug, group, name, key)
    if request.method == "GET":
        if there is None:
            raise NotFound
        errors = at.errors(there.payload)
        return _page(at, value_of(yaml_text(there.payload)), at.there.version, errors)
    now = widgets.carried()
    value = tidied(_typed(at, now))
    act = widgets.act()
    if "yaml" in request.form and not value:
        return _page(at, now, widgets.version(), {}), 422
    if act == "save":
        return _save(at, value, widgets.version())
    fields = fields_of(value, at.choices)
    errors = at.errors(value) if act == "try" else {}
    return _page(at, widgets.after_act(value, fields), widgets.version(), errors)


def _typed(at: At, now: Json) -> Json:
    """What the form holds; as text where it is shown as text."""
    if "yaml" in request.form:
        document = _written(at)
        return {} if document.problems else value_of(_text())
    return widgets.typed(fields_of(now, at.choices), now, at.found.tree.languages)


def _text() -> str:
    return request.form["yaml"].replace("\r\n", "\n")


def _written(at: At) -> Document:
    """The question as text, with what cannot be read in it."""
    document = document_of(at.there.path, _text())
    if not document.problems and not isinstance(document.data, dict):
        message = N_("Write the question as lines of the form “name: value”.")
        return Document(at.there.path, [Problem(at.there.path, 1, message)])
    return document


def _save(at: At, value: Json, version: int) -> str | Response | tuple[str, int]:
    try:
        with transaction():
            services.save_question(
                actor=actor(),
                draft_id=at.found.draft.id,
                path=at.there.path,
                version=version,
                name=at.key,
                question=value,
            )
    except SaveConflict as error:
        return conflict_page(at.found.slug, error, at.address)
    errors = at.errors(value)
    flash(_("Saved, with faults that are still to be mended.") if errors else _("Saved."), "ok")
    return redirect(at.of(_name_after(at, value)))


def _name_after(at: At, value: Json) -> str:
    """The name of the question after it was saved: its key may have changed."""
    there = files.text_file(at.found.draft.id, at.there.path)
    payload = peek(there.text if there else None)
    key = str(value.get("key", ""))
    if find(payload, key):
        return key
    same = next((one.name for one in all_questions(payload) if one.payload == value), None)
    return same or at.key


def _page(at: At, value: Json, version: int, errors: dict[str, list[Message]]) -> str:
    as_text = request.args.get("as") == "text" or "yaml" in request.form
    text = _text() if "yaml" in request.form else None
    document = _written(at) if text is not None else None
    names = [one.name for one in all_questions(peek(at.there.text))]
    place = names.index(at.key) if at.key in names else 0
    languages = at.found.tree.languages
    return render_template(
        "authoring/question.html",
        slug=at.found.slug,
        group=at.group,
        name=at.name,
        at=at,
        value=value,
        kind_name=kind_name(str(value.get("kind", ""))),
        as_text=as_text,
        text=text if text is not None else yaml_text(value),
        text_faults=document.problems if document else (),
        form=widgets.show(fields_of(value, at.choices), value, languages, version, errors),
        errors=errors or at.errors(value),
        attempt=_attempt(value, at),
        others=shown.present(at.found.draft.id, actor(), at.there.path),
        before=at.of(names[place - 1]) if place > 0 else None,
        after=at.of(names[place + 1]) if place + 1 < len(names) else None,
        number=place + 1,
        count=len(names),
    )


def _attempt(value: Json, at: At) -> Try | None:
    return tried(value, request.form, _picture(value, at.found.slug))


def _picture(value: Json, slug: str) -> str:
    image: Any = value.get("image")
    if isinstance(image, dict):
        image = localized(image)
    if not isinstance(image, str) or not image.startswith("media/"):
        return ""
    return url_for("authoring.media_file", slug=slug, name=image.removeprefix("media/"))


@bp.post("/courses/<slug>/write/quizzes/<group>/<name>/questions/<key>/try")
@needs(Permission.WRITE)
def try_question(slug: str, group: str, name: str, key: str) -> str:
    """The question as it stands in the form, to be answered; after an answer with its mark."""
    at, _there = _at(slug, group, name, key)
    value = tidied(_typed(at, widgets.carried()))
    errors = at.errors(value)
    return render_template("authoring/_try.html", attempt=_attempt(value, at), errors=errors)
