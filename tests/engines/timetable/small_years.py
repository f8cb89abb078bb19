"""Small years, written short: every key is a letter, every day of March 2027 a number."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

from lms.engines.timetable.year import (
    Placement,
    Plan,
    Problem,
    SessionWish,
    Trainer,
    Venue,
    VenueChoice,
)


def march(day: int) -> date:
    """A day of March 2027, whose first is a Monday."""
    return date(2027, 3, 1) + timedelta(days=day - 1)


def days(*numbers: int) -> frozenset[date]:
    return frozenset(march(number) for number in numbers)


def wish(key: str, length: int = 2, **more: Any) -> SessionWish:
    """A session of two days for 20 people at hall V, taught by T."""
    usual = {"seats": 20, "venues": at("V"), "trainers": ("T",), "trainers_needed": 1}
    return SessionWish(key, length, **(usual | more))


def at(*keys: str) -> tuple[VenueChoice, ...]:
    return tuple(VenueChoice(key) for key in keys)


def year(*sessions: SessionWish, **more: Any) -> Problem:
    """March from Monday the 1st to Wednesday the 31st."""
    usual: dict[str, Any] = {
        "first": march(1),
        "last": march(31),
        "venues": (Venue("V", 40), Venue("W", 20)),
        "trainers": (Trainer("T"), Trainer("U")),
    }
    return Problem(sessions=sessions, **(usual | more))


def placed(key: str, first: int, last: int, venue: str | None = "V", by: str = "T") -> Placement:
    return Placement(key, march(first), march(last), venue, tuple(by))


def plan(*placements: Placement) -> Plan:
    return Plan(placements)


def every_plan(problem: Problem, first: date, last: date) -> Iterator[Plan]:
    """All plans whose sessions begin between two days, with or without venue and trainers."""
    ways = [list(_every_placement(problem, one, first, last)) for one in problem.sessions]
    return (Plan(placements) for placements in product(*ways))


def _every_placement(
    problem: Problem, one: SessionWish, first: date, last: date
) -> Iterator[Placement]:
    venues = [None, *(choice.venue for choice in one.venue_choices)]
    teams = [
        team
        for number in range(one.trainers_wanted + 1)
        for team in combinations(one.trainer_choices, number)
    ]
    for number in range((last - first).days + 1):
        begins = first + timedelta(days=number)
        ends = _last_day(problem, begins, one.days)
        for venue, team in product(venues, teams):
            yield Placement(one.key, begins, ends, venue, team)


def _last_day(problem: Problem, day: date, length: int) -> date:
    for _ in range(length - 1):
        day += timedelta(days=1)
        while day.isoweekday() not in problem.weekdays:
            day += timedelta(days=1)
    return day
