"""A number worked out from others that differ from attempt to attempt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.kinds.formula import Formula, FormulaFault
from lms.engines.marking.kinds.numeric import (
    Target,
    mark_number,
    public_units,
    read_tolerance,
    read_typed,
    told,
)
from lms.engines.marking.kinds.quantity import Quantity, Units, decimal, read_unit, read_units
from lms.engines.marking.types import Answered, HandMark, Json, Mark, Question, Solution, token
from lms.engines.reading import Node, Text, unique

_NAME = re.compile(r"[a-z][a-z0-9_]{0,15}")
_PLACE = re.compile(r"\{([^{}]*)\}")
_MOST = 1_000_000


@dataclass(frozen=True)
class Parameter:
    """A whole number from `low` to `high` in steps, drawn by the seed of the attempt."""

    key: str
    low: int
    high: int
    step: int


@dataclass(frozen=True)
class CalculatedQuestion(Question):
    """`{key}` in the text and the quote stands for a parameter's number."""

    parameters: tuple[Parameter, ...]
    formula: Formula
    tolerance: Fraction
    units: Units
    feedback: Text | None


@dataclass(frozen=True)
class Worked:
    """What was typed, and what was right with the numbers of this attempt."""

    quantity: Quantity
    right: Fraction


class Calculated:
    """Full points within the tolerance of the formula's exact value."""

    name = "calculated"
    schema = 1

    def parse(self, head: Question, node: Node) -> CalculatedQuestion:
        parameters = _parameters(node)
        formula = _formula(node, parameters)
        unit = read_unit(node)
        _check_places(head, node, parameters)
        return CalculatedQuestion(
            **vars(head),
            parameters=parameters,
            formula=formula,
            tolerance=read_tolerance(node),
            units=read_units(node, unit),
            feedback=node.text_or_none("feedback"),
        )

    def public_view(self, question: CalculatedQuestion, seed: str) -> Json:
        values = values_of(question, seed)
        quote = question.quote
        filled: Json = {
            "text": _filled(question.text, values),
            **public_units(question.units),
        }
        if quote:
            filled["quote"] = {"source": dict(quote.source), "text": _filled(quote.text, values)}
        return filled

    def read(self, question: CalculatedQuestion, seed: str, raw: object) -> Answered[Worked]:
        typed = read_typed(raw, question.units)
        if typed.answer is None:
            return Answered(None, typed.problems)
        right = question.formula.value(values_of(question, seed))
        return Answered(Worked(typed.answer, right))

    def mark(
        self, question: CalculatedQuestion, answer: Worked | None, hand: HandMark | None = None
    ) -> Mark:
        right = answer.right if answer else Fraction(0)
        target = _target(question, right)
        quantity = answer.quantity if answer else None
        return mark_number(target, question.units, Fraction(question.points), quantity)

    def explain(self, question: CalculatedQuestion, seed: str) -> Solution:
        right = question.formula.value(values_of(question, seed))
        return Solution((told(_target(question, right), question.units.unit),))

    def model(self, question: CalculatedQuestion, seed: str) -> Json:
        right = question.formula.value(values_of(question, seed))
        number = decimal(right)
        if "/" in number and question.tolerance:
            number = decimal(round(right * 10**9) / Fraction(10**9))
        return {"value": f"{number} {question.units.unit}".strip()}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def values_of(question: CalculatedQuestion, seed: str) -> dict[str, int]:
    """The numbers of one attempt, by parameter."""
    return {one.key: _drawn(one, seed, question.key) for one in question.parameters}


def _drawn(parameter: Parameter, seed: str, question: str) -> int:
    steps = (parameter.high - parameter.low) // parameter.step + 1
    turn = int(token(seed, "parameter", question, parameter.key), 16) % steps
    return parameter.low + parameter.step * turn


def _target(question: CalculatedQuestion, right: Fraction) -> Target:
    return Target(right, question.tolerance, feedback=question.feedback)


def _filled(text: Text, values: Mapping[str, int]) -> dict[str, str]:
    return {
        language: _PLACE.sub(lambda place: str(values[place[1]]), words)
        for language, words in text.items()
    }


def _parameters(node: Node) -> tuple[Parameter, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("parameters", low=1, high=8):
        key = item.string("key", most=16)
        if key and not _NAME.fullmatch(key):
            item.fault("key", N_("Use a small letter first, then small letters and digits."))
        unique(item, "key", key, seen)
        low = item.whole("low", low=-_MOST, high=_MOST)
        high = item.whole("high", low=-_MOST, high=_MOST)
        step = item.whole("step", low=1, high=_MOST, default=1)
        if high < low:
            item.fault("high", N_("Write a number that is not below the lowest one."))
            high = low
        found.append(Parameter(key, low, high, step))
    return tuple(found)


def _formula(node: Node, parameters: tuple[Parameter, ...]) -> Formula:
    text = node.string("formula", most=200)
    spans = {one.key: (Fraction(one.low), Fraction(one.high)) for one in parameters}
    try:
        formula = Formula(text)
    except FormulaFault:
        if text:
            message = N_("Write numbers and parameters with + - * / and brackets only.")
            node.fault("formula", message)
        return Formula("0")
    unknown = sorted(formula.names - spans.keys())
    if unknown:
        message = N_("There is no parameter %(name)s.", name=", ".join(unknown))
        node.fault("formula", message)
    elif formula.span(spans) is None:
        message = N_("This may divide by nothing. Change the formula or the parameters' bounds.")
        node.fault("formula", message)
    return formula


def _check_places(head: Question, node: Node, parameters: tuple[Parameter, ...]) -> None:
    """Each language shows each parameter, and no place stands for anything else."""
    known = {one.key for one in parameters}
    quote = head.quote.text if head.quote else {}
    for language, words in head.text.items():
        shown = set(_PLACE.findall(words + quote.get(language, quote.get("en", ""))))
        for name in sorted(shown - known):
            message = N_("There is no parameter %(name)s.", name=name or "{}")
            node.fault(f"text.{language}", message)
        for name in sorted(known - shown):
            message = N_("Show the parameter as {%(name)s} in this text.", name=name)
            node.fault(f"text.{language}", message)
    for language, words in quote.items():
        for name in sorted(set(_PLACE.findall(words)) - known):
            message = N_("There is no parameter %(name)s.", name=name or "{}")
            node.fault(f"quote.text.{language}", message)
