"""Exact numbers out of the decimals that other systems write, and back."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})([eE][+-]?\d{1,2})?")
_HELD = re.compile(r"-?\d{1,12}(\.\d{1,9})?|\d{1,6}/[1-9]\d{0,5}")
_MOST = 10**12
_PLACES = 9


def exact(text: str) -> Fraction | None:
    """A number such as 12, .5, 1e3 or 12,5; None for anything else or beyond a billion."""
    plain = text.strip().replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        number = Fraction(Decimal(plain))
    except InvalidOperation:
        return None
    return number if abs(number) < _MOST else None


def held(value: object) -> Fraction:
    """A number as the files here hold it. Raises ValueError for what is none."""
    text = str(value).strip()
    if not _HELD.fullmatch(text):
        raise ValueError(text[:40])
    return Fraction(text)


def share(text: str) -> Fraction | None:
    """A percentage such as 33.33333 as the fraction that was meant; None where it is none."""
    number = exact(text or "0")
    return None if number is None else (number / 100).limit_denominator(400)


def written(number: Fraction) -> str:
    """A number as the files here hold it: decimals, or n/d where decimals would not end."""
    for places in range(_PLACES + 1):
        if (number * 10**places).denominator == 1:
            return decimals(number, places)
    if number >= 0 and number.denominator < 10**6 and number.numerator < 10**6:
        return f"{number.numerator}/{number.denominator}"
    return decimals(number)


def decimals(number: Fraction, places: int = _PLACES) -> str:
    """A number rounded to so many decimal places, without needless noughts."""
    scaled = round(abs(number) * 10**places)
    digits = str(scaled).rjust(places + 1, "0")
    whole, rest = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    sign = "-" if number < 0 and scaled else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
