"""What the register hands out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lms.core.messages import Message
from lms.engines.register.checkpoints import Checkpoint


@dataclass(frozen=True)
class Head:
    """A signed head: `size` and `root` of the log with this `origin`, `note` as it is signed."""

    log_id: int
    origin: str
    size: int
    root: bytes
    note: str
    at: datetime
    witnesses: int = 0

    @property
    def checkpoint(self) -> Checkpoint:
        """The three lines that are signed."""
        return Checkpoint(self.origin, self.size, self.root)


@dataclass(frozen=True)
class LogKeys:
    """The public keys of a log, for verifiers to pin: one vkey line each."""

    origin: str
    ed25519: str
    mldsa44: str


@dataclass(frozen=True)
class Report:
    """What checking the whole register found. `faults` say what does not fit, and where."""

    logs: int
    entries: int
    heads: int
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@dataclass(frozen=True)
class Lock:
    """Why nothing may be issued."""

    reason: Message


class Serials(Protocol):
    """The serials of the room above, which a witness knows beside the head."""

    def last(self) -> str:
        """The last serial given out, "" before the first."""

    def has(self, serial: str) -> bool:
        """Whether this serial was given out: it, or a later one of the same year."""

    def raise_to(self, serial: str) -> None:
        """Never give out this serial or one before it. Raises Invalid where it is none of ours."""
