"""Fixed words of ceremonies."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What an item of the run sheet is; `certificates` is the one at which people are called."""

    RECITATION = "recitation"
    ANTHEM = "anthem"
    WELCOME = "welcome"
    REMARKS = "remarks"
    CERTIFICATES = "certificates"
    THANKS = "thanks"
    PHOTOGRAPH = "photograph"
    REFRESHMENTS = "refreshments"
    OTHER = "other"


class Scope(StrEnum):
    """Whether agencies stay together in their precedence, or the whole room is one list."""

    AGENCY = "agency"
    ROOM = "room"


class Within(StrEnum):
    """What orders the people of an agency or of the room."""

    RANK = "rank"
    ALPHABET = "alphabet"
    HAND = "hand"


class Handing(StrEnum):
    """Which of those who hand over gives to whom: all together, by turns, by agency, by hand."""

    TOGETHER = "together"
    ALTERNATE = "alternate"
    AGENCY = "agency"
    HAND = "hand"


class Happening(StrEnum):
    """What may happen at a ceremony; each is an append-only event."""

    ITEM = "item"  # an item of the run sheet begins
    CALLED = "called"  # somebody is called; nobody: the screen shows the occasion
    COLLECTED = "collected"
    ABSENT = "absent"
    POSTED = "posted"
    COUNTED = "counted"  # so many papers lie on the table
    UNDONE = "undone"  # an earlier event counts no more


class Mark(StrEnum):
    """What became of one paper; no mark: it lies on the table."""

    COLLECTED = "collected"
    ABSENT = "absent"
    POSTED = "posted"


class Paper(StrEnum):
    """What can be printed."""

    RUN_SHEET = "run-sheet"
    CALLS = "calls"
    PHOTO = "photo"
    MINUTES = "minutes"
