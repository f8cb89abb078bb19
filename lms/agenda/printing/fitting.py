"""Makes a page's content fit it: lays it out, measures it, and lowers the size of its type.

Nothing is cut. What is still too long in the smallest size goes on over the next page.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lms.core import pdf

PX_PER_MM = 96 / 25.4
MM_PER_POINT = 25.4 / 72
_TALL_MM = 4000
_SMALL = 9  # points; below this a size more is worth the time
_LETTER = 0.55  # width of a letter on average, as part of the type's size
_RAGGED = 0.2  # of a line is lost where words do not break

LayOut = Callable[[str, str], pdf.LaidOut]
"""Lays out HTML with a sheet of style."""


@dataclass(frozen=True)
class Cell:
    """A text as the first guess sees it: how many letters, in what width (mm)."""

    letters: int
    width: float

    def lines(self, points: float) -> int:
        """About how many lines the text takes in this size."""
        long = self.letters * points * MM_PER_POINT * _LETTER
        return max(1, math.ceil(long / max(self.width, 1) + _RAGGED))


def fit(
    steps: Sequence[float],
    start: int,
    frame: tuple[float, float],
    compose: Callable[[float], str],
    lay_out: LayOut,
) -> pdf.LaidOut:
    """The content on one page in the largest of `steps` (points, falling) that fits.

    `start` is the place of the first try. `frame` is the page's width and the height that is free
    on it, in mm. `compose` gives the HTML for a size; its one element with the id `page` holds all.
    """
    place = start
    laid = lay_out(compose(steps[place]), "")
    while laid.pages > 1 and place + 1 < len(steps):
        width, free = frame
        endless = f"@page {{ size: {width}mm {_TALL_MM}mm }}"
        height = lay_out(compose(steps[place]), endless).boxes["page"].height / PX_PER_MM
        place = smaller(steps, place, steps[place] * free / height * 1.04)
        laid = lay_out(compose(steps[place]), "")
    while place and steps[place] < _SMALL and _spare(steps, place, laid, frame[1]):
        larger = lay_out(compose(steps[place - 1]), "")
        if larger.pages > 1:
            break
        place, laid = place - 1, larger
    return laid


def _spare(steps: Sequence[float], place: int, laid: pdf.LaidOut, free: float) -> bool:
    """Whether the next step up should fit, too: small type is worth another try."""
    grown = (steps[place - 1] / steps[place]) ** 1.3
    return laid.pages == 1 and laid.boxes["page"].height / PX_PER_MM * grown < free


def smaller(steps: Sequence[float], place: int, wish: float) -> int:
    """The place of the next step down that is at most `wish`, or the last."""
    place += 1
    while place + 1 < len(steps) and steps[place] > wish:
        place += 1
    return place


def first_guess(steps: Sequence[float], free_mm: float, height: Callable[[float], float]) -> int:
    """The place of the largest step at which the guessed `height` (mm, by points) is free.

    Laying out costs a hundred times more than guessing; a wrong guess is mended by `fit`.
    """
    places = range(len(steps))
    return next((place for place in places if height(steps[place]) <= free_mm), len(steps) - 1)
