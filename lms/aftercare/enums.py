"""Fixed words of what becomes of papers."""

from enum import StrEnum


class Way(StrEnum):
    """What may happen to a paper after the ceremony; each is an append-only event."""

    COLLECTED = "collected"  # by the holder in person
    BEARER = "bearer"  # by somebody with an authority letter
    POSTED = "posted"
    RETURNED = "returned"  # undelivered
    AGENCY = "agency"  # handed to the agency with all its papers
    RECEIVED = "received"  # the agency's focal point has it
    HANDED_ON = "handed_on"  # by the focal point to the holder
    REPLACED = "replaced"  # lost: the same file printed again
    UNDONE = "undone"  # an earlier event counts no more


class Place(StrEnum):
    """Where a paper is. What was posted counts as delivered until it comes back."""

    OFFICE = "office"
    HOLDER = "holder"
    BEARER = "bearer"
    POST = "post"
    RETURNED = "returned"
    TO_AGENCY = "to_agency"  # given to the focal point, who has not confirmed it yet
    AGENCY = "agency"


class Show(StrEnum):
    """Which papers a page shows."""

    ALL = "all"
    OPEN = "open"  # not yet in hand
    AGENCY = "agency"
    POSTED = "posted"
