"""What becomes of seats that an agency did not fill: released, then shared out by a rule.

The caller holds the lock (`open_ledger`), decides when it is time and has asked its own policy.
"""

from collections.abc import Mapping
from uuid import UUID

from lms.seats.rules.flow import Rule, shares
from lms.seats.services.ledger import Ledger


def release_unused(
    ledger: Ledger, *, keep: Mapping[UUID, int], reason: str = ""
) -> dict[UUID, int]:
    """Let all seats without a person flow to the common pool, except as many of each agency as
    `keep` says (names that are still to be decided). Returns how many of which agency."""
    released: dict[UUID, int] = {}
    for agency_id, side in ledger.balance.agencies.items():
        seats = side.unnamed - max(0, keep.get(agency_id, 0))
        if seats > 0:
            released[agency_id] = ledger.release(agency_id, seats=seats, reason=reason)
    return released


def share_out(
    ledger: Ledger,
    rule: Rule,
    *,
    waiting: Mapping[UUID, int],
    seats: int | None = None,
    reason: str = "",
) -> dict[UUID, int]:
    """Give seats of the common pool to agencies where people wait, by `rule`; returns how many
    went to which. `seats`: no more than these (such as the ones just released); else all.

    Nobody gets more than it has people waiting; what nobody waits for stays in the common pool.
    """
    there = ledger.balance.common
    given = shares(rule, there if seats is None else min(there, max(0, seats)), waiting)
    for agency_id, number in given.items():
        ledger.flow(agency_id, number, reason=reason)
    return given
