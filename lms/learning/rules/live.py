"""Counting what the room answered to the question on the wall: figures, never names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.choice import ChoiceQuestion
from lms.engines.marking.kinds.grading import GradingQuestion
from lms.engines.marking.quiz import mark_question
from lms.engines.marking.types import Outcome, Question, in_seeded_order, option_token
from lms.engines.reading import Text

# an essay waits for a person, and the picture of a hotspot belongs to an attempt
NOT_LIVE = frozenset({"essay", "hotspot"})
_OUTCOMES = {
    Outcome.RIGHT: N_("Right"),
    Outcome.PARTLY: N_("Partly right"),
    Outcome.WRONG: N_("Not right"),
}
_PARTS = {
    "source": N_("Source"),
    "information": N_("Information"),
    "handling": N_("Handling"),
}


class Phase(StrEnum):
    """Where a question on the wall stands."""

    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "shown"


@dataclass(frozen=True)
class Bar:
    """How often one thing was answered; `percent` of the answers, rounded down."""

    label: Text | Message | str
    count: int
    percent: int
    right: bool


@dataclass(frozen=True)
class Bars:
    """The bars of one part of a question; `title` is None where it has one part only."""

    title: Message | None
    bars: Sequence[Bar]


def can_be_live(question: Question) -> bool:
    """Whether a question can be put on the wall."""
    return question.kind not in NOT_LIVE and not question.withdrawn


def bars_of(question: Question, seed: str, answers: Sequence[Any]) -> list[Bars]:
    """What the room answered: by option, by grade, or else by how the answers did."""
    if isinstance(question, ChoiceQuestion):
        return [Bars(None, _options(question, seed, answers))]
    if isinstance(question, GradingQuestion):
        return [Bars(_PARTS[part], _grades(question, part, answers)) for part in question.parts]
    outcomes = [mark_question(question, seed, answer).mark.outcome for answer in answers]
    counts = [
        _bar(words, outcomes.count(outcome), len(answers), right=outcome is Outcome.RIGHT)
        for outcome, words in _OUTCOMES.items()
    ]
    return [Bars(None, counts)]


def _options(question: ChoiceQuestion, seed: str, answers: Sequence[Any]) -> list[Bar]:
    options = question.options
    if not question.fixed_order:
        options = tuple(in_seeded_order(seed, question, options))
    chosen = [set(_chosen(answer)) for answer in answers]
    return [
        _bar(
            option.text,
            sum(option_token(seed, question, option) in tokens for tokens in chosen),
            len(answers),
            right=option.correct,
        )
        for option in options
    ]


def _chosen(answer: Any) -> Sequence[str]:
    found: Sequence[str] = answer.get("chosen", ()) if isinstance(answer, Mapping) else ()
    return found


def _grades(question: GradingQuestion, part: str, answers: Sequence[Any]) -> list[Bar]:
    given = [answer.get(part) for answer in answers if isinstance(answer, Mapping)]
    return [
        _bar(code, given.count(code), len(answers), right=code == question.answer[part])
        for code in question.scale.codes(part)
    ]


def _bar(label: Text | Message | str, count: int, of: int, *, right: bool) -> Bar:
    return Bar(label, count, 100 * count // of if of else 0, right)
