"""Names of people as officials write them: any script, nothing hidden.

Pure. A name is either cleaned (composed, single spaces, one kind of hyphen) or refused with a
`Message` that says what to change. Nothing is ever cut or replaced by a question mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby

from lms.core.composed import composed
from lms.core.messages import N_, Message
from lms.core.names_tables import APOSTROPHES, EASTERN, HYPHENS, KATAKANA, LOOKALIKES

MAX_SIGNS = 120
"""Longest name, in code points once composed."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z .'-]*")
_EASTERN = re.compile(f"[{EASTERN}]+")
_KATAKANA = re.compile(f"[{KATAKANA}]+")
_MAX_MARKS_IN_A_ROW = 6
_DOTS = frozenset(".\u06d4\u00b7\u30fb")
_JOINERS = frozenset("\u200c\u200d")
# ask for a variant of the ideograph before them, and are seen in it alone
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_DIRECTION_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_JOINING_SCRIPTS = frozenset(
    {
        "ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "MANDAIC", "DEVANAGARI", "BENGALI", "GURMUKHI",
        "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER",
        "MYANMAR", "TIBETAN", "BALINESE", "JAVANESE",
    }
)  # fmt: skip
_WRITTEN_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
_UNSEEN = _JOINERS | _SELECTORS | {"\u0640"}
_PUNCTUATION = APOSTROPHES | HYPHENS | _DOTS


def clean_name(text: str) -> str | Message:
    """Return the name in its one stored form, or the message that says how to mend it."""
    if len(text) > 40 * MAX_SIGNS:
        return _too_long()
    if _PLAIN.fullmatch(text) and len(text) <= MAX_SIGNS:
        return " ".join(text.split())  # as the long way gives it; lists are mostly of such names
    value = _tidy(text)
    if not value:
        return N_("Write the name.")
    return _refusal(value) or value


def joined_name(first: str | None, last: str | None) -> str:
    """Return the whole name of its two parts: the first name, then the family name.

    Where both are in Chinese, Japanese or Korean letters the family name stands first, without a
    space: 王小明, 김철수. Where both are in katakana the person is from abroad: the first name
    stands first, with a point between them, as Japanese papers write it: ジョン・スミス.
    """
    first, last = first or "", last or ""
    if first.isascii() or last.isascii():
        return f"{first} {last}".strip()
    if _KATAKANA.fullmatch(first) and _KATAKANA.fullmatch(last):
        return f"{first}・{last}"
    return last + first if is_eastern(first) and is_eastern(last) else f"{first} {last}"


def is_eastern(text: str) -> bool:
    """Whether a text is one word in Chinese, Japanese or Korean letters and nothing else."""
    return _EASTERN.fullmatch(text) is not None


def second_look(value: str) -> Message | None:
    """Say why a person should look again at a clean name, or None.

    Letters of two alphabets in one name may be a slip of the keyboard or a disguise.
    """
    for word in value.replace("-", " ").split():
        mixed = _mixed(word)
        if mixed:
            return N_(
                "Look again: “%(word)s” mixes letters of two alphabets (%(scripts)s). "
                "Type the word anew in one alphabet.",
                word=word,
                scripts=", ".join(mixed),
            )
    mixed = _mixed(value)
    if mixed:
        return N_(
            "Look again: the name mixes two alphabets (%(scripts)s). Write each form of the name "
            "in its own field.",
            scripts=", ".join(mixed),
        )
    return None


def skeleton(value: str) -> str:
    """Return the shape of a name: two names with equal skeletons look alike on paper."""
    folded = unicodedata.normalize("NFKD", value)
    shapes = "".join(LOOKALIKES.get(sign, sign) for sign in folded)
    shapes = "".join(LOOKALIKES.get(sign, sign) for sign in shapes.casefold())
    kept = (sign for sign in shapes if sign not in _UNSEEN)
    return " ".join("".join(kept).split())


def name_key(value: str) -> str:
    """Return what stays equal when one person's name is written twice.

    Case, accents, vowel signs, punctuation and the order of the words do not count, nor whether
    a Chinese, Japanese or Korean name is written with a space.
    """
    if value.isascii():
        return " ".join(sorted(value.translate(_plain_keys()).split()))
    return _long_key(value)


@cache
def _plain_keys() -> dict[int, str]:
    """What each ASCII sign is in a key: there one sign never changes another."""
    keys = ((code, _long_key(f"a{chr(code)}b")) for code in range(128))
    return {code: " " if " " in key else key[1:-1] for code, key in keys}


def _long_key(value: str) -> str:
    letters = (
        " " if sign in _PUNCTUATION or sign.isspace() else sign
        for sign in unicodedata.normalize("NFKD", skeleton(value))
        if not unicodedata.category(sign).startswith("M")
    )
    return " ".join(sorted(_turned("".join(letters).split())))


def _turned(words: list[str]) -> Iterator[str]:
    """Words that stand side by side in Chinese, Japanese or Korean letters as one, begun where it
    sorts first: so 王小明, 王 小明 and 小明 王 are one name, and 田中一 and 中田一 stay two."""
    for eastern, group in groupby(words, is_eastern):
        if eastern:
            whole = "".join(group)
            yield min(whole[at:] + whole[:at] for at in range(len(whole)))
        else:
            yield from group


