"""Acting at another time: the clock is set back while the past is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app

from lms.core.clock import FixedClock


@contextmanager
def told_by(clock: FixedClock) -> Iterator[None]:
    """Let the application tell the time by `clock` until the block ends."""
    extensions = current_app.extensions
    real = extensions["concord.clock"]
    extensions["concord.clock"] = clock
    try:
        yield
    finally:
        extensions["concord.clock"] = real


def moment(day: date, hour: int, minute: int, zone: str) -> datetime:
    """A time of day at a place."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))
