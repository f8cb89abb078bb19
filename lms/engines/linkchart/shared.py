"""A chart that several hands draw at once: a shared document (Yjs), read and written on the server.

The browsers and the server hold the same document and exchange its updates; the updates are rows
that are only ever added.

Layout: maps `entities`, `links`, `groups`, `grades` by id and a map `about`. An item is a map of
its fields; `aliases`, `cards`, `attributes`, `merged` and `members` are maps inside it, so that
two hands that add to the same item both keep what they added. `n` orders what has no order.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pycrdt import Array, Doc
from pycrdt import Map as SharedMap

from lms.core.messages import N_
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.parts import (
    Json,
    dump_about,
    dump_entity,
    dump_grade,
    dump_group,
    dump_link,
)
from lms.engines.linkchart.shared_read import LISTED, READERS, SETS, Items, order_of
from lms.engines.linkchart.update_form import form_of
from lms.engines.reading import Parsed, Problem

MOST_UPDATE = 256 * 1024
ROOTS = (*READERS, "about")
# by kind of item: id, what it was and what it is, None where it is not there
Changes = Mapping[str, Mapping[str, tuple[Any, Any]]]
_DUMP: Mapping[str, Any] = {
    "entities": dump_entity,
    "links": dump_link,
    "groups": dump_group,
    "grades": dump_grade,
}


def read_update(text: object) -> Parsed[bytes]:
    """One update of a browser, as base64; refused if it is too large or cannot be decoded."""
    raw = decoded(text)
    if raw is None:
        return Parsed(None, (Problem("update", N_("Send the update as base64.")),))
    if len(raw) > MOST_UPDATE:
        message = N_("This step is too large. Make it in several smaller ones.")
        return Parsed(None, (Problem("update", message),))
    try:
        if form_of(raw, frozenset(ROOTS)) is not None:
            SharedChart().apply(raw)
            return Parsed(raw)
    except ValueError:
        pass
    return Parsed(None, (Problem("update", N_("This is no update of a chart.")),))


def decoded(text: object) -> bytes | None:
    """The bytes of base64, where it is any. They were checked when they arrived."""
    try:
        return base64.b64decode(text if isinstance(text, str) else "!", validate=True)
    except (binascii.Error, ValueError):
        return None


class SharedChart:
    """The shared document. `writer` numbers whoever writes: the same history with the same
    writers always gives the same document."""

    def __init__(self, writer: int = 0) -> None:
        self._doc: Doc[Any] = Doc(client_id=writer) if writer else Doc()
        self._roots = {name: self._doc.get(name, type=SharedMap) for name in ROOTS}
        self._items = Items()
        self._tops: dict[str, float] = {}
        self._touched: dict[str, set[str]] = {}
        for name, root in self._roots.items():
            root.observe_deep(partial(self._note, self._touched.setdefault(name, set())))

    @staticmethod
    def _note(touched: set[str], events: Iterable[Any]) -> None:
        for event in events:
            touched.update(event.path[:1] or event.keys)

    def apply(self, update: bytes) -> None:
        """Take in an update. Raises ValueError if it cannot be decoded."""
        self._tops = {}
        try:
            self._doc.apply_update(update)
        except BaseException as fault:
            if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            raise ValueError(str(fault)) from fault

    def state(self) -> bytes:
        """What is known, as a state vector."""
        return bytes(self._doc.get_state())

    def update(self, since: bytes | None = None) -> bytes:
        """All that was done, or all since a state."""
        return bytes(self._doc.get_update(since) if since else self._doc.get_update())

    def watch(self, tell: Callable[[bytes], None]) -> None:
        """Tell each change from now on as the update that makes it."""
        self._doc.observe(lambda event: tell(bytes(event.update)))

    def chart(self) -> Chart:
        """The chart in the document; what no chart could hold is left out."""
        self._read()
        return self._items.chart()

    def _read(self) -> None:
        with self._doc.transaction():
            for name, touched in self._touched.items():
                root = self._roots[name]
                if name == "about" and touched:
                    self._items.take_about(_plain(root))
                else:
                    for key in touched:
                        self._items.take(name, key, _plain(root.get(key)))
                touched.clear()

    def write(self, before: Chart, after: Chart) -> None:
        """Write what changed between two charts, field by field."""
        changes = {
            name: dict(_changed(getattr(before, name), getattr(after, name))) for name in _DUMP
        }
        self.write_changes({**changes, "about": {"": (before.about, after.about)}})

    def write_changes(self, changes: Changes) -> None:
        """Write items that changed, field by field, as one act."""
        with self._doc.transaction():
            for name, dump in _DUMP.items():
                for key, (before, after) in changes.get(name, {}).items():
                    self._write_item(name, key, before and dump(before), after and dump(after))
            for before, after in changes.get("about", {}).values():
                _write_fields(self._roots["about"], dump_about(before), dump_about(after))

    def _write_item(self, name: str, key: str, before: Json | None, after: Json | None) -> None:
        root = self._roots[name]
        there = root.get(key)
        if after is None:
            if key in root:
                del root[key]
        elif isinstance(there, SharedMap):
            _write_fields(there, before or {}, after)
        else:
            fields = after if name == "grades" else {"n": self._behind(name), **after}
            root[key] = SharedMap({field: _shared(field, v) for field, v in fields.items()})

    def _behind(self, name: str) -> float:
        """The next place behind all items of a kind."""
        if name not in self._tops:
            self._read()
            self._tops[name] = self._items.behind(name)
        else:
            self._tops[name] += 1
        return self._tops[name]


def _plain(value: Any, levels: int = 8) -> Any:
    """What stands in the document as plain values, with whole numbers whole again (a browser
    knows floats only); nothing where it is no part of a chart, or nested too deep."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str | int | None):
        return value
    if levels and isinstance(value, SharedMap):
        return {key: _plain(value.get(key), levels - 1) for key in value.keys()}  # noqa: SIM118
    if levels and isinstance(value, Mapping):
        return {str(key): _plain(one, levels - 1) for key, one in value.items()}
    if levels and isinstance(value, list | tuple | Array):
        return [_plain(one, levels - 1) for one in value]
    return None


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for key, item in before.items():
        if key not in after:
            yield key, (item, None)
    for key, item in after.items():
        if before.get(key) != item:
            yield key, (before.get(key), item)


