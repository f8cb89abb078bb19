"""Whether what is asked can be met at all, as far as that is seen without a search."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from lms.engines.grouping.types import Clash, ClashKind, Problem


def clashes(problem: Problem) -> tuple[Clash, ...]:
    """Every contradiction that is plain to see; none does not yet mean that groups can be made."""
    people = len(problem.people)
    if not people:
        return (Clash(ClashKind.NOBODY),)
    if problem.groups > people:
        return (Clash(ClashKind.TOO_MANY_GROUPS),)
    sizes = problem.sizes
    if sizes is not None and (len(sizes) != problem.groups or sum(sizes) != people):
        return (Clash(ClashKind.SIZES),)
    return (*_locks(problem), *_pairs(problem))


def chains(problem: Problem) -> list[frozenset[str]]:
    """People who are to be together, with all that follows from pair to pair."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in problem.together:
        near[one].add(other)
        near[other].add(one)
    found: list[frozenset[str]] = []
    seen: set[str] = set()
    for start in sorted(near):
        if start in seen:
            continue
        chain, ahead = {start}, [start]
        while ahead:
            for other in near[ahead.pop()] - chain:
                chain.add(other)
                ahead.append(other)
        seen |= chain
        found.append(frozenset(chain))
    return found


def most_of(problem: Problem, group: int) -> int:
    """How many people a group may have at most."""
    return problem.sizes[group] if problem.sizes is not None else problem.size_range[1]


def _locks(problem: Problem) -> Iterator[Clash]:
    here = Counter(problem.locks.values())
    least, most = problem.size_range
    for group, count in sorted(here.items()):
        if count > most_of(problem, group):
            locked = tuple(sorted(key for key, at in problem.locks.items() if at == group))
            yield Clash(ClashKind.LOCKS_FILL, locked, group)
    if problem.sizes is None and least != most:
        larger = [group for group, count in sorted(here.items()) if count == most]
        if len(larger) > len(problem.people) % problem.groups:
            yield Clash(ClashKind.LOCKS_FILL, group=larger[-1])


def _pairs(problem: Problem) -> Iterator[Clash]:
    _least, most = problem.size_range
    for chain in chains(problem):
        names = tuple(sorted(chain))
        if len(chain) > most:
            yield Clash(ClashKind.TOGETHER_TOO_MANY, names)
        if len({problem.locks[key] for key in chain if key in problem.locks}) > 1:
            yield Clash(ClashKind.TOGETHER_LOCKED_APART, names)
        for one, other in problem.apart:
            if one in chain and other in chain:
                yield Clash(ClashKind.APART_TOGETHER, (one, other))
    for one, other in problem.apart:
        if one in problem.locks and problem.locks[one] == problem.locks.get(other):
            yield Clash(ClashKind.APART_TOGETHER, (one, other), problem.locks[one])
