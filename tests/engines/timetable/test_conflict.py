"""A smallest set of contradicting rules, compared with trying all sets."""

from collections.abc import Callable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lms.engines.timetable.conflict import Answer, Conflict, Proof, smallest_conflict

Sets = list[frozenset[int]]
RULES = range(9)


def by_brute_force(rules: range, feasible: Callable[[frozenset[int]], bool]) -> int | None:
    """The size of a smallest contradicting set, found by trying all; None if there is none."""
    for size in range(len(rules) + 1):
        if any(not feasible(frozenset(some)) for some in combinations(rules, size)):
            return size
    return None


def oracle_of(cores: Sets) -> Callable[[frozenset[int]], bool]:
    """Rules contradict each other if and only if all of one core are enforced."""
    return lambda enforced: not any(core <= enforced for core in cores)


cores = st.lists(st.frozensets(st.sampled_from(RULES), max_size=6), max_size=8)


@given(cores)
def test_it_is_as_small_as_brute_force_finds(cores: Sets) -> None:
    feasible = oracle_of(cores)
    found = smallest_conflict(RULES, feasible)
    smallest = by_brute_force(RULES, feasible)
    if smallest is None:
        assert found is None
        return
    assert found is not None
    assert (len(found.rules), found.proof) == (smallest, Proof.SMALLEST)
    assert not feasible(frozenset(found.rules))
    assert list(found.rules) == sorted(found.rules)


@given(cores, st.randoms(use_true_random=False))
def test_an_oracle_that_tells_more_changes_nothing(cores: Sets, chance) -> None:
    """It names a core with a no, and further rules that hold with a yes."""
    plain = oracle_of(cores)

    def telling(enforced: frozenset[int]) -> Answer[int]:
        if not plain(enforced):
            return Answer(False, chance.choice([c for c in cores if c <= enforced]))
        kept = enforced
        for rule in chance.sample(RULES, len(RULES)):
            kept = kept | {rule} if plain(kept | {rule}) else kept
        return Answer(True, kept)

    found = smallest_conflict(RULES, telling)
    assert (len(found.rules) if found else None) == by_brute_force(RULES, plain)


@given(cores, st.integers(0, 40))
def test_stopped_it_still_gives_a_contradicting_set(cores: Sets, questions: int) -> None:
    feasible, asked = oracle_of(cores), [0]

    def stop() -> bool:
        asked[0] += 1
        return asked[0] > questions

    found = smallest_conflict(RULES, feasible, stop=stop)
    smallest = by_brute_force(RULES, feasible)
    assert (found is None) == (smallest is None)
    if found is not None:
        assert not feasible(frozenset(found.rules))
    if found is not None and found.proof is Proof.SMALLEST:
        assert len(found.rules) == smallest
    if found is not None and found.proof is Proof.IRREDUCIBLE:
        assert all(feasible(frozenset(found.rules) - {one}) for one in found.rules)


@given(cores, st.sets(st.frozensets(st.sampled_from(RULES)), max_size=60))
def test_what_an_oracle_cannot_decide_proves_nothing(
    cores: Sets, dark: set[frozenset[int]]
) -> None:
    plain = oracle_of(cores)
    found = smallest_conflict(RULES, lambda asked: None if asked in dark else plain(asked))
    if plain(frozenset(RULES)) or frozenset(RULES) in dark:
        assert found is None
        return
    assert found is not None
    assert not plain(frozenset(found.rules))
    if found.proof is Proof.SMALLEST:
        assert len(found.rules) == by_brute_force(RULES, plain)


def test_a_smaller_set_is_found_though_a_larger_one_is_irreducible() -> None:
    """Rules 0 to 3 contradict each other and none can go; 7 and 8 alone do too."""
    found = smallest_conflict(RULES, oracle_of([frozenset({0, 1, 2, 3}), frozenset({7, 8})]))
    assert found == Conflict((7, 8), Proof.SMALLEST)


def test_a_contradiction_beside_the_rules_gives_an_empty_set() -> None:
    assert smallest_conflict(RULES, lambda _: False) == Conflict((), Proof.SMALLEST)


def test_rules_that_agree_give_nothing() -> None:
    assert smallest_conflict(RULES, lambda _: True) is None
