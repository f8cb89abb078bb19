"""Why nothing fits: a smallest set of rules that contradict each other.

Most contradictions are about few sessions. So first some sessions are sought that cannot be placed
even without the others; the rules are then sought among theirs. That no smaller set stands
elsewhere in the year is proved with the time that is left.
"""

from collections.abc import Iterable
from dataclasses import replace

from lms.engines.timetable.conflict import (
    Answer,
    Conflict,
    Proof,
    irreducible_conflict,
    smallest_conflict,
)
from lms.engines.timetable.year.check import check
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.greedy import greedy
from lms.engines.timetable.year.hard import post_rules
from lms.engines.timetable.year.model import YearModel
from lms.engines.timetable.year.parts import Parts
from lms.engines.timetable.year.problem import Placement, Plan, Problem
from lms.engines.timetable.year.rules import Rule, rules_of
from lms.engines.timetable.year.solving import Effort, Ended, solve

LONGEST_ANSWER = 10.0  # seconds for one question
LONG_ANSWER = 1.0  # seconds after which an answer need not be the best
FEW = 6  # sessions among which the rules are sought without narrowing first
MANY_STUCK = 5
SESSIONS_SHARE = 0.4  # of the time, to narrow the sessions
PART_SHARE = 0.5  # of the time left then, for the rules of those sessions

Found = Conflict[Rule] | None


def explain(problem: Problem, effort: Effort) -> Found:
    """The smallest set of contradicting rules found in the time there is; None if not known."""
    if len(problem.sessions) <= FEW:
        return _Oracle(problem, effort).smallest()
    sessions = _contradicting_sessions(problem, effort.within(SESSIONS_SHARE * effort.left))
    part = _only(problem, sessions)
    within = _Oracle(part, effort.within(PART_SHARE * effort.left))
    found = within.smallest()
    if found is None or len(part.sessions) == len(problem.sessions):
        return found
    everywhere = _everywhere(problem, within, found, effort)
    if everywhere and everywhere.proof is Proof.SMALLEST:
        return everywhere
    proof = Proof.FOUND if found.proof is Proof.FOUND else Proof.IRREDUCIBLE
    return Conflict(found.rules, proof)


def _everywhere(
    problem: Problem, within: "_Oracle", found: Conflict[Rule], effort: Effort
) -> Found:
    """The smallest set among all rules; what was found out about a part is known of the whole."""
    oracle = _Oracle(problem, effort, found.rules)
    days = Days(problem)
    for part in within.plans:
        if effort.over:
            return None
        plan = _filled_up(problem, days, part)
        if plan is not None:
            oracle.learn(plan)
    return oracle.smallest()


def _filled_up(problem: Problem, days: Days, part: Plan) -> Plan | None:
    """A plan of part of the sessions with the others beside them; those that find no place stand
    without venue and trainers."""
    stuck: dict[str, Placement] = {}
    possible = YearModel(problem, days).possible
    for _ in range(MANY_STUCK):
        standing = Plan((*part.placements, *stuck.values()))
        there = {one.key for one in standing.placements}
        free = [one.key for one in problem.sessions if one.key not in there]
        others = Parts(problem, days).part(free, standing)
        attempt = greedy(_only(others, free), days)
        if attempt.plan:
            placed = {one.key: one for one in (*standing.placements, *attempt.plan.placements)}
            return Plan(tuple(placed[one.key] for one in problem.sessions))
        if attempt.stuck is None:
            return None
        stuck[attempt.stuck] = _anywhere(problem, days, attempt.stuck, possible)
    return None


def _anywhere(problem: Problem, days: Days, key: str, possible: dict[str, list[int]]) -> Placement:
    [one] = [one for one in problem.sessions if one.key == key]
    covered = days.covered(one.days)[possible[key][0]]
    return Placement(key, days.day(covered[0]), days.day(covered[-1]), None, ())


def _contradicting_sessions(problem: Problem, effort: Effort) -> tuple[str, ...]:
    """Few sessions that cannot be placed, even without the others."""

    def feasible(kept: frozenset[str]) -> bool | None:
        part = _only(problem, kept)
        days = Days(part)
        if greedy(part, days).plan:
            return True
        year = YearModel(part, days)
        post_rules(year)
        ended = solve(year.model, effort.within(LONGEST_ANSWER), settle=0).ended
        return None if ended is Ended.UNKNOWN else ended is not Ended.IMPOSSIBLE

    keys = [one.key for one in problem.sessions]
    found = irreducible_conflict(keys, feasible, stop=lambda: effort.over)
    return found.rules if found else tuple(keys)


def _only(problem: Problem, kept: Iterable[str]) -> Problem:
    """The problem with some of its sessions; what must come after others is loose then."""
    known = {*kept, *(one.key for one in problem.given)}
    sessions = tuple(
        replace(one, after=tuple(before for before in one.after if before.key in known))
        for one in problem.sessions
        if one.key in known
    )
    return replace(problem, sessions=sessions)


class _Oracle:
    """Says whether some rules can hold at once, and which others a plan keeps besides.

    All rules are soft in one model; for each question those enforced are fixed in a copy of it,
    and as many of the others as can be are kept. `known`: rules that contradict each other.
    """

    def __init__(self, problem: Problem, effort: Effort, known: tuple[Rule, ...] = ()) -> None:
        self.plans: list[Plan] = []
        self._problem = problem
        self._order = tuple(dict.fromkeys((*known, *rules_of(problem))))
        self._rules = frozenset(self._order)
        self._effort = effort
        self._known = frozenset(known)
        self._kept: list[frozenset[Rule]] = []  # by the plans
        self._year: YearModel | None = None

    def smallest(self) -> Found:
        return smallest_conflict(self._order, self, stop=lambda: self._effort.over)

    def learn(self, plan: Plan) -> frozenset[Rule]:
        """Remember a plan and the rules that it keeps."""
        broken = {one.rule for one in check(self._problem, plan).violations}
        self.plans.append(plan)
        self._kept.append(self._rules - broken)
        return self._kept[-1]

    def __call__(self, enforced: frozenset[Rule]) -> Answer[Rule]:
        if self._known and self._known <= enforced:
            return Answer(False, self._known)
        for kept in sorted(self._kept, key=len, reverse=True):
            if enforced <= kept:
                return Answer(True, kept)
        year = self._model()
        model = year.model.clone()
        model.add_bool_and([year.kept[rule] for rule in enforced])
        if enforced < self._rules:  # all of them were asked about first, and cannot hold
            model.add_bool_or([one.negated() for one in year.kept.values()])
        solved = solve(model, self._effort.within(LONGEST_ANSWER), settle=LONG_ANSWER)
        if not solved.has_plan:
            return Answer(None if solved.ended is Ended.UNKNOWN else False)
        return Answer(True, self.learn(year.plan(solved.value)))

    def _model(self) -> YearModel:
        if self._year is None:
            days = Days(self._problem, beyond=True)
            self._year = YearModel(self._problem, days, soft=self._order)
            post_rules(self._year)
            self._year.model.maximize(sum(self._year.kept.values()))
        return self._year
