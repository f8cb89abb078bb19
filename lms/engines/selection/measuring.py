"""How well a selection serves the aims: by plain counting, no solver."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from lms.engines.selection.types import NOT_SAID, Aim, AimKind, Candidate, Problem

# What a selection is worth; the smaller tuple is the better selection.
Worth = tuple[int, ...]


@dataclass(frozen=True)
class Served:
    """How an aim stands: `count` people or values, of `target` wanted, so `short` are missing
    (or, where there is a limit, too many)."""

    aim: Aim
    count: int
    target: int
    short: int

    @property
    def met(self) -> bool:
        return self.short == 0


def fits(problem: Problem, selection: Collection[str]) -> bool:
    """Whether all chosen are candidates and have a seat: of their agency, else of no agency."""
    if len(set(selection)) != len(selection) or not set(selection) <= problem.by_key.keys():
        return False
    return common_used(problem, selection) <= max(problem.common, 0)


def common_used(problem: Problem, selection: Iterable[str]) -> int:
    """How many seats of no agency the selection needs."""
    chosen = chosen_by_agency(problem, selection)
    return sum(
        max(number - max(problem.seats.get(agency, 0), 0), 0) for agency, number in chosen.items()
    )


def chosen_by_agency(problem: Problem, selection: Iterable[str]) -> dict[str, int]:
    """How many are chosen of each agency that has anybody chosen."""
    found: dict[str, int] = {}
    for key in selection:
        agency = problem.by_key[key].agency
        found[agency] = found.get(agency, 0) + 1
    return found


def target(problem: Problem, aim: Aim) -> int:
    """What the aim asks for in people or values, in a room of `problem.room` people."""
    share = Fraction(aim.amount * problem.room, 100)
    match aim.kind:
        case AimKind.SHARE_AT_LEAST:
            return ceil(share)
        case AimKind.SHARE_AT_MOST:
            return floor(share)
        case AimKind.PREFER:
            return problem.room
        case _:
            return aim.amount


def served(problem: Problem, selection: Iterable[str], aim: Aim) -> Served:
    """How the aim stands when the chosen join those who are seated."""
    people = [*problem.seated, *(problem.by_key[key] for key in selection)]
    return _served(aim, count_of(aim, people), target(problem, aim))


def _served(aim: Aim, count: int, wanted: int) -> Served:
    limit = aim.kind in {AimKind.AT_MOST, AimKind.SHARE_AT_MOST}
    return Served(aim, count, wanted, max(count - wanted if limit else wanted - count, 0))


def count_of(aim: Aim, people: Iterable[Candidate]) -> int:
    """The people of whom the aim speaks; for a spread, the different values."""
    if aim.kind is AimKind.SPREAD:
        return len({one.features.get(aim.feature, NOT_SAID) for one in people} - {NOT_SAID})
    return sum(aim.counts(one) for one in people)


def balance(problem: Problem, selection: Collection[str]) -> tuple[Served, ...]:
    """How each aim stands, in the order of the aims."""
    return tuple(served(problem, selection, aim) for aim in problem.aims)


def short(problem: Problem, selection: Collection[str]) -> Worth:
    """What is missing at each aim, the first aim first: the smaller tuple serves better."""
    return tuple(one.short for one in balance(problem, selection))


def worth(problem: Problem, selection: Collection[str]) -> Worth:
    """Empty seats, then each aim, then the agencies' own order, then the time the names came."""
    return (
        problem.fill - len(selection),
        *short(problem, selection),
        sum(problem.place[key] for key in selection),
        sum(problem.turn[key] for key in selection),
    )


class Tally:
    """How the aims stand with one person out of a selection, or another in that one's place,
    without counting the room again."""

    def __init__(self, problem: Problem, selection: Iterable[str]) -> None:
        people = [*problem.seated, *(problem.by_key[key] for key in selection)]
        self._wanted = {aim: target(problem, aim) for aim in problem.aims}
        self._values = {
            aim.feature: Counter(one.features.get(aim.feature, NOT_SAID) for one in people)
            for aim in problem.aims
        }

    def served(self, aim: Aim, out: Candidate, into: Candidate | None = None) -> Served:
        """How the aim stands without `out` and with `into`."""
        values = Counter(self._values[aim.feature])
        values[out.features.get(aim.feature, NOT_SAID)] -= 1
        if into is not None:
            values[into.features.get(aim.feature, NOT_SAID)] += 1
        if aim.kind is AimKind.SPREAD:
            count = sum(bool(value) and number > 0 for value, number in values.items())
        else:
            count = sum(values[value] for value in aim.values)
        return _served(aim, count, self._wanted[aim])
