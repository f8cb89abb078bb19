"""The seam between issuing and keys. Another adapter may hold its key in a token or a process."""

from typing import Protocol


class Seal(Protocol):
    """Puts a digital seal over a whole PDF. Only the worker ever holds one."""

    @property
    def label(self) -> str:
        """The name in the seal's certificate."""

    def sign(self, pdf: bytes, *, reason: str, location: str = "") -> bytes:
        """The PDF with a certification signature that allows no further change.

        `reason` stands readable in the file; it names the certificate's serial.
        """


class SealUnavailable(RuntimeError):
    """There is no key to sign with; the message says how to come by one."""
