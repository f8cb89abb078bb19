"""Writing what became of papers."""

from lms.aftercare.services.handovers import hand_on, hand_over, receive, take_back
from lms.aftercare.services.papers import Noted, note, replace_lost, undo

__all__ = [
    "Noted",
    "hand_on",
    "hand_over",
    "note",
    "receive",
    "replace_lost",
    "take_back",
    "undo",
]
