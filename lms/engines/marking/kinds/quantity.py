"""Numbers with units, as people write them: read, converted, and written again."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.reading import Node, unique

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,12})?")
_RATIO = re.compile(r"([+-]?\d{1,15})/(0{0,3}[1-9]\d{0,14})")
_QUANTITY = re.compile(r"(?P<number>[+-]?[\d.,/ ]*\d)\s*(?P<unit>\D.{0,39})?", re.DOTALL)


@dataclass(frozen=True)
class Units:
    """The unit of an answer, other units that may be typed, and what writing none costs.

    `others` has the factor by which a value in that unit becomes one in `unit`; `cost` is the
    share of the points that is lost where no unit, or none of these, is written.
    """

    unit: str
    others: Mapping[str, Fraction]
    cost: Fraction

    @property
    def asked(self) -> bool:
        """Whether the unit is itself part of the answer."""
        return bool(self.unit) and self.cost > 0

    def factor(self, written: str) -> Fraction | None:
        """The factor of a unit as typed, None if it is none of these."""
        known = {self.unit: Fraction(1), **self.others} if self.unit else {}
        plain = {_plain(unit): factor for unit, factor in known.items()}
        if _plain(written) in plain:
            return plain[_plain(written)]
        folded = {unit.casefold(): factor for unit, factor in plain.items()}
        # mW is not MW: without case a unit is only known where that is clear
        return folded.get(_plain(written).casefold()) if len(folded) == len(plain) else None


@dataclass(frozen=True)
class Quantity:
    """A typed number in the answer's unit; `unit_known` is false if no right unit was written."""

    number: Fraction
    unit_known: bool


def read_unit(node: Node, *, needed: bool = False) -> str:
    """A field `unit`. A unit that begins like a number could not be told from one."""
    unit = node.string("unit", most=20, default=None if needed else "")
    if unit and (unit[0] in "+-.,/" or unit[0].isdigit()):
        node.fault("unit", N_("Begin the unit with a letter, not like a number."))
    return unit


def read_units(node: Node, unit: str) -> Units:
    """The fields `units` and `unit_cost` of a question whose answer has `unit`."""
    seen = {unit}
    others: dict[str, Fraction] = {}
    if node.has("units"):
        for item in node.nodes("units", low=1, high=20):
            other, factor = read_unit(item, needed=True), item.exact("factor")
            unique(item, "unit", other, seen)
            if factor <= 0:
                item.fault("factor", N_("Write a number above 0."))
            others[other] = factor
    cost = node.exact("unit_cost", default="0")
    if not 0 <= cost <= 1:
        node.fault("unit_cost", N_("Write a share from 0 to 1."))
    for name, is_set in (("units", bool(others)), ("unit_cost", cost > 0)):
        if is_set and not unit:
            node.fault(name, N_("Give the answer's own unit first."))
    return Units(unit, others, cost)


def read_quantity(text: str, units: Units) -> Quantity | None:
    """A number with or without its unit; None if it cannot be read.

    An unknown unit is read only where the unit is asked for: there it costs, elsewhere the
    person is told to mend it.
    """
    match = _QUANTITY.fullmatch(_plain_signs(text))
    number = read_number(match["number"]) if match else None
    if match is None or number is None:
        return None
    written = (match["unit"] or "").strip()
    if not written:
        return Quantity(number, unit_known=False)
    factor = units.factor(written)
    if factor is not None:
        return Quantity(number * factor, unit_known=True)
    if units.asked and not any(sign.isdigit() for sign in written):
        return Quantity(number, unit_known=False)
    return Quantity(number, unit_known=False) if written == "%" and not units.unit else None


def read_number(text: str) -> Fraction | None:
    """A number as people write it: digits of any script, comma or point, spaces, or a fraction."""
    plain = _plain_signs(text)
    if plain.count(",") == 1 and "." not in plain:
        head, _, tail = plain.partition(",")
        plain = (
            head + tail
            if len(tail) == 3 and head.lstrip("+-") not in ("", "0")
            else f"{head}.{tail}"
        )
    plain = plain.replace(",", "").replace(" ", "")
    if len(plain) > 33 or not (_NUMBER.fullmatch(plain) or _RATIO.fullmatch(plain)):
        return None
    return Fraction(plain)


def decimal(number: Fraction) -> str:
    """A number as written in decimals, or as a fraction where decimals would not end."""
    for places in range(10):
        scaled = number * 10**places
        if scaled.denominator == 1:
            sign = "-" if scaled < 0 else ""
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
    return f"{number.numerator}/{number.denominator}"


def typed(number: Fraction, unit: str) -> str:
    """A quantity as a person may type it so that it is read again as the same."""
    return f"{decimal(number)} {unit}".strip()


def _plain_signs(text: str) -> str:
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFKC", text.strip())).strip()


def _sign(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return {"٫": ".", "٬": ",", "−": "-", "٪": "%", "⁄": "/", " ": " "}.get(sign, sign)


def _plain(unit: str) -> str:
    return "".join(_plain_signs(unit).split())