def look_alikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups of different names that look alike, in order of first appearance."""
    groups: dict[str, list[str]] = {}
    for name in names:
        group = groups.setdefault(skeleton(name), [])
        if name not in group:
            group.append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def scripts_of(value: str) -> tuple[str, ...]:
    """Return the alphabets of the letters in `value`, in order of appearance (LATIN, ARABIC)."""
    seen = {_script(sign): None for sign in value if unicodedata.category(sign).startswith("L")}
    return tuple(seen)


def sign_name(sign: str) -> str:
    """Return how a message names a character: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()


def hidden_signs(text: str) -> list[tuple[int, str]]:
    """Return the signs of `text` that nobody sees, each with its place counted from 1.

    Joiners between letters of a script that joins shape the word and are not hidden.
    """
    return [
        (place + 1, sign)
        for place, sign in enumerate(text)
        if unicodedata.category(sign).startswith("C")
        and not sign.isspace()
        and not (sign in _JOINERS and _joins(text, place))
    ]


def without_hidden_signs(text: str) -> str:
    """Return the text without the signs that nobody sees."""
    places = {place for place, _ in hidden_signs(text)}
    return "".join(sign for place, sign in enumerate(text, 1) if place not in places)


def spelled_out(text: str) -> str:
    """Return the text with each hidden sign written as its code: `Ev[U+202E]il`."""
    places = {place for place, _ in hidden_signs(text)}
    return "".join(
        f"[U+{ord(sign):04X}]" if place in places else sign for place, sign in enumerate(text, 1)
    )


def has_direction_control(text: str) -> str | None:
    """Return the first hidden direction character of `text`, or None."""
    return next((sign for sign in text if sign in _DIRECTION_CONTROLS), None)


CONTROL_MESSAGE = N_("Take out the hidden sign: type the text anew instead of pasting it.")


def has_control(text: str) -> bool:
    """Whether a text holds control signs other than line breaks and tabs; no database takes NUL."""
    return any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in text)


def direction_message(sign: str) -> Message:
    """Return the message that refuses a hidden direction character."""
    return N_(
        "Take out the hidden direction character %(sign)s: type the text anew instead of "
        "pasting it.",
        sign=sign_name(sign),
    )


def _tidy(text: str) -> str:
    value = composed(text.strip("\ufeff"))
    spaced = "".join(
        " " if sign.isspace() or unicodedata.category(sign) == "Zs" else sign for sign in value
    )
    hyphened = "".join("-" if sign in HYPHENS else sign for sign in spaced)
    return " ".join(hyphened.split())


def _refusal(value: str) -> Message | None:
    hidden = has_direction_control(value)
    if hidden:
        return direction_message(hidden)
    for place, sign in enumerate(value):
        if not _allowed(value, place):
            return _not_allowed(sign)
    if not any(unicodedata.category(sign).startswith("L") for sign in value):
        return N_("Write the name with letters.")
    if unicodedata.category(value[0]).startswith("M"):
        return N_("The name begins with a mark that has no letter. Type the first letter again.")
    return _length_refusal(value)


def _length_refusal(value: str) -> Message | None:
    run = 0
    for sign in value:
        run = run + 1 if unicodedata.category(sign).startswith("M") else 0
        if run > _MAX_MARKS_IN_A_ROW:
            return N_("Too many marks stand on one letter. Type the name anew.")
    return _too_long() if len(value) > MAX_SIGNS else None


def _too_long() -> Message:
    return N_("The name is longer than %(most)s signs. Write a shorter form of it.", most=MAX_SIGNS)


def _not_allowed(sign: str) -> Message:
    if unicodedata.category(sign).startswith("N"):
        return N_("A name has no digits. Take out “%(sign)s”.", sign=sign)
    if sign.isprintable() and sign not in _SELECTORS:
        return N_(
            "Take out “%(sign)s”: a name is written with letters, spaces, apostrophes, hyphens "
            "and full stops.",
            sign=sign,
        )
    return N_(
        "Take out the hidden character %(sign)s: type the name anew instead of pasting it.",
        sign=sign_name(sign),
    )


def _allowed(value: str, place: int) -> bool:
    sign = value[place]
    if sign == " " or sign in _PUNCTUATION:
        return True
    if sign in _JOINERS:
        return _joins(value, place)
    if sign in _SELECTORS:
        return _script(value[place - 1 : place] or " ") == "CJK"
    return unicodedata.category(sign)[0] in "LM"


def _joins(value: str, place: int) -> bool:
    """Joiners shape letters in some scripts; anywhere else they only hide."""
    before, after = value[place - 1 : place], value[place + 1 : place + 2]
    return all(
        sign != "" and unicodedata.category(sign)[0] in "LM" and _script(sign) in _JOINING_SCRIPTS
        for sign in (before, after)
    )


@lru_cache(maxsize=2_048)
def _script(sign: str) -> str:
    return unicodedata.name(sign, "UNKNOWN").split(" ", 1)[0]


def _mixed(text: str) -> tuple[str, ...]:
    if text.isascii():
        return ()
    scripts = tuple(s for s in scripts_of(text) if s not in {"MODIFIER", "MASCULINE", "FEMININE"})
    if len(scripts) < 2 or any(set(scripts) <= together for together in _WRITTEN_TOGETHER):
        return ()
    return tuple(script.capitalize() for script in scripts)
