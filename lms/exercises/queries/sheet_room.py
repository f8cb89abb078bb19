"""What a room made of a sheet: each line's share, what was given instead, agreement of grades."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.core.errors import NotFound
from lms.core.messages import Message
from lms.courses.rows import SessionHead
from lms.engines.casework.agreement import Agreement, Pair, agreement
from lms.engines.casework.grading import Drill
from lms.engines.marking.types import Outcome
from lms.engines.reading import Text
from lms.exercises.kinds import SHEETS
from lms.exercises.kinds.base import Json
from lms.exercises.models import Attempt, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity
from lms.exercises.queries.attempts import newest_mark
from lms.exercises.rows import Activity

OFTEN = 5


@dataclass(frozen=True)
class GivenCount:
    """What was given, in words, and how often."""

    words: Text | Message
    count: int


@dataclass(frozen=True)
class LineShare:
    """One line over the room: mean share of its points (0 to 1), outcomes counted, what was given
    where it was not right, the most frequent first."""

    name: str
    subject: Text | Message
    share: Fraction
    outcomes: Mapping[str, int]
    others: Sequence[GivenCount]

    @property
    def percent(self) -> int:
        return int(100 * self.share)


@dataclass(frozen=True)
class ExtraCount:
    """Something given that the key does not have, and in how many attempts."""

    subject: Text | Message
    count: int
    given: Sequence[GivenCount]


@dataclass(frozen=True)
class SheetRoom:
    """The room at one sheet, over everybody's first attempt that has a mark."""

    known: Activity
    groups: int
    lines: Sequence[LineShare]
    extra: Sequence[ExtraCount]
    agreements: Sequence[Agreement]


def sheet_room(head: SessionHead, key: str, *, actor: Identity) -> SheetRoom:
    """For those who may see the room. Raises NotFound for what is no sheet. 2 queries."""
    require(actor, Permission.SEE_ROOM, head)
    known = activity(head, key)
    if known.kind.name not in SHEETS:
        raise NotFound
    marks = _first_marks(head, key, actor)
    return SheetRoom(
        known=known,
        groups=len(marks),
        lines=_lines(known, marks),
        extra=_extra(known, marks),
        agreements=_agreements(known, marks),
    )


def _first_marks(head: SessionHead, key: str, actor: Identity) -> list[Json]:
    """The marks in short of each group's first attempt: later ones have seen the answers."""
    statement = (
        sa.select(Attempt.group_key, Mark.items)
        .join(Mark, (Mark.attempt_id == Attempt.id) & (Mark.number == newest_mark()))
        .where(
            Attempt.course_session_id == head.id,
            Attempt.activity == key,
            Mark.items.is_not(None),
        )
        .order_by(Attempt.number, Attempt.id)
    )
    found: dict[str, Json] = {}
    for row in db.session.execute(seen_by(actor, statement, Attempt)):
        found.setdefault(row.group_key, row.items)
    return list(found.values())


def _lines(known: Activity, marks: Sequence[Json]) -> list[LineShare]:
    subjects = SHEETS[known.kind.name].subjects(known.spec)
    lines = []
    for name, subject in subjects.items():
        mine = [mark["questions"][name] for mark in marks if name in mark["questions"]]
        if not mine:
            continue
        wrong = Counter(
            code for _share, outcome, given in mine if outcome != Outcome.RIGHT for code in given
        )
        lines.append(
            LineShare(
                name=name,
                subject=subject,
                share=sum((Fraction(share) for share, _o, _g in mine), Fraction(0)) / len(mine),
                outcomes=Counter(outcome for _share, outcome, _given in mine),
                others=_told(known, name, wrong),
            )
        )
    return lines


def _told(known: Activity, line: str, codes: Counter[str]) -> list[GivenCount]:
    """The most frequent of what was given, in words."""
    kind = SHEETS[known.kind.name]
    told = ((kind.told(known.spec, line, code), count) for code, count in codes.most_common())
    return [GivenCount(words, count) for words, count in told if words is not None][:OFTEN]


def _extra(known: Activity, marks: Sequence[Json]) -> list[ExtraCount]:
    subjects = SHEETS[known.kind.name].subjects(known.spec)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    times: Counter[str] = Counter()
    for mark in marks:
        for name, given in mark.get("extra", {}).items():
            times[name] += 1
            found[name].update(given)
    return [
        ExtraCount(
            subject=subjects[name],
            count=count,
            given=_told(known, name, found[name]),
        )
        for name, count in times.most_common()
        if name in subjects
    ]


def _agreements(known: Activity, marks: Sequence[Json]) -> list[Agreement]:
    """Of a grading drill, each class over all that was graded."""
    if not isinstance(known.spec, Drill):
        return []
    right = {item.key: item.answer for item in known.spec.items}
    pairs: dict[str, list[Pair]] = {part: [] for part in known.spec.parts}
    for mark in marks:
        for name, (_share, _outcome, given) in mark["questions"].items():
            for code in given:
                part, _, grade = code.partition(":")
                if name in right and part in pairs:
                    pairs[part].append((right[name][part], grade))
    return [agreement(known.spec.scale, part, found) for part, found in pairs.items()]
