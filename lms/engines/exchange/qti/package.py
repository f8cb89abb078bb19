"""A zip of QTI items: those that its manifest names, or every item in it."""

import posixpath
from collections.abc import Iterator, Mapping

from lms.core.messages import N_
from lms.engines.archive import Archive, Broken, opened
from lms.engines.exchange.collecting import Collector
from lms.engines.exchange.limits import Limits
from lms.engines.exchange.qti.reading import is_item, read_item
from lms.engines.exchange.types import LeftOut, Told, Unreadable
from lms.engines.exchange.xml import Node, read_xml
from lms.engines.reading import Problems

_MANIFEST = "imsmanifest.xml"


class _Pictures(Mapping[str, bytes]):
    """The files of the zip by their addresses as an item writes them."""

    def __init__(self, archive: Archive, item: str, most: int) -> None:
        self._archive, self._most = archive, most
        self._folder = posixpath.dirname(item)

    def _path(self, address: str) -> str:
        return posixpath.normpath(posixpath.join(self._folder, address))

    def __contains__(self, address: object) -> bool:
        return isinstance(address, str) and self._path(address) in self._archive.names

    def __getitem__(self, address: str) -> bytes:
        try:
            return self._archive.read(self._path(address), self._most)
        except Broken as error:
            raise LeftOut(error.message) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._archive.names)

    def __len__(self) -> int:
        return len(self._archive.names)


def read_package(content: bytes, collector: Collector, limits: Limits) -> None:
    """The items of a zip. Raises Unreadable where the zip itself cannot be trusted."""
    problems = Problems()
    try:
        with opened(content, problems, limits.zip) as archive:
            if problems.found:
                collector.told += [Told(one.path, one.message) for one in problems.found]
                return
            _read(archive, collector, limits)
    except Broken as error:
        raise Unreadable(error.message) from error


def _read(archive: Archive, collector: Collector, limits: Limits) -> None:
    names = list(_item_names(archive, collector, limits))
    for name in names:
        root = _root(archive, name, collector, limits)
        if root is None:
            continue
        if is_item(root):
            pictures = _Pictures(archive, name, limits.picture_bytes)
            read_item(root, collector, pictures, name)
        elif _MANIFEST in archive.names:
            message = N_("The manifest calls this an item, but it is none.")
            collector.told.append(Told(name, message, root.line))
    if not collector.items and not collector.told:
        raise Unreadable(N_("The zip holds no QTI items."))


def _item_names(archive: Archive, collector: Collector, limits: Limits) -> Iterator[str]:
    if _MANIFEST not in archive.names:
        yield from sorted(name for name in archive.names if name.lower().endswith(".xml"))
        return
    root = _root(archive, _MANIFEST, collector, limits)
    if root is None:
        return
    for one in root.walk():
        kind = one.attributes.get("type", "").lower()
        if one.name != "resource" or "imsqti_item" not in kind:
            continue
        name = posixpath.normpath(one.attributes.get("href", ""))
        if name in archive.names:
            yield name
        else:
            message = N_("The manifest names this item, but it is not in the zip.")
            collector.told.append(Told(name[:200], message))


def _root(archive: Archive, name: str, collector: Collector, limits: Limits) -> Node | None:
    """The tree of one file, None and told where it is not to be read."""
    try:
        return read_xml(archive.read(name, limits.file_bytes), limits)
    except Broken as error:
        collector.told.append(Told(name, error.message))
    except Unreadable as error:
        collector.told.append(Told(name, error.message, error.line))
    return None
