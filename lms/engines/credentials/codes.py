"""The 16-sign code that people type beside a serial: 15 random signs and one check sign.

The signs are Crockford's 32, so each is an element of the field GF(32). A code is right when the
sum of sign_i * a**i is zero, with `a` a generator of the field. All sixteen weights differ and none
is zero, so one wrong sign, and two signs swapped wherever they stand, can never go unnoticed; nor
can a doubled pair typed as another doubled pair. ISO 7064's MOD 37,36 run over 32 signs would rest
on 33, which is no prime, and lets some swaps through.
"""

import secrets
from dataclasses import dataclass

from lms.engines.credentials.typed import LOOKALIKES, fold

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
RANDOM_SIGNS = LENGTH - 1
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def _times_generator(element: int) -> int:
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled & 0b100000 else doubled


def _weighted_sum(signs: str) -> int:
    """The sum of sign_i * a**i over the signs; the last sign has the weight a**0."""
    total = 0
    for sign in signs:
        total = _times_generator(total) ^ ALPHABET.index(sign)
    return total


def check_sign(signs: str) -> str:
    """The check sign that belongs behind these random signs."""
    return ALPHABET[_times_generator(_weighted_sum(signs))]


def new_code() -> str:
    """A fresh code of 75 random bits and its check sign, without hyphens."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
    return signs + check_sign(signs)


def is_valid(code: str) -> bool:
    """Whether this is a normalised code whose check sign fits."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _weighted_sum(code) == 0


def normalise(typed: str) -> str:
    """What a person typed, brought to the stored form: folded, without hyphens and spaces.

    Lower case, any digits, O for zero and I or L for one are understood. The result need not be
    valid: ask `is_valid`.
    """
    return fold(typed).translate(LOOKALIKES)


def grouped(code: str) -> str:
    """The code as printed: four groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@dataclass(frozen=True)
class TypedCode:
    """A code as read from a form: its normalised signs and whether they can be a code at all."""

    signs: str
    valid: bool


def read(typed: str) -> TypedCode:
    """Normalise and check what was typed, in one step."""
    signs = normalise(typed)
    return TypedCode(signs, is_valid(signs))
