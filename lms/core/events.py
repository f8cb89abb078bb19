"""Batches of append-only events, as browsers send them: read whole, and kept once each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import sqlalchemy as sa

from lms.core.db import EventRow, db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message

MOST_EVENTS = 500
Sent = Mapping[str, Any]


class HasUuid(Protocol):
    """An event that its sender has named for good."""

    @property
    def uuid(self) -> UUID: ...


E = TypeVar("E")
N = TypeVar("N", bound=HasUuid)


def read_events(
    body: Sent, read_one: Callable[[Sent, Sent], E | Message], *, nonsense: Message
) -> list[E]:
    """The events of `{"events": [{uuid, payload, ...}]}`, in their order.

    `read_one` takes an event and its payload and gives it as the room knows it, or why it is none;
    where it raises ValueError or TypeError, `nonsense` says so. Raises Invalid with the fault of
    every event, at `events.PLACE`.
    """
    events = body.get("events")
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        text = N_("Send a list of at most %(most)s events.", most=MOST_EVENTS)
        raise Invalid([FieldError("events", text)])
    read = [_one(event, read_one, nonsense) for event in events]
    errors = [
        FieldError(f"events.{place}", found)
        for place, found in enumerate(read)
        if isinstance(found, Message)
    ]
    if errors:
        raise Invalid(errors)
    return [found for found in read if not isinstance(found, Message)]


def _one(
    event: object, read_one: Callable[[Sent, Sent], E | Message], nonsense: Message
) -> E | Message:
    payload = event.get("payload") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(payload, Mapping):
        return N_("Each event is an object with a payload.")
    try:
        return read_one(event, payload)
    except (ValueError, TypeError):
        return nonsense


def sent_at(event: Sent) -> datetime | None:
    """The sender's clock, None where it is left out or has no zone. Raises ValueError."""
    text = event.get("client_at")
    if not isinstance(text, str):
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else None


def not_yet_kept(table: type[EventRow], events: Sequence[N]) -> list[N]:
    """The events whose uuid the table does not have, each once: what was sent again is dropped."""
    kept = sa.select(table.uuid).where(table.uuid.in_([event.uuid for event in events]))
    known = set(db.session.scalars(kept))
    fresh: list[N] = []
    for event in events:
        if event.uuid not in known:
            known.add(event.uuid)
            fresh.append(event)
    return fresh
