"""The suggested selection: never over a quota, as good as can be, and reasons that recount."""

from collections import Counter

from hypothesis import given, settings

from lms.engines.selection.choosing import first_come, suggest
from lms.engines.selection.explaining import Reason, ReasonKind, explain
from lms.engines.selection.measuring import balance, fits, short, worth
from lms.engines.selection.types import Aim, AimKind, Candidate, Problem
from tests.engines.selection.small import brute_force, candidate, problems

WOMEN = Aim(AimKind.SHARE_AT_LEAST, "gender", frozenset({"female"}), 30)
PROVINCES = Aim(AimKind.SPREAD, "province", amount=4)
UNTRAINED = Aim(AimKind.PREFER, "training", frozenset({"none"}))

ROOM = """
PC 1 male Sindh some      PC 2 male Sindh none      PC 3 male Sindh none     PC 4 female Punjab none
ANF 1 male Punjab some    ANF 2 male Punjab none    ANF 3 male KPK none      ANF 4 male Punjab none
PCG 1 male Sindh none     PCG 2 male Balochistan none    PCG 3 female Sindh some
SP 1 male Sindh some      SP 2 male Sindh some      SP 3 female Sindh none
"""


def room() -> Problem:
    """Fourteen names of four agencies for eight seats: two of each agency."""
    words = ROOM.split()
    people = [
        Candidate(
            f"{agency}{priority}",
            agency,
            int(priority),
            number,
            {"gender": gender, "province": province, "training": training},
        )
        for number, (agency, priority, gender, province, training) in enumerate(
            zip(*(words[place::5] for place in range(5)), strict=True)
        )
    ]
    seats = dict.fromkeys(("PC", "ANF", "PCG", "SP"), 2)
    return Problem(tuple(people), seats, 0, (WOMEN, PROVINCES, UNTRAINED))


def test_the_suggestion_beats_first_come_on_every_stated_aim() -> None:
    problem = room()
    plain, ours = first_come(problem), suggest(problem)
    assert plain == ("PC1", "PC2", "ANF1", "ANF2", "PCG1", "PCG2", "SP1", "SP2")
    assert [one.count for one in balance(problem, plain)] == [0, 3, 4]
    assert ours.chosen == ("PC2", "PC4", "ANF2", "ANF3", "PCG2", "PCG3", "SP1", "SP3")
    assert [(one.count, one.target, one.met) for one in balance(problem, ours.chosen)] == [
        (3, 3, True),
        (4, 4, True),
        (6, 8, False),
    ]
    assert ours.best


def test_reasons_in_values() -> None:
    problem = room()
    reasons = explain(problem, suggest(problem).chosen)
    assert reasons["SP3"] == (
        Reason(ReasonKind.AHEAD, 3, 0, ("SP2",), 0, 2, 3),
        Reason(ReasonKind.COUNTS, aim=0, before=2, after=3, needed=True),
        Reason(ReasonKind.COUNTS, aim=2, before=5, after=6, needed=True),
    )
    assert reasons["SP1"] == (Reason(ReasonKind.IN_ORDER, priority=1),)
    assert reasons["SP2"] == (
        Reason(ReasonKind.FULL, seats=2, others=("SP1",)),
        Reason(ReasonKind.BEHIND, 0, 0, ("SP3",), 0, 3, 2),
    )
    assert reasons["ANF4"] == (Reason(ReasonKind.FULL, seats=2, others=("ANF2", "ANF3")),)


def test_without_aims_each_agency_has_its_own_order_and_common_seats_go_round() -> None:
    line = [candidate(f"A{n}", "A", n, 10 - n) for n in range(1, 6)]
    line += [candidate(f"B{n}", "B", n, 20 + n) for n in range(1, 4)]
    problem = Problem(tuple(line), {"A": 2}, 2)
    assert suggest(problem).chosen == ("A1", "A2", "B1", "B2")
    reasons = explain(problem, ("A1", "A2", "B1", "B2"))
    assert reasons["A3"] == (
        Reason(ReasonKind.FULL, seats=2, others=("A1", "A2")),
        Reason(ReasonKind.COMMON_GONE, seats=2, others=("B",)),
    )


