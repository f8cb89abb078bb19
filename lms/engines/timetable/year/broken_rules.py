"""The hard rules that a plan breaks, found by walking through its dates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from lms.engines.timetable.year.problem import Placement, Problem, SessionWish
from lms.engines.timetable.year.rules import Rule, RuleKind, rule
from lms.engines.timetable.year.standing import DAY, Sessions, Stands, free_days


@dataclass(frozen=True)
class Violation:
    """A hard rule that is broken; `keys`: the sessions concerned, or a session and a day."""

    rule: Rule
    keys: tuple[str, ...]


def violations(problem: Problem, sessions: Sessions) -> Iterator[Violation]:
    stands = {one.key: one for one in sessions.all}
    for wish, placed in sessions.pairs:
        yield from _dates(problem, wish, sessions.taught[wish.key])
        yield from _order(wish, stands)
        yield from _chosen(problem, wish, placed)
        yield from _locked(wish, placed)
        yield from _absent(problem, wish, placed, sessions.taught[wish.key])
    yield from _rooms(problem, sessions)
    yield from _twice(problem, sessions)
    yield from _months(problem, sessions)


def _dates(problem: Problem, wish: SessionWish, taught: list[date]) -> Iterator[Violation]:
    first, last = taught[0], taught[-1]
    if first < problem.first or last > problem.last:
        yield Violation(rule(RuleKind.HORIZON), (wish.key,))
    if first.isoweekday() not in problem.weekdays:
        yield Violation(rule(RuleKind.WORKING_DAYS), (wish.key,))
    if _pauses(taught) > _fewest_pauses(problem, wish.days):
        yield Violation(rule(RuleKind.UNBROKEN), (wish.key,))
    for day in taught:
        if day in problem.holidays:
            yield Violation(rule(RuleKind.HOLIDAYS), (wish.key, day.isoformat()))
    if wish.earliest and first < wish.earliest:
        yield Violation(rule(RuleKind.EARLIEST, wish.key), (wish.key,))
    if wish.latest and first > wish.latest:
        yield Violation(rule(RuleKind.LATEST, wish.key), (wish.key,))


def _pauses(days: list[date]) -> int:
    return sum(1 for one, after in pairwise(days) if after - one > DAY)


def _fewest_pauses(problem: Problem, length: int) -> int:
    fewest = length
    for number in range(1, 8):
        first = date(2024, 1, number)
        if first.isoweekday() in problem.weekdays:
            days, day = [first], first
            while len(days) < length:
                day += DAY
                if day.isoweekday() in problem.weekdays:
                    days.append(day)
            fewest = min(fewest, _pauses(days))
    return fewest


def _order(wish: SessionWish, stands: dict[str, Stands]) -> Iterator[Violation]:
    for before in wish.after:
        free = (stands[wish.key].first - stands[before.key].last).days - 1
        if free < before.gap_days:
            yield Violation(rule(RuleKind.AFTER, wish.key, before.key), (wish.key, before.key))


def _chosen(problem: Problem, wish: SessionWish, placed: Placement) -> Iterator[Violation]:
    if wish.venue_choices and placed.venue is None:
        yield Violation(rule(RuleKind.VENUE_NEEDED, wish.key), (wish.key,))
    for venue in problem.venues:
        if venue.key == placed.venue and venue.capacity < wish.seats:
            yield Violation(rule(RuleKind.VENUE_SIZE, wish.key), (wish.key, venue.key))
    if len(set(placed.trainers)) < wish.trainers_needed:
        yield Violation(rule(RuleKind.TRAINERS_NEEDED, wish.key), (wish.key,))


def _locked(wish: SessionWish, placed: Placement) -> Iterator[Violation]:
    if wish.lock.first and placed.first != wish.lock.first:
        yield Violation(rule(RuleKind.LOCKED_DATE, wish.key), (wish.key,))
    if wish.lock.venue and placed.venue != wish.lock.venue:
        yield Violation(rule(RuleKind.LOCKED_VENUE, wish.key), (wish.key,))
    if not set(wish.lock.trainers) <= set(placed.trainers):
        yield Violation(rule(RuleKind.LOCKED_TRAINERS, wish.key), (wish.key,))


def _absent(
    problem: Problem, wish: SessionWish, placed: Placement, taught: list[date]
) -> Iterator[Violation]:
    sent = {taking.agency for taking in wish.agencies}
    for day in taught:
        keys = (wish.key, day.isoformat())
        for agency in problem.agencies:
            if agency.key in sent and day in agency.blackout:
                yield Violation(rule(RuleKind.AGENCY_BLACKOUT, agency.key), keys)
        for venue in problem.venues:
            if venue.key == placed.venue and day in venue.closed:
                yield Violation(rule(RuleKind.VENUE_CLOSED, venue.key), keys)
        for trainer in problem.trainers:
            if trainer.key in placed.trainers and day in trainer.away:
                yield Violation(rule(RuleKind.TRAINER_AWAY, trainer.key), keys)


def _rooms(problem: Problem, sessions: Sessions) -> Iterator[Violation]:
    for venue in problem.venues:
        held: defaultdict[date, list[Stands]] = defaultdict(list)
        for one in sessions.all:
            if one.venue == venue.key:
                for day in one.held:
                    held[day].append(one)
        found = {
            tuple(sorted(one.key for one in there))
            for there in held.values()
            if sum(one.rooms for one in there) > venue.rooms and not all(one.given for one in there)
        }
        for keys in sorted(found):
            yield Violation(rule(RuleKind.VENUE_ROOMS, venue.key), keys)


def _twice(problem: Problem, sessions: Sessions) -> Iterator[Violation]:
    for trainer in problem.trainers:
        taught = [one for one in sessions.all if trainer.key in one.trainers]
        for one, other in combinations(taught, 2):
            if one.given and other.given:
                continue
            free = free_days(one, other)
            if free < 0:
                yield Violation(rule(RuleKind.TRAINER_ONCE, trainer.key), (one.key, other.key))
            if trainer.rest_days and free < trainer.rest_days:
                yield Violation(rule(RuleKind.TRAINER_REST, trainer.key), (one.key, other.key))


def _months(problem: Problem, sessions: Sessions) -> Iterator[Violation]:
    for month in sorted({one.month for one in sessions.planned}):
        here = [one for one in sessions.all if one.month == month]
        for trainer in problem.trainers:
            mine = [one for one in here if trainer.key in one.trainers]
            days = sum(one.days for one in mine)
            if _too_much(days, trainer.most_days_in_month, mine):
                yield _in_month(RuleKind.TRAINER_MONTH, trainer.key, month, mine)
        for agency in problem.agencies:
            mine = [one for one in here if one.sends(agency.key)]
            people = sum(one.days * one.people(agency.key) for one in mine)
            if _too_much(people, agency.most_people_days_in_month, mine):
                yield _in_month(RuleKind.AGENCY_PEOPLE, agency.key, month, mine)
            if _too_much(len(mine), agency.most_sessions_in_month, mine):
                yield _in_month(RuleKind.AGENCY_SESSIONS, agency.key, month, mine)


def _too_much(load: int, most: int | None, mine: list[Stands]) -> bool:
    """Sessions given may be too much by themselves; then nothing planned may be added."""
    return most is not None and load > most and any(not one.given for one in mine)


def _in_month(kind: RuleKind, key: str, month: str, mine: list[Stands]) -> Violation:
    return Violation(rule(kind, key), (month, *(one.key for one in mine)))
