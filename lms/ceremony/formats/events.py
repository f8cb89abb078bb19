"""Events of a ceremony as a browser sends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.ceremony.enums import Happening
from lms.core.events import Sent, read_events, sent_at
from lms.core.messages import N_, Message

_NEEDS_SOMEBODY = {Happening.COLLECTED, Happening.ABSENT, Happening.POSTED}


@dataclass(frozen=True)
class NewEvent:
    """One thing that happened. `client_at` is the clock of who noted it."""

    uuid: UUID
    kind: Happening
    enrolment_id: UUID | None = None
    item: str = ""
    left: int | None = None
    undoes: UUID | None = None
    serial: str = ""
    client_at: datetime | None = field(default=None)


def read(body: Mapping[str, Any]) -> list[NewEvent]:
    """Read `{"events": [{uuid, kind, payload, client_at}]}`. Raises Invalid with every fault."""
    return read_events(
        body,
        _event,
        nonsense=N_("The event names nobody and nothing that there is. Load the page again."),
    )


def _event(event: Sent, payload: Sent) -> NewEvent | Message:
    left = payload.get("left")
    made = NewEvent(
        uuid=UUID(str(event.get("uuid"))),
        kind=Happening(str(event.get("kind"))),
        enrolment_id=_id(payload.get("enrolment")),
        item=str(payload.get("item") or "")[:20],
        left=None if left is None else int(left),
        undoes=_id(payload.get("undoes")),
        serial=str(payload.get("serial") or "")[:32],
        client_at=sent_at(event),
    )
    return fault(made) or made


def fault(event: NewEvent) -> Message | None:
    """Why an event says too little to be kept; None where it does not."""
    if event.kind in _NEEDS_SOMEBODY and event.enrolment_id is None:
        return N_("A mark needs the person whose paper it is.")
    if event.kind is Happening.UNDONE and event.undoes is None:
        return N_("Say what is taken back.")
    if event.kind is Happening.ITEM and not event.item:
        return N_("Say which item begins.")
    if event.kind is Happening.COUNTED and (event.left is None or not 0 <= event.left <= 100_000):
        return N_("Write how many papers lie on the table.")
    return None


def _id(value: object) -> UUID | None:
    return UUID(str(value)) if value else None
