"""Fold typed words so that accents, case, script, punctuation and spaces do not decide a mark."""

import re
import unicodedata

from anyascii import anyascii

_GAPS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower-case Latin words with single spaces; other scripts are written in Latin letters."""
    plain = anyascii(unicodedata.normalize("NFKC", text))
    return _GAPS.sub(" ", plain.casefold()).strip()


def fold_unordered(text: str) -> str:
    """As `fold`, with the words in alphabetical order: family name first or last is the same."""
    return " ".join(sorted(fold(text).split()))
