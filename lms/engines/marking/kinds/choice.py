"""Choice questions: one right option, or several with partial credit."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
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
    in_seeded_order,
    option_token,
)
from lms.engines.reading import Node, Problem, unique


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """A question with options. `penalty` is what the share of wrong choices costs (0 to 1)."""

    options: tuple[Option, ...]
    fixed_order: bool
    penalty: Fraction


Chosen = frozenset[str]


class _Choice:
    """What both kinds of choice have in common; an answer is the set of chosen option keys."""

    name = ""
    schema = 1
    many = False

    def parse(self, head: Question, node: Node) -> ChoiceQuestion:
        options = _options(node)
        right = sum(option.correct for option in options)
        if not self.many and options and right != 1:
            node.fault(
                "options", N_("Mark exactly one option as correct, not %(count)s.", count=right)
            )
        if self.many and options and not right:
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

    def read(self, question: ChoiceQuestion, seed: str, raw: object) -> Answered[Chosen]:
        known = {option_token(seed, question, option): option.key for option in question.options}
        tokens = raw.get("chosen") if isinstance(raw, Mapping) else None
        if not isinstance(tokens, list) or not all(isinstance(one, str) for one in tokens):
            return _refused("chosen", N_("Choose from the list."))
        if len(tokens) > len(known) or any(one not in known for one in tokens):
            return _refused("chosen", N_("This choice is not in the list. Load the page again."))
        if not self.many and len(tokens) > 1:
            return _refused("chosen", N_("Choose one answer only."))
        return Answered(frozenset(known[one] for one in tokens) or None)

    def explain(self, question: ChoiceQuestion, seed: str) -> Solution:
        return Solution(tuple(option.text for option in question.options if option.correct))

    def model(self, question: ChoiceQuestion, seed: str) -> Json:
        right = [option for option in question.options if option.correct]
        return {"chosen": [option_token(seed, question, option) for option in right]}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


class Single(_Choice):
    """Exactly one option is right: all points or none."""

    name = "single"

    def mark(
        self, question: ChoiceQuestion, answer: Chosen | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return Mark(Fraction(0), full, (_blank(full),))
        chosen = next(option for option in question.options if option.key in answer)
        points = full if chosen.correct else Fraction(0)
        outcome = Outcome.RIGHT if chosen.correct else Outcome.WRONG
        reason = (
            N_("This is the right answer.") if chosen.correct else N_("This is not the answer.")
        )
        part = PartMark(chosen.text, outcome, points, full, reason, chosen.feedback)
        return Mark(points, full, (part,))


class Multiple(_Choice):
    """Several options may be right.

    Share of the right ones chosen, minus `penalty` times the share of the wrong ones chosen,
    never below nothing: choosing everything earns nothing at the usual penalty of 1.
    """

    name = "multiple"
    many = True

    def mark(
        self, question: ChoiceQuestion, answer: Chosen | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return Mark(Fraction(0), full, (_blank(full),))
        right = sum(option.correct for option in question.options)
        wrong = len(question.options) - right
        gain = full / right
        cost = full * question.penalty / wrong if wrong else Fraction(0)
        parts = tuple(
            _judge(option, option.key in answer, gain, cost) for option in question.options
        )
        points = max(Fraction(0), sum((part.points for part in parts), Fraction(0)))
        return Mark(points, full, parts)


def _judge(option: Option, chosen: bool, gain: Fraction, cost: Fraction) -> PartMark:
    zero = Fraction(0)
    if option.correct and chosen:
        return PartMark(
            option.text, Outcome.RIGHT, gain, gain, N_("Rightly chosen."), option.feedback
        )
    if option.correct:
        return PartMark(option.text, Outcome.WRONG, zero, gain, N_("This belonged to the answer."))
    if chosen:
        reason = N_("Chosen, but it does not belong to the answer.")
        return PartMark(option.text, Outcome.WRONG, -cost, zero, reason, option.feedback)
    return PartMark(option.text, Outcome.RIGHT, zero, zero, N_("Rightly left out."))


def _blank(full: Fraction) -> PartMark:
    return PartMark(None, Outcome.BLANK, Fraction(0), full, N_("Not answered."))


def _refused(path: str, message: Message) -> Answered[Chosen]:
    return Answered(None, (Problem(path, message),))


def _penalty(node: Node) -> Fraction:
    value = node.exact("penalty", default="1")
    if not 0 <= value <= 1:
        node.fault("penalty", N_("Write a share from 0 to 1."))
    return value


def _options(node: Node) -> tuple[Option, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("options", low=2, high=12):
        key = item.key()
        unique(item, "key", key, seen)
        found.append(
            Option(
                key,
                item.text("text", most=1000),
                item.truth("correct"),
                item.text_or_none("feedback"),
            )
        )
    texts = [option.text.get("en") for option in found]
    if len(set(texts)) != len(texts) and None not in texts:
        node.fault("options", N_("Two options have the same text. Make them differ."))
    return tuple(found)
