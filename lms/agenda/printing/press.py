"""Makes one PDF of the pieces of a print: each is laid out by itself, then numbered and joined."""

import io
from collections.abc import Callable, Sequence
from typing import Protocol

import pikepdf

from lms.core import pdf

Progress = Callable[[int, int], None]


class Piece(Protocol):
    """A part of a print, such as a day: laid out with the number of its first page and of all
    pages; None counts the piece's own pages."""

    def __call__(self, first: int, total: int | None) -> pdf.LaidOut: ...


def print_pieces(
    pieces: Sequence[Piece],
    *,
    numbered: bool,
    title: str,
    language: str,
    progress: Progress | None = None,
) -> bytes:
    """The PDF of all pieces in a row. `numbered` counts pages through; else each piece counts its
    own. A piece is short work, and `progress` is told after each."""
    laid = _laid(pieces, len(pieces) if numbered else None, progress)
    count = sum(one.pages for one in laid)
    if numbered and count != len(pieces):
        laid = _laid(pieces, count, progress)
    if len(laid) == 1:
        return laid[0].write()
    return _joined([one.write() for one in laid], title, language)


def _laid(
    pieces: Sequence[Piece], total: int | None, progress: Progress | None
) -> list[pdf.LaidOut]:
    found: list[pdf.LaidOut] = []
    for place, piece in enumerate(pieces):
        first = 1 if total is None else sum(one.pages for one in found) + 1
        found.append(piece(first, total))
        if progress is not None:
            progress(place + 1, len(pieces))
    return found


def _joined(parts: Sequence[bytes], title: str, language: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as whole:
        sources = [pikepdf.open(io.BytesIO(data)) for data in parts]
        for source in sources:
            whole.pages.extend(source.pages)
        whole.docinfo["/Title"] = title
        whole.Root.Lang = pikepdf.String(language)
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for source in sources:
            source.close()
    return out.getvalue()
