"""Writes finished PDF files at speed: a background drawn once, and what differs on top of it.

A design is laid out once (by WeasyPrint, elsewhere) and taken over as a `Background`. For each
paper only shaped text (HarfBuzz), a QR code and attachments are added, and the signatures are put
in while the file is written. Nothing here knows rooms, database, clock or where keys lie.
"""

from lms.engines.press.background import Background
from lms.engines.press.binding import About, Finish, Sheet, bind
from lms.engines.press.cms import Cms, Stamp, WrongContainer
from lms.engines.press.document import Attachment, Head, write
from lms.engines.press.drawing import Drawing, Slot, Square, draw, fit_all
from lms.engines.press.faces import Face, MissingGlyphs, named
from lms.engines.press.fitting import DoesNotFit, Step, TextSlot, fit
from lms.engines.press.judging import judge
from lms.engines.press.objects import NotPlain
from lms.engines.press.revisions import Signature, Signing, signed
from lms.engines.press.stamping import Terms, Tokens

__all__ = [
    "About",
    "Attachment",
    "Background",
    "Cms",
    "DoesNotFit",
    "Drawing",
    "Face",
    "Finish",
    "Head",
    "MissingGlyphs",
    "NotPlain",
    "Sheet",
    "Signature",
    "Signing",
    "Slot",
    "Square",
    "Stamp",
    "Step",
    "Terms",
    "TextSlot",
    "Tokens",
    "WrongContainer",
    "bind",
    "draw",
    "fit",
    "fit_all",
    "judge",
    "named",
    "signed",
    "write",
]
