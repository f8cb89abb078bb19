"""Judge every drawn link against the key: what it counts for, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import rustworkx as rx

from lms.engines.linkchart.key import Key, KeyLink, Pair
from lms.engines.linkchart.mapping import Mapped
from lms.engines.linkchart.model import Chart, Link
from lms.engines.linkchart.support import evidence_of, expected_strength
from lms.engines.linkchart.vocabulary import Direction, Strength

BASE = Fraction(55, 100)
TYPE = Fraction(20, 100)
DIRECTION = Fraction(10, 100)
STRENGTH = Fraction(15, 100)
CONTRACTED = Fraction(35, 100)
# inferences cost nothing while they stay few: one, or one in four of the links found
FREE_INFERENCES = 4


class Fault(StrEnum):
    """What a found link has wrong."""

    TYPE = "type"
    NEAR_TYPE = "near_type"
    REVERSED = "reversed"
    NO_ARROW = "no_arrow"
    STRENGTH = "strength"


class Verdict(StrEnum):
    """What a drawn link came to."""

    COUNTS = "counts"
    REPEATED = "repeated"
    MERGED = "merged"
    SHORTCUT = "shortcut"
    TOLERATED = "tolerated"
    ASSESSED = "assessed"
    UNMATCHED = "unmatched"
    UNSUPPORTED = "unsupported"
    TRAP = "trap"


COST: dict[Verdict, Fraction] = {
    Verdict.UNMATCHED: Fraction(1, 2),
    Verdict.UNSUPPORTED: Fraction(1),
    Verdict.TRAP: Fraction(2),
}


@dataclass(frozen=True)
class Found:
    """A link of the key that was drawn: its credit (0 to 1), faults, and evidence credit."""

    link: KeyLink
    drawn: Link
    credit: Fraction
    faults: tuple[Fault, ...]
    expected: Strength
    by_own_grades: bool
    evidence: Fraction
    irrelevant: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A drawn link with its verdict; `cost` stands on the first of a set of parallels.

    `pair` are its ends in the key; an end that the key does not have begins with "?".
    """

    drawn: Link
    verdict: Verdict
    pair: Pair
    cost: Fraction = Fraction(0)
    key_link: str | None = None


@dataclass(frozen=True)
class Judgement:
    """All links: found by key id, contracted (drawn past a thing between), and each drawn one."""

    found: Mapping[str, Found]
    contracted: Mapping[str, Link]
    drawn: tuple[Judged, ...]

    @property
    def costs(self) -> Fraction:
        return sum((judged.cost for judged in self.drawn), Fraction(0))


