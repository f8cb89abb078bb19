"""When two names mean the same thing.

No likeness threshold tells namesakes apart from variants, so: identifiers match exactly after
cleaning; names match a listed alias with script, case, accents and word order folded; only then
a near match counts, when it is very near (0.86) and clearly ahead of the next one (by 0.06).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

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


class NameIndex:
    """All names of a key, ready to be asked about any number of labels."""

    def __init__(self, names: Iterable[Names]) -> None:
        self._plain: dict[str, list[str]] = {}
        self._codes: dict[str, list[str]] = {}
        for one in names:
            forms = self._codes if one.identifier else self._plain
            for form in sorted(one.forms):
                forms.setdefault(form, []).append(one.key)
        self._forms = list(self._plain)
        self._nearest: dict[str, str | None] = {}

    def same(self, label: str) -> list[str]:
        """The keys that have exactly this name, after cleaning or folding, in their order."""
        found = set(self._plain.get(fold_unordered(label), ()))
        for code in written_identifiers(label) if self._codes else ():
            found.update(self._codes.get(code, ()))
        return sorted(found)

    def nearest(self, label: str) -> str | None:
        """The key of the one name that is near enough and clearly ahead, else None; identifiers
        are never near."""
        folded = fold_unordered(label)
        if folded not in self._nearest:
            self._nearest[folded] = self._search(folded)
        return self._nearest[folded]

    def _search(self, folded: str) -> str | None:
        # what is further off than this neither counts nor stands in the way of the best
        least = 100 * (NEAR - AHEAD) - 1
        hits = process.extract(
            folded, self._forms, scorer=fuzz.ratio, score_cutoff=least, limit=None
        )
        best: dict[str, float] = {}
        for form, score, _at in hits:
            for key in self._plain[form]:
                best[key] = max(best.get(key, 0.0), score / 100)
        scored = sorted(((score, key) for key, score in best.items()), reverse=True)
        if not scored or scored[0][0] < NEAR:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < AHEAD:
            return None
        return scored[0][1]
