"""The days on which a session may begin, by each rule about its dates alone."""

from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.problem import Problem, SessionWish
from lms.engines.timetable.year.rules import Rule, RuleKind, rule

Starts = frozenset[int]


def date_rules(problem: Problem, days: Days, one: SessionWish) -> dict[Rule, Starts]:
    """For each rule about the dates of a session: the days of beginning that keep it."""
    found = {
        rule(RuleKind.HORIZON): days.starts_within(one.days, problem.first, problem.last),
        rule(RuleKind.WORKING_DAYS): days.starts_on_working_days(),
        rule(RuleKind.UNBROKEN): days.starts_unbroken(one.days),
    }
    if problem.holidays:
        found[rule(RuleKind.HOLIDAYS)] = days.starts_free_of(one.days, problem.holidays)
    if one.earliest:
        starts = days.starts_between(days.number(one.earliest), None)
        found[rule(RuleKind.EARLIEST, one.key)] = starts
    if one.latest:
        starts = days.starts_between(None, days.number(one.latest))
        found[rule(RuleKind.LATEST, one.key)] = starts
    if one.lock.first:
        locked = days.number(one.lock.first)
        found[rule(RuleKind.LOCKED_DATE, one.key)] = days.starts_between(locked, locked)
    return found | _blackouts(problem, days, one)


def _blackouts(problem: Problem, days: Days, one: SessionWish) -> dict[Rule, Starts]:
    sent = {taking.agency for taking in one.agencies}
    return {
        rule(RuleKind.AGENCY_BLACKOUT, agency.key): days.starts_free_of(one.days, agency.blackout)
        for agency in problem.agencies
        if agency.blackout and agency.key in sent
    }
