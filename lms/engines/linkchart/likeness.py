"""Which entities of one chart may be the same thing, with what speaks for and against.

A step of every analysis is to see doubles, and to see that near names are two. So a pair is offered
with its reasons, as analysts' tools do: "+" speaks for, "~" is near but not equal, "-" speaks a
little against, "!" contradicts. Nothing is merged here, and no key is known: only this chart is
looked at. Names are compared as in marking (`names`); numbers are equal or they are not, and one
sign of difference is told as a warning.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz, process

from lms.core.messages import N_, Message
from lms.engines.folding import fold, fold_unordered
from lms.engines.linkchart.model import Chart, Entity
from lms.engines.linkchart.names import clean_identifier
from lms.engines.linkchart.vocabulary import ENTITY_TYPES

MOST_PAIRS = 40
# From here on two names are near enough to be shown (0 to 100); a person decides.
NEAR = 80
_NAMED = 3
Json = dict[str, Any]


class Sign(StrEnum):
    """What a reason says."""

    FOR = "+"
    NEAR = "~"
    LESS = "-"
    AGAINST = "!"


_WEIGHT = {Sign.FOR: 3, Sign.NEAR: 1, Sign.LESS: -1, Sign.AGAINST: -4}


@dataclass(frozen=True)
class Reason:
    sign: Sign
    text: Message


@dataclass(frozen=True)
class Pair:
    """Two entities, by id, that may be one; `weight` orders pairs, the likeliest first."""

    one: str
    other: str
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        return sum(_WEIGHT[reason.sign] for reason in self.reasons)


def likely_pairs(chart: Chart, most: int = MOST_PAIRS) -> list[Pair]:
    """Pairs that are worth a look, the likeliest first. The same chart gives the same pairs."""
    near = _Near(chart)
    pairs = [
        Pair(one, other, tuple(_reasons(near, one, other))) for one, other in _candidates(near)
    ]
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.one, pair.other))[:most]


def dump_pairs(pairs: Iterable[Pair], say: Any) -> Json:
    """Pairs as JSON; `say` puts a message into words."""
    return {
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "reasons": [
                    {"sign": reason.sign.value, "text": say(reason.text)} for reason in pair.reasons
                ],
            }
            for pair in pairs
        ]
    }


class _Near:
    """A chart with what is asked often of it."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.around: dict[str, set[str]] = {key: set() for key in chart.entities}
        for link in chart.links.values():
            self.around[link.source].add(link.target)
            self.around[link.target].add(link.source)
        self.forms = {key: _forms(entity) for key, entity in chart.entities.items()}


def _is_number(entity: Entity) -> bool:
    kind = ENTITY_TYPES.get(entity.type)
    return kind is not None and kind.identifier


def _family(entity: Entity) -> str:
    kind = ENTITY_TYPES.get(entity.type)
    return kind.family if kind else entity.type


def _form(entity: Entity, name: str) -> str:
    """A name folded; of numbers what is left after cleaning."""
    return clean_identifier(name) if _is_number(entity) else fold_unordered(name)


def _forms(entity: Entity) -> frozenset[str]:
    """All its names as they are compared."""
    names = (entity.label, *entity.aliases)
    return frozenset(filter(None, (_form(entity, name) for name in names)))


def _candidates(near: _Near) -> list[tuple[str, str]]:
    """Pairs of one family with near names, or told apart by the same words."""
    found: set[tuple[str, str]] = set()
    for keys in _families(near).values():
        forms = [(form, key) for key in keys for form in sorted(near.forms[key])]
        texts = [form for form, _key in forms]
        for at, (form, key) in enumerate(forms):
            hits = process.extract(
                form, texts[at + 1 :], scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
            )
            found |= {_pair(key, forms[at + 1 + place][1]) for _text, _score, place in hits}
        found |= set(_parted(near, keys))
        found |= set(_told(near, keys))
    return sorted(pair for pair in found if pair[0] != pair[1])


def _families(near: _Near) -> dict[str, list[str]]:
    families: dict[str, list[str]] = {}
    for key in sorted(near.chart.entities):
        families.setdefault(_family(near.chart.entities[key]), []).append(key)
    return families


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _parted(near: _Near, keys: list[str]) -> Iterator[tuple[str, str]]:
    """Names of which one holds all words of the other: "Velk" and "Radomir Velk"."""
    words = [
        (frozenset(form.split()), key)
        for key in keys
        if not _is_number(near.chart.entities[key])
        for form in near.forms[key]
    ]
    by_word: dict[str, list[int]] = {}
    for at, (parts, _key) in enumerate(words):
        for part in parts:
            by_word.setdefault(part, []).append(at)
    for parts, key in words:
        rarest = min((by_word[part] for part in parts if len(part) >= _NAMED), key=len, default=[])
        yield from (_pair(key, words[at][1]) for at in rarest if parts < words[at][0])


def _told(near: _Near, keys: list[str]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for key in keys:
        words = fold(near.chart.entities[key].identity)
        if words and words in seen:
            yield _pair(key, seen[words])
        seen.setdefault(words, key)


def _reasons(near: _Near, one: str, other: str) -> Iterator[Reason]:
    first, second = near.chart.entities[one], near.chart.entities[other]
    yield from _of_names(near, first, second)
    yield from _of_identity(first, second)
    if first.type != second.type:
        yield Reason(Sign.LESS, N_("Their types differ."))
    yield from _of_links(near, first, second)
    both = [report for report in first.evidence if report in second.evidence]
    if both:
        text = N_("One report is cited for both: %(reports)s.", reports=", ".join(both))
        yield Reason(Sign.LESS, text)


def _of_names(near: _Near, first: Entity, second: Entity) -> Iterator[Reason]:
    one, other = near.forms[first.id], near.forms[second.id]
    if one & other:
        equal = _form(first, first.label) == _form(second, second.label)
        same = N_("The name is the same.") if equal else N_("They share another name.")
        yield Reason(Sign.FOR, same)
        return
    likeness = max((fuzz.ratio(a, b) for a in one for b in other), default=0)
    if _is_number(first) or _is_number(second):
        if likeness >= NEAR:
            yield Reason(Sign.AGAINST, N_("Numbers that differ in a sign are two numbers."))
        return
    if any(_holds(a, b) or _holds(b, a) for a in one for b in other):
        yield Reason(Sign.NEAR, N_("All words of one name stand in the other."))
    elif likeness >= NEAR:
        text = N_("The names are near: %(share)s of 100.", share=round(likeness))
        yield Reason(Sign.NEAR, text)


def _holds(whole: str, part: str) -> bool:
    return set(part.split()) < set(whole.split())


def _of_identity(first: Entity, second: Entity) -> Iterator[Reason]:
    if not (first.identity and second.identity):
        return
    if fold(first.identity) == fold(second.identity):
        yield Reason(Sign.FOR, N_("Both have: %(identity)s.", identity=first.identity))
        return
    text = N_("Told apart by %(one)s and %(other)s.", one=first.identity, other=second.identity)
    yield Reason(Sign.AGAINST, text)


def _of_links(near: _Near, first: Entity, second: Entity) -> Iterator[Reason]:
    one, other = near.around[first.id], near.around[second.id]
    if second.id in one:
        yield Reason(Sign.AGAINST, N_("They are linked to each other."))
    shared = sorted(one & other)
    if shared:
        names = ", ".join(near.chart.entities[key].label for key in shared[:_NAMED])
        yield Reason(Sign.FOR, N_("Both are linked to: %(names)s.", names=names))
    elif one - {second.id} and other - {first.id}:
        yield Reason(Sign.LESS, N_("Nothing is linked to both."))
