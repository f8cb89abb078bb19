"""Small pictures of the papers for the page of prints, drawn from the agenda itself.

Pure. A picture is a few rectangles in a box of 50 by 70 (A4) or 99 by 70 (A3 across), each with
the kind of item that it stands for, or `ink` for a heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.agenda.printing import grid
from lms.agenda.printing.rows import PaperAgenda, PaperItem
from lms.agenda.rules.times import day_of, minutes_of

HEIGHT = 70.0
NARROW, WIDE = 50.0, 99.0
_EDGE = 4.0
_TOP = 14.0
INK = "ink"


@dataclass(frozen=True)
class Shape:
    """A rectangle of a picture."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Miniature:
    """The picture of a paper."""

    width: float
    shapes: Sequence[Shape]
    height: float = HEIGHT


def miniatures(agenda: PaperAgenda, *, right_to_left: bool) -> dict[str, Miniature]:
    """Pictures of the papers by their names: the first day, room and trainer stand for all."""
    days = list(agenda.days.values())
    rooms, trainers = agenda.in_rooms(), agenda.by_trainers()
    zone = agenda.head.zone
    drawn = {
        "days": Miniature(NARROW, _rows(days[0] if days else [], 3)),
        "poster": Miniature(WIDE, _poster(days, zone)),
        "doors": Miniature(NARROW, _rows(_first_day(rooms[0][1], zone) if rooms else [], 7)),
        "trainers": Miniature(NARROW, _rows(trainers[0][1] if trainers else [], 3)),
    }
    return {name: _turned(one) for name, one in drawn.items()} if right_to_left else drawn


def _first_day(items: Sequence[PaperItem], zone: str) -> list[PaperItem]:
    day = day_of(items[0].starts_at, zone)
    return [item for item in items if day_of(item.starts_at, zone) == day]


def _rows(items: Sequence[PaperItem], head: float) -> list[Shape]:
    """A heading of this height over a row for each item."""
    shapes = [Shape(INK, _EDGE, 5, 24, head)]
    top = 8 + head
    step = min(5.0, (HEIGHT - _EDGE - top) / max(len(items), 1))
    for place, item in enumerate(items):
        y = round(top + place * step, 2)
        shapes.append(Shape(item.kind.value, _EDGE, y, NARROW - 2 * _EDGE, round(step * 0.75, 2)))
    return shapes


def _poster(days: Sequence[Sequence[PaperItem]], zone: str) -> list[Shape]:
    shapes = [Shape(INK, _EDGE, 5, 40, 4)]
    items = [item for day in days for item in day]
    if not items:
        return shapes
    begin = min(minutes_of(item.starts_at, zone) for item in items)
    end = max(begin + 60, *(_end(item, zone) for item in items))
    scale = (HEIGHT - _EDGE - _TOP) / (end - begin)
    width = (WIDE - 2 * _EDGE) / len(days)
    for place, day in enumerate(days):
        for item, lane in grid.lanes(day):
            part = (width - 1) / lane.of
            start, stop = minutes_of(item.starts_at, zone), _end(item, zone)
            shapes.append(
                Shape(
                    item.kind.value,
                    round(_EDGE + place * width + part * lane.at, 2),
                    round(_TOP + (start - begin) * scale, 2),
                    round(part - 0.5, 2),
                    round(max((stop - start) * scale - 0.4, 0.4), 2),
                )
            )
    return shapes


def _end(item: PaperItem, zone: str) -> int:
    if day_of(item.ends_at, zone) > day_of(item.starts_at, zone):
        return 24 * 60
    return minutes_of(item.ends_at, zone)


def _turned(drawn: Miniature) -> Miniature:
    """The picture as it is for a language written from right to left."""
    shapes = [
        Shape(one.kind, round(drawn.width - one.x - one.width, 2), one.y, one.width, one.height)
        for one in drawn.shapes
    ]
    return Miniature(drawn.width, shapes)
