"""A quiz's mark as JSON for its row, and told again line by line in any language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.marking import quiz as engine
from lms.engines.marking.quiz import QuestionMark, Quiz, QuizMark, Show
from lms.engines.marking.types import Drawing, Outcome, PartMark, Tells
from lms.engines.reading import Text
from lms.engines.spoken import dump_message, dump_words, load_message, load_words
from lms.exercises.kinds.base import Json

DETAIL_SCHEMA = 2


@dataclass(frozen=True)
class ReviewedPart:
    """One line under a question; texts are authored words or messages.

    `points` and `maximum` are None where marks are not shown.
    """

    subject: Text | Message | None
    outcome: Outcome
    points: Fraction | None
    maximum: Fraction | None
    reason: Message
    feedback: Text | None
    tells: Tells = Tells.NOTHING


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question with what was answered, what it earned and what was right.

    `key` is the author's name of it, for trainers only. `section` counts from 0; `heading` is the
    title of its section at its first question. `comment` is the word of who marked by hand.
    `drawing` shows over the question's picture where the right answer was.
    """

    question: Json
    key: str
    answer: Any
    outcome: Outcome
    points: Fraction | None
    maximum: Fraction | None
    parts: tuple[ReviewedPart, ...]
    solution: tuple[Text | Message, ...]
    explanation: Text | None
    pending: bool = False
    comment: str = ""
    certainty: int | None = None
    withdrawn: bool = False
    section: int = 0
    heading: Text | None = None
    drawing: Drawing | None = None


def dump_mark(seed: str, mark: QuizMark) -> Json:
    """The detail of a mark's row."""
    return {
        "schema": DETAIL_SCHEMA,
        "pending": mark.pending,
        "questions": [_dump_question(seed, item) for item in mark.questions],
    }


def load_review(
    spec: Quiz, seed: str, answers: Mapping[str, Any], detail: Mapping[str, Any]
) -> list[ReviewedQuestion]:
    """The questions as reviewed, from a detail of this schema or of the first."""
    shown = {one["token"]: one for one in engine.public_view(spec, seed)["questions"]}
    items = [item for item in detail["questions"] if item["question"] in shown]
    drawings = engine.drawings_of(spec, seed)
    found = []
    before = -1
    for item in items:
        name, section = item["question"], item.get("section", 0)
        heading = spec.sections[section].title if section != before else None
        before = section
        reviewed = _load_question(shown[name], answers.get(name), item)
        drawing = drawings.get(name)
        found.append(replace(reviewed, section=section, heading=heading, drawing=drawing))
    return found


def as_shown(
    questions: Sequence[ReviewedQuestion], show: Collection[Show]
) -> list[ReviewedQuestion]:
    """What the author lets participants see: marks, reasons, solutions.

    Without solutions, lines and reasons that tell the right answer go too; the author's feedback
    on what was chosen stays with the reasons.
    """
    return [_as_shown(question, show) for question in questions]


def _as_shown(question: ReviewedQuestion, show: Collection[Show]) -> ReviewedQuestion:
    parts = question.parts if Show.REASONS in show else ()
    if Show.SOLUTIONS not in show:
        parts = tuple(_untold(part) for part in parts if part.tells is not Tells.ALL)
        question = replace(question, solution=(), explanation=None, drawing=None)
    if Show.MARKS not in show:
        parts = tuple(replace(part, points=None, maximum=None) for part in parts)
        question = replace(question, points=None, maximum=None)
    return replace(question, parts=parts)


_PLAIN: Mapping[Outcome, Message] = {
    Outcome.RIGHT: N_("This is the right answer."),
    Outcome.PARTLY: N_("Nearly right: half the points."),
    Outcome.WRONG: N_("This is not the answer."),
    Outcome.BLANK: N_("Not answered."),
    Outcome.WAITS: N_("A person marks this."),
}


def _untold(part: ReviewedPart) -> ReviewedPart:
    if part.tells is Tells.NOTHING:
        return part
    return replace(part, reason=_PLAIN[part.outcome])


def _dump_question(seed: str, item: QuestionMark) -> Json:
    mark = item.mark
    return {
        "question": engine.question_token(seed, item.question),
        "key": item.question.key,
        "section": item.section,
        "outcome": mark.outcome.value,
        "points": str(mark.points),
        "maximum": str(mark.maximum),
        "pending": mark.pending,
        "comment": mark.comment,
        "withdrawn": item.question.withdrawn,
        "parts": [dump_part(part) for part in mark.parts],
        "solution": [dump_words(line) for line in item.solution.lines],
        "explanation": dump_words(item.question.explanation),
    }


def dump_part(part: PartMark) -> Json:
    """One line of a mark as JSON."""
    return {
        "subject": dump_words(part.subject),
        "outcome": part.outcome.value,
        "points": str(part.points),
        "maximum": str(part.maximum),
        "reason": dump_message(part.reason),
        "feedback": dump_words(part.feedback),
        "tells": part.tells.value,
    }


def _load_question(shown: Json, answer: Any, item: Json) -> ReviewedQuestion:
    certainty = answer.get("certainty") if isinstance(answer, Mapping) else None
    return ReviewedQuestion(
        question=shown,
        key=item["key"],
        answer=answer,
        outcome=Outcome(item["outcome"]),
        points=Fraction(item["points"]),
        maximum=Fraction(item["maximum"]),
        parts=tuple(load_part(part) for part in item["parts"]),
        solution=tuple(filter(None, map(load_words, item["solution"]))),
        explanation=item["explanation"],
        pending=item.get("pending", False),
        comment=item.get("comment", ""),
        certainty=certainty if "certainties" in shown else None,
        withdrawn=item.get("withdrawn", False),
    )


def load_part(part: Json) -> ReviewedPart:
    """What `dump_part` wrote, to be told in any language."""
    maximum = part.get("maximum")
    return ReviewedPart(
        subject=load_words(part["subject"]),
        outcome=Outcome(part["outcome"]),
        points=Fraction(part["points"]),
        maximum=None if maximum is None else Fraction(maximum),
        reason=load_message(part["reason"]),
        feedback=part["feedback"],
        tells=Tells(part.get("tells", Tells.NOTHING)),
    )
