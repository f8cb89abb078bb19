"""How strong a link may be drawn, from the grades of the items that state it."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.engines.linkchart.vocabulary import Strength


@dataclass(frozen=True)
class Item:
    """A graded report, as far as strength hangs on it."""

    origin: str
    source: str
    information: str


def strength_of(items: Iterable[Item]) -> Strength:
    """Confirmed: one item A1 or B1, or two of independent origin with A or B and 1 to 3.

    Tentative: nothing but C or X with 4. Otherwise unconfirmed.
    """
    listed = list(items)
    good = [item for item in listed if item.source in "AB" and item.information in "123"]
    if any(item.information == "1" for item in good):
        return Strength.CONFIRMED
    if len({item.origin for item in good}) >= 2:
        return Strength.CONFIRMED
    if listed and all(item.source in "CX" and item.information == "4" for item in listed):
        return Strength.TENTATIVE
    return Strength.UNCONFIRMED
