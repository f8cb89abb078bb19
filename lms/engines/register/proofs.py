"""Checking proofs without the tree: RFC 9162, sections 2.1.3.2 and 2.1.4.2."""

import hmac
from collections.abc import Sequence

from lms.engines.register.hashing import HASH_BYTES, node_hash


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to, None where no path of this length can exist."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return None
    at, last, value = index, size - 1, leaf
    for other in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            value = node_hash(other, value)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            value = node_hash(value, other)
        at, last = at >> 1, last >> 1
    return value if last == 0 else None


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the tree with this size and root."""
    found = root_from_inclusion(leaf, index, size, path)
    return found is not None and hmac.compare_digest(found, root)


def consistent(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `old` leaves is the beginning of the tree of `new` leaves.

    An empty old tree says nothing, so nothing is proved of it: False.
    """
    if not 0 < old <= new or len(old_root) != HASH_BYTES or len(new_root) != HASH_BYTES:
        return False
    if old == new:
        return not path and hmac.compare_digest(old_root, new_root)
    found = _both_roots(old, new, path, old_root)
    if found is None:
        return False
    return hmac.compare_digest(found[0], old_root) and hmac.compare_digest(found[1], new_root)


def _both_roots(
    old: int, new: int, path: Sequence[bytes], old_root: bytes
) -> tuple[bytes, bytes] | None:
    """The old and the new root as the path tells them."""
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps or not path:
        return None
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for other in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            first, second = node_hash(other, first), node_hash(other, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, other)
        at, last = at >> 1, last >> 1
    return (first, second) if last == 0 else None
