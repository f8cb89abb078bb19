"""The objects of a finished file as bytes, read without a library: for binding many files fast.

Only the plain form is read: classic cross-reference tables, no object streams, no encryption, all
generations 0. Files of the press are of that form; any other is brought to it by `plain_form`.
"""

import io
import itertools
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property

import pikepdf

REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_SPACE = b" \t\r\n\f\0"
_DELIMITERS = b"()<>[]{}/%" + _SPACE


class NotPlain(ValueError):
    """The file is not of the plain form."""


class Objects:
    """The objects of one file by number. Raises NotPlain where the file is of another form."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places: dict[int, int] = {}
        self._ends: list[int] = []
        self.root = self._read_tables()
        ordered = sorted({*self._places.values(), *self._ends, len(data)})
        self._next = dict(itertools.pairwise(ordered))

    def _read_tables(self) -> int:
        at: int | None = _last_table(self._data)
        root = 0
        while at is not None:
            self._ends.append(at)
            trailer = self._read_table(at)
            if b"/Encrypt" in trailer or b"/XRefStm" in trailer:
                raise NotPlain("encrypted or hybrid")
            if not root:
                root = int(_reference(trailer.get(b"/Root", b"")))
            before = trailer.get(b"/Prev")
            at = int(before) if before is not None else None
            if at is not None and at in self._ends:
                raise NotPlain("tables in a circle")
        return root

    def _read_table(self, at: int) -> Mapping[bytes, bytes]:
        data = self._data
        end = data.find(b"trailer", at)
        if data[at : at + 4] != b"xref" or end < 0:
            raise NotPlain("no classic table")
        words = data[at + 4 : end].split()
        place = 0
        while place + 1 < len(words):
            first, count = int(words[place]), int(words[place + 1])
            place += 2
            for number in range(first, first + count):
                offset, generation, kind = words[place : place + 3]
                place += 3
                if kind == b"n":
                    if int(generation):
                        raise NotPlain("generations")
                    self._places.setdefault(number, int(offset))
        return dictionary(data, data.index(b"<<", end))

    def body(self, number: int) -> bytes:
        """What stands between `obj` and `endobj`; `null` for an object that is not there."""
        at = self._places.get(number)
        if at is None:
            return b"null"
        whole = self._data[at : self._next[at]]
        head, tail = whole.find(b"obj"), whole.rfind(b"endobj")
        if head < 0 or tail < 0 or int(whole[:head].split()[0]) != number:
            raise NotPlain("an object is not where the table has it")
        return whole[head + 3 : tail].strip(b"\r\n ")

    def parts(self, number: int) -> tuple[bytes, bytes]:
        """The dictionary (or other value) of an object, and with `stream` the rest; b"" where the
        object is no stream."""
        body = self.body(number)
        found = _STREAM.search(body)
        if found is None:
            return body, b""
        return body[: found.start() + 2], body[found.start() + 2 :].lstrip()

    def resolved(self, value: bytes) -> bytes:
        """A value, or the object that it refers to."""
        found = REFERENCE.fullmatch(value.strip())
        return self.body(int(found[1])) if found else value

    @cached_property
    def pages(self) -> tuple[Mapping[bytes, bytes], ...]:
        """The dictionaries of the pages, in order."""
        catalogue = dictionary(self.body(self.root))
        return tuple(self._under(_reference(catalogue.get(b"/Pages", b"")), set()))

    def _under(self, number: int, seen: set[int]) -> Iterator[Mapping[bytes, bytes]]:
        if number in seen:
            raise NotPlain("pages in a circle")
        seen.add(number)
        node = dictionary(self.body(number))
        if b"/Kids" not in node:
            if not {b"/MediaBox", b"/Resources", b"/Contents"} <= set(node):
                raise NotPlain("a page inherits what it needs")
            yield node
            return
        for kid in REFERENCE.findall(self.resolved(node[b"/Kids"])):
            yield from self._under(int(kid), seen)


def plain_form(data: bytes) -> Objects:
    """The objects of any PDF file; one of another form is rewritten by qpdf first (5 to 20 ms).

    Raises NotPlain for what is no PDF.
    """
    try:
        found = Objects(data)
        _ = found.pages
    except (NotPlain, ValueError, KeyError, IndexError):
        return Objects(_rewritten(data))
    return found


def _rewritten(data: bytes) -> bytes:
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as source:
            _ = len(source.pages)  # brings down what pages inherit
            source.save(
                out,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                compress_streams=True,
            )
    except pikepdf.PdfError as error:
        raise NotPlain("no PDF") from error
    return out.getvalue()


def data_of(head: bytes, rest: bytes) -> bytes:
    """The data of a stream, inflated. Raises NotPlain for another filter than Flate."""
    entries = dictionary(head)
    raw = rest[rest.index(b"\n") + 1 :]
    length = entries.get(b"/Length", b"")
    raw = (
        raw[: int(length)] if length.isdigit() else raw[: raw.rindex(b"endstream")].rstrip(b"\r\n")
    )
    kind = entries.get(b"/Filter", b"")
    if not kind:
        return raw
    if kind.strip(b"[] ") != b"/FlateDecode" or b"/DecodeParms" in entries:
        raise NotPlain("another filter")
    return zlib.decompress(raw)


def dictionary(data: bytes, start: int = 0) -> dict[bytes, bytes]:
    """The entries of a dictionary, each value as it is written; {} where there is none."""
    at = _skip(data, start)
    if data[at : at + 2] != b"<<":
        return {}
    at += 2
    found: dict[bytes, bytes] = {}
    while True:
        at = _skip(data, at)
        if data[at : at + 2] == b">>":
            return found
        end = _value_end(data, at)
        key, at = data[at:end], _skip(data, end)
        end = _value_end(data, at)
        tail = REFERENCE.match(data, at)
        if tail:
            end = tail.end()
        found[key] = data[at:end]
        at = end


def _last_table(data: bytes) -> int:
    at = data.rfind(b"startxref")
    words = data[at + 9 : at + 40].split()
    if at < 0 or not words or not words[0].isdigit():
        raise NotPlain("no table")
    return int(words[0])


def _reference(value: bytes) -> int:
    found = REFERENCE.fullmatch(value.strip())
    if found is None:
        raise NotPlain("no reference where one belongs")
    return int(found[1])


def _skip(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in _SPACE:
        at += 1
    return at


def _value_end(data: bytes, at: int) -> int:
    """Where the token or bracketed value that begins at `at` ends."""
    one = data[at : at + 1]
    if data[at : at + 2] == b"<<" or one == b"[":
        return _bracket_end(data, at)
    if one == b"(":
        return _string_end(data, at)
    if one == b"<":
        return data.index(b">", at) + 1
    if not one:
        raise NotPlain("the end came early")
    at += 1
    while at < len(data) and data[at] not in _DELIMITERS:
        at += 1
    return at


def _bracket_end(data: bytes, at: int) -> int:
    closing = b">>" if data[at : at + 2] == b"<<" else b"]"
    at += len(closing)
    while True:
        at = _skip(data, at)
        if data.startswith(closing, at):
            return at + len(closing)
        at = _value_end(data, at)


def _string_end(data: bytes, at: int) -> int:
    depth = 0
    while at < len(data):
        sign = data[at : at + 1]
        if sign == b"\\":
            at += 1
        elif sign == b"(":
            depth += 1
        elif sign == b")":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    raise NotPlain("a text does not end")
