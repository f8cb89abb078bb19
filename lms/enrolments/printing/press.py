"""Joins sheets that were laid out one by one into one PDF."""

import io
from collections.abc import Sequence

import pikepdf


def joined(parts: Sequence[bytes], title: str, language: str) -> bytes:
    """All pages in a row, fonts that several sheets use kept once where they are the same."""
    if len(parts) == 1:
        return parts[0]
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
