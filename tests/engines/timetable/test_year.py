"""What the solver proposes for small years."""

import itertools
from dataclasses import replace

import pytest

from lms.engines.timetable.conflict import Proof
from lms.engines.timetable.year import (
    After,
    Given,
    Lock,
    Outcome,
    Problem,
    Result,
    Rule,
    RuleKind,
    Trainer,
    Venue,
    Window,
    check,
    propose,
    rules_of,
)
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.greedy import greedy
from tests.engines.timetable.small_years import at, days, every_plan, march, wish, year


def proposed(problem: Problem, **more) -> Outcome:
    return propose(problem, **({"seconds": 20.0, "workers": 1, "count": 1} | more))


def rules(outcome: Outcome) -> set[Rule]:
    assert outcome.result is Result.IMPOSSIBLE
    assert outcome.conflict is not None
    assert outcome.conflict.proof is Proof.SMALLEST
    return set(outcome.conflict.rules)


def test_a_plan_keeps_all_rules_and_says_what_it_costs():
    problem = year(
        wish("a", trainers=("T", "U"), preferred=(Window(march(8), march(12)),)),
        wish("b", trainers=("T", "U"), preferred=(Window(march(8), march(12)),)),
        wish("c", after=(After("a", 5), After("b", 5)), latest=march(19)),
        holidays=days(9),
    )
    outcome = proposed(problem)
    assert outcome.result is Result.PROPOSED
    [one] = outcome.proposals
    assert check(problem, one.plan).violations == ()
    assert one.proven
    assert one.cost == one.report.cost == outcome.bound


def test_the_one_plan_there_is_is_found():
    problem = year(
        wish("a", 2, lock=Lock(first=march(8))),
        wish("b", 3, venues=at("V"), earliest=march(8), latest=march(15)),
        first=march(8),
        last=march(15),
        holidays=days(15),
    )
    [one] = proposed(problem).proposals
    assert [(p.key, p.first, p.last) for p in one.plan.placements] == [
        ("a", march(8), march(9)),
        ("b", march(10), march(12)),
    ]


def test_what_is_locked_stays_and_others_join():
    lock = Lock(march(15), "W", ("U",))
    problem = year(wish("a", venues=at("V"), trainers=("T",), trainers_needed=2, lock=lock))
    [one] = proposed(problem).proposals
    [placed] = one.plan.placements
    assert (placed.first, placed.venue, placed.trainers) == (march(15), "W", ("T", "U"))


def test_sessions_given_keep_their_place():
    given = Given("x", march(1), march(30), 22, venue="V", trainers=("T",))
    [one] = proposed(year(wish("a", 1), given=(given,))).proposals
    assert one.plan.of("a").first == march(31)


def test_a_session_without_venues_is_held_anywhere():
    [one] = proposed(year(wish("a", venues=()))).proposals
    assert one.plan.of("a").venue is None


def test_three_plans_differ():
    problem = year(*(wish(key, trainers=("T", "U")) for key in "abcdef"))
    outcome = proposed(problem, count=3)
    starts = [[placed.first for placed in one.plan.placements] for one in outcome.proposals]
    assert len(starts) == 3
    for one, other in itertools.combinations(starts, 2):
        assert any(abs((a - b).days) >= 7 for a, b in zip(one, other, strict=True))
    costs = [one.cost for one in outcome.proposals]
    assert costs == sorted(costs)


def test_only_so_many_plans_as_there_are():
    one_day = {"first": march(1), "last": march(2), "venues": (Venue("V", 20),)}
    outcome = proposed(year(wish("a"), **one_day), count=3)
    assert len(outcome.proposals) == 1


def test_a_large_year_is_planned_part_by_part():
    soon = (Window(march(1), march(5)),)
    problem = year(
        *(
            wish(f"s{n}", 1, trainers=("T", "U"), venues=at("V", "W"), preferred=soon)
            for n in range(24)
        ),
        wish("last", after=(After("s0", 7), After("s1", 7))),
    )
    begun = greedy(problem, Days(problem)).plan
    assert begun is not None
    outcome = proposed(problem, seconds=6.0, count=2)
    assert len(outcome.proposals) == 2
    for one in outcome.proposals:
        report = check(problem, one.plan)
        assert report.violations == ()
        assert report.cost == one.cost
    assert outcome.proposals[0].cost <= check(problem, begun).cost


