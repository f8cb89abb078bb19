"""Ways from one entity to another: shortest and all paths, what is linked to a depth, and what
connects several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lms.engines.linkchart.model import Chart, Link
from lms.engines.linkchart.network import (
    ALWAYS_FROM,
    ALWAYS_TO,
    EVERY_LINK,
    Filter,
    Network,
    Step,
    span,
)

MOST_PATHS = 200
LONGEST = 12
# How many steps a search may try before it says that it did not look everywhere.
MOST_TRIED = 200_000
Json = dict[str, Any]


@dataclass(frozen=True)
class Path:
    """A way without a repeat: its entities, and for each step the links that can be taken."""

    entities: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]

    @property
    def steps(self) -> int:
        return len(self.links)


@dataclass(frozen=True)
class Paths:
    """Paths, the shortest first, then in the order of their ids. `complete` is false where a
    bound ended the search."""

    found: tuple[Path, ...]
    complete: bool


@dataclass(frozen=True)
class Part:
    """A part of a chart: entities with their distance in steps, and the links among them."""

    entities: dict[str, int]
    links: tuple[str, ...]


def shortest_paths(
    chart: Chart, start: str, end: str, only: Filter = EVERY_LINK, most: int = MOST_PATHS
) -> Paths:
    """All paths of the fewest steps that the filter allows; none where there is no way."""
    search = _Search(Network(chart, only), end, most)
    for steps in search.lengths(start, len(chart.entities)):
        search.run(start, steps)
        if search.found or search.spent:
            break
    return search.result()


def all_paths(
    chart: Chart,
    start: str,
    end: str,
    only: Filter = EVERY_LINK,
    *,
    longest: int = LONGEST,
    most: int = MOST_PATHS,
) -> Paths:
    """All paths of at most `longest` steps, up to `most` of them."""
    search = _Search(Network(chart, only), end, most)
    for steps in search.lengths(start, min(longest, len(chart.entities))):
        search.run(start, steps)
        if search.spent:
            break
    return search.result()


class _Search:
    """Looks for paths of one length after the other, and never where the end is out of reach."""

    def __init__(self, network: Network, end: str, most: int) -> None:
        self.network = network
        self.end = end
        self.most = most
        self.reach = _reach(network, end)
        self.tried = 0
        self.found: list[Path] = []
        self.spent = False

    def lengths(self, start: str, longest: int) -> range:
        """The lengths that paths may have, from the shortest that the filter allows."""
        if start == self.end or start not in self.reach:
            return range(0)
        return range(self.reach[start][0][0], longest + 1)

    def run(self, start: str, steps: int) -> None:
        """Take in all paths of exactly this many steps."""
        taken: list[tuple[str, Step]] = [(start, ())]
        on_way = {start}
        stack = [self._ways(start, ALWAYS_FROM, steps)]
        while stack and not self.spent:
            entity, step, moment = next(stack[-1], (None, (), ""))
            if entity is None:
                stack.pop()
                on_way.discard(taken.pop()[0])
            elif entity not in on_way:
                taken.append((entity, step))
                on_way.add(entity)
                stack.append(self._ways(entity, moment, steps - len(stack)))
                if entity == self.end and len(stack) == steps + 1:
                    self._take(taken)

    def _take(self, taken: Sequence[tuple[str, Step]]) -> None:
        self.spent = len(self.found) >= self.most
        if not self.spent:
            links = tuple(tuple(link.id for link in step) for _entity, step in taken[1:])
            self.found.append(Path(tuple(entity for entity, _step in taken), links))

    def result(self) -> Paths:
        return Paths(tuple(self.found), not self.spent)

    def _ways(self, here: str, moment: str, rest: int) -> Iterator[tuple[str, Step, str]]:
        """The steps from here after which the end can still be reached in time."""
        if here == self.end or rest == 0:
            return
        for other in sorted(self.network.steps[here]):
            self.tried += 1
            self.spent = self.spent or self.tried > MOST_TRIED
            step, then = self._step(self.network.steps[here][other], moment)
            if step and then <= self._until(other, rest - 1):
                yield other, step, then

    def _until(self, entity: str, rest: int) -> str:
        """The latest moment at which one may stand here and reach the end in `rest` steps."""
        known = self.reach.get(entity, [])
        return next((moment for steps, moment in reversed(known) if steps <= rest), _NEVER)

    def _step(self, links: Step, moment: str) -> tuple[Step, str]:
        """The links that can be taken now, and the earliest moment after one of them."""
        spans = [(link, *_span(link, self.network.only)) for link in links]
        open_now = [(link, max(moment, low)) for link, low, high in spans if high >= moment]
        return (
            tuple(link for link, _then in open_now),
            min((then for _link, then in open_now), default=moment),
        )


# before every moment that a search can stand at
_NEVER = ""


def _span(link: Link, only: Filter) -> tuple[str, str]:
    return span(link) if only.in_order else (ALWAYS_FROM, ALWAYS_TO)


def _reach(network: Network, end: str) -> dict[str, list[tuple[int, str]]]:
    """From where the end is reached: for each entity pairs of (steps, latest moment to be there),
    each with more steps and a later moment than the one before."""
    back = network.reversed_steps()
    found = {end: [(0, ALWAYS_TO)]}
    changed, steps = {end: ALWAYS_TO}, 0
    while changed:
        steps += 1
        better: dict[str, str] = {}
        for entity, until in changed.items():
            for other in back[entity]:
                moments = [
                    min(high, until)
                    for low, high in (
                        _span(link, network.only) for link in network.steps[other][entity]
                    )
                    if low <= until
                ]
                best = max(moments, default=_NEVER)
                known = found[other][-1][1] if other in found else _NEVER
                if best > max(known, better.get(other, _NEVER)):
                    better[other] = best
        for other, moment in better.items():
            found.setdefault(other, []).append((steps, moment))
        changed = better
    return found


def find_linked(chart: Chart, start: str, depth: int, only: Filter = EVERY_LINK) -> Part:
    """What is linked to an entity in at most `depth` steps, with the links among all of it."""
    network = Network(chart, only)
    return _part(network, network.distances(start, most=depth))


def connecting(chart: Chart, chosen: Sequence[str], only: Filter = EVERY_LINK) -> Part:
    """The network that connects several entities: all that stands on a shortest path between two
    of them. The number of an entity is its distance to the nearest of the chosen.

    `in_order` of the filter does not apply here.
    """
    network = Network(chart, only)
    wanted = list(dict.fromkeys(chosen))
    there = {one: network.distances(one) for one in wanted}
    back = {one: network.distances(one, back=True) for one in wanted}
    kept: dict[str, int] = dict.fromkeys(wanted, 0)
    links: set[str] = set()
    for one in wanted:
        for other in wanted:
            steps = there[one].get(other)
            if one == other or not steps:
                continue
            for entity, first in there[one].items():
                rest = back[other].get(entity)
                if rest is None or first + rest != steps:
                    continue
                kept[entity] = min(kept.get(entity, steps), first, rest)
                links.update(
                    link.id
                    for further, step in network.steps[entity].items()
                    if there[one].get(further) == first + 1 and back[other].get(further) == rest - 1
                    for link in step
                )
    return Part(dict(sorted(kept.items())), tuple(sorted(links)))


def _part(network: Network, distances: dict[str, int]) -> Part:
    links = [
        key
        for key, link in network.links.items()
        if link.source in distances and link.target in distances
    ]
    return Part(dict(sorted(distances.items())), tuple(sorted(links)))


def dump_paths(paths: Paths) -> Json:
    """Paths as JSON."""
    return {
        "complete": paths.complete,
        "paths": [
            {"entities": list(one.entities), "links": [list(step) for step in one.links]}
            for one in paths.found
        ],
    }


def dump_part(part: Part) -> Json:
    """A part of a chart as JSON."""
    return {"entities": part.entities, "links": list(part.links)}
