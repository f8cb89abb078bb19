"""Groups for a problem: dealt, bettered by exchanges, then by the solver; the cheapest is given."""

from collections import Counter
from collections.abc import Mapping

from lms.engines.grouping.asking import clashes
from lms.engines.grouping.dealing import deal
from lms.engines.grouping.kinds import Kinds
from lms.engines.grouping.model import Effort, Model
from lms.engines.grouping.scoring import score
from lms.engines.grouping.swapping import Swapping
from lms.engines.grouping.types import Clash, ClashKind, Grouping, Problem, Score

__all__ = ["Effort", "group_people"]

_DEFAULT = Effort()


def group_people(problem: Problem, effort: Effort = _DEFAULT) -> Grouping:
    """Divide the people of a problem into groups, or say what contradicts itself in it."""
    found = clashes(problem)
    if found:
        return Grouping(clashes=found)
    kinds = Kinds(problem)
    begun = _begun(problem, kinds)
    if begun and _as_even_as_can_be(score(problem, begun[0])):
        return _answer(problem, begun[0], best=True)
    hint = kinds.counts(begun[0]) if begun else None
    answer = Model(kinds).solve(effort, hint)
    choices = list(begun)
    if answer.counts is not None:
        choices.append(kinds.named(answer.counts))
        if not answer.best:
            choices.append(kinds.named(Swapping(kinds, answer.counts).run()))
    if not choices:
        return Grouping(clashes=(Clash(ClashKind.PAIRS, _named(problem)),), in_time=answer.in_time)
    place = min(choices, key=lambda one: score(problem, one).total)
    return _answer(problem, place, best=answer.best, in_time=answer.in_time)


def _answer(
    problem: Problem, place: Mapping[str, int], *, best: bool, in_time: bool = True
) -> Grouping:
    return Grouping(_as_groups(problem, place), score(problem, place), (), best, in_time)


def _as_even_as_can_be(judged: Score) -> bool:
    """Whether each rule alone could not be kept better: then no search can find more."""
    return all(one.amount == one.least or not one.weight for one in judged.costs)


def _begun(problem: Problem, kinds: Kinds) -> list[dict[str, int]]:
    """Arrangements to begin from; none where dealing breaks a pair. First of all the present one,
    if it is one: of two that cost the same, nobody moves for the other."""
    begun = [dict(problem.now)] if _holds(problem, problem.now) else []
    dealt = deal(problem)
    if _pairs_kept(problem, dealt):
        begun += [kinds.named(Swapping(kinds, kinds.counts(dealt)).run()), dealt]
    return sorted(begun, key=lambda one: score(problem, one).total)


def _holds(problem: Problem, place: Mapping[str, int]) -> bool:
    """Whether an arrangement has everybody once and keeps sizes, locks and pairs."""
    if place.keys() != {one.key for one in problem.people}:
        return False
    sizes = Counter(place.values())
    here = tuple(sizes[group] for group in range(problem.groups))
    fits = here == problem.sizes if problem.sizes is not None else max(here) - min(here) <= 1
    return fits and problem.locks.items() <= place.items() and _pairs_kept(problem, place)


def _pairs_kept(problem: Problem, place: Mapping[str, int]) -> bool:
    return all(place[one] == place[other] for one, other in problem.together) and all(
        place[one] != place[other] for one, other in problem.apart
    )


def _named(problem: Problem) -> tuple[str, ...]:
    return tuple(sorted({key for pair in (*problem.apart, *problem.together) for key in pair}))


def _as_groups(problem: Problem, place: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Groups in the order in which the people were given."""
    return tuple(
        tuple(one.key for one in problem.people if place[one.key] == group)
        for group in range(problem.groups)
    )
