"""A quiz: its settings and questions, its public view for one attempt, and its mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.drawing import by_section, questions_in_order
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.mends import with_mends
from lms.engines.marking.parsing import parse_bank, parse_question, parse_quiz, upgrade
from lms.engines.marking.plan import (
    SCHEMA,
    Bank,
    Draw,
    Form,
    Layout,
    Quiz,
    QuizPurpose,
    Review,
    Section,
    Show,
)
from lms.engines.marking.showing import (
    drawings_of,
    picture_of,
    public_question,
    public_view,
    question_named,
    question_token,
)
from lms.engines.marking.types import HandMark, Mark, Outcome, PartMark, Question, Solution
from lms.engines.reading import Problem

__all__ = [
    "ENGINE",
    "SCHEMA",
    "Bank",
    "Draw",
    "Form",
    "Layout",
    "QuestionMark",
    "Quiz",
    "QuizMark",
    "QuizPurpose",
    "Review",
    "Section",
    "Show",
    "check_answer",
    "drawings_of",
    "mark_question",
    "mark_quiz",
    "parse_bank",
    "parse_question",
    "parse_quiz",
    "picture_of",
    "public_question",
    "public_view",
    "question_token",
    "questions_in_order",
    "upgrade",
    "with_mends",
]

ENGINE = "quiz/2"


@dataclass(frozen=True)
class QuestionMark:
    """One question's mark within a quiz, with its right answer for after release."""

    question: Question
    mark: Mark
    solution: Solution
    section: int = 0


@dataclass(frozen=True)
class QuizMark:
    """Marks in the order in which this attempt showed the questions.

    `points` never falls below nothing, though a question answered with false certainty may.
    """

    points: Fraction
    maximum: Fraction
    questions: tuple[QuestionMark, ...]

    @property
    def pending(self) -> bool:
        """Whether a part waits for a person."""
        return any(item.mark.pending for item in self.questions)


def check_answer(quiz: Quiz, seed: str, name: str, raw: object) -> tuple[Problem, ...]:
    """What is wrong with one answer from a browser; empty if it can be kept."""
    question = question_named(quiz, seed, name)
    if question is not None:
        return QUESTION_KINDS[question.kind].read(question, seed, raw).problems
    message = N_("This question is not part of the quiz. Load the page again.")
    return (Problem("question", message),)


def mark_quiz(
    quiz: Quiz,
    seed: str,
    answers: Mapping[str, object],
    hand: Mapping[str, HandMark] | None = None,
) -> QuizMark:
    """Mark answers by question token, and what persons gave by question key.

    An answer that cannot be read counts as not given.
    """
    marks = []
    for number, questions in enumerate(by_section(quiz, seed)):
        for question in questions:
            raw = answers.get(question_token(seed, question))
            given = (hand or {}).get(question.key)
            marks.append(mark_question(question, seed, raw, hand=given, section=number))
    points = sum((item.mark.points for item in marks), Fraction(0))
    return QuizMark(max(Fraction(0), points), Fraction(quiz.maximum), tuple(marks))


def mark_question(
    question: Question,
    seed: str,
    raw: object,
    *,
    hand: HandMark | None = None,
    section: int = 0,
) -> QuestionMark:
    """One question's mark for an answer as the browser sent it; None: not answered."""
    if question.withdrawn:
        return QuestionMark(question, _withdrawn(question), Solution(()), section)
    kind = QUESTION_KINDS[question.kind]
    answer = None if raw is None else kind.read(question, seed, raw).answer
    mark = kind.mark(question, answer, hand)
    return QuestionMark(question, mark, kind.explain(question, seed), section)


def _withdrawn(question: Question) -> Mark:
    full = Fraction(question.points)
    reason = N_("This question was withdrawn. Everybody gets its points.")
    return Mark(full, full, (PartMark(None, Outcome.RIGHT, full, full, reason),))
