"""Terms of the course's glossary in running text: the first place of each becomes a link."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lms.learning.formats.tree import Element

# a term is not marked inside these: they have a meaning of their own
_LEFT_ALONE = frozenset({"a", "code", "pre", "h2", "h3", "h4", "abbr", "figure", "video", "audio"})
_ENDINGS = {"en": "(?:e?s)?", "ur": "(?:وں|یں)?"}


@dataclass(frozen=True)
class Term:
    """A term and its meaning in the language of the lesson."""

    key: str
    word: str
    meaning: str


def mark_terms(root: Element, terms: Sequence[Term], language: str) -> list[Term]:
    """Mark the first place of each term under `root`; returns those that were found, in order."""
    known = {folded(term.word): term for term in terms if term.word.strip()}
    if not known:
        return []
    pattern = _pattern(known, language)
    found: dict[str, Term] = {}
    _mark(root, pattern, known, found)
    return list(found.values())


def folded(word: str) -> str:
    """A word as it is compared: composed, without case, one space between words."""
    return " ".join(unicodedata.normalize("NFC", word).casefold().split())


def _pattern(known: dict[str, Term], language: str) -> re.Pattern[str]:
    """Whole words, the longest term first, with the plain plural of the language."""
    words = sorted(known, key=lambda word: (-len(word), word))
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)({either}){_ENDINGS.get(language, '')}(?!\w)", re.IGNORECASE)


def _mark(
    element: Element, pattern: re.Pattern[str], known: dict[str, Term], found: dict[str, Term]
) -> None:
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            children += _split(child, pattern, known, found)
        else:
            if child.tag not in _LEFT_ALONE:
                _mark(child, pattern, known, found)
            children.append(child)
    element.children = children


def _split(
    text: str, pattern: re.Pattern[str], known: dict[str, Term], found: dict[str, Term]
) -> list[Element | str]:
    parts: list[Element | str] = []
    at = 0
    for match in pattern.finditer(text):
        term = known.get(folded(match[1]))
        if term is None or term.key in found:
            continue
        found[term.key] = term
        parts += [text[at : match.start()], _link(term, match[0])]
        at = match.end()
    return [part for part in (*parts, text[at:]) if part != ""]


def _link(term: Term, written: str) -> Element:
    """A link to the meaning below the lesson; scripts show the meaning beside the word."""
    return Element(
        "a",
        {
            "class": "term",
            "href": f"#term-{term.key}",
            "aria-describedby": f"term-{term.key}-is",
            "data-term": term.key,
        },
        [written],
    )
