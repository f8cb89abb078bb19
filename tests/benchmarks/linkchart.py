"""Marking and measuring of link charts, from thirty entities to four thousand.

Each chart is marked against a key of the size that it stands beside: COPPER HERON's for the small
one, the largest that a case may have for the others. In the same run stands what plain ways cost:
the chart written as JSON by the standard library, and betweenness by Brandes' method in Python.
"""

import json
import random
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lms.engines.linkchart.document import dump_chart
from lms.engines.linkchart.key import Key, KeyEntity, KeyLink
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.measures import betweenness, measures
from lms.engines.linkchart.model import Chart, Entity, Link, citing
from lms.engines.linkchart.stored import dump_mark
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import Strength

ROUNDS = 5
REPORTS = 100
COLUMNS = (
    "entities", "links", "key", "mark", "told too", "betweenness", "all measures",
    "json.dumps", "Brandes in Python",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How large a chart and its key are; aims in ms for marking and for betweenness."""

    entities: int
    links: int
    key_entities: int
    key_links: int
    aims: tuple[float | None, float | None] = (None, None)


SIZES = (
    Size(30, 45, 21, 31, (20.0, None)),
    Size(1_000, 3_000, 500, 1_000, (1_000.0, 300.0)),
    Size(2_000, 6_000, 500, 1_000),
    Size(4_000, 12_000, 500, 1_000),
)


def make(size: Size, seed: int) -> tuple[Chart, Key]:
    """A chart that is half right: names with slips, links of the key and others."""
    chance = random.Random(seed)
    names = [f"{_word(chance)} {_word(chance)}" for _ in range(size.key_entities + size.entities)]
    key = _key(size, chance, names)
    entities = {
        f"d{at}": Entity(f"d{at}", "person", _label(chance, names, at, size))
        for at in range(size.entities)
    }
    known = min(size.entities, size.key_entities)
    links = {}
    while len(links) < size.links:
        if chance.random() < 0.5:
            wanted = chance.choice(key.links)
            source, target = int(wanted.source[1:]), int(wanted.target[1:])
        else:
            source, target = chance.sample(range(size.entities), 2)
        if max(source, target) >= max(known, size.entities):
            continue
        name = f"l{len(links)}"
        cards = citing([f"R{chance.randrange(REPORTS)}"])
        links[name] = Link(name, f"d{source}", f"d{target}", "knows", cards=cards)
    return Chart(entities, links), key


def _label(chance: random.Random, names: list[str], at: int, size: Size) -> str:
    if at >= size.key_entities:
        return names[at]
    name = names[at]
    return name[:-1] + chance.choice("abc") if chance.random() < 0.2 else name


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("abdefgiklmnoprstuvz") for _ in range(7)).title()


def _key(size: Size, chance: random.Random, names: list[str]) -> Key:
    entities = {
        f"E{at}": KeyEntity(f"E{at}", "person", (names[at],)) for at in range(size.key_entities)
    }
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < size.key_links:
        one, other = sorted(chance.sample(range(size.key_entities), 2))
        pairs.add((one, other))
    links = tuple(
        KeyLink(
            f"L{at}", f"E{one}", f"E{other}", "knows", True, Strength.CONFIRMED,
            (frozenset({f"R{chance.randrange(REPORTS)}"}),), contractible=chance.random() < 0.5,
        )
        for at, (one, other) in enumerate(sorted(pairs))
    )  # fmt: skip
    items = {f"R{at}": Item(f"R{at}", "A", "1") for at in range(REPORTS)}
    mentions = {code: frozenset(chance.sample(sorted(entities), 6)) for code in items}
    return Key(entities, links, frozenset(), {}, items, mentions, {})


def brandes(nodes: Iterable[str], near: dict[str, set[str]]) -> dict[str, float]:
    """Betweenness as the textbook has it, with no library: what a plain way costs."""
    found = dict.fromkeys(nodes, 0.0)
    for start in found:
        order, before = [], {key: [] for key in found}
        ways, steps = dict.fromkeys(found, 0), {start: 0}
        ways[start] = 1
        queue = deque([start])
        while queue:
            here = queue.popleft()
            order.append(here)
            for other in near[here]:
                if other not in steps:
                    steps[other] = steps[here] + 1
                    queue.append(other)
                if steps[other] == steps[here] + 1:
                    ways[other] += ways[here]
                    before[other].append(here)
        share = dict.fromkeys(found, 0.0)
        while order:
            here = order.pop()
            for other in before[here]:
                share[other] += ways[other] / ways[here] * (1 + share[here])
            if here != start:
                found[here] += share[here]
    pairs = (len(found) - 1) * (len(found) - 2)
    return {key: value / pairs for key, value in found.items()}


def _near(chart: Chart) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {key: set() for key in chart.entities}
    for link in chart.links.values():
        near[link.source].add(link.target)
        near[link.target].add(link.source)
    return near


def _times(act: Callable[[Chart, Key], object], size: Size, rounds: int = ROUNDS) -> float:
    """The median of processor milliseconds; key and chart are made anew for each round, of which
    there are fewer for the largest."""
    spent = []
    for seed in range(min(rounds, 1 if size.entities > 1_000 else rounds)):
        chart, key = make(size, seed)
        begun = time.process_time()
        act(chart, key)
        spent.append(1000 * (time.process_time() - begun))
    return statistics.median(spent)


def _told(chart: Chart, key: Key) -> object:
    return dump_mark(chart, key, mark_chart(chart, key))


def _row(size: Size) -> list[float]:
    plain = (
        _times(lambda chart, _key: brandes(chart.entities, _near(chart)), size, 1)
        if size.entities <= 1_000
        else float("nan")
    )
    return [
        _times(mark_chart, size),
        _times(_told, size),
        _times(lambda chart, _key: betweenness(chart), size),
        _times(lambda chart, _key: measures(chart), size, 1),
        _times(lambda chart, _key: json.dumps(dump_chart(chart)), size),
        plain,
    ]


def _check() -> None:
    """The two ways must agree before their times are compared."""
    chart, _key = make(SIZES[0], 1)
    ours, plain = betweenness(chart), brandes(chart.entities, _near(chart))
    if any(abs(ours[key] - plain[key]) > 1e-6 for key in ours):
        raise RuntimeError("betweenness differs from the textbook's")


def report() -> str:
    """The table of all sizes, and how the times grow."""
    _check()
    rows = [(size, _row(size)) for size in SIZES]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, link charts: ms of processor, median of {ROUNDS}",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|{'--:|' * len(COLUMNS)}",
    ]
    for size, values in rows:
        shown = ["" if value != value else f"{value:.1f}" for value in values]  # noqa: PLR0124
        cells = [str(size.entities), str(size.links), str(size.key_links), *shown]
        lines.append(f"| {' | '.join(cells)} |")
    base = rows[1][1]
    for factor, (_size, values) in zip((2, 4), rows[2:], strict=True):
        grown = [f"{values[at] / base[at]:.1f}x" for at in (0, 2, 3, 4)]
        named = zip(("marking", "betweenness", "all measures", "json.dumps"), grown, strict=True)
        lines += ["", f"At {factor}x: " + ", ".join(f"{name} {one}" for name, one in named)]
    lines += ["", *_aims(rows)]
    return "\n".join(lines)


def _aims(rows: list[tuple[Size, list[float]]]) -> list[str]:
    found = []
    for size, values in rows:
        for name, aim, value in zip(
            ("marking", "betweenness"), size.aims, (values[1], values[2]), strict=True
        ):
            if aim is not None:
                met = "met" if value <= aim else "missed"
                found.append(f"{name} of {size.entities}: {value:.1f} ms, aim {aim:.0f}, {met}")
    return found
