"""The papers of a ceremony as PDF."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from lms.ceremony.enums import ItemKind, Mark, Paper
from lms.ceremony.formats.plan import Guest
from lms.ceremony.printing import template
from lms.ceremony.queries.calls import revoked
from lms.ceremony.queries.screen import guest_words, hands_words
from lms.ceremony.rows import CallList, CeremonyPage, Fallen
from lms.ceremony.rules.photo import rows_of
from lms.ceremony.rules.saying import syllables
from lms.core import papers, pdf
from lms.core.i18n import NATIVE_DIGITS, pick
from lms.register.queries import head as register_head


def make(paper: Paper, seen: CallList, page: CeremonyPage, language: str) -> bytes:
    """One paper as PDF, A4, in a language of `template.LANGUAGES`."""
    words = papers.wordings(template.FOLDER)[language]
    zone = ZoneInfo(seen.head.zone)
    values: dict[str, Any] = {
        "w": words,
        "language": language,
        "rtl": words["direction"] == "rtl",
        "head": seen.head,
        "seen": seen,
        "page": page,
        "plan": seen.plan,
        "title": pick(seen.head.title, language),
        "occasion": pick(seen.plan.title, language),
        "day": _day(seen.starts_at.astimezone(zone), language),
        "pick": lambda text: pick(text, language),
        "script": papers.script_of,
        "apart": papers.apart,
        "clock": lambda at: _clock(at, zone, language),
        "number": lambda value: _number(value, language),
        "say": lambda key, **given: words[key].format(**given),
        "guest": lambda guest: guest_words(guest, language),
        "hands": lambda one: hands_words(one, seen, language),
        "said": lambda one: one.spoken or syllables(one.name),
    }
    if paper is Paper.PHOTO:
        values["rows"] = _photo(seen, language)
    if paper is Paper.MINUTES:
        values |= _minutes(seen, page, language)
    html = papers.environment(template.FOLDER).get_template(f"{paper.value}.html").render(values)
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS).write()


def _photo(seen: CallList, language: str) -> list[list[tuple[str, str]]]:
    """Rows of (name, what stands under it), the front row first."""
    guests = [(guest_words(guest, language), "") for guest in seen.plan.guests]
    people = [(one.name, pick(one.short, language)) for one in seen.called if not one.thanked]
    return rows_of(guests, people, seats=seen.plan.photo_seats)


def _minutes(seen: CallList, page: CeremonyPage, language: str) -> dict[str, Any]:
    """What the minutes tell: who opened, who handed over how many, who was absent, when."""
    hall = seen.hall
    marks = {mark: [one for one in seen.called if hall.marks.get(one.enrolment_id) is mark]
             for mark in Mark}  # fmt: skip
    gave = Counter(hands_words(one, seen, language) for one in marks[Mark.COLLECTED])
    first = next(iter(page.timed), None)
    return {
        "collected": marks[Mark.COLLECTED],
        "absent": marks[Mark.ABSENT],
        "posted": marks[Mark.POSTED],
        "left": [one for one in seen.called if one.enrolment_id not in hall.marks],
        "gave": [(words, count) for words, count in gave.items() if words],
        "opened": _opener(seen, language),
        "began": hall.began.get(first.item.key) if first else None,
        "actual": hall.began,
        "register": register_head(),
        "revoked": [(one, _why(one, language)) for one in revoked(seen.head.id)],
    }


def _why(one: Fallen, language: str) -> str:
    """Why a paper was revoked: the sentence of its code, or the free one."""
    words = papers.wordings(template.FOLDER)[language]
    return words.get(f"why_{one.code}", one.reason or "")


def _opener(seen: CallList, language: str) -> str:
    """Who opened: whoever speaks first after recitation and anthem."""
    before = {ItemKind.RECITATION, ItemKind.ANTHEM}
    for item in seen.plan.items:
        if item.kind in before:
            continue
        guest: Guest | None = seen.plan.guest(item.guest)
        if guest or item.speaker:
            return guest_words(guest, language) if guest else pick(item.speaker, language)
    return ""


def _day(at: datetime, language: str) -> str:
    return _number(format_date(at, "EEEE d MMMM y", locale=language), language)


def _clock(at: datetime | None, zone: ZoneInfo, language: str) -> str:
    if at is None:
        return ""
    return _number(format_time(at.astimezone(zone), "HH:mm", locale=language), language)


def _number(value: object, language: str) -> str:
    table = NATIVE_DIGITS.get(language)
    return str(value).translate(table) if table else str(value)
