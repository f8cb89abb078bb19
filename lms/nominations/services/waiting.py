"""Moves within the wait-list."""

from uuid import UUID

from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.courses.queries import session_head
from lms.nominations.policies import Permission
from lms.nominations.services import deciding
from lms.seats.services.ledger import open_ledger


def move(*, actor: Identity, slug: str, nomination_id: UUID, by: int) -> None:
    """Move somebody up (by -1) or down (by 1) on the wait-list, as far as there is room.

    Raises NotFound for somebody who is not on it.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.DECIDE, ledger.head)
    line = [row.id for row in deciding.waiting(ledger)]
    if nomination_id not in line:
        raise NotFound
    place = line.index(nomination_id)
    line.remove(nomination_id)
    line.insert(min(max(place + by, 0), len(line)), nomination_id)
    deciding.order_waiting(actor=actor, slug=slug, nomination_ids=line)
