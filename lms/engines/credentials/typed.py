"""Folding of what people type into the signs that are stored."""

import unicodedata

LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Letters that people type for the digits that look like them."""


def fold(typed: str, *, keep_hyphens: bool = False) -> str:
    """Upper-case letters and ASCII digits of what was typed; spaces, marks and hyphens dropped.

    Full-width forms, and digits of any script (Urdu, Arabic, Devanagari), become ASCII digits.
    With `keep_hyphens` every kind of dash becomes one hyphen.
    """
    signs: list[str] = []
    for sign in unicodedata.normalize("NFKC", typed):
        if (digit := unicodedata.decimal(sign, None)) is not None:
            signs.append(str(int(digit)))
        elif unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}":
            signs.append("-" if keep_hyphens else "")
        elif sign.isalpha():
            signs.append(sign.upper())
    return "".join(signs)
