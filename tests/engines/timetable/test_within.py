"""Proposals for a training of three days with two tracks."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from lms.engines.timetable.within import (
    Day,
    Item,
    ItemClass,
    Lock,
    Placed,
    Problem,
    Progress,
    Proof,
    Room,
    Rule,
    RuleKind,
    Span,
    Trainer,
    Window,
    Wish,
    check,
    propose,
)
from tests.factories.timetable import clock, make_training


def with_item(problem: Problem, key: str, **changes: object) -> Problem:
    items = (replace(one, **changes) if one.key == key else one for one in problem.items)
    return replace(problem, items=tuple(items))


def after(calls: int) -> Callable[[], bool]:
    """A stop that says yes from so many questions on."""
    asked = count()
    return lambda: next(asked) >= calls


def small(**changes: object) -> Problem:
    """One day, a hall and a lab, two trainers, three lectures in order."""
    usual: dict[str, object] = {
        "days": (Day(0, clock("9:00"), clock("12:00")),),
        "rooms": (Room("hall", 40), Room("lab", 15)),
        "trainers": (Trainer("kasi"), Trainer("ridi")),
        "items": tuple(Item(key, 4, trainers_needed=1) for key in ("one", "two", "three")),
    }
    return Problem(**{**usual, **changes})


def lies(placed: tuple[Placed, ...]) -> dict[str, tuple[int, int]]:
    return {one.item: (one.day, one.start) for one in placed}


def test_a_training_gets_up_to_three_proposals_that_differ() -> None:
    problem = make_training()
    found = propose(problem, seconds=12, workers=2)
    assert found.proposals
    for one in found.proposals:
        judged = check(problem, one.placed)
        assert (judged.violations, judged.missing) == ((), ())
        assert (judged.amounts, judged.cost) == (one.amounts, one.cost)
    free = len([one for one in problem.items if one.lock == Lock()])
    for first, second in zip(found.proposals, found.proposals[1:], strict=False):
        moved = [
            one
            for one, two in zip(first.placed, second.placed, strict=True)
            if (one.day, one.start, one.trainers) != (two.day, two.start, two.trainers)
        ]
        assert len(moved) >= free // 6


def test_the_items_keep_the_order_of_the_course_and_leave_no_hole() -> None:
    found = propose(small(), seconds=5, workers=1, count=1)
    (best,) = found.proposals
    nine, ten, eleven = clock("9:00"), clock("10:00"), clock("11:00")
    assert lies(best.placed) == {"one": (0, nine), "two": (0, ten), "three": (0, eleven)}
    assert best.best
    assert best.amounts[Wish.ORDER] == 0
    assert best.amounts[Wish.LONG_STRETCH] == 4  # three hours on end, where two are the limit
    stretch = next(one for one in best.broken if one.wish is Wish.LONG_STRETCH)
    assert (stretch.day, stretch.start, stretch.end, stretch.cost) == (0, nine, clock("12:00"), 24)


def test_a_practical_is_not_put_last_where_a_lecture_may_be() -> None:
    items = (
        Item("practical", 4, ItemClass.PRACTICAL),
        Item("lecture", 4),
    )
    (best,) = propose(small(items=items), seconds=5, workers=1, count=1).proposals
    assert lies(best.placed)["practical"] < lies(best.placed)["lecture"]
    turned = propose(small(items=items[::-1]), seconds=5, workers=1, count=1).proposals[0]
    assert turned.amounts[Wish.ORDER] + turned.amounts[Wish.PRACTICAL_LAST] == 1


def test_taking_a_trainer_away_changes_the_proposal() -> None:
    problem = make_training()
    first = propose(problem, seconds=4, count=1).proposals[0]
    taught = {trainer for one in first.placed for trainer in one.trainers}
    gone = Trainer("kasi", away=tuple(Span(day, 0, 96) for day in range(3)))
    others = tuple(gone if one.key == "kasi" else one for one in problem.trainers)
    second = propose(replace(problem, trainers=others), seconds=4, count=1).proposals[0]
    assert "kasi" in taught
    assert "kasi" not in {trainer for one in second.placed for trainer in one.trainers}
    assert check(problem, second.placed).violations == ()


def test_locked_items_stay() -> None:
    lock = Lock(1, clock("15:00"), "lab-1", ("ridi",))
    problem = with_item(make_training(), "0-practical-2-A", lock=lock)
    found = propose(problem, seconds=6, count=2)
    assert found.proposals
    for one in found.proposals:
        (placed,) = [two for two in one.placed if two.item == "0-practical-2-A"]
        end = clock("16:00")
        assert placed == Placed(placed.item, 1, clock("15:00"), end, "lab-1", ("ridi",))


def test_what_is_near_by_is_kept_as_far_as_it_goes() -> None:
    problem = small(weights=dict.fromkeys(Wish, 0))
    near = [
        Placed("one", 0, clock("9:30"), clock("10:30"), "lab", ("ridi",)),
        Placed("two", 0, clock("10:30"), clock("11:30"), "lab", ("ridi",)),
        Placed("three", 0, clock("11:00"), clock("12:00"), "cellar", ("nobody",)),
    ]
    with pytest.raises(ValueError):
        check(problem, near)
    free = replace(problem, items=problem.items[:2])
    assert propose(free, seconds=4, count=1, near=near[:2]).proposals[0].placed == tuple(near[:2])
    found = propose(problem, seconds=4, count=1, near=near).proposals[0]
    assert check(problem, found.placed).violations == ()


def test_parallel_items_start_together_and_others_lie_on_other_days() -> None:
    problem = with_item(make_training(), "0-module-2-A", together=frozenset({"0-module-2-B"}))
    problem = with_item(problem, "0-module-4-A", apart=frozenset({"0-module-3-A"}))
    at = lies(propose(problem, seconds=5, count=1).proposals[0].placed)
    assert at["0-module-2-A"] == at["0-module-2-B"]
    assert at["0-module-3-A"][0] != at["0-module-4-A"][0]


def test_stopped_at_once_it_gives_what_it_has() -> None:
    found = propose(make_training(), seconds=60, stop=lambda: True)
    assert found.stopped
    assert found.contradiction is None
    assert len(found.proposals) <= 1


def test_stopped_later_it_gives_the_best_so_far() -> None:
    problem, heard = make_training(), []

    def better(progress: Progress) -> None:
        heard.append(progress)

    found = propose(problem, seconds=60, stop=lambda: len(heard) >= 3, on_progress=better)
    assert found.stopped
    assert len(found.proposals) == 1
    assert check(problem, found.proposals[0].placed).violations == ()
    costs = [one.cost for one in heard]
    assert costs == sorted(costs, reverse=True)
    assert found.proposals[0].cost <= costs[-1]
    assert heard[-1].bound is not None and heard[-1].bound <= costs[-1]


def test_what_the_caller_raises_ends_the_search() -> None:
    def broken(_: Progress) -> None:
        raise ConnectionError("the database is gone")

    with pytest.raises(ConnectionError):
        propose(make_training(), seconds=60, on_progress=broken)


def test_a_room_for_thirty_that_is_closed_on_the_only_day() -> None:
    hall = Room("hall-a", 40, closed=(Span(2, 0, 96),))
    problem = Problem(
        days=tuple(Day(index, clock("9:00"), clock("16:00")) for index in range(3)),
        rooms=(hall, Room("lab", 15)),
        trainers=(),
        items=(Item("e5", 8, seats=30, days=frozenset({2})), Item("e6", 4, seats=30)),
    )
    found = propose(problem, seconds=20, workers=1)
    assert found.proposals == ()
    assert found.contradiction is not None
    assert set(found.contradiction.rules) == {
        Rule(RuleKind.WHEN, item="e5"),
        Rule(RuleKind.ROOM_LARGE, item="e5"),
        Rule(RuleKind.ROOM_OPEN, room="hall-a", day=2),
    }
    assert found.contradiction.proof is Proof.SMALLEST
    assert found.contradiction.items == ("e5",)


def test_more_than_a_day_holds_names_the_day_the_track_and_what_is_too_much() -> None:
    items = tuple(Item(f"item-{number}", 4) for number in range(5))
    found = propose(small(items=items), seconds=20, workers=1)
    assert found.contradiction is not None
    assert set(found.contradiction.rules) == {
        Rule(RuleKind.TRACK_ONCE, track=""),
        Rule(RuleKind.HOURS, day=0),
    }
    assert len(found.contradiction.items) == 4


def test_an_item_longer_than_every_day_names_the_hours() -> None:
    items = (Item("long", 20), Item("short", 2))
    found = propose(small(items=items), seconds=20, workers=1)
    assert found.contradiction is not None
    assert found.contradiction.rules == (Rule(RuleKind.HOURS, day=0),)
    assert found.contradiction.items == ("long",)


def test_items_that_wait_for_each_other_name_each_other() -> None:
    items = (
        Item("one", 2, after=frozenset({"two"})),
        Item("two", 2, after=frozenset({"one"})),
        Item("three", 2),
    )
    found = propose(small(items=items), seconds=20, workers=1)
    assert found.contradiction is not None
    assert set(found.contradiction.rules) == {
        Rule(RuleKind.ORDER, item="one", other="two"),
        Rule(RuleKind.ORDER, item="two", other="one"),
    }


def test_a_trainer_locked_while_away_names_both() -> None:
    trainers = (Trainer("kasi", away=(Span(0, 0, 96),)), Trainer("ridi"))
    items = (Item("one", 4, trainers_needed=1, lock=Lock(trainers=("kasi",))),)
    found = propose(small(items=items, trainers=trainers), seconds=20, workers=1)
    assert found.contradiction is not None
    assert set(found.contradiction.rules) == {
        Rule(RuleKind.LOCKED_TRAINERS, item="one"),
        Rule(RuleKind.TRAINER_FREE, trainer="kasi", day=0),
    }


def test_nothing_to_place_is_one_empty_proposal() -> None:
    found = propose(small(items=()), seconds=5, workers=1)
    assert [one.placed for one in found.proposals] == [()]
    assert (found.proposals[0].cost, found.contradiction) == (0, None)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"items": (Item("one", 4), Item("one", 4))}, "two of item 'one'"),
        ({"items": (Item("one", 0),)}, "no possible length"),
        ({"items": (Item("one", 4, after=frozenset({"none"})),)}, "unknown item"),
        ({"items": (Item("one", 4, rooms=frozenset({"none"})),)}, "unknown room"),
        ({"items": (Item("one", 4, tracks=frozenset({"C"})),)}, "unknown track"),
        ({"items": (Item("one", 4, lock=Lock(day=7)),)}, "unknown locked day"),
        ({"items": (Item("one", 4, lock=Lock(start=95)),)}, "over the end of the day"),
        ({"rooms": ()}, "needs a room"),
        ({"days": (Day(0, 40, 40),)}, "not in order"),
        ({"days": (Day(0, 40, 48, (Window("lunch", 48, 40),)),)}, "not in order"),
        ({"tracks": ()}, "needs a track"),
    ],
)
def test_a_problem_without_sense_is_refused(changes: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        small(**changes)
