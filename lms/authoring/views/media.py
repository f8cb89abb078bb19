"""Figures, films and sounds of a draft: put in, looked at, taken out."""

import re

from flask import flash, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.lessons import is_picture
from lms.authoring.forms import MediaForm
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts, files
from lms.authoring.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.files import path_of
from lms.core.i18n import _, say
from lms.core.web import actor, form_errors, needs
from lms.courses.formats import LIMITS

_REST_OF_FORM = 64 * 1024
_HEAD_OF_FORM = 4 * 1024
_FILE_NAME = re.compile(rb'name="file"; filename="([^"\r\n]+)"')


@bp.url_value_preprocessor
def allow_films(endpoint: str | None, _values: object) -> None:
    """Media may be larger than other uploads; said before the form is read."""
    if endpoint == "authoring.put_media":
        request.max_content_length = LIMITS.media_bytes + _REST_OF_FORM


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[Response | str, int]:
    """Told by the file's name and with the way back, without reading the file."""
    name = _name_sent()
    if request.endpoint != "authoring.put_media":
        message = _("What you sent is too large. Send it in smaller parts.")
    elif name:
        message = _(
            "%(name)s is larger than %(size)s MB. Shorten it or split it.", name=name, size=64
        )
    else:
        message = _("The file is larger than %(size)s MB. Shorten it or split it.", size=64)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(problem=message), 413
    slug = (request.view_args or {}).get("slug")
    page = render_template("authoring/too_large.html", message=message, slug=slug, back=_back())
    return page, 413


def _name_sent() -> str:
    """The name of the file that a form begins to send, from its first bytes; empty if not there."""
    found = _FILE_NAME.search(request.environ["wsgi.input"].read(_HEAD_OF_FORM))
    return found[1].decode("utf-8", "replace")[:200] if found else ""


def _back() -> tuple[str, str] | None:
    """The page on which another file can be chosen: its address and its name."""
    slug = (request.view_args or {}).get("slug")
    if request.endpoint == "authoring.put_media":
        return url_for("authoring.media", slug=slug), _("Figures and films")
    if request.endpoint == "authoring.import_questions":
        return url_for("authoring.import_questions", slug=slug), _("Questions from a file")
    return (url_for("authoring.draft", slug=slug), _("Draft")) if slug else None


@bp.get("/courses/<slug>/write/media/")
@needs(Permission.WRITE)
def media(slug: str) -> str:
    return _page(slug, MediaForm(formdata=None))


def _page(slug: str, form: MediaForm) -> str:
    draft = drafts.draft_of(slug, actor())
    used = "\n".join(files.texts_of(draft.id).values())
    rows = [
        (row, size, kind, is_picture(row.path), row.path in used)
        for row, size, kind in files.media_list(draft.id)
    ]
    return render_template("authoring/media.html", slug=slug, form=form, rows=rows)


@bp.post("/courses/<slug>/write/media/")
@needs(Permission.WRITE)
def put_media(slug: str) -> str | Response | tuple[str | Response, int]:
    """A file by the form, or by a page that drops or pastes one and wants JSON."""
    draft = drafts.draft_of(slug, actor())
    wants_json = request.accept_mimetypes.best == "application/json"
    form = MediaForm()
    given = request.files.get("file")
    if given is None or not given.filename:
        if wants_json:
            return jsonify(problem=_("Choose a file.")), 422
        form.validate()
        return _page(slug, form), 422
    content = given.stream.read(LIMITS.media_bytes + 1)
    try:
        with transaction():
            path = services.put_media(
                actor=actor(),
                draft_id=draft.id,
                name=given.filename,
                content=content,
                replace=request.form.get("replace") or None,
            )
    except Invalid as error:
        if wants_json:
            return jsonify(problem=say(error.errors[0].message)), 422
        form_errors(form, error)
        return _page(slug, form), 422
    address = url_for("authoring.media_file", slug=slug, name=path.removeprefix("media/"))
    if wants_json:
        return jsonify(path=path, address=address)
    flash(_("Kept as %(path)s.", path=path), "ok")
    return redirect(url_for("authoring.media", slug=slug))


@bp.get("/courses/<slug>/write/media/files/", defaults={"name": ""})
@bp.get("/courses/<slug>/write/media/files/<path:name>")
@needs(Permission.WRITE)
def media_file(slug: str, name: str) -> Response:
    draft = drafts.draft_of(slug, actor())
    if not name:
        raise NotFound
    row = files.media_file(draft.id, f"media/{name}")
    response = send_file(path_of(row), mimetype=row.media_type, conditional=True, max_age=0)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/courses/<slug>/write/media/remove")
@needs(Permission.WRITE)
def remove_media(slug: str) -> Response:
    draft = drafts.draft_of(slug, actor())
    path = request.form.get("path", "")
    if path not in files.media_paths(draft.id):
        raise NotFound
    with transaction():
        made = services.remove_media(actor=actor(), draft_id=draft.id, path=path)
    return redirect(url_for("authoring.draft", slug=slug, undo=f"{made.first}-{made.last}"))
