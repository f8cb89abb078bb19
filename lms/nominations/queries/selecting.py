"""Whom the engine would select for the free seats, and why. It only says so; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from lms.core.access import Identity
from lms.engines.selection.choosing import first_come, suggest
from lms.engines.selection.explaining import Reason, explain
from lms.engines.selection.measuring import Served, balance
from lms.engines.selection.types import Candidate, Problem
from lms.nominations.enums import NominationState as State
from lms.nominations.queries.facts import SEATED, Facts, facts
from lms.nominations.rules.board import Slim


@dataclass(frozen=True)
class Proposal:
    """A suggested selection. `chosen` stand in the agencies' precedence and own order.

    `ours` and `plain` say how each aim would stand with it and with first come; `best`: proved
    that no other selection serves the aims better.
    """

    facts: Facts
    problem: Problem
    chosen: list[Slim]
    left: list[Slim]
    best: bool
    reasons: Mapping[UUID, tuple[Reason, ...]]
    ours: tuple[Served, ...]
    plain: tuple[Served, ...]

    @cached_property
    def names(self) -> dict[str, Slim]:
        """The nomination behind each key of the problem."""
        return {str(row.id): row for row in self.facts.rows}


def proposal(slug: str, *, actor: Identity, with_waiting: bool = False) -> Proposal:
    """Ask the engine about everybody who is to be decided, and where wanted the wait-list.

    Raises NotFound for who does not organise the session.
    """
    seen = facts(slug, actor=actor)
    problem = problem_of(seen, with_waiting=with_waiting)
    found = suggest(problem)
    reasons = explain(problem, found.chosen)
    place = {one.agency_id: one.precedence for one in seen.agencies}
    rows = sorted(
        (row for row in seen.rows if str(row.id) in problem.by_key),
        key=lambda row: (
            place.get(row.agency_id, len(place)),
            row.alternate,
            row.priority,
            row.submitted_at,
            row.id,
        ),
    )
    taken = set(found.chosen)
    return Proposal(
        facts=seen,
        problem=problem,
        chosen=[row for row in rows if str(row.id) in taken],
        left=[row for row in rows if str(row.id) not in taken],
        best=found.best,
        reasons={UUID(key): value for key, value in reasons.items()},
        ours=balance(problem, found.chosen),
        plain=balance(problem, first_come(problem)),
    )


def problem_of(seen: Facts, *, with_waiting: bool = False) -> Problem:
    """The session as the engine sees it. Names still with their agency are not asked about."""
    open_states = {State.SHORTLISTED, State.WAIT_LISTED} if with_waiting else {State.SHORTLISTED}
    turns = {
        row.id: turn
        for turn, row in enumerate(sorted(seen.rows, key=lambda row: (row.submitted_at, row.id)))
    }

    def candidate(row: Slim) -> Candidate:
        return Candidate(
            str(row.id),
            str(row.agency_id),
            row.priority,
            turns[row.id],
            row.features(seen.trained(row.person_id)),
            row.alternate,
        )

    walked_in = [
        Candidate(f"roll-{place}", str(one.agency_id), 0, 0, one.features)
        for place, one in enumerate(seen.seated[len(seen.seated) - len(seen.roll) :])
    ]
    return Problem(
        tuple(candidate(row) for row in seen.rows if row.state in open_states),
        {str(one.agency_id): seen.seats.of(one.agency_id).unnamed for one in seen.agencies},
        max(seen.seats.common, 0),
        seen.room.aims,
        (*(candidate(row) for row in seen.rows if row.state in SEATED), *walked_in),
    )
