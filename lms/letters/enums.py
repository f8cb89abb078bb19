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
