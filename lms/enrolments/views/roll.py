"""The roll of a session, and the roll as a file."""

from flask import Response, abort, render_template, request

from lms.core.access import can
from lms.core.db import transaction
from lms.core.i18n import direction
from lms.core.spreadsheet import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from lms.core.web import actor, download, needs
from lms.enrolments import queries
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.formats import TEMPLATE_COLUMNS
from lms.enrolments.policies import Permission
from lms.enrolments.services import record_export
from lms.enrolments.views.blueprint import bp, state_words


@bp.get("/sessions/<slug>/roll")
@needs(Permission.VIEW_ROLL)
def roll(slug: str) -> str:
    """The roll; `?state=` shows the rows behind a number."""
    asked = request.args.get("state", "")
    state = EnrolmentState(asked) if asked in set(EnrolmentState) else None
    seen = queries.roll(slug, actor=actor(), state=state)
    return render_template(
        "enrolments/roll.html",
        head=seen.head,
        roll=seen,
        shown_state=state,
        words=state_words(),
        manages=can(actor(), Permission.MANAGE_ROLL, seen.head).allowed,
        exports=can(actor(), Permission.EXPORT_ROLL, seen.head).allowed,
    )


@bp.get("/sessions/<slug>/roll.<kind>")
@needs(Permission.EXPORT_ROLL)
def export(slug: str, kind: str) -> Response:
    """The visible roll as .xlsx or .csv, with the columns that an upload takes."""
    head, rows = queries.export_rows(slug, actor=actor())
    response = _file(kind, f"{head.slug}-roll", rows)
    with transaction():
        record_export(actor=actor(), head=head, kind=kind, count=len(rows))
    return response


@bp.get("/sessions/<slug>/roll/template.<kind>")
@needs(Permission.MANAGE_ROLL)
def template(slug: str, kind: str) -> Response:
    """An empty table with our columns."""
    queries.roll(slug, actor=actor())
    return _file(kind, "roll-template", [])


def _file(kind: str, name: str, rows: list[tuple[str | None, ...]]) -> Response:
    if kind == "xlsx":
        data = write_xlsx("roll", TEMPLATE_COLUMNS, rows, right_to_left=direction() == "rtl")
        media_type = XLSX_TYPE
    elif kind == "csv":
        data, media_type = write_csv(TEMPLATE_COLUMNS, rows), CSV_TYPE
    else:
        abort(404)
    return download(data, f"{name}.{kind}", media_type)
