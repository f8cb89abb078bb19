"""Puts a file together: background, drawing, metadata, attachments, signature fields, signatures.

The form is that of PDF/A-3 level B (ISO 19005-3): metadata as plain XMP, every file inside with its
relationship, all fonts embedded, the output intent of the background. The first revision holds all
fields and the first signature; each further signature is a revision of its own (ISO 32000-1, 12.8).
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from lms.engines.press import embedding, syntax
from lms.engines.press.background import Background
from lms.engines.press.drawing import Drawing
from lms.engines.press.revisions import Signature, Signing, append, certify

PRODUCER = "Concord"


@dataclass(frozen=True)
class Attachment:
    """A file inside; its relationship to the page is Data."""

    name: str
    data: bytes
    media_type: str
    description: str
    created: datetime


@dataclass(frozen=True)
class Head:
    """What the file says of itself; `identifier` is 16 bytes of its own."""

    title: str
    author: str
    created: datetime
    identifier: bytes


class Writer:
    """Objects after the background's, with their places."""

    def __init__(self, background: Background) -> None:
        self._parts: list[bytes] = []
        self._free = list(background.free)
        self.size, self.length = background.size, len(background.prefix)
        self.offsets = dict(background.offsets)

    def number(self) -> int:
        """A number that no object has yet."""
        if self._free:
            return self._free.pop(0)
        self.size += 1
        return self.size - 1

    def put(self, number: int, body: bytes) -> None:
        """Write an object."""
        self.offsets[number] = self.length
        self.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def write(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._parts.append(data)
        self.length += len(data)

    def add(self, body: bytes) -> int:
        """Write an object under a new number."""
        number = self.number()
        self.put(number, body)
        return number

    def end(self, trailer: bytes) -> bytes:
        """Write table and trailer; the bytes after the background's."""
        start = self.length
        rows = [
            b"%010d 00000 n \n" % self.offsets[number]
            for number in range(1, self.size)  # every number is used: see `number`
        ]
        self.write(
            b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n"
            % (self.size, b"".join(rows), self.size, trailer, start)
        )
        return b"".join(self._parts)


def write(
    background: Background,
    drawing: Drawing,
    head: Head,
    attachments: Sequence[Attachment],
    signatures: Sequence[Signature],
) -> Signing:
    """Write the file and ask for its signatures one after the other, because each covers those
    before it; without any it is an unsigned one."""
    writer = Writer(background)
    root, pages, page = (writer.number() for _ in range(3))
    fonts = [_font(writer, drawing, place) for place in range(len(drawing.fonts))]
    content = writer.add(embedding.stream(drawing.content))
    before, after = writer.add(_plain(b"q")), writer.add(_plain(b"Q"))
    fields = [writer.number() for _ in signatures]
    contents = [before, *background.contents, after, content]
    writer.put(
        page,
        b"<</Type/Page/Parent %d 0 R%s/Contents[%s]/Resources<<%s/Font<<%s%s>>>>%s>>"
        % (
            pages,
            background.page,
            _references(contents),
            background.resources,
            background.fonts,
            b"".join(b"/F%d %d 0 R" % pair for pair in enumerate(fonts)),
            b"/Annots[%s]" % _references(fields) if fields else b"",
        ),
    )
    writer.put(pages, b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % page)
    catalogue = background.catalogue + _attached(writer, attachments)
    catalogue += b"/Metadata %d 0 R" % writer.add(_metadata(head))
    info = writer.add(_info(head))
    own = b"<%s>" % head.identifier.hex().encode()
    trailer = b"/Root %d 0 R/Info %d 0 R/ID[%s%s]" % (root, info, own, own)
    if not signatures:
        writer.put(root, b"<</Type/Catalog/Pages %d 0 R%s>>" % (pages, catalogue))
        return background.prefix + writer.end(trailer)
    for number, signature in zip(fields[1:], signatures[1:], strict=True):
        writer.put(number, signature.field(page))
    first = writer.number()
    writer.put(fields[0], signatures[0].field(page, first))
    writer.put(
        root,
        b"<</Type/Catalog/Pages %d 0 R%s/AcroForm<</Fields[%s]/SigFlags 3>>"
        b"/Perms<</DocMDP %d 0 R>>>>" % (pages, catalogue, _references(fields), first),
    )
    allowed = 2 if len(signatures) > 1 else 1
    gap = certify(writer.length, first, signatures[0], allowed)
    writer.offsets[first] = writer.length
    writer.write(gap.object)
    file = yield from gap.filled(background, writer.end(trailer), signatures[0])
    for number, signature in zip(fields[1:], signatures[1:], strict=True):
        file = yield from append(background, file, trailer, (number, page), signature)
    return file


def _font(writer: Writer, drawing: Drawing, place: int) -> int:
    numbers = [writer.size + ahead for ahead in range(embedding.OBJECTS)]
    for body in embedding.objects(drawing.fonts[place], numbers[0]):
        writer.add(body)
    return numbers[0]


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _plain(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def _attached(writer: Writer, attachments: Sequence[Attachment]) -> bytes:
    """Write files; the catalogue's entries that name them."""
    found = []
    for item in sorted(attachments, key=lambda one: one.name.encode()):
        day = syntax.date(item.created)
        entries = b"/Type/EmbeddedFile/Subtype%s/Params<</Size %d/CheckSum<%s>/ModDate%s>>" % (
            syntax.name(item.media_type),
            len(item.data),
            hashlib.md5(item.data, usedforsecurity=False).hexdigest().encode(),
            day,
        )
        file = writer.add(embedding.stream(zlib.compress(item.data, 6), entries))
        title = syntax.text(item.name)
        spec = writer.add(
            b"<</Type/Filespec/F%s/UF%s/Desc%s/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
            % (title, title, syntax.text(item.description), file, file)
        )
        found.append((title, spec))
    if not found:
        return b""
    names = b"".join(b"%s %d 0 R" % pair for pair in found)
    return b"/AF[%s]/Names<</EmbeddedFiles<</Names[%s]>>>>" % (
        _references([spec for _, spec in found]),
        names,
    )


def _metadata(head: Head) -> bytes:
    """XMP with the same statements as the information dictionary, uncompressed."""
    moment = head.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="B" '
        f'pdf:Producer="{PRODUCER}" xmp:CreateDate="{moment}" xmp:ModifyDate="{moment}">'
        '<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(head.title)}</rdf:li></rdf:Alt></dc:title>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(head.author)}</rdf:li></rdf:Seq></dc:creator>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()
    return b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(packet), packet)


def _info(head: Head) -> bytes:
    day = syntax.date(head.created)
    return b"<</Title%s/Author%s/Producer%s/CreationDate%s/ModDate%s>>" % (
        syntax.text(head.title),
        syntax.text(head.author),
        syntax.text(PRODUCER),
        day,
        day,
    )
