"""A number within a tolerance, with or without a unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.common import ZERO, blank, field_of, refused, right, summed, wrong
from lms.engines.marking.kinds.quantity import (
    Quantity,
    Units,
    decimal,
    read_quantity,
    read_unit,
    read_units,
    typed,
)
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    Outcome,
    PartMark,
    Question,
    Solution,
)
from lms.engines.reading import Node, Text

_MOST_SIGNS = 60


@dataclass(frozen=True)
class Target:
    """The right number, how far off is still right, and how far off is half right."""

    value: Fraction
    tolerance: Fraction
    near: Fraction | None = None
    near_feedback: Text | None = None
    feedback: Text | None = None


@dataclass(frozen=True)
class NumericQuestion(Question):
    target: Target
    units: Units


class Numeric:
    """A number: full points within the tolerance, half within the wider one."""

    name = "numeric"
    schema = 1

    def parse(self, head: Question, node: Node) -> NumericQuestion:
        answer = node.node("answer")
        value, tolerance = answer.exact("value"), read_tolerance(answer)
        unit = read_unit(answer)
        answer.close()
        near, near_feedback = None, None
        wider = node.node_or_none("near")
        if wider is not None:
            near, near_feedback = wider.exact("tolerance"), wider.text_or_none("feedback")
            wider.close()
            if near <= tolerance:
                wider.fault("tolerance", N_("Write more than the answer's own tolerance."))
        feedback = node.text_or_none("feedback")
        return NumericQuestion(
            **vars(head),
            target=Target(value, tolerance, near, near_feedback, feedback),
            units=read_units(node, unit),
        )

    def public_view(self, question: NumericQuestion, seed: str) -> Json:
        return public_units(question.units)

    def read(self, question: NumericQuestion, seed: str, raw: object) -> Answered[Quantity]:
        return read_typed(raw, question.units)

    def mark(
        self, question: NumericQuestion, answer: Quantity | None, hand: HandMark | None = None
    ) -> Mark:
        return mark_number(question.target, question.units, Fraction(question.points), answer)

    def explain(self, question: NumericQuestion, seed: str) -> Solution:
        return Solution((told(question.target, question.units.unit),))

    def model(self, question: NumericQuestion, seed: str) -> Json:
        return {"value": typed(question.target.value, question.units.unit)}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def read_tolerance(node: Node) -> Fraction:
    """How far off a number may be."""
    tolerance = node.exact("tolerance", default="0")
    if tolerance < 0:
        node.fault("tolerance", N_("Write 0 or more."))
    return tolerance


def public_units(units: Units) -> Json:
    """The unit beside the field, or that the unit is to be written too."""
    return {"unit": "" if units.asked else units.unit, "asks_unit": units.asked}


def read_typed(raw: object, units: Units) -> Answered[Quantity]:
    """The field "value" of an answer as a quantity."""
    value = field_of(raw, "value")
    if value is None or value == "":
        return Answered(None)
    if isinstance(value, str) and len(value) <= _MOST_SIGNS:
        if not value.strip():
            return Answered(None)
        quantity = read_quantity(value, units)
        if quantity is not None:
            return Answered(quantity)
    if units.unit and not units.asked:
        message = N_("Write a number, such as 12.5, in %(unit)s.", unit=units.unit)
        return refused("value", message)
    if units.asked:
        return refused("value", N_("Write a number and its unit."))
    return refused("value", N_("Write a number, such as 12.5."))


def mark_number(target: Target, units: Units, full: Fraction, answer: Quantity | None) -> Mark:
    """The mark of a number; a unit that was asked for and is not there costs its share."""
    if answer is None:
        return summed(full, (blank(full),))
    line = judge_number(target, full, answer.number)
    if line.points == 0 or not units.asked or answer.unit_known:
        return summed(full, (line,))
    cost = full * units.cost
    reason = N_("The unit is missing, or it does not fit.")
    return summed(full, (line, PartMark(N_("Unit"), Outcome.WRONG, -cost, ZERO, reason)))


def judge_number(
    target: Target, full: Fraction, number: Fraction, subject: Text | Message | None = None
) -> PartMark:
    """The line of a number."""
    gap = abs(number - target.value)
    if gap <= target.tolerance:
        return right(full, subject)
    if target.near is not None and gap <= target.near:
        reason = N_("Close: half the points.")
        return PartMark(subject, Outcome.PARTLY, full / 2, full, reason, target.near_feedback)
    return wrong(full, subject, target.feedback)


def told(target: Target, unit: str) -> Text | Message:
    """The right number in words."""
    number = f"{decimal(target.value)} {unit}".strip()
    if not target.tolerance:
        return {"en": number}
    spread = decimal(target.tolerance)
    return N_("%(number)s, give or take %(spread)s", number=number, spread=spread)
