"""What a quiz is made of: settings, sections, fixed questions and draws from banks."""

from dataclasses import dataclass
from enum import StrEnum

from lms.engines.marking.types import Difficulty, Question
from lms.engines.reading import Text

SCHEMA = 1
MOST_QUESTIONS = 300
MOST_IN_BANK = 500


class QuizPurpose(StrEnum):
    PRACTICE = "practice"
    PRE_TEST = "pre_test"
    POST_TEST = "post_test"


class Review(StrEnum):
    """When marks, reasons and right answers are shown."""

    AT_ONCE = "at_once"
    RELEASED = "released"


class Layout(StrEnum):
    """One question at a time, or all on one page."""

    STEPS = "steps"
    PAGE = "page"


class Show(StrEnum):
    """What a review shows once it may be seen."""

    MARKS = "marks"
    REASONS = "reasons"
    SOLUTIONS = "solutions"


class Form(StrEnum):
    """Parallel forms: the questions of a bank are dealt to them in turn, so none is in both."""

    A = "a"
    B = "b"


@dataclass(frozen=True)
class Bank:
    """Questions that quizzes draw from."""

    key: str
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Draw:
    """A row of the blueprint: `count` of the questions in `pool`, all worth `points`."""

    bank: str
    count: int
    difficulty: Difficulty | None
    aim: str | None
    form: Form | None
    pool: tuple[Question, ...]

    @property
    def points(self) -> int:
        """What one question of this row is worth."""
        return self.pool[0].points if self.pool else 0


@dataclass(frozen=True)
class Section:
    """A part of a quiz. Its fixed questions come in every attempt, those of `draws` by the seed."""

    title: Text | None
    instructions: Text | None
    questions: tuple[Question, ...]
    draws: tuple[Draw, ...] = ()


@dataclass(frozen=True)
class Quiz:
    """A quiz as authored. `minutes` and `attempts` are None where there is no limit."""

    key: str
    title: Text
    instructions: Text | None
    purpose: QuizPurpose
    pass_mark: int
    shuffle: bool
    attempts: int | None
    minutes: int | None
    review: Review
    layout: Layout
    show: frozenset[Show]
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions that an attempt can meet, each once; an attempt may meet fewer."""
        found = {}
        for section in self.sections:
            for group in (section.questions, *(row.pool for row in section.draws)):
                found.update({question.key: question for question in group})
        return tuple(found.values())

    @property
    def length(self) -> int:
        """How many questions an attempt has."""
        return sum(
            len(section.questions) + sum(row.count for row in section.draws)
            for section in self.sections
        )

    @property
    def maximum(self) -> int:
        """The most points that can be earned: the same in every attempt."""
        return sum(
            sum(question.points for question in section.questions)
            + sum(row.count * row.points for row in section.draws)
            for section in self.sections
        )
