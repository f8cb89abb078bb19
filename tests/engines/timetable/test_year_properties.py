"""Whatever year is asked for: no hard rule is ever broken, costs are what the check says, and
what is called impossible is so."""

from datetime import timedelta
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.engines.timetable.year import (
    After,
    Agency,
    Current,
    Given,
    Lock,
    Problem,
    Result,
    SessionWish,
    Taking,
    Trainer,
    Venue,
    VenueChoice,
    Window,
    check,
    propose,
    rules_of,
)
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.greedy import greedy
from tests.engines.timetable.small_years import every_plan, march

DAYS = st.integers(1, 31).map(march)
SOME_DAYS = st.frozensets(DAYS, max_size=4)
VENUES = ("V", "W")
TRAINERS = ("T", "U", "X")
AGENCIES = ("A", "B")
PLACES = st.sampled_from(("", "Lahore", "Karachi"))
slow = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@st.composite
def sessions(draw: st.DrawFn, key: str, before: tuple[str, ...]) -> SessionWish:
    trainers = tuple(sorted(draw(st.sets(st.sampled_from(TRAINERS), min_size=1))))
    venues = sorted(draw(st.sets(st.sampled_from(VENUES))))
    locks = st.builds(
        Lock,
        st.none() | DAYS,
        st.none() | st.sampled_from(VENUES),
        st.sampled_from([(), ("T",), ("X", "U")]),
    )
    windows = st.builds(
        lambda first, more: Window(first, first + timedelta(days=more)), DAYS, st.integers(0, 9)
    )
    return SessionWish(
        key,
        days=draw(st.integers(1, 7)),
        seats=draw(st.sampled_from((10, 30))),
        venues=tuple(VenueChoice(one, draw(st.integers(1, 2))) for one in venues),
        trainers=trainers,
        trainers_needed=draw(st.integers(0, len(trainers))),
        course=draw(st.sampled_from(("", "C"))),
        agencies=tuple(
            Taking(one, draw(st.integers(1, 9)))
            for one in sorted(draw(st.sets(st.sampled_from(AGENCIES))))
        ),
        earliest=draw(st.none() | DAYS),
        latest=draw(st.none() | DAYS),
        after=tuple(
            After(one, draw(st.integers(0, 5)))
            for one in sorted(draw(st.sets(st.sampled_from(before), max_size=1)))
        )
        if before
        else (),
        preferred=tuple(draw(st.lists(windows, max_size=2))),
        lock=draw(st.just(Lock()) | locks),
        current=draw(
            st.none()
            | st.builds(
                Current, DAYS, st.none() | st.sampled_from(VENUES), st.sampled_from([(), ("T",)])
            )
        ),
    )


@st.composite
def years(draw: st.DrawFn, most: int = 3) -> Problem:
    keys = "abcd"[: draw(st.integers(1, most))]
    return Problem(
        march(1),
        march(draw(st.sampled_from((12, 31, 45)))),
        tuple(draw(sessions(key, tuple(keys[:at]))) for at, key in enumerate(keys)),
        tuple(
            Venue(
                key,
                draw(st.sampled_from((20, 40))),
                draw(st.integers(1, 2)),
                draw(SOME_DAYS),
                draw(PLACES),
            )
            for key in VENUES
        ),
        tuple(
            Trainer(
                key,
                draw(SOME_DAYS),
                draw(st.none() | st.integers(0, 8)),
                draw(st.integers(0, 3)),
                draw(PLACES),
            )
            for key in TRAINERS
        ),
        tuple(
            Agency(
                key,
                draw(SOME_DAYS),
                draw(st.none() | st.integers(0, 60)),
                draw(st.none() | st.integers(0, 2)),
            )
            for key in AGENCIES
        ),
        given=tuple(draw(st.lists(standing(), max_size=2, unique_by=lambda one: one.key))),
        holidays=draw(SOME_DAYS),
        weekdays=draw(st.sampled_from((frozenset({1, 2, 3, 4, 5}), frozenset({1, 2, 3, 4, 6})))),
        apart_days=draw(st.integers(0, 30)),
    )


@st.composite
def standing(draw: st.DrawFn) -> Given:
    first, more = draw(DAYS), draw(st.integers(0, 4))
    return Given(
        draw(st.sampled_from(("x", "y"))),
        first,
        first + timedelta(days=more),
        more + 1,
        venue=draw(st.none() | st.sampled_from(VENUES)),
        rooms=draw(st.integers(1, 2)),
        trainers=draw(st.sampled_from([(), ("T",), ("T", "U")])),
        course=draw(st.sampled_from(("", "C"))),
        agencies=(Taking("A", 5),),
    )


@slow
@given(years())
def test_a_proposal_breaks_no_rule_and_costs_what_it_says(problem):
    outcome = propose(problem, seconds=8.0, workers=1, count=2)
    assert outcome.result is not Result.NOTHING_FOUND
    for one in outcome.proposals:
        report = check(problem, one.plan)
        assert report.violations == ()
        assert report.cost == one.cost
    if outcome.proposals and outcome.proposals[0].proven:
        assert outcome.bound == outcome.proposals[0].cost


@slow
@given(years())
def test_a_plan_made_in_a_moment_breaks_no_rule(problem):
    found = greedy(problem, Days(problem)).plan
    assert found is None or check(problem, found).violations == ()


@settings(slow, max_examples=15)
@given(years(most=1))
def test_nothing_is_cheaper_than_what_is_proved_and_nothing_fits_where_it_says_so(problem):
    outcome = propose(problem, seconds=20.0, workers=1, count=1)
    reports = [check(problem, one) for one in every_plan(problem, problem.first, problem.last)]
    fitting = [one.cost for one in reports if not one.violations]
    if not fitting:
        assert outcome.result is Result.IMPOSSIBLE
        return
    [one] = outcome.proposals
    assert one.proven
    assert one.cost == min(fitting)


@settings(slow, max_examples=15)
@given(years(most=1))
def test_a_contradiction_is_a_smallest_one(problem):
    outcome = propose(problem, seconds=20.0, workers=1, count=1)
    if outcome.result is not Result.IMPOSSIBLE:
        return
    assert outcome.conflict is not None
    everything = frozenset(rules_of(problem))
    around = every_plan(problem, march(-40), march(90))
    kept = {everything - {one.rule for one in check(problem, p).violations} for p in around}
    named = outcome.conflict.rules
    assert not any(one.issuperset(named) for one in kept)
    for some in combinations(everything, len(named) - 1):
        assert any(one.issuperset(some) for one in kept)
