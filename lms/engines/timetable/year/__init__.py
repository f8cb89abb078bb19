"""A year of course sessions: dates, venues and trainers, proposed and checked. Pure.

`propose(problem)` gives up to three plans or the rules that contradict each other;
`check(problem, plan)` says without a solver what a plan breaks.
"""

from lms.engines.timetable.year.broken_rules import Violation
from lms.engines.timetable.year.check import Breach, Report, check
from lms.engines.timetable.year.problem import (
    After,
    Agency,
    Current,
    Given,
    Lock,
    Placement,
    Plan,
    Problem,
    SessionWish,
    Taking,
    Trainer,
    Venue,
    VenueChoice,
    Window,
    Wish,
)
from lms.engines.timetable.year.propose import Outcome, Proposal, Result, propose
from lms.engines.timetable.year.rules import Rule, RuleKind, rules_of

__all__ = [
    "After",
    "Agency",
    "Breach",
    "Current",
    "Given",
    "Lock",
    "Outcome",
    "Placement",
    "Plan",
    "Problem",
    "Proposal",
    "Report",
    "Result",
    "Rule",
    "RuleKind",
    "SessionWish",
    "Taking",
    "Trainer",
    "Venue",
    "VenueChoice",
    "Violation",
    "Window",
    "Wish",
    "check",
    "propose",
    "rules_of",
]
