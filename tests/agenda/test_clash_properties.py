"""Whatever is done to the items, the book's clash list equals the plain reference's."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.agenda.enums import ClashRule, ItemKind, TrainerState
from lms.agenda.rules.clashes.book import Book
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.remedies import ANOTHER_TIME, next_free_start
from lms.agenda.rules.clashes.types import (
    Absence,
    Booking,
    Clash,
    Closure,
    Delivery,
    FreeDays,
    Place,
    PrayerWindow,
    Room,
)
from lms.agenda.rules.times import day_of
from tests.support.clash_reference import all_clashes

# The last Sunday of March 2026: London's and Berlin's clocks go forward; a Monday holiday near.
FIRST = datetime(2026, 3, 27, 22, 0, tzinfo=UTC)
SLOTS = 5 * 24 * 4


def ids(kind: int, count: int) -> list[UUID]:
    return [UUID(int=(kind << 64) + number) for number in range(1, count + 1)]


SESSIONS, ROOMS, PLACES = ids(1, 4), ids(2, 4), ids(3, 3)
PEOPLE, GUESTS, AGENCIES, ITEMS = ids(4, 4), ids(5, 5), ids(6, 2), ids(7, 12)

moments = st.integers(0, SLOTS).map(lambda slot: FIRST + timedelta(minutes=15 * slot))
lengths = st.sampled_from([15, 30, 45, 60, 90, 240, 960])
some_people = st.frozensets(st.sampled_from(PEOPLE), max_size=2)
weekdays = st.sampled_from(["1234567", "12345", "567", ""])
minutes = st.sampled_from([0, 8 * 60, 12 * 60 + 45, 18 * 60, 23 * 60 + 30, 24 * 60])


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    begin = draw(moments)
    return Booking(
        item_id=draw(st.sampled_from(ITEMS)),
        course_session_id=draw(st.sampled_from(SESSIONS)),
        kind=draw(st.sampled_from([*ItemKind])),
        starts_at=begin,
        ends_at=begin + timedelta(minutes=draw(lengths)),
        track=draw(st.sampled_from(["", "", "A", "B"])),
        room_id=draw(st.none() | st.sampled_from(ROOMS)),
        trainer_ids=draw(some_people),
    )


@st.composite
def windows(draw: st.DrawFn, number: int) -> PrayerWindow:
    begin, end = sorted(draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    season = draw(st.sampled_from([(None, None), (date(2026, 3, 29), None)]))
    place = draw(st.sampled_from(PLACES))
    return PrayerWindow(UUID(int=number), place, draw(weekdays), begin, end, *season)


def spans(kind: int) -> st.SearchStrategy[list[tuple[UUID, datetime, datetime]]]:
    """Stretches from a quarter of an hour to days, each with an id."""
    length = st.sampled_from([15, 120, 1440, 4000])
    return st.lists(st.tuples(moments, length), max_size=4).map(
        lambda found: [
            (UUID(int=(kind << 64) + number), begin, begin + timedelta(minutes=minutes))
            for number, (begin, minutes) in enumerate(found, 1)
        ]
    )


@st.composite
def places(draw: st.DrawFn, place_id: UUID) -> Place:
    opens, closes = sorted(draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    zone = draw(st.sampled_from(["Asia/Karachi", "Europe/London", "America/Toronto"]))
    country = draw(st.sampled_from(["PK", "GB", ""]))
    return Place(place_id, zone, country, "", opens, closes, draw(weekdays))


@st.composite
def deliveries(draw: st.DrawFn, key: UUID) -> Delivery:
    return Delivery(
        id=key,
        zone=draw(st.sampled_from(["Asia/Dubai", "Europe/Berlin"])),
        venue_id=draw(st.none() | st.sampled_from(PLACES)),
        country=draw(st.sampled_from(["DE", "AE"])),
        people=draw(st.integers(0, 30)),
        track_people=draw(st.dictionaries(st.sampled_from(["A", "B"]), st.integers(0, 15))),
        enrolled=draw(st.frozensets(st.sampled_from(GUESTS), max_size=2)),
        tables=draw(st.dictionaries(st.sampled_from(GUESTS), st.sampled_from(["A", "B"]))),
        agency_ids=draw(st.frozensets(st.sampled_from(AGENCIES), max_size=1)),
        has_signatories=draw(st.booleans()),
        trainers=draw(st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([*TrainerState]))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    owner = st.sampled_from(PEOPLE)
    closing = st.tuples(st.sampled_from(PLACES), st.none() | st.sampled_from(ROOMS))
    offs = st.tuples(
        st.integers(0, 3), st.integers(0, 2), st.sampled_from([None, "PK", "DE"]),
        st.none() | st.sampled_from(AGENCIES),
    )  # fmt: skip
    first = date(2026, 3, 28)
    return Facts(
        deliveries={key: draw(deliveries(key)) for key in SESSIONS},
        rooms={
            key: Room(key, draw(st.sampled_from(PLACES)), draw(st.integers(5, 30)))
            for key in ROOMS[:-1]
        },
        places={key: draw(places(key)) for key in PLACES[:-1]},
        closures=[Closure(one[0], *draw(closing), *one[1:]) for one in draw(spans(8))],
        prayers=[draw(windows(number)) for number in range(draw(st.integers(0, 3)))],
        free_days=[
            FreeDays(
                UUID(int=(9 << 64) + number),
                first + timedelta(days=begin),
                first + timedelta(days=begin + more),
                country,
                agency,
            )
            for number, (begin, more, country, agency) in enumerate(
                draw(st.lists(offs, max_size=3))
            )
        ],
        absences=[Absence(one[0], draw(owner), *one[1:]) for one in draw(spans(10))],
    )


@dataclass(frozen=True)
class Act:
    """One change: of the item at `at` in the order of ids, in one of its sides."""

    side: str
    at: int
    booking: Booking

    def do(self, items: dict[UUID, Booking]) -> Booking | None:
        """The item as it shall be; None: it goes."""
        known = sorted(items)
        if self.side == "add" or not known:
            return self.booking
        item = items[known[self.at % len(known)]]
        wish, length = self.booking, item.ends_at - item.starts_at
        changes: dict[str, dict[str, object]] = {
            "move": {"starts_at": wish.starts_at, "ends_at": wish.starts_at + length},
            "resize": {"ends_at": item.starts_at + (wish.ends_at - wish.starts_at)},
            "assign": {"trainer_ids": wish.trainer_ids},
            "room": {"room_id": wish.room_id, "track": wish.track},
        }
        return replace(item, **changes[self.side])  # type: ignore[arg-type]


sides = st.sampled_from(["add", "add", "move", "resize", "assign", "room", "remove"])
acts = st.builds(Act, sides, st.integers(0, 20), bookings())


@settings(max_examples=30, deadline=None)
@given(worlds(), st.lists(acts, min_size=1, max_size=25))
def test_after_any_sequence_the_list_is_that_of_the_reference(
    facts: Facts, sequence: list[Act]
) -> None:
    book, items = Book(facts), dict[UUID, Booking]()
    for act in sequence:
        if act.side == "remove" and items:
            gone = sorted(items)[act.at % len(items)]
            del items[gone]
            book.drop(gone)
        elif (booking := act.do(items)) is not None:
            items[booking.item_id] = booking
            book.put(booking)
        assert set(book.clashes()) == all_clashes(items.values(), facts)


@settings(max_examples=30, deadline=None)
@given(worlds(), st.lists(bookings(), min_size=2, max_size=12, unique_by=lambda one: one.item_id))
def test_items_of_others_are_met_and_not_judged(facts: Facts, found: list[Booking]) -> None:
    mine = [one for one in found if one.course_session_id == SESSIONS[0]]
    others = [one for one in found if one.course_session_id != SESSIONS[0]]
    own = {one.item_id for one in mine}

    def ours(clash: Clash) -> bool:
        return clash.item_id in own or clash.other_id in own

    book = Book(facts, mine, fixed=others)
    assert set(book.clashes()) == {one for one in all_clashes(found, facts) if ours(one)}


@settings(max_examples=30, deadline=None)
@given(worlds(), st.lists(bookings(), min_size=1, max_size=12, unique_by=lambda one: one.item_id))
def test_taking_everything_out_leaves_nothing(facts: Facts, found: list[Booking]) -> None:
    book = Book(facts, found)
    for booking in found:
        book.drop(booking.item_id)
    assert not book.clashes() and not book.bookings()
    assert not book._cells and not book._members and not any(book._present.values())


@settings(max_examples=30, deadline=None)
@given(worlds(), st.lists(bookings(), min_size=1, max_size=12, unique_by=lambda one: one.item_id))
def test_a_proposed_start_is_on_the_same_day_and_free(facts: Facts, found: list[Booking]) -> None:
    zone = "Asia/Karachi"
    item, book = found[0], Book(facts, found)
    begin = next_free_start(item, book, zone)
    if begin is None:
        return
    moved = replace(item, starts_at=begin, ends_at=begin + (item.ends_at - item.starts_at))
    assert begin != item.starts_at
    assert day_of(begin, zone) == day_of(item.starts_at, zone)
    assert day_of(moved.ends_at - timedelta(minutes=1), zone) == day_of(begin, zone)
    assert begin.astimezone(ZoneInfo(zone)).minute % 15 == 0
    book.put(moved)
    broken = {one.rule for one in book.clashes() if moved.item_id in {one.item_id, one.other_id}}
    shut = str(facts.spot_of(moved).days[0].isoweekday()) not in weekdays_at(facts, moved)
    assert not broken & (ANOTHER_TIME - ({ClashRule.OUTSIDE_HOURS} if shut else set()))


def weekdays_at(facts: Facts, booking: Booking) -> str:
    place = facts.spot_of(booking).place
    return place.weekdays if place else "1234567"
