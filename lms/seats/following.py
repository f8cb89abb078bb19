"""What follows in the ledger when a session gets another number of seats."""

from uuid import UUID

from lms.core.access import Identity
from lms.core.errors import FieldError, Invalid, Refused
from lms.seats.services.ledger import open_ledger


def follow_capacity(actor: Identity, course_session_id: UUID) -> None:
    """Write the changed number of seats. Raises Invalid where more are in use."""
    try:
        open_ledger(course_session_id, actor=actor)
    except Refused as refused:
        raise Invalid([FieldError("capacity", refused.message)]) from refused
