"""Fixed words of exercises."""

from enum import StrEnum


class AttemptState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    MARKED = "marked"


class Purpose(StrEnum):
    """Formative attempts may be repeated at will and show feedback; assessed ones count."""

    FORMATIVE = "formative"
    ASSESSED = "assessed"


class ActKind(StrEnum):
    """What a trainer did to one attempt."""

    REOPENED = "reopened"
    EXTENDED = "extended"
    CLOSED = "closed"
    TYPED_BACK = "typed_back"
