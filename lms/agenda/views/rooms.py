"""Pages of what belongs to a venue: rooms, closures, prayer times."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.policies import Permission
from lms.agenda.queries import places as queries
from lms.agenda.services import places as services
from lms.agenda.services import rooms as room_services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.place_forms import (
    closure_form,
    closure_input,
    prayer_form,
    prayer_input,
    room_form,
    room_input,
)
from lms.agenda.views.places import Page, act, saved, status
from lms.core.db import transaction
from lms.core.i18n import _
from lms.core.web import actor, needs


@bp.route("/venues/<slug>/rooms/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def new_room(slug: str) -> Page:
    """Add a room."""
    row = queries.venue(slug, actor())
    form = room_form()
    made = saved(
        form,
        lambda: room_services.add_room(actor=actor(), venue_id=row.id, room=room_input(form)),
    )
    if made is not None:
        flash(_("The room is added."), "ok")
        return _back(slug, "rooms")
    return render_template(
        "agenda/places/room_form.html", form=form, venue=row, room=None
    ), status()


@bp.route("/venues/<slug>/rooms/<uuid:room_id>", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def edit_room(slug: str, room_id: UUID) -> Page:
    """Change name, seats and equipment of a room."""
    venue, row = queries.room(slug, room_id, actor())
    form = room_form(row)
    made = saved(
        form,
        lambda: room_services.change_room(actor=actor(), room_id=row.id, room=room_input(form)),
    )
    if made is not None:
        flash(_("The room is saved."), "ok")
        return _back(slug, "rooms")
    return render_template(
        "agenda/places/room_form.html", form=form, venue=venue, room=row
    ), status()


@bp.post("/venues/<slug>/rooms/<uuid:room_id>/move")
@needs(Permission.MANAGE_PLACES)
def move_room(slug: str, room_id: UUID) -> Response:
    """One place up or down in the order of the rooms."""
    _venue, row = queries.room(slug, room_id, actor())
    with transaction():
        room_services.move_room(actor=actor(), room_id=row.id, up=request.form.get("to") == "up")
    return _back(slug, "rooms")


@bp.post("/venues/<slug>/rooms/<uuid:room_id>/archive")
@needs(Permission.MANAGE_PLACES)
def archive_room(slug: str, room_id: UUID) -> Response:
    """Put a room away."""
    _venue, row = queries.room(slug, room_id, actor())
    act(
        lambda: room_services.archive_room(actor=actor(), room_id=row.id),
        _("The room is archived. It can be restored."),
    )
    return _back(slug, "rooms")


@bp.post("/venues/<slug>/rooms/<uuid:room_id>/restore")
@needs(Permission.MANAGE_PLACES)
def restore_room(slug: str, room_id: UUID) -> Response:
    """Bring a room back."""
    _venue, row = queries.room(slug, room_id, actor())
    act(
        lambda: room_services.restore_room(actor=actor(), room_id=row.id),
        _("The room is back in the lists."),
    )
    return _back(slug, "rooms")


@bp.route("/venues/<slug>/closures/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def new_closure(slug: str) -> Page:
    """Close a room or the whole venue for a time."""
    row = queries.venue(slug, actor())
    form = closure_form(queries.rooms_in_use(row.id), row)
    made = saved(
        form,
        lambda: services.add_closure(actor=actor(), venue_id=row.id, closure=closure_input(form)),
    )
    if made is not None:
        flash(_("The closure is entered."), "ok")
        return _back(slug, "closures")
    return render_template("agenda/places/closure_form.html", form=form, venue=row), status()


@bp.post("/venues/<slug>/closures/<uuid:closure_id>/remove")
@needs(Permission.MANAGE_PLACES)
def remove_closure(slug: str, closure_id: UUID) -> Response:
    """Take a closure away."""
    row = queries.venue(slug, actor())
    act(
        lambda: services.remove_closure(actor=actor(), venue_id=row.id, closure_id=closure_id),
        _("The closure is taken away."),
    )
    return _back(slug, "closures")


@bp.route("/venues/<slug>/prayer-times/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def new_prayer(slug: str) -> Page:
    """Add a time of prayer."""
    return _prayer(slug, None)


@bp.route("/venues/<slug>/prayer-times/<uuid:prayer_id>", methods=["GET", "POST"])
@needs(Permission.MANAGE_PLACES)
def edit_prayer(slug: str, prayer_id: UUID) -> Page:
    """Change a time of prayer."""
    return _prayer(slug, prayer_id)


def _prayer(slug: str, prayer_id: UUID | None) -> Page:
    venue, row = queries.prayer(slug, prayer_id, actor())
    form = prayer_form(row)
    made = saved(
        form,
        lambda: services.set_prayer_time(
            actor=actor(), venue_id=venue.id, prayer=prayer_input(form), prayer_id=prayer_id
        ),
    )
    if made is not None:
        flash(_("The time of prayer is saved."), "ok")
        return _back(slug, "prayers")
    page = render_template("agenda/places/prayer_form.html", form=form, venue=venue, prayer=row)
    return page, status()


@bp.post("/venues/<slug>/prayer-times/<uuid:prayer_id>/remove")
@needs(Permission.MANAGE_PLACES)
def remove_prayer(slug: str, prayer_id: UUID) -> Response:
    """Take a time of prayer away."""
    row = queries.venue(slug, actor())
    act(
        lambda: services.remove_prayer_time(actor=actor(), venue_id=row.id, prayer_id=prayer_id),
        _("The time of prayer is taken away."),
    )
    return _back(slug, "prayers")


def _back(slug: str, part: str) -> Response:
    return redirect(url_for("agenda.venue", slug=slug, _anchor=part))
