"""Makes every text of a paper fit its place: lays the page out and lowers sizes step by step.

Nothing is cut and nothing runs over: where the smallest step is still too large, the paper is
refused with the part that does not fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lms.core.pdf import Box

_SLACK = 0.6  # CSS pixels; rounding of the layout, about 0.15 mm


@dataclass(frozen=True)
class Step:
    """One size in points and how many lines the text may take at this size."""

    points: float
    lines: int = 99


@dataclass(frozen=True)
class Slot:
    """A text of the page: the box that must hold it, the CSS variable of its size, its steps."""

    box: str
    variable: str
    steps: Sequence[Step]
    frame_mm: tuple[float, float]


class DoesNotFit(ValueError):
    """A part of the paper is too long even in its smallest size; `part` is the slot's box."""

    def __init__(self, part: str) -> None:
        super().__init__(f"{part} does not fit")
        self.part = part


_NAME = (
    *(Step(points, 1) for points in (25, 23, 21, 19, 17.5)),
    *(Step(points, 2) for points in (17, 15.5, 14, 13, 12)),
    *(Step(points, 3) for points in (11, 10)),
)
_OFFICE = tuple(Step(points) for points in (9, 8.5, 8, 7.5, 7))
_TEXT = tuple(Step(points) for points in (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8))


def slots(*, bilingual: bool, local_offices: Sequence[bool]) -> list[Slot]:
    """The slots of the official template."""
    column = 115.5 if bilingual else 243.0
    sides = ("latin", "local") if bilingual else ("latin",)
    office = 94.0 if len(local_offices) < 3 else 63.0
    theirs = office * (0.47 if len(local_offices) < 3 else 0.43)
    found = [
        Slot("foot", "--foot", _down(7.8, 6.0, 0.3), (162.0, 10.4)),
        Slot("numbers", "--numbers", _down(7.8, 5.7, 0.3), (78.0, 10.4)),
        *(
            Slot(f"office-{place + 1}", "--office", _OFFICE, (office, 14.8))
            for place in range(len(local_offices))
        ),
        *(
            Slot(f"theirs-{place + 1}", "--office", _OFFICE, (theirs, 15.4))
            for place, there in enumerate(local_offices)
            if there
        ),
    ]
    for side in sides:
        local = side == "local"
        found += [
            Slot(f"name-{side}", f"--name-{side}", _NAME, (column, 75.0)),
            Slot(
                f"org-{side}",
                f"--org-{side}",
                _down(11.5 if local else 10.5, 6.5, 0.5),
                (column, 14.0 if local else 13.0),
            ),
            Slot(
                f"title-{side}",
                f"--title-{side}",
                _down(22 if local else 26, 14, 2),
                (column, 20.0),
            ),
            Slot(f"body-{side}", f"--text-{side}", _TEXT, (column, 76.5 if local else 75.0)),
        ]
    return found


def _down(start: float, end: float, by: float) -> tuple[Step, ...]:
    count = round((start - end) / by) + 1
    return tuple(Step(round(start - place * by, 2)) for place in range(count))


class Measured(Protocol):
    """A page as laid out: how many pages it became, and its parts."""

    @property
    def pages(self) -> int:
        """The number of pages."""

    @property
    def boxes(self) -> Mapping[str, Box]:
        """The elements that have an id."""


M = TypeVar("M", bound=Measured)


def fit(wanted: Sequence[Slot], lay_out: Callable[[str], M]) -> M:
    """The page laid out with the sheet of sizes at which all slots fit.

    Raises DoesNotFit with the first part that has no smaller size left.
    """
    level = {slot.variable: 0 for slot in wanted}
    steps = {slot.variable: slot.steps for slot in wanted}
    while True:
        sheet = _sheet({name: steps[name][place] for name, place in level.items()})
        laid = lay_out(sheet)
        over = [s for s in wanted if not _holds(s, s.steps[level[s.variable]], laid.boxes)]
        if not over:
            if laid.pages != 1:
                raise DoesNotFit("page")
            return laid
        # a body grows with the name in it, so it shrinks only when all else fits
        first = [slot for slot in over if not slot.box.startswith("body-")] or over
        for variable in {slot.variable for slot in first}:
            if level[variable] + 1 >= len(steps[variable]):
                raise DoesNotFit(next(slot.box for slot in first if slot.variable == variable))
            level[variable] += 1


def _holds(slot: Slot, step: Step, boxes: Mapping[str, Box]) -> bool:
    box = boxes[slot.box]
    width, height = (side / 25.4 * 96 + _SLACK for side in slot.frame_mm)
    return box.lines <= step.lines and box.content_width <= width and box.content_height <= height


def _sheet(sizes: Mapping[str, Step]) -> str:
    values = " ".join(f"{name}: {step.points}pt;" for name, step in sizes.items())
    return f"html#paper {{ {values} }}\n"
