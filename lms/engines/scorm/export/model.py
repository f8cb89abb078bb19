"""What is written into a package, and what had to stay out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.core.messages import Message

Json = Mapping[str, Any]
Say = Callable[[Message], str]


@dataclass(frozen=True)
class LeftOut:
    """Something of the course that the package does not hold, where it stands, and why."""

    module: str
    name: str
    reason: Message


@dataclass(frozen=True)
class Exported:
    """A package as bytes, what it was made of, and what was left out."""

    data: bytes
    modules: int
    lessons: int
    questions: int
    left_out: tuple[LeftOut, ...]


def pick(text: Mapping[str, str] | None, language: str, base: str) -> str:
    """The words in this language, in the course's first one, or in any; empty for none."""
    if not text:
        return ""
    return text.get(language) or text.get(base) or next(iter(text.values()))
