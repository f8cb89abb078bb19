"""Which letters the paper's fonts can draw. A sign without a glyph stops the issue."""

from dataclasses import dataclass

from lms.certificates.printing import template
from lms.certificates.printing.wording import FIRST_LANGUAGE, SECOND_LANGUAGE
from lms.core import pdf
from lms.engines.credentials.payload import Payload

NASTALIQ, NASKH = "nastaliq", "naskh"


@dataclass(frozen=True)
class MissingGlyphs:
    """Signs of one text that cannot be printed."""

    text: str
    signs: tuple[str, ...]


def local_style(text: str) -> str:
    """Nastaliq where it has every letter of the text, else Naskh (Sindhi and Pashto letters)."""
    if not _missing(text, template.NASTALIQ + template.LATIN):
        return NASTALIQ
    return NASKH


def unprintable(payload: Payload) -> list[MissingGlyphs]:
    """The texts of a paper that hold signs without a glyph, with those signs."""
    latin, local = _texts(payload)
    found = [MissingGlyphs(text, _missing(text, template.LATIN)) for text in latin]
    for text in local:
        families = template.NASTALIQ if local_style(text) == NASTALIQ else template.NASKH
        found.append(MissingGlyphs(text, _missing(text, families + template.LATIN)))
    return [one for one in found if one.signs]


def signs_missing(latin: str, local: str) -> tuple[str, ...]:
    """The signs of a name in its two scripts that the paper's fonts cannot draw."""
    families = template.NASTALIQ if local_style(local) == NASTALIQ else template.NASKH
    return _missing(latin, template.LATIN) + _missing(local, families + template.LATIN)


def _missing(text: str, families: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pdf.glyphs_missing(text, template.faces(families, template.WEIGHTS[-1])))


def _texts(payload: Payload) -> tuple[list[str], list[str]]:
    training, holder = payload.training, payload.holder
    authored = [
        payload.issuer.name,
        payload.issuer.place,
        holder.rank,
        holder.agency,
        holder.capacity,
        training.title,
        training.place,
        training.donor,
        training.project,
        training.organiser,
        *(signatory.office for signatory in payload.signatories),
        *(signatory.organisation for signatory in payload.signatories),
    ]
    latin = [holder.name, *(text.get(FIRST_LANGUAGE, "") for text in authored)]
    if not holder.local_name:
        return latin, []
    second = holder.local_language or SECOND_LANGUAGE
    return latin, [holder.local_name, *(text.get(second, "") for text in authored)]
