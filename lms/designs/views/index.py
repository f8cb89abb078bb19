"""The list of designs, making one, the pictures."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core import files
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.designs import queries, services
from lms.designs.policies import Permission
from lms.designs.rules.pictures import LARGEST_BYTES
from lms.designs.views.blueprint import bp

Page = str | Response | tuple[str, int]


@bp.get("/designs/")
@needs(Permission.SEE_DESIGNS)
def index() -> Page:
    """Those that ship, and the installation's own."""
    return _index()


def _index(errors: dict[str, str] | None = None) -> Page:
    page = render_template(
        "designs/index.html",
        rows=queries.designs(actor=actor()),
        pictures=queries.pictures(actor=actor()),
        errors=errors or {},
        typed=request.form,
    )
    return (page, 422) if errors else page


@bp.post("/designs/")
@needs(Permission.MAKE_DESIGN)
def make() -> Page:
    """An own design, begun as a copy."""
    try:
        with transaction():
            row = services.make(
                actor=actor(),
                base=request.form.get("base", ""),
                name=request.form.get("name", "")[:200],
            )
    except Invalid as invalid:
        return _index({error.field: say(error.message) for error in invalid.errors})
    flash(_("The design is made. Change what you need; every save is a version."), "ok")
    return redirect(url_for("designs.edit", key=str(row.id)))


@bp.post("/designs/pictures")
@needs(Permission.MAKE_DESIGN)
def take_in() -> Page:
    """Take in an emblem or logo, checked and written anew."""
    sent = request.files.get("picture")
    data = sent.read(LARGEST_BYTES + 1) if sent is not None else b""
    name = (sent.filename or "") if sent is not None else ""
    try:
        with transaction():
            services.take_in(actor=actor(), data=data, name=name)
    except Invalid as invalid:
        return _index({error.field: say(error.message) for error in invalid.errors})
    flash(_("The picture is taken in. Choose its place in a design."), "ok")
    return redirect(url_for("designs.index"))


@bp.get("/designs/pictures/<sha256>")
@needs(Permission.SEE_DESIGNS)
def picture(sha256: str) -> Response:
    """One picture, as it was written anew; it can run nothing."""
    rows = {row.sha256: row for row in queries.pictures(actor=actor())}
    if sha256 not in rows:
        raise NotFound
    row = rows[sha256]
    response = Response(files.read(row.file_id), mimetype=row.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
