"""The back of papers: aims, days and hours, drawn once for a size and a choice of languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from lms.certificates.printing.wording import Wording
from lms.core import papers, pdf
from lms.core.i18n import NATIVE_DIGITS, pick
from lms.pack.enums import Detail
from lms.pack.printing import template

Words = tuple[tuple[str, str], ...]
"""A text by language, as something that can be a key."""
Size = tuple[float, float]

_STEPS = (
    (Detail.FULL, 1.0),
    (Detail.FULL, 0.86),
    (Detail.FULL, 0.74),
    (Detail.BRIEF, 1.0),
    (Detail.BRIEF, 0.8),
    (Detail.BRIEF, 0.66),
    (Detail.BARE, 1.0),
    (Detail.BARE, 0.75),
    (Detail.BARE, 0.5),
)
_MM = 25.4 / 96  # of a CSS pixel
_MOST_SIGNS = 4_000
_SMALL = 150.0  # mm: narrower papers tell dates and hours alone


@dataclass(frozen=True)
class Day:
    """A day with what was done on it."""

    day: date
    titles: tuple[Words, ...]


@dataclass(frozen=True)
class Facts:
    """What a back tells of a session. Minutes are of contact."""

    title: Words
    place: Words
    host: Words
    code: str
    starts_on: date
    ends_on: date
    minutes: int
    half_days: int
    aims: tuple[Words, ...]
    days: tuple[Day, ...]

    @property
    def length(self) -> int:
        """The signs of all titles of items, in the language that has most."""
        texts = [dict(title) for day in self.days for title in day.titles]
        return max((sum(len(t.get(key, "")) for t in texts) for key in ("en", "ur")), default=0)


def words(text: Mapping[str, str] | None) -> Words:
    """A localized text as a key."""
    return tuple(sorted((text or {}).items()))


@lru_cache(maxsize=32)
def draw(facts: Facts, size: Size, languages: tuple[str, ...]) -> bytes:
    """The back as a PDF of one page of this size in mm, a column for each language.

    Where all does not fit, letters become smaller, then less is told; it never runs onto a second
    page.
    """
    steps = [one for one in _STEPS if _may(facts, size, one[0])]
    for detail, scale in steps:
        laid = _laid(facts, size, languages, detail, scale)
        if all(_fits(box, size) for box in laid.boxes.values()):
            break
    return laid.write()


def _may(facts: Facts, size: Size, detail: Detail) -> bool:
    """Whether so much could stand there at all; laying out what cannot would only take time."""
    if size[0] < _SMALL:
        return detail is Detail.BARE
    return detail is not Detail.FULL or facts.length <= _MOST_SIGNS


def _fits(box: pdf.Box, size: Size) -> bool:
    return (box.y + max(box.height, box.content_height)) * _MM <= size[1] - _edges(size)[1]


def _edges(size: Size) -> tuple[float, float, float]:
    """The room left free in mm: at the sides, above and below, between columns."""
    return (5.0, 4.0, 4.0) if size[0] < _SMALL else (18.0, 16.0, 13.0)


def _laid(
    facts: Facts, size: Size, languages: tuple[str, ...], detail: Detail, scale: float
) -> pdf.LaidOut:
    width, height = size
    edge, top, gap = _edges(size)
    room = width - 2 * edge - gap * (len(languages) - 1)
    values: dict[str, Any] = {
        "edge": edge,
        "top": top,
        "gap": gap,
        "column": round(room / len(languages), 2),
        "sides": [_side(facts, language, detail) for language in languages],
        "width": width,
        "height": height,
        "small": width < _SMALL,
        "base": round((4.6 if width < _SMALL else 9.6) * scale, 2),
        "code": facts.code,
    }
    html = papers.environment(template.FOLDER).get_template("back.html").render(values)
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS)


def _side(facts: Facts, language: str, detail: Detail) -> dict[str, Any]:
    said = papers.wordings(template.FOLDER)[language]
    wording = Wording.of(language)
    return {
        "language": language,
        "w": said,
        "title": _pick(facts.title, language),
        "host": _pick(facts.host, language),
        "place": _pick(facts.place, language),
        "dates": wording.dates(facts.starts_on, facts.ends_on),
        "length": wording.length(facts.minutes) if facts.minutes else "",
        "half_days": said["half_days"].format(n=wording.number(facts.half_days)),
        "aims": [] if detail is Detail.BARE else [_pick(aim, language) for aim in facts.aims],
        "days": [] if detail is Detail.BARE else _days(facts, language, detail),
    }


def _days(facts: Facts, language: str, detail: Detail) -> list[tuple[str, str]]:
    joint = papers.wordings(template.FOLDER)[language]["joint"]
    return [
        (
            _digits(format_date(one.day, "EEE d MMM", locale=language), language),
            joint.join(_pick(title, language) for title in one.titles)
            if detail is Detail.FULL
            else "",
        )
        for one in facts.days
    ]


def _pick(text: Words, language: str) -> str:
    return pick(dict(text), language)


def _digits(text: str, language: str) -> str:
    table = NATIVE_DIGITS.get(language)
    return text.translate(table) if table else text
