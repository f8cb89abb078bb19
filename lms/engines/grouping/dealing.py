"""The plain way, as with cards: people in the order of their features, dealt round the groups.

What the search finds must never be worse, and it begins here.
"""

from collections import Counter

from lms.engines.grouping.types import Problem


def even_sizes(problem: Problem) -> list[int]:
    """Sizes that differ by at most one; the groups with the most locked people are the larger."""
    if problem.sizes is not None:
        return list(problem.sizes)
    least, more = divmod(len(problem.people), problem.groups)
    locked = Counter(problem.locks.values())
    larger = sorted(range(problem.groups), key=lambda group: (-locked[group], group))[:more]
    return [least + (group in larger) for group in range(problem.groups)]


def deal(problem: Problem) -> dict[str, int]:
    """Everybody's group; locks and sizes are kept, pairs are not looked at."""
    sizes, names = even_sizes(problem), problem.rules.features
    place = dict(problem.locks)
    left = [size - list(place.values()).count(group) for group, size in enumerate(sizes)]
    group = 0
    for one in sorted(
        problem.people, key=lambda one: ([one.features.get(name, "") for name in names], one.key)
    ):
        if one.key in place:
            continue
        while not left[group]:
            group = (group + 1) % problem.groups
        place[one.key] = group
        left[group] -= 1
        group = (group + 1) % problem.groups
    return place
