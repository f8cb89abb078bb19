"""When two names mean the same thing.

No likeness threshold tells namesakes apart from variants, so: identifiers match exactly after
cleaning; names match a listed alias with script, case, accents and word order folded; only then
a near match counts, when it is very near (0.86) and clearly ahead of the next one (by 0.06).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from lms.engines.folding import fold, fold_unordered

NEAR = 0.86
AHEAD = 0.06


def clean_identifier(text: str) -> str:
    """Letters and digits only; an international prefix 00 goes."""
    plain = fold(text).replace(" ", "")
    return plain[2:] if plain.isdigit() and plain.startswith("00") else plain


def written_identifiers(label: str) -> set[str]:
    """The identifiers that a label may mean: "lorry KV-4471-C" may mean KV-4471-C."""
    words = fold(label).split()
    found = {clean_identifier(" ".join(words))}
    while len(words) > 1 and words[0].isalpha() and len(words[0]) > 2:
        words = words[1:]
        found.add(clean_identifier(" ".join(words)))
    return found


@dataclass(frozen=True)
class Names:
    """All forms of one thing of the key, ready to compare."""

    key: str
    identifier: bool
    forms: frozenset[str]

    @staticmethod
    def of(key: str, identifier: bool, names: Iterable[str]) -> "Names":
        clean = clean_identifier if identifier else fold_unordered
        return Names(key, identifier, frozenset(filter(None, map(clean, names))))

    def same(self, label: str) -> bool:
        """Exactly one of the forms, after cleaning or folding."""
        if self.identifier:
            return not self.forms.isdisjoint(written_identifiers(label))
        return fold_unordered(label) in self.forms

    def likeness(self, label: str) -> float:
        """How near a label is to the nearest form, 0 to 1; identifiers are never near."""
        if self.identifier:
            return 0.0
        folded = fold_unordered(label)
        return max((fuzz.ratio(folded, form) / 100 for form in self.forms), default=0.0)


def nearest(label: str, candidates: Mapping[str, Names]) -> str | None:
    """The key of the one name that is near enough and clearly ahead, else None."""
    scored = sorted(
        ((names.likeness(label), key) for key, names in candidates.items()), reverse=True
    )
    if not scored or scored[0][0] < NEAR:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < AHEAD:
        return None
    return scored[0][1]
