"""The solver against the plain checker and against trying everything."""

from hypothesis import HealthCheck, given, settings

from lms.engines.timetable.within import Problem, Proof, Wish, check, propose
from tests.engines.timetable.small import broken_sets, problems, smallest_hitting_set

thorough = settings(max_examples=30, suppress_health_check=list(HealthCheck))


@given(problems(grain=2))
@thorough
def test_a_proposal_never_breaks_a_hard_rule_and_costs_what_it_says(problem: Problem) -> None:
    found = propose(problem, seconds=3, workers=1, count=2)
    for one in found.proposals:
        judged = check(problem, one.placed)
        assert (judged.violations, judged.missing) == ((), ())
        assert one.amounts == judged.amounts
        assert one.cost == judged.cost
        assert one.cost == sum(problem.weights[wish] * one.amounts[wish] for wish in Wish)
    assert found.proposals or found.contradiction


@given(problems(most_items=2, most_days=1))
@thorough
def test_the_contradiction_is_as_small_as_trying_everything_finds(problem: Problem) -> None:
    found = propose(problem, seconds=20, workers=1, count=1)
    broken = broken_sets(problem)
    if frozenset() in broken:
        assert found.proposals and found.contradiction is None
        return
    assert found.contradiction is not None
    assert found.contradiction.proof is Proof.SMALLEST
    rules = frozenset(found.contradiction.rules)
    assert all(rules & one for one in broken)
    assert len(rules) == smallest_hitting_set(broken)
