"""Makes texts fit their boxes: lays a sheet out, measures it, and lowers the type of those that
are too long. Nothing is cut: what is too long in the smallest type is broken inside words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lms.core import pdf
from lms.enrolments.printing import template

PX_PER_MM = 96 / 25.4
MM_PER_POINT = 25.4 / 72
_SLACK = 0.5  # mm; rounding of the layout
_LETTER = 0.56  # width of a letter on average, as part of the type's size


@dataclass(frozen=True)
class Slot:
    """A text: the id of its element, its box in mm, its sizes in points (falling), and how many
    letters it has."""

    id: str
    width: float
    height: float
    steps: Sequence[float]
    letters: int

    @property
    def start(self) -> int:
        """The place of the first size worth a try, by the number of letters."""
        for place, points in enumerate(self.steps):
            em = points * MM_PER_POINT
            lines = max(1, int(self.height / (em * 1.3)))
            if self.letters * em * _LETTER <= self.width * lines:
                return max(0, place - 1)
        return len(self.steps) - 1


Sizes = Mapping[str, float]
Compose = Callable[[Sizes, frozenset[str]], str]
"""The HTML of a sheet, given the size of each slot and the slots whose words may be broken."""


def fit(slots: Sequence[Slot], compose: Compose) -> pdf.LaidOut:
    """The sheet laid out so that every slot fits."""
    level = {slot.id: slot.start for slot in slots}
    broken: set[str] = set()
    while True:
        sizes = {slot.id: slot.steps[level[slot.id]] for slot in slots}
        laid = pdf.lay_out(
            compose(sizes, frozenset(broken)), template.FOLDER, sheets=template.SHEETS
        )
        over = [slot for slot in slots if not _holds(slot, laid.boxes[slot.id])]
        changed = False
        for slot in over:
            if level[slot.id] + 1 < len(slot.steps):
                level[slot.id] += 1
                changed = True
            elif slot.id not in broken:
                broken.add(slot.id)
                changed = True
        if not changed:
            return laid


def _holds(slot: Slot, box: pdf.Box) -> bool:
    return (
        box.content_width <= (slot.width + _SLACK) * PX_PER_MM
        and box.content_height <= (slot.height + _SLACK) * PX_PER_MM
    )


def down(start: float, end: float, by: float) -> tuple[float, ...]:
    """Sizes from `start` to `end` in steps."""
    return tuple(round(start - place * by, 2) for place in range(round((start - end) / by) + 1))
