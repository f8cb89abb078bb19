"""The travel list: who comes when, how and from where."""

from flask import flash, redirect, render_template, request, url_for

from lms.arrangements.forms import cells_by_person
from lms.arrangements.policies import Permission
from lms.arrangements.queries.sheets import ORDERS, travel_sheet
from lms.arrangements.services import stays as services
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.overview import Page
from lms.arrangements.views.words import faults
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _n
from lms.core.web import actor, needs
from lms.courses.queries import session_head

_CELLS = frozenset({"mode", "comes_from", "arrival", "departure", "ticket"})


@bp.get("/sessions/<slug>/arrangements/travel")
@needs(Permission.VIEW_LISTS)
def travel(slug: str) -> str:
    """The list by arrival, departure or roll (`?order=`)."""
    return _page(slug, {})


@bp.post("/sessions/<slug>/arrangements/travel")
@needs(Permission.MANAGE)
def save_travel(slug: str) -> Page:
    """Save the whole table."""
    require(actor(), Permission.MANAGE, session_head(slug, actor()))
    try:
        with transaction():
            count = services.save_rows(
                actor=actor(), slug=slug, rows=cells_by_person(request.form, _CELLS)
            )
    except Invalid as error:
        return _page(slug, faults(error)), 422
    flash(_n("%(num)s person changed.", "%(num)s people changed.", count), "ok")
    return redirect(url_for("arrangements.travel", slug=slug, order=_order()))


def _order() -> str:
    asked = request.args.get("order", "")
    return asked if asked in ORDERS else ORDERS[0]


def _page(slug: str, wrong: dict[str, str]) -> str:
    sheet = travel_sheet(slug, actor=actor(), order=_order())
    return render_template(
        "arrangements/travel.html",
        head=sheet.head,
        sheet=sheet,
        manages=can(actor(), Permission.MANAGE, sheet.head).allowed,
        typed=request.form if wrong else {},
        wrong=wrong,
    )
