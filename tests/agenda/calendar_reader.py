"""Reading calendars back with an independent library, as a calendar program would keep them."""

from datetime import UTC, datetime
from typing import Any

import vobject


def components(text: str) -> list[Any]:
    """The events of a calendar as the other library sees them."""
    calendar = vobject.readOne(text)
    return list(calendar.contents.get("vevent", []))


class Program:
    """A calendar program: entries by UID, replaced where the sequence is not lower."""

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}

    def take(self, text: str) -> None:
        """Import or fetch a calendar."""
        for event in components(text):
            known = self.entries.get(event.uid.value)
            if known is None or int(event.sequence.value) >= int(known.sequence.value):
                self.entries[event.uid.value] = event

    def live(self) -> dict[str, tuple[datetime, datetime]]:
        """Titles and times (UTC) of what is not cancelled."""
        return {
            event.summary.value: (
                event.dtstart.value.astimezone(UTC),
                event.dtend.value.astimezone(UTC),
            )
            for event in self.entries.values()
            if event.status.value != "CANCELLED"
        }


def unfolded(text: str) -> list[str]:
    """The content lines, after checking that no line is longer than 75 octets, each ends as RFC
    5545 says and no sign was cut in two."""
    assert text.endswith("\r\n")
    raw = text.encode()
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()
    return raw.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def value_of(text: str, name: str) -> str:
    """The text value of the one line of this name, unescaped by hand."""
    (line,) = [one for one in unfolded(text) if one.startswith(f"{name}:")]
    written = line.partition(":")[2]
    plain, escaped = "", False
    for sign in written:
        if escaped:
            plain += {"n": "\n", "N": "\n"}.get(sign, sign)
            escaped = False
        elif sign == "\\":
            escaped = True
        else:
            plain += sign
    return plain
