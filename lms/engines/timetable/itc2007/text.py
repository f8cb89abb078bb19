"""Bounded reading of line-based files, gathering all faults with their lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lms.core.messages import N_, Message

T = TypeVar("T")

MOST_BYTES = 2_000_000
MOST_LINES = 100_000
MOST_FAULTS = 200
LONGEST_KEY = 64


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line (counted from 1; 0 for the whole file), and how to mend it."""

    line: int
    message: Message

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else str(self.message)


@dataclass(frozen=True)
class Read(Generic[T]):
    """What was read, or the faults that stand in its way (never both)."""

    value: T | None
    faults: tuple[Fault, ...] = ()


@dataclass
class Faults:
    """The list that all parts of a reader write to. It stops growing at 200."""

    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: Message) -> None:
        if len(self.found) < MOST_FAULTS:
            self.found.append(Fault(line, message))

    def in_order(self) -> tuple[Fault, ...]:
        return tuple(sorted(self.found, key=lambda fault: fault.line))


@dataclass(frozen=True)
class Words:
    """A line that is not blank: its number and its words."""

    line: int
    words: tuple[str, ...]


def lines_of(data: bytes, faults: Faults) -> list[Words]:
    """The lines with their words; nothing, with a fault, for what is no text or far too long."""
    if len(data) > MOST_BYTES:
        faults.add(0, N_("The file is larger than %(most)s bytes.", most=MOST_BYTES))
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.add(0, N_("This is no text file. Save it as plain text in UTF-8."))
        return []
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        faults.add(MOST_LINES, N_("The file has more than %(most)s lines.", most=MOST_LINES))
        return []
    return list(_words(lines))


def _words(lines: list[str]) -> Iterator[Words]:
    for number, line in enumerate(lines, 1):
        words = tuple(line.split())
        if words:
            yield Words(number, words)


def key(word: str, line: int, faults: Faults) -> str:
    """A name without control characters, of at most 64 signs."""
    if len(word) > LONGEST_KEY or not word.isprintable():
        faults.add(line, N_("Write a name of at most %(most)s signs.", most=LONGEST_KEY))
        return word[:LONGEST_KEY]
    return word


def number(word: str, line: int, faults: Faults, *, low: int, high: int) -> int | None:
    """A whole number between two bounds, both allowed; None, with a fault, for all else."""
    if word.isascii() and word.isdigit() and len(word) < 10 and low <= int(word) <= high:
        return int(word)
    faults.add(
        line,
        N_(
            "%(word)s stands where a whole number from %(low)s to %(high)s is needed.",
            word=word[:LONGEST_KEY],
            low=low,
            high=high,
        ),
    )
    return None
