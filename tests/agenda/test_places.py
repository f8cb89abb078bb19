"""Venues, rooms, closures and prayer times: kept by organisers, looked at by all staff."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.models import RoomClosure, Venue
from lms.agenda.place_inputs import ClosureInput, PrayerInput, RoomInput, VenueInput
from lms.agenda.queries import places as queries
from lms.agenda.services import places as services
from lms.agenda.services import rooms as room_services
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState, StaffRole
from tests.factories.accounts import acting, make_account, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import make_item, make_venue, rooms_of
from tests.factories.courses import make_session, make_staff

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


def venue_input(**values: object) -> VenueInput:
    given: dict[str, object] = {
        "name": {"en": "Customs Academy", "ur": "کسٹمز اکیڈمی"},
        "place": {"en": "Karachi"},
        "country": "pk",
        "time_zone": "Asia/Karachi",
        "opens": 9 * 60,
        "closes": 17 * 60,
        "weekdays": "54321",
    }
    return VenueInput(**(given | values))  # type: ignore[arg-type]


def add(**values: object) -> Venue:
    with transaction():
        return services.create_venue(actor=SYSTEM, venue=venue_input(**values))


def faults(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [item.field for item in error.value.errors]


def test_a_venue_gets_an_address_and_is_kept_in_its_one_form(app: Flask) -> None:
    one, two = add(), add()
    assert (one.slug, two.slug) == ("customs-academy", "customs-academy-2")
    assert (one.country, one.weekdays, one.version) == ("PK", "12345", 1)
    with transaction():
        services.change_venue(actor=SYSTEM, venue_id=one.id, venue=venue_input(closes=18 * 60))
    assert (one.slug, one.closes, one.version) == ("customs-academy", 1080, 2)
    assert [row.slug for row in queries.venue_choices()] == ["customs-academy", "customs-academy-2"]


def test_every_fault_of_a_venue_stands_at_its_field(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        add(
            name={"en": ""},
            country="Pakistan",
            subdivision="S D",
            time_zone="Asia/Atlantis",
            closes=8 * 60,
            weekdays="",
        )
    expected = ["name_en", "country", "subdivision", "time_zone", "closes", "weekdays"]
    assert faults(caught) == expected


def test_rooms_have_an_order_and_seats(app: Flask) -> None:
    venue = add()
    with transaction():
        for name, seats in (("Hall", 60), ("Lab", 20), ("Seminar", 12)):
            room_services.add_room(
                actor=SYSTEM, venue_id=venue.id, room=RoomInput({"en": name}, seats)
            )
    seminar = queries.rooms_of(venue.id)[2]
    with transaction():
        room_services.move_room(actor=SYSTEM, room_id=seminar.id, up=True)
    rooms = queries.rooms_of(venue.id)
    assert [(room.name["en"], room.capacity) for room in rooms] == [
        ("Hall", 60),
        ("Seminar", 12),
        ("Lab", 20),
    ]
    with pytest.raises(Invalid) as caught, transaction():
        room_services.add_room(actor=SYSTEM, venue_id=venue.id, room=RoomInput({"en": " "}, 0))
    assert faults(caught) == ["name_en", "capacity"]
    [line] = queries.venue_list(actor=SYSTEM)
    assert (line.rooms, line.seats) == (3, 60)


def test_a_closure_stands_on_the_clock_of_the_venue(app: Flask) -> None:
    venue = add(time_zone="Europe/Vienna", country="AT")
    day = date(2026, 3, 29)
    closure = ClosureInput(None, day, time(1, 30), day, time(3, 30), "Wiring")
    with transaction():
        row = services.add_closure(actor=SYSTEM, venue_id=venue.id, closure=closure)
    assert row.ends_at - row.starts_at == timedelta(hours=1)  # the clocks go forward at 02:00
    for at, words in ((time(2, 30), "does not exist"),):
        with pytest.raises(Invalid) as caught, transaction():
            services.add_closure(
                actor=SYSTEM,
                venue_id=venue.id,
                closure=ClosureInput(None, day, at, day, time(12)),
            )
        assert faults(caught) == ["starts"] and words in str(caught.value.errors[0].message)
    twice = date(2026, 10, 25)
    with pytest.raises(Invalid) as caught, transaction():
        services.add_closure(
            actor=SYSTEM,
            venue_id=venue.id,
            closure=ClosureInput(None, twice, time(1), twice, time(2, 30)),
        )
    assert faults(caught) == ["ends"] and "comes twice" in str(caught.value.errors[0].message)
    assert db.session.query(RoomClosure).count() == 1


def test_a_closure_names_a_room_of_its_own_venue(app: Flask) -> None:
    venue, other = add(), make_venue(rooms=(("Hall", 10),))
    day = date(2026, 5, 4)
    closure = ClosureInput(rooms_of(other)["Hall"], day, time(9), day, time(8))
    with pytest.raises(Invalid) as caught, transaction():
        services.add_closure(actor=SYSTEM, venue_id=venue.id, closure=closure)
    assert faults(caught) == ["ends"]
    with pytest.raises(Invalid) as caught, transaction():
        services.add_closure(
            actor=SYSTEM,
            venue_id=venue.id,
            closure=ClosureInput(rooms_of(other)["Hall"], day, time(9), day, time(10)),
        )
    assert faults(caught) == ["room_id"]


def test_prayer_times_have_days_and_a_season(app: Flask) -> None:
    venue = add()
    with pytest.raises(Invalid) as caught, transaction():
        services.set_prayer_time(
            actor=SYSTEM,
            venue_id=venue.id,
            prayer=PrayerInput({"en": ""}, "", 800, 780, date(2026, 9, 1), date(2026, 4, 1)),
        )
    assert faults(caught) == ["name_en", "ends", "weekdays", "last_day"]
    with transaction():
        row = services.set_prayer_time(
            actor=SYSTEM, venue_id=venue.id, prayer=PrayerInput({"en": "Jumma"}, "5", 780, 840)
        )
    with transaction():
        services.set_prayer_time(
            actor=SYSTEM,
            venue_id=venue.id,
            prayer=PrayerInput({"en": "Jumma"}, "5", 795, 855),
            prayer_id=row.id,
        )
    assert [(one.weekdays, one.starts) for one in queries.prayer_times(venue.id)] == [("5", 795)]
    with transaction():
        services.remove_prayer_time(actor=SYSTEM, venue_id=venue.id, prayer_id=row.id)
    assert queries.prayer_times(venue.id) == []


def test_a_place_with_items_to_come_stays_and_says_for_whom(app: Flask, clock: FixedClock) -> None:
    organiser, stranger = make_person("Omar"), make_person("Sana")
    make_session(organiser=stranger)  # so that the other may manage places too
    venue = make_venue(rooms=(("Hall", 40), ("Lab", 20)))
    hall = rooms_of(venue)["Hall"]
    mine = make_session(organiser=organiser, code="KHI-1")
    theirs = make_session(code="QTA-1")
    make_item(mine, day=1, room_id=hall)
    make_item(theirs, day=2, room_id=hall)
    with pytest.raises(Refused) as caught, transaction():
        room_services.archive_room(actor=acting(organiser), room_id=hall)
    assert "KHI-1 and 1 more" in str(caught.value.message)
    with pytest.raises(Refused) as caught, transaction():
        services.archive_venue(actor=acting(stranger), venue_id=venue.id)
    assert "KHI" not in str(caught.value.message) and "QTA" not in str(caught.value.message)
    with pytest.raises(Refused) as caught, transaction():
        services.archive_venue(actor=SYSTEM, venue_id=venue.id)
    assert "KHI-1, QTA-1" in str(caught.value.message)
    with transaction():
        room_services.archive_room(actor=SYSTEM, room_id=rooms_of(venue)["Lab"])
    with transaction():
        mine.state = theirs.state = SessionState.CANCELLED
    with transaction():
        services.archive_venue(actor=acting(organiser), venue_id=venue.id)
    assert queries.venue_choices() == []
    with transaction():
        services.restore_venue(actor=acting(organiser), venue_id=venue.id)
    assert [row.id for row in queries.venue_choices()] == [venue.id]


def test_bookings_of_a_room_name_only_sessions_that_the_reader_plans(app: Flask) -> None:
    trainer = make_person("Tariq")
    venue = make_venue(rooms=(("Hall", 40),))
    hall = rooms_of(venue)["Hall"]
    mine, theirs, off = make_session(), make_session(), make_session(state=SessionState.POSTPONED)
    make_staff(mine, trainer, StaffRole.TRAINER)
    make_staff(theirs, trainer, StaffRole.OBSERVER)  # sees the session, not its draft
    make_item(mine, "09:00", 60, day=1, room_id=hall)
    make_item(mine, "11:00", 90, day=1, room_id=hall)
    make_item(theirs, "09:00", 60, day=2, room_id=hall)
    make_item(off, "14:00", 60, day=2, room_id=hall)
    bookings = queries.venue_page(venue.slug, acting(trainer)).bookings[hall]
    zone = ZoneInfo("Asia/Karachi")
    told = [
        (
            f"{one.starts_at.astimezone(zone):%H:%M}",
            f"{one.ends_at.astimezone(zone):%H:%M}",
            one.code,
        )
        for one in bookings
    ]
    assert told == [("09:00", "12:30", mine.code), ("09:00", "10:00", None)]
    assert bookings[1].title is None and bookings[1].slug is None


def test_staff_look_and_organisers_change(app: Flask) -> None:
    trainer, focal = make_person("Tariq"), make_focal_point(make_agency())
    session = make_session()
    make_staff(session, trainer, StaffRole.TRAINER)
    venue = make_venue()
    assert queries.venue(venue.slug, acting(trainer)).id == venue.id
    for person in (trainer, focal):
        with pytest.raises(NotFound), transaction():
            services.create_venue(actor=acting(person), venue=venue_input())
        with pytest.raises(NotFound), transaction():
            services.archive_venue(actor=acting(person), venue_id=venue.id)
    with pytest.raises(NotFound):
        queries.venue_list(actor=acting(focal))


def test_the_pages_of_a_venue(app: Flask, client: FlaskClient, signed_in: SignedIn) -> None:
    organiser = make_person("Omar")
    make_account(organiser)
    make_session(organiser=organiser)
    signed_in(client, organiser)
    form = {
        "name_en": "Hotel Crescent",
        "country": "PK",
        "time_zone": "Asia/Karachi",
        "opens": "08:00",
        "closes": "07:00",
        "weekdays": ["1", "2", "3"],
    }
    answer = client.post("/venues/new", data=form)
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 422
    assert page.select_one("#closes-why").text.strip() == "The venue closes before it opens."  # type: ignore[union-attr]
    assert page.select_one("#name_en")["value"] == "Hotel Crescent"  # type: ignore[index]
    answer = client.post("/venues/new", data=form | {"closes": "19:30"})
    assert answer.headers["Location"] == "/venues/hotel-crescent/"
    here = "/venues/hotel-crescent"
    client.post(f"{here}/rooms/new", data={"name_en": "Ballroom", "capacity": "120"})
    client.post(
        f"{here}/closures/new",
        data={
            "first_day": "2026-03-05",
            "starts": "09:00",
            "last_day": "2026-03-06",
            "ends": "12:00",
            "reason": "Wedding",
        },
    )
    client.post(
        f"{here}/prayer-times/new",
        data={"name_en": "Zuhr", "starts": "13:15", "ends": "13:45", "weekdays": list("1234")},
    )
    page = BeautifulSoup(client.get(f"{here}/?year=2026").data, "html.parser")
    text = re.sub(r"\s+", " ", page.text)
    for words in (
        "Monday to Wednesday",
        "08:00-19:30",
        "Ballroom",
        "Wedding",
        "5 Mar 2026, 09:00 PKT",
        "13:15-13:45",
        "Pakistan Day",
    ):
        assert words in text, words
    assert client.get("/venues/").status_code == 200
    assert client.get(f"{here}/edit").status_code == 200
    assert client.post(f"{here}/archive").status_code == 302
    assert "Archived" in client.get(f"{here}/").text
    assert "Hotel Crescent" in client.get("/venues/?show=archived").text


def test_an_organiser_sees_moments_in_the_zone_of_the_venue(app: Flask) -> None:
    venue = add()
    day = date(2026, 5, 4)
    with transaction():
        services.add_closure(
            actor=SYSTEM,
            venue_id=venue.id,
            closure=ClosureInput(None, day, time(9), day, time(10)),
        )
    [row] = queries.closures(venue.id, from_moment=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))
    assert row.starts_at.isoformat() == "2026-05-04T04:00:00+00:00"
