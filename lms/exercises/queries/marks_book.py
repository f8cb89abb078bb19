"""The trainer's marks book: people by activities, with the best mark of each."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.core.access import Identity, require
from lms.core.db import LocalizedText, db, unscoped
from lms.core.names import joined_name
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.exercises.enums import AttemptState
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity, exercise_keys
from lms.exercises.queries.results import results
from lms.exercises.rows import Activity, Result

BY_NAME, BY_AGENCY = "name", "agency"


@dataclass(frozen=True)
class MarkCell:
    """What one person has at one activity. `percent` is the best mark, released or not; None
    where nothing is marked. `waits`: an answer is still to be marked by hand."""

    attempt_id: uuid.UUID
    percent: int | None
    released: bool
    open: bool
    waits: bool
    attempts: int


@dataclass(frozen=True)
class BookLine:
    """One person with a cell for each activity, None where there is no attempt."""

    enrolment_id: uuid.UUID
    name: str
    agency_id: uuid.UUID
    agency: LocalizedText
    cells: Sequence[MarkCell | None]


@dataclass(frozen=True)
class MarksBook:
    """The book. `agencies` are those of all its people, by id."""

    activities: Sequence[Activity]
    lines: Sequence[BookLine]
    agencies: Mapping[uuid.UUID, LocalizedText]

    def percents(self, at: int) -> list[int]:
        """The marks of everybody who has one at the activity of this column."""
        cells = [line.cells[at] for line in self.lines]
        return [one.percent for one in cells if one is not None and one.percent is not None]

    def passed(self, at: int) -> int:
        """How many of them reach its pass mark."""
        return sum(one >= self.activities[at].terms.pass_mark for one in self.percents(at))


def marks_book(
    head: SessionHead,
    *,
    actor: Identity,
    sort: str = BY_AGENCY,
    agency_id: uuid.UUID | None = None,
) -> MarksBook:
    """Everybody's marks, for those who may see the room. 2 queries.

    `sort` is "agency" (calling order), "name", or the key of an activity (best marks first).
    """
    require(actor, Permission.SEE_ROOM, head)
    activities = [activity(head, key) for key in _keys(head)]
    taken: dict[tuple[uuid.UUID, str], list[Result]] = defaultdict(list)
    for result in results(head.id, actor=actor):
        taken[result.enrolment_id, result.activity].append(result)
    people = _people(head)
    lines = [
        BookLine(
            row.id,
            joined_name(row.first_name, row.last_name),
            row.agency_id,
            row.short_name,
            [_cell(taken.get((row.id, one.key), [])) for one in activities],
        )
        for row in people
        if agency_id in (None, row.agency_id)
    ]
    agencies = {row.agency_id: row.short_name for row in people}
    return MarksBook(activities, _sorted(lines, sort, activities), agencies)


def _keys(head: SessionHead) -> list[str]:
    """Tests before, checks and exercises of modules, own exercises, tests after: each once."""
    assert head.content_hash is not None
    body = content(head.content_hash)
    tests = body["course"].get("tests", [])
    checks = [module["quiz"] for module in body["modules"] if module.get("quiz")]
    return list(dict.fromkeys([*tests, *checks, *exercise_keys(head)]))


def _people(head: SessionHead) -> Sequence[Any]:
    statement = (
        sa.select(
            Enrolment.id,
            Enrolment.first_name,
            Enrolment.last_name,
            Enrolment.agency_id,
            Agency.short_name,
        )
        .join(Agency, Agency.id == Enrolment.agency_id)
        .where(Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN)
        .order_by(Enrolment.agency_id, Enrolment.position, Enrolment.id)
    )
    because = "trainers of the session, asked before"
    return db.session.execute(unscoped(statement, because=because)).all()


def _cell(taken: Sequence[Result]) -> MarkCell | None:
    if not taken:
        return None
    best = max(taken, key=lambda one: (-1 if one.percent is None else one.percent, one.number))
    return MarkCell(
        attempt_id=best.attempt_id,
        percent=best.percent,
        released=best.percent is not None and best.released_at is not None,
        open=any(one.state is AttemptState.OPEN for one in taken),
        waits=any(one.state is AttemptState.HANDED_IN for one in taken),
        attempts=len(taken),
    )


def _sorted(
    lines: Sequence[BookLine], sort: str, activities: Sequence[Activity]
) -> Sequence[BookLine]:
    if sort == BY_NAME:
        return sorted(lines, key=lambda line: line.name)
    at = next((n for n, one in enumerate(activities) if one.key == sort), None)
    if at is None:
        return lines
    return sorted(lines, key=lambda line: -_percent(line.cells[at]))


def _percent(cell: MarkCell | None) -> int:
    return -1 if cell is None or cell.percent is None else cell.percent
