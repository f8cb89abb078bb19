"""One design: edited, its history, two versions compared, set back, put away."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.designs import forms, queries, services
from lms.designs.policies import Permission
from lms.designs.rows import DesignDetail
from lms.designs.rules import comparing
from lms.designs.rules.fields import paths
from lms.designs.views.blueprint import bp

Page = str | Response | tuple[str, int]


@bp.route("/designs/<key>", methods=["GET", "POST"])
@needs(Permission.SEE_DESIGNS)
def edit(key: str) -> Page:
    """The editor: look, texts, source. A faulty source is told line by line and kept as typed."""
    found = queries.design(key, actor=actor())
    if request.method == "GET":
        return _editor(found, {})
    if found.id is None:
        raise NotFound
    try:
        with transaction():
            number = services.save(
                actor=actor(),
                design_id=found.id,
                source=forms.read(request.form, found.source),
                base_number=request.form.get("base_number", 0, type=int),
                note=request.form.get("note", ""),
            )
    except Invalid as invalid:
        errors: dict[str, list[str]] = {}
        for error in invalid.errors:
            errors.setdefault(error.field, []).append(say(error.message))
        return _editor(found, errors), 422
    except Refused as refused:
        return _editor(found, {"base_number": [say(refused.message)]}), 409
    if number == found.number:
        flash(_("Nothing was changed, so there is no new version."), "info")
    else:
        flash(
            _("Saved as version %(n)s. Papers that were issued stay as they are.", n=number), "ok"
        )
    return redirect(url_for("designs.edit", key=key))


def _editor(found: DesignDetail, errors: dict[str, list[str]]) -> str:
    source = found.source
    if request.method == "POST":
        try:
            source = forms.read(request.form, source)
        except Invalid:
            source = found.source
    return render_template(
        "designs/edit.html",
        d=found,
        source=source,
        emblems={emblem.place: emblem for emblem in source.options.emblems},
        pictures=queries.pictures(actor=actor()),
        errors=errors,
        fields=paths(),
        noted=request.form.get("note", ""),
    )


@bp.get("/designs/<uuid:design_id>/history")
@needs(Permission.SEE_DESIGNS)
def history(design_id: UUID) -> str:
    """All versions; with `?old=` and `?new=` what differs between two."""
    found = queries.design(str(design_id), actor=actor())
    old, new = (request.args.get(name, 0, type=int) for name in ("old", "new"))
    shown = None
    if old and new:
        shown = comparing.differences(
            queries.version(design_id, old), queries.version(design_id, new)
        )
    return render_template(
        "designs/history.html",
        d=found,
        versions=queries.history(design_id),
        shown=shown,
        old=old,
        new=new,
    )


@bp.post("/designs/<uuid:design_id>/set-back")
@needs(Permission.CHANGE_DESIGN)
def set_back(design_id: UUID) -> Response:
    """Put an earlier version in force again."""
    number = request.form.get("number", 0, type=int)
    with transaction():
        services.set_back(actor=actor(), design_id=design_id, number=number)
    flash(_("Version %(n)s is in force again, as a new version.", n=number), "ok")
    return redirect(url_for("designs.history", design_id=design_id))


@bp.post("/designs/<uuid:design_id>/put-away")
@needs(Permission.CHANGE_DESIGN)
def put_away(design_id: UUID) -> Response:
    """Take a design off the list; its versions stay."""
    try:
        with transaction():
            services.archive(actor=actor(), design_id=design_id)
    except Refused as refused:
        flash(say(refused.message), "warn")
        return redirect(url_for("designs.edit", key=str(design_id)))
    flash(_("The design is put away. Papers that were issued under it stay as they are."), "ok")
    return redirect(url_for("designs.index"))
