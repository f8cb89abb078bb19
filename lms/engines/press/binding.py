"""Binds finished files into one for the printer, sheet by sheet, while it is being sent.

Whatever two files have in common (the fixed part, its fonts, pictures, colour profile) is written
once: equal objects are found by the hash of their bytes. Of each sheet only what is its own goes
out, so memory does not grow with the number of sheets. Signatures, fields and attachments stay
behind: they hold for the single files only.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lms.engines.press import syntax
from lms.engines.press.embedding import stream
from lms.engines.press.objects import REFERENCE, NotPlain, Objects, data_of, dictionary, plain_form

MM = 72 / 25.4
MARK_GAP, MARK_LENGTH, EDGE = 3.0, 5.0, 1.0
"""Crop marks in mm: away from the trimmed edge, their length, and clear paper outside."""
_OWN_FONT = re.compile(rb"/F\d+$")
_FIXED, _BLEED, _MARKS, _STAMP = b"/KxFixed", b"/KxBleed", b"/KxMarks", b"/KxStamp"
STAMP_UP = 0.03
"""How far above the lower edge a stamp stands, of the height of the paper."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: the finished file of its front (its first page), what it is called in the table of
    contents, which of the extras is on its other side, and which is stamped over it: where
    (`stamp_at`, mm from the left and lower edges), else in the middle of its foot."""

    front: bytes
    name: str = ""
    back: str = ""
    stamp: str = ""
    stamp_at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Finish:
    """How sheets are finished. Lengths in mm.

    `bleed`: so far the edge of a front is mirrored outwards, for cutting. `marks`: crop marks
    outside the paper. `turned`: the backs stand on their head. `duplex`: how the print dialogue is
    to turn the sheet: "DuplexFlipLongEdge", "DuplexFlipShortEdge" or "" for one side.
    """

    bleed: float = 0.0
    marks: bool = False
    turned: bool = False
    duplex: str = ""

    @property
    def margin(self) -> float:
        """How much wider the sheet is than the paper, on each side."""
        room = MARK_GAP + MARK_LENGTH + EDGE if self.marks else 0.0
        return max(self.bleed, room)


@dataclass(frozen=True)
class About:
    """What the bound file says of itself."""

    title: str
    author: str
    created: datetime


@dataclass
class _Page:
    """A page taken over: size in points, the form of its fixed part, what is drawn on top."""

    width: float
    height: float
    fixed: int
    own: int | None
    resources: dict[bytes, bytes]


@dataclass
class _Writer:
    """Objects on their way out. `seen` knows every object by the hash of its bytes."""

    out: list[bytes] = field(default_factory=list)
    length: int = 0
    offsets: list[int] = field(default_factory=lambda: [0])
    seen: dict[bytes, int] = field(default_factory=dict)
    known: dict[bytes, _Page] = field(default_factory=dict)

    def number(self) -> int:
        """A number to be written later."""
        self.offsets.append(0)
        return len(self.offsets) - 1

    def put(self, number: int, body: bytes) -> int:
        """Write an object under its number."""
        self.offsets[number] = self.length
        self.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def write(self, data: bytes) -> None:
        self.out.append(data)
        self.length += len(data)

    def add(self, body: bytes) -> int:
        """Write an object, or give the number of the equal one that was written before."""
        digest = hashlib.sha256(body).digest()
        known = self.seen.get(digest)
        if known is None:
            known = self.seen[digest] = self.put(self.number(), body)
        return known

    def taken(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self.out)
        self.out.clear()
        return data


def bind(
    sheets: Iterable[Sheet], extras: Mapping[str, bytes], finish: Finish, about: About
) -> Iterator[bytes]:
    """The bytes of the bound file, piece by piece; sheets are read one at a time.

    Raises objects.NotPlain for a file that is no PDF.
    """
    writer = _Writer()
    writer.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    root, pages, info = writer.number(), writer.number(), writer.number()
    kids: list[int] = []
    marked: list[tuple[str, int]] = []
    intents = b""
    for sheet in sheets:
        source = plain_form(sheet.front)
        intents = intents or _intents(writer, source)
        front = _take(writer, source)
        stamp = _extra(writer, extras[sheet.stamp]) if sheet.stamp else None
        kids.append(_page(writer, pages, front, finish, stamp=stamp, at=sheet.stamp_at))
        marked.append((sheet.name, kids[-1]))
        if sheet.back:
            back = _extra(writer, extras[sheet.back])
            kids.append(_page(writer, pages, back, finish, turned=finish.turned))
        yield writer.taken()
    outline = _outline(writer, [(name, page) for name, page in marked if name])
    writer.put(pages, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), _references(kids)))
    said = b"/Duplex/%s" % finish.duplex.encode() if finish.duplex else b""
    writer.put(
        root,
        b"<</Type/Catalog/Pages %d 0 R%s%s/ViewerPreferences<</PrintScaling/None"
        b"/DisplayDocTitle true%s>>>>" % (pages, intents, outline, said),
    )
    writer.put(info, _info(about))
    yield writer.taken() + _ending(writer, root, info, about)


def _page(
    writer: _Writer,
    pages: int,
    page: _Page,
    finish: Finish,
    *,
    turned: bool = False,
    stamp: _Page | None = None,
    at: tuple[float, float] | None = None,
) -> int:
    """Write one side of a sheet; its number."""
    margin, bleed = finish.margin * MM, finish.bleed * MM
    wide, high = page.width + 2 * margin, page.height + 2 * margin
    objects = {_FIXED: page.fixed}
    before = [b"q 1 0 0 1 %s %s cm" % (_n(margin), _n(margin))]
    if turned:
        before.append(b"-1 0 0 -1 %s %s cm" % (_n(page.width), _n(page.height)))
    if bleed:
        objects[_BLEED] = _bleed(writer, page, bleed)
        before.append(_BLEED + b" Do")
    before.append(_FIXED + b" Do")
    after = []
    if stamp is not None:
        objects[_STAMP] = stamp.fixed
        left, up = (page.width - stamp.width) / 2, STAMP_UP * page.height
        if at is not None:
            left, up = at[0] * MM, at[1] * MM
        after.append(b"q 1 0 0 1 %s %s cm %s Do Q" % (_n(left), _n(up), _STAMP))
    after.append(b"Q")
    if finish.marks:
        objects[_MARKS] = _marks(writer, page.width, page.height, margin)
        after.append(_MARKS + b" Do")
    contents = [writer.add(_plain(b"\n".join(before)))]
    contents += [page.own] if page.own is not None else []
    contents.append(writer.add(_plain(b"\n".join(after))))
    resources = dict(page.resources)
    forms = b"".join(b"%s %d 0 R" % pair for pair in objects.items())
    resources[b"/XObject"] = _joined(resources.get(b"/XObject", b"<<>>"), forms)
    boxes = b"/MediaBox[0 0 %s %s]" % (_n(wide), _n(high))
    if margin:
        boxes += _box(b"/TrimBox", margin, page) + _box(b"/BleedBox", margin - bleed, page, bleed)
    body = b"<</Type/Page/Parent %d 0 R%s/Resources%s/Contents[%s]>>" % (
        pages,
        boxes,
        _dictionary(resources),
        _references(contents),
    )
    return writer.put(writer.number(), body)


def _take(writer: _Writer, source: Objects) -> _Page:
    """Take over the first page of a file. Raises NotPlain."""
    page = source.pages[0]
    left, low, right, high = (
        float(one) for one in source.resolved(page[b"/MediaBox"])[1:-1].split()
    )
    if left or low:
        raise NotPlain("the page does not begin at its corner")
    copy = _Copy(writer, source)
    resources = dictionary(copy.value(source.resolved(page[b"/Resources"])))
    contents = [int(one) for one in REFERENCE.findall(_array(source, page[b"/Contents"]))]
    fixed, own = (contents[:-1], contents[-1]) if len(contents) > 1 else (contents, None)
    shared = resources if own is None else _without_own_fonts(writer, resources)
    body = b"/Type/XObject/Subtype/Form/BBox[0 0 %s %s]/Resources%s" % (
        _n(right),
        _n(high),
        _dictionary(shared),
    )
    return _Page(
        width=right,
        height=high,
        fixed=_form(writer, source, fixed, body),
        own=copy.object(own) if own is not None else None,
        resources=resources,
    )


def _form(writer: _Writer, source: Objects, contents: list[int], entries: bytes) -> int:
    """The content streams of a page as one form, known by the hash of what goes into it."""
    parts = [source.parts(number) for number in contents]
    digest = hashlib.sha256(b"form" + entries)
    for head, rest in parts:
        digest.update(head + rest)
    known = writer.seen.get(digest.digest())
    if known is None:
        data = b"\n".join(data_of(*one) for one in parts)
        known = writer.put(writer.number(), stream(zlib.compress(data, 6), entries))
        writer.seen[digest.digest()] = known
    return known


def _extra(writer: _Writer, data: bytes) -> _Page:
    digest = hashlib.sha256(data).digest()
    if digest not in writer.known:
        writer.known[digest] = _take(writer, plain_form(data))
    return writer.known[digest]


class _Copy:
    """Brings objects of one file over, children first; equal ones are written once for all."""

    def __init__(self, writer: _Writer, source: Objects) -> None:
        self._writer, self._source = writer, source
        self._done: dict[int, int | None] = {}

    def value(self, written: bytes) -> bytes:
        """A value with its references to the new numbers."""
        return REFERENCE.sub(self._reference, written)

    def object(self, number: int) -> int:
        """The new number of an object. Raises NotPlain for one that holds itself."""
        if number not in self._done:
            self._done[number] = None
            head, rest = self._source.parts(number)
            self._done[number] = self._writer.add(self.value(head) + rest)
        found = self._done[number]
        if found is None:
            raise NotPlain("an object holds itself")
        return found

    def _reference(self, found: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % self.object(int(found[1]))


def _array(source: Objects, value: bytes) -> bytes:
    """The contents of a page as an array, whether it is written as one, as a reference to one, or
    as a single stream."""
    if value.lstrip().startswith(b"["):
        return value
    inner = source.resolved(value)
    return inner if inner.lstrip().startswith(b"[") else value


def _without_own_fonts(writer: _Writer, resources: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The resources without the fonts of what is drawn on top, so that all papers of one fixed part
    have the same."""
    fonts = {
        name: font
        for name, font in dictionary(resources.get(b"/Font", b"<<>>")).items()
        if not _OWN_FONT.match(name)
    }
    return {**resources, b"/Font": _dictionary(fonts)}


