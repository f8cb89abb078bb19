"""A nomination's state as its history tells it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.nominations.enums import EventKind, NominationState

_LEADS_TO = {
    EventKind.SHORTLISTED: NominationState.SHORTLISTED,
    EventKind.APPROVED: NominationState.APPROVED,
    EventKind.WAIT_LISTED: NominationState.WAIT_LISTED,
    EventKind.DECLINED: NominationState.DECLINED,
    EventKind.CONFIRMED: NominationState.CONFIRMED,
    EventKind.WITHDRAWN: NominationState.WITHDRAWN,
}
_BEGINS = frozenset({EventKind.NOMINATED, EventKind.REOPENED})


def state_after(
    events: Iterable[tuple[str, Mapping[str, Any]]],
) -> NominationState | None:
    """The state after these events (kind, payload), oldest first; None for no history.

    Where a nomination begins or is opened again the event says with whom it is.
    """
    state: NominationState | None = None
    for name, payload in events:
        kind = EventKind(name)
        begun = NominationState(payload["state"]) if kind in _BEGINS else None
        state = begun or _LEADS_TO.get(kind, state)
    return state
