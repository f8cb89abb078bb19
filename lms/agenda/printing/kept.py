"""The PDFs that were made last in this process.

A room full of people who print the same agenda waits for one rendering.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable


class Kept:
    """At most so many made things, the oldest forgotten first. One is made at a time, as
    WeasyPrint wants it anyhow."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> bytes | None:
        """What is there under a key, which says all that is on the paper."""
        with self._lock:
            return self._made.get(key)

    def give(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is there under a key, made by `make` where it is not."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
                while len(self._made) > self._most:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]


PDFS = Kept(24)
