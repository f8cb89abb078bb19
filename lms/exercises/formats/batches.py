"""What browsers send: batches of events, read with all their faults."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message
from lms.engines.reading import Node, Problems
from lms.exercises.rows import EventInput, PresenceInput

MOST_EVENTS = 200
MOST_PAYLOAD = 64 * 1024
# an update of a shared chart carries 256 KB at most, and base64 makes four signs of three bytes
MOST_UPDATE = 352 * 1024
MOST_BODY = 1024 * 1024


def read_batch(body: Mapping[str, Any]) -> list[EventInput]:
    """The events of `{"events": [...]}` in their order. Raises Invalid with every fault.

    `sequence` orders the events of one batch; the server gives its own numbers on arrival.
    """
    problems = Problems()
    node = Node(body, "", problems)
    found: list[tuple[int, EventInput]] = []
    for item in node.nodes("events", low=1, high=MOST_EVENTS):
        sequence = item.whole("sequence", low=0, high=2**53)
        key, kind = _uuid(item), item.string("kind", most=40)
        event = EventInput(key, kind, _payload(item, kind), _moment(item))
        found.append((sequence, event))
    node.close()
    if problems.found:
        raise Invalid([FieldError(one.path, one.message) for one in problems.found])
    return [event for _, event in sorted(found, key=lambda pair: pair[0])]


def read_presence(body: Mapping[str, Any]) -> PresenceInput:
    """What `{"place": 3, "unsent": 0, "chosen": "e-1"}` says; all of it may be left out."""
    problems = Problems()
    node = Node(body, "", problems)
    place = node.whole("place", low=0, high=10_000, default=0)
    unsent = node.whole("unsent", low=0, high=10_000, default=0)
    chosen = node.string("chosen", most=40) if node.has("chosen") else None
    node.close()
    if problems.found:
        raise Invalid([FieldError(one.path, one.message) for one in problems.found])
    return PresenceInput(place, unsent, chosen)


def _uuid(item: Node) -> uuid.UUID:
    value = item.raw("uuid")
    try:
        return uuid.UUID(value if isinstance(value, str) else "")
    except ValueError:
        item.fault("uuid", N_("Send a UUID."))
        return uuid.UUID(int=0)


def _payload(item: Node, kind: str) -> dict[str, Any]:
    value = item.raw("payload")
    text = json.dumps(value) if isinstance(value, dict) else None
    fault: Message | None = None
    if text is None:
        fault = N_("Send a JSON object.")
    elif len(text) > (MOST_UPDATE if kind == "update" else MOST_PAYLOAD):
        fault = N_("The message is too large. Send it in parts.")
    elif "\\u0000" in text:
        fault = N_("Remove the control characters from this text.")
    if fault is not None or not isinstance(value, dict):
        item.fault("payload", fault or N_("Send a JSON object."))
        return {}
    return value


def _moment(item: Node) -> datetime | None:
    value = item.raw("client_at")
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value.replace("Z", "+00:00") if isinstance(value, str) else "")
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        item.fault("client_at", N_("Send a moment with its zone, such as 2026-03-02T08:00:00Z."))
        return None
    return at
