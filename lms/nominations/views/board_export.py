"""The nominations of a session as a workbook, for its organisers."""

from flask import Response

from lms.core.db import transaction
from lms.core.i18n import direction
from lms.core.spreadsheet import XLSX_TYPE, write_xlsx
from lms.core.web import actor, download, needs
from lms.nominations.policies import Permission
from lms.nominations.queries.exporting import COLUMNS, export_rows
from lms.nominations.services.exports import record_export
from lms.nominations.views.blueprint import bp


@bp.get("/sessions/<slug>/nominations.xlsx")
@needs(Permission.VIEW_BOARD)
def export_board(slug: str) -> Response:
    """All nominations as .xlsx; who took it along is on record."""
    head, rows = export_rows(slug, actor=actor())
    data = write_xlsx("nominations", COLUMNS, rows, right_to_left=direction() == "rtl")
    with transaction():
        record_export(actor=actor(), head=head, count=len(rows))
    return download(data, f"{head.slug}-nominations.xlsx", XLSX_TYPE)
