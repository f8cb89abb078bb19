"""Spare blanks on paper: the design with dotted lines, and a label that says what it is."""

from dataclasses import dataclass, replace
from functools import lru_cache

from PIL.Image import Image

from lms.certificates.printing import picture
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.fast import Press
from lms.core import papers, pdf
from lms.designs.drawing import DrawnDesign
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import Payload, canonical
from lms.pack.printing import template
from lms.pack.printing.backs import Size

_NAME, _LOCAL, _RANK, _LOCAL_RANK, _SHORT = "." * 44, "." * 36, "." * 60, "." * 48, "." * 8
_CARD = 150.0  # mm: narrower papers have a smaller label
_CHANGED = ("serial", "issued")
_WIDTHS, _CARD_WIDTHS = (186.0, 120.0, 92.0, 70.0), (76.0, 46.0, 34.0, 18.0)  # mm
_GAP, _UPPER, PER_MM = 1.4, 0.36, 4
"""Clear paper around a label in mm, the part of the page in which it stands, pixels for each mm."""


def draw(press: Press, payload: Payload, code: str, address: str, design: DrawnDesign) -> bytes:
    """The unsigned page of a blank: lines to write on where a certificate has name and rank.

    What its own wording says of number and day is said of a blank; it has no last day, for that
    counts from a day on which nobody has written on it yet. Raises PaperProblem.
    """
    dotted = payload.holder.model_copy(
        update={
            "name": _NAME,
            "local_name": _LOCAL,
            "local_language": "ur",
            "rank": {"en": _RANK, "ur": _LOCAL_RANK},
        }
    )
    drawn = payload.model_copy(update={"holder": dotted, "expires_on": None})
    paper = Paper(drawn, code, address, design=_worded(design))
    opening = commitment.Opening(canonical(payload), bytes(commitment.SALT_BYTES))
    return press.make(paper, opening)


def _worded(design: DrawnDesign) -> DrawnDesign:
    """The design with the words of a blank; under another hash, for its fixed part differs."""
    wording = {}
    for language, texts in design.source.wording.items():
        own = papers.wordings(template.FOLDER).get(language, {})
        changed = {key: own[f"blank_{key}"] for key in _CHANGED if f"blank_{key}" in own}
        if "participation" in texts:
            changed["participation"] = texts["participation"].replace("{attended}", _SHORT)
        wording[language] = {**texts, **changed}
    source = design.source.model_copy(update={"wording": wording})
    return replace(design, hash=f"{design.hash}-blank", source=source)


@dataclass(frozen=True)
class Label:
    """What is stamped on a blank, as a PDF of the label's own size; and where, in mm from the left
    and lower edges (None: over the middle of the foot)."""

    data: bytes
    at: tuple[float, float] | None = None


def label(page: bytes, size: Size, languages: tuple[str, ...]) -> Label:
    """The label of a blank, in the widest form that finds a clear place above the names of its
    page: never over a text, a frame or where offices sign. A full page may have room for the
    first of its languages alone."""
    ink = picture.ink(page, PER_MM)
    widths = _CARD_WIDTHS if _is_card(size) else _WIDTHS
    forms = [_label(size, width, said) for said in (languages, languages[:1]) for width in widths]
    for data, width, height in forms:
        at = _clear_place(ink, size, (width, height))
        if at is not None:
            return Label(data, at)
    return Label(forms[0][0])


def _clear_place(ink: Image, size: Size, form: tuple[float, float]) -> tuple[float, float] | None:
    """The highest clear place for a label on the upper part of a page, near its middle."""
    gap = _GAP / 2 if _is_card(size) else _GAP
    wide, high = (round((side + 2 * gap) * PER_MM) for side in form)
    middle = (ink.width - wide) // 2
    columns = sorted(range(0, ink.width - wide, PER_MM), key=lambda x: abs(x - middle))
    for top in range(0, round(ink.height * _UPPER) - high, PER_MM // 2):
        for left in columns:
            if ink.crop((left, top, left + wide, top + high)).getbbox() is None:
                return left / PER_MM + gap, size[1] - (top + high) / PER_MM + gap
    return None


@lru_cache(maxsize=16)
def _label(size: Size, width: float, languages: tuple[str, ...]) -> tuple[bytes, float, float]:
    """A label of this width, as high as its words, and its size in mm."""
    high = 40.0
    laid = _laid(size, width, high, languages)
    high = laid.boxes["words"].content_height * 25.4 / 96 + (0.6 if _is_card(size) else 1.4)
    return _laid(size, width, high, languages).write(), width, high


def _laid(size: Size, width: float, height: float, languages: tuple[str, ...]) -> pdf.LaidOut:
    html = (
        papers.environment(template.FOLDER)
        .get_template("label.html")
        .render(
            width=width,
            height=height,
            size=3.4 if _is_card(size) else 7.6,
            lines=[(one, papers.wordings(template.FOLDER)[one]["blank"]) for one in languages],
        )
    )
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS)


def _is_card(size: Size) -> bool:
    return size[0] < _CARD
