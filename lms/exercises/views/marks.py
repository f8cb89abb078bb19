"""The trainer's marks book, on the page and as a file."""

import uuid

from flask import Response, render_template, request

from lms.core.db import transaction
from lms.core.i18n import _, direction, localized
from lms.core.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, write_csv, write_xlsx
from lms.core.web import actor, download, needs
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.exercises.policies import Permission
from lms.exercises.queries.marks_book import BY_AGENCY, MarkCell, MarksBook, marks_book
from lms.exercises.rows import Activity
from lms.exercises.services.exports import record_marks_export
from lms.exercises.views.blueprint import bp


@bp.get("/marks")
@needs(Permission.SEE_ROOM)
def marks(slug: str) -> str:
    """People by activities; `?sort=` and `?agency=` arrange them."""
    head = session_head(slug, actor())
    return render_template(
        "exercises/marks.html",
        head=head,
        book=_book(head),
        sort=_sort(),
        agency=_agency(),
        results={"quiz": "learning.result", "package": "exercises.package_result"},
    )


@bp.get("/marks.<any(xlsx, csv):kind>")
@needs(Permission.SEE_ROOM)
def marks_file(slug: str, kind: str) -> Response:
    """The same as a sheet; text stays text."""
    head = session_head(slug, actor())
    book = _book(head)
    header = [_("Name"), _("Agency"), *map(_column, book.activities)]
    rows: list[list[Cell]] = [
        [line.name, localized(line.agency), *(_value(cell) for cell in line.cells)]
        for line in book.lines
    ]
    if kind == "csv":
        data, media_type = write_csv(header, rows), CSV_TYPE
    else:
        data = write_xlsx(_("Marks"), header, rows, right_to_left=direction() == "rtl")
        media_type = XLSX_TYPE
    with transaction():
        record_marks_export(actor=actor(), head=head, kind=kind, count=len(rows))
    return download(data, f"{head.slug}-marks.{kind}", media_type)


def _column(known: Activity) -> str:
    """The head of an activity's column; it says where marks are a package's own word."""
    title = localized(known.terms.title)
    if known.kind.name != "package":
        return title
    return _("%(title)s (self-reported)", title=title)


def _value(cell: MarkCell | None) -> Cell:
    if cell is None:
        return None
    if cell.percent is not None:
        return cell.percent
    return _("waits") if cell.waits else _("begun")


def _book(head: SessionHead) -> MarksBook:
    return marks_book(head, actor=actor(), sort=_sort(), agency_id=_agency())


def _sort() -> str:
    return request.args.get("sort") or BY_AGENCY


def _agency() -> uuid.UUID | None:
    return request.args.get("agency", type=uuid.UUID)
