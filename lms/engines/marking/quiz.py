"""A quiz: its settings and questions, its public view for one attempt, and its mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.types import Json, Mark, Question, Quote, Solution, token
from lms.engines.reading import Node, Parsed, Problem, Problems, Text, unique

SCHEMA = 1
ENGINE = "quiz/1"
MOST_QUESTIONS = 300


class QuizPurpose(StrEnum):
    PRACTICE = "practice"
    PRE_TEST = "pre_test"
    POST_TEST = "post_test"


class Review(StrEnum):
    """When marks, reasons and right answers are shown."""

    AT_ONCE = "at_once"
    RELEASED = "released"


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
    questions: tuple[Question, ...]

    @property
    def maximum(self) -> int:
        """The most points that can be earned."""
        return sum(question.points for question in self.questions)


@dataclass(frozen=True)
class QuestionMark:
    """One question's mark within a quiz, with its right answer for after release."""

    question: Question
    mark: Mark
    solution: Solution


@dataclass(frozen=True)
class QuizMark:
    """Marks in the order in which this attempt showed the questions."""

    points: Fraction
    maximum: Fraction
    questions: tuple[QuestionMark, ...]


def parse_quiz(payload: object) -> Parsed[Quiz]:
    """Read a quiz file; all problems at once, each with its path."""
    problems = Problems()
    node = Node(upgrade(payload), "", problems)
    node.choice("kind", ["quiz"])
    node.whole("schema", low=1, high=SCHEMA)
    key, title = node.key(), node.text("title", most=300)
    instructions = node.text_or_none("instructions")
    purpose = QuizPurpose(node.choice("purpose", QuizPurpose, default=QuizPurpose.PRACTICE))
    review_default = Review.AT_ONCE if purpose is QuizPurpose.PRACTICE else Review.RELEASED
    settings = {
        "pass_mark": node.whole("pass_mark", low=0, high=100, default=60),
        "attempts": node.whole_or_none("attempts", low=1, high=100),
        "minutes": node.whole_or_none("minutes", low=1, high=24 * 60),
    }
    shuffle = node.truth("shuffle", default=True)
    review = Review(node.choice("review", Review, default=review_default))
    questions = _questions(node)
    node.close()
    return problems.parsed(
        lambda: Quiz(
            key=key,
            title=title,
            instructions=instructions,
            purpose=purpose,
            shuffle=shuffle,
            review=review,
            questions=questions,
            pass_mark=settings["pass_mark"] or 0,
            attempts=settings["attempts"],
            minutes=settings["minutes"],
        )
    )


def upgrade(payload: object) -> object:
    """A quiz of an older schema in today's form. Schema 1 is the first."""
    return payload


def questions_in_order(quiz: Quiz, seed: str) -> list[Question]:
    """The questions as this attempt shows them."""
    if not quiz.shuffle:
        return list(quiz.questions)
    return sorted(quiz.questions, key=lambda question: token(seed, "place", question.key))


def question_token(seed: str, question: Question) -> str:
    """The name by which the browser knows a question of this attempt."""
    return token(seed, "question", question.key)


def public_view(quiz: Quiz, seed: str) -> Json:
    """All that a browser may know of a quiz while it is taken."""
    return {
        "title": dict(quiz.title),
        "instructions": dict(quiz.instructions) if quiz.instructions else None,
        "questions": [_public_question(q, seed) for q in questions_in_order(quiz, seed)],
    }


def check_answer(quiz: Quiz, seed: str, name: str, raw: object) -> tuple[Problem, ...]:
    """What is wrong with one answer from a browser; empty if it can be kept."""
    question = _by_token(quiz, seed).get(name)
    if question is None:
        message = N_("This question is not part of the quiz. Load the page again.")
        return (Problem("question", message),)
    return QUESTION_KINDS[question.kind].read(question, seed, raw).problems


def mark_quiz(quiz: Quiz, seed: str, answers: Mapping[str, object]) -> QuizMark:
    """Mark answers by question token. An answer that cannot be read counts as not given."""
    marks = []
    for question in questions_in_order(quiz, seed):
        kind = QUESTION_KINDS[question.kind]
        raw = answers.get(question_token(seed, question))
        answer = None if raw is None else kind.read(question, seed, raw).answer
        marks.append(QuestionMark(question, kind.mark(question, answer), kind.explain(question)))
    points = sum((item.mark.points for item in marks), Fraction(0))
    return QuizMark(points, Fraction(quiz.maximum), tuple(marks))


def _by_token(quiz: Quiz, seed: str) -> dict[str, Question]:
    return {question_token(seed, question): question for question in quiz.questions}


def _public_question(question: Question, seed: str) -> Json:
    quote = question.quote
    return {
        "token": question_token(seed, question),
        "kind": question.kind,
        "points": question.points,
        "text": dict(question.text),
        "quote": {"source": dict(quote.source), "text": dict(quote.text)} if quote else None,
        **QUESTION_KINDS[question.kind].public_view(question, seed),
    }


def _questions(node: Node) -> tuple[Question, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("questions", low=1, high=MOST_QUESTIONS):
        key = item.key()
        unique(item, "key", key, seen)
        kind = item.choice("kind", QUESTION_KINDS)
        if item.raw("kind") != kind:
            item.skip_rest()
            continue
        head = Question(
            key=key,
            kind=kind,
            points=item.whole("points", low=1, high=100, default=1),
            text=item.text("text"),
            quote=_quote(item),
            explanation=item.text_or_none("explanation"),
        )
        found.append(QUESTION_KINDS[kind].parse(head, item))
    return tuple(found)


def _quote(item: Node) -> Quote | None:
    node = item.node_or_none("quote")
    if node is None:
        return None
    quote = Quote(node.text("source", most=300), node.text("text"))
    node.close()
    return quote
