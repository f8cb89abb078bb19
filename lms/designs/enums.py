"""Fixed words of certificate designs."""

from enum import StrEnum


class Paper(StrEnum):
    """The papers that a session may choose a design for."""

    COMPLETION = "completion"
    PARTICIPATION = "participation"
    APPRECIATION = "appreciation"


class PageSize(StrEnum):
    """Sizes of paper, all wider than high. The card is that of bank cards (ISO/IEC 7810 ID-1)."""

    A4 = "a4"
    LETTER = "letter"
    CARD = "card"


class EmblemPlace(StrEnum):
    """Where a picture stands at the head of a paper, in reading direction of the first language."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Part(StrEnum):
    """Parts of a paper that a design may leave out."""

    RANK = "rank"
    ISSUER = "issuer"
    BACKING = "backing"
    LOCAL = "local"
    ADDRESS = "address"
    DRAWING = "drawing"
