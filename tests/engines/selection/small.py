"""Problems small enough to try every selection."""

from itertools import combinations

from hypothesis import strategies as st

from lms.engines.selection.measuring import fits, worth
from lms.engines.selection.types import Aim, AimKind, Candidate, Problem

FEATURES = {"gender": ("female", "male", ""), "province": ("Sindh", "Punjab", "KPK", "")}


def candidate(key: str, agency: str, priority: int, order: int, **features: str) -> Candidate:
    return Candidate(key, agency, priority, order, features)


def brute_force(problem: Problem) -> tuple[int, ...]:
    """The worth of the best of all selections."""
    keys = [one.key for one in problem.candidates]
    return min(
        worth(problem, chosen)
        for size in range(len(keys) + 1)
        for chosen in combinations(keys, size)
        if fits(problem, chosen)
    )


@st.composite
def people(draw: st.DrawFn, name: str, most: int) -> tuple[Candidate, ...]:
    number = draw(st.integers(0, most))
    orders = draw(st.permutations(range(number)))
    return tuple(
        Candidate(
            f"{name}{index}",
            draw(st.sampled_from("ABC")),
            draw(st.integers(1, 4)),
            orders[index],
            {feature: draw(st.sampled_from(values)) for feature, values in FEATURES.items()},
            draw(st.booleans()),
        )
        for index in range(number)
    )


@st.composite
def aims(draw: st.DrawFn) -> Aim:
    kind = draw(st.sampled_from(AimKind))
    feature = draw(st.sampled_from(sorted(FEATURES)))
    values = draw(st.sets(st.sampled_from(FEATURES[feature][:-1]), min_size=1, max_size=2))
    most = 100 if kind in {AimKind.SHARE_AT_LEAST, AimKind.SHARE_AT_MOST} else 4
    return Aim(kind, feature, frozenset(values), draw(st.integers(0, most)))


@st.composite
def problems(draw: st.DrawFn, most: int = 8) -> Problem:
    return Problem(
        draw(people("c", most)),
        {agency: draw(st.integers(0, 3)) for agency in "AB"},
        draw(st.integers(0, 2)),
        tuple(draw(st.lists(aims(), max_size=3))),
        draw(people("s", 3)),
    )
