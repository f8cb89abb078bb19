"""Quizzes as exercises: each answer is one step, the last one of a question counts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lms.core.messages import N_
from lms.courses.formats import Supply
from lms.engines.marking import quiz as engine
from lms.engines.marking.kinds import model_answer
from lms.engines.marking.quiz import Quiz, Review
from lms.engines.marking.types import HandMark
from lms.engines.reading import Parsed, Problem
from lms.exercises.kinds.base import NOTHING, Json, Marked, Part, Step, Terms
from lms.exercises.kinds.quiz_review import ReviewedQuestion, dump_mark, load_review

STEP = "answer"
STEP_SCHEMA = 1


class QuizKind:
    """A list of questions, marked by the engine `marking`."""

    name = "quiz"
    schema = engine.SCHEMA

    def parse(self, payload: object, supply: Supply = NOTHING) -> Parsed[Quiz]:
        return engine.parse_quiz(payload, supply.banks)

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
        detail = dump_mark(seed, mark)
        return Marked(mark.points, mark.maximum, detail, engine.ENGINE, mark.pending)

    def explain(
        self, spec: Quiz, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]
    ) -> list[ReviewedQuestion]:
        return load_review(spec, seed, answers_of(steps), detail)

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
    """The last answer to each question, by the question's token."""
    answers: Json = {}
    for step in steps:
        if step.kind == STEP:
            answers[step.payload["question"]] = step.payload["answer"]
    return {name: answer for name, answer in answers.items() if answer is not None}
