"""What is to be placed, and the named rules and wishes.

Time is whole numbers: a day by its index, a time of day in quarter-hours from midnight (9:15 is
37). Times that are no multiple of 15 minutes are rounded outwards by who makes the problem. Ends
are exclusive. Everything is known by keys; titles are the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

QUARTERS_OF_A_DAY = 96


class ItemClass(StrEnum):
    """What an item is to the participants."""

    LECTURE = "lecture"
    PRACTICAL = "practical"
    FORMAL = "formal"  # registration, opening, test, ceremony
    PAUSE = "pause"  # tea, lunch, prayer: rest; may lie over closed windows


@dataclass(frozen=True)
class Span:
    """A time of one day, from `start` up to `end`."""

    day: int
    start: int
    end: int


@dataclass(frozen=True)
class Window:
    """A time of a day for prayer or lunch, known by `key`.

    Hard: nothing but pauses lies in it. Else it is a wish.
    """

    key: str
    start: int
    end: int
    hard: bool = True


@dataclass(frozen=True)
class Day:
    index: int
    opens: int
    closes: int
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Room:
    """`closed` holds every time at which it cannot be used, also for other sessions in it."""

    key: str
    capacity: int
    closed: tuple[Span, ...] = ()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Trainer:
    """`away` holds every time at which the trainer cannot teach, also for other sessions.

    `most_per_day`: teaching quarters on one day, None for no limit.
    """

    key: str
    away: tuple[Span, ...] = ()
    most_per_day: int | None = None


@dataclass(frozen=True)
class Lock:
    """What of an item stays as it is; None leaves it open."""

    day: int | None = None
    start: int | None = None
    room: str | None = None
    trainers: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Item:
    """One thing to place.

    `tracks`: for which syndicates; empty for all. `rooms`, `trainers`: the allowed ones, None for
    any. `tags`: what its room must have. `days`, `earliest`, `latest`: when it may lie (from
    `earliest` up to `latest`, times of day). `after`: items that must have ended before.
    `together`: items that start at the same time. `apart`: items that lie on other days.
    """

    key: str
    quarters: int
    kind: ItemClass = ItemClass.LECTURE
    tracks: frozenset[str] = frozenset()
    needs_room: bool = True
    seats: int = 0
    rooms: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()
    trainers_needed: int = 0
    trainers: frozenset[str] | None = None
    days: frozenset[int] | None = None
    earliest: int = 0
    latest: int = QUARTERS_OF_A_DAY
    lock: Lock = Lock()
    after: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()

    @property
    def teaches(self) -> bool:
        """Whether it is work for the participants, not rest."""
        return self.kind is not ItemClass.PAUSE


class Wish(StrEnum):
    """What is wished for; the amount by which it is missed is counted as said here."""

    ORDER = "order"  # neighbours of the list (pauses left out) of which the later starts first
    PRACTICAL_LAST = "practical_last"  # practicals that end the day of a track
    LONG_STRETCH = "long_stretch"  # quarters beyond `stretch` without a pause, for a track
    TRAINER_GAP = "trainer_gap"  # quarters between a trainer's items of a day, windows left out
    ROOM_CHANGE = "room_change"  # rooms of a track on a day, beyond the first
    UNEVEN_LOAD = "uneven_load"  # teaching quarters between the most and the least busy trainer
    IDLE = "idle"  # empty quarters of a track from opening to its last item, windows left out
    LATE_END = "late_end"  # quarters of a track in the last hour of a day
    SOFT_WINDOW = "soft_window"  # quarters of a track in a window that is not hard


USUAL_WEIGHTS: Mapping[Wish, int] = {
    Wish.ORDER: 20,
    Wish.PRACTICAL_LAST: 10,
    Wish.LONG_STRETCH: 6,
    Wish.TRAINER_GAP: 1,
    Wish.ROOM_CHANGE: 4,
    Wish.UNEVEN_LOAD: 1,
    Wish.IDLE: 3,
    Wish.LATE_END: 1,
    Wish.SOFT_WINDOW: 5,
}


@dataclass(frozen=True)
class Problem:
    """All that is to be placed, in the order of the course.

    `tracks` are the parallel syndicates (at least one); `stretch` is how many quarters people sit
    without a pause before it is long; items start at multiples of `grain` quarters. Raises
    ValueError for a name that stands for nothing, a name used twice or a size that is none.
    """

    days: tuple[Day, ...]
    rooms: tuple[Room, ...]
    trainers: tuple[Trainer, ...]
    items: tuple[Item, ...]
    tracks: tuple[str, ...] = ("",)
    weights: Mapping[Wish, int] = field(default_factory=lambda: dict(USUAL_WEIGHTS))
    stretch: int = 8
    grain: int = 1

    def __post_init__(self) -> None:
        from lms.engines.timetable.within.sound import assert_sound

        assert_sound(self)

    def tracks_of(self, item: Item) -> tuple[str, ...]:
        """The tracks that an item is for."""
        return tuple(track for track in self.tracks if not item.tracks or track in item.tracks)


class RuleKind(StrEnum):
    """Hard rules. In brackets: which subjects of the rule are set."""

    ROOM_ONCE = "room_once"  # [room] one item at a time
    ROOM_OPEN = "room_open"  # [room, day] not while the room is closed
    ROOM_LARGE = "room_large"  # [item] a room with enough seats
    ROOM_FIT = "room_fit"  # [item] one of its allowed rooms, with its tags
    TRAINER_ONCE = "trainer_once"  # [trainer] one item at a time
    TRAINER_FREE = "trainer_free"  # [trainer, day] not while the trainer is away
    TRAINER_LOAD = "trainer_load"  # [trainer, day] no more than the most per day
    TRAINERS_OF = "trainers_of"  # [item] as many as needed of its allowed trainers
    TRACK_ONCE = "track_once"  # [track] one item at a time
    HOURS = "hours"  # [day] within the hours of the day
    WINDOW = "window"  # [day, window] out of a hard window
    WHEN = "when"  # [item] on its allowed days, between its earliest and latest time
    ORDER = "order"  # [item, other] after its prerequisite `other`
    TOGETHER = "together"  # [item, other] starts with `other`
    APART = "apart"  # [item, other] on another day than `other`
    LOCKED_TIME = "locked_time"  # [item] day and start as locked
    LOCKED_ROOM = "locked_room"  # [item] room as locked
    LOCKED_TRAINERS = "locked_trainers"  # [item] trainers as locked


@dataclass(frozen=True)
class Rule:
    """One hard rule, fine enough to be named to people; the subjects not used are empty."""

    kind: RuleKind
    item: str = ""
    other: str = ""
    room: str = ""
    trainer: str = ""
    track: str = ""
    day: int | None = None
    window: str = ""


@dataclass(frozen=True)
class Placed:
    """Where an item lies. `room` is None where it needs none."""

    item: str
    day: int
    start: int
    end: int
    room: str | None = None
    trainers: tuple[str, ...] = ()
