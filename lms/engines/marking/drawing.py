"""Which questions an attempt has, and in which order: by its seed alone."""

from collections.abc import Iterable, Sequence

from lms.engines.marking.plan import Form, Quiz, Section
from lms.engines.marking.types import Difficulty, Question, token


def questions_in_order(quiz: Quiz, seed: str) -> list[Question]:
    """The questions as this attempt shows them."""
    return [question for section in by_section(quiz, seed) for question in section]


def by_section(quiz: Quiz, seed: str) -> list[list[Question]]:
    """The questions of an attempt, for each section of the quiz in turn.

    Rows are drawn in their order; no question is drawn twice. Within a section the order is the
    author's (drawn ones last) unless the quiz is shuffled.
    """
    taken = {question.key for section in quiz.sections for question in section.questions}
    sections = []
    for section in quiz.sections:
        found = [*section.questions, *_drawn(section, seed, taken)]
        if quiz.shuffle:
            found.sort(key=lambda question: token(seed, "place", question.key))
        sections.append(found)
    return sections


def _drawn(section: Section, seed: str, taken: set[str]) -> list[Question]:
    found = []
    for row in section.draws:
        free = [question for question in row.pool if question.key not in taken]
        free.sort(key=lambda question: token(seed, "draw", question.key))
        found += free[: row.count]
        taken.update(question.key for question in free[: row.count])
    return found


def eligible(
    questions: Sequence[Question],
    *,
    difficulty: Difficulty | None,
    aim: str | None,
    form: Form | None,
) -> tuple[Question, ...]:
    """The questions of a bank that a row of the blueprint may draw."""
    pool: Iterable[Question] = questions if form is None else _form(questions, form)
    return tuple(
        question
        for question in pool
        if difficulty in (None, question.difficulty) and aim in (None, question.aim)
    )


def _form(questions: Sequence[Question], form: Form) -> list[Question]:
    """One form's share: each cell (aim and difficulty) is dealt to the forms in turn."""
    counts: dict[tuple[str | None, Difficulty], int] = {}
    found = []
    for question in questions:
        cell = (question.aim, question.difficulty)
        turn = counts.get(cell, 0)
        counts[cell] = turn + 1
        if (Form.A, Form.B)[turn % 2] is form:
            found.append(question)
    return found


def least_supply(
    pool: Sequence[Question], earlier: Sequence[tuple[int, Sequence[Question]]]
) -> int:
    """How many of `pool` are left at worst after earlier rows, given as (count, pool)."""
    keys = {question.key for question in pool}
    shared = [(count, keys & {question.key for question in other}) for count, other in earlier]
    most = sum(min(count, len(common)) for count, common in shared)
    within = set().union(*(common for _count, common in shared))
    return len(keys) - min(most, len(within))
