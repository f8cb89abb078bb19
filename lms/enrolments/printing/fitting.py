"""Makes texts fit their boxes: lays a sheet out, measures it, and lowers the type of those that
are too long. Nothing is cut: what is too long in the smallest type is broken inside words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lms.core import pdf
from lms.enrolments.printing import template

PX_PER_MM = 96 / 25.4
MM_PER_POINT = 25.4 / 72
_SLACK = 0.5  # mm; rounding of the layout
_LETTER = 0.56  # width of a letter on average, as part of the type's size


Like = tuple[str, float, float]


@dataclass(frozen=True)
class Slot:
    """A text: the id of its element, what it says, its box in mm and its sizes in points
    (falling)."""

    id: str
    text: str
    width: float
    height: float
    steps: Sequence[float]

    @property
    def like(self) -> Like:
        """Equal for texts that come out in the same size."""
        return (self.text, self.width, self.height)

    @property
    def start(self) -> int:
        """The place of the first size worth a try, by the number of letters."""
        for place, points in enumerate(self.steps):
            em = points * MM_PER_POINT
            lines = max(1, int(self.height / (em * 1.3)))
            if len(self.text) * em * _LETTER <= self.width * lines:
                return place
        return len(self.steps) - 1

    def smaller(self, place: int, box: pdf.Box) -> int:
        """The next place to try where a text is too large: about as much smaller as it is over."""
        wide = self.width * PX_PER_MM / max(box.content_width, 1)
        high = self.height * PX_PER_MM / max(box.content_height, 1)
        wish = self.steps[place] * min(wide, high**0.5, 1)
        place += 1
        while place + 1 < len(self.steps) and self.steps[place] > wish:
            place += 1
        return place


Sizes = Mapping[str, float]
Compose = Callable[[Sizes, frozenset[str]], str]
"""The HTML of a sheet, given the size of each slot and the slots whose words may be broken."""


@dataclass
class Fitting:
    """Fits sheet after sheet, and remembers the sizes at which texts have fitted already."""

    known: dict[Like, tuple[int, bool]] = field(default_factory=dict)

    def fit(self, slots: Sequence[Slot], compose: Compose) -> pdf.LaidOut:
        """The sheet laid out so that every slot fits."""
        level = {one.id: self.known.get(one.like, (one.start, False)) for one in slots}
        while True:
            sizes = {one.id: one.steps[level[one.id][0]] for one in slots}
            broken = frozenset(key for key, (_place, cut) in level.items() if cut)
            laid = pdf.lay_out(compose(sizes, broken), template.FOLDER, sheets=template.SHEETS)
            over = [one for one in slots if not _holds(one, laid.boxes[one.id])]
            better = {one.id: _next(one, level[one.id], laid.boxes[one.id]) for one in over}
            if all(level[key] == state for key, state in better.items()):
                self.known.update({one.like: level[one.id] for one in slots})
                return laid
            level |= better


def _next(slot: Slot, now: tuple[int, bool], box: pdf.Box) -> tuple[int, bool]:
    place, _cut = now
    if place + 1 < len(slot.steps):
        return slot.smaller(place, box), False
    return place, True


def _holds(slot: Slot, box: pdf.Box) -> bool:
    return (
        box.content_width <= (slot.width + _SLACK) * PX_PER_MM
        and box.content_height <= (slot.height + _SLACK) * PX_PER_MM
    )


def down(start: float, end: float, by: float) -> tuple[float, ...]:
    """Sizes from `start` to `end` in steps."""
    return tuple(round(start - place * by, 2) for place in range(round((start - end) / by) + 1))


def joint(parts: tuple[str, str]) -> str:
    """Two texts beside each other, as they stand in one slot."""
    return " · ".join(part for part in parts if part)
