"""A second process that draws papers while the first one signs and files them.

It gets places, texts and paths of fonts, and gives drawings back: no key, no database, no file and
no setting of the installation. Where it is gone or draws nothing, the caller draws by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.core.beside import Answer, Beside
from lms.engines import press
from lms.engines.credentials import qr


@dataclass(frozen=True)
class Order:
    """What is to be drawn on one page: its places, the texts in them, its height in points."""

    slots: tuple[press.Slot, ...]
    texts: Mapping[str, str]
    height: float


def drawn(order: Order) -> press.Drawing:
    """The drawing. Raises press.MissingGlyphs and press.DoesNotFit."""
    codes = {"qr": qr.modules_of(order.texts["qr"])}
    return press.draw(order.slots, order.texts, codes, order.height)


class SecondPress:
    """The caller's side: orders are asked for together, and their drawings fetched later."""

    def __init__(self) -> None:
        self.beside = Beside(f"{__name__}:{drawn_or_not.__name__}")
        self._asked: tuple[int, Answer | None] = (0, None)

    def ask(self, orders: Sequence[Order]) -> None:
        """Have these drawn. What was asked for before is to be fetched first."""
        self._asked = len(orders), self.beside.ask(orders)

    def drawings(self) -> Sequence[press.Drawing | None]:
        """What was asked for, in order, waiting for it; None for what has to be drawn here."""
        count, answer = self._asked
        found: Sequence[press.Drawing | None] | None = answer.get() if answer else None
        return [None] * count if found is None else found

    def close(self) -> None:
        """End the process at once."""
        self.beside.close()


def drawn_or_not(orders: Sequence[Order]) -> Sequence[press.Drawing | None]:
    """The drawings, in the second process; None for what cannot be drawn: the caller tries, too,
    and says why not."""
    return [_drawn_or_not(order) for order in orders]


def _drawn_or_not(order: Order) -> press.Drawing | None:
    try:
        return drawn(order)
    except Exception:  # whatever it is, it comes again where it can be told
        return None
