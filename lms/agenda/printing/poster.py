"""The wall poster: all days side by side on A3, to be read from a step away, black on white."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from lms.agenda.enums import ItemKind
from lms.agenda.printing import fitting, grid, pages
from lms.agenda.printing.fitting import Cell
from lms.agenda.printing.press import Piece
from lms.agenda.printing.rows import PaperAgenda, PaperItem
from lms.agenda.printing.wording import Wording
from lms.agenda.rules.hours import contact_minutes
from lms.agenda.rules.times import day_of, minutes_of
from lms.core import pdf

SHEETS = ("paper.css", "poster.css")
STEPS = (12, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6)
MOST_DAYS = 5  # on one sheet; more days stand on more sheets
NARROWEST = 30.0  # mm of a lane
READABLE = (8, 7, 6)  # points: what is tried before there are more sheets
HEADLINES = {50: 27.0, 110: 20.0, 400: 15.0}  # points by letters
WIDTH = 396.0  # of the sheet between its margins, in mm
FREE = 297.0 - 10 - 15
_GRID = 225.0  # of that, about, for the grid
AXIS = 15.0
_EDGES = 1.0  # of an item above and below its text: gap, border, padding
_GAP = 0.8
_LABEL = 3.2
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Block:
    """One item on the poster: its words, and where it stands on its sheet, in mm."""

    key: str
    kind: str
    time: str
    title: Markup
    more: Markup
    begin: int
    end: int
    start: float  # from the side where reading begins
    width: float
    top: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Column:
    """A day on a sheet."""

    name: str
    hours: str
    start: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A line of the grid; `label` is its clock time, empty where times would touch."""

    label: str
    top: float
    label_top: float


@dataclass(frozen=True)
class Sheet:
    """One sheet of the poster, with its days, blocks and times."""

    columns: Sequence[Column]
    blocks: Sequence[Block]
    begin: int
    end: int
    ticks: Sequence[Tick] = ()
    height: float = 0.0


@dataclass(frozen=True)
class Measures:
    """What was measured in one size: the height left for the grid, and what each block needs."""

    grid: float
    blocks: dict[str, float]


def pieces(agenda: PaperAgenda, wording: Wording) -> list[Piece]:
    """The sheets of the poster: one, or more where there are many days or much on them."""
    days = list(agenda.days)
    splits = [
        [_sheet(agenda, wording, some) for some in shares(days, most)]
        for most in range(MOST_DAYS, 1, -1)
    ]
    sheets = next(
        (
            split
            for points in READABLE
            for split in splits
            if all(_readable(sheet, points) for sheet in split)
        ),
        splits[-1],
    )
    return [_piece(agenda, wording, sheet) for sheet in sheets]


def _readable(sheet: Sheet, points: float) -> bool:
    """Whether no lane is too narrow and the texts should have room in this size."""
    wide = all(block.width >= NARROWEST for block in sheet.blocks)
    return wide and _guess(sheet, points) <= _GRID


def _piece(agenda: PaperAgenda, wording: Wording, sheet: Sheet) -> Piece:
    def lay_out(first: int, total: int | None) -> pdf.LaidOut:
        """In the largest type in which all texts have room. Where even the smallest is too large,
        the sheet grows taller: nothing is cut."""
        place = fitting.first_guess(STEPS, _GRID, lambda size: _guess(sheet, size))
        while True:
            measured = _measured(agenda, wording, sheet, STEPS[place])
            placed = _placed(sheet, measured, wording)
            if place + 1 == len(STEPS) or placed.height <= measured.grid + 0.01:
                break
            wish = STEPS[place] * (measured.grid / placed.height) ** 0.5 * 1.04
            place = fitting.smaller(STEPS, place, wish)
        html = _html("poster.html", agenda, wording, placed, points=STEPS[place], total=total)
        height = 297 + max(placed.height - measured.grid, 0)
        return pages.lay_out(html, SHEETS, f"@page {{ size: 420mm {height:.2f}mm }}", first)

    return lay_out


def _guess(sheet: Sheet, points: float) -> float:
    """About how high the grid must be for its texts, in mm."""
    line = points * fitting.MM_PER_POINT * 1.3
    needs = []
    for one in sheet.blocks:
        title = Cell(len(one.title.striptags()) + 8, one.width - 4).lines(points)
        more = Cell(len(one.more.striptags()), one.width - 4).lines(points) if one.more else 0
        needs.append(grid.Need(one.begin, one.end, (title + more) * line + 2 * _EDGES))
    return grid.stretch(needs, sheet.begin, sheet.end, _GRID).height - 0.01


