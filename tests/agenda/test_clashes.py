"""What each clash rule says of plain cases, in values; times of Karachi where nothing is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from lms.agenda.enums import ClashRule, ItemKind, TrainerState
from lms.agenda.rules.clashes.book import Book
from lms.agenda.rules.clashes.facts import Facts, Timeline
from lms.agenda.rules.clashes.remedies import next_free_start
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
    Stretch,
)

DAY = date(2026, 3, 4)  # a Wednesday without a holiday
K, R = ItemKind, ClashRule
KARACHI, LONDON = "Asia/Karachi", "Europe/London"


def key(number: int) -> UUID:
    return UUID(int=number)


HERE, THERE, VENUE, HALL, LAB = (key(one) for one in (101, 102, 201, 301, 302))
BROHI, GUL, GUEST = key(401), key(402), key(501)
ASKED = {BROHI: TrainerState.CONFIRMED, GUL: TrainerState.CONFIRMED}


def at(clock: str, day: date = DAY, zone: str = KARACHI) -> datetime:
    hours, minutes = (int(part) for part in clock.split(":"))
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight + timedelta(hours=hours, minutes=minutes)


def item(
    number: int, begin: str, end: str, *, day: date = DAY, zone: str = KARACHI, **values: object
) -> Booking:
    given: dict[str, object] = {"course_session_id": HERE, "kind": K.MODULE, **values}
    if "trainers" in given:
        given["trainer_ids"] = frozenset(given.pop("trainers"))  # type: ignore[call-overload]
    return Booking(
        item_id=key(number),
        starts_at=at(begin, day, zone),
        ends_at=at(end, day, zone),
        **given,  # type: ignore[arg-type]
    )


def facts(**values: object) -> Facts:
    """A session here at a venue open on all days from 08:00 to 18:00, and one there."""
    place = Place(VENUE, KARACHI, "PK", "", 480, 1080, "1234567")
    given: dict[str, object] = {
        "deliveries": {
            HERE: Delivery(HERE, KARACHI, VENUE, people=20, trainers=ASKED),
            THERE: Delivery(THERE, KARACHI, VENUE, people=20, trainers=ASKED),
        },
        "rooms": {HALL: Room(HALL, VENUE, 40), LAB: Room(LAB, VENUE, 12)},
        "places": {VENUE: place},
    }
    return Facts(**(given | values))  # type: ignore[arg-type]


def with_here(**values: object) -> dict[UUID, Delivery]:
    known = facts().deliveries
    return {**known, HERE: replace(known[HERE], **values)}


def with_place(**values: object) -> dict[UUID, Place]:
    return {VENUE: replace(facts().places[VENUE], **values)}


def clashes(world: Facts, *items: Booking) -> list[tuple[ClashRule, int, int | None, str, str]]:
    """Rule, item, other item, from and until on the clock of Karachi."""
    return sorted(
        (
            one.rule,
            one.item_id.int,
            one.other_id.int if one.other_id else None,
            f"{one.starts_at.astimezone(ZoneInfo(KARACHI)):%H:%M}",
            f"{one.ends_at.astimezone(ZoneInfo(KARACHI)):%H:%M}",
        )
        for one in Book(world, items).clashes()
    )


def rules(world: Facts, *items: Booking) -> list[ClashRule]:
    return [one[0] for one in clashes(world, *items)]


# --- two items ---


def test_a_room_holds_one_item_at_a_time() -> None:
    one = item(1, "09:00", "10:00", room_id=HALL)
    other = item(2, "09:45", "11:00", room_id=HALL, course_session_id=THERE)
    assert clashes(facts(), one, other) == [(R.ROOM_TWICE, 1, 2, "09:45", "10:00")]
    assert clashes(facts(), one, replace(other, room_id=LAB, track="A")) == []
    assert clashes(facts(), one, replace(other, starts_at=at("10:00"))) == []


def test_a_room_that_nobody_knows_can_still_be_taken_twice() -> None:
    one = item(1, "09:00", "10:00", room_id=key(999))
    other = replace(one, item_id=key(2), course_session_id=THERE)
    assert rules(facts(), one, other) == [R.ROOM_TWICE]


@pytest.mark.parametrize(
    ("kind", "other_kind", "clash"),
    [
        (K.LUNCH, K.LUNCH, False),
        (K.BREAK, K.PRAYER, False),
        (K.LUNCH, K.MODULE, True),
        (K.REGISTRATION, K.BREAK, True),
    ],
)
def test_two_sessions_may_eat_and_pray_in_one_room(
    kind: ItemKind, other_kind: ItemKind, clash: bool
) -> None:
    one = item(1, "12:00", "13:00", room_id=HALL, kind=kind)
    other = item(2, "12:00", "13:00", room_id=HALL, kind=other_kind, course_session_id=THERE)
    assert rules(facts(), one, other) == ([R.ROOM_TWICE] if clash else [])


def test_a_trainer_teaches_once_in_all_sessions_and_zones() -> None:
    karachi = item(1, "10:00", "11:00", trainers=(BROHI, GUL))
    dubai = item(2, "09:30", "10:30", zone="Asia/Dubai", course_session_id=THERE, trainers=(BROHI,))
    assert clashes(facts(), karachi, dubai) == [(R.TRAINER_TWICE, 1, 2, "10:30", "11:00")]
    later = replace(dubai, starts_at=at("10:00", zone="Asia/Dubai"))
    assert clashes(facts(), karachi, later) == []


def test_each_trainer_that_two_items_share_is_told() -> None:
    one = item(1, "10:00", "11:00", track="A", trainers=(BROHI, GUL))
    other = item(2, "10:30", "11:30", track="B", trainers=(GUL, BROHI))
    found = Book(facts(), [one, other]).clashes()
    assert {clash.subject for clash in found} == {BROHI, GUL}
    assert {clash.rule for clash in found} == {R.TRAINER_TWICE}


def test_people_on_two_rolls_cannot_work_in_both() -> None:
    world = facts(
        deliveries={
            HERE: Delivery(HERE, KARACHI, enrolled=frozenset({GUEST, key(502)})),
            THERE: Delivery(THERE, KARACHI, enrolled=frozenset({GUEST})),
        }
    )
    one = item(1, "09:00", "10:00")
    other = item(2, "09:30", "10:30", course_session_id=THERE)
    assert clashes(world, one, other) == [(R.PARTICIPANTS_TWICE, 1, 2, "09:30", "10:00")]
    for kind in (K.BREAK, K.LUNCH, K.PRAYER):
        assert clashes(world, one, replace(other, kind=kind)) == []
        assert clashes(world, replace(one, kind=kind), other) == []
    assert clashes(facts(), one, other) == []


@pytest.mark.parametrize(
    ("track", "other_track", "clash"),
    [("A", "A", True), ("A", "B", False), ("", "A", True), ("B", "", True), ("", "", True)],
)
def test_a_syndicate_is_in_one_item_at_a_time(track: str, other_track: str, clash: bool) -> None:
    one = item(1, "09:00", "10:00", track=track)
    other = item(2, "09:30", "10:30", track=other_track)
    expected = [(R.SYNDICATE_TWICE, 1, 2, "09:30", "10:00")] if clash else []
    assert clashes(facts(), one, other) == expected
    assert clashes(facts(), one, replace(other, course_session_id=THERE)) == []


def test_lunch_for_all_over_the_work_of_a_track_clashes_and_over_prayer_it_does_not() -> None:
    lunch = item(1, "12:30", "13:30", kind=K.LUNCH)
    assert rules(facts(), lunch, item(2, "13:00", "14:00", track="A")) == [R.SYNDICATE_TWICE]
    assert rules(facts(), lunch, item(2, "13:00", "13:15", kind=K.PRAYER)) == []


# --- one item ---


@pytest.mark.parametrize(
    ("people", "tracks", "track", "clash"),
    [
        (13, {}, "", True),
        (12, {}, "", False),
        (30, {"A": 12, "B": 13}, "A", False),
        (30, {"A": 12, "B": 13}, "B", True),
        (30, {}, "A", False),
    ],
)
def test_a_room_has_so_many_seats(
    people: int, tracks: dict[str, int], track: str, clash: bool
) -> None:
    world = facts(deliveries=with_here(people=people, track_people=tracks))
    booking = item(1, "09:00", "10:00", room_id=LAB, track=track)
    expected = [(R.ROOM_TOO_SMALL, 1, None, "09:00", "10:00")] if clash else []
    assert clashes(world, booking) == expected


@pytest.mark.parametrize(
    ("closed", "booked", "clash"),
    [(HALL, HALL, True), (HALL, LAB, False), (None, HALL, True), (None, None, True),
     (HALL, None, False)],
)  # fmt: skip
def test_a_closed_room_or_venue(closed: UUID | None, booked: UUID | None, clash: bool) -> None:
    closure = Closure(key(601), VENUE, closed, at("09:30"), at("12:00"))
    world = facts(closures=[closure], deliveries=with_here(people=5))
    found = clashes(world, item(1, "09:00", "10:00", room_id=booked))
    assert found == ([(R.ROOM_CLOSED, 1, None, "09:30", "10:00")] if clash else [])
    assert clashes(world, item(1, "08:30", "09:30", room_id=booked)) == []


def test_a_closure_of_another_venue_is_none() -> None:
    closure = Closure(key(601), key(999), None, at("09:00"), at("12:00"))
    assert clashes(facts(closures=[closure]), item(1, "09:00", "10:00")) == []


def test_a_trainer_who_is_away() -> None:
    away = [
        Absence(key(1), BROHI, at("08:00"), at("09:15")),
        Absence(key(2), GUL, at("08:00"), at("20:00")),
    ]
    world = facts(absences=away)
    assert clashes(world, item(1, "09:00", "10:00", trainers=(BROHI,))) == [
        (R.TRAINER_UNAVAILABLE, 1, None, "09:00", "09:15")
    ]
    assert clashes(world, item(1, "09:15", "10:00", trainers=(BROHI,))) == []


@pytest.mark.parametrize("state", [TrainerState.ASKED, TrainerState.DECLINED, None])
def test_a_trainer_who_has_not_said_yes_is_told_once(state: TrainerState | None) -> None:
    trainers = {BROHI: state} if state else {}
    world = facts(deliveries=with_here(trainers=trainers))
    items = [
        item(1, "11:00", "12:00", trainers=(BROHI,)),
        item(2, "09:00", "10:00", trainers=(BROHI,)),
        item(3, "14:00", "15:00", trainers=(BROHI,)),
    ]
    assert clashes(world, *items) == [(R.TRAINER_UNCONFIRMED, 2, None, "09:00", "10:00")]
    book = Book(world, items)
    book.drop(key(2))
    assert [one.item_id for one in book.clashes()] == [key(1)]


@pytest.mark.parametrize(
    ("begin", "end", "clash"),
    [("08:00", "18:00", False), ("07:45", "09:00", True), ("17:00", "18:15", True)],
)
def test_hours_of_the_venue(begin: str, end: str, clash: bool) -> None:
    expected = [(R.OUTSIDE_HOURS, 1, None, begin, end)] if clash else []
    assert clashes(facts(), item(1, begin, end)) == expected


def test_hours_are_those_of_the_rooms_venue_on_its_own_clock() -> None:
    """09:00 in Karachi is 04:00 in London, where the room is."""
    london = Place(key(202), LONDON, "", "", 480, 1080)
    world = facts(
        places={**facts().places, london.id: london}, rooms={HALL: Room(HALL, london.id, 40)}
    )
    assert rules(world, item(1, "09:00", "10:00", room_id=HALL)) == [R.OUTSIDE_HOURS]
    assert rules(world, item(1, "09:00", "10:00")) == []
    assert rules(world, item(1, "09:00", "10:00", zone=LONDON, room_id=HALL)) == []


def test_a_day_on_which_the_venue_is_not_open_is_told_once() -> None:
    world = facts(places=with_place(weekdays="12"))
    items = [item(1, "09:00", "10:00"), item(2, "06:00", "07:00"), item(3, "11:00", "12:00")]
    assert clashes(world, *items) == [(R.OUTSIDE_HOURS, 2, None, "06:00", "07:00")]


def test_without_a_venue_there_are_no_hours() -> None:
    world = facts(deliveries=with_here(venue_id=None))
    assert clashes(world, item(1, "03:00", "04:00")) == []


@pytest.mark.parametrize(
    ("window", "clash"),
    [
        (PrayerWindow(key(1), VENUE, "1234567", 780, 810), True),
        (PrayerWindow(key(1), VENUE, "3", 780, 810), True),
        (PrayerWindow(key(1), VENUE, "5", 780, 810), False),
        (PrayerWindow(key(1), VENUE, "3", 780, 810, date(2026, 3, 4), date(2026, 3, 4)), True),
        (PrayerWindow(key(1), VENUE, "3", 780, 810, date(2026, 3, 5), None), False),
        (PrayerWindow(key(1), VENUE, "3", 780, 810, None, date(2026, 3, 3)), False),
        (PrayerWindow(key(1), VENUE, "3", 840, 870), False),
        (PrayerWindow(key(1), key(999), "3", 780, 810), False),
    ],
)
def test_prayer_by_weekday_and_season(window: PrayerWindow, clash: bool) -> None:
    expected = [(R.OVER_PRAYER, 1, None, "13:00", "13:30")] if clash else []
    assert clashes(facts(prayers=[window]), item(1, "12:30", "14:00")) == expected


@pytest.mark.parametrize("kind", [*ItemKind])
def test_one_may_pray_eat_and_rest_over_a_prayer(kind: ItemKind) -> None:
    window = PrayerWindow(key(1), VENUE, "3", 780, 810)
    found = rules(facts(prayers=[window]), item(1, "13:00", "13:30", kind=kind))
    rests = kind in {K.PRAYER, K.LUNCH, K.BREAK}
    assert found == ([] if rests else [R.OVER_PRAYER])


def test_public_holidays_are_those_of_the_country_told_once_a_day() -> None:
    holiday = date(2026, 3, 23)  # Pakistan Day
    items = [item(1, "09:00", "10:00", day=holiday), item(2, "10:00", "11:00", day=holiday)]
    assert clashes(facts(), *items) == [(R.ON_DAY_OFF, 1, None, "09:00", "10:00")]
    assert clashes(facts(places=with_place(country="AE")), *items) == []
    away = facts(deliveries=with_here(venue_id=None, country="PK"))
    assert rules(away, *items) == [R.ON_DAY_OFF]


@pytest.mark.parametrize(
    ("off", "clash"),
    [
        (FreeDays(key(1), DAY, DAY), True),
        (FreeDays(key(1), DAY - timedelta(days=3), DAY, "PK"), True),
        (FreeDays(key(1), DAY, DAY, "AE"), False),
        (FreeDays(key(1), DAY + timedelta(days=1), DAY + timedelta(days=2)), False),
        (FreeDays(key(1), DAY, DAY, None, key(701)), True),
        (FreeDays(key(1), DAY, DAY, None, key(702)), False),
    ],
)
def test_own_days_off_and_black_outs_of_agencies_that_take_part(off: FreeDays, clash: bool) -> None:
    world = facts(free_days=[off], deliveries=with_here(agency_ids=frozenset({key(701)})))
    assert rules(world, item(1, "09:00", "10:00")) == ([R.ON_DAY_OFF] if clash else [])


def test_a_ceremony_needs_signatories() -> None:
    world = facts(deliveries=with_here(has_signatories=False))
    assert rules(world, item(1, "16:00", "17:00", kind=K.CEREMONY)) == [R.NO_SIGNATORIES]
    assert rules(world, item(1, "16:00", "17:00")) == []
    assert rules(facts(), item(1, "16:00", "17:00", kind=K.CEREMONY)) == []


# --- clock changes ---


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 3, 28), "08:00"),  # winter: 08:00 in London is 08:00 UTC
        (date(2026, 3, 29), "07:00"),  # the clocks went forward in the night
        (date(2026, 10, 24), "07:00"),  # summer
        (date(2026, 10, 25), "08:00"),  # they went back
    ],
)
def test_hours_and_prayers_follow_the_clock_of_the_place(day: date, opens: str) -> None:
    world = facts(
        places=with_place(zone=LONDON, country=""),
        prayers=[PrayerWindow(key(1), VENUE, "1234567", 480, 510)],
    )
    quarter = timedelta(minutes=15)
    early = item(1, opens, opens, day=day, zone="UTC")
    assert rules(world, replace(early, starts_at=early.starts_at - quarter)) == [R.OUTSIDE_HOURS]
    assert rules(world, replace(early, ends_at=early.ends_at + quarter)) == [R.OVER_PRAYER]


def test_a_night_that_is_an_hour_short_still_separates_two_items() -> None:
    """London, 29 March: 00:45 to 02:15 on the clock is half an hour. Karachi compares moments."""
    night = Booking(
        key(1), HERE, K.MODULE,
        datetime(2026, 3, 29, 0, 45, tzinfo=ZoneInfo("UTC")),
        datetime(2026, 3, 29, 1, 15, tzinfo=ZoneInfo("UTC")),
        trainer_ids=frozenset({BROHI}),
    )  # fmt: skip
    abroad = item(
        2, "06:00", "07:00", day=date(2026, 3, 29), course_session_id=THERE, trainers=(BROHI,)
    )
    world = facts(places={})
    assert clashes(world, night, abroad) == [(R.TRAINER_TWICE, 1, 2, "06:00", "06:15")]


def test_an_item_at_midnight_touches_one_day() -> None:
    world = facts(
        places=with_place(opens=0, closes=1440),
        free_days=[FreeDays(key(1), DAY + timedelta(days=1), DAY + timedelta(days=1))],
    )
    assert clashes(world, item(1, "23:00", "24:00")) == []
    assert rules(world, item(1, "23:00", "24:15")) == [R.ON_DAY_OFF, R.OUTSIDE_HOURS]


# --- what stands behind ---


def test_a_timeline_finds_long_spans_that_began_long_ago() -> None:
    def stretch(begin: str, end: str, back: int = 0) -> Stretch:
        return Stretch(at(begin, DAY - timedelta(days=back)), at(end))

    long, short, later = (
        stretch("08:00", "23:00", 90),
        stretch("09:00", "10:00"),
        stretch("12:00", "13:00"),
    )
    timeline = Timeline([short, later, long])

    def over(begin: str, end: str) -> Sequence[Stretch]:
        return sorted(timeline.over(at(begin), at(end)))

    assert over("09:30", "09:45") == [long, short]
    assert over("10:00", "12:00") == [long]
    assert over("23:00", "23:30") == []


def test_the_next_free_start_passes_people_rooms_prayer_and_hours() -> None:
    world = facts(
        prayers=[PrayerWindow(key(1), VENUE, "1234567", 780, 810)],
        absences=[Absence(key(2), BROHI, at("14:00"), at("15:00"))],
        closures=[Closure(key(3), VENUE, LAB, at("15:30"), at("17:00"))],
        deliveries=with_here(people=10),
    )
    mine = item(1, "11:00", "12:00", trainers=(BROHI,), room_id=LAB)
    taken = item(2, "11:30", "12:15", room_id=LAB, course_session_id=THERE)

    def next_start(*, until: str = "12:00") -> str | None:
        booking = replace(mine, ends_at=at(until))
        found = next_free_start(booking, Book(world, [booking, taken]), KARACHI)
        return f"{found.astimezone(ZoneInfo(KARACHI)):%H:%M}" if found else None

    assert next_start(until="11:30") == "12:15"
    assert next_start(until="11:45") == "12:15"
    assert next_start() == "17:00"
    assert next_start(until="12:15") == "08:00"
    assert next_start(until="15:00") is None


def test_a_clash_of_the_present_is_no_reason_to_move_nowhere() -> None:
    alone = item(1, "11:00", "12:00")
    assert next_free_start(alone, Book(facts(), [alone]), KARACHI) == at("11:15")


def test_clash_of_two_is_one_clash_whichever_came_first() -> None:
    one, other = (
        item(1, "09:00", "10:00", room_id=HALL, track="A"),
        item(2, "09:00", "10:00", room_id=HALL, track="B"),
    )
    expected = {Clash(R.ROOM_TWICE, key(1), at("09:00"), at("10:00"), key(2), HALL)}
    assert set(Book(facts(), [one, other]).clashes()) == expected
    assert set(Book(facts(), [other, one]).clashes()) == expected
