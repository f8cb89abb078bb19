"""The per-diem, travel and rooming lists as tables of a paper, with a column for signatures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from lms.arrangements.printing.wording import Wording
from lms.arrangements.rows import Arranged, PayLine, PaySheet, Rooming, RoomPlan, TravelSheet
from lms.courses.rows import SessionHead

Line = Sequence[Markup | str]


@dataclass(frozen=True)
class Column:
    """A column: the key of its heading, its width in percent, whether figures stand in it."""

    key: str
    width: float
    end: bool = False


@dataclass(frozen=True)
class Group:
    """Lines under a heading, with sums under them."""

    lines: Sequence[Line]
    title: Markup | str = ""
    more: str = ""
    sums: Sequence[Markup] = ()


@dataclass(frozen=True)
class Sheet:
    """A list as it stands on paper. The last column is for the signature."""

    title: str
    boxes: Sequence[tuple[str, Markup | str]]
    columns: Sequence[Column]
    groups: Sequence[Group]
    wide: bool
    sums: Sequence[Markup] = field(default=())
    zone: Markup | str = ""


def boxes(head: SessionHead, people: int, w: Wording) -> list[tuple[str, Markup | str]]:
    """The facts over each list."""
    places = [w.html(text) for text in (head.venue, head.place) if text]
    return [
        ("box_code", w.code(head.code)),
        ("box_dates", w.days(head.starts_on, head.ends_on)),
        ("box_venue", Markup(w.texts["comma"]).join(places)),  # noqa: S704 - the template's own
        ("box_people", w.number(people)),
    ]


def pay_list(sheet: PaySheet, w: Wording) -> Sheet:
    """The per-diem list: by agency in calling order, with sums."""
    groups, number = [], 0
    for part in sheet.parts:
        lines = [_pay_line(number + place, line, w) for place, line in enumerate(part.lines, 1)]
        number += len(lines)
        sums = [w.money(minor, currency) for currency, minor in part.sums.items()]
        groups.append(Group(lines, w.html(part.agency), sums=sums))
    return Sheet(
        title="allowances",
        boxes=boxes(sheet.head, sheet.people, w),
        columns=[
            Column("col_no", 5, end=True),
            Column("col_name", 24),
            Column("col_rank", 10),
            Column("col_daily", 11, end=True),
            Column("col_days", 6, end=True),
            Column("col_journey", 11, end=True),
            Column("col_sum", 12, end=True),
            Column("col_signature", 21),
        ],
        groups=groups,
        wide=True,
        sums=[w.money(minor, currency) for currency, minor in sheet.sums.items()],
    )


def _pay_line(number: int, line: PayLine, w: Wording) -> Line:
    rate = line.rate
    amounts: Line = ("", "", "", "")
    if rate is not None:
        amounts = (
            w.money(rate.daily_minor, rate.currency),
            w.number(line.days),
            w.money(rate.journey_minor, rate.currency),
            w.money(rate.total(line.days), rate.currency),
        )
    return [w.number(number), name(line.person, w), rank(line.person, w), *amounts, ""]


def travel_list(sheet: TravelSheet, w: Wording, at: datetime) -> Sheet:
    """The travel list in the order asked for; by arrival it is the driver's pick-up list."""
    zone = sheet.head.zone
    lines = [_travel_line(number, row, zone, w) for number, row in enumerate(sheet.people, 1)]
    known = sum(row.arrives_at is not None for row in sheet.people)
    groups = [Group(lines)] if lines else []
    if sheet.order == "arrival" and 0 < known < len(lines):
        groups = [Group(lines[:known]), Group(lines[known:], w.texts["unknown"])]
    return Sheet(
        title="travel",
        boxes=boxes(sheet.head, len(lines), w),
        columns=[
            Column("col_no", 4, end=True),
            Column("col_arrives", 12),
            Column("col_name", 21),
            Column("col_agency", 10),
            Column("col_mode", 8),
            Column("col_from", 11),
            Column("col_ticket", 9),
            Column("col_departs", 12),
            Column("col_signature", 13),
        ],
        groups=groups,
        wide=True,
        zone=w.zone(zone, at),
    )


def _travel_line(number: int, row: Arranged, zone: str, w: Wording) -> Line:
    return [
        w.number(number),
        w.moment(row.arrives_at, zone),
        name(row, w),
        agency(row, w),
        w.texts[f"mode_{row.mode.value}"] if row.mode else "",
        w.apart(row.comes_from),
        w.apart(row.ticket),
        w.moment(row.departs_at, zone),
        "",
    ]


def rooming_list(seen: Rooming, w: Wording, at: datetime) -> Sheet:
    """The rooming list: each room with its people, then those who wait for a bed."""
    zone = seen.head.zone
    groups = [_room(plan, zone, w) for plan in seen.rooms]
    if seen.waiting:
        lines = [_sleeper(n, row, zone, w) for n, row in enumerate(seen.waiting, 1)]
        groups.append(Group(lines, w.texts["waiting"]))
    return Sheet(
        title="rooms",
        boxes=boxes(seen.head, seen.placed, w),
        columns=[
            Column("col_no", 6, end=True),
            Column("col_name", 30),
            Column("col_agency", 14),
            Column("col_arrives", 14),
            Column("col_departs", 14),
            Column("col_signature", 22),
        ],
        groups=groups,
        wide=False,
        zone=w.zone(zone, at),
    )


def _room(plan: RoomPlan, zone: str, w: Wording) -> Group:
    beds = w.say("beds", taken=w.number(len(plan.people)), beds=w.number(plan.room.beds))
    more = [w.texts[f"for_{plan.room.gender.value}"]] if plan.room.gender else []
    lines = [_sleeper(n, row, zone, w) for n, row in enumerate(plan.people, 1)]
    return Group(lines, w.apart(plan.room.name), w.texts["comma"].join([*more, str(beds)]))


def _sleeper(number: int, row: Arranged, zone: str, w: Wording) -> Line:
    return [
        w.number(number),
        name(row, w),
        agency(row, w),
        w.moment(row.arrives_at, zone),
        w.moment(row.departs_at, zone),
        "",
    ]


def name(row: Arranged, w: Wording) -> Markup:
    """A name in Latin letters and in the local script; the paper's own script comes first."""
    both = [text for text in (row.full_name, row.name_local) if text]
    if w.direction == "rtl":
        both.reverse()
    first, *rest = both
    local = [Markup('<span class="local">{}</span>').format(w.apart(text)) for text in rest]
    return Markup("<b>{}</b>").format(w.apart(first)) + Markup("").join(local)


def rank(row: Arranged, w: Wording) -> Markup:
    """The rank in the paper's script where it is known."""
    return w.apart((row.rank_local if w.direction == "rtl" else "") or row.rank)


def agency(row: Arranged, w: Wording) -> Markup:
    """The short name of the agency, else its name."""
    return w.html(row.agency_short) or w.html(row.agency)
