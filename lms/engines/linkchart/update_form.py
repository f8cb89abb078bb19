"""The form of an update (Yjs, version 1), walked through before anything decodes it.

The decoder is native code that trusts what it is given: values nested some ten thousand deep end
the process, and many items in one place, or items that wait for others that never come, cost time
that grows with their square. So an update is let through only if it holds what a chart's browser
writes: maps and plain values a few levels deep, one item behind the other, deletions, and no
writer number that belongs to the server.

The form is Yjs's public one (its `UpdateEncoderV1` and lib0's encoding): counts and ids as
variable-length whole numbers, little end first; for each writer its items; then what is deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lms.engines.linkchart.update_bytes import Cursor, UnfitError

LEAST_WRITER = 2**20  # lower numbers are the server's own
MOST_WRITER = 2**53
MOST_WRITERS = 20
MOST_CLOCK = 2**31 - 1
SMALL = 2048
DEEPEST_MAP = 1  # a map of an item inside the item; items stand in roots
_GONE, _DELETED, _TYPE, _VALUE, _SKIPPED = 0, 1, 7, 8, 10
_MAP = 1
_ORIGIN, _RIGHT, _KEY, _KIND = 0x80, 0x40, 0x20, 0x1F
Clocks = Mapping[int, int]  # by writer, how many of its ticks
Span = tuple[int, int]


@dataclass(frozen=True)
class Form:
    """What must be known before an update fits in and what is known then (ticks by writer), and
    the places where it puts items, each as a number."""

    needs: Clocks
    gives: Clocks
    places: frozenset[int]

    def fits(self, known: Clocks) -> bool:
        """Whether nothing is missing that the update stands on."""
        return all(known.get(writer, 0) >= clock for writer, clock in self.needs.items())


def form_of(update: bytes, roots: frozenset[str]) -> Form | None:
    """The form of an update that writes plain values and maps under these roots, in bounds.

    None where it does anything else, or is no update.
    """
    return (_form_of_small if len(update) <= SMALL else _form_of)(update, roots)


def _form_of(update: bytes, roots: frozenset[str]) -> Form | None:
    try:
        return _Walk(update, roots).form()
    except (UnfitError, IndexError):
        return None


# a chart is folded again and again from the same rows, most of which are small
_form_of_small = lru_cache(maxsize=10_000)(_form_of)


def clocks(state: bytes) -> dict[int, int]:
    """A state vector: how many ticks of each writer are known."""
    cursor = Cursor(state)
    return {cursor.whole(): cursor.whole() for _ in range(cursor.whole())}


class _Walk:
    def __init__(self, raw: bytes, roots: frozenset[str]) -> None:
        self._raw = Cursor(raw)
        self._roots = roots
        self._maps: dict[tuple[int, int], int] = {}  # how deep the maps of this update stand
        self._places: set[tuple[object, ...]] = set()
        self._own: dict[int, list[Span]] = {}  # ticks that the update brings
        self._named: list[tuple[int, Span]] = []  # items of others that it stands on

    def form(self) -> Form:
        """Walk through it all."""
        self._items()
        self._deletions()
        if not self._raw.is_done:
            raise UnfitError
        gives = {writer: spans[-1][1] for writer, spans in self._own.items()}
        return Form(self._needs(), gives, frozenset(hash(place[1:]) for place in self._places))

    def _items(self) -> None:
        writers = self._raw.whole()
        if writers > MOST_WRITERS:
            raise UnfitError
        for _ in range(writers):
            count, writer, clock = self._raw.whole(), self._raw.whole(), self._raw.whole()
            if count and not LEAST_WRITER <= writer < MOST_WRITER:
                raise UnfitError
            for _ in range(count):
                clock = _bound(clock + self._item(writer, clock))

    def _deletions(self) -> None:
        for _ in range(self._raw.whole()):
            writer = self._raw.whole()
            for _ in range(self._raw.whole()):
                self._raw.count()
                start = self._raw.whole()
                self._named.append((writer, (start, _bound(start + self._raw.whole()))))

    def _needs(self) -> dict[int, int]:
        found = {writer: spans[0][0] for writer, spans in self._own.items()}
        for writer, spans in self._own.items():
            for (_, end), (start, _) in pairwise(spans):
                if start > end:  # something is left out between them
                    found[writer] = start
        for writer, (_, end) in self._named:
            spans = self._own.get(writer, [])
            if not spans or end <= spans[0][0] or end > spans[-1][1]:
                found[writer] = max(found.get(writer, 0), end)
        return {writer: clock for writer, clock in found.items() if clock}

    def _item(self, writer: int, clock: int) -> int:
        """One item; how many ticks it takes."""
        self._raw.count()
        info = self._raw.byte()
        kind = info & _KIND
        if kind == _SKIPPED:
            return self._raw.whole()
        length = self._raw.whole() if kind == _GONE else self._content(writer, clock, info)
        spans = self._own.setdefault(writer, [])
        if spans and spans[-1][1] == clock:
            spans[-1] = (spans[-1][0], clock + length)
        else:
            spans.append((clock, clock + length))
        return length

    def _content(self, writer: int, clock: int, info: int) -> int:
        depth = self._place(writer, info)
        kind = info & _KIND
        if kind == _DELETED:
            return self._raw.whole()
        if kind == _TYPE:
            if self._raw.whole() != _MAP or depth > DEEPEST_MAP:
                raise UnfitError
            self._maps[writer, clock] = depth
            return 1
        if kind != _VALUE:
            raise UnfitError
        length = self._raw.whole()
        for _ in range(length):
            self._raw.value()
        return length

    def _place(self, writer: int, info: int) -> int:
        """Where the item stands, where no other of this writer does; how deep a map there is."""
        depth = 0  # behind an item that is there already: as deep as that one
        beside = [self._id() if info & flag else None for flag in (_ORIGIN, _RIGHT)]
        place: list[object] = [writer, *beside]
        if not info & (_ORIGIN | _RIGHT):
            if self._raw.whole() == 1:
                root = self._raw.string()
                if root not in self._roots:
                    raise UnfitError
                place.append(root)
            else:
                parent = self._id()
                depth = self._maps.get(parent, DEEPEST_MAP - 1) + 1
                place.append(parent)
            place.append(self._raw.string() if info & _KEY else None)
        if tuple(place) in self._places:
            raise UnfitError
        self._places.add(tuple(place))
        return depth

    def _id(self) -> tuple[int, int]:
        writer, clock = self._raw.whole(), self._raw.whole()
        self._named.append((writer, (clock, _bound(clock + 1))))
        return writer, clock


def _bound(clock: int) -> int:
    if clock > MOST_CLOCK:
        raise UnfitError
    return clock
