"""Reading nodes of a log's tree out of the rows, a few queries for any number of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import sqlalchemy as sa

from lms.core.db import db
from lms.engines.register.tree import Fetch, Node, fetch_from, needed
from lms.register.models import RegisterEntry, RegisterLog, RegisterNode

AT_ONCE = 900
FEW = 4
T = TypeVar("T")


def computed(log: RegisterLog, reading: Callable[[Fetch], T]) -> T:
    """What a reading of the engine gives on a log's tree, such as a root or a path.

    Raises KeyError where the tree has no such node.
    """
    return reading(fetch_from(nodes(log, needed(reading))))


def nodes(log: RegisterLog, asked: Iterable[Node]) -> dict[Node, bytes]:
    """These nodes of a log, as far as they are there."""
    wanted = frozenset(asked)
    found: dict[Node, bytes] = {}
    for statement in _statements(log, wanted):
        for level, position, value in db.session.execute(statement):
            node = Node(level, position)
            if node in wanted:
                found[node] = value
    return found


def _statements(log: RegisterLog, wanted: Iterable[Node]) -> Iterator[sa.Select[int, int, bytes]]:
    """One query for the leaves, one for all levels of which few nodes are asked, as of a root or
    a single path, and one for each level of which many are. The first brings more than is asked."""
    levels: dict[int, list[int]] = defaultdict(list)
    for node in wanted:
        levels[node.level].append(node.position)
    for some in _slices(levels.pop(0, [])):
        yield sa.select(sa.literal(0), RegisterEntry.index - log.first, RegisterEntry.leaf).where(
            RegisterEntry.log_id == log.id,
            RegisterEntry.index.in_([log.first + position for position in some]),
        )
    few = [level for level, positions in levels.items() if len(positions) <= FEW]
    many = [[level] for level, positions in levels.items() if len(positions) > FEW]
    for group in (few, *many):
        positions = {position for level in group for position in levels[level]}
        for some in _slices(sorted(positions)):
            yield sa.select(RegisterNode.level, RegisterNode.position, RegisterNode.hash).where(
                RegisterNode.log_id == log.id,
                RegisterNode.level.in_(group),
                RegisterNode.position.in_(some),
            )


def _slices(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(positions), AT_ONCE):
        yield positions[start : start + AT_ONCE]
