"""Pages of venues: the list, one venue, its facts, archiving."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.policies import Permission
from lms.agenda.queries import places as queries
from lms.agenda.services import places as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.place_forms import WEEKDAYS, PlaceForm, venue_form, venue_input
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _l, say
from lms.core.web import NavItem, actor, form_errors, needs

T = TypeVar("T")
Page = str | Response | tuple[str, int]
NAV = [NavItem(45, _l("Venues"), "agenda.venues", Permission.VIEW_PLACES)]


@bp.get("/venues/")
@needs(Permission.VIEW_PLACES)
def venues() -> str:
    """The venues with their rooms and seats."""
    archived = request.args.get("show") == "archived"
    lines = queries.venue_list(actor=actor(), archived=archived)
    return render_template(
        "agenda/places/venues.html", lines=lines, archived=archived, weekdays=WEEKDAYS
    )


@bp.route("/venues/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def new_venue() -> Page:
    """Add a venue."""
    form = venue_form()
    made = saved(form, lambda: services.create_venue(actor=actor(), venue=venue_input(form)))
    if made is not None:
        flash(_("The venue is added. Now add its rooms."), "ok")
        return redirect(url_for("agenda.venue", slug=made.slug))
    return render_template("agenda/places/venue_form.html", form=form, venue=None), status()


@bp.get("/venues/<slug>/")
@needs(Permission.VIEW_PLACES)
def venue(slug: str) -> str:
    """One venue: hours, rooms, closures, prayer times, public holidays and bookings."""
    page = queries.venue_page(slug, actor(), year=request.args.get("year", type=int))
    return render_template(
        "agenda/places/venue.html", page=page, venue=page.venue, weekdays=WEEKDAYS
    )


@bp.route("/venues/<slug>/edit", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def edit_venue(slug: str) -> Page:
    """Change the facts of a venue."""
    row = queries.venue(slug, actor())
    form = venue_form(row)
    made = saved(
        form,
        lambda: services.change_venue(actor=actor(), venue_id=row.id, venue=venue_input(form)),
    )
    if made is not None:
        flash(_("The venue is saved."), "ok")
        return redirect(url_for("agenda.venue", slug=slug))
    return render_template("agenda/places/venue_form.html", form=form, venue=row), status()


@bp.post("/venues/<slug>/archive")
@needs(Permission.MANAGE_PLACES)
def archive_venue(slug: str) -> Response:
    """Put a venue away."""
    row = queries.venue(slug, actor())
    act(
        lambda: services.archive_venue(actor=actor(), venue_id=row.id),
        _("The venue is archived. It can be restored."),
    )
    return redirect(url_for("agenda.venue", slug=slug))


@bp.post("/venues/<slug>/restore")
@needs(Permission.MANAGE_PLACES)
def restore_venue(slug: str) -> Response:
    """Bring a venue back."""
    row = queries.venue(slug, actor())
    act(
        lambda: services.restore_venue(actor=actor(), venue_id=row.id),
        _("The venue is back in the lists."),
    )
    return redirect(url_for("agenda.venue", slug=slug))


def saved(form: PlaceForm, deed: Callable[[], T]) -> T | None:
    """What the deed made, or None where the form was not sent or has faults."""
    if not form.validate_on_submit():
        return None
    try:
        with transaction():
            return deed()
    except Invalid as error:
        form_errors(form, error)
        return None


def act(deed: Callable[[], object], done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        with transaction():
            deed()
    except Refused as error:
        flash(say(error.message), "bad")
    else:
        flash(done, "ok")


def status() -> int:
    """422 where a form that was sent is shown again."""
    return 422 if request.method == "POST" else 200
