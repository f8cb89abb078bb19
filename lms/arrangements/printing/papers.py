"""Makes the PDFs: lists, and the form for people who answer on paper."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pikepdf
from markupsafe import Markup

from lms.arrangements.printing.lists import Sheet, name, rank
from lms.arrangements.printing.wording import FOLDER, LANGUAGES, Wording
from lms.arrangements.rows import ConsentLine
from lms.core import markdown, papers, pdf
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


def print_list(make: Callable[[Wording], Sheet], printing: Printing) -> bytes:
    """The PDF of a list."""
    w = Wording.of(printing.language)
    sheet = make(w)
    return _pdf("list.html", w, printing, sheet=sheet, plain_title=w.texts[sheet.title])


def print_forms(
    lines: Sequence[ConsentLine], texts: dict[NoticeKind, TextRow], printing: Printing
) -> bytes:
    """The PDF of forms: a sheet for each person, the notice on its back; without people a form
    with empty boxes. The form is laid out once and the names are laid over it."""
    w = Wording.of(printing.language)
    head = printing.head
    shared = {
        "plain_title": w.texts["consent"],
        "dates": w.days(head.starts_on, head.ends_on),
    }
    form = _pdf(
        "consent.html",
        w,
        printing,
        questions=[text for kind, text in texts.items() if kind is not NoticeKind.NOTICE],
        notice=texts[NoticeKind.NOTICE],
        sides=[Wording(one) for one in LANGUAGES],
        markdown=markdown.render,
        **shared,
    )
    if not lines:
        return form
    people = [_person(line, w) for line in lines]
    return _over(form, _pdf("names.html", w, printing, people=people, **shared))


def _over(form: bytes, names: bytes) -> bytes:
    """The sheets of the form for each page of names."""
    out = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(form)) as below,
        pikepdf.open(io.BytesIO(names)) as above,
        pikepdf.new() as whole,
    ):
        for page in above.pages:
            whole.pages.extend(below.pages)
            front = whole.pages[-len(below.pages)]
            front.obj.Resources = _own_resources(front)
            front.add_overlay(page, None)
        whole.docinfo["/Title"] = str(below.docinfo.get("/Title", ""))
        whole.Root.Lang = below.Root.Lang
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def _own_resources(page: pikepdf.Page) -> pikepdf.Dictionary:
    """The page's resources, no longer shared with the copies of the page."""
    own = pikepdf.Dictionary(dict(page.resources.items()))
    drawn = page.resources.get("/XObject")
    own["/XObject"] = pikepdf.Dictionary(dict(drawn.items()) if drawn is not None else {})
    return own


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
        papers.environment(FOLDER)
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
