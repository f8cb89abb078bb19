"""An agency's side of a session: its seats, its names, and what it can do with them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import Decision, can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, direction, say
from lms.core.spreadsheet import XLSX_TYPE, write_xlsx
from lms.core.web import Page, actor, download, needs, page_number
from lms.courses.rows import SessionHead
from lms.nominations.enums import NominationState as State
from lms.nominations.policies import Permission
from lms.nominations.queries import own_export, sides
from lms.nominations.queries.imports import open_uploads
from lms.nominations.queries.sides import Order, OwnSide
from lms.nominations.services import exports, nominating
from lms.nominations.views.blueprint import bp
from lms.nominations.views.own_words import Standing, next_words, order_words, state_marks

SIDE = "/sessions/<slug>/nominations/agencies/<agency_slug>"


def page(slug: str, head: SessionHead) -> str | Response:
    """The side of a focal point; of several agencies, the choice. Raises NotFound without one."""
    agencies = sides.own_agencies(head, actor())
    if not agencies:
        raise NotFound
    if len(agencies) == 1:
        return agency_side(slug, agencies[0].slug)
    return render_template("nominations/own/choose.html", head=head, agencies=agencies)


@bp.get(SIDE)
@needs(Permission.VIEW_SIDE)
def agency_side(slug: str, agency_slug: str) -> str:
    """One agency's side; `?state=` shows the rows behind a number, `?sort=` their order."""
    asked, sort = request.args.get("state", ""), request.args.get("sort", "")
    state = State(asked) if asked in set(State) else None
    order = Order(sort) if sort in set(Order) else Order.PRIORITY
    seen = sides.own_side(
        slug, agency_slug, actor=actor(), state=state, order=order, page=page_number()
    )
    return render_template(
        "nominations/own/side.html",
        head=seen.side.head,
        seen=seen,
        shown_state=state,
        order=order,
        orders=order_words(),
        marks=state_marks(),
        next_words={row.id: _next(seen, row) for row in seen.rows},
        may=_may(seen),
        orderable=order is Order.PRIORITY and state is None and _may(seen)["nominate"].allowed,
        waiting=open_uploads(seen.side.head.id, seen.agency.agency_id),
        pages=Page(page_number(), sides.ROWS_A_PAGE, seen.found),
        priority=Order.PRIORITY,
    )


def _next(seen: OwnSide, row: Any) -> str:
    standing = Standing(
        row.state,
        row.reason,
        row.letter_file_id is not None,
        row.offered_at,
        seen.steps.get(row.id),
        row.id in seen.replaced,
    )
    return next_words(standing, seen.plan, seen.side.head.zone)


def _may(seen: OwnSide) -> Mapping[str, Decision]:
    return {"nominate": can(actor(), Permission.NOMINATE, seen.side)}


@bp.post("/sessions/<slug>/nominations/<uuid:nomination_id>/order")
@needs(Permission.NOMINATE)
def reorder(slug: str, nomination_id: UUID) -> Response:
    """Put a name up or down in the agency's own order."""
    seen = sides.own_name(slug, nomination_id, actor=actor())
    step = {"up": -1, "down": 1}.get(request.form.get("to", ""))
    if step is None:
        raise NotFound
    with transaction():
        nominating.move(actor=actor(), slug=slug, nomination_id=nomination_id, by=step)
    return redirect(
        url_for(
            "nominations.agency_side",
            slug=slug,
            agency_slug=seen.agency.slug,
            page=request.args.get("page"),
            _anchor=f"n-{nomination_id}",
        )
    )


@bp.post("/sessions/<slug>/nominations/<uuid:nomination_id>/withdraw")
@needs(Permission.CHANGE_ONE)
def withdraw(slug: str, nomination_id: UUID) -> Response:
    """Take a nomination back, with the reason on record."""
    try:
        with transaction():
            nominating.withdraw(
                actor=actor(),
                slug=slug,
                nomination_id=nomination_id,
                reason=request.form.get("reason", "")[:500],
            )
    except Invalid as error:
        flash(" ".join(say(one.message) for one in error.errors), "bad")
    else:
        flash(_("Withdrawn. The nomination stays on record."), "ok")
    return redirect(url_for("nominations.one", slug=slug, nomination_id=nomination_id))


@bp.get(f"{SIDE}/names.xlsx")
@needs(Permission.VIEW_SIDE)
def export_side(slug: str, agency_slug: str) -> Response:
    """The agency's names as a workbook, with the columns that an upload takes."""
    head, agency, rows = own_export.export_side(slug, agency_slug, actor=actor())
    data = write_xlsx("nominations", own_export.COLUMNS, rows, right_to_left=direction() == "rtl")
    with transaction():
        exports.record_export(actor=actor(), head=head, count=len(rows))
    name = f"{head.slug}-{agency.slug}-nominations.xlsx"
    return download(data, name, XLSX_TYPE)
