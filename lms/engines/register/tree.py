"""Growing a Merkle tree and reading roots and proofs out of it: RFC 9162, sections 2.1.1 to 2.1.4.

A tree is known by its full subtrees. `Node(level, position)` is the one over the leaves from
`position << level` on, `1 << level` of them; level 0 are the leaves. A full subtree never changes
once it is there, so nodes can be stored and every root and proof, of any earlier size too, comes
out of a few of them. Whoever has them in a database asks `needed` first, reads those nodes at
once, and passes what was read as the `Fetch`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from lms.engines.register.hashing import EMPTY_ROOT, HASH_BYTES, node_hash


class Node(NamedTuple):
    """A full subtree."""

    level: int
    position: int


Fetch = Callable[[Node], bytes]
T = TypeVar("T")


def split(size: int) -> int:
    """The largest power of two that is smaller than `size` (2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


def edge(size: int) -> list[Node]:
    """The full subtrees that make up a tree of this size, from the left: at most one a level."""
    nodes, begin = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            nodes.append(Node(level, begin >> level))
            begin += 1 << level
    return nodes


def grown(size: int, leaves: Iterable[bytes], fetch: Fetch) -> dict[Node, bytes]:
    """The new nodes, leaves among them, when these leaf hashes are added to a tree of `size`.

    `fetch` is asked for the nodes of `edge(size)` only.
    """
    made: dict[Node, bytes] = {}
    open_nodes = [(node, fetch(node)) for node in edge(size)]
    for offset, leaf in enumerate(leaves):
        node, value = Node(0, size + offset), leaf
        made[node] = value
        while open_nodes and open_nodes[-1][0].level == node.level:
            _left, before = open_nodes.pop()
            node, value = Node(node.level + 1, node.position >> 1), node_hash(before, value)
            made[node] = value
        open_nodes.append((node, value))
    return made


def root(size: int, fetch: Fetch) -> bytes:
    """The root of the tree as it was at `size`."""
    return _hash(0, size, fetch) if size else EMPTY_ROOT


def inclusion(index: int, size: int, fetch: Fetch) -> list[bytes]:
    """The path from a leaf to the root of the tree of `size`, the leaf's sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"No leaf {index} in a tree of {size}.")
    return _path(index, 0, size, fetch)


def consistency(old: int, new: int, fetch: Fetch) -> list[bytes]:
    """The proof that the tree of size `old` is the beginning of the tree of size `new`."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} has none of {old} before it.")
    return _subproof(old, 0, new, fetch, whole=True) if 0 < old < new else []


def needed(reading: Callable[[Fetch], T]) -> frozenset[Node]:
    """The nodes that a call such as `lambda fetch: root(9, fetch)` asks for."""
    asked: set[Node] = set()

    def note(node: Node) -> bytes:
        asked.add(node)
        return bytes(HASH_BYTES)

    reading(note)
    return frozenset(asked)


def fetch_from(nodes: Mapping[Node, bytes]) -> Fetch:
    """A `Fetch` over nodes that were read."""
    return nodes.__getitem__


def tree_of(leaves: Sequence[bytes]) -> dict[Node, bytes]:
    """All nodes of the tree over these leaf hashes."""
    return grown(0, leaves, fetch_from({}))


def _hash(begin: int, end: int, fetch: Fetch) -> bytes:
    """The hash over leaves `begin` to `end`, where `begin` is where a subtree may begin."""
    size = end - begin
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return fetch(Node(level, begin >> level))
    middle = begin + split(size)
    return node_hash(_hash(begin, middle, fetch), _hash(middle, end, fetch))


def _path(index: int, begin: int, end: int, fetch: Fetch) -> list[bytes]:
    if end - begin == 1:
        return []
    middle = begin + split(end - begin)
    if index < middle:
        return [*_path(index, begin, middle, fetch), _hash(middle, end, fetch)]
    return [*_path(index, middle, end, fetch), _hash(begin, middle, fetch)]


def _subproof(old: int, begin: int, end: int, fetch: Fetch, *, whole: bool) -> list[bytes]:
    """`old` counts from the tree's beginning; `whole` while the old root itself is known."""
    if old == end:
        return [] if whole else [_hash(begin, end, fetch)]
    middle = begin + split(end - begin)
    if old <= middle:
        below = _subproof(old, begin, middle, fetch, whole=whole)
        return [*below, _hash(middle, end, fetch)]
    below = _subproof(old, middle, end, fetch, whole=False)
    return [*below, _hash(begin, middle, fetch)]
