"""What the plain check says of plans."""

import pytest

from lms.engines.timetable.year import (
    After,
    Agency,
    Current,
    Given,
    Lock,
    Problem,
    Rule,
    RuleKind,
    Taking,
    Trainer,
    Venue,
    VenueChoice,
    Window,
    Wish,
    check,
)
from tests.engines.timetable.small_years import at, days, march, placed, plan, wish, year


def broken(problem: Problem, *placements) -> dict[RuleKind, tuple[str, ...]]:
    return {one.rule.kind: one.keys for one in check(problem, plan(*placements)).violations}


def amounts(problem: Problem, *placements) -> dict[tuple[str, ...], int]:
    return {one.keys: one.amount for one in check(problem, plan(*placements)).breaches}


def test_a_plan_that_fits_breaks_nothing():
    report = check(year(wish("a")), plan(placed("a", 1, 2)))
    assert report.violations == ()
    assert report.cost == 0


@pytest.mark.parametrize(
    ("more", "first", "last", "kind", "keys"),
    [
        ({"earliest": march(3)}, 2, 3, RuleKind.EARLIEST, ("a",)),
        ({"latest": march(3)}, 4, 5, RuleKind.LATEST, ("a",)),
        ({"lock": Lock(first=march(8))}, 9, 10, RuleKind.LOCKED_DATE, ("a",)),
        ({"seats": 41}, 1, 2, RuleKind.VENUE_SIZE, ("a", "V")),
        ({"venues": at("V", "W"), "lock": Lock(venue="W")}, 1, 2, RuleKind.LOCKED_VENUE, ("a",)),
        (
            {"trainers": ("T", "U"), "lock": Lock(trainers=("U",))},
            1,
            2,
            RuleKind.LOCKED_TRAINERS,
            ("a",),
        ),
        ({"trainers": ("T", "U"), "trainers_needed": 2}, 1, 2, RuleKind.TRAINERS_NEEDED, ("a",)),
        ({}, 6, 8, RuleKind.WORKING_DAYS, ("a",)),
        ({}, 5, 8, RuleKind.UNBROKEN, ("a",)),
        ({}, 31, 32, RuleKind.HORIZON, ("a",)),
    ],
)
def test_a_session_against_its_own_rules(more, first, last, kind, keys):
    assert broken(year(wish("a", **more)), placed("a", first, last))[kind] == keys


def test_six_days_pass_over_one_weekend_and_no_more():
    problem = year(wish("a", 6))
    assert broken(problem, placed("a", 1, 8)) == {}
    assert broken(problem, placed("a", 5, 12)) == {}
    with pytest.raises(ValueError, match="length"):
        broken(problem, placed("a", 1, 6))


def test_days_on_which_nothing_can_be():
    agencies = (Agency("A", days(2)), Agency("B", days(3)))
    problem = year(
        wish("a", agencies=(Taking("A", 5),)),
        holidays=days(1),
        venues=(Venue("V", 40, closed=days(2)),),
        trainers=(Trainer("T", days(1)),),
        agencies=agencies,
    )
    assert broken(problem, placed("a", 1, 2)) == {
        RuleKind.HOLIDAYS: ("a", "2027-03-01"),
        RuleKind.AGENCY_BLACKOUT: ("a", "2027-03-02"),
        RuleKind.VENUE_CLOSED: ("a", "2027-03-02"),
        RuleKind.TRAINER_AWAY: ("a", "2027-03-01"),
    }


def test_two_sessions_need_two_rooms_and_two_trainers():
    one, other = placed("a", 1, 2), placed("b", 2, 3)
    assert broken(year(wish("a"), wish("b")), one, other) == {
        RuleKind.VENUE_ROOMS: ("a", "b"),
        RuleKind.TRAINER_ONCE: ("a", "b"),
    }
    roomy = year(
        wish("a"),
        wish("b", trainers=("U",)),
        venues=(Venue("V", 40, rooms=2),),
    )
    assert broken(roomy, one, placed("b", 2, 3, by="U")) == {}


def test_a_session_may_take_several_rooms():
    problem = year(
        wish("a", venues=(VenueChoice("V", rooms=2),)),
        wish("b", trainers=("U",)),
        venues=(Venue("V", 40, rooms=2),),
    )
    found = broken(problem, placed("a", 1, 2), placed("b", 2, 3, by="U"))
    assert found == {RuleKind.VENUE_ROOMS: ("a", "b")}


def test_rest_and_order_count_free_days():
    problem = year(
        wish("a"), wish("b", after=(After("a", 3),)), trainers=(Trainer("T", rest_days=3),)
    )
    assert broken(problem, placed("a", 1, 2), placed("b", 8, 9)) == {}
    assert broken(problem, placed("a", 1, 2), placed("b", 4, 5)) == {
        RuleKind.AFTER: ("b", "a"),
        RuleKind.TRAINER_REST: ("a", "b"),
    }


