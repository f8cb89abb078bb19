"""Passwords: hashed by Argon2id, checked with equal work whether the account exists or not."""

from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.core.messages import N_, Message

MIN_SIGNS = 15
MAX_SIGNS = 200
_LIST = Path(__file__).with_name("common_passwords.txt")
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Argon2id with the library's present parameters (RFC 9106, low memory)."""
    return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether a password fits a stored hash. Without a hash the same work is done, in vain."""
    try:
        return _hasher.verify(stored or _hash_of_nothing(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def refusal(password: str, own_words: tuple[str, ...] = ()) -> Message | None:
    """Say why a new password is not taken, or None.

    `own_words` are the person's names, user name and address, and the installation's name: a
    password that is little more than one of them is the first that a stranger tries.
    """
    if len(password) < MIN_SIGNS:
        return N_(
            "Use %(least)s signs or more. Four or five words that do not belong together are "
            "easy to remember.",
            least=MIN_SIGNS,
        )
    if len(password) > MAX_SIGNS:
        return N_("Use %(most)s signs or fewer.", most=MAX_SIGNS)
    bare = _bare(password)
    if bare in _common() or _is_pattern(bare):
        return N_("This password is known or easily guessed. Choose words of your own.")
    for word in own_words:
        known = _bare(word)
        if len(known) >= 4 and known in bare and len(bare) - len(known) < 8:
            return N_("The password must not be built on your own name. Choose other words.")
    return None


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _is_pattern(bare: str) -> bool:
    """One short piece again and again, or a run along the alphabet or the digits."""
    for size in range(1, 6):
        piece = bare[:size]
        if piece and (piece * (len(bare) // size + 1))[: len(bare)] == bare:
            return True
    steps = {ord(after) - ord(before) for before, after in pairwise(bare)}
    return len(steps) <= 1


@cache
def _common() -> frozenset[str]:
    return frozenset(_bare(line) for line in _LIST.read_text(encoding="utf-8").splitlines())


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash("the password of nobody")