def test_what_somebody_changed_by_hand_is_not_explained_away() -> None:
    problem = Problem(tuple(candidate(f"A{n}", "A", n, n) for n in (1, 2, 3)), {"A": 2})
    reasons = explain(problem, ("A2",))
    assert reasons["A2"] == (Reason(ReasonKind.BY_HAND, priority=2, others=("A1",)),)
    assert reasons["A1"] == reasons["A3"] == (Reason(ReasonKind.FREE_SEAT),)
    assert explain(problem, ("A1", "A3"))["A2"] == (
        Reason(ReasonKind.FULL, seats=2, others=("A1",)),
        Reason(ReasonKind.BY_HAND, others=("A3",)),
    )


@given(problems())
@settings(max_examples=30, deadline=None)
def test_as_good_as_the_best_of_all_and_never_over_a_quota(problem: Problem) -> None:
    found = suggest(problem)
    assert fits(problem, found.chosen) and len(found.chosen) == problem.fill
    assert found.best and worth(problem, found.chosen) == brute_force(problem)
    plain = first_come(problem)
    assert fits(problem, plain) and len(plain) == problem.fill
    assert short(problem, found.chosen) <= short(problem, plain)
    assert suggest(problem) == found


@given(problems(most=14))
@settings(max_examples=30, deadline=None)
def test_a_reader_recounts_every_reason_of_a_suggestion(problem: Problem) -> None:
    chosen = set(suggest(problem).chosen)
    for key, reasons in explain(problem, chosen).items():
        assert reasons
        for reason in reasons:
            assert reason.kind not in {ReasonKind.BY_HAND, ReasonKind.FREE_SEAT}
            recount(problem, chosen, problem.by_key[key], reason)


def recount(problem: Problem, chosen: set[str], one: Candidate, reason: Reason) -> None:
    """Check the statement from the problem and the selection, by counting people."""
    agency = [other for other in problem.candidates if other.agency == one.agency]
    higher = {other.key for other in agency if other.rank < one.rank}
    match reason.kind:
        case ReasonKind.IN_ORDER:
            assert one.key in chosen and higher <= chosen
        case ReasonKind.COUNTS:
            assert reason.before == counted(problem, chosen - {one.key}, reason.aim)
            assert reason.after == counted(problem, chosen, reason.aim) == reason.before + 1
        case ReasonKind.AHEAD:
            assert one.key in chosen and set(reason.others) <= higher - chosen
            for other in reason.others:
                swapped = chosen - {one.key} | {other}
                assert reason.before == counted(problem, swapped, reason.aim)
                assert reason.after == counted(problem, chosen, reason.aim) != reason.before
        case ReasonKind.BEHIND:
            (other,) = reason.others
            assert other in chosen and one.key not in chosen and one.key in higher_of(agency, other)
            assert reason.before == counted(problem, chosen, reason.aim)
            swapped = chosen - {other} | {one.key}
            assert reason.after == counted(problem, swapped, reason.aim) != reason.before
        case ReasonKind.FULL:
            seated = {other.key for other in problem.seated if other.agency == one.agency}
            mine = {other.key for other in agency if other.key in chosen}
            assert reason.seats == len(seated | mine)
            assert set(reason.others) == seated | (mine & higher)
            assert len(mine) >= problem.seats.get(one.agency, 0)
        case ReasonKind.COMMON_GONE:
            taken = Counter(problem.by_key[key].agency for key in chosen)
            assert (
                reason.seats
                == problem.common
                == sum(
                    max(number - problem.seats.get(agency, 0), 0)
                    for agency, number in taken.items()
                )
            )
            assert all(taken[agency] > problem.seats.get(agency, 0) for agency in reason.others)
        case _:
            raise AssertionError(reason)


def higher_of(agency: list[Candidate], key: str) -> set[str]:
    (one,) = (other for other in agency if other.key == key)
    return {other.key for other in agency if other.rank < one.rank}


def counted(problem: Problem, chosen: set[str], index: int | None) -> int:
    """The people, or different values, of which an aim speaks, when these are in the room."""
    assert index is not None
    aim = problem.aims[index]
    people = [*problem.seated, *(one for one in problem.candidates if one.key in chosen)]
    values = [one.features.get(aim.feature, "") for one in people]
    if aim.kind is AimKind.SPREAD:
        return len({value for value in values if value})
    return sum(value in aim.values for value in values)