def judge_links(chart: Chart, key: Key, mapping: Mapping[str, Mapped]) -> Judgement:
    """Judge all links of a chart."""
    by_pair: dict[Pair, list[Link]] = {}
    drawn: list[Judged] = []
    for link in chart.links.values():
        ends = (mapping[link.source].to, mapping[link.target].to)
        if ends[0] is not None and ends[0] == ends[1]:
            drawn.append(Judged(link, Verdict.MERGED, frozenset(filter(None, ends))))
            continue
        pair = frozenset(
            _end_name(drawn_id, mapping[drawn_id]) for drawn_id in (link.source, link.target)
        )
        by_pair.setdefault(pair, []).append(link)
    found: dict[str, Found] = {}
    others: dict[Pair, list[Link]] = {}
    for pair, links in by_pair.items():
        if pair in key.links_by_pair:
            best = _best(chart, key, mapping, key.links_by_pair[pair], links)
            found.update((one.link.id, one) for one in best)
            counted = {one.drawn.id: one.link.id for one in best}
            drawn.extend(_counted(link, pair, counted) for link in links)
        else:
            others[pair] = links
    contracted = _contracted(key, found, others)
    free = max(1, len(found) // FREE_INFERENCES)
    drawn.extend(_judge_others(key, others, free))
    return Judgement(found, contracted, tuple(drawn))


def _end_name(drawn_id: str, mapped: Mapped) -> str:
    # an id of a browser cannot hold this sign, so a drawn id never passes for one of the key
    return mapped.to if mapped.to is not None else f"?{drawn_id}"


def _counted(link: Link, pair: Pair, counted: Mapping[str, str]) -> Judged:
    if link.id in counted:
        return Judged(link, Verdict.COUNTS, pair, key_link=counted[link.id])
    return Judged(link, Verdict.REPEATED, pair)


def _best(
    chart: Chart,
    key: Key,
    mapping: Mapping[str, Mapped],
    wanted: list[KeyLink],
    links: list[Link],
) -> list[Found]:
    """The pairing of drawn parallels with the key's parallels that earns most."""
    table = {
        (right.id, link.id): judge_one(chart, key, mapping, right, link)
        for right in wanted
        for link in links
    }
    if len(wanted) == 1:
        return [max((table[wanted[0].id, link.id] for link in links), key=_rank)]
    sides = [right.id for right in wanted], [link.id for link in links]
    graph: rx.PyGraph[str, int] = rx.PyGraph()
    graph.add_nodes_from([*sides[0], *sides[1]])
    first = len(wanted)
    graph.add_edges_from(
        [
            (a, first + b, _worth(table[right, drawn]))
            for a, right in enumerate(sides[0])
            for b, drawn in enumerate(sides[1])
        ]
    )
    pairs = (sorted(edge) for edge in rx.max_weight_matching(graph, weight_fn=int))
    return [table[sides[0][one], sides[1][other - first]] for one, other in sorted(pairs)]


def _rank(found: Found) -> tuple[Fraction, Fraction]:
    return found.credit, found.evidence


def _worth(one: Found) -> int:
    """Weighted credit first, then plain credit, then evidence, as one whole number."""
    weight = one.link.weight
    credit = int(one.credit * 200)
    return (credit * weight * 1000 + credit) * 1000 + int(one.evidence * 4) * weight


def judge_one(
    chart: Chart, key: Key, mapping: Mapping[str, Mapped], right: KeyLink, link: Link
) -> Found:
    """One drawn link against the link of the key that it stands for."""
    faults: list[Fault] = []
    credit = BASE
    if link.type == right.type:
        credit += TYPE
    elif link.type in right.near:
        credit += TYPE / 2
        faults.append(Fault.NEAR_TYPE)
    else:
        faults.append(Fault.TYPE)
    if not right.directed:
        credit += DIRECTION
    elif link.direction is not Direction.FORWARD:
        credit += DIRECTION / 2
        faults.append(Fault.NO_ARROW)
    elif mapping[link.source].to == right.source:
        credit += DIRECTION
    else:
        faults.append(Fault.REVERSED)
    evidence, irrelevant = evidence_of(key, right, link)
    expected, own = expected_strength(chart, key, right, link, irrelevant)
    if link.strength is expected:
        credit += STRENGTH
    else:
        faults.append(Fault.STRENGTH)
    return Found(right, link, credit, tuple(faults), expected, own, evidence, irrelevant)


def _contracted(
    key: Key, found: Mapping[str, Found], others: Mapping[Pair, list[Link]]
) -> dict[str, Link]:
    """Links of the key that were drawn past the thing between them, by key id.

    A pair that the key itself calls wrong or harmless is no shortcut.
    """
    result: dict[str, Link] = {}
    for pair, chains in key.chains.items():
        if pair not in others or pair in key.traps or pair in key.tolerated:
            continue
        for chain in chains:
            for link in chain:
                if link.id not in found:
                    result.setdefault(link.id, others[pair][0])
    return result


def _judge_others(key: Key, others: Mapping[Pair, list[Link]], free: int) -> list[Judged]:
    result: list[Judged] = []
    inferences: list[Judged] = []
    for pair, links in others.items():
        verdict = _verdict(key, pair, links)
        first = Judged(links[0], verdict, pair, COST.get(verdict, Fraction(0)))
        (inferences if verdict is Verdict.ASSESSED else result).append(first)
        repeated = Verdict.REPEATED if verdict in COST else verdict
        result.extend(Judged(link, repeated, pair) for link in links[1:])
    result.extend(inferences[:free])
    result.extend(
        replace(judged, verdict=Verdict.UNSUPPORTED, cost=COST[Verdict.UNSUPPORTED])
        for judged in inferences[free:]
    )
    return result


def _verdict(key: Key, pair: Pair, links: list[Link]) -> Verdict:
    if pair in key.traps:
        return Verdict.TRAP
    if pair in key.tolerated:
        return Verdict.TOLERATED
    if pair in key.chains:
        return Verdict.SHORTCUT
    if all(_is_inference(link) for link in links):
        return Verdict.ASSESSED
    if any(end.startswith("?") for end in pair):
        return Verdict.UNMATCHED
    return Verdict.UNSUPPORTED


def _is_inference(link: Link) -> bool:
    return link.assessed and link.strength is Strength.TENTATIVE and bool(link.evidence)