def shares(days: Sequence[date], most: int) -> list[list[date]]:
    """The days by sheet, at most so many and about as many on each."""
    count = max(1, -(-len(days) // most))
    size, rest = divmod(len(days), count)
    found, at = [], 0
    for number in range(count):
        length = size + (1 if number < rest else 0)
        found.append(list(days[at : at + length]))
        at += length
    return found


def _sheet(agenda: PaperAgenda, wording: Wording, days: Sequence[date]) -> Sheet:
    width = (WIDTH - AXIS) / max(len(days), 1)
    columns: list[Column] = []
    blocks: list[Block] = []
    for place, day in enumerate(days):
        start = AXIS + place * width
        items = agenda.days[day]
        hours = wording.length(contact_minutes(items))
        columns.append(Column(wording.day_short(day), hours, start, width))
        for item, lane in grid.lanes(items):
            part = (width - 2 * _GAP) / lane.of
            block = _block(item, wording, agenda.head.zone, f"b-{len(blocks)}")
            at = start + _GAP + part * lane.at
            blocks.append(replace(block, start=round(at, 2), width=round(part - _GAP, 2)))
    return Sheet(
        columns,
        blocks,
        begin=min((one.begin for one in blocks), default=8 * 60) // 30 * 30,
        end=-(-max((one.end for one in blocks), default=16 * 60) // 30) * 30,
    )


def _block(item: PaperItem, wording: Wording, zone: str, key: str) -> Block:
    begin, end = minutes_of(item.starts_at, zone), minutes_of(item.ends_at, zone)
    if day_of(item.ends_at, zone) > day_of(item.starts_at, zone):
        end = _MIDNIGHT
    parts = [
        wording.say("track", track=item.track) if item.track else Markup(""),
        Markup("{}").format(wording.label(item)),
        wording.html(item.room),
        wording.names(item.trainers),
        wording.apart(item.guests),
    ]
    return Block(
        key=key,
        kind=item.kind.value,
        time=wording.clock(item.starts_at, zone),
        title=wording.html(item.title),
        more=wording.say("joint").join(part for part in parts if part),
        begin=begin,
        end=max(end, begin + 1),
        start=0,
        width=0,
    )


def _measured(agenda: PaperAgenda, wording: Wording, sheet: Sheet, points: float) -> Measures:
    html = _html("poster_measure.html", agenda, wording, sheet, points=points)
    laid = pages.lay_out(html, SHEETS, "@page { size: 420mm 50000mm }")
    heights = {key: box.height / fitting.PX_PER_MM for key, box in laid.boxes.items()}
    days = 12.2 if wording.right_to_left else 10.2
    return Measures(
        grid=FREE - heights.pop("head") - heights.pop("key") - days - 5.5,
        blocks={key: height + 2 * _EDGES for key, height in heights.items()},
    )


def _placed(sheet: Sheet, measured: Measures, wording: Wording) -> Sheet:
    needs = [grid.Need(one.begin, one.end, measured.blocks[one.key]) for one in sheet.blocks]
    axis = grid.stretch(needs, sheet.begin, sheet.end, measured.grid)
    blocks = [
        replace(
            one,
            top=round(axis.at(one.begin), 2),
            height=round(axis.at(one.end) - axis.at(one.begin), 2),
        )
        for one in sheet.blocks
    ]
    height = max(measured.grid, axis.height)
    return replace(sheet, blocks=blocks, ticks=_ticks(sheet, axis, wording), height=height)


def _ticks(sheet: Sheet, axis: grid.Axis, wording: Wording) -> list[Tick]:
    """A line each half-hour, with its time where the times would not touch."""
    found: list[Tick] = []
    last = -10.0
    for minute in range(sheet.begin, sheet.end + 1, 30):
        top = round(axis.at(minute), 2)
        at = min(max(top - _LABEL / 2, 0.5), axis.height - _LABEL - 0.3)
        hours, rest = divmod(minute, 60)
        fits = at - last >= (_LABEL + 0.8 if rest == 0 else _LABEL + 3)
        found.append(Tick(wording.number(f"{hours:02d}:{rest:02d}") if fits else "", top, at))
        last = at if fits else last
    return found


def _html(
    name: str,
    agenda: PaperAgenda,
    wording: Wording,
    sheet: Sheet,
    *,
    points: float,
    total: int | None = None,
) -> str:
    used = {item.kind for item in agenda.items}
    return pages.render(
        name,
        agenda,
        wording,
        total,
        sheet=sheet,
        points=points,
        hours=wording.length(agenda.contact_minutes),
        headline=wording.large(agenda.head.title, HEADLINES),
        key=[(kind.value, wording.texts[f"kind_{kind}"]) for kind in ItemKind if kind in used],
    )
