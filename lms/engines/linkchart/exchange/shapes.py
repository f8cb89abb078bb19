"""The shapes of a drawing: where each entity lies, and how far a line may come to it."""

import math
from dataclasses import dataclass

from lms.engines.linkchart.exchange.lettering import width, wrapped
from lms.engines.linkchart.model import Entity
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Shape

LABEL, SMALL = 13.0, 11.0
RADIUS, ICON, LINE = 25.0, 15.0, 16.0
_WIDEST, _PADDING = 190.0, 16.0


@dataclass(frozen=True)
class Drawn:
    """An entity on the drawing: its middle, half its width and height, the lines of its label.

    A box has its label inside; a circle and an icon below, with the first alias under it.
    """

    entity: Entity
    x: float
    y: float
    half_width: float
    half_height: float
    lines: tuple[str, ...]
    alias: str

    @property
    def shape(self) -> Shape:
        return ENTITY_TYPES[self.entity.type].shape

    @property
    def below(self) -> float:
        """The height of what is written below it."""
        if self.shape is Shape.BOX:
            return 0.0
        return 4 + LINE * len(self.lines) + (LINE - 2 if self.alias else 0)

    @property
    def reach(self) -> float:
        """Half the width of all of it, words included."""
        words = max((width(line, LABEL) for line in self.lines), default=0.0)
        return max(self.half_width, words / 2, width(self.alias, SMALL) / 2)

    def edge(self, x: float, y: float, gap: float) -> tuple[float, float]:
        """The place where a line from this middle towards another place leaves the shape."""
        dx, dy = x - self.x, y - self.y
        length = math.hypot(dx, dy)
        if not length:
            return self.x, self.y
        ux, uy = dx / length, dy / length
        out = self._out(ux, uy) + gap
        return self.x + ux * min(out, length / 2), self.y + uy * min(out, length / 2)

    def _out(self, ux: float, uy: float) -> float:
        if self.shape is Shape.CIRCLE:
            return self.half_width
        # below an icon the line ends under its words
        high = self.half_height + (self.below if uy > 0 else 0.0)
        wide = self.reach if uy > 0 and self.below else self.half_width
        across = wide / abs(ux) if ux else math.inf
        down = high / abs(uy) if uy else math.inf
        return min(across, down)


def drawn(entity: Entity, at: tuple[int, int]) -> Drawn:
    """An entity with its shape, its middle at a place."""
    shape = ENTITY_TYPES[entity.type].shape
    lines = tuple(wrapped(entity.label, LABEL, _WIDEST, 2))
    alias = wrapped(entity.aliases[0], SMALL, _WIDEST, 1)[0] if entity.aliases else ""
    if shape is Shape.BOX:
        words = max((width(line, LABEL) for line in lines), default=0.0)
        wide = max(words, width(alias, SMALL)) / 2 + _PADDING
        high = (LINE * len(lines) + (LINE if alias else 0)) / 2 + 9
        return Drawn(entity, *at, max(wide, 44), high, lines, alias)
    half = RADIUS if shape is Shape.CIRCLE else ICON
    return Drawn(entity, *at, half, half, lines, alias)
