"""Makes the PDFs: lists, and the form for people who answer on paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lms.arrangements.printing.lists import Sheet, name, rank
from lms.arrangements.printing.wording import FOLDER, LANGUAGES, Wording
from lms.arrangements.rows import ConsentLine
from lms.core import markdown, pdf
from lms.courses.rows import SessionHead
from lms.privacy.enums import NoticeKind
from lms.privacy.rows import TextRow

SHEETS = ("paper.css",)


@dataclass(frozen=True)
class Printing:
    """Who prints when, of which session, in which language."""

    head: SessionHead
    language: str
    by: str
    at: datetime


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def print_list(make: Callable[[Wording], Sheet], printing: Printing) -> bytes:
    """The PDF of a list."""
    w = Wording.of(printing.language)
    sheet = make(w)
    return _pdf("list.html", w, printing, sheet=sheet, plain_title=w.texts[sheet.title])


def print_forms(
    lines: Sequence[ConsentLine], texts: dict[NoticeKind, TextRow], printing: Printing
) -> bytes:
    """The PDF of forms: a sheet for each person, the notice on its back; without people a form
    with empty lines for the name."""
    w = Wording.of(printing.language)
    people = [_person(line, w) for line in lines]
    head = printing.head
    return _pdf(
        "consent.html",
        w,
        printing,
        plain_title=w.texts["consent"],
        people=people or [{"name": "", "rank": "", "agency": ""}],
        questions=[text for kind, text in texts.items() if kind is not NoticeKind.NOTICE],
        notice=texts[NoticeKind.NOTICE],
        sides=[Wording(one) for one in LANGUAGES],
        dates=w.days(head.starts_on, head.ends_on),
        markdown=markdown.render,
    )


def _person(line: ConsentLine, w: Wording) -> dict[str, Markup]:
    row = line.person
    return {"name": name(row, w), "rank": rank(row, w), "agency": w.html(row.agency)}


def _pdf(template: str, w: Wording, printing: Printing, **values: object) -> bytes:
    local = printing.at.astimezone(ZoneInfo(printing.head.zone))
    printed = w.say(
        "printed",
        day=w.day(local.date()),
        time=w.number(f"{local:%H:%M}"),
        name=w.apart(printing.by),
    )
    html = (
        _environment()
        .get_template(template)
        .render(
            w=w,
            head=printing.head,
            printed=printed,
            created=printing.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            **values,
        )
    )
    return pdf.lay_out(html, FOLDER, sheets=SHEETS).write()
