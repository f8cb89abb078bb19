"""A choice with certainty: being sure pays where it is right and costs where it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.choice import Choice, ChoiceQuestion
from lms.engines.marking.kinds.common import blank, field_of, refused
from lms.engines.marking.types import Answered, HandMark, Json, Mark, Outcome, PartMark

# certainty-based marking (Gardner-Medwin): shares of the points, by certainty
GAINS: Mapping[int, Fraction] = {1: Fraction(1, 3), 2: Fraction(2, 3), 3: Fraction(1)}
COSTS: Mapping[int, Fraction] = {1: Fraction(0), 2: Fraction(-2, 3), 3: Fraction(-2)}
CERTAINTIES: Mapping[int, Message] = {
    1: N_("not sure"),
    2: N_("fairly sure"),
    3: N_("very sure"),
}


@dataclass(frozen=True)
class Certain:
    """One option's key, and how sure the person is of it (1 to 3; None: did not say)."""

    chosen: str
    certainty: int | None


class Confidence(Choice):
    """One option is right; the mark hangs on how sure the person was.

    It may fall below nothing (the quiz as a whole does not). Who does not say how sure they are
    counts as not sure.
    """

    name = "confidence"

    def public_view(self, question: ChoiceQuestion, seed: str) -> Json:
        return {**super().public_view(question, seed), "certainties": list(CERTAINTIES)}

    def read(self, question: ChoiceQuestion, seed: str, raw: object) -> Answered[Certain]:
        chosen = self.read_chosen(question, seed, raw)
        if chosen.problems:
            return Answered(None, chosen.problems)
        certainty = field_of(raw, "certainty")
        if certainty is not None and (type(certainty) is not int or certainty not in CERTAINTIES):
            return refused("certainty", N_("Say how sure you are: 1, 2 or 3."))
        if not chosen.answer:
            return Answered(None)
        return Answered(Certain(next(iter(chosen.answer)), certainty))

    def mark(
        self, question: ChoiceQuestion, answer: Certain | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if answer is None:
            return Mark(Fraction(0), full, (blank(full),))
        option = next(one for one in question.options if one.key == answer.chosen)
        certainty = answer.certainty or 1
        points = full * (GAINS if option.correct else COSTS)[certainty]
        part = PartMark(
            option.text,
            Outcome.RIGHT if option.correct else Outcome.WRONG,
            points,
            full,
            _reason(option.correct, answer.certainty),
            option.feedback,
        )
        return Mark(points, full, (part,))

    def model(self, question: ChoiceQuestion, seed: str) -> Json:
        return {**super().model(question, seed), "certainty": 3}


def _reason(correct: bool, certainty: int | None) -> Message:
    if certainty is None:
        return (
            N_("Right. You did not say how sure you were, so it counts as not sure.")
            if correct
            else N_("Wrong. You did not say how sure you were, so it counts as not sure.")
        )
    sure = CERTAINTIES[certainty]
    if correct:
        return N_("Right, and you were %(sure)s.", sure=sure)
    return N_("Wrong, and you were %(sure)s.", sure=sure)
