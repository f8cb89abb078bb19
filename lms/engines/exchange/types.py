"""What comes out of a file of questions, and what goes into one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.core.messages import Message

Payload = dict[str, Any]


class Unreadable(Exception):
    """The file as a whole is not taken; the message says why."""

    def __init__(self, message: Message, line: int | None = None) -> None:
        super().__init__(message.english())
        self.message, self.line = message, line


class LeftOut(Exception):
    """One question cannot come in, or cannot go out; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


@dataclass(frozen=True)
class Told:
    """What became of one item of the file, or of the file itself where `name` is the file's.

    With `key` the question of that key came in or went out, and this is what was lost or should
    be looked at; without it the item was left out.
    """

    name: str
    message: Message
    line: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Item:
    """One question that came in, where it stood, and the category that it stood in."""

    payload: Payload
    name: str
    category: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Imported:
    """The questions of a file, the pictures that they name by path, and what is to be told."""

    items: tuple[Item, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    told: tuple[Told, ...] = ()

    @property
    def questions(self) -> list[Payload]:
        return [item.payload for item in self.items]

    def notes(self, key: str) -> list[Message]:
        """What is to be told of a question that came in."""
        return [one.message for one in self.told if one.key == key]

    @property
    def left_out(self) -> list[Told]:
        return [one for one in self.told if not one.key]


@dataclass(frozen=True)
class Written:
    """A file of questions, how many went out, and what was lost or left out on the way."""

    data: bytes
    count: int
    told: tuple[Told, ...] = ()
