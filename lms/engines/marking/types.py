"""What all kinds of questions share: the question's head, answers, and marks with their reasons."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

from lms.core.messages import Message
from lms.engines.reading import Node, Problem, Text

Json = dict[str, Any]


class Outcome(StrEnum):
    """How one part of an answer did. "waits": a person has still to mark it."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    BLANK = "blank"
    WAITS = "waits"


class Difficulty(StrEnum):
    """How hard a question is, by its author's judgement."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Tells(StrEnum):
    """What of a mark's line gives the key away: nothing, its reason, or its being there."""

    NOTHING = "nothing"
    REASON = "reason"
    ALL = "all"


@dataclass(frozen=True)
class Quote:
    """A report shown in a frame above the question."""

    source: Text
    text: Text


@dataclass(frozen=True)
class Question:
    """The head of a question. `points` is the most it can earn; `aim` is the key of a module's aim.

    A withdrawn question keeps its place in attempts, and everybody gets its points.
    """

    key: str
    kind: str
    points: int
    text: Text
    quote: Quote | None
    explanation: Text | None
    difficulty: Difficulty = field(default=Difficulty.MEDIUM, kw_only=True)
    aim: str | None = field(default=None, kw_only=True)
    withdrawn: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class PartMark:
    """One line of a mark: what was judged, how it did, and why.

    `subject` names the part (an option's text, "source"); `feedback` is the author's own word;
    `tells` says what must be left out where right answers are not shown.
    """

    subject: Text | Message | None
    outcome: Outcome
    points: Fraction
    maximum: Fraction
    reason: Message
    feedback: Text | None = None
    tells: Tells = Tells.NOTHING


@dataclass(frozen=True)
class HandMark:
    """What a person gave, by the key of the rubric's criteria, and a word to the participant."""

    points: Mapping[str, Fraction]
    comment: str = ""


@dataclass(frozen=True)
class Mark:
    """What an answer earned: exact points out of `maximum`, with a line per part.

    `pending`: a part waits for a person, and `points` holds what is certain so far.
    """

    points: Fraction
    maximum: Fraction
    parts: tuple[PartMark, ...]
    pending: bool = False
    comment: str = ""

    @property
    def outcome(self) -> Outcome:
        """Right at full points, wrong at none (blank if nothing was answered), else partly."""
        if self.pending:
            return Outcome.WAITS
        if self.points == self.maximum:
            return Outcome.RIGHT
        if self.points > 0:
            return Outcome.PARTLY
        if all(part.outcome is Outcome.BLANK for part in self.parts):
            return Outcome.BLANK
        return Outcome.WRONG


@dataclass(frozen=True)
class Option:
    """One choice of a question."""

    key: str
    text: Text
    correct: bool
    feedback: Text | None


@dataclass(frozen=True)
class Outline:
    """A region of a picture as it is drawn: numbers of its shape in the drawing's units.

    `tick_x` and `tick_y` are a place inside, in percent of the picture.
    """

    shape: str
    at: tuple[str, ...]
    correct: bool
    tick_x: str
    tick_y: str


@dataclass(frozen=True)
class Drawing:
    """What is drawn over a question's picture after release; it is 100 units wide."""

    height: str
    outlines: tuple[Outline, ...]


@dataclass(frozen=True)
class Solution:
    """The right answer in words and, over a picture, drawn; for the time after release."""

    lines: tuple[Text | Message, ...]
    drawing: Drawing | None = None


Q = TypeVar("Q", bound=Question)
A = TypeVar("A")


@dataclass(frozen=True)
class Answered(Generic[A]):
    """An answer from a browser, read: either the typed answer or what is wrong with it."""

    answer: A | None
    problems: tuple[Problem, ...] = ()


class QuestionKind(Protocol[Q, A]):
    """One kind of question. `A` is its typed answer; None stands for "not answered"."""

    name: str
    schema: int

    def parse(self, head: Question, node: Node) -> Q:
        """The question from its payload; problems go to the node's list."""

    def public_view(self, question: Q, seed: str) -> Json:
        """What a person may see before release: never a key, never an author's option name."""

    def read(self, question: Q, seed: str, raw: object) -> Answered[A]:
        """A browser's answer (with the tokens of `seed`) as a typed one."""

    def mark(self, question: Q, answer: A | None, hand: HandMark | None = None) -> Mark:
        """The same answer always gives the same mark. `hand` counts where a person marks."""

    def explain(self, question: Q, seed: str) -> Solution:
        """The right answer of this attempt; only for after release."""

    def model(self, question: Q, seed: str) -> Json:
        """A right answer as a browser would send it; for demonstrations and checks of a bank."""

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        """A question of an older schema (the payload says which) in today's form."""


def token(seed: str, *names: str) -> str:
    """A name for the browser that tells nothing: a keyed hash of the author's name.

    The seed belongs to one attempt and stays on the server, so the same option has another
    token in each attempt, and tokens put options into an order of their own.
    """
    words = "\x1f".join(names).encode()
    return hmac.digest(seed.encode(), words, "sha256").hex()[:16]


def in_seeded_order(seed: str, question: Question, options: Sequence[Option]) -> list[Option]:
    """The options in an order that depends on the seed alone, not on how they were written."""
    return sorted(options, key=lambda option: token(seed, "order", question.key, option.key))


def option_token(seed: str, question: Question, option: Option) -> str:
    """The token by which a browser names an option of this attempt."""
    return token(seed, "option", question.key, option.key)
