"""A letter as PDF, and many letters as one PDF to be printed."""

import io
from collections.abc import Iterable

import pikepdf

from lms.core import papers, pdf
from lms.letters.printing.wording import FOLDER, Wording
from lms.letters.rules.frozen import Frozen

SHEETS = ("letter.css",)


def to_pdf(letter: Frozen) -> bytes:
    """The letter on A4 pages. The same letter gives the same bytes."""
    return pdf.lay_out(page_html(letter), FOLDER, sheets=SHEETS).write()


def page_html(letter: Frozen) -> str:
    """The page that is laid out."""
    sides = [(Wording.of(one), letter.sides[one]) for one in letter.languages]
    first = letter.languages[0]
    return (
        papers.environment(FOLDER)
        .get_template("letter.html")
        .render(
            letter=letter,
            sides=sides,
            words=[words for words, _side in sides],
            first=first,
            title=f"{letter.reference}: {letter.sides[first].subject}",
        )
    )


def joined(files: Iterable[bytes], title: str) -> bytes:
    """Letters in one file, one behind the other."""
    out = io.BytesIO()
    with pikepdf.new() as whole:
        sources = [pikepdf.open(io.BytesIO(data)) for data in files]
        for source in sources:
            whole.pages.extend(source.pages)
        whole.docinfo["/Title"] = title
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for source in sources:
            source.close()
    return out.getvalue()
