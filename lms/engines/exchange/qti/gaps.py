"""Gaps in a text of QTI: typed, chosen, or filled from a list."""

from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange import building
from lms.engines.exchange.building import Answer, Number
from lms.engines.exchange.numbers import exact, written
from lms.engines.exchange.qti.declared import Declared
from lms.engines.exchange.qti.kinds import Asked
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.xml import Node

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")


def blank(node: Node, asked: Asked) -> Payload:
    """A gap as a blank, without its key."""
    response = asked.response(node)
    if node.name == "inlineChoiceInteraction":
        rows = node.all("inlineChoice")
        right = response.right
        answers = [
            Answer(
                asked.text(one),
                Fraction(int(one.attributes.get("identifier", "") in right)),
                asked.feedback(one),
            )
            for one in rows
        ]
        return {"options": building.options(answers, [one for one in answers if one.share == 1])}
    if response.base in ("float", "integer"):
        return _number(response)
    return building.words(_typed(response), asked.notes)


def _number(response: Declared) -> Payload:
    numbers = [exact(one) for one in response.right]
    if len(numbers) != 1 or numbers[0] is None:
        raise LeftOut(N_("A gap names no number, or several."))
    return {"value": written(numbers[0])}


def _typed(response: Declared) -> list[Answer]:
    """The accepted forms; those that are worth less than the best are told."""
    best = max(response.mapping.values(), default=Fraction(0))
    forms = dict.fromkeys((*response.correct, *response.mapping))
    return [
        Answer(
            {"en": one},
            Fraction(1) if one in response.correct or not best else response.mapping[one] / best,
        )
        for one in forms
    ]


def from_list(node: Node, gap: Node, asked: Asked) -> Payload:
    """A gap that is filled with one of the words of its interaction."""
    response = asked.response(node)
    name = gap.attributes.get("identifier", "")
    right = [one.split(" ")[0] for one in response.right if one.split(" ")[-1] == name]
    answers = [
        Answer(asked.text(one), Fraction(int([one.attributes.get("identifier", "")] == right)))
        for one in node.all("gapText")
    ]
    return {"options": building.options(answers, [one for one in answers if one.share == 1])}


def alone(found: Payload) -> Payload:
    """The only gap of an item, which stands at the end of its text, as a question by itself."""
    if "accepted" in found:
        rest = {"feedback": found["feedback"]} if "feedback" in found else {}
        return {"kind": "short_text", "answer": {"accepted": found["accepted"]}, **rest}
    number = Number(Fraction(found["value"]), Fraction(0), Fraction(1))
    return {"kind": "numeric", "answer": {"value": written(number.value)}}
