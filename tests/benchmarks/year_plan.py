"""Year plans of 60, 120 and 240 sessions: how good within a minute, and how that grows."""

import random
import time
from datetime import date, timedelta

from lms.engines.timetable.year import (
    After,
    Agency,
    Outcome,
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
)

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
DAY = timedelta(days=1)
PLACES = ("Karachi", "Lahore", "Islamabad", "Peshawar")


def make_problem(times: int = 1, seed: int = 3) -> Problem:
    """A year of 60 sessions, 12 venues, 30 trainers and 8 agencies, or a multiple of that."""
    chance = random.Random(seed)
    venues = tuple(_venue(chance, number) for number in range(12 * times))
    trainers = tuple(_trainer(chance, number) for number in range(30 * times))
    agencies = tuple(_agency(chance, number) for number in range(8 * times))
    return Problem(
        FIRST,
        LAST,
        tuple(_session(chance, number, venues, trainers, agencies) for number in range(60 * times)),
        venues,
        trainers,
        agencies,
        holidays=frozenset(_days(chance, blocks=10, longest=3)),
    )


def _days(chance: random.Random, *, blocks: int, longest: int) -> set[date]:
    found: set[date] = set()
    for _ in range(blocks):
        first = FIRST + DAY * chance.randrange(365)
        found |= {first + DAY * number for number in range(chance.randint(1, longest))}
    return found


def _venue(chance: random.Random, number: int) -> Venue:
    return Venue(
        f"v{number}",
        capacity=chance.choice((20, 30, 40, 60, 120)),
        rooms=chance.choice((1, 1, 2)),
        closed=frozenset(_days(chance, blocks=4, longest=14)),
        place=PLACES[number % len(PLACES)],
    )


def _trainer(chance: random.Random, number: int) -> Trainer:
    return Trainer(
        f"t{number}",
        away=frozenset(_days(chance, blocks=6, longest=12)),
        most_days_in_month=8 if number % 3 == 0 else None,
        rest_days=chance.choice((0, 2, 4)),
        place=PLACES[number % len(PLACES)],
    )


def _agency(chance: random.Random, number: int) -> Agency:
    return Agency(
        f"a{number}",
        blackout=frozenset(_days(chance, blocks=3, longest=10)),
        most_people_days_in_month=600 if number % 4 == 0 else None,
        most_sessions_in_month=8 if number % 2 else None,
    )


def _session(
    chance: random.Random,
    number: int,
    venues: tuple[Venue, ...],
    trainers: tuple[Trainer, ...],
    agencies: tuple[Agency, ...],
) -> SessionWish:
    month = chance.randint(1, 12)
    return SessionWish(
        f"s{number}",
        days=chance.choice((1, 2, 3, 3, 3, 5, 5, 8)),
        seats=chance.choice((16, 20, 24, 30, 30)),
        venues=tuple(VenueChoice(one.key) for one in chance.sample(venues, 6) if one.capacity >= 30)
        or (VenueChoice(next(one.key for one in venues if one.capacity >= 30)),),
        trainers=tuple(one.key for one in chance.sample(trainers, 10)),
        trainers_needed=chance.choice((1, 2, 2, 3)),
        course=f"c{number // 5}",
        agencies=tuple(Taking(one.key, chance.randint(2, 8)) for one in chance.sample(agencies, 4)),
        after=(After(f"s{number - 1}", 10),) if number % 5 == 4 else (),
        preferred=(Window(date(2027, month, 1), date(2027, month, 28)),) if number % 2 else (),
    )


def measure(times: int, seconds: float = 55.0) -> str:
    """One line of the report: a plan checked, the time to the first one, and the gap left."""
    problem = make_problem(times)
    began = time.monotonic()
    first: list[float] = []

    def heard(best: int | None, bound: int | None, at: float) -> None:
        if best is not None and not first:
            first.append(time.monotonic() - began)

    outcome = propose(problem, seconds=seconds, workers=2, on_progress=heard)
    took = time.monotonic() - began
    return _line(problem, outcome, first[0] if first else took, took)


def _line(problem: Problem, outcome: Outcome, first: float, took: float) -> str:
    if outcome.result is not Result.PROPOSED:
        return f"| {len(problem.sessions)} | {outcome.result} | | | | {took:.1f} |"
    for one in outcome.proposals:
        report = check(problem, one.plan)
        if report.violations or report.cost != one.cost:
            raise RuntimeError("a proposal is not what it says")
    costs = ", ".join(str(one.cost) for one in outcome.proposals)
    bound = "not known" if outcome.bound is None else outcome.bound
    return (
        f"| {len(problem.sessions)} | {first:.1f} | {costs} | {bound} "
        f"| {'yes' if outcome.proposals[0].proven else 'no'} | {took:.1f} |"
    )


def report(seconds: float = 55.0) -> str:
    """The table of `make bench ARGS="--only year"`: three proposals in less than a minute."""
    lines = [
        "Year plan, 12 venues, 30 trainers and 8 agencies for each 60 sessions, two threads:",
        "",
        "| sessions | first plan, s | costs of the proposals | no plan costs less | proven | s |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    return "\n".join([*lines, *(measure(times, seconds) for times in (1, 2, 4))])
