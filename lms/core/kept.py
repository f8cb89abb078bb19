"""What was made last in this process.

A room full of people who print the same agenda waits for one rendering, and who comes back to a
page of pictures does not wait again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable


class Kept:
    """At most so many made files, the oldest forgotten first.

    One is made at a time, as WeasyPrint wants it anyhow; what is there is given without waiting.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._looking, self._making = threading.Lock(), threading.Lock()

    def find(self, key: str) -> bytes | None:
        """What is there under a key, which says all that is on the paper."""
        with self._looking:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def give(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is there under a key, made by `make` where it is not."""
        with self._making:
            known = self.find(key)
            if known is not None:
                return known
            data = make()
            with self._looking:
                self._made[key] = data
                while len(self._made) > self._most:
                    self._made.popitem(last=False)
            return data
