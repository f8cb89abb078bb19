"""What follows in agendas when a session turns to another state; the factory hands it down."""

from dataclasses import replace

from lms.agenda.services import telling
from lms.core.access import Identity
from lms.courses.enums import SessionState
from lms.courses.rows import SessionHead


def tell_turn(actor: Identity, before: SessionHead, to: SessionState) -> None:
    """A session that is called off is told to all who have its agenda; one that is announced,
    to the participants whom an earlier release could not reach yet."""
    if to is SessionState.CANCELLED:
        telling.tell_called_off(actor=actor, head=before)
    elif to is SessionState.ANNOUNCED and before.state in telling.UNHEARD:
        telling.tell_announced(actor=actor, head=replace(before, state=to))


FOLLOWERS = (tell_turn,)
