"""Entities of a key: names that could mean two, and things that nobody can reach or find."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from rapidfuzz import fuzz

from lms.core.messages import N_
from lms.engines.folding import fold_unordered
from lms.engines.linkchart.checks_links import named_in_texts
from lms.engines.linkchart.key import Case, KeyEntity
from lms.engines.linkchart.names import NEAR
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.linkchart.weakness import Kind, Weakness


def names_of_case(case: Case) -> Iterator[Weakness]:
    """All that is weak in the entities of the key."""
    places = {code: f"answers.entities[{at}]" for at, code in enumerate(case.key.entities)}
    yield from _apart(case, places)
    yield from _unnamed(case, places)
    yield from _alike(case, places)


def _apart(case: Case, places: dict[str, str]) -> Iterator[Weakness]:
    """Entities that no way along key links joins to the largest part."""
    parts = _parts(case)
    for part in parts[1:]:
        for code in part:
            message = N_(
                "%(name)s is not joined to the rest of the chart by links of the key. Add the "
                "link that joins it, or say isolated_ok.",
                name=_called(case.key.entities[code]),
            )
            yield Weakness(Kind.APART, places[code], message, code)


def _parts(case: Case) -> list[list[str]]:
    """The parts into which the key's links tie its entities, the largest first."""
    wanted = [
        code
        for code, entity in case.key.entities.items()
        if not entity.distractor and not entity.isolated_ok
    ]
    home = {code: code for code in case.key.entities}

    def root(code: str) -> str:
        while home[code] != code:
            code = home[code]
        return code

    for link in case.key.links:
        home[root(link.source)] = root(link.target)
    parts: dict[str, list[str]] = {}
    for code in wanted:
        parts.setdefault(root(code), []).append(code)
    return sorted(parts.values(), key=lambda part: -len(part))


def _unnamed(case: Case, places: dict[str, str]) -> Iterator[Weakness]:
    """Entities that no report's text calls by any of their names."""
    languages = {language for report in case.reports.values() for language in report.text}
    named: set[str] = set()
    for language in languages:
        named.update(*named_in_texts(case, language).values())
    for code, entity in case.key.entities.items():
        if code not in named:
            message = N_(
                "No report's text calls %(name)s by an accepted name, so nobody can find it.",
                name=_called(entity),
            )
            yield Weakness(Kind.UNNAMED, places[code], message, code)


def _alike(case: Case, places: dict[str, str]) -> Iterator[Weakness]:
    """Pairs of entities whose names are the same, or so near that a slip of the pen is read as
    the other or as neither. Pairs that the key calls a trap are namesakes on purpose, and so are
    decoys for which a trap waits already; only names that are the same are told of them."""
    trapped = {code for pair in case.key.traps for code in pair}
    folded = {code: entity.forms for code, entity in case.key.entities.items()}
    for one, other in combinations(case.key.entities.values(), 2):
        forms, others = folded[one.id], folded[other.id]
        same = sorted(forms.forms & others.forms)
        if same and _compatible(one, other):
            message = N_(
                "“%(form)s” is a name of %(one)s and of %(other)s. Take it from one of them.",
                form=same[0],
                one=_called(one),
                other=_called(other),
            )
            yield Weakness(Kind.AMBIGUOUS, f"{places[other.id]}.names", message, other.id)
            continue
        decoy = any(entity.distractor and entity.id in trapped for entity in (one, other))
        known = decoy or frozenset((one.id, other.id)) in case.key.traps
        if known or same or forms.identifier or others.identifier:
            continue
        if _alike_forms(forms.forms, others.forms):
            near = _nearest(one, other)
            message = N_(
                "“%(mine)s” of %(one)s and “%(theirs)s” of %(other)s are so alike that a slip of "
                "the pen is read as neither or as the wrong one. Change one, or make the pair a "
                "trap if that is the point.",
                mine=near[0],
                theirs=near[1],
                one=_called(one),
                other=_called(other),
            )
            yield Weakness(Kind.NEAR_NAMES, f"{places[other.id]}.names", message, other.id)


def _compatible(one: KeyEntity, other: KeyEntity) -> bool:
    return ENTITY_TYPES[one.type].family == ENTITY_TYPES[other.type].family


def _alike_forms(forms: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two folded names are as near as a near name may be."""
    least = 100 * NEAR
    return any(fuzz.ratio(mine, theirs, score_cutoff=least) for mine in forms for theirs in others)


def _nearest(one: KeyEntity, other: KeyEntity) -> tuple[str, str]:
    """The two names that are most alike, as they are written."""
    pairs = [(mine, theirs) for mine in one.names for theirs in other.names]
    return max(pairs, key=lambda pair: fuzz.ratio(*map(fold_unordered, pair)))


def _called(entity: KeyEntity) -> str:
    return f"{entity.id} {entity.names[0]}"