def _bleed(writer: _Writer, page: _Page, bleed: float) -> int:
    """The fixed part mirrored over each edge and corner, cut off at the bleed."""
    width, height = page.width, page.height
    sides = [(-bleed, bleed, 0.0), (0.0, width, None), (width, bleed, 2 * width)]
    rows = [(-bleed, bleed, 0.0), (0.0, height, None), (height, bleed, 2 * height)]
    parts = []
    for x, wide, over in sides:
        for y, high, above in rows:
            if over is None and above is None:
                continue
            across = (1.0, 0.0) if over is None else (-1.0, over)
            along = (1.0, 0.0) if above is None else (-1.0, above)
            parts.append(
                b"q %s %s %s %s re W n %s 0 0 %s %s %s cm %s Do Q"
                % (_n(x), _n(y), _n(wide), _n(high), _n(across[0]), _n(along[0]),
                   _n(across[1]), _n(along[1]), _FIXED)
            )  # fmt: skip
    box = b" ".join(map(_n, (-bleed, -bleed, width + bleed, height + bleed)))
    entries = b"/Type/XObject/Subtype/Form/BBox[%s]/Resources<</XObject<<%s %d 0 R>>>>" % (
        box,
        _FIXED,
        page.fixed,
    )
    return writer.add(stream(zlib.compress(b"\n".join(parts), 6), entries))


