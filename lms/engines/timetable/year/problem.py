"""What is planned: sessions with their wishes, venues, trainers, agencies and the days there are.

Days are dates without a clock. A session of n days is taught on n working weekdays in a row: days
off between two working weeks are passed over, holidays are not. From its first to its last day
it holds its venue and its trainers. A session counts in the month in which it begins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Wish(StrEnum):
    """What a plan should be like; each broken wish costs its weight times the amount."""

    EVEN_AGENCIES = "even_agencies"  # days of an agency in a month above its even share
    COURSE_APART = "course_apart"  # weeks missing between two sessions of one course
    EVEN_TRAINERS = "even_trainers"  # days of a trainer above the even share
    PREFERRED = "preferred"  # weeks away from the dates wished for
    FEW_MOVES = "few_moves"  # dates, venues and trainers that are not the current ones
    LITTLE_TRAVEL = "little_travel"  # trainers who teach away from their place


USUAL_WEIGHTS: Mapping[Wish, int] = {
    Wish.EVEN_AGENCIES: 2,
    Wish.COURSE_APART: 3,
    Wish.EVEN_TRAINERS: 1,
    Wish.PREFERRED: 4,
    Wish.FEW_MOVES: 3,
    Wish.LITTLE_TRAVEL: 2,
}
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True)
class Window:
    """Days from the first to the last, both within."""

    first: date
    last: date


@dataclass(frozen=True)
class Taking:
    """How many people an agency sends."""

    agency: str
    people: int = 1


@dataclass(frozen=True)
class VenueChoice:
    """A venue that a session may be held at, and how many of its rooms it takes there."""

    venue: str
    rooms: int = 1


@dataclass(frozen=True)
class After:
    """That a session begins after another one has ended, with free days between."""

    key: str
    gap_days: int = 0


@dataclass(frozen=True)
class Lock:
    """What is settled already; None or empty is open. Further trainers may join those locked."""

    first: date | None = None
    venue: str | None = None
    trainers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Current:
    """Where a session stands now, for a plan that should move little."""

    first: date
    venue: str | None = None
    trainers: tuple[str, ...] = ()


@dataclass(frozen=True)
class SessionWish:
    """A session that wants a date, a venue and trainers; with no venue allowed it seeks none.

    `earliest` and `latest` bound its first day; `preferred` are windows for its first day.
    """

    key: str
    days: int
    seats: int
    venues: tuple[VenueChoice, ...]
    trainers: tuple[str, ...]
    trainers_needed: int = 1
    course: str = ""
    agencies: tuple[Taking, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    after: tuple[After, ...] = ()
    preferred: tuple[Window, ...] = ()
    lock: Lock = Lock()
    current: Current | None = None

    @property
    def venue_choices(self) -> tuple[VenueChoice, ...]:
        """The venues it may be held at, a locked one with them."""
        locked = self.lock.venue
        if locked is None or any(one.venue == locked for one in self.venues):
            return self.venues
        return (*self.venues, VenueChoice(locked))

    @property
    def trainer_choices(self) -> tuple[str, ...]:
        """The trainers who may teach it, locked ones with them."""
        return tuple(dict.fromkeys((*self.trainers, *self.lock.trainers)))

    @property
    def trainers_wanted(self) -> int:
        """How many trainers a plan gives it."""
        return max(self.trainers_needed, len(self.lock.trainers))


@dataclass(frozen=True)
class Given:
    """A session that stands and is not planned: it takes its place but no rule judges it."""

    key: str
    first: date
    last: date
    days: int
    venue: str | None = None
    rooms: int = 1
    trainers: tuple[str, ...] = ()
    course: str = ""
    agencies: tuple[Taking, ...] = ()


@dataclass(frozen=True)
class Venue:
    """`capacity`: the most people of one session; `rooms`: how many there are at once."""

    key: str
    capacity: int
    rooms: int = 1
    closed: frozenset[date] = frozenset()
    place: str = ""


@dataclass(frozen=True)
class Trainer:
    """`rest_days`: free days between two sessions."""

    key: str
    away: frozenset[date] = frozenset()
    most_days_in_month: int | None = None
    rest_days: int = 0
    place: str = ""


@dataclass(frozen=True)
class Agency:
    """`blackout`: days on which it sends nobody."""

    key: str
    blackout: frozenset[date] = frozenset()
    most_people_days_in_month: int | None = None
    most_sessions_in_month: int | None = None


@dataclass(frozen=True)
class Problem:
    """All that a plan is made of. Raises ValueError for keys that are unknown or stand twice.

    `weekdays` are ISO numbers, Monday 1. `apart_days`: the free days wished for between two
    sessions of one course.
    """

    first: date
    last: date
    sessions: tuple[SessionWish, ...]
    venues: tuple[Venue, ...]
    trainers: tuple[Trainer, ...]
    agencies: tuple[Agency, ...] = ()
    given: tuple[Given, ...] = ()
    holidays: frozenset[date] = frozenset()
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    apart_days: int = 28
    weights: Mapping[Wish, int] = field(default_factory=lambda: dict(USUAL_WEIGHTS))

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the last day stands before the first")
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)):
            raise ValueError("working weekdays are some of 1 to 7")
        self._check_numbers()
        self._check_keys()

    def weight(self, wish: Wish) -> int:
        return self.weights.get(wish, 0)

    def _check_numbers(self) -> None:
        for one in self.sessions:
            if one.days < 1 or one.trainers_needed < 0 or one.seats < 0:
                raise ValueError(f"session {one.key} has a number that cannot be")
        for given in self.given:
            if given.first > given.last:
                raise ValueError(f"session {given.key} ends before it begins")

    def _check_keys(self) -> None:
        sessions = _once([*(s.key for s in self.sessions), *(g.key for g in self.given)])
        venues = _once([one.key for one in self.venues])
        trainers = _once([one.key for one in self.trainers])
        agencies = _once([one.key for one in self.agencies])
        for one in self.sessions:
            _known((before.key for before in one.after), sessions - {one.key})
            _known((choice.venue for choice in one.venue_choices), venues)
            _known(one.trainer_choices, trainers)
            _known((taking.agency for taking in one.agencies), agencies)
        for given in self.given:
            _known([given.venue] if given.venue else [], venues)
            _known(given.trainers, trainers)
            _known((taking.agency for taking in given.agencies), agencies)


@dataclass(frozen=True)
class Placement:
    """Where a plan puts a session."""

    key: str
    first: date
    last: date
    venue: str | None
    trainers: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A placement of each session of a problem, in its order."""

    placements: tuple[Placement, ...]

    def of(self, key: str) -> Placement:
        """The placement of one session; KeyError if it has none."""
        for one in self.placements:
            if one.key == key:
                return one
        raise KeyError(key)


def as_given(one: SessionWish, placed: Placement) -> Given:
    """A planned session as one that stands."""
    rooms = {choice.venue: choice.rooms for choice in one.venue_choices}
    return Given(
        key=one.key,
        first=placed.first,
        last=placed.last,
        days=one.days,
        venue=placed.venue,
        rooms=rooms[placed.venue] if placed.venue else 0,
        trainers=placed.trainers,
        course=one.course,
        agencies=one.agencies,
    )


def _once(keys: list[str]) -> frozenset[str]:
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands twice")
    return frozenset(keys)


def _known(keys: Iterable[str], among: frozenset[str]) -> None:
    unknown = sorted(set(keys) - among)
    if unknown:
        raise ValueError(f"nothing has the key {', '.join(unknown)}")
