"""Lists that are taken along: PDF with a column for signatures, and spreadsheets."""

from collections.abc import Callable

from flask import Response, request

from lms.arrangements.policies import Permission
from lms.arrangements.printing import lists, papers
from lms.arrangements.printing.wording import LANGUAGES, Wording
from lms.arrangements.queries.consents import consent_line, consent_list
from lms.arrangements.queries.sheets import pay_sheet, rooming, travel_sheet
from lms.arrangements.services.taking_along import record_export
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.tables import Table, consent_table, pay_table, room_table, travel_table
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.i18n import direction, language
from lms.core.spreadsheet import XLSX_TYPE, write_xlsx
from lms.core.web import actor, download, key_of, needs
from lms.courses.rows import SessionHead
from lms.privacy.policies import Permission as Privacy
from lms.privacy.queries.texts import newest_texts

PDF_TYPE = "application/pdf"
Made = tuple[SessionHead, int, Callable[[Wording], lists.Sheet], Table]


@bp.get("/sessions/<slug>/arrangements/<any(allowances, travel, rooms):what>.<any(pdf, xlsx):kind>")
@needs(Permission.VIEW_LISTS)
def take_along(slug: str, what: str, kind: str) -> Response:
    """A list as PDF (`?lang=`) or spreadsheet; the travel list keeps its `?order=`."""
    head, count, sheet, table = _MAKERS[what](slug)
    if kind == "pdf":
        data = papers.print_list(sheet, _printing(head))
        response = download(data, f"{head.slug}-{what}-{_language()}.pdf", inline=True)
    else:
        response = _sheet_file(head, what, table)
    _note(head, what, kind, count)
    return response


@bp.get("/sessions/<slug>/consents.xlsx")
@needs(Privacy.RECORD_ANSWERS)
def consents_file(slug: str) -> Response:
    """Who answered what, as a spreadsheet."""
    seen = consent_list(slug, actor=actor())
    response = _sheet_file(seen.head, "consents", consent_table(seen))
    _note(seen.head, "consents", "xlsx", len(seen.lines))
    return response


@bp.get("/sessions/<slug>/consents/forms.pdf")
@needs(Privacy.RECORD_ANSWERS)
def consent_forms(slug: str) -> Response:
    """Forms for those who have not answered; `?person=` for one, who may have."""
    asked = request.args.get("person", "")
    if asked:
        seen, line = consent_line(slug, key_of(asked), actor=actor())
        chosen = [line]
    else:
        seen = consent_list(slug, actor=actor())
        chosen = [one for one in seen.lines if one.open]
    data = papers.print_forms(chosen, newest_texts(), _printing(seen.head))
    _note(seen.head, "consents", "pdf", len(chosen))
    return download(data, f"{seen.head.slug}-privacy-forms.pdf", inline=True)


def _pay(slug: str) -> Made:
    seen = pay_sheet(slug, actor=actor())
    return seen.head, seen.people, lambda w: lists.pay_list(seen, w), pay_table(seen)


def _travel(slug: str) -> Made:
    seen = travel_sheet(slug, actor=actor(), order=request.args.get("order", "arrival"))
    at, count = utcnow(), len(seen.people)
    return seen.head, count, lambda w: lists.travel_list(seen, w, at), travel_table(seen)


def _rooms(slug: str) -> Made:
    seen = rooming(slug, actor=actor())
    at = utcnow()
    return seen.head, seen.placed, lambda w: lists.rooming_list(seen, w, at), room_table(seen)


_MAKERS: dict[str, Callable[[str], Made]] = {
    "allowances": _pay,
    "travel": _travel,
    "rooms": _rooms,
}


def _language() -> str:
    """The language of the paper: as asked for, else that of the page."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else language()


def _printing(head: SessionHead) -> papers.Printing:
    return papers.Printing(head, _language(), actor().name, utcnow())


def _note(head: SessionHead, what: str, kind: str, count: int) -> None:
    with transaction():
        record_export(actor=actor(), head=head, what=what, kind=kind, count=count)


def _sheet_file(head: SessionHead, what: str, table: Table) -> Response:
    data = write_xlsx(what, table.header, table.rows, right_to_left=direction() == "rtl")
    return download(data, f"{head.slug}-{what}.xlsx", XLSX_TYPE)
