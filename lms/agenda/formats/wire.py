"""What the editor's script sends. Times are ISO 8601, with offset or on the session's clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lms.agenda.rules.times import local_moment
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Wire:
    """Reads one sent item; all faults are raised together by `done`."""

    def __init__(self, body: Mapping[str, Any], zone: str) -> None:
        self.body = body
        self.zone = zone
        self.faults: list[FieldError] = []

    def moment(self, name: str) -> datetime:
        """An aware moment. One without offset is a clock time of the session's place, where it
        may not exist or exist twice: then it is a fault."""
        try:
            moment = datetime.fromisoformat(str(self.body.get(name)))
        except ValueError:
            self.fault(name, N_("Send a time, e.g. 2026-03-02T09:00."))
            return NEVER
        if moment.tzinfo is not None:
            return moment
        found = local_moment(moment.date(), moment.time(), self.zone)
        if isinstance(found, Message):
            self.fault(name, found)
            return NEVER
        return found

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

    def fault(self, name: str, message: Message) -> None:
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
