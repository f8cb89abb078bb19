"""Find the agency that a cell names; offer the nearest where it names none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz, process

from lms.core.messages import N_, Message

_NEAR_ENOUGH = 72
_JOINING_WORDS = frozenset({"the", "of", "and", "&"})


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency that a row may name: by full names and short names in any language, or slug.

    `names[0]` is how messages write it.
    """

    id: UUID
    names: tuple[str, ...]
    slug: str

    @property
    def label(self) -> str:
        return self.names[0]


def fold_name(text: str) -> str:
    """Return a name without case, accents, punctuation and small joining words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    spaced = "".join(
        " " if unicodedata.category(sign)[0] in "PZSC" and sign != "&" else sign
        for sign in plain
        if not unicodedata.category(sign).startswith("M")
    )
    return " ".join(word for word in spaced.split() if word not in _JOINING_WORDS)


def find_agency(text: str, choices: Sequence[AgencyChoice]) -> AgencyChoice | Message:
    """Return the agency that `text` names, or the message with the nearest one."""
    folded = fold_name(text)
    found = [
        choice
        for choice in choices
        if folded and folded in {fold_name(name) for name in (*choice.names, choice.slug)}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        return N_(
            "“%(typed)s” names more than one agency. Write the full name: %(names)s.",
            typed=text,
            names="; ".join(choice.label for choice in found),
        )
    return _not_found(text, folded, choices)


def _not_found(text: str, folded: str, choices: Sequence[AgencyChoice]) -> Message:
    names = {name: fold_name(name) for choice in choices for name in choice.names}
    best = process.extractOne(folded, names, scorer=fuzz.WRatio, score_cutoff=_NEAR_ENOUGH)
    if best is not None:
        return N_(
            "“%(typed)s” is no agency of this session. Write “%(nearest)s” if that is meant.",
            typed=text[:80],
            nearest=best[2],
        )
    return N_(
        "“%(typed)s” is no agency of this session. Write one of: %(names)s.",
        typed=text[:80],
        names="; ".join(choice.label for choice in choices),
    )
