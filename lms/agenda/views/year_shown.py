"""A plan's proposals side by side, as the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.agenda.formats.proposals import message_of
from lms.agenda.queries.years import PlanPage, SessionLink
from lms.agenda.rules.planner import Row, laid_out, month_days, next_month
from lms.agenda.rules.years.asking import Block
from lms.agenda.rules.years.words import WISH_WORDS, session_name
from lms.core.db import LocalizedText
from lms.core.messages import Message
from lms.engines.timetable.year import Wish


@dataclass(frozen=True)
class Cell:
    """Where a proposal puts a session. `changes`: date, venue, trainers, as against the draft."""

    starts_on: date
    ends_on: date
    venue: LocalizedText
    trainers: str
    changes: frozenset[str]
    differs: bool  # from the other proposals
    title: object
    code: str


@dataclass(frozen=True)
class Line:
    """A session with its place in each proposal."""

    title: object
    link: SessionLink | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A proposal: what it costs, and its sessions on the months of the plan."""

    number: int
    cost: int
    best: bool
    wishes: list[tuple[Message, int, list[Message], int]]
    months: list[Row[Cell]]


@dataclass(frozen=True)
class Shown:
    """All proposals of a plan, with a line for each session by its first day."""

    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()


def shown_plan(page: PlanPage) -> Shown:
    """What the page shows of a plan's answer."""
    proposals = page.result.get("proposals", [])
    placed = [{one["key"]: one for one in proposal["placed"]} for proposal in proposals]
    if not placed:
        return Shown()
    lines = [
        Line(
            title=session_name(key, block),
            link=page.sessions.get(str(block.course_session_id)),
            cells=tuple(
                _cell(page, [one[key] for one in placed], number, block)
                for number in range(len(placed))
            ),
        )
        for key, block in page.ask.each()
    ]
    columns = tuple(
        _column(page, number, proposal, [line.cells[number] for line in lines])
        for number, proposal in enumerate(proposals)
    )
    return Shown(columns, tuple(sorted(lines, key=lambda line: line.cells[0].starts_on)))


def _cell(page: PlanPage, ones: list[Mapping[str, Any]], number: int, block: Block) -> Cell:
    mine = ones[number]
    link = page.sessions.get(str(block.course_session_id))
    return Cell(
        starts_on=date.fromisoformat(mine["first"]),
        ends_on=date.fromisoformat(mine["last"]),
        venue=page.venues.get(mine["venue"] or "", {}),
        trainers=", ".join(page.trainers.get(one, "") for one in mine["trainers"]),
        changes=frozenset(mine["changes"]),
        differs=any(_place(one) != _place(mine) for one in ones),
        title=session_name(mine["key"], block),
        code=link.code if link else "",
    )


def _place(one: Mapping[str, Any]) -> tuple[object, ...]:
    return one["first"], one["venue"], tuple(one["trainers"])


def _column(page: PlanPage, number: int, proposal: Mapping[str, Any], cells: list[Cell]) -> Column:
    return Column(
        number=number,
        cost=proposal["cost"],
        best=proposal["best"],
        wishes=[
            (
                WISH_WORDS[Wish(one["wish"])],
                one["cost"],
                [message_of(kept) for kept in one["where"]],
                one["more"],
            )
            for one in proposal["wishes"]
            if Wish(one["wish"]) in WISH_WORDS
        ],
        months=[laid_out(month, cells) for month in _months(page.ask.first, page.ask.last)],
    )


def _months(first: date, last: date) -> list[tuple[date, ...]]:
    """The days of each month that a plan touches."""
    found, month = [], first.replace(day=1)
    while month <= last:
        begin, end = month_days(month)
        count = (end - begin).days + 1
        found.append(tuple(date.fromordinal(begin.toordinal() + n) for n in range(count)))
        month = next_month(month)
    return found
