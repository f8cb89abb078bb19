"""Makes every text of a paper fit its place: lays the page out and lowers sizes step by step.

Nothing is cut and nothing runs over: where the smallest step is still too large, the paper is
refused with the part that does not fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
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


def _steps(*lines: Sequence[float]) -> tuple[Step, ...]:
    return tuple(Step(size, place + 1) for place, sizes in enumerate(lines) for size in sizes)


# Names and ranks stand in places of a fixed height: more lines mean a smaller size.
NAME = {
    "latin": _steps((25, 23, 21, 19, 17.5, 16), (14, 13, 12), (10, 9)),
    "local": _steps((25, 23, 21, 19, 17, 15, 14), (12.5, 11.5, 10.5, 9.5), (8.3,)),
}
RANK = {
    "latin": _steps((12, 11.5, 11, 10.5, 10, 9.5), (9, 8.5, 8)),
    "local": _steps((12, 11.5, 11, 10.5, 10, 9.5), (8, 7.5)),
}


def written(steps: Sequence[Step]) -> str:
    """Steps as the template's attribute data-steps: sizes in points, a slash before the lines."""
    return " ".join(f"{step.points:g}/{step.lines}" for step in steps)


def slots(html: str) -> list[Slot]:
    """The slots of a finished page: its elements with `data-fit`, in their order.

    `data-fit` is the variable of the size, the frame in millimetres and the sizes in points that
    are tried in turn, `--foot 162x10.4 7.8 7.5 7.2`; where it names no sizes, `data-steps` does.
    Raises ValueError for an attribute that is written otherwise.
    """
    reader = _Slots()
    reader.feed(html)
    return reader.found


class _Slots(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Slot] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        said, box = given.get("data-fit"), given.get("id")
        if not said:
            return
        variable, frame, *sizes = said.split()
        width, height = (float(side) for side in frame.split("x"))
        steps = tuple(_step(one) for one in sizes or (given.get("data-steps") or "").split())
        if not box or not steps or not variable.startswith("--"):
            raise ValueError(said)
        self.found.append(Slot(box, variable, steps, (width, height)))


def _step(text: str) -> Step:
    size, _, lines = text.partition("/")
    return Step(float(size), int(lines) if lines else 99)


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
        over = [
            slot
            for slot in wanted
            if slot.box in laid.boxes
            and not _holds(slot, slot.steps[level[slot.variable]], laid.boxes)
        ]
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
