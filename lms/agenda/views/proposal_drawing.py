"""A proposed timetable as a small picture: days side by side, boxes at their times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

QUARTER = 10  # units of the picture per quarter of an hour
HOUR = 4
DAY = 132
LEAST = 264
AXIS = 34
HEAD = 20
GAP = 2


@dataclass(frozen=True)
class Box:
    """One item. `lines`: how many lines of text fit."""

    x: float
    y: float
    width: float
    height: float
    title: Mapping[str, str]
    kind: str
    begin: datetime
    end: datetime
    room: Mapping[str, str] | None
    trainers: tuple[str, ...]
    track: str
    changed: bool
    new: bool

    @property
    def lines(self) -> int:
        return int(self.height // 13)


@dataclass(frozen=True)
class Column:
    x: float
    width: float
    day: date
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Drawing:
    """The picture; `hours` are (y, hour) of its lines."""

    width: float
    height: float
    columns: tuple[Column, ...]
    hours: tuple[tuple[float, int], ...]
    rtl: bool


def draw(result: Mapping[str, Any], proposal: Mapping[str, Any], *, rtl: bool) -> Drawing:
    """The timetable that a proposal makes, with what stays as it is."""
    days = [date.fromisoformat(day) for day in result["days"]]
    opens, closes = result["opens"] // HOUR * HOUR, -(-result["closes"] // HOUR) * HOUR
    day_width = max(DAY, (LEAST - AXIS) / max(1, len(days)))
    width = AXIS + day_width * len(days)
    entries = _entries(result, proposal)
    columns = []
    for index, day in enumerate(days):
        x = AXIS + index * day_width
        of_day = [one for one in entries if one["day"] == day]
        boxes = tuple(
            _box(one, result, x=x, width=day_width, opens=opens, whole=width if rtl else None)
            for one in of_day
        )
        columns.append(Column(width - x - day_width if rtl else x, day_width, day, boxes))
    hours = tuple(
        (HEAD + (quarter - opens) * QUARTER, quarter // HOUR)
        for quarter in range(opens, closes + 1, HOUR)
    )
    return Drawing(width, HEAD + (closes - opens) * QUARTER + 14, tuple(columns), hours, rtl)


def _entries(result: Mapping[str, Any], proposal: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every item with its times: as proposed, else as it stays; by time."""
    placed = {one["item"]: one for one in proposal["placed"]}
    found = []
    for key, item in result["items"].items():
        if item["moves"] and key not in placed:
            continue
        at = placed.get(key, {"room": None, "trainers": [], "changed": False, **item})
        begin = datetime.fromisoformat(at["starts_at"]).astimezone(ZoneInfo(result["zone"]))
        end = datetime.fromisoformat(at["ends_at"]).astimezone(ZoneInfo(result["zone"]))
        found.append({"item": item, "at": at, "begin": begin, "end": end, "day": begin.date()})
    return sorted(found, key=lambda one: (one["begin"], one["item"]["track"]))


def _box(
    entry: Mapping[str, Any],
    result: Mapping[str, Any],
    *,
    x: float,
    width: float,
    opens: int,
    whole: float | None,
) -> Box:
    item, at = entry["item"], entry["at"]
    tracks = result["tracks"]
    share = (width - 2 * GAP) / (len(tracks) or 1)
    lane = tracks.index(item["track"]) if item["track"] in tracks else 0
    box_width = share if item["track"] in tracks else width - 2 * GAP
    left = x + GAP + lane * share
    top = HEAD + (_quarters(entry["begin"]) - opens) * QUARTER
    height = (entry["end"] - entry["begin"]) / timedelta(minutes=15) * QUARTER
    return Box(
        x=whole - left - box_width if whole is not None else left,
        y=top,
        width=box_width,
        height=max(height - 1, 4),
        title=item["title"],
        kind=item["kind"],
        begin=entry["begin"],
        end=entry["end"],
        room=result["rooms"].get(at["room"]) if at["room"] else None,
        trainers=tuple(result["trainers"].get(one, "") for one in at["trainers"]),
        track=item["track"],
        changed=at["changed"],
        new=item["new"],
    )


def _quarters(moment: datetime) -> float:
    return (moment.hour * 60 + moment.minute) / 15
