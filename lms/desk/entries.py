"""The doors of the demonstration's start page: one for each role, with what to try there."""

from dataclasses import dataclass
from typing import Any

from lms.core.access import Role
from lms.core.i18n import _l


@dataclass(frozen=True)
class Entry:
    """`key` names the role for the demonstration's one-click sign-in."""

    key: str
    title: Any
    hint: Any


ENTRIES = (
    Entry(
        Role.ORGANISER.value,
        _l("Organiser"),
        _l(
            "Sees to the whole session. Try: choose among the names for the third tranche; issue "
            "the certificates of Karachi 2019."
        ),
    ),
    Entry(
        Role.PARTICIPANT.value,
        _l("Participant"),
        _l("Learns and practises. Try: a lesson, its quiz and the link chart."),
    ),
    Entry(
        Role.TRAINER.value,
        _l("Trainer"),
        _l("Teaches and looks at the work. Try: who has handed in, and what the room got wrong."),
    ),
    Entry(
        Role.FOCAL_POINT.value,
        _l("Focal point of an agency"),
        _l(
            "Names and follows the own people. Try: nominate by spreadsheet; find an officer of "
            "another agency, which cannot be done."
        ),
    ),
    Entry(
        Role.SIGNATORY.value,
        _l("Signatory"),
        _l("Reads the list before the office's name goes under it."),
    ),
    Entry(
        Role.OBSERVER.value,
        _l("Observer, donor"),
        _l("Sees the figures of a session, and no private data."),
    ),
    Entry(
        Role.ADMINISTRATOR.value,
        _l("Administrator"),
        _l("Keeps agencies, people, appointments, mail and the log."),
    ),
)