def _marks(writer: _Writer, width: float, height: float, margin: float) -> int:
    """Crop marks at the four corners of a paper of this size, in full black."""
    gap, length = MARK_GAP * MM, MARK_LENGTH * MM
    right, top = width + margin, height + margin
    lines = []
    for x, out in ((margin, -1), (right, 1)):
        for y, up in ((margin, -1), (top, 1)):
            lines.append((x + out * gap, y, x + out * (gap + length), y))
            lines.append((x, y + up * gap, x, y + up * (gap + length)))
    parts = [b"0.25 w 0 0 0 1 K"]
    parts += [b"%s %s m %s %s l S" % tuple(map(_n, line)) for line in lines]
    box = b"0 0 %s %s" % (_n(width + 2 * margin), _n(height + 2 * margin))
    entries = b"/Type/XObject/Subtype/Form/BBox[%s]/Resources<<>>" % box
    return writer.add(stream(zlib.compress(b"\n".join(parts), 6), entries))


def _intents(writer: _Writer, source: Objects) -> bytes:
    """The colours for which the first file was made."""
    written = dictionary(source.body(source.root)).get(b"/OutputIntents")
    return b"/OutputIntents" + _Copy(writer, source).value(written) if written else b""


def _outline(writer: _Writer, entries: list[tuple[str, int]]) -> bytes:
    """The table of contents: which sheet is whose, to print one again."""
    if not entries:
        return b""
    top = writer.number()
    numbers = [writer.number() for _ in entries]
    for place, (number, (name, page)) in enumerate(zip(numbers, entries, strict=True)):
        links = b"/Prev %d 0 R" % numbers[place - 1] if place else b""
        links += b"/Next %d 0 R" % numbers[place + 1] if place + 1 < len(numbers) else b""
        writer.put(
            number,
            b"<</Title%s/Parent %d 0 R%s/Dest[%d 0 R/Fit]>>"
            % (syntax.text(name), top, links, page),
        )
    writer.put(
        top,
        b"<</Type/Outlines/Count %d/First %d 0 R/Last %d 0 R>>"
        % (len(numbers), numbers[0], numbers[-1]),
    )
    return b"/Outlines %d 0 R" % top


