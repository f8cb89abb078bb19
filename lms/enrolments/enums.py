"""Fixed words of enrolments."""

from enum import StrEnum


class EnrolmentState(StrEnum):
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    PARTLY_ATTENDED = "partly_attended"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"


class Arrival(StrEnum):
    """How somebody came onto the roll."""

    LISTED = "listed"
    WALK_IN = "walk_in"
    SUBSTITUTE = "substitute"


class ImportState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"
