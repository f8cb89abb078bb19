"""Clusters: who is tied to each other more than to the rest. Deterministic, in whole numbers.

The method of Louvain (Blondel and others, 2008): every entity moves to the neighbouring cluster
that raises modularity most, until none does; then clusters are taken as entities and it begins
again. Entities move in the order of their ids, and a tie keeps the first, so that the same chart
always falls into the same clusters, in whatever order it was drawn.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

Ties = dict[int, dict[int, int]]


def clusters(ids: Iterable[str], pairs: Mapping[tuple[str, str], int]) -> list[list[str]]:
    """Clusters of `ids`, the largest first, then by their first id.

    `pairs` has each pair that is tied once, with how many links tie it.
    """
    names = sorted(ids)
    numbers = {name: at for at, name in enumerate(names)}
    ties: Ties = {at: {} for at in range(len(names))}
    for (one, other), weight in pairs.items():
        a, b = numbers[one], numbers[other]
        ties[a][b] = ties[b][a] = ties[a].get(b, 0) + weight
    member = list(range(len(names)))
    while True:
        moved = _move(ties)
        if moved is None:
            break
        member = [moved[at] for at in member]
        ties = _folded(ties, moved)
    found: dict[int, list[str]] = {}
    for name, at in zip(names, member, strict=True):
        found.setdefault(at, []).append(name)
    return sorted(found.values(), key=lambda names: (-len(names), names[0]))


def _move(ties: Ties) -> dict[int, int] | None:
    """Where each node went in one round of moves; None where nobody moves.

    A node's tie to itself holds the links inside it, twice.
    """
    weights = {at: sum(ways.values()) for at, ways in ties.items()}
    whole = sum(weights.values())
    home = {at: at for at in ties}
    total = dict(weights)
    moved, again = False, True
    while again:
        again = False
        for at in ties:
            here = home[at]
            near: dict[int, int] = {here: 0}
            for other, weight in ties[at].items():
                if other != at:
                    near[home[other]] = near.get(home[other], 0) + weight
            total[here] -= weights[at]
            best = max(
                near,
                key=lambda one: (
                    near[one] * whole - weights[at] * total[one],
                    one == here,
                    -one,
                ),
            )
            total[best] += weights[at]
            home[at] = best
            again = again or best != here
        moved = moved or again
    return home if moved else None


def _folded(ties: Ties, home: Mapping[int, int]) -> Ties:
    """The network of the clusters themselves."""
    found: Ties = {at: {} for at in sorted(set(home.values()))}
    for at, ways in ties.items():
        into = found[home[at]]
        for other, weight in ways.items():
            into[home[other]] = into.get(home[other], 0) + weight
    return found


def modularity(groups: Iterable[Iterable[str]], pairs: Mapping[tuple[str, str], int]) -> Fraction:
    """How much more is tied inside the groups than by chance (Newman and Girvan, 2004): at most
    1, and 0 where nothing is tied or all is one group."""
    home = {name: at for at, group in enumerate(groups) for name in group}
    whole = 2 * sum(pairs.values())
    if not whole:
        return Fraction(0)
    inside: dict[int, int] = {}
    total: dict[int, int] = {}
    for (one, other), weight in pairs.items():
        for name in (one, other):
            total[home[name]] = total.get(home[name], 0) + weight
        if home[one] == home[other]:
            inside[home[one]] = inside.get(home[one], 0) + 2 * weight
    return sum(
        (Fraction(inside.get(at, 0), whole) - Fraction(weight, whole) ** 2
         for at, weight in total.items()),
        Fraction(0),
    )  # fmt: skip
