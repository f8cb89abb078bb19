"""The clock is handed in, so that rules and tests decide what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import current_app


class Clock(Protocol):
    """Anything that tells the time as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests and demonstration data."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("A clock needs an aware datetime.")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, delta: timedelta) -> None:
        """Move the clock by `delta` (may be negative)."""
        self._at += delta

    def set(self, at: datetime) -> None:
        """Put the clock to an aware datetime."""
        self._at = at.astimezone(UTC)


def utcnow() -> datetime:
    """The time by the running app's clock. Rules do not call this: they get `now`."""
    clock: Clock = current_app.extensions["concord.clock"]
    return clock.now()
