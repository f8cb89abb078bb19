"""What a room made of a link chart: who found which link, common errors, the way of each group."""

import hashlib
import string
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.core.errors import NotFound
from lms.courses.rows import SessionHead
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.room import CommonError, KeyLinkShare, common_errors, links_found, shares
from lms.engines.linkchart.stored import dump_mark
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Step
from lms.exercises.kinds.charting import chart_of, charts_at
from lms.exercises.models import Attempt, AttemptEvent, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity
from lms.exercises.queries.attempts import newest_mark
from lms.exercises.queries.results import room
from lms.exercises.rows import Activity, RoomLine

SAMPLES = 10


@dataclass(frozen=True)
class CurvePoint:
    """So many links of the key stood on the chart after so many minutes."""

    minutes: float
    found: int


@dataclass(frozen=True)
class GroupLine:
    """A group's newest attempt. `code` names it where names are hidden; `names` are then empty."""

    code: str
    attempt_id: uuid.UUID
    names: Sequence[str]
    state: AttemptState
    percent: int | None
    curve: Sequence[CurvePoint]


@dataclass(frozen=True)
class ChartRoom:
    """The room at one case: `shares` and `errors` over the marks of those who handed in, or, with
    `live`, over all charts as they are now."""

    known: Activity
    groups: Sequence[GroupLine]
    shares: Sequence[KeyLinkShare]
    errors: Sequence[CommonError]
    live: bool


def chart_room(
    head: SessionHead, key: str, *, actor: Identity, with_names: bool, live: bool
) -> ChartRoom:
    """The room of a link chart, for those who may see it. Raises NotFound for another kind."""
    require(actor, Permission.SEE_ROOM, head)
    known = activity(head, key)
    if not isinstance(known.spec, Case):
        raise NotFound
    lines = room(head, key, actor=actor)
    codes = group_codes([line.attempt_id for line in lines])
    steps = _steps(head, key, actor)
    marks = _marks(head, key, actor)
    if live:
        for line in lines:
            if line.state is AttemptState.OPEN:
                marks[line.attempt_id] = _live(known, steps.get(line.attempt_id, []))
    told = {codes[one]: found for one, found in marks.items() if one in codes}
    groups = [_group(line, codes, steps, known, with_names) for line in lines]
    return ChartRoom(
        known=known,
        groups=sorted(groups, key=lambda one: (len(one.code), one.code)),
        shares=shares(known.spec.key, told),
        errors=common_errors(told),
        live=live,
    )


def group_codes(attempt_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """A letter for each attempt that says nothing of who or when: in the order of a hash."""
    hashed = sorted(attempt_ids, key=lambda one: hashlib.sha256(one.bytes).digest())
    return {one: _letters(place) for place, one in enumerate(hashed)}


def _letters(place: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    more, last = divmod(place, 26)
    return (_letters(more - 1) if more else "") + string.ascii_uppercase[last]


@dataclass(frozen=True)
class _Row:
    step: Step
    at: datetime


def _group(
    line: RoomLine,
    codes: Mapping[uuid.UUID, str],
    steps: Mapping[uuid.UUID, list[_Row]],
    known: Activity,
    with_names: bool,
) -> GroupLine:
    return GroupLine(
        code=codes[line.attempt_id],
        attempt_id=line.attempt_id,
        names=line.names if with_names else (),
        state=line.state,
        percent=line.percent,
        curve=_curve(line, steps.get(line.attempt_id, []), known),
    )


def _curve(line: RoomLine, rows: Sequence[_Row], known: Activity) -> list[CurvePoint]:
    """Some ten points on the way: the chart is folded there and not at each step."""
    wanted = dict.fromkeys(len(rows) * part // SAMPLES for part in range(1, SAMPLES + 1))
    places = [place for place in wanted if place]
    charts = charts_at([row.step for row in rows], places)
    return [CurvePoint(0.0, 0)] + [
        CurvePoint(
            minutes=max(0.0, (rows[place - 1].at - line.started_at).total_seconds() / 60),
            found=links_found(chart, known.spec.key),
        )
        for place, chart in zip(places, charts, strict=True)
    ]


def _live(known: Activity, rows: Sequence[_Row]) -> list[dict[str, Any]]:
    chart, key = chart_of([row.step for row in rows]), known.spec.key
    lines: list[dict[str, Any]] = dump_mark(chart, key, mark_chart(chart, key))["lines"]
    return lines


def _steps(head: SessionHead, key: str, actor: Identity) -> dict[uuid.UUID, list[_Row]]:
    statement = (
        sa.select(
            AttemptEvent.owner_id,
            AttemptEvent.kind,
            AttemptEvent.payload,
            AttemptEvent.server_at,
        )
        .join(Attempt, Attempt.id == AttemptEvent.owner_id)
        .where(Attempt.course_session_id == head.id, Attempt.activity == key)
        .order_by(AttemptEvent.owner_id, AttemptEvent.sequence)
    )
    found: dict[uuid.UUID, list[_Row]] = {}
    for row in db.session.execute(seen_by(actor, statement, Attempt)):
        step = _Row(Step(row.kind, row.payload), row.server_at)
        found.setdefault(row.owner_id, []).append(step)
    return found


def _marks(head: SessionHead, key: str, actor: Identity) -> dict[uuid.UUID, list[dict[str, Any]]]:
    statement = (
        sa.select(Attempt.id, Mark.detail)
        .join(Mark, (Mark.attempt_id == Attempt.id) & (Mark.number == newest_mark()))
        .where(
            Attempt.course_session_id == head.id,
            Attempt.activity == key,
            Attempt.state != AttemptState.OPEN,
        )
    )
    return {
        row.id: row.detail["lines"]
        for row in db.session.execute(seen_by(actor, statement, Attempt))
    }
