"""Texts that lower floors may speak: a gettext msgid and its values, translated only on screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Span:
    """From one moment to another, to be written in the clock of a place and the reader's words."""

    begins: datetime
    ends: datetime
    zone: str

    @property
    def local(self) -> tuple[datetime, datetime]:
        """Both moments on the clock of the place."""
        place = ZoneInfo(self.zone)
        return self.begins.astimezone(place), self.ends.astimezone(place)

    def __str__(self) -> str:
        begins, ends = self.local
        first = f"{begins:%a} {begins.day} {begins:%B, %H:%M}"
        last = f"{ends:%H:%M}"
        if begins.date() != ends.date():
            last = f"{ends:%a} {ends.day} {ends:%B}, {last}"
        return f"{first} to {last}"


@dataclass(frozen=True)
class Message:
    """An English msgid with %(name)s places and the values for them.

    A value may itself be a Message, a {language: text} mapping, a number, a day, a clock time or
    a Span; each is put into the reader's language where the message is shown.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def english(self) -> str:
        """The message in English, for command line and logs."""
        return self.text % {key: _english(value) for key, value in self.values.items()}

    def __str__(self) -> str:
        return self.english()


def _english(value: object) -> object:
    if isinstance(value, Message):
        return value.english()
    if isinstance(value, Mapping):
        return value.get("en") or next(iter(value.values()), "")
    return f"{value:%H:%M}" if isinstance(value, time) else value


def N_(text: str, /, **values: object) -> Message:  # noqa: N802 - gettext's name for "mark only"
    """Mark a text for the catalogue and keep it, with its values, for later."""
    return Message(text, values)
