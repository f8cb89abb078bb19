"""What is asked for a pack, and how its sheets are turned and cut."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.engines.press import Finish
from lms.pack.enums import Flip

BLEED = 3.0
"""Millimetres that printers ask for beyond the cut."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for. `first` and `last` are places in the pack, from 1; None: to the end,
    so that a jammed sheet can be printed again alone."""

    backs: bool = False
    flip: Flip = Flip.SHORT
    marks: bool = False
    bleed: bool = False
    first: int = 1
    last: int | None = None


def read(asked: Mapping[str, str]) -> Wanted:
    """The choices of the form; whatever is not among them counts as not chosen."""
    last = _place(asked.get("last", ""))
    return Wanted(
        backs=asked.get("backs") == "1",
        flip=Flip.LONG if asked.get("flip") == Flip.LONG.value else Flip.SHORT,
        marks=asked.get("marks") == "1",
        bleed=asked.get("bleed") == "1",
        first=_place(asked.get("first", "")) or 1,
        last=last,
    )


def _place(text: str) -> int | None:
    typed = text.strip()
    return int(typed) if typed.isdecimal() and len(typed) < 6 and int(typed) else None


def finish(wanted: Wanted, *, wide: bool = True) -> Finish:
    """How the binder is to do it.

    A back is read when the paper is turned like the page of a book, about its upright edge. On a
    wide paper the upright edges are the short ones: a printer that turns on the long edge brings
    the back upside down, so it is drawn on its head.
    """
    upright = Flip.SHORT if wide else Flip.LONG
    duplex = {Flip.LONG: "DuplexFlipLongEdge", Flip.SHORT: "DuplexFlipShortEdge"}[wanted.flip]
    return Finish(
        bleed=BLEED if wanted.bleed else 0.0,
        marks=wanted.marks,
        turned=wanted.backs and wanted.flip is not upright,
        duplex=duplex if wanted.backs else "Simplex",
    )
