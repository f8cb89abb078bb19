"""Fixed words of letters."""

from enum import StrEnum


class LetterKind(StrEnum):
    INVITATION = "invitation"
    JOINING = "joining"
    RELIEVING = "relieving"
    REGRET = "regret"
    WAITING = "waiting"
    REMINDER = "reminder"
    CALL = "call"  # to the agencies: name your people


class Layout(StrEnum):
    """How a letter in two languages stands on paper."""

    AFTER = "after"  # each language on pages of its own
    BESIDE = "beside"  # two columns


class TextOrigin(StrEnum):
    """Where the text of a kind of letter comes from."""

    SHIPPED = "shipped"
    HOUSE = "house"  # the installation's own
    OWN = "own"  # of this course session