def _info(about: About) -> bytes:
    day = syntax.date(about.created)
    return b"<</Title%s/Author%s/Producer(Concord)/CreationDate%s/ModDate%s>>" % (
        syntax.text(about.title),
        syntax.text(about.author),
        day,
        day,
    )


def _ending(writer: _Writer, root: int, info: int, about: About) -> bytes:
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in writer.offsets[1:])
    size = len(writer.offsets)
    digest = hashlib.sha256(f"{about.title}{about.created}{writer.length}".encode()).hexdigest()[
        :32
    ]
    own = digest.upper().encode()
    return (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R/Info %d 0 R"
        b"/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, rows, size, root, info, own, own, writer.length)
    )


def _box(name: bytes, margin: float, page: _Page, more: float = 0.0) -> bytes:
    wide, high = margin + page.width + 2 * more, margin + page.height + 2 * more
    return b"%s[%s %s %s %s]" % (name, _n(margin), _n(margin), _n(wide), _n(high))


def _joined(written: bytes, more: bytes) -> bytes:
    return _dictionary(dictionary(written))[:-2] + more + b">>"


def _dictionary(entries: Mapping[bytes, bytes]) -> bytes:
    return b"<<%s>>" % b"".join(b"%s %s" % pair for pair in entries.items())


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _plain(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def _n(value: float) -> bytes:
    return syntax.number(value)
