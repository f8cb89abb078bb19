"""What follows in the ledger when a session gets another number of seats, or other agencies.

The factory hands these to `courses`, which stands lower and does not know that seats exist.
"""

from collections.abc import Collection
from uuid import UUID

from lms.core.access import Identity
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.seats.services import refusals
from lms.seats.services.ledger import open_ledger


def follow_capacity(actor: Identity, course_session_id: UUID) -> None:
    """Write the changed number of seats. Raises Invalid where more are in use or with agencies."""
    ledger = open_ledger(course_session_id, actor=actor)
    if ledger.too_many:
        message = refusals.capacity_in_use(ledger.balance.capacity)
        raise Invalid([FieldError("capacity", message)])


def follow_agencies(actor: Identity, course_session_id: UUID, removed: Collection[UUID]) -> None:
    """Agencies take no part any more: their free seats go to the common pool, and participants
    keep theirs. Raises Invalid where one still has seats reserved or people approved."""
    ledger = open_ledger(course_session_id, actor=actor)
    for agency_id in removed:
        side = ledger.balance.of(agency_id)
        if side.reserved or side.held:
            message = N_(
                "%(agency)s has %(held)s people approved and %(reserved)s seats reserved. "
                "Decline or give them back first, then take the agency off the list.",
                agency=refusals.agency_name(agency_id),
                held=side.held,
                reserved=side.reserved,
            )
            raise Invalid([FieldError("agency_ids", message)])
        ledger.end_quota(agency_id)