def test_the_most_of_a_month():
    problem = year(
        wish("a", agencies=(Taking("A", 4),)),
        wish("b", agencies=(Taking("A", 4),)),
        trainers=(Trainer("T", most_days_in_month=3),),
        agencies=(Agency("A", most_people_days_in_month=15, most_sessions_in_month=1),),
    )
    found = broken(problem, placed("a", 1, 2), placed("b", 8, 9))
    assert found == {
        RuleKind.TRAINER_MONTH: ("2027-03", "a", "b"),
        RuleKind.AGENCY_PEOPLE: ("2027-03", "a", "b"),
        RuleKind.AGENCY_SESSIONS: ("2027-03", "a", "b"),
    }


def test_sessions_given_are_not_judged_but_take_their_place():
    given = (
        Given("x", march(6), march(7), 2, venue="V", trainers=("T",)),
        Given("y", march(7), march(8), 2, venue="V", trainers=("T",)),
    )
    problem = year(wish("a"), given=given)
    assert broken(problem, placed("a", 9, 10)) == {}
    assert broken(problem, placed("a", 8, 9)) == {
        RuleKind.VENUE_ROOMS: ("a", "y"),
        RuleKind.TRAINER_ONCE: ("a", "y"),
    }


def test_rules_carry_the_key_of_their_place():
    problem = year(wish("a", earliest=march(3)))
    [found] = check(problem, plan(placed("a", 2, 3))).violations
    assert found.rule == Rule(RuleKind.EARLIEST, ("a",))


def test_an_agency_has_its_days_evenly():
    taking = {"agencies": (Taking("A"),)}
    problem = year(
        wish("a", **taking),
        wish("b", **taking),
        last=march(61),
        agencies=(Agency("A"),),
        trainers=(Trainer("T"),),
    )
    assert amounts(problem, placed("a", 1, 2), placed("b", 8, 9)) == {("A", "2027-03"): 2}
    assert amounts(problem, placed("a", 1, 2), placed("b", 36, 37)) == {}


def test_sessions_of_a_course_lie_apart():
    problem = year(wish("a", course="C"), wish("b", course="C"), wish("c"), apart_days=14)
    found = amounts(problem, placed("a", 1, 2), placed("b", 8, 9), placed("c", 10, 11))
    assert found == {("a", "b"): 2}  # five days free of fourteen: nine missing, two weeks begun


def test_trainers_have_their_days_evenly():
    may = {"trainers": ("T", "U")}
    problem = year(wish("a", **may), wish("b", **may))
    assert amounts(problem, placed("a", 1, 2), placed("b", 8, 9)) == {("T",): 2}
    assert amounts(problem, placed("a", 1, 2), placed("b", 8, 9, by="U")) == {}


def test_dates_wished_for():
    windows = (Window(march(8), march(9)), Window(march(22), march(23)))
    problem = year(wish("a", preferred=windows))
    assert amounts(problem, placed("a", 9, 10)) == {}
    assert amounts(problem, placed("a", 10, 11)) == {("a",): 1}
    assert amounts(problem, placed("a", 30, 31)) == {("a",): 1}
    assert amounts(problem, placed("a", 15, 16)) == {("a",): 1}


def test_what_moved_from_where_it_stood():
    current = Current(march(1), "W", ("U",))
    moving = wish("a", venues=at("V", "W"), trainers=("T", "U"), current=current)
    problem = year(moving, weights={Wish.FEW_MOVES: 1})
    assert amounts(problem, placed("a", 1, 2, "W", by="U")) == {}
    found = amounts(problem, placed("a", 2, 3))
    assert found == {("a", "date"): 1, ("a", "venue"): 1, ("a", "trainer", "T"): 1}


def test_who_travels():
    problem = year(
        wish("a", trainers=("T", "U"), trainers_needed=2),
        venues=(Venue("V", 40, place="Lahore"),),
        trainers=(Trainer("T", place="Lahore"), Trainer("U", place="Karachi")),
        weights={Wish.LITTLE_TRAVEL: 1},
    )
    assert amounts(problem, placed("a", 1, 2, by="TU")) == {("a", "U"): 1}


def test_costs_are_amounts_times_weights():
    problem = year(
        wish("a", preferred=(Window(march(29), march(30)),)), weights={Wish.PREFERRED: 7}
    )
    report = check(problem, plan(placed("a", 1, 2)))
    assert report.costs[Wish.PREFERRED] == 28
    assert report.cost == 28


@pytest.mark.parametrize(
    "sessions",
    [
        (wish("a"), wish("a")),
        (wish("a", venues=at("X")),),
        (wish("a", trainers=("X",)),),
        (wish("a", after=(After("a"),)),),
        (wish("a", 0),),
        (wish("a", agencies=(Taking("X"),)),),
    ],
)
def test_what_cannot_be_asked(sessions):
    with pytest.raises(ValueError):
        year(*sessions)


def test_a_plan_of_other_sessions_is_no_plan():
    with pytest.raises(ValueError, match="other sessions"):
        check(year(wish("a")), plan(placed("b", 1, 2)))
