"""Places for a drawing of flows: boxes in columns along the arrows, arrows with room for words.

Lengths are in units of the drawing. Text is not measured here: lines are cut by signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 176, 52
GAP_X, GAP_Y = 150, 44
MARGIN = 16
LINE_SIGNS = 22
LABEL_SIGNS = 24
SIDE = 14


@dataclass(frozen=True)
class Arrow:
    """One arrow from a party to another; `state` is what a page shows by its look."""

    source: str
    target: str
    label: str
    state: str = ""


@dataclass(frozen=True)
class DrawnBox:
    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class DrawnArrow:
    """A path in SVG's words, and where its label stands."""

    path: str
    x: int
    y: int
    label: str
    state: str


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[DrawnBox, ...]
    arrows: tuple[DrawnArrow, ...]


def draw(names: dict[str, str], arrows: Sequence[Arrow]) -> Drawing | None:
    """Places for the parties that an arrow touches (`names` by key); None without arrows."""
    used = list(dict.fromkeys(end for one in arrows for end in (one.source, one.target)))
    if not used:
        return None
    columns = _columns(used, arrows)
    places = _places(columns)
    drawn = _arrows(places, arrows)
    lowest = max(*(y + BOX_HEIGHT for _x, y in places.values()), *(one.y for one in drawn))
    return Drawing(
        width=2 * MARGIN + len(columns) * BOX_WIDTH + (len(columns) - 1) * GAP_X,
        height=lowest + MARGIN,
        boxes=tuple(DrawnBox(*places[key], _wrapped(names[key])) for key in used),
        arrows=drawn,
    )


def _columns(used: list[str], arrows: Sequence[Arrow]) -> list[list[str]]:
    """Parties in columns by the longest way to them; arrows that would close a ring are left out
    of that. Within a column each stands near those before it."""
    edges = _without_rings(used, arrows)
    level = dict.fromkeys(used, 0)
    for _round in used:
        for source, target in edges:
            level[target] = max(level[target], level[source] + 1)
    columns: list[list[str]] = [[] for _level in range(max(level.values()) + 1)]
    for key in used:
        columns[level[key]].append(key)
    for at in range(1, len(columns)):
        above = {key: place for place, key in enumerate(columns[at - 1])}
        columns[at].sort(key=lambda key: _middle(key, edges, above))
    return columns


def _middle(key: str, edges: list[tuple[str, str]], above: dict[str, int]) -> float:
    found = [above[source] for source, target in edges if target == key and source in above]
    return sum(found) / len(found) if found else len(above)


def _without_rings(used: list[str], arrows: Sequence[Arrow]) -> list[tuple[str, str]]:
    onward: dict[str, set[str]] = {key: set() for key in used}
    kept = []
    for one in arrows:
        if one.source != one.target and not _reaches(onward, one.target, one.source):
            onward[one.source].add(one.target)
            kept.append((one.source, one.target))
    return list(dict.fromkeys(kept))


def _reaches(onward: dict[str, set[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for key in onward[waiting.pop()] - seen:
            seen.add(key)
            waiting.append(key)
    return end in seen


def _places(columns: list[list[str]]) -> dict[str, tuple[int, int]]:
    tallest = max(map(len, columns))
    found = {}
    for at, column in enumerate(columns):
        space = (tallest - len(column)) * (BOX_HEIGHT + GAP_Y) // 2
        for place, key in enumerate(column):
            x = MARGIN + at * (BOX_WIDTH + GAP_X)
            found[key] = (x, MARGIN + space + place * (BOX_HEIGHT + GAP_Y))
    return found


def _arrows(places: dict[str, tuple[int, int]], arrows: Sequence[Arrow]) -> tuple[DrawnArrow, ...]:
    """Arrows between the same two stand apart from each other, one below the other."""
    beside: dict[frozenset[str], int] = {}
    found = []
    for one in arrows:
        pair = frozenset((one.source, one.target))
        at = beside.get(pair, 0)
        beside[pair] = at + 1
        found.append(_arrow(places[one.source], places[one.target], one, at * SIDE))
    return tuple(found)


def _arrow(start: tuple[int, int], end: tuple[int, int], arrow: Arrow, aside: int) -> DrawnArrow:
    middle = BOX_HEIGHT // 2
    label = _cut(arrow.label, LABEL_SIGNS)
    y1, y2 = start[1] + middle + aside, end[1] + middle + aside
    if start[0] < end[0]:
        x1, x2 = start[0] + BOX_WIDTH, end[0]
        bend = (x2 - x1) // 3
        path = f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
        return DrawnArrow(path, (x1 + x2) // 2, (y1 + y2) // 2 - 6, label, arrow.state)
    # backwards or within a column: round below both
    x1, x2 = start[0] + BOX_WIDTH // 2, end[0] + BOX_WIDTH // 2 + SIDE
    low = max(start[1], end[1]) + BOX_HEIGHT + GAP_Y // 2 + aside
    path = f"M{x1} {start[1] + BOX_HEIGHT} C{x1} {low} {x2} {low} {x2} {end[1] + BOX_HEIGHT}"
    return DrawnArrow(path, (x1 + x2) // 2, low - 2, label, arrow.state)


def _wrapped(text: str) -> tuple[str, ...]:
    """At most two lines, cut between words where that is possible."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_SIGNS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return tuple(_cut(line, LINE_SIGNS) for line in lines)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
