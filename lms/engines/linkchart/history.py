"""A chart's rows in their order, steps and updates mixed, folded into one shared document.

A step is written into the document by the server as writer number 1, in the order of the rows.
What it writes follows from the rows before it alone, so that every reader derives the same bytes
and a browser that gets them as updates holds the same document (docs/decisions/0086).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pycrdt import merge_updates

from lms.engines.linkchart.board import Board, Event
from lms.engines.linkchart.events import fold
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.shared import ROOTS, SharedChart
from lms.engines.linkchart.update_form import Form, clocks, form_of

SERVER = 1
# hands that write in one place without knowing of each other; each costs time for all others
MOST_IN_PLACE = 100
NOTHING = b"\x00\x00"  # an update that changes nothing
Row = Event | bytes | None  # None: a row that nobody can read; it changes nothing


class History:
    """The document while rows are added to it one after the other.

    Updates are taken in together when somebody looks. One that stands on something that has not
    come yet waits until it has: the document itself would try it again at each further row.
    """

    def __init__(self) -> None:
        self._shared = SharedChart(SERVER)
        self._notes: _Notes | None = None
        self._told: list[bytes] = []
        self._new: list[bytes] = []
        self._known: dict[int, int] = {}
        self._waiting: list[tuple[Form, bytes]] = []
        self._crowds: Counter[int] = Counter()
        self._shared.watch(self._told.append)

    @property
    def shared(self) -> SharedChart:
        """The document after all rows so far."""
        new, self._new = self._new, []
        if new:
            self._shared.apply(merge_updates(*new) if len(new) > 1 else new[0])
        return self._shared

    def add(self, row: Row) -> None:
        """Take in the next row. A row that cannot be read changes nothing."""
        if row is None:
            return
        if isinstance(row, bytes):
            if self._notes:
                self._known |= clocks(self._shared.state())
            self._notes = None
            self._apply(row)
        else:
            self._notes = self._notes or _Notes(self.shared.chart())
            self._shared.write_changes(self._notes.after(row))

    def derived(self, row: Row) -> bytes:
        """Take in the next row and give the update by which a browser takes it in too."""
        if isinstance(row, bytes):
            self.add(row)
            return row
        _ = self.shared  # what waits is taken in first
        self._told.clear()
        self.add(row)
        return self._told[0] if self._told else NOTHING

    def _apply(self, update: bytes) -> None:
        form = form_of(update, frozenset(ROOTS))
        if form is None or any(self._crowds[place] >= MOST_IN_PLACE for place in form.places):
            return
        self._crowds.update(form.places)
        self._waiting.append((form, update))
        while True:
            ready = next((one for one in self._waiting if one[0].fits(self._known)), None)
            if ready is None:
                return
            self._waiting.remove(ready)
            self._new.append(ready[1])
            for writer, clock in ready[0].gives.items():
                self._known[writer] = max(clock, self._known.get(writer, 0))


class _Notes:
    """A board that tells what each step changed."""

    def __init__(self, chart: Chart) -> None:
        self._board = Board(chart)
        self._things = {
            name: _Noted(getattr(self._board, name))
            for name in ("entities", "links", "groups", "grades")
        }
        for name, things in self._things.items():
            setattr(self._board, name, things)

    def after(self, event: Event) -> dict[str, dict[str, tuple[Any, Any]]]:
        """What the step changes: by kind of item and id, as it was and as it is now."""
        about = self._board.about
        event.apply(self._board)
        changes = {name: dict(things.take()) for name, things in self._things.items()}
        if self._board.about != about:
            changes["about"] = {"": (about, self._board.about)}
        return changes


class _Noted(dict[str, Any]):
    """Items by id, with what those that were touched were before."""

    def __init__(self, items: dict[str, Any]) -> None:
        super().__init__(items)
        self._before: dict[str, Any] = {}

    def __setitem__(self, key: str, value: Any) -> None:
        self._before.setdefault(key, self.get(key))
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self._before.setdefault(key, self.get(key))
        super().__delitem__(key)

    def pop(self, key: str, *default: Any) -> Any:
        self._before.setdefault(key, self.get(key))
        return super().pop(key, *default)

    def take(self) -> Iterator[tuple[str, tuple[Any, Any]]]:
        """What was touched since the last time, as it was and as it is."""
        touched, self._before = self._before, {}
        for key, before in touched.items():
            after = self.get(key)
            if before is not after and before != after:
                yield key, (before, after)


def chart_of(rows: Iterable[Row]) -> Chart:
    """The chart after these rows. Without an update among them nobody needs the document."""
    listed = list(rows)
    if not any(isinstance(row, bytes) for row in listed):
        return fold(row for row in listed if row is not None and not isinstance(row, bytes))
    return document_of(listed).chart()


def charts_at(rows: Iterable[Row], places: Sequence[int]) -> list[Chart]:
    """The chart after each of so many rows; `places` grow."""
    history = History()
    found: list[Chart] = []
    for place, row in enumerate(rows, start=1):
        history.add(row)
        found += [history.shared.chart()] * places.count(place)
    return found


def document_of(rows: Iterable[Row]) -> SharedChart:
    """The document after these rows."""
    history = History()
    for row in rows:
        history.add(row)
    return history.shared


def updates_of(rows: Iterable[Row], since: int) -> list[bytes]:
    """The updates of the rows behind the first `since`, for a browser that has those."""
    history = History()
    found = []
    for place, row in enumerate(rows):
        if place < since:
            history.add(row)
        else:
            found.append(history.derived(row))
    return found
