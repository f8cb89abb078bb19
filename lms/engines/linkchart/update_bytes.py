"""The bytes of a Yjs update, read one after the other: whole numbers, texts, plain values."""

DEEPEST_VALUE = 5
MOST_PARTS = 30_000
_NOTHING, _EMPTY, _FALSE, _TRUE = 127, 126, 121, 120
_WHOLE, _SHORT_REAL, _REAL, _TEXT, _OBJECT, _LIST = 125, 124, 123, 119, 118, 117
_SIZES = {_NOTHING: 0, _EMPTY: 0, _FALSE: 0, _TRUE: 0, _SHORT_REAL: 4, _REAL: 8}


class UnfitError(ValueError):
    """The bytes are no update, or one that no chart's browser writes."""


class Cursor:
    """Reads on from where it stands. Raises UnfitError, or IndexError behind the end."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0
        self._parts = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._raw)

    def count(self) -> None:
        """Count a part, so that few bytes cannot stand for endless work."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise UnfitError

    def byte(self) -> int:
        self._at += 1
        return self._raw[self._at - 1]

    def whole(self) -> int:
        """A number of seven bits a byte; for signed ones the sign does not matter here."""
        found = shift = 0
        while True:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7
            if shift > 63:
                raise UnfitError

    def string(self) -> str:
        length = self.whole()
        self._skip(length)
        try:
            return self._raw[self._at - length : self._at].decode()
        except UnicodeDecodeError as fault:
            raise UnfitError from fault

    def value(self, levels: int = DEEPEST_VALUE) -> None:
        """A plain value, at most so many levels deep; bytes and numbers beyond 2**53 are none."""
        self.count()
        kind = self.byte()
        if kind in _SIZES:
            self._skip(_SIZES[kind])
        elif kind == _WHOLE:
            self.whole()
        elif kind == _TEXT:
            self.string()
        elif kind in (_OBJECT, _LIST) and levels:
            for _ in range(self.whole()):
                if kind == _OBJECT:
                    self.string()
                self.value(levels - 1)
        else:
            raise UnfitError

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._raw):
            raise UnfitError
