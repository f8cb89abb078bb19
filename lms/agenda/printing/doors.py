"""Sheets for doors: what happens in this room today, with codes that open the hand-outs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from markupsafe import Markup

from lms.agenda.printing import fitting, pages
from lms.agenda.printing.fitting import Cell
from lms.agenda.printing.press import Piece
from lms.agenda.printing.rows import PaperAgenda, PaperHandout, PaperItem
from lms.agenda.printing.wording import Wording
from lms.agenda.rules.hours import by_day
from lms.core import pdf
from lms.engines.credentials import qr

SHEETS = ("paper.css", "doors.css")
STEPS = (22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7)
WIDTH, FREE = 210, 297 - 12 - 17
_ABOVE = 62  # what stands above and below the table, in mm, about
QR_MM = 19.0
ROOM_SIZES = {16: 46.0, 32: 34.0, 60: 26.0, 400: 18.0}  # points by letters


@dataclass(frozen=True)
class Code:
    """A hand-out's code as a drawing of `width` mm, with its title and address."""

    title: Markup
    address: Markup
    drawing: qr.QrCode
    width: float


@dataclass(frozen=True)
class Entry:
    """An item in the room."""

    kind: str
    time: Markup
    title: Markup
    more: Markup
    people: Markup
    codes: Sequence[Code]


@dataclass(frozen=True)
class Door:
    """The sheet of one room and day."""

    room: Markup
    room_size: float
    day: str
    zone: Markup
    coded: bool
    entries: Sequence[Entry]


def pieces(
    agenda: PaperAgenda, wording: Wording, room_id: UUID | None = None, only: date | None = None
) -> list[Piece]:
    """A page for each room and day that is used, the days of a room together; of one room or day
    where they are named."""
    found = [
        _piece(agenda, wording, items, day)
        for room, used in agenda.in_rooms()
        if room_id in {None, room}
        for day, items in by_day(used, agenda.head.zone).items()
        if only in {None, day}
    ]
    return found or [_piece(agenda, wording, [], None)]


def _piece(
    agenda: PaperAgenda, wording: Wording, items: Sequence[PaperItem], day: date | None
) -> Piece:
    door = _door(items, wording, agenda.head.zone, day) if day else None

    def lay_out(first: int, total: int | None) -> pdf.LaidOut:
        return fitting.fit(
            STEPS,
            fitting.first_guess(STEPS, FREE - _ABOVE, lambda size: _guess(items, size)),
            (WIDTH, FREE),
            lambda size: pages.render("doors.html", agenda, wording, total, door=door, points=size),
            lambda html, css: pages.lay_out(html, SHEETS, css, first),
        )

    return lay_out


def _guess(items: Sequence[PaperItem], points: float) -> float:
    """About how high the table is, in mm."""
    em = points * fitting.MM_PER_POINT
    width = (120 if any(item.handouts for item in items) else 186) - 7.2 * em
    height = 0.0
    for item in items:
        names = sum(len(one.name) + 2 for one in item.trainers)
        lines = Cell(len(item.title.get("en", "")), width).lines(points)
        lines += Cell(names + len(item.guests), width).lines(points)
        height += max((lines + 1) * 1.3 * em + em, len(item.handouts) * (QR_MM + 6))
    return height


def _door(items: Sequence[PaperItem], wording: Wording, zone: str, day: date) -> Door:
    return Door(
        room=wording.html(items[0].room),
        room_size=wording.large(items[0].room, ROOM_SIZES),
        day=wording.day(day),
        zone=wording.zone(zone, items[0].starts_at),
        coded=any(item.handouts for item in items),
        entries=[_entry(item, wording, zone) for item in items],
    )


def _entry(item: PaperItem, wording: Wording, zone: str) -> Entry:
    parts = [
        wording.say("track", track=item.track) if item.track else Markup(""),
        Markup("{}").format(wording.label(item)),
        wording.apart(item.guests),
    ]
    return Entry(
        kind=item.kind.value,
        time=wording.span(item, zone),
        title=wording.html(item.title),
        more=wording.say("joint").join(part for part in parts if part),
        people=wording.names(item.trainers),
        codes=[_code(handout, wording) for handout in item.handouts],
    )


def _code(handout: PaperHandout, wording: Wording) -> Code:
    drawing = qr.draw(handout.address)
    return Code(
        title=wording.apart(handout.title),
        address=wording.code(handout.address),
        drawing=drawing,
        width=drawing.width(QR_MM),
    )
