"""The agenda by day: one A4 page for each day, every item on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lms.agenda.printing import fitting, pages
from lms.agenda.printing.fitting import Cell
from lms.agenda.printing.press import Piece
from lms.agenda.printing.rows import PaperAgenda, PaperItem
from lms.agenda.printing.wording import Wording
from lms.agenda.rules.hours import contact_minutes
from lms.core import pdf

SHEETS = ("paper.css", "days.css")
STEPS = (13, 12, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5)
WIDTH, FREE = 210, 297 - 12 - 17
_COLUMNS = 146.0  # of the width for item, room and trainers; the times have the rest
_ABOVE = 58  # what stands above and below the table, in mm, about


@dataclass(frozen=True)
class Line:
    """One row of a day's table."""

    kind: str
    label: str
    time: Markup
    rows: int  # rows that the time stands over; 0 where it stands over this one already
    track: str
    title: Markup
    guests: Markup
    room: Markup
    trainers: Markup


@dataclass(frozen=True)
class DayPage:
    """One day, in words."""

    name: str
    of_days: Markup
    hours: str
    zone: Markup
    tracks: bool
    lines: Sequence[Line]
    widths: Sequence[float]  # of item, room and trainers, in mm at most sizes of type


def pieces(agenda: PaperAgenda, wording: Wording, only: date | None = None) -> list[Piece]:
    """The pages of all days, or of one. Without items: one page that says so."""
    chosen = [day for day in agenda.days if only in {None, day}]
    return [_piece(agenda, wording, day) for day in chosen] or [_piece(agenda, wording, None)]


def _piece(agenda: PaperAgenda, wording: Wording, day: date | None) -> Piece:
    items = agenda.days[day] if day else []
    page = day_page(agenda, wording, day) if day else None

    def lay_out(first: int, total: int | None) -> pdf.LaidOut:
        return fitting.fit(
            STEPS,
            fitting.first_guess(STEPS, FREE - _ABOVE, lambda size: _guess(items, size)),
            (WIDTH, FREE),
            lambda size: pages.render("days.html", agenda, wording, total, day=page, points=size),
            lambda html, css: pages.lay_out(html, SHEETS, css, first),
        )

    return lay_out


def _letters(item: PaperItem) -> tuple[int, int, int]:
    """How long the texts of item, room and trainers are, in English: near enough for widths."""
    title = max(len(item.title.get("en", "")) + 10, len(item.guests))
    names = sum(len(one.name) + 2 for one in item.trainers)
    return title, len((item.room or {}).get("en", "")), names


def _widths(items: Sequence[PaperItem]) -> list[float]:
    """The widths of item, room and trainers in mm: long texts get more, none gets all."""
    letters = [sum(column) ** 0.5 for column in zip(*map(_letters, items), strict=True)]
    least = (0.36, 0.14, 0.18)
    shares = [max(one / sum(letters), low) for one, low in zip(letters, least, strict=True)]
    return [round(_COLUMNS * share / sum(shares), 1) for share in shares]


def _guess(items: Sequence[PaperItem], points: float) -> float:
    """About how high the table is, in mm."""
    em = points * fitting.MM_PER_POINT
    height = 2 * em
    for item in items:
        cells = zip(_letters(item), _widths(items), strict=True)
        lines = [Cell(letters, width - 1.2 * em).lines(points) for letters, width in cells]
        lines[0] += bool(item.guests)
        height += (max(lines) * 1.35 + 1.05) * em
    return height


def day_page(agenda: PaperAgenda, wording: Wording, day: date) -> DayPage:
    """One day in words, its items by time and track."""
    items = sorted(agenda.days[day], key=lambda one: (one.starts_at, one.ends_at, one.track))
    days = (agenda.head.ends_on - agenda.head.starts_on).days + 1
    return DayPage(
        name=wording.day(day),
        of_days=wording.say(
            "day_of", day=wording.number(agenda.day_number(day)), days=wording.number(days)
        ),
        hours=wording.length(contact_minutes(items)),
        zone=wording.zone(agenda.head.zone, items[0].starts_at),
        tracks=any(item.track for item in items),
        lines=_lines(items, wording, agenda.head.zone),
        widths=_widths(items),
    )


def _lines(items: Sequence[PaperItem], wording: Wording, zone: str) -> list[Line]:
    """The rows of a table of items in order; items at the same time share its cell."""
    times = [(item.starts_at, item.ends_at) for item in items]
    return [
        Line(
            kind=item.kind.value,
            label=wording.label(item),
            time=wording.span(item, zone),
            rows=0 if place and times[place - 1] == times[place] else _same(times, place),
            track=item.track,
            title=wording.html(item.title),
            guests=wording.apart(item.guests),
            room=wording.html(item.room),
            trainers=wording.names(item.trainers),
        )
        for place, item in enumerate(items)
    ]


def _same(times: Sequence[object], place: int) -> int:
    count = 1
    while place + count < len(times) and times[place + count] == times[place]:
        count += 1
    return count
