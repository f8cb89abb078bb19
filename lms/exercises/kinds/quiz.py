"""Quizzes as exercises: each answer is one step, the last one of a question counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.marking import quiz as engine
from lms.engines.marking.kinds import model_answer
from lms.engines.marking.quiz import QuestionMark, Quiz, Review
from lms.engines.marking.types import HandMark, Outcome, PartMark
from lms.engines.reading import Parsed, Problem, Text
from lms.engines.spoken import dump_message, dump_words, load_message, load_words
from lms.exercises.kinds.base import Json, Marked, Part, Step, Terms

STEP = "answer"
STEP_SCHEMA = 1


@dataclass(frozen=True)
class ReviewedPart:
    """One line under a question; texts are authored words or messages."""

    subject: Text | Message | None
    outcome: Outcome
    points: Fraction
    reason: Message
    feedback: Text | None


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question with what was answered, what it earned and what was right."""

    question: Json
    answer: Any
    outcome: Outcome
    points: Fraction
    maximum: Fraction
    parts: tuple[ReviewedPart, ...]
    solution: tuple[Text | Message, ...]
    explanation: Text | None


class QuizKind:
    """A list of questions, marked by the engine `marking`."""

    name = "quiz"
    schema = engine.SCHEMA

    def parse(self, payload: object, banks: Mapping[str, object] | None = None) -> Parsed[Quiz]:
        return engine.parse_quiz(payload, banks)

    def terms(self, spec: Quiz) -> Terms:
        return Terms(
            title=spec.title,
            part=Part(spec.purpose.value),
            pass_mark=spec.pass_mark,
            attempts=spec.attempts,
            minutes=spec.minutes,
            release_at_once=spec.review is Review.AT_ONCE,
        )

    def public_view(self, spec: Quiz, seed: str) -> Json:
        return engine.public_view(spec, seed)

    def check(self, spec: Quiz, seed: str, step: Step) -> tuple[Problem, ...]:
        if step.kind != STEP:
            return (Problem("kind", N_("A quiz has no step of this kind.")),)
        payload = step.payload
        if payload.get("schema") != STEP_SCHEMA or not payload.keys() <= _FIELDS:
            return (
                Problem("payload", N_("This answer has an unknown form. Load the page again.")),
            )
        name = payload.get("question")
        if not isinstance(name, str):
            return (Problem("question", N_("This field is needed.")),)
        if payload.get("answer") is None:
            return ()
        return engine.check_answer(spec, seed, name, payload["answer"])

    def fold(self, spec: Quiz, seed: str, steps: Sequence[Step]) -> Json:
        return {"answers": answers_of(steps)}

    def mark(
        self,
        spec: Quiz,
        seed: str,
        steps: Sequence[Step],
        hand: Mapping[str, HandMark] | None = None,
    ) -> Marked:
        mark = engine.mark_quiz(spec, seed, answers_of(steps), hand)
        detail = {
            "schema": 1,
            "questions": [_dump_question(seed, item) for item in mark.questions],
        }
        return Marked(mark.points, mark.maximum, detail, engine.ENGINE, mark.pending)

    def explain(
        self, spec: Quiz, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]
    ) -> list[ReviewedQuestion]:
        shown = {q["token"]: q for q in engine.public_view(spec, seed)["questions"]}
        answers = answers_of(steps)
        return [
            _reviewed(shown[item["question"]], answers.get(item["question"]), item)
            for item in detail["questions"]
            if item["question"] in shown
        ]

    def model_steps(self, spec: Quiz, seed: str, *, share: Fraction) -> list[Step]:
        questions = engine.questions_in_order(spec, seed)
        wanted = questions[: int(len(questions) * share)]
        return [
            answer_step(engine.question_token(seed, one), model_answer(one, seed)) for one in wanted
        ]

    def upgrade(self, payload: object) -> object:
        return engine.upgrade(payload)


_FIELDS = {"schema", "question", "answer"}


def answer_step(question: str, answer: Any) -> Step:
    """The step that answers a question; None takes the answer back."""
    return Step(STEP, {"schema": STEP_SCHEMA, "question": question, "answer": answer})


def answers_of(steps: Sequence[Step]) -> Json:
    answers: Json = {}
    for step in steps:
        if step.kind == STEP:
            answers[step.payload["question"]] = step.payload["answer"]
    return {name: answer for name, answer in answers.items() if answer is not None}


def _dump_question(seed: str, item: QuestionMark) -> Json:
    return {
        "question": engine.question_token(seed, item.question),
        "key": item.question.key,
        "outcome": item.mark.outcome.value,
        "points": str(item.mark.points),
        "maximum": str(item.mark.maximum),
        "parts": [_dump_part(part) for part in item.mark.parts],
        "solution": [dump_words(line) for line in item.solution.lines],
        "explanation": dump_words(item.question.explanation),
    }


def _dump_part(part: PartMark) -> Json:
    return {
        "subject": dump_words(part.subject),
        "outcome": part.outcome.value,
        "points": str(part.points),
        "reason": dump_message(part.reason),
        "feedback": dump_words(part.feedback),
    }


def _reviewed(shown: Json, answer: Any, item: Json) -> ReviewedQuestion:
    return ReviewedQuestion(
        question=shown,
        answer=answer,
        outcome=Outcome(item["outcome"]),
        points=Fraction(item["points"]),
        maximum=Fraction(item["maximum"]),
        parts=tuple(
            ReviewedPart(
                subject=load_words(part["subject"]),
                outcome=Outcome(part["outcome"]),
                points=Fraction(part["points"]),
                reason=load_message(part["reason"]),
                feedback=part["feedback"],
            )
            for part in item["parts"]
        ),
        solution=tuple(filter(None, map(load_words, item["solution"]))),
        explanation=item["explanation"],
    )
