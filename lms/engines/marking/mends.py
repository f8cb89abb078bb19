"""Mends of a published quiz's key: for marking again, without touching what attempts were shown."""

from collections.abc import Mapping
from dataclasses import replace

from lms.core.messages import N_, Message
from lms.engines.marking.parsing import parse_question
from lms.engines.marking.plan import Quiz, Section
from lms.engines.marking.showing import public_question
from lms.engines.marking.types import Question
from lms.engines.reading import Parsed, Problem

# seeds decide numbers and orders: views that agree for these agree for all
_PROBES = tuple(f"probe {number}" for number in range(8))


def with_mends(quiz: Quiz, mends: Mapping[str, object]) -> Parsed[Quiz]:
    """The quiz with other keys for some questions, by question key.

    A mend is a whole question (same key and kind, and the same for whoever takes the quiz), or
    {void: true}, which withdraws the question: everybody gets its points. Problems carry the
    question's key as the beginning of their path.
    """
    known = {question.key: question for question in quiz.questions}
    made: dict[str, Question] = {}
    problems: list[Problem] = []
    for key, payload in mends.items():
        old = known.get(key)
        if old is None:
            problems.append(Problem(key, N_("The quiz has no question of this name.")))
            continue
        found = _mended(old, payload)
        problems += [Problem(_path(key, one.path), one.message) for one in found.problems]
        if found.value is not None:
            made[key] = found.value
    return Parsed(None, tuple(problems)) if problems else Parsed(_replaced(quiz, made))


def _path(key: str, path: str) -> str:
    return key if path in ("", ".") else f"{key}.{path}"


def _mended(old: Question, payload: object) -> Parsed[Question]:
    if isinstance(payload, Mapping) and payload.get("void") is True:
        return Parsed(replace(old, withdrawn=True))
    parsed = parse_question(payload)
    if parsed.value is None:
        return parsed
    # how hard it is and its aim decide draws: they stay as published
    new = replace(parsed.value, difficulty=old.difficulty, aim=old.aim)
    refusal = _refusal(old, new)
    return Parsed(None, (refusal,)) if refusal else Parsed(new)


def _refusal(old: Question, new: Question) -> Problem | None:
    message: Message | None = None
    if new.key != old.key:
        return Problem("key", N_("A mend keeps the question's name."))
    if new.kind != old.kind:
        return Problem("kind", N_("A mend keeps the question's kind."))
    if any(public_question(old, seed) != public_question(new, seed) for seed in _PROBES):
        message = N_(
            "This changes what people saw when they answered. Mend only what is right and the"
            " feedback, or withdraw the question."
        )
    return Problem("", message) if message else None


def _replaced(quiz: Quiz, made: Mapping[str, Question]) -> Quiz:
    def new(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(made.get(question.key, question) for question in questions)

    sections = tuple(
        Section(
            section.title,
            section.instructions,
            new(section.questions),
            tuple(replace(row, pool=new(row.pool)) for row in section.draws),
        )
        for section in quiz.sections
    )
    return replace(quiz, sections=sections)
