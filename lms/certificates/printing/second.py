"""A second process that draws papers while the first one signs and files them.

It gets places, texts and paths of fonts, and gives drawings back: no key, no database, no file and
no setting of the installation (its environment is empty). It ends with whoever started it, because
its line breaks then. Where it is gone or draws nothing, the caller draws by itself.
"""

import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from lms.engines import press
from lms.engines.credentials import qr

_ROOT = Path(__file__).parents[3]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from lms.certificates.printing.second import serve; serve(int(sys.argv[2]))"
)
_GONE = (EOFError, OSError, pickle.UnpicklingError)


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
        near, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-c", _PROGRAM, str(_ROOT), str(far.fileno())],
                pass_fds=[far.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._line = Connection(near.detach())
        self._asked = 0
        self._gone = False

    def ask(self, orders: Sequence[Order]) -> None:
        """Have these drawn. What was asked for before is to be fetched first."""
        self._asked = len(orders)
        if not self._gone:
            try:
                self._line.send(orders)
            except _GONE:
                self._gone = True

    def drawings(self) -> Sequence[press.Drawing | None]:
        """What was asked for, in order, waiting for it; None for what has to be drawn here."""
        found: Sequence[press.Drawing | None] = [None] * self._asked
        if not self._gone:
            try:
                found = self._line.recv()
            except _GONE:
                self._gone = True
        return found

    def close(self) -> None:
        """End the process at once: it holds nothing that could be lost."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def serve(handle: int) -> None:
    """The second process: draw what comes until the line breaks."""
    os.set_inheritable(handle, False)
    with Connection(handle) as line:
        while True:
            try:
                line.send([_drawn_or_not(order) for order in line.recv()])
            except (EOFError, OSError):
                return


def _drawn_or_not(order: Order) -> press.Drawing | None:
    """None for what cannot be drawn: the caller tries, too, and says why not."""
    try:
        return drawn(order)
    except Exception:  # whatever it is, it comes again where it can be told
        return None
