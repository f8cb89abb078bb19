"""Attendance events as a browser sends them: read with every fault named. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.attendance.enums import Presence
from lms.core.events import Sent, read_events, sent_at
from lms.core.messages import N_, Message
from lms.core.names import direction_message, has_direction_control

MOST_NOTE = 200


@dataclass(frozen=True)
class MarkEvent:
    """One mark to be made; `presence` None takes the mark away."""

    uuid: UUID
    enrolment_id: UUID
    half_day_id: UUID
    presence: Presence | None
    note: str = ""
    client_at: datetime | None = None
    batch: UUID | None = None


def read(body: Mapping[str, Any]) -> list[MarkEvent]:
    """Read `{"events": [{uuid, payload: {enrolment, half_day, presence, note}, client_at}]}`.

    Raises Invalid with every fault.
    """
    return read_events(
        body,
        _event,
        nonsense=N_(
            "The event names no person, half-day or mark that there is. Load the page again."
        ),
    )


def _event(event: Sent, payload: Sent) -> MarkEvent | Message:
    presence = payload.get("presence")
    return _checked(
        MarkEvent(
            uuid=UUID(str(event.get("uuid"))),
            enrolment_id=UUID(str(payload.get("enrolment"))),
            half_day_id=UUID(str(payload.get("half_day"))),
            presence=Presence(presence) if presence else None,
            note=str(payload.get("note") or "").strip(),
            client_at=sent_at(event),
        )
    )


def _checked(event: MarkEvent) -> MarkEvent | Message:
    if len(event.note) > MOST_NOTE:
        return N_("The note is longer than %(most)s signs. Shorten it.", most=MOST_NOTE)
    hidden = has_direction_control(event.note)
    return direction_message(hidden) if hidden else event
