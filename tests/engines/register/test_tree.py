"""Roots and proofs: published vectors (RFC 6962's, as Certificate Transparency tests them), and
properties against the definition of RFC 9162 written out plainly."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.register.hashing import EMPTY_ROOT, leaf_hash
from lms.engines.register.proofs import consistent, included
from lms.engines.register.tree import (
    Node,
    consistency,
    edge,
    fetch_from,
    grown,
    inclusion,
    needed,
    root,
    tree_of,
)

INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (index, size): path
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (old, new): path
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]
WHOLE = fetch_from(tree_of(LEAVES))


def unhex(lines: list[str]) -> list[bytes]:
    return [bytes.fromhex(line) for line in lines]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root(size, WHOLE).hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "path"), INCLUSION.items())
def test_published_inclusion_proofs(place: tuple[int, int], path: list[str]) -> None:
    index, size = place
    assert inclusion(index, size, WHOLE) == unhex(path)
    assert included(LEAVES[index], index, size, unhex(path), bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("sizes", "path"), CONSISTENCY.items())
def test_published_consistency_proofs(sizes: tuple[int, int], path: list[str]) -> None:
    old, new = sizes
    assert consistency(old, new, WHOLE) == unhex(path)
    assert consistent(old, new, unhex(path), bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))


# --- properties ---

sizes = st.integers(min_value=1, max_value=70)


def some(count: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(count)]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


@given(first=st.integers(0, 40), more=st.integers(0, 40))
def test_growing_in_two_steps_gives_the_same_tree_as_at_once(first: int, more: int) -> None:
    leaves = some(first + more)
    nodes = tree_of(leaves[:first])
    asked: list[Node] = []

    def fetch(node: Node) -> bytes:
        asked.append(node)
        return nodes[node]

    nodes |= grown(first, leaves[first:], fetch)
    assert nodes == tree_of(leaves)
    assert asked == edge(first)
    assert root(len(leaves), nodes.__getitem__) == plain_root(leaves)


@given(size=sizes, data=st.data())
def test_every_leaf_proves_into_every_later_head_and_nothing_else_does(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = some(70)
    fetch = fetch_from(tree_of(leaves))
    path, head = inclusion(index, size, fetch), root(size, fetch)
    assert included(leaves[index], index, size, path, head)
    assert not included(leaf_hash(b"other"), index, size, path, head)
    assert not included(leaves[index], index + 1, size, path, head)
    assert not included(leaves[index], index, size, [*path, bytes(32)], head)
    assert not path or not included(leaves[index], index, size, path[:-1], head)
    assert needed(lambda fetch: inclusion(index, size, fetch)) <= set(tree_of(leaves[:size]))


@given(old=sizes, data=st.data())
def test_every_older_head_proves_into_every_newer_one_and_a_changed_one_does_not(
    old: int, data: st.DataObject
) -> None:
    new = data.draw(st.integers(old, 70))
    leaves = some(70)
    fetch = fetch_from(tree_of(leaves))
    path = consistency(old, new, fetch)
    before, after = root(old, fetch), root(new, fetch)
    assert consistent(old, new, path, before, after)
    changed = data.draw(st.integers(0, old - 1))
    forged = [*leaves[:changed], leaf_hash(b"forged"), *leaves[changed + 1 :]]
    other = fetch_from(tree_of(forged))
    assert not consistent(old, new, consistency(old, new, other), before, root(new, other))
    for place in range(len(path)):
        bent = [*path[:place], bytes(32), *path[place + 1 :]]
        assert not consistent(old, new, bent, before, after)
    assert not consistent(old, new, [*path, bytes(32)], before, after)


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError):
        inclusion(8, 8, WHOLE)
    with pytest.raises(ValueError):
        consistency(9, 8, WHOLE)
    assert not included(LEAVES[0], -1, 8, [], LEAVES[0])
    assert not consistent(0, 8, [], EMPTY_ROOT, bytes.fromhex(ROOTS[8]))
    assert not consistent(8, 6, [], bytes.fromhex(ROOTS[8]), bytes.fromhex(ROOTS[6]))
