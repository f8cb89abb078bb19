"""The ledger of a session, and the ledger as a file."""

from datetime import datetime

from flask import Response, render_template, request

from lms.core.access import can
from lms.core.db import transaction
from lms.core.i18n import _, direction, localized
from lms.core.spreadsheet import XLSX_TYPE, Cell, write_xlsx
from lms.core.web import actor, download, needs
from lms.seats.policies import Permission
from lms.seats.queries.tables import seat_table
from lms.seats.rows import SeatTable
from lms.seats.rules import moments
from lms.seats.services.reserving import Act, record_export
from lms.seats.views import tables, words
from lms.seats.views.blueprint import bp
from lms.seats.views.quotas import QuotaForm


@bp.get("/sessions/<slug>/seats")
@needs(Permission.VIEW_SEATS)
def seats(slug: str) -> str:
    """The ledger as it stands; organisers set quotas below it, focal points reserve."""
    return show(seat_table(slug, actor=actor()))


def show(table: SeatTable, form: QuotaForm | None = None) -> str:
    """The page, with a form of quotas as it was sent where that had faults."""
    return render_template(
        "seats/seats.html",
        head=table.head,
        table=table,
        rows=tables.table_rows(table),
        total=tables.total_row(table.rows, table.whole) if table.whole else None,
        columns=tables.columns(),
        form=form or QuotaForm.of(table),
        manages=can(actor(), Permission.MANAGE_SEATS, table.head),
        acts=words.act_words(),
        act=Act.RESERVE,
        errors={},
        typed={},
    )


@bp.get("/sessions/<slug>/seats.xlsx")
@needs(Permission.VIEW_SEATS)
def export(slug: str) -> Response:
    """The visible ledger, now or at a moment (`?at=`), as a spreadsheet."""
    table = seat_table(slug, actor=actor())
    at, _fault = moments.asked(request.args.get("at", ""), table.head.zone)
    if at is not None:
        table = seat_table(slug, actor=actor(), at=at)
    with transaction():
        record_export(actor=actor(), head=table.head, count=len(table.rows))
    return download(_sheet(table, at), f"{table.head.slug}-seats.xlsx", XLSX_TYPE)


def _sheet(table: SeatTable, at: datetime | None) -> bytes:
    header = [_("Agency"), _("Quota"), _("Reserved"), _("Approved"), _("On the roll"), _("Free")]
    rows: list[list[Cell]] = [
        [
            localized(row.name),
            row.seats.quota if row.seats.has_quota else None,
            row.seats.reserved,
            row.seats.held,
            row.seats.taken,
            row.seats.allotted,
        ]
        for row in table.rows
    ]
    if table.whole is not None:
        rows.append([_("Seats of no agency"), None, None, None, None, table.whole.common])
    return write_xlsx(_("Seats"), header, rows, right_to_left=direction() == "rtl")
