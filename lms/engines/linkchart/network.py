"""A chart as a network to walk in and to measure: which links count, and which way they lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import rustworkx as rx

from lms.engines.linkchart.model import Chart, Link
from lms.engines.linkchart.vocabulary import Direction, Strength

Step = tuple[Link, ...]


class Follow(StrEnum):
    """Which way links are walked. A link without an arrow, or with two, is walked both ways."""

    ANY = "any"
    WITH = "with"
    AGAINST = "against"


@dataclass(frozen=True)
class Filter:
    """Which links count. `types` and `strengths` empty: all of them.

    `since` and `until` (ISO 8601, perhaps partial) keep links that may fall into that time; a
    link without a date may fall into any. `in_order` asks of a path that each step can be dated
    no earlier than the one before.
    """

    types: frozenset[str] = frozenset()
    strengths: frozenset[Strength] = frozenset()
    follow: Follow = Follow.ANY
    since: str = ""
    until: str = ""
    in_order: bool = False

    def takes(self, link: Link) -> bool:
        """Whether this link counts."""
        if self.types and link.type not in self.types:
            return False
        if self.strengths and link.strength not in self.strengths:
            return False
        low, high = span(link)
        return (not self.since or high >= earliest(self.since)) and (
            not self.until or low <= latest(self.until)
        )


EVERY_LINK = Filter()
# before the first and after the last moment that a date can name
ALWAYS_FROM, ALWAYS_TO = "0", "\uffff"
_FROM = "0000-01-01T00:00:00"
_TO = "9999-12-31T23:59:59"


def earliest(moment: str) -> str:
    """The first instant that an ISO date may mean, as UTC text that sorts: 2019 begins 2019-01."""
    plain = _utc(moment)
    return plain + _FROM[len(plain) :]


def latest(moment: str) -> str:
    """The last instant that an ISO date may mean; a day that a month lacks does no harm."""
    plain = _utc(moment)
    return plain + _TO[len(plain) :]


def _utc(moment: str) -> str:
    """A date as it is; an hour in UTC, to the minute or the second as it was written."""
    if "T" not in moment:
        return moment
    found = datetime.fromisoformat(moment)
    if found.tzinfo is not None:
        found = found.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%S")[: 16 if moment.count(":", 0, 17) == 1 else 19]


def span(link: Link) -> tuple[str, str]:
    """From when until when a link may be dated. With one date it is dated then; with two it
    lasts from the one to the other; with none it may be dated at any time."""
    low, high = link.since or link.until, link.until or link.since
    return (earliest(low), latest(high)) if low else (ALWAYS_FROM, ALWAYS_TO)


class Network:
    """The links that a filter takes, ready to walk: from each entity to its neighbours.

    `steps[a][b]` are the links by which b is reached from a, in the order of their ids.
    """

    def __init__(self, chart: Chart, only: Filter = EVERY_LINK) -> None:
        self.only = only
        self.links = {key: link for key, link in chart.links.items() if only.takes(link)}
        self.ids = sorted(chart.entities)
        self.steps: dict[str, dict[str, Step]] = {key: {} for key in self.ids}
        for key in sorted(self.links):
            link = self.links[key]
            for source, target in walked(link, only.follow):
                ways = self.steps[source]
                ways[target] = (*ways.get(target, ()), link)

    def simple(self) -> Any:
        """The network for the library: entity n of `ids` is node n, parallel links are one edge;
        with arrows where the filter follows them."""
        numbers = {key: at for at, key in enumerate(self.ids)}
        follows = self.only.follow is not Follow.ANY
        graph = rx.PyDiGraph(multigraph=False) if follows else rx.PyGraph(multigraph=False)
        graph.add_nodes_from(self.ids)
        graph.add_edges_from_no_data(
            [
                (numbers[source], numbers[target])
                for source, ways in self.steps.items()
                for target in ways
                if follows or source < target
            ]
        )
        return graph

    def distances(
        self, start: str, *, back: bool = False, most: int | None = None
    ) -> dict[str, int]:
        """Steps from `start` to each entity that is reached (or, `back`, from there to it)."""
        ways = self.reversed_steps() if back else self.steps
        found = {start: 0}
        edge = [start]
        while edge and (most is None or found[edge[0]] < most):
            further = []
            for one in edge:
                for other in ways[one]:
                    if other not in found:
                        found[other] = found[one] + 1
                        further.append(other)
            edge = further
        return found

    def reversed_steps(self) -> Mapping[str, Iterable[str]]:
        """From each entity to those that reach it in one step."""
        if self.only.follow is Follow.ANY:
            return self.steps
        found: dict[str, list[str]] = {key: [] for key in self.ids}
        for source, ways in self.steps.items():
            for target in ways:
                found[target].append(source)
        return found


def walked(link: Link, follow: Follow) -> list[tuple[str, str]]:
    """The ways in which a link is walked, as (from, to)."""
    there, back = (link.source, link.target), (link.target, link.source)
    if follow is Follow.ANY or link.direction is not Direction.FORWARD:
        return [there, back]
    return [there if follow is Follow.WITH else back]
