"""Choice questions: one right option, or several with partial credit."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.kinds.common import (
    ZERO,
    blank,
    field_of,
    one_correct,
    read_options,
    refused,
    right,
    stale,
    summed,
    wrong,
)
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    Option,
    Outcome,
    PartMark,
    Question,
    Solution,
    Tells,
    in_seeded_order,
    option_token,
)
from lms.engines.reading import Node


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """A question with options. `penalty` is what the share of wrong choices costs (0 to 1)."""

    options: tuple[Option, ...]
    fixed_order: bool
    penalty: Fraction


Chosen = frozenset[str]


class Choice:
    """What the kinds of choice have in common; an answer is the set of chosen option keys."""

    name = ""
    schema = 1
    many = False

    def parse(self, head: Question, node: Node) -> ChoiceQuestion:
        options = read_options(node, low=2, high=12)
        if not self.many:
            one_correct(node, options)
        elif options and not any(option.correct for option in options):
            node.fault("options", N_("Mark at least one option as correct."))
        return ChoiceQuestion(
            **vars(head),
            options=options,
            fixed_order=node.truth("fixed_order"),
            penalty=_penalty(node) if self.many else Fraction(1),
        )

    def public_view(self, question: ChoiceQuestion, seed: str) -> Json:
        options = (
            question.options
            if question.fixed_order
            else in_seeded_order(seed, question, question.options)
        )
        return {
            "many": self.many,
            "options": [
                {"token": option_token(seed, question, option), "text": dict(option.text)}
                for option in options
            ],
        }

    def read_chosen(self, question: ChoiceQuestion, seed: str, raw: object) -> Answered[Chosen]:
        """The chosen option keys out of an answer's field "chosen"."""
        known = {option_token(seed, question, option): option.key for option in question.options}
        tokens = field_of(raw, "chosen")
        if not isinstance(tokens, list) or not all(isinstance(one, str) for one in tokens):
            return refused("chosen", N_("Choose from the list."))
        if len(tokens) > len(known) or any(one not in known for one in tokens):
            return refused("chosen", stale())
        if not self.many and len(tokens) > 1:
            return refused("chosen", N_("Choose one answer only."))
        return Answered(frozenset(known[one] for one in tokens) or None)

    def explain(self, question: ChoiceQuestion, seed: str) -> Solution:
        return Solution(tuple(option.text for option in question.options if option.correct))

    def model(self, question: ChoiceQuestion, seed: str) -> Json:
        chosen = [option for option in question.options if option.correct]
        return {"chosen": [option_token(seed, question, option) for option in chosen]}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


class Single(Choice):
    """Exactly one option is right: all points or none."""

    name = "single"

    def read(self, question: ChoiceQuestion, seed: str, raw: object) -> Answered[Chosen]:
        return self.read_chosen(question, seed, raw)

    def mark(
        self, question: ChoiceQuestion, answer: Chosen | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return summed(full, (blank(full),))
        chosen = next(option for option in question.options if option.key in answer)
        judge = right if chosen.correct else wrong
        return summed(full, (judge(full, chosen.text, chosen.feedback),))


class Multiple(Choice):
    """Several options may be right.

    Share of the right ones chosen, minus `penalty` times the share of the wrong ones chosen,
    never below nothing: choosing everything earns nothing at the usual penalty of 1.
    """

    name = "multiple"
    many = True

    def read(self, question: ChoiceQuestion, seed: str, raw: object) -> Answered[Chosen]:
        return self.read_chosen(question, seed, raw)

    def mark(
        self, question: ChoiceQuestion, answer: Chosen | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return summed(full, (blank(full),))
        count = sum(option.correct for option in question.options)
        others = len(question.options) - count
        gain = full / count
        cost = full * question.penalty / others if others else ZERO
        return summed(
            full,
            tuple(_judge(option, option.key in answer, gain, cost) for option in question.options),
        )


def _judge(option: Option, chosen: bool, gain: Fraction, cost: Fraction) -> PartMark:
    if option.correct and chosen:
        return PartMark(
            option.text, Outcome.RIGHT, gain, gain, N_("Rightly chosen."), option.feedback
        )
    if option.correct:
        reason = N_("This belonged to the answer.")
        return PartMark(option.text, Outcome.WRONG, ZERO, gain, reason, None, Tells.ALL)
    if chosen:
        reason = N_("Chosen, but it does not belong to the answer.")
        return PartMark(option.text, Outcome.WRONG, -cost, ZERO, reason, option.feedback)
    reason = N_("Rightly left out.")
    return PartMark(option.text, Outcome.RIGHT, ZERO, ZERO, reason, None, Tells.ALL)


def _penalty(node: Node) -> Fraction:
    value = node.exact("penalty", default="1")
    if not 0 <= value <= 1:
        node.fault("penalty", N_("Write a share from 0 to 1."))
    return value
