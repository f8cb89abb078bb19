"""Fixed words of the print pack."""

from enum import StrEnum


class Flip(StrEnum):
    """On which edge the printer turns a sheet over for its back."""

    LONG = "long"
    SHORT = "short"


class Detail(StrEnum):
    """How much a back tells: all; the days without what was done on them; dates and hours alone."""

    FULL = "full"
    BRIEF = "brief"
    BARE = "bare"


class Whom(StrEnum):
    """Whose papers are mailed: all that were not mailed yet, or of these the papers that the
    ceremony marked as absent or posted."""

    ALL = "all"
    AWAY = "away"
