"""Money in whole minor units of a currency, as it is typed and shown. No float ever.

How many decimals a currency has is ISO 4217's matter; Babel's tables know it.
"""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import get_currency_precision, is_currency

from lms.core.messages import N_, Message

MOST = 2_000_000_000
"""The largest sum in minor units that a column holds."""

_POINTS = frozenset(".٫")
_GAPS = frozenset(" \u00a0\u202f\u2009'’")
_COMMAS = frozenset(",٬،")
_WHOLE = re.compile(r"\d+|\d{1,3}(?:,\d{2,3})*,\d{3}")  # 2500, 2,500, and 1,00,000 as in South Asia


def currency_code(text: str) -> str | Message:
    """The ISO 4217 code of a currency, or what to write."""
    code = text.strip().upper()
    if re.fullmatch(r"[A-Z]{3}", code) and is_currency(code):
        return code
    return N_("Write the three letters of the currency, such as PKR, USD or EUR.")


def decimals(currency: str) -> int:
    """How many decimals sums in a currency have: 2 for PKR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


def parse(text: str, currency: str) -> int | Message:
    """A typed sum in minor units: `2,500.00`, `2500`, `۲٬۵۰۰٫۰۰`. A Message says what to mend."""
    plain = "".join(_western(sign) for sign in text.strip())
    whole, point, rest = plain.partition(".")
    if not _WHOLE.fullmatch(whole) or (point and not re.fullmatch(r"\d+", rest)):
        return N_("Write the sum like 2,500 or 2,500.00, without a sign of the currency.")
    most = decimals(currency)
    if len(rest.rstrip("0")) > most:
        return N_("Sums in %(currency)s have %(most)s decimals.", currency=currency, most=most)
    minor = int(whole.replace(",", "") + rest[:most].ljust(most, "0"))
    if minor > MOST:
        return N_("The sum is too large. Look at the decimal point.")
    return minor


def _western(sign: str) -> str:
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    if sign in _GAPS:
        return ""
    return "." if sign in _POINTS else "," if sign in _COMMAS else sign


def amount(minor: int, currency: str) -> Decimal:
    """The sum in whole units, exactly, with all its decimals."""
    return Decimal(minor).scaleb(-decimals(currency))


def typed(minor: int, currency: str) -> str:
    """The sum as it may be typed again: `2500.00`."""
    return f"{amount(minor, currency):.{decimals(currency)}f}"