def _shared(field: str, value: Any) -> Any:
    entries = _inner(field, value)
    if entries is None:
        return value
    if field == "attributes":
        return SharedMap(entries)
    return SharedMap({key: _entry(one, at) for at, (key, one) in enumerate(entries.items())})


def _inner(field: str, value: Any) -> dict[str, Any] | None:
    """The entries of a field that is a map of its own in the document."""
    if field in LISTED:
        return {one["id"]: one for one in value}
    if field in SETS:
        return dict.fromkeys(value)
    return dict(value) if field == "attributes" else None


def _entry(value: Json | None, n: float) -> Any:
    return n if value is None else {**value, "n": n}


def _write_fields(target: Any, before: Json, after: Json) -> None:
    for field, value in after.items():
        if field in before and before[field] == value:
            continue
        entries = _inner(field, value)
        there = target.get(field)
        if entries is None or not isinstance(there, SharedMap):
            target[field] = _shared(field, value)
        else:
            old = _inner(field, before.get(field) or ()) or {}
            for key in old:  # in its order: the same writes give the same bytes everywhere
                if key not in entries and key in there:
                    del there[key]
            _write_entries(there, field, old, entries)


def _write_entries(target: Any, field: str, old: Json, entries: Json) -> None:
    """Entries keep their place where that is behind the one before them; new ones and moved ones
    go behind it."""
    last: float = -1
    for key, value in entries.items():
        if field == "attributes":
            if key not in target or old.get(key) != value:
                target[key] = value
            continue
        at = order_of(_plain(target[key])) if key in target else -1
        n = at if at > last else last + 1
        if n != at or key not in old or old[key] != value:
            target[key] = _entry(value, n)
        last = n


def union(updates: Iterable[bytes]) -> SharedChart:
    """The document after these updates, in their order."""
    shared = SharedChart()
    for update in updates:
        shared.apply(update)
    return shared


def written(history: Sequence[bytes], before: Chart, after: Chart, writer: int) -> bytes:
    """The update by which `writer` turns one chart into the other, behind this history."""
    shared = SharedChart(writer)
    for update in history:
        shared.apply(update)
    state = shared.state()
    shared.write(before, after)
    return shared.update(state)
