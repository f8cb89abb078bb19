"""Pages of agencies: names for everybody signed in, changes for administrators."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agencies import queries, services
from lms.agencies.forms import Form, agency_form, unit_form
from lms.agencies.policies import Permission
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _l
from lms.core.web import NavItem, actor, form_errors, needs, signed_in

bp = Blueprint("agencies", __name__)
NAV = [NavItem(40, _l("Agencies"), "agencies.index", Permission.LIST_AGENCIES)]
T = TypeVar("T")
Page = str | Response | tuple[str, int]


@bp.get("/agencies/")
@signed_in
def index() -> str:
    """The agencies in order of precedence."""
    archived = request.args.get("show") == "archived"
    rows = queries.agency_list(actor=actor(), archived=archived)
    return render_template("agencies/index.html", rows=rows, archived=archived)


@bp.route("/agencies/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_AGENCIES)
def new() -> Page:
    """Add an agency."""
    form = agency_form()
    made = _saved(
        form,
        lambda: services.create_agency(
            actor=actor(),
            name=form.texts("name"),
            short_name=form.texts("short_name"),
            country=form.country.data or "",
        ),
    )
    if made is not None:
        flash(_("The agency is added."), "ok")
        return redirect(url_for("agencies.agency", slug=made.slug))
    return render_template("agencies/form.html", form=form, agency=None), _status()


@bp.get("/agencies/<slug>/")
@signed_in
def agency(slug: str) -> str:
    """An agency and its units."""
    page = queries.agency_page(actor=actor(), slug=slug)
    return render_template("agencies/agency.html", agency=page.agency, units=page.units)


@bp.route("/agencies/<slug>/edit", methods=["GET", "POST"])
@needs(Permission.MANAGE_AGENCIES)
def edit(slug: str) -> Page:
    """Change names and country."""
    row = queries.agency_page(actor=actor(), slug=slug).agency
    form = agency_form(row)
    made = _saved(
        form,
        lambda: services.update_agency(
            actor=actor(),
            agency_id=row.id,
            name=form.texts("name"),
            short_name=form.texts("short_name"),
            country=form.country.data or "",
        ),
    )
    if made is not None:
        flash(_("The agency is saved."), "ok")
        return redirect(url_for("agencies.agency", slug=slug))
    return render_template("agencies/form.html", form=form, agency=row), _status()


@bp.post("/agencies/<slug>/move")
@needs(Permission.MANAGE_AGENCIES)
def move(slug: str) -> Response:
    """One place up or down in the order of precedence."""
    row = queries.agency_page(actor=actor(), slug=slug).agency
    with transaction():
        services.move_agency(actor=actor(), agency_id=row.id, up=request.form.get("to") == "up")
    return redirect(url_for("agencies.index"))


@bp.post("/agencies/<slug>/archive")
@needs(Permission.MANAGE_AGENCIES)
def archive(slug: str) -> Response:
    """Put an agency away."""
    row = queries.agency_page(actor=actor(), slug=slug).agency
    with transaction():
        services.archive_agency(actor=actor(), agency_id=row.id)
    flash(_("The agency is archived. It can be restored."), "ok")
    return redirect(url_for("agencies.agency", slug=slug))


@bp.post("/agencies/<slug>/restore")
@needs(Permission.MANAGE_AGENCIES)
def restore(slug: str) -> Response:
    """Bring an agency back."""
    row = queries.agency_page(actor=actor(), slug=slug).agency
    with transaction():
        services.restore_agency(actor=actor(), agency_id=row.id)
    flash(_("The agency is back in the lists."), "ok")
    return redirect(url_for("agencies.agency", slug=slug))


@bp.route("/agencies/<slug>/units/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_AGENCIES)
def new_unit(slug: str) -> Page:
    """Add a unit."""
    row = queries.agency_page(actor=actor(), slug=slug).agency
    form = unit_form()
    made = _saved(
        form,
        lambda: services.add_unit(actor=actor(), agency_id=row.id, name=form.texts("name")),
    )
    if made is not None:
        flash(_("The unit is added."), "ok")
        return redirect(url_for("agencies.agency", slug=slug))
    return render_template("agencies/unit.html", form=form, agency=row, unit=None), _status()


@bp.route("/agencies/<slug>/units/<unit_slug>", methods=["GET", "POST"])
@needs(Permission.MANAGE_AGENCIES)
def unit(slug: str, unit_slug: str) -> Page:
    """Rename or remove a unit."""
    row, unit_row = queries.agency_unit(actor=actor(), slug=slug, unit_slug=unit_slug)
    if request.form.get("act") == "remove":
        with transaction():
            services.remove_unit(actor=actor(), unit_id=unit_row.id)
        flash(_("The unit is removed."), "ok")
        return redirect(url_for("agencies.agency", slug=slug))
    form = unit_form(unit_row)
    made = _saved(form, lambda: _renamed(unit_row.id, form))
    if made is not None:
        flash(_("The unit is saved."), "ok")
        return redirect(url_for("agencies.agency", slug=slug))
    return render_template("agencies/unit.html", form=form, agency=row, unit=unit_row), _status()


def _renamed(unit_id: uuid.UUID, form: Form) -> bool:
    services.rename_unit(actor=actor(), unit_id=unit_id, name=form.texts("name"))
    return True


def _saved(form: Form, act: Callable[[], T]) -> T | None:
    """What the act made, or None where the form was not sent or has faults."""
    if not form.validate_on_submit():
        return None
    try:
        with transaction():
            return act()
    except Invalid as error:
        form_errors(form, error)
        return None


def _status() -> int:
    return 422 if request.method == "POST" else 200
