"""The fixed part of a paper: one page of a PDF/A file, taken apart once, written into each file.

Its objects keep their numbers and bytes, so every file begins with the same bytes, and the SHA-256
over them is worked out once and copied for each signature.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

_OWN_KEYS = {"/Contents", "/Resources", "/Parent", "/Annots", "/Type"}
_KEPT = ("/OutputIntents", "/Lang", "/ViewerPreferences")
_FIELD_FONTS = re.compile(r"/F\d+")


class NotABackground(ValueError):
    """The file cannot be taken over: not one page, or its resources bear our own names."""


@dataclass(frozen=True)
class Background:
    """A page to print on. Make it by `Background.of`."""

    prefix: bytes
    """The file's first bytes: header and all objects of the page's fixed part."""
    offsets: dict[int, int]
    """Where the objects in the prefix begin, by number."""
    free: Sequence[int]
    """Numbers below `size` that are not used yet; there are at least three."""
    size: int
    """One more than the highest number."""
    height: float
    """Of the page, in points."""
    page: bytes
    """Entries of the page's dictionary, without contents, resources and fields."""
    contents: Sequence[int]
    fonts: bytes
    """The fonts of the page's resources."""
    resources: bytes
    """The other resources."""
    catalogue: bytes
    """Entries of the catalogue that PDF/A asks for."""
    digest: Any
    """SHA-256 over the prefix; to be copied, never updated."""

    @classmethod
    def of(cls, data: bytes) -> "Background":
        """Take over a file of one page. Raises NotABackground."""
        with pikepdf.open(io.BytesIO(data)) as source:
            if len(source.pages) != 1:
                raise NotABackground("not one page")
            plain = _stripped(source)
        with pikepdf.open(io.BytesIO(plain)) as document:
            return cls._taken(document, plain)

    @classmethod
    def _taken(cls, document: pikepdf.Pdf, plain: bytes) -> "Background":
        page, root = document.pages[0].obj, document.Root
        own = {root.objgen[0], root.Pages.objgen[0], page.objgen[0]}
        places = _places(plain)
        prefix, offsets = _kept(plain, places, own)
        contents = page.Contents
        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        resources = page.Resources
        fonts = dict(resources.get("/Font", {}).items())
        if any(_FIELD_FONTS.fullmatch(name) for name in fonts):
            raise NotABackground("fonts are named like ours")
        return cls(
            prefix=prefix,
            offsets=offsets,
            free=sorted(own),
            size=max(places) + 1,
            height=float(page.MediaBox[3]),
            page=_entries({key: value for key, value in page.items() if key not in _OWN_KEYS}),
            contents=[part.objgen[0] for part in parts],
            fonts=_entries(fonts),
            resources=_entries({key: value for key, value in resources.items() if key != "/Font"}),
            catalogue=_entries({key: root[key] for key in _KEPT if key in root}),
            digest=hashlib.sha256(prefix),
        )


def _stripped(source: pikepdf.Pdf) -> bytes:
    """The file without what belongs to one paper: names, attachments, metadata."""
    for key in list(source.Root.keys()):
        if key not in {"/Type", "/Pages", *_KEPT}:
            del source.Root[key]
    if "/Info" in source.trailer:
        del source.trailer["/Info"]
    source.remove_unreferenced_resources()
    out = io.BytesIO()
    source.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        min_version="1.7",
        fix_metadata_version=False,
    )
    return out.getvalue()


def _places(plain: bytes) -> dict[int, int]:
    """Where objects begin, from the file's one cross-reference table."""
    start = int(plain[plain.rindex(b"startxref") + 9 :].split()[0])
    rows = plain[start:].split(b"trailer")[0].split(b"\n")[2:]
    return {
        number: int(row.split()[0])
        for number, row in enumerate(rows)
        if row.rstrip().endswith(b"n")
    }


def _kept(plain: bytes, places: dict[int, int], own: set[int]) -> tuple[bytes, dict[int, int]]:
    order = sorted(places.items(), key=lambda item: item[1])
    end_of_all = plain.rindex(b"xref\n0 ")
    ends = [offset for _, offset in order[1:]] + [end_of_all]
    out = bytearray(plain[: order[0][1]])
    offsets = {}
    for (number, start), end in zip(order, ends, strict=True):
        if number not in own:
            offsets[number] = len(out)
            out += plain[start:end]
    return bytes(out), offsets


def _entries(items: dict[str, Any]) -> bytes:
    return b"".join(key.encode() + b" " + _value(value) for key, value in items.items())


def _value(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return bytes(value.unparse())
    return bytes(pikepdf.unparse(value)) if not isinstance(value, int) else b"%d" % value
