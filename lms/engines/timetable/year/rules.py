"""The hard rules of a plan, each by a name of its own, so that one can be dropped or blamed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.engines.timetable.year.problem import Problem, SessionWish


class RuleKind(StrEnum):
    """What a rule asks; in brackets whose key it carries."""

    HORIZON = "horizon"  # all days from the first to the last of the plan
    WORKING_DAYS = "working_days"  # taught on working weekdays only
    UNBROKEN = "unbroken"  # no more weekends inside than the length needs
    HOLIDAYS = "holidays"  # none inside
    EARLIEST = "earliest"  # (session)
    LATEST = "latest"  # (session)
    VENUE_NEEDED = "venue_needed"  # (session) it has one of the venues it may be held at
    VENUE_SIZE = "venue_size"  # (session) its seats fit
    VENUE_ROOMS = "venue_rooms"  # (venue) no more at once than it has rooms
    VENUE_CLOSED = "venue_closed"  # (venue) none on its closed days
    TRAINERS_NEEDED = "trainers_needed"  # (session) as many as it needs, of those who may
    TRAINER_ONCE = "trainer_once"  # (trainer) one session at a time
    TRAINER_REST = "trainer_rest"  # (trainer) free days between two sessions
    TRAINER_AWAY = "trainer_away"  # (trainer) none on days of absence
    TRAINER_MONTH = "trainer_month"  # (trainer) the most days in a month
    AGENCY_BLACKOUT = "agency_blackout"  # (agency) none on its black-out days
    AGENCY_PEOPLE = "agency_people"  # (agency) the most people-days in a month
    AGENCY_SESSIONS = "agency_sessions"  # (agency) the most sessions in a month
    AFTER = "after"  # (session, the one before)
    LOCKED_DATE = "locked_date"  # (session)
    LOCKED_VENUE = "locked_venue"  # (session)
    LOCKED_TRAINERS = "locked_trainers"  # (session)


@dataclass(frozen=True)
class Rule:
    """One rule with the keys of those it is about."""

    kind: RuleKind
    keys: tuple[str, ...] = ()


def rule(kind: RuleKind, *keys: str) -> Rule:
    return Rule(kind, keys)


def rules_of(problem: Problem) -> tuple[Rule, ...]:
    """All rules that a problem has; those named first are the likeliest to be meant."""
    found = [rule(RuleKind.HORIZON), rule(RuleKind.WORKING_DAYS), rule(RuleKind.UNBROKEN)]
    if problem.holidays:
        found.append(rule(RuleKind.HOLIDAYS))
    for one in problem.sessions:
        found += _rules_of_session(one)
    found += _rules_of_venues(problem)
    found += _rules_of_trainers(problem)
    found += _rules_of_agencies(problem)
    return tuple(found)


def _rules_of_session(one: SessionWish) -> Iterator[Rule]:
    if one.lock.first:
        yield rule(RuleKind.LOCKED_DATE, one.key)
    if one.lock.venue:
        yield rule(RuleKind.LOCKED_VENUE, one.key)
    if one.lock.trainers:
        yield rule(RuleKind.LOCKED_TRAINERS, one.key)
    if one.earliest:
        yield rule(RuleKind.EARLIEST, one.key)
    if one.latest:
        yield rule(RuleKind.LATEST, one.key)
    if one.venue_choices:
        yield rule(RuleKind.VENUE_NEEDED, one.key)
        yield rule(RuleKind.VENUE_SIZE, one.key)
    if one.trainers_needed:
        yield rule(RuleKind.TRAINERS_NEEDED, one.key)
    for before in one.after:
        yield rule(RuleKind.AFTER, one.key, before.key)


def _rules_of_venues(problem: Problem) -> Iterator[Rule]:
    for one in problem.venues:
        yield rule(RuleKind.VENUE_ROOMS, one.key)
        if one.closed:
            yield rule(RuleKind.VENUE_CLOSED, one.key)


def _rules_of_trainers(problem: Problem) -> Iterator[Rule]:
    for one in problem.trainers:
        yield rule(RuleKind.TRAINER_ONCE, one.key)
        if one.away:
            yield rule(RuleKind.TRAINER_AWAY, one.key)
        if one.rest_days:
            yield rule(RuleKind.TRAINER_REST, one.key)
        if one.most_days_in_month is not None:
            yield rule(RuleKind.TRAINER_MONTH, one.key)


def _rules_of_agencies(problem: Problem) -> Iterator[Rule]:
    for one in problem.agencies:
        if one.blackout:
            yield rule(RuleKind.AGENCY_BLACKOUT, one.key)
        if one.most_people_days_in_month is not None:
            yield rule(RuleKind.AGENCY_PEOPLE, one.key)
        if one.most_sessions_in_month is not None:
            yield rule(RuleKind.AGENCY_SESSIONS, one.key)
