"""What the solver answered over a year, as it is kept."""

from collections.abc import Sequence
from typing import Any

from lms.agenda.formats.proposals import message_json
from lms.agenda.rules.years.problem import MAY_BE_LEFT
from lms.agenda.rules.years.words import Names, breach_sentence, rule_sentence
from lms.engines.timetable.conflict import Conflict
from lms.engines.timetable.year import (
    Breach,
    Outcome,
    Placement,
    Proposal,
    Result,
    Rule,
    RuleKind,
    Wish,
)

SCHEMA = 1
SHOWN_PLACES = 8

LINKS = {
    RuleKind.HORIZON: "ask",
    RuleKind.WORKING_DAYS: "ask",
    RuleKind.UNBROKEN: "ask",
    RuleKind.HOLIDAYS: "days_off",
    RuleKind.AGENCY_BLACKOUT: "days_off",
    RuleKind.VENUE_ROOMS: "venue",
    RuleKind.VENUE_CLOSED: "venue",
    RuleKind.TRAINER_AWAY: "calendar",
    RuleKind.TRAINER_ONCE: "calendar",
}


def answer(outcome: Outcome, names: Names) -> dict[str, Any]:
    """The whole answer: proposals with what each breaks, or the rules that contradict."""
    return {
        "schema": SCHEMA,
        "found": outcome.result.value,
        "bound": outcome.bound,
        "stopped": outcome.stopped,
        "proposals": [_proposal(one, names) for one in outcome.proposals],
        "contradiction": _contradiction(outcome.conflict, names)
        if outcome.result is Result.IMPOSSIBLE
        else None,
    }


def _proposal(proposal: Proposal, names: Names) -> dict[str, Any]:
    return {
        "cost": proposal.cost,
        "best": proposal.proven,
        "placed": [_placed(one, names) for one in proposal.plan.placements],
        "wishes": _wishes(proposal.report.breaches, names),
    }


def _placed(one: Placement, names: Names) -> dict[str, Any]:
    current = names.wish(one.key).current
    changes = {
        "date": current is None or current.first != one.first,
        "venue": current is None or current.venue != one.venue,
        "trainers": current is None or set(current.trainers) != set(one.trainers),
    }
    return {
        "key": one.key,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "venue": one.venue,
        "trainers": list(one.trainers),
        "changes": [name for name, changed in changes.items() if changed],
    }


def _wishes(breaches: Sequence[Breach], names: Names) -> list[dict[str, Any]]:
    found = []
    for wish in Wish:
        mine = sorted((one for one in breaches if one.wish is wish), key=lambda one: -one.cost)
        if mine:
            found.append(
                {
                    "wish": wish.value,
                    "cost": sum(one.cost for one in mine),
                    "where": [message_json(breach_sentence(b, names)) for b in mine[:SHOWN_PLACES]],
                    "more": max(0, len(mine) - SHOWN_PLACES),
                }
            )
    return found


def _contradiction(conflict: Conflict[Rule] | None, names: Names) -> dict[str, Any] | None:
    if conflict is None:
        return None
    return {
        "proof": conflict.proof.value,
        "rules": [_rule(one, names) for one in conflict.rules],
    }


def _rule(rule: Rule, names: Names) -> dict[str, Any]:
    return {
        "kind": rule.kind.value,
        "keys": list(rule.keys),
        "sentence": message_json(rule_sentence(rule, names)),
        "link": LINKS.get(rule.kind, "ask"),
        "may_be_left": rule.kind in MAY_BE_LEFT,
    }
