"""What an item declares to be right, and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.numbers import exact
from lms.engines.exchange.types import LeftOut
from lms.engines.exchange.xml import Node

_KNOWN = ("match_correct", "map_response", "map_response_point", "match_correct.xml")


@dataclass(frozen=True)
class Declared:
    """One response: the right values in order, and points by value where they are mapped."""

    cardinality: str
    base: str
    correct: tuple[str, ...]
    mapping: Mapping[str, Fraction]
    default: Fraction
    areas: tuple[Node, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        """The right values; the mapped ones where none are declared."""
        if self.correct:
            return self.correct
        best = max(self.mapping.values(), default=Fraction(0))
        worth = [key for key, value in self.mapping.items() if value > 0]
        many = self.cardinality != "single"
        return tuple(key for key in worth if many or self.mapping[key] == best)

    @property
    def full(self) -> Fraction:
        """What the right values are worth together, 0 where nothing is mapped."""
        return sum((self.mapping.get(one, self.default) for one in self.right), Fraction(0))


def declared(root: Node) -> dict[str, Declared]:
    """The responses of an item by their names."""
    return {
        one.attributes.get("identifier", ""): _declared(one)
        for one in root.all("responseDeclaration")
    }


def _declared(node: Node) -> Declared:
    correct = node.first("correctResponse")
    mapping = node.first("mapping")
    areas = node.first("areaMapping")
    entries = mapping.all("mapEntry") if mapping else []
    return Declared(
        cardinality=node.attributes.get("cardinality", "single"),
        base=node.attributes.get("baseType", "identifier"),
        correct=tuple(" ".join(one.text.split()) for one in correct.all("value"))
        if correct
        else (),
        mapping={
            " ".join(one.attributes.get("mapKey", "").split()): _number(one, "mappedValue")
            for one in entries
        },
        default=_number(mapping, "defaultValue") if mapping else Fraction(0),
        areas=tuple(areas.all("areaMapEntry")) if areas else (),
    )


def _number(node: Node, name: str) -> Fraction:
    found = exact(node.attributes.get(name, "0"))
    return Fraction(0) if found is None else found


def judge_processing(root: Node, notes: Notes) -> None:
    """Tell what of the item's own rules of marking is not followed. Raises LeftOut."""
    if root.attributes.get("adaptive") == "true":
        raise LeftOut(N_("Items that change while they are answered are not read."))
    if root.first("templateDeclaration"):
        raise LeftOut(N_("Items with values of their own for each person are not read."))
    processing = root.first("responseProcessing")
    if processing is None:
        return
    template = processing.attributes.get("template", "").rstrip("/").rsplit("/", 1)[-1]
    if template.removesuffix(".xml") not in _KNOWN and (template or processing.children):
        notes.tell(
            N_("Its own rules of marking are not followed: the answer declared as right counts.")
        )


def points_of(root: Node, responses: Mapping[str, Declared]) -> int:
    """The points of an item: its greatest score where that is a whole number, else 1."""
    found: Fraction | None = None
    for one in root.all("outcomeDeclaration"):
        name = one.attributes.get("identifier")
        if name == "MAXSCORE" and (value := one.first("defaultValue")):
            found = exact(value.words("value"))
        elif name == "SCORE" and found is None:
            found = exact(one.attributes.get("normalMaximum", ""))
    if found is None:
        found = sum((one.full for one in responses.values()), Fraction(0))
    return int(found) if found.denominator == 1 and 1 <= found <= 100 else 1
