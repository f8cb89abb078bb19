"""Hand-outs: of an item for those who plan, of a session for the room, and the short address."""

from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import StringField

from lms.agenda.formats.handouts import KINDS, LARGEST, host_of
from lms.agenda.policies import Permission
from lms.agenda.queries import handouts as queries
from lms.agenda.services import handouts as services
from lms.agenda.views.blueprint import bp
from lms.core import files
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, _l
from lms.core.web import actor, form_errors, needs, signed_in

Page = str | Response | tuple[str, int]


class FileForm(FlaskForm):  # type: ignore[misc]
    """A file to hand out."""

    title = StringField(_l("Title"))
    file = FileField(_l("File"))


class LinkForm(FlaskForm):  # type: ignore[misc]
    """A web address to hand out."""

    title = StringField(_l("Title"))
    url = StringField(_l("Address"))


@bp.get("/sessions/<slug>/agenda/items/<uuid:item_id>/handouts")
@needs(Permission.VIEW_DRAFT)
def item_handouts(slug: str, item_id: UUID) -> Page:
    """The hand-outs of one item, with the forms to add some."""
    return _item_page(slug, item_id, _file_form(empty=True), _link_form(empty=True))


@bp.post("/sessions/<slug>/agenda/items/<uuid:item_id>/handouts/file")
@needs(Permission.PLAN)
def add_file(slug: str, item_id: UUID) -> Page:
    """Hand out a file."""
    form = _file_form()
    sent = request.files.get(form.file.name)
    try:
        with transaction():
            made = services.add_file(
                actor=actor(),
                slug=slug,
                item_id=item_id,
                title=form.title.data or "",
                name=(sent.filename or "") if sent else "",
                data=sent.read(LARGEST + 1) if sent else b"",
            )
            title = made.title
    except Invalid as error:
        form_errors(form, error)
        return _item_page(slug, item_id, form, _link_form(empty=True))
    return _added(slug, item_id, title)


@bp.post("/sessions/<slug>/agenda/items/<uuid:item_id>/handouts/link")
@needs(Permission.PLAN)
def add_link(slug: str, item_id: UUID) -> Page:
    """Hand out a web address."""
    form = _link_form()
    try:
        with transaction():
            made = services.add_link(
                actor=actor(),
                slug=slug,
                item_id=item_id,
                title=form.title.data or "",
                url=form.url.data or "",
            )
            title = made.title
    except Invalid as error:
        form_errors(form, error)
        return _item_page(slug, item_id, _file_form(empty=True), form)
    return _added(slug, item_id, title)


@bp.post("/sessions/<slug>/agenda/handouts/<uuid:handout_id>/remove")
@needs(Permission.PLAN)
def remove_handout(slug: str, handout_id: UUID) -> Response:
    """Take a hand-out away."""
    _head, row = queries.by_id(slug, handout_id, actor())
    with transaction():
        title = services.remove(actor=actor(), slug=slug, handout_id=handout_id)
    flash(_("“%(title)s” is removed.", title=title), "ok")
    return redirect(url_for("agenda.item_handouts", slug=slug, item_id=row.item_id))


@bp.get("/sessions/<slug>/handouts")
@needs(Permission.VIEW_HANDOUTS)
def handouts(slug: str) -> str:
    """All hand-outs of a session by day and item."""
    seen = queries.of_session(slug, actor())
    return render_template(
        "agenda/handouts/session.html",
        head=seen.head,
        seen=seen,
        plans=can(actor(), Permission.VIEW_DRAFT, seen.head).allowed,
    )


@bp.get("/sessions/<slug>/handouts/<uuid:handout_id>")
@needs(Permission.VIEW_HANDOUTS)
def handout_file(slug: str, handout_id: UUID) -> Response:
    """The file of a hand-out: to be saved, never to be run by the browser on our address."""
    _head, row = queries.by_id(slug, handout_id, actor())
    if row.file_id is None:
        raise NotFound
    stored = files.find(row.file_id)
    response = send_file(
        files.path_of(stored),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
        conditional=True,
        etag=stored.sha256,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/h/<token>")
@signed_in
def handout(token: str) -> str | Response:
    """The short address on a door: a file is sent; a link is named before one leaves."""
    head, row = queries.by_token(token, actor())
    if row.file_id is not None:
        return redirect(url_for("agenda.handout_file", slug=head.slug, handout_id=row.id))
    return render_template("agenda/handouts/leave.html", head=head, row=row, host=host_of(row.url))


def _file_form(*, empty: bool = False) -> FileForm:
    return FileForm(formdata=None, prefix="f") if empty else FileForm(prefix="f")


def _link_form(*, empty: bool = False) -> LinkForm:
    return LinkForm(formdata=None, prefix="l") if empty else LinkForm(prefix="l")


def _added(slug: str, item_id: UUID, title: str) -> Response:
    flash(_("“%(title)s” is handed out.", title=title), "ok")
    return redirect(url_for("agenda.item_handouts", slug=slug, item_id=item_id))


def _item_page(slug: str, item_id: UUID, file: FileForm, link: LinkForm) -> Page:
    head, item = queries.of_item(slug, item_id, actor())
    page = render_template(
        "agenda/handouts/item.html",
        head=head,
        item=item,
        file_form=file,
        link_form=link,
        endings=",".join(f".{ending}" for ending in KINDS),
        most_mb=LARGEST // 1024**2,
        may=can(actor(), Permission.PLAN, head).allowed,
    )
    failed = any(form.errors or form.form_errors for form in (file, link))
    return page, 422 if failed else 200
