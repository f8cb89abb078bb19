"""Attendance events as a browser sends them: read with every fault named. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.attendance.enums import Presence
from lms.core.errors import FieldError
from lms.core.messages import N_, Message
from lms.core.names import direction_message, has_direction_control

MOST_EVENTS = 500
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


def read_events(body: Mapping[str, Any]) -> list[MarkEvent] | list[FieldError]:
    """Read `{"events": [{uuid, payload: {enrolment, half_day, presence, note}, client_at}]}`."""
    events = body.get("events")
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        return [
            FieldError("events", N_("Send a list of at most %(most)s events.", most=MOST_EVENTS))
        ]
    read: list[MarkEvent] = []
    errors: list[FieldError] = []
    for place, event in enumerate(events):
        made = _event(event)
        if isinstance(made, Message):
            errors.append(FieldError(f"events.{place}", made))
        else:
            read.append(made)
    return errors or read


def _event(event: object) -> MarkEvent | Message:
    payload = event.get("payload") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(payload, Mapping):
        return N_("Each event is an object with a payload.")
    try:
        presence = payload.get("presence")
        return _checked(
            MarkEvent(
                uuid=UUID(str(event.get("uuid"))),
                enrolment_id=UUID(str(payload.get("enrolment"))),
                half_day_id=UUID(str(payload.get("half_day"))),
                presence=Presence(presence) if presence else None,
                note=str(payload.get("note") or "").strip(),
                client_at=_moment(event.get("client_at")),
            )
        )
    except ValueError:
        return N_("The event names no person, half-day or mark that there is. Load the page again.")


def _checked(event: MarkEvent) -> MarkEvent | Message:
    if len(event.note) > MOST_NOTE:
        return N_("The note is longer than %(most)s signs. Shorten it.", most=MOST_NOTE)
    hidden = has_direction_control(event.note)
    return direction_message(hidden) if hidden else event


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else None
