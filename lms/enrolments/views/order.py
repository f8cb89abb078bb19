"""The calling order within each agency."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.i18n import _
from lms.core.web import actor, key_of, needs
from lms.courses.queries import session_head
from lms.enrolments import queries, services
from lms.enrolments.policies import Permission
from lms.enrolments.rows import AgencyGroup
from lms.enrolments.views.blueprint import bp


@bp.get("/sessions/<slug>/roll/order")
@needs(Permission.MANAGE_ROLL)
def order(slug: str) -> str:
    """Places to type and buttons to move; the order of the agencies is in the settings."""
    seen = queries.roll(slug, actor=actor())
    require(actor(), Permission.MANAGE_ROLL, seen.head)
    return render_template("enrolments/order.html", head=seen.head, roll=seen)


@bp.post("/sessions/<slug>/roll/order")
@needs(Permission.MANAGE_ROLL)
def save_order(slug: str) -> Response:
    """One step up or down, or all typed places of one agency."""
    require(actor(), Permission.MANAGE_ROLL, session_head(slug, actor()))
    form = request.form
    anchor = ""
    with transaction():
        for button, steps in (("up", -1), ("down", 1)):
            if form.get(button):
                key = key_of(form[button])
                services.move(actor=actor(), slug=slug, enrolment_id=key, steps=steps)
                anchor = f"p-{key}"
        if form.get("agency"):
            agency_id = key_of(form["agency"])
            _save_places(slug, agency_id, form)
            anchor = f"a-{agency_id}"
    return redirect(url_for("enrolments.order", slug=slug, _anchor=anchor or None))


def _save_places(slug: str, agency_id: UUID, form: MultiDict[str, str]) -> None:
    seen = queries.roll(slug, actor=actor())
    group = next((group for group in seen.groups if group.id == agency_id), None)
    keys = typed_order(group, form) if group else []
    services.order_agency(actor=actor(), slug=slug, agency_id=agency_id, enrolment_ids=keys)
    flash(_("The order is saved."), "ok")


def typed_order(group: AgencyGroup, form: MultiDict[str, str]) -> list[UUID]:
    """People of an agency by the places typed; who was moved goes before who stood there."""
    places = []
    for now, entry in enumerate(group.entries, start=1):
        wanted = form.get(f"place-{entry.id}", type=int) or now
        moved_up, moved = wanted < now, wanted != now
        places.append(((wanted, 0 if moved_up else 2 if moved else 1, now), entry.id))
    return [key for _, key in sorted(places)]
