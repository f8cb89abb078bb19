"""What an arrangement costs: exact, plain, and apart from how it was found."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from lms.engines.grouping.types import Kind, Missed, Problem, RuleCost, Score


def score(problem: Problem, place: Mapping[str, int]) -> Score:
    """Judge an arrangement: each person's group by `place`, whoever made it.

    People without a place are left out. Even shares are of those placed.
    """
    placed = [one for one in problem.people if one.key in place]
    sizes = Counter(place[one.key] for one in placed)
    rules = problem.rules
    names = list(dict.fromkeys((*rules.spread, rules.alone_feature)))
    mixes = [
        {
            name: Counter(
                one.features.get(name, "")
                for one in placed
                if place[one.key] == group and one.features.get(name)
            )
            for name in names
        }
        for group in range(problem.groups)
    ]
    known = [sizes[group] for group in range(problem.groups)]
    costs, missed = [], []
    for name, weight in rules.spread.items():
        cost, places = _spread(name, weight, mixes, known)
        costs.append(cost)
        missed += places if weight else []
    if rules.alone:
        lonely = _alone(rules.alone_feature, mixes)
        amount = Fraction(len(lonely))
        costs.append(RuleCost(Kind.ALONE, rules.alone_feature, rules.alone, amount, Fraction(0)))
        missed += lonely
    if problem.now:
        moved = [
            place[one.key]
            for one in placed
            if problem.now.get(one.key) not in {None, place[one.key]}
        ]
        costs.append(RuleCost(Kind.STAY, "", rules.stay, Fraction(len(moved)), Fraction(0)))
        missed += [Missed(Kind.STAY, group, has=n) for group, n in sorted(Counter(moved).items())]
    return Score(tuple(costs), tuple(mixes), tuple(missed))


def least_deviation(total: int, sizes: Sequence[int]) -> Fraction:
    """The least sum of deviations with which `total` people of a value can be spread over groups:
    each gets its share rounded down, and the largest remainders get one more."""
    people = sum(sizes)
    if not people:
        return Fraction(0)
    rests = sorted((Fraction(total * size, people) % 1 for size in sizes), reverse=True)
    more = round(sum(rests))
    return sum(
        (1 - rest if place < more else rest for place, rest in enumerate(rests)), Fraction(0)
    )


def _spread(
    name: str,
    weight: int,
    mixes: Sequence[Mapping[str, Mapping[str, int]]],
    sizes: Sequence[int],
) -> tuple[RuleCost, list[Missed]]:
    people = sum(sizes)
    totals: Counter[str] = Counter()
    for mix in mixes:
        totals.update(mix[name])
    amount, least, missed = Fraction(0), Fraction(0), []
    for value, total in sorted(totals.items()):
        least += least_deviation(total, sizes)
        for group, mix in enumerate(mixes):
            has, share = mix[name].get(value, 0), Fraction(total * sizes[group], people)
            amount += abs(has - share)
            if not floor(share) <= has <= ceil(share):
                missed.append(Missed(Kind.SPREAD, group, name, value, has, share))
    return RuleCost(Kind.SPREAD, name, weight, amount, least), missed


def _alone(name: str, mixes: Sequence[Mapping[str, Mapping[str, int]]]) -> list[Missed]:
    return [
        Missed(Kind.ALONE, group, name, value, 1)
        for group, mix in enumerate(mixes)
        for value, has in sorted(mix[name].items())
        if has == 1
    ]
