"""Receipts and hand-over lists as PDF, A4, to be signed by hand."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from lms.aftercare.printing import template
from lms.aftercare.rows import HandoverRow, PaperRow
from lms.core import papers, pdf
from lms.core.clock import utcnow
from lms.core.i18n import NATIVE_DIGITS, pick
from lms.courses.rows import SessionHead


def receipt(head: SessionHead, row: PaperRow, language: str) -> bytes:
    """A receipt for one paper, in a language of `template.LANGUAGES`."""
    return _made("receipt.html", head, language, row=row, at=utcnow())


def handover(head: SessionHead, row: HandoverRow, language: str) -> bytes:
    """The list of one hand-over, with a line to sign for each paper and for the whole."""
    return _made("hand-over.html", head, language, row=row, at=row.given_at)


def _made(page: str, head: SessionHead, language: str, *, at: datetime, **more: Any) -> bytes:
    words = papers.wordings(template.FOLDER)[language]
    values: dict[str, Any] = {
        "w": words,
        "language": language,
        "rtl": words["direction"] == "rtl",
        "head": head,
        "title": pick(head.title, language),
        "day": _day(at.astimezone(ZoneInfo(head.zone)), language),
        "pick": lambda text: pick(text, language),
        "script": papers.script_of,
        "apart": papers.apart,
        "number": lambda value: _number(value, language),
        **more,
    }
    html = papers.environment(template.FOLDER).get_template(page).render(values)
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS).write()


def _day(at: datetime, language: str) -> str:
    return _number(format_date(at, "d MMMM y", locale=language), language)


def _number(value: object, language: str) -> str:
    table = NATIVE_DIGITS.get(language)
    return str(value).translate(table) if table else str(value)