def test_taking_a_trainer_away_changes_the_proposal():
    problem = year(wish("a", trainers=("T", "U"), earliest=march(1), latest=march(1)))
    away = (Trainer("T", days(1)), Trainer("U"))
    [one] = proposed(replace(problem, trainers=away)).proposals
    assert one.plan.of("a").trainers == ("U",)
    [one] = proposed(replace(problem, trainers=(Trainer("T"), Trainer("U", days(2))))).proposals
    assert one.plan.of("a").trainers == ("T",)
    nobody = (Trainer("T", days(1)), Trainer("U", days(2)))
    assert rules(proposed(replace(problem, trainers=nobody))) >= {
        Rule(RuleKind.TRAINERS_NEEDED, ("a",)),
        Rule(RuleKind.TRAINER_AWAY, ("T",)),
        Rule(RuleKind.TRAINER_AWAY, ("U",)),
    }


def test_progress_is_told_and_a_stop_is_heard():
    told: list[tuple[object, ...]] = []
    problem = year(*(wish(f"s{n}", 1, trainers=("T", "U")) for n in range(23)))
    outcome = proposed(
        problem,
        seconds=60.0,
        count=3,
        stop=lambda: bool(told),
        on_progress=lambda *heard: told.append(heard),
    )
    assert told
    assert outcome.stopped
    [one] = outcome.proposals
    assert told[-1][0] == one.cost


@pytest.mark.parametrize(
    ("problem", "contradicting"),
    [
        (year(wish("a", seats=50)), {(RuleKind.VENUE_NEEDED, "a"), (RuleKind.VENUE_SIZE, "a")}),
        (year(wish("a", trainers_needed=3)), {(RuleKind.TRAINERS_NEEDED, "a")}),
        (
            year(wish("a", earliest=march(10), latest=march(9))),
            {(RuleKind.EARLIEST, "a"), (RuleKind.LATEST, "a")},
        ),
        (year(wish("a", earliest=march(31))), {(RuleKind.HORIZON,), (RuleKind.EARLIEST, "a")}),
        (
            year(wish("a", lock=Lock(first=march(2))), holidays=days(3)),
            {(RuleKind.HOLIDAYS,), (RuleKind.LOCKED_DATE, "a")},
        ),
        (
            year(
                wish("a", lock=Lock(first=march(2))),
                wish("b", trainers=("U",), lock=Lock(first=march(3))),
            ),
            {
                (RuleKind.LOCKED_DATE, "a"),
                (RuleKind.LOCKED_DATE, "b"),
                (RuleKind.VENUE_NEEDED, "a"),
                (RuleKind.VENUE_NEEDED, "b"),
                (RuleKind.VENUE_ROOMS, "V"),
            },
        ),
        (
            year(wish("a", after=(After("b"),)), wish("b", after=(After("a"),))),
            {(RuleKind.AFTER, "a", "b"), (RuleKind.AFTER, "b", "a")},
        ),
    ],
)
def test_when_nothing_fits_the_rules_are_named(problem, contradicting):
    assert rules(proposed(problem)) == {Rule(kind, tuple(keys)) for kind, *keys in contradicting}


def test_no_contradicting_set_is_smaller():
    """Beside a contradiction of five rules there is one of three; brute force over all sets."""
    problem = year(
        wish("a", lock=Lock(first=march(2))),
        wish("b", 1, trainers=("U",), earliest=march(3), latest=march(3)),
        venues=(Venue("V", 40),),
        trainers=(Trainer("T", days(2)), Trainer("U")),
        first=march(1),
        last=march(5),
    )
    found = rules(proposed(problem))
    assert found == {
        Rule(RuleKind.LOCKED_DATE, ("a",)),
        Rule(RuleKind.TRAINERS_NEEDED, ("a",)),
        Rule(RuleKind.TRAINER_AWAY, ("T",)),
    }
    kept = kept_sets(problem)
    for number in range(len(found)):
        for some in itertools.combinations(rules_of(problem), number):
            assert any(one.issuperset(some) for one in kept)
    assert not any(one >= found for one in kept)


def kept_sets(problem: Problem) -> set[frozenset[Rule]]:
    """For every plan there can be, within the horizon or not: the rules that it keeps."""
    everything = frozenset(rules_of(problem))
    return {
        everything - {one.rule for one in check(problem, plan).violations}
        for plan in every_plan(problem, march(-7), march(14))
    }


def test_proposals_do_not_differ_by_exchanging_sessions_that_are_alike():
    problem = year(*(wish(f"n{number}", 1, course="C") for number in range(4)))
    outcome = proposed(problem, count=3)
    plans = [
        sorted((placed.first, placed.venue, placed.trainers) for placed in one.plan.placements)
        for one in outcome.proposals
    ]
    assert len(plans) == 3
    assert all(one != other for one, other in itertools.combinations(plans, 2))
    for one in outcome.proposals:
        firsts = [placed.first for placed in one.plan.placements]
        assert firsts == sorted(firsts)
