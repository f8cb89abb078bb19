"""One agency's seats: reserve without names, give a reservation up, give seats back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, localized
from lms.core.messages import Message
from lms.core.web import actor, needs
from lms.seats.policies import Permission
from lms.seats.queries.history import history
from lms.seats.queries.tables import seat_row
from lms.seats.rows import AgencySide, Wish
from lms.seats.services import reserving
from lms.seats.services.reserving import Act
from lms.seats.views import tables, words
from lms.seats.views.blueprint import bp

NEWEST = 10


@bp.get("/sessions/<slug>/seats/agencies/<uuid:agency_id>")
@needs(Permission.VIEW_SEATS)
def agency(slug: str, agency_id: UUID) -> str:
    """The agency's line, what can be done with its seats, and its newest moves."""
    return _show(slug, agency_id, {})


@bp.post("/sessions/<slug>/seats/agencies/<uuid:agency_id>")
@needs(Permission.RESERVE_SEATS)
def move(slug: str, agency_id: UUID) -> Response | tuple[str, int]:
    """Reserve seats, give a reservation up, or give seats back to the session."""
    seat_row(slug, agency_id, actor=actor())
    try:
        with transaction():
            reserving.move(
                actor=actor(),
                slug=slug,
                agency_id=agency_id,
                act=_act(),
                seats=_seats(),
                reason=request.form.get("reason", ""),
            )
    except Invalid as error:
        return _show(slug, agency_id, {one.field: one.message for one in error.errors}), 422
    except Refused as refused:
        return _show(slug, agency_id, {"seats": refused.message}), 409
    flash(_("The seats are moved. Everything stands in the history."), "ok")
    return redirect(url_for("seats.agency", slug=slug, agency_id=agency_id))


def _act() -> Act:
    wish = request.form.get("act", "")
    return Act(wish) if wish in set(Act) else Act.RESERVE


def _seats() -> int:
    """The number typed; 0, which is refused with its mend, for anything else."""
    number = request.form.get("seats", 0, type=int)
    return number if 0 < number < 100_000 else 0


def _show(slug: str, agency_id: UUID, errors: dict[str, Message]) -> str:
    table, row = seat_row(slug, agency_id, actor=actor())
    place = table.rows.index(row)
    wish = Wish(agency_id=agency_id)
    return render_template(
        "seats/agency.html",
        head=table.head,
        row=row,
        name=localized(row.name),
        rows=tables.table_rows(table)[place : place + 1],
        columns=tables.columns(),
        decision=can(actor(), Permission.RESERVE_SEATS, AgencySide(table.head, agency_id)),
        organises=table.whole is not None,
        acts=words.act_words(),
        act=_act(),
        typed=request.form,
        errors=errors,
        moves=history(table.head, actor=actor(), wish=wish, limit=NEWEST),
        kinds=words.kind_words(),
        pools=words.pool_words(),
    )
