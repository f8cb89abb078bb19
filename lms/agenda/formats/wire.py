"""The agenda as the editor's script reads and sends it. Times are ISO 8601 with offset."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.rows import ItemRow
from lms.core.db import Json
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_


def item_wire(item: ItemRow, zone: str) -> Json:
    """An item of the draft, with times on the clock of the session's place."""
    place = ZoneInfo(zone)
    return {
        "id": str(item.id),
        "kind": item.kind.value,
        "title": item.title,
        "starts_at": item.starts_at.astimezone(place).isoformat(),
        "ends_at": item.ends_at.astimezone(place).isoformat(),
        "track": item.track,
        "room_id": str(item.room_id) if item.room_id else None,
        "trainer_ids": [str(one) for one in item.trainer_ids],
        "guests": item.guests,
        "locked": item.locked,
    }


NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Wire:
    """Reads one sent item; all faults are raised together by `done`."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.faults: list[FieldError] = []

    def moment(self, name: str) -> datetime:
        """An aware moment. A time without offset is a fault: nobody knows which hour it means."""
        try:
            moment = datetime.fromisoformat(str(self.body.get(name)))
        except ValueError:
            moment = NEVER.replace(tzinfo=None)
        if moment.tzinfo is None:
            self.fault(name, N_("Send a time with its offset, e.g. 2026-03-02T09:00:00+05:00."))
            return NEVER
        return moment

    def identifier(self, name: str) -> UUID | None:
        """An id, None where none is sent."""
        value = self.body.get(name)
        return None if value in (None, "") else self._uuid(name, value)

    def identifiers(self, name: str) -> tuple[UUID, ...]:
        """A list of ids."""
        values = self.body.get(name)
        if not isinstance(values, list):
            self.fault(name, N_("Send a list of ids."))
            return ()
        found = [self._uuid(name, value) for value in values[:100]]
        return tuple(one for one in found if one is not None)

    def text(self, name: str) -> str:
        """A short text."""
        value = self.body.get(name)
        if not isinstance(value, str):
            self.fault(name, N_("Send a text."))
            return ""
        return value

    def number(self, name: str) -> int | None:
        """A whole number, None where none is sent."""
        value = self.body.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(name, N_("Send a whole number."))
        return None

    def has(self, name: str) -> bool:
        return name in self.body

    def fault(self, name: str, message: Any) -> None:
        self.faults.append(FieldError(name, message))

    def done(self) -> None:
        """Raise Invalid where anything was wrong."""
        if self.faults:
            raise Invalid(self.faults)

    def _uuid(self, name: str, value: object) -> UUID | None:
        try:
            return UUID(str(value))
        except ValueError:
            self.fault(name, N_("Send an id."))
            return None
