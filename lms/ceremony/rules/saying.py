"""A first help to say a name that nobody has written down as it is said. Pure.

Latin spellings of South Asian names are read off syllable by syllable; the rule of the syllables
is the plain one of most textbooks: a consonant alone between vowels begins the next syllable, of
two the second does, and digraphs such as kh and sh count as one. Chinese, Japanese and Korean
letters do not tell how a name is said (東 is Azuma to one family and Higashi to another, Dong to a
third in China; Korean sounds change where syllables meet), so nothing is offered for them.
"""

import re
from functools import lru_cache

from anyascii import anyascii

from lms.core.cjk import holds

_VOWELS = "(?<=[a-z])y(?![aeiou])|aa|ee|oo|ai|au|ay|ei|ey|ou|ia|io|[aeiou]"
_DIGRAPHS = "kh|gh|sh|ch|th|dh|bh|ph|jh|zh|ck|qu|[bcdfghjklmnpqrstvwxyz]"
_PARTS = re.compile(f"(?P<vowel>{_VOWELS})|(?P<other>{_DIGRAPHS})|(?P<rest>.)", re.IGNORECASE)


def syllables(name: str) -> str:
    """A name in Latin letters with hyphens between its syllables, such as Ta-bas-sum Ra-ni; empty
    where only somebody who knows the person can tell."""
    if holds(name):
        return ""
    plain = name if name.isascii() else anyascii(name)
    return " ".join(_word(word) for word in plain.split())


@lru_cache(maxsize=4096)  # screen and phone ask for the whole list every second
def _word(word: str) -> str:
    if word.isupper() or not word.isalpha():
        return word
    parts = [(match.lastgroup, match[0]) for match in _PARTS.finditer(word)]
    kinds = [kind for kind, _text in parts]
    return "".join(
        f"-{text}" if place and _begins(kinds, place) else text
        for place, (_kind, text) in enumerate(parts)
    )


def _begins(kinds: list[str | None], place: int) -> bool:
    """Whether a syllable begins here: at a consonant before a vowel, once a vowel was said."""
    before = kinds[:place]
    if "vowel" not in before:
        return False
    if kinds[place] == "vowel":
        return kinds[place - 1] == "vowel"
    return place + 1 < len(kinds) and kinds[place + 1] == "vowel"
