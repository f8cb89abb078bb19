"""Signatures in a file: the dictionary with its gap, the digest around it, the signature in it.

The first signature certifies (DocMDP); each further one is appended as a revision that fills its
prepared field and changes nothing else. Its object gets a number that the first revision's table
does not hold, because strict readers refuse a free number that is used later.
"""

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lms.engines.press import syntax
from lms.engines.press.background import Background

_DIGITS = 10
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_SIZE = re.compile(rb"<</Size (\d+)")


Signing = Generator[bytes, bytes, bytes]
"""A file in the making: gives the bytes that each key is to sign, in the order of the signatures,
takes the signature, and returns the file. So files can be signed together by a key elsewhere."""


class Container(Protocol):
    """Makes the signature's container (CMS, in DER) over a digest."""

    @property
    def most(self) -> int:
        """The most bytes that a container takes."""

    def asked(self, digest: bytes) -> bytes:
        """What the key is to sign for a SHA-256 digest."""

    def around(self, digest: bytes, signature: bytes) -> bytes:
        """The container with the key's signature."""


@dataclass(frozen=True)
class Signature:
    """One signature: its field, what it says readably, when, and what makes it."""

    name: str
    container: Container
    moment: datetime
    reason: str
    signer: str = ""
    location: str = ""

    def field(self, page: int, value: int | None = None) -> bytes:
        """The field, an invisible widget on this page; `value` is its signature's number."""
        return b"<</Type/Annot/Subtype/Widget/FT/Sig/T%s/Rect[0 0 0 0]/F 132/P %d 0 R%s>>" % (
            syntax.text(self.name),
            page,
            b"/V %d 0 R" % value if value is not None else b"",
        )


@dataclass(frozen=True)
class Gap:
    """A signature's object whose place in the file is fixed, still without the signature."""

    object: bytes
    start: int
    """Where the gap with its angle brackets begins in the file, and where it ends."""
    end: int
    range: int
    """Where the byte range begins in the file."""

    def filled(self, background: Background, tail: bytes, signature: Signature) -> Signing:
        """The file with its signature; `tail` is all after the background's bytes."""
        skip = len(background.prefix)
        out = bytearray(tail)
        length = skip + len(tail)
        numbers = (0, self.start, self.end, length - self.end)
        written = b"[" + b" ".join(b"%d" % number for number in numbers) + b"]"
        at = self.range - skip
        out[at : at + len(written)] = written
        digest = background.digest.copy()
        view = memoryview(out)
        digest.update(view[: self.start - skip])
        digest.update(view[self.end - skip :])
        view.release()
        over = digest.digest()
        value = signature.container.around(over, (yield signature.container.asked(over)))
        if len(value) > signature.container.most:
            raise ValueError("The signature is larger than the place that was kept for it.")
        digits = value.hex().upper().encode()
        at = self.start - skip + 1
        out[at : at + len(digits)] = digits
        return background.prefix + bytes(out)


def signed(steps: Signing, signs: Sequence[Callable[[bytes], bytes]]) -> bytes:
    """The file, each signature made where it is asked for, by the next of `signs`."""
    try:
        asked = next(steps)
        for sign in signs:
            asked = steps.send(sign(asked))
    except StopIteration as end:
        file: bytes = end.value
        return file
    raise ValueError("The file asks for more signatures than there are keys.")


def certify(place: int, number: int, signature: Signature, allowed: int) -> Gap:
    """The first signature's object, to stand at this place. `allowed` is DocMDP's P: 1 for no
    change at all, 2 for filling fields and signing."""
    reference = (
        b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams"
        b"<</Type/TransformParams/V/1.2/P %d>>>>]" % allowed
    )
    return _gap(place, number, signature, reference)


def append(
    background: Background,
    file: bytes,
    trailer: bytes,
    places: tuple[int, int],
    signature: Signature,
) -> Signing:
    """The file with one more revision that fills a field; `places` are its number and its page's.

    `trailer` holds the entries of the first revision's trailer.
    """
    field, page = places
    found, size = _START.search(file[-64:]), 0
    if found is None:
        raise ValueError("The file does not end as it was written.")
    previous = int(found[1])
    table_end = file.rindex(b"trailer\n")
    size = int(_SIZE.match(file, table_end + 8)[1])  # type: ignore[index]
    number = size
    body = b"%d 0 obj\n%s\nendobj\n" % (field, signature.field(page, number))
    gap = _gap(len(file) + len(body), number, signature, b"")
    start = len(file) + len(body) + len(gap.object)
    table = (
        b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \ntrailer\n"
        b"<</Size %d%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (field, len(file), number, len(file) + len(body), size + 1, trailer, previous, start)
    )
    tail = file[len(background.prefix) :] + body + gap.object + table
    return (yield from gap.filled(background, tail, signature))


def _gap(place: int, number: int, signature: Signature, reference: bytes) -> Gap:
    opening = b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached" % number
    opening += b"/M%s/Reason %s" % (syntax.date(signature.moment), syntax.text(signature.reason))
    for key, value in ((b"/Name ", signature.signer), (b"/Location ", signature.location)):
        if value:
            opening += key + syntax.text(value)
    opening += reference + b"/ByteRange "
    blank = b" " * (4 * _DIGITS + 5)
    hole = b"<" + b"0" * (2 * signature.container.most) + b">"
    before = opening + blank + b"/Contents "
    start = place + len(before)
    return Gap(
        object=before + hole + b">>\nendobj\n",
        start=start,
        end=start + len(hole),
        range=place + len(opening),
    )
