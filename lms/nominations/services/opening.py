"""The locked session for people who act on a nomination without seeing the session otherwise:
the nominee, an approver inside the agency, the holder of a link. The caller has proved who acts."""

from uuid import UUID

from lms.core.access import SYSTEM, Identity
from lms.seats.services.ledger import Ledger, open_ledger


def ledger_for(course_session_id: UUID, *, actor: Identity) -> Ledger:
    """The ledger under its lock, written in the actor's name. Raises NotFound."""
    ledger = open_ledger(course_session_id, actor=SYSTEM)
    ledger.actor = actor
    return ledger
