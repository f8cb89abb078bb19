"""Questions out of the draft: one file, for another course or another system."""

import io
import json
import re

from flask import render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.authoring.formats.exchange import questions_of
from lms.authoring.formats.texts import Json, localised, peek
from lms.authoring.policies import Permission
from lms.authoring.queries import files
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.quizzes import questions_path
from lms.core import files as stored_files
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.web import needs
from lms.engines.exchange import WRITES, Written, write_questions

_PICTURE = re.compile(r"\]\((media/[A-Za-z0-9._-]+)\)")
_TYPES = {"moodle": "application/xml", "gift": "text/plain", "qti": "application/zip"}


@bp.get("/courses/<slug>/write/quizzes/<group>/<name>/export.yaml")
@needs(Permission.WRITE)
def export_questions(slug: str, group: str, name: str) -> Response:
    found = opened(slug)
    text = found.texts[questions_path(found, group, name)]
    return send_file(
        io.BytesIO(text.encode()),
        mimetype="application/yaml",
        as_attachment=True,
        download_name=f"{name}.yaml",
    )


@bp.get("/courses/<slug>/write/quizzes/<group>/<name>/export")
@needs(Permission.WRITE)
def give_out_questions(slug: str, group: str, name: str) -> str:
    """The ways out, each with what it cannot hold."""
    found = opened(slug)
    payload = peek(found.texts[questions_path(found, group, name)])
    language = _language(found)
    words = {"moodle": _("Moodle XML"), "gift": _("GIFT"), "qti": _("QTI 2.1")}
    ways = [
        (form, words[form], _written(found, form, payload, language))
        for form in WRITES
        if may_leave(group, payload)
    ]
    return render_template(
        "authoring/export_questions.html",
        slug=slug,
        group=group,
        name=name,
        title=payload.get("title") or {"en": name},
        ways=ways,
        languages=found.tree.languages,
        language=language,
        back=url_for("authoring.quiz", slug=slug, group=group, name=name),
    )


@bp.get("/courses/<slug>/write/quizzes/<group>/<name>/export/<form>")
@needs(Permission.WRITE)
def write_out_questions(slug: str, group: str, name: str, form: str) -> Response:
    """The questions as Moodle XML, GIFT or QTI. Assessed quizzes and tests stay at home."""
    found = opened(slug)
    payload = peek(found.texts[questions_path(found, group, name)])
    if form not in WRITES or not may_leave(group, payload):
        raise NotFound
    made = _written(found, form, payload, _language(found))
    return send_file(
        io.BytesIO(made.data),
        mimetype=_TYPES[form],
        as_attachment=True,
        download_name=f"{name}{WRITES[form]}",
    )


def may_leave(group: str, payload: Json) -> bool:
    """Whether questions may go to another system: banks and practice, never what is assessed."""
    if group == "banks":
        return True
    return group == "modules" and payload.get("purpose", "practice") == "practice"


def _language(found: Open) -> str:
    asked = request.args.get("language", "en")
    if asked not in found.tree.languages and asked != "en":
        raise NotFound
    return asked


def _written(found: Open, form: str, payload: Json, language: str) -> Written:
    questions = questions_of(payload)
    named = set(_PICTURE.findall(json.dumps(questions, ensure_ascii=False)))
    there = named & set(files.media_paths(found.draft.id))
    media = {
        path: stored_files.read(files.media_file(found.draft.id, path)) for path in sorted(there)
    }
    category = localised(payload.get("title"), language)
    return write_questions(form, questions, category=category, language=language, media=media)
