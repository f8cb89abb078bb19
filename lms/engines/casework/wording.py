"""What a text says: words that must stand in it, vague words, and names that must not.

Texts are folded before they are compared: case, accents, script and punctuation do not count.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.core.messages import N_
from lms.engines.folding import fold
from lms.engines.linkchart.key import Case, KeyEntity
from lms.engines.linkchart.names import clean_identifier
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.reading import Node

# UNODC and the PHIA yardstick of the United Kingdom: words that commit to nothing
VAGUE = (
    "may",
    "might",
    "maybe",
    "perhaps",
    "possible",
    "possibly",
    "شاید",
    "ممکن",
    "ممکنہ",
    "ہو سکتا ہے",
)
MOST_WORDS = 40
MOST_KEY = 40
# the month is written with a capital letter, the verb is not
_MAY = re.compile(r"\bmay\b")
_TITLES = frozenset({"the", "dr", "mr", "mrs", "ms", "prof", "al", "el", "bin", "van", "von", "de"})
_FORMS = frozenset({"ltd", "limited", "inc", "llc", "plc", "gmbh", "co", "company", "sa", "pvt"})
_SHORTEST_NAME = 4


@dataclass(frozen=True)
class Group:
    """Ways to say one thing; any of them is enough. A way that ends in `*` may go on."""

    ways: tuple[str, ...]

    def stands_in(self, text: str) -> bool:
        """Whether one of the ways stands in a text."""
        return self.found(text) is not None

    def found(self, text: str) -> str | None:
        """The first way that stands in a text."""
        folded = f" {fold(text)} "
        return next((way.rstrip("*") for way in self.ways if _stands(way, folded)), None)

    @property
    def shown(self) -> str:
        """The first way, for who reads what was asked for."""
        return self.ways[0].rstrip("*")


def _stands(way: str, folded: str) -> bool:
    words = fold(way)
    return bool(words) and (f" {words}" if way.endswith("*") else f" {words} ") in folded


def read_groups(node: Node, name: str, *, low: int = 0) -> tuple[Group, ...]:
    """A list of groups; each is a list of ways, or one way alone."""
    found = []
    for path, raw in node.items(name, low=low, high=MOST_WORDS):
        listed = raw if isinstance(raw, list | tuple) and len(raw) <= MOST_WORDS else [raw]
        ways = [way.strip() for way in listed if isinstance(way, str) and fold(way)]
        if len(ways) < max(1, len(listed)):
            node.problems.add(path, N_("Write words here, or a list of words that mean the same."))
            continue
        found.append(Group(tuple(ways)))
    return tuple(found)


def read_ways(node: Node, name: str, *, low: int = 1) -> Group:
    """One group, as a list of ways."""
    ways = node.strings(name, low=low, high=MOST_WORDS, most=200)
    for way in ways:
        if not fold(way):
            node.fault(name, N_("Write words here, not signs alone."))
    return Group(tuple(ways))


def short_key(node: Node, *, most: int = MOST_KEY) -> str:
    """A field `key` that still fits with a word before it where marks by hand name their line."""
    key = node.key()
    if len(key) > most:
        node.fault("key", N_("Shorten this to %(most)s signs.", most=most))
    return key


def read_vague(node: Node) -> tuple[str, ...]:
    """The field `vague`: words that commit to nothing; those of everybody where it is not there."""
    if not node.has("vague"):
        return VAGUE
    return tuple(node.strings("vague", low=0, high=100, most=40))


def missing_groups(groups: Iterable[Group], text: str) -> list[Group]:
    """Groups of which no way stands in a text."""
    return [group for group in groups if not group.stands_in(text)]


def vague_words(text: str, vague: Sequence[str] = VAGUE) -> list[str]:
    """The vague words that stand in a text, in the list's order."""
    folded = f" {fold(text)} "
    return [
        word
        for word in vague
        if (_MAY.search(text) if word == "may" else f" {fold(word)} " in folded)
    ]


def names_in(
    text: str, case: Case, more: Iterable[str] = (), generic: Iterable[str] = ()
) -> list[str]:
    """Names of the case's entities that a text holds, and of `more`; as the case writes them.

    A person is named by any part of the name, a firm by its name without its legal form, a thing
    by its number however it is spaced. What is written small ("the farmhouse") is a description
    and no name, and so are the words of `generic`.
    """
    folded = f" {fold(text)} "
    together = clean_identifier(text)
    plain = frozenset(map(fold, generic))
    found = [
        entity.names[0]
        for entity in case.key.entities.values()
        if _is_named(entity, folded, together, plain)
    ]
    found += [name for name in more if f" {fold(name)} " in folded]
    return list(dict.fromkeys(found))


def _is_named(entity: KeyEntity, folded: str, together: str, plain: frozenset[str]) -> bool:
    if ENTITY_TYPES[entity.type].identifier:
        codes = filter(None, map(clean_identifier, entity.names))
        return any(len(code) >= _SHORTEST_NAME and code in together for code in codes)
    forms = {form for name in entity.names for form in _forms_of(name, entity.type)} - plain
    return any(f" {form} " in folded for form in forms)


def _forms_of(name: str, entity_type: str) -> set[str]:
    if not any(map(_is_proper, name.split())):
        return set()
    words = fold(name).split()
    forms = {" ".join(words), " ".join(word for word in words if word not in _FORMS)}
    if entity_type == "person":
        own = (fold(word) for word in name.split() if _is_proper(word))
        forms |= {word for word in own if len(word) >= _SHORTEST_NAME and word not in _TITLES}
    return {form for form in forms if len(form) >= _SHORTEST_NAME or any(map(str.isdigit, form))}


def _is_proper(word: str) -> bool:
    """Whether a word is written as a name is: with a capital letter, or in a script without."""
    first = next(filter(str.isalpha, word), "")
    return bool(first) and (first.isupper() or first.upper() == first.lower())
