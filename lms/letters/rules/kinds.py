"""What kinds of letters are called, how their numbers begin, and to whom they go."""

from collections.abc import Mapping

from lms.core.messages import N_, Message
from lms.letters.enums import LetterKind

WORDS: Mapping[LetterKind, Message] = {
    LetterKind.CALL: N_("Call for nominations"),
    LetterKind.INVITATION: N_("Invitation"),
    LetterKind.WAITING: N_("Place on the wait-list"),
    LetterKind.REGRET: N_("Regret"),
    LetterKind.JOINING: N_("Joining instruction"),
    LetterKind.RELIEVING: N_("Relieving letter"),
    LetterKind.REMINDER: N_("Reminder"),
}
"""In the order of a session's life."""

TO_WHOM: Mapping[LetterKind, Message] = {
    LetterKind.CALL: N_("To the focal points of the agencies"),
    LetterKind.INVITATION: N_("To people who are offered a seat"),
    LetterKind.WAITING: N_("To people on the wait-list"),
    LetterKind.REGRET: N_("To people whose nomination was declined"),
    LetterKind.JOINING: N_("To participants on the roll"),
    LetterKind.RELIEVING: N_("To the unit of each participant, with a copy to the participant"),
    LetterKind.REMINDER: N_("To participants on the roll"),
}

_PREFIXES: Mapping[LetterKind, str] = {
    LetterKind.CALL: "CALL",
    LetterKind.INVITATION: "INV",
    LetterKind.WAITING: "WAIT",
    LetterKind.REGRET: "REG",
    LetterKind.JOINING: "JOIN",
    LetterKind.RELIEVING: "REL",
    LetterKind.REMINDER: "REM",
}


def reference(code: str, kind: LetterKind, number: int) -> str:
    """The number of a letter, e.g. `DGTR-2026-03/INV/001`."""
    return f"{code}/{_PREFIXES[kind]}/{number:03d}"
