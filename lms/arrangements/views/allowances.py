"""The per-diem list: who gets which allowance for how many days."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.arrangements.forms import cells_by_person
from lms.arrangements.policies import Permission
from lms.arrangements.queries.sheets import pay_sheet
from lms.arrangements.services import stays as services
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.overview import Page
from lms.arrangements.views.words import faults
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n
from lms.core.web import actor, key_of, needs
from lms.courses.queries import session_head


@bp.get("/sessions/<slug>/arrangements/allowances")
@needs(Permission.VIEW_LISTS)
def allowances(slug: str) -> str:
    """The list with its sums."""
    return _page(slug, {})


@bp.post("/sessions/<slug>/arrangements/allowances")
@needs(Permission.MANAGE)
def save_allowances(slug: str) -> Page:
    """Save the rates and days of the whole table."""
    require(actor(), Permission.MANAGE, session_head(slug, actor()))
    try:
        with transaction():
            count = services.save_rows(
                actor=actor(), slug=slug, rows=cells_by_person(request.form, {"rate", "days"})
            )
    except Invalid as error:
        return _page(slug, faults(error)), 422
    flash(_n("%(num)s person changed.", "%(num)s people changed.", count), "ok")
    return redirect(url_for("arrangements.allowances", slug=slug))


@bp.post("/sessions/<slug>/arrangements/allowances/assign")
@needs(Permission.MANAGE)
def assign_allowance(slug: str) -> Response:
    """Give a rate to all of an agency, of a rank, or to everybody."""
    require(actor(), Permission.MANAGE, session_head(slug, actor()))
    form = request.form
    if not form.get("rate"):
        flash(_("Choose which allowance to give."), "warn")
        return redirect(url_for("arrangements.allowances", slug=slug))
    with transaction():
        count = services.assign_rate(
            actor=actor(),
            slug=slug,
            rate_id=key_of(form["rate"]),
            agency_id=key_of(form["agency"]) if form.get("agency") else None,
            rank=form.get("rank", ""),
            only_without=form.get("only_without") == "1",
        )
    flash(_n("%(num)s person changed.", "%(num)s people changed.", count), "ok")
    return redirect(url_for("arrangements.allowances", slug=slug))


def _page(slug: str, wrong: dict[str, str]) -> str:
    sheet = pay_sheet(slug, actor=actor())
    ranks = {line.person.rank for part in sheet.parts for line in part.lines}
    return render_template(
        "arrangements/allowances.html",
        head=sheet.head,
        sheet=sheet,
        ranks=sorted(ranks - {""}),
        manages=can(actor(), Permission.MANAGE, sheet.head).allowed,
        typed=request.form if wrong else {},
        wrong=wrong,
        no_rate=_("no allowance"),
    )
