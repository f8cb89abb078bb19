"""The order in which people are called: by agency or as one room, by rank, alphabet or hand.

Pure.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from lms.ceremony.enums import Scope, Within
from lms.ceremony.rules.ranks import grade_of

# The letters of Urdu in the order of its dictionaries, with those of Sindhi and Pashto beside the
# letter they grew from.
_ALPHABET = (
    "اأإٱآ ب ٻ ڀ پ ت ٿ ٽ ٹ ټ ث ج ڄ ڃ چ څ ځ ڇ ح خ د ڌ ڏ ڊ ڍ ڈ ډ ذ ر ڑ ړ ڙ ز ژ ږ س ش ښ ص ض ط "
    "ظ ع غ ف ڦ ق ک كڪ گ ګ ڳ ڱ ل م ن ڻ ںڼ وؤ هہۀةۃ ھ ء ی ىيئېۍ ے ۓ"
)
_PLACE = {
    letter: (place, inner)
    for place, group in enumerate(_ALPHABET.split())
    for inner, letter in enumerate(group)
}

T = TypeVar("T")


class Caller(NamedTuple):
    """Somebody to be put in order. `agency` is the agency's place (from 1), `position` the place
    now in the whole calling order."""

    id: UUID
    agency: int
    name: str
    local: str
    rank: str
    position: int


def in_order(
    people: Sequence[Caller],
    *,
    scope: Scope,
    within: Within,
    language: str = "en",
    grades: Mapping[str, int] | None = None,
) -> list[Caller]:
    """The people in the order that the rules give; each stands in it exactly once.

    Equals keep the order they have now. A rank that nobody has a grade for comes after all others.
    """

    def key(one: Caller) -> tuple[object, ...]:
        agency = one.agency if scope is Scope.AGENCY else 0
        grade = grade_of(one.rank, grades or {}) if within is Within.RANK else None
        rank = -grade if grade is not None else 0
        name = alphabet_key(one, language) if within is Within.ALPHABET else ()
        return (agency, rank, name, one.position, one.id)

    return sorted(people, key=key)


def alphabet_key(one: Caller, language: str) -> tuple[tuple[int, int], ...]:
    """The place of a name in the alphabet of a language; in Urdu of the local name, where there
    is one. Accents, vowel signs and case do not count; Latin letters come before the others."""
    text = one.local if language == "ur" and one.local else one.name
    plain = unicodedata.normalize("NFKD", _whole(text)).casefold()
    return tuple(
        _place_of(sign)
        for sign in plain
        if not unicodedata.combining(sign) and (sign.isalnum() or sign == " ")
    )


def _whole(text: str) -> str:
    """The text with letters that Unicode would take apart (alif madda, hamza) as one sign."""
    return unicodedata.normalize("NFC", text).replace("آ", "اا")


def _place_of(sign: str) -> tuple[int, int]:
    if sign == " ":
        return (0, 0)
    found = _PLACE.get(sign)
    return (200_000 + found[0], found[1]) if found else (1 + ord(sign), 0)


def moved(order: Sequence[T], who: T, steps: int) -> list[T]:
    """The order with one of them moved up (negative) or down, as far as there are places."""
    rest = [one for one in order if one != who]
    place = list(order).index(who)
    rest.insert(max(0, min(len(rest), place + steps)), who)
    return rest
