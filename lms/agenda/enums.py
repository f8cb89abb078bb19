"""Fixed words of the agenda."""

from enum import StrEnum


class ItemKind(StrEnum):
    REGISTRATION = "registration"
    OPENING = "opening"
    MODULE = "module"
    EXERCISE = "exercise"
    RECAP = "recap"
    TEST = "test"
    BREAK = "break"
    PRAYER = "prayer"
    LUNCH = "lunch"
    GROUP_WORK = "group_work"
    CEREMONY = "ceremony"
    OTHER = "other"


class TrainerMode(StrEnum):
    """Whether a trainer is of the house, from outside, or joins over the network."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    ONLINE = "online"


class TrainerState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class BusySource(StrEnum):
    """Whether a time of absence was written by hand or read from a calendar file."""

    WRITTEN = "written"
    CALENDAR = "calendar"


class ClashRule(StrEnum):
    ROOM_TWICE = "room_twice"
    ROOM_TOO_SMALL = "room_too_small"
    ROOM_CLOSED = "room_closed"
    TRAINER_TWICE = "trainer_twice"
    TRAINER_UNAVAILABLE = "trainer_unavailable"
    TRAINER_UNCONFIRMED = "trainer_unconfirmed"
    PARTICIPANTS_TWICE = "participants_twice"
    SYNDICATE_TWICE = "syndicate_twice"
    OUTSIDE_HOURS = "outside_hours"
    OVER_PRAYER = "over_prayer"
    ON_DAY_OFF = "on_day_off"
    NO_SIGNATORIES = "no_signatories"


class Severity(StrEnum):
    """What a clash does: refuses the change, holds back the release, warns, or nothing."""

    BLOCK = "block"
    BLOCK_RELEASE = "block_release"
    WARN = "warn"
    IGNORE = "ignore"


class FeedKind(StrEnum):
    """Whose entries a private calendar address gives."""

    OWN = "own"
    SESSION = "session"
    TRAINER = "trainer"
    ROOM = "room"


class ProposalState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"
