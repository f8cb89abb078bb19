"""What all exercises on a case share: the head of their file, and a mark told line by line.

An exercise is a sheet of lines. Each line has a name that its author (or the case) gave; answers,
marks by hand and the figures of a room hang on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.quantity import decimal
from lms.engines.marking.plan import Review
from lms.engines.marking.types import HandMark, Outcome, PartMark
from lms.engines.reading import Node, Text

ZERO = Fraction(0)
# the one criterion of what a person gives for a line: what it earns, or what it costs
BY_HAND = "credit"
Json = dict[str, Any]


class Purpose(StrEnum):
    PRACTICE = "practice"
    ASSESSED = "assessed"


@dataclass(frozen=True)
class Settings:
    """The head of a task's file. `case` is the key of the case; None: no limit."""

    key: str
    case: str
    title: Text
    instructions: Text
    purpose: Purpose
    pass_mark: int
    attempts: int | None
    minutes: int | None
    review: Review


def read_settings(node: Node, kind: str, *, schema: int) -> Settings:
    """The fields that every task has."""
    node.choice("kind", [kind])
    node.schema(schema)
    purpose = Purpose(node.choice("purpose", Purpose, default=Purpose.PRACTICE))
    review = Review.AT_ONCE if purpose is Purpose.PRACTICE else Review.RELEASED
    return Settings(
        key=node.key(),
        case=node.key("case"),
        title=node.text("title", most=300),
        instructions=node.text("instructions"),
        purpose=purpose,
        pass_mark=node.whole("pass_mark", low=0, high=100, default=60),
        attempts=node.whole_or_none("attempts", low=1, high=100),
        minutes=node.whole_or_none("minutes", low=1, high=24 * 60),
        review=Review(node.choice("review", Review, default=review)),
    )


@dataclass(frozen=True)
class LineMark:
    """One line of a marked sheet: what was given, what it earned of `maximum`, and why.

    `given` holds what was answered in short codes, for figures over a room; `comment` is the word
    of a person who gave other points than the rules do. What costs points has a `minimum` below 0.
    """

    key: str
    subject: Text | Message
    outcome: Outcome
    points: Fraction
    maximum: Fraction
    parts: tuple[PartMark, ...]
    solution: tuple[Text | Message, ...] = ()
    why: Text | None = None
    given: tuple[str, ...] = ()
    comment: str = ""
    minimum: Fraction = ZERO

    @property
    def costs(self) -> bool:
        """Whether it can earn nothing and may cost something: what the key does not have."""
        return not self.maximum


@dataclass(frozen=True)
class SheetMark:
    """A marked sheet. `facts` are figures of the kind's own, plain JSON, for its page."""

    points: Fraction
    maximum: Fraction
    lines: tuple[LineMark, ...]
    facts: Json = field(default_factory=dict)


def outcome_of(points: Fraction, maximum: Fraction, *, answered: bool) -> Outcome:
    """Right at full points, wrong at none, else partly; blank where nothing was answered."""
    if not answered:
        return Outcome.BLANK
    if points >= maximum:
        return Outcome.RIGHT
    return Outcome.PARTLY if points > 0 else Outcome.WRONG


def line_of_parts(
    key: str,
    subject: Text | Message,
    parts: tuple[PartMark, ...],
    *,
    solution: tuple[Text | Message, ...] = (),
    why: Text | None = None,
    given: tuple[str, ...] = (),
) -> LineMark:
    """A line that earns what its parts do, never less than nothing."""
    points = max(ZERO, sum((part.points for part in parts), ZERO))
    maximum = sum((part.maximum for part in parts), ZERO)
    answered = any(part.outcome is not Outcome.BLANK for part in parts)
    outcome = outcome_of(points, maximum, answered=answered)
    return LineMark(key, subject, outcome, points, maximum, parts, solution, why, given)


def lost_in(parts: Iterable[PartMark]) -> tuple[str, ...]:
    """The names of the parts that lost something, as short codes of what a room gets wrong: each
    is the text of a message."""
    return tuple(
        part.subject.text
        for part in parts
        if isinstance(part.subject, Message) and part.outcome is not Outcome.RIGHT
    )


def by_hand(line: LineMark, hand: Mapping[str, HandMark] | None) -> LineMark:
    """The line with the points that a person gave for it, where one did; the parts stay as they
    are and a last one says what was changed."""
    given = (hand or {}).get(line.key)
    if given is None or BY_HAND not in given.points:
        return line
    said = given.points[BY_HAND]
    points = max(line.minimum, -said) if line.costs else min(max(ZERO, said), line.maximum)
    outcome = outcome_of(points, line.maximum, answered=True)
    if line.costs:
        outcome = Outcome.WRONG if points < 0 else Outcome.RIGHT
    reason = N_(
        "The trainer gave %(points)s points here; the rules give %(before)s.",
        points=decimal(points),
        before=decimal(line.points),
    )
    told = PartMark(None, outcome, points, line.maximum, reason)
    return replace(
        line, outcome=outcome, points=points, parts=(*line.parts, told), comment=given.comment
    )


def summed(lines: tuple[LineMark, ...], facts: Json | None = None) -> SheetMark:
    """A sheet whose points are those of its lines."""
    points = sum((line.points for line in lines), ZERO)
    maximum = sum((line.maximum for line in lines), ZERO)
    return SheetMark(points, maximum, lines, facts or {})
