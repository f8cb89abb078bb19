"""A zip that is written while it is sent: memory holds one entry at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any


def packed(entries: Iterable[tuple[str, bytes]], made_at: datetime) -> Iterator[bytes]:
    """The bytes of a zip of these names and contents, entry by entry. Contents are kept as they
    are: signed files hardly shrink."""
    out = _Passing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole:
        for name, data in entries:
            whole.writestr(zipfile.ZipInfo(name, made_at.timetuple()[:6]), data)
            yield out.taken()
    yield out.taken()


class _Passing(io.RawIOBase):
    """Takes what is written and hands it on; it cannot be gone back in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self._parts.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What came since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data
