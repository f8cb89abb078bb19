"""What each kind of clash is called, means and does, and what its doing means.

Pure. An installation stores only where it differs from `USUAL`.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from lms.agenda.enums import ClashRule, Severity
from lms.core.messages import N_, Message

Severities = Mapping[ClashRule, Severity]

USUAL: Severities = {
    ClashRule.ROOM_TWICE: Severity.BLOCK_RELEASE,
    ClashRule.ROOM_TOO_SMALL: Severity.WARN,
    ClashRule.ROOM_CLOSED: Severity.BLOCK_RELEASE,
    ClashRule.TRAINER_TWICE: Severity.BLOCK_RELEASE,
    ClashRule.TRAINER_UNAVAILABLE: Severity.BLOCK_RELEASE,
    ClashRule.TRAINER_UNCONFIRMED: Severity.WARN,
    ClashRule.PARTICIPANTS_TWICE: Severity.BLOCK_RELEASE,
    ClashRule.SYNDICATE_TWICE: Severity.BLOCK_RELEASE,
    ClashRule.OUTSIDE_HOURS: Severity.WARN,
    ClashRule.OVER_PRAYER: Severity.WARN,
    ClashRule.ON_DAY_OFF: Severity.WARN,
    ClashRule.NO_SIGNATORIES: Severity.WARN,
}

TITLES: Mapping[ClashRule, Message] = {
    ClashRule.ROOM_TWICE: N_("Room twice"),
    ClashRule.ROOM_TOO_SMALL: N_("Room too small"),
    ClashRule.ROOM_CLOSED: N_("Room closed"),
    ClashRule.TRAINER_TWICE: N_("Trainer twice"),
    ClashRule.TRAINER_UNAVAILABLE: N_("Trainer unavailable"),
    ClashRule.TRAINER_UNCONFIRMED: N_("Trainer without confirmation"),
    ClashRule.PARTICIPANTS_TWICE: N_("Participants in two sessions"),
    ClashRule.SYNDICATE_TWICE: N_("Two items at once"),
    ClashRule.OUTSIDE_HOURS: N_("Outside the venue's hours"),
    ClashRule.OVER_PRAYER: N_("Over a prayer"),
    ClashRule.ON_DAY_OFF: N_("On a day off"),
    ClashRule.NO_SIGNATORIES: N_("Ceremony without signatories"),
}

MEANINGS: Mapping[ClashRule, Message] = {
    ClashRule.ROOM_TWICE: N_(
        "One room holds two items at the same time, of this session or of another. Breaks, "
        "lunches and prayers may share a room."
    ),
    ClashRule.ROOM_TOO_SMALL: N_(
        "More people than seats. Until a session is confirmed its seats are counted, afterwards "
        "the people on its roll; a track counts those at its table, else its even share."
    ),
    ClashRule.ROOM_CLOSED: N_("The room, or the whole venue, is closed at that time."),
    ClashRule.TRAINER_TWICE: N_(
        "One trainer teaches two items at the same time, whatever the session and its time zone; "
        "over the network counts too."
    ),
    ClashRule.TRAINER_UNAVAILABLE: N_("A trainer has entered not to be available at that time."),
    ClashRule.TRAINER_UNCONFIRMED: N_(
        "A trainer has not said yes, or has said no. Told once for each trainer of a session."
    ),
    ClashRule.PARTICIPANTS_TWICE: N_(
        "Somebody on the roll is on the roll of another session that works at the same time. "
        "Breaks, lunches and prayers do not count."
    ),
    ClashRule.SYNDICATE_TWICE: N_(
        "One track has two items at the same time, or an item for everybody lies over that of a "
        "track. Breaks, lunches and prayers may lie over each other."
    ),
    ClashRule.OUTSIDE_HOURS: N_(
        "An item begins before the venue opens or ends after it closes, or lies on a weekday on "
        "which it is not open."
    ),
    ClashRule.OVER_PRAYER: N_(
        "Work runs over a prayer time of the venue, by its weekdays and season."
    ),
    ClashRule.ON_DAY_OFF: N_(
        "The day is a public holiday of the venue's country, an own day off, or one that an agency "
        "of the session keeps free. Told once for each day."
    ),
    ClashRule.NO_SIGNATORIES: N_("There is a ceremony, and nobody is named to sign certificates."),
}

DEEDS: Mapping[Severity, Message] = {
    Severity.BLOCK: N_("Refuses the change"),
    Severity.BLOCK_RELEASE: N_("Holds back the release"),
    Severity.WARN: N_("Warns"),
    Severity.IGNORE: N_("Is ignored"),
}
HOLDING = frozenset({Severity.BLOCK, Severity.BLOCK_RELEASE})


class Weighed(Protocol):
    """Anything with a severity."""

    @property
    def severity(self) -> Severity: ...


W = TypeVar("W", bound=Weighed)


def blocking(rows: Iterable[W]) -> list[W]:
    """Those that hold back a release."""
    return [row for row in rows if row.severity in HOLDING]


def in_force(stored: Severities) -> dict[ClashRule, Severity]:
    """Every rule with what it does here."""
    return {rule: stored.get(rule, usual) for rule, usual in USUAL.items()}
