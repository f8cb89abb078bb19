"""What every kind of exercise offers: parse, public view, check, fold, mark, explain, upgrade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from lms.courses.formats import Supply
from lms.engines.marking.types import HandMark
from lms.engines.reading import Parsed, Problem, Text
from lms.exercises.enums import Purpose

Json = dict[str, Any]
S = TypeVar("S")
NOTHING = Supply()
MOST_HANDS = 5


class Part(StrEnum):
    """The part that an activity plays in a course."""

    PRACTICE = "practice"
    PRE_TEST = "pre_test"
    POST_TEST = "post_test"
    ASSESSED = "assessed"


@dataclass(frozen=True)
class Terms:
    """On what terms an activity is taken. None: no limit. `pass_mark` is in percent.

    `least` and `most` people share an attempt; all are credited.
    """

    title: Text
    part: Part
    pass_mark: int
    attempts: int | None
    minutes: int | None
    release_at_once: bool
    least: int = 1
    most: int = MOST_HANDS

    @property
    def purpose(self) -> Purpose:
        return Purpose.FORMATIVE if self.part is Part.PRACTICE else Purpose.ASSESSED


@dataclass(frozen=True)
class Step:
    """One event of an attempt, as the kinds see it."""

    kind: str
    payload: Json


@dataclass(frozen=True)
class Marked:
    """A mark: exact points of `maximum`, and all that explains it, as JSON for the row.

    `pending`: a part waits for a person; `points` holds what is certain so far.
    """

    points: Fraction
    maximum: Fraction
    detail: Json
    engine: str
    pending: bool = False

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that nobody passes by rounding."""
        return int(100 * self.points / self.maximum) if self.maximum else 0


class ExerciseKind(Protocol[S]):
    """One kind of exercise. `seed` belongs to one attempt and never leaves the server."""

    name: str
    schema: int

    def parse(self, payload: object, supply: Supply = NOTHING) -> Parsed[S]:
        """The exercise from its file; all problems at once.

        `supply` holds what the course lends to it: banks for quizzes, cases for their tasks.
        """

    def terms(self, spec: S) -> Terms:
        """On what terms it is taken."""

    def public_view(self, spec: S, seed: str) -> Json:
        """All that a browser may know before release: never a key."""

    def check(self, spec: S, seed: str, step: Step) -> tuple[Problem, ...]:
        """What is wrong with one step from a browser; empty if it can be kept."""

    def fold(self, spec: S, seed: str, steps: Sequence[Step]) -> Json:
        """The state after these steps, for the browser."""

    def mark(
        self,
        spec: S,
        seed: str,
        steps: Sequence[Step],
        hand: Mapping[str, HandMark] | None = None,
    ) -> Marked:
        """The mark of these steps; the same steps always get the same mark.

        `hand` holds what persons gave, by question key.
        """

    def explain(self, spec: S, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]) -> Any:
        """The mark told line by line, with what was right; only for after release."""

    def model_steps(self, spec: S, seed: str, *, share: Fraction) -> list[Step]:
        """Steps of an attempt that gets the first `share` of the whole right."""

    def upgrade(self, payload: object) -> object:
        """A payload of an older schema in today's form."""
