"""Spare blanks on paper: the design with dotted lines, and a label that says what it is."""

from dataclasses import replace
from functools import lru_cache

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


def draw(press: Press, payload: Payload, code: str, address: str, design: DrawnDesign) -> bytes:
    """The unsigned page of a blank: lines to write on where a certificate has name and rank.

    What its own wording says of number and day is said of a blank. Raises PaperProblem.
    """
    dotted = payload.holder.model_copy(
        update={
            "name": _NAME,
            "local_name": _LOCAL,
            "local_language": "ur",
            "rank": {"en": _RANK, "ur": _LOCAL_RANK},
        }
    )
    paper = Paper(
        payload.model_copy(update={"holder": dotted}), code, address, design=_worded(design)
    )
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


@lru_cache(maxsize=8)
def label(size: Size, languages: tuple[str, ...]) -> bytes:
    """What is stamped over the foot of a blank, as a PDF of the label's own size."""
    small = size[0] < _CARD
    width, height = (76.0, 5.4) if small else (186.0, 10.5)
    html = (
        papers.environment(template.FOLDER)
        .get_template("label.html")
        .render(
            width=width,
            height=height,
            size=3.4 if small else 7.6,
            lines=[(one, papers.wordings(template.FOLDER)[one]["blank"]) for one in languages],
        )
    )
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS).write()
