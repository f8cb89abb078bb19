"""The rooming list: rooms, who sleeps where, and a suggestion."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.arrangements.forms import LodgingForm, cells_by_person
from lms.arrangements.policies import Permission
from lms.arrangements.queries import lists
from lms.arrangements.queries.sheets import rooming, suggestion
from lms.arrangements.rules.rooming import Mixing
from lms.arrangements.services import lodging as services
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.overview import Page, room_key
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _n, say
from lms.core.web import actor, form_errors, needs
from lms.courses.queries import session_head


@bp.get("/sessions/<slug>/arrangements/rooms")
@needs(Permission.VIEW_LISTS)
def rooms(slug: str) -> str:
    """Rooms with the people in them, and who waits."""
    return _page(slug, "")


def _page(slug: str, wrong: str) -> str:
    seen = rooming(slug, actor=actor())
    return render_template(
        "arrangements/rooms.html",
        head=seen.head,
        seen=seen,
        manages=can(actor(), Permission.MANAGE, seen.head).allowed,
        typed=request.form if wrong else {},
        wrong=wrong,
    )


@bp.post("/sessions/<slug>/arrangements/rooms")
@needs(Permission.MANAGE)
def place(slug: str) -> Page:
    """Put people into rooms: the whole table, or a suggestion that was looked at."""
    require(actor(), Permission.MANAGE, session_head(slug, actor()))
    sent = cells_by_person(request.form, {"room"})
    places = {key: room_key(cells["room"]) for key, cells in sent.items()}
    try:
        with transaction():
            count = services.place(actor=actor(), slug=slug, places=places)
    except Refused as error:
        return _page(slug, say(error.message)), 409
    flash(_n("%(num)s person moved.", "%(num)s people moved.", count), "ok")
    return redirect(url_for("arrangements.rooms", slug=slug))


@bp.get("/sessions/<slug>/arrangements/rooms/suggestion")
@needs(Permission.MANAGE)
def suggest_rooms(slug: str) -> str:
    """Where those who wait could sleep; nothing is changed before it is taken over."""
    asked = request.args.get("agencies", "")
    mixing = Mixing(asked) if asked in set(Mixing) else Mixing.MIXED
    seen, found = suggestion(slug, mixing, actor=actor())
    require(actor(), Permission.MANAGE, seen.head)
    return render_template(
        "arrangements/suggestion.html",
        head=seen.head,
        seen=seen,
        found=found,
        mixing=mixing.value,
        by_id={row.enrolment_id: row for row in seen.waiting},
    )


@bp.route("/sessions/<slug>/arrangements/rooms/new", methods=["GET", "POST"])
@needs(Permission.MANAGE)
def new_rooms(slug: str) -> Page:
    """Add rooms: one, or several at once."""
    head = lists.managed(slug, actor())
    require(actor(), Permission.MANAGE, head)
    form = LodgingForm()
    if form.validate_on_submit():
        try:
            with transaction():
                count = services.add_rooms(actor=actor(), slug=slug, given=form.given())
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_n("%(num)s room is added.", "%(num)s rooms are added.", count), "ok")
            return redirect(url_for("arrangements.rooms", slug=slug))
    page = render_template("arrangements/room_form.html", head=head, form=form, room=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/sessions/<slug>/arrangements/rooms/<uuid:lodging_id>", methods=["GET", "POST"])
@needs(Permission.MANAGE)
def room(slug: str, lodging_id: UUID) -> Page:
    """Change one room."""
    head, row = lists.lodging_room(slug, lodging_id, actor=actor())
    require(actor(), Permission.MANAGE, head)
    form = LodgingForm() if request.method == "POST" else LodgingForm.of(row)
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_room(
                    actor=actor(), slug=slug, room_id=lodging_id, given=form.given()
                )
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("arrangements.rooms", slug=slug))
    page = render_template("arrangements/room_form.html", head=head, form=form, room=row)
    return page, 422 if form.is_submitted() else 200


@bp.post("/sessions/<slug>/arrangements/rooms/<uuid:lodging_id>/remove")
@needs(Permission.MANAGE)
def remove_room(slug: str, lodging_id: UUID) -> Response:
    """Take away an empty room."""
    lists.lodging_room(slug, lodging_id, actor=actor())
    try:
        with transaction():
            services.remove_room(actor=actor(), slug=slug, room_id=lodging_id)
    except Refused as error:
        flash(say(error.message), "warn")
    else:
        flash(_("The room is taken away."), "ok")
    return redirect(url_for("arrangements.rooms", slug=slug))
