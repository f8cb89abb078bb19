"""A year of agendas for the clash bench: the same as facts of the rules and as rows of tables."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.agenda.enums import ItemKind, TrainerState
from lms.agenda.models import (
    AgendaItem,
    AgendaItemTrainer,
    PrayerTime,
    SessionAgenda,
    Venue,
    VenueRoom,
)
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import Booking, Delivery, Place, PrayerWindow, Room
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.ids import new_id
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import Course, CourseSession, CourseStaff, SessionAgency, Signatory
from lms.enrolments.models import Enrolment

ZONE, OFFSET = "Asia/Karachi", timedelta(hours=5)
FIRST = date(2027, 1, 4)  # a Monday
SESSIONS, TRAINERS, VENUES, PEOPLE = 200, 100, 10, 4000
ROOMS_OF_A_VENUE, TEAM, ENROLLED, TRAINING_DAYS = 4, 4, 20, 3
K = ItemKind
DAY = (  # minutes from midnight, length, kind: eight items a day
    (540, 60, K.MODULE), (600, 15, K.BREAK), (615, 60, K.MODULE), (675, 75, K.EXERCISE),
    (750, 30, K.LUNCH), (810, 60, K.GROUP_WORK), (870, 60, K.MODULE), (930, 60, K.TEST),
)  # fmt: skip
CEREMONY = (990, 60, K.CEREMONY)
REST = frozenset({K.BREAK, K.LUNCH, K.CEREMONY})


@dataclass(frozen=True)
class Year:
    """What is in the database and in the book alike."""

    facts: Facts
    bookings: tuple[Booking, ...]
    trainers: tuple[UUID, ...]


def make_year(times: int, seed: int = 7) -> Year:
    """200 sessions of 25 items, 100 trainers, 10 venues of 4 rooms; or a multiple of all that."""
    chance = random.Random(seed)
    places = [Place(new_id(), ZONE, "PK", "", 480, 1080, "12345") for _ in range(VENUES * times)]
    rooms = {
        place.id: [
            Room(new_id(), place.id, chance.choice((12, 20, 40))) for _ in range(ROOMS_OF_A_VENUE)
        ]
        for place in places
    }
    trainers = tuple(new_id() for _ in range(TRAINERS * times))
    people = [new_id() for _ in range(PEOPLE * times)]
    deliveries = [
        _delivery(chance, chance.choice(places), chance.sample(trainers, TEAM), people)
        for _ in range(SESSIONS * times)
    ]
    facts = Facts(
        deliveries={one.id: one for one in deliveries},
        rooms={room.id: room for group in rooms.values() for room in group},
        places={place.id: place for place in places},
        prayers=[PrayerWindow(new_id(), one.id, "1234567", 780, 810) for one in places],
    )
    bookings = [
        booking
        for one in deliveries
        for booking in _items(chance, one, chance.choice(rooms[one.venue_id or one.id]))
    ]
    return Year(facts, tuple(bookings), trainers)


def _delivery(
    chance: random.Random, place: Place, team: Sequence[UUID], people: Sequence[UUID]
) -> Delivery:
    return Delivery(
        id=new_id(),
        zone=ZONE,
        venue_id=place.id,
        country="PK",
        people=ENROLLED,
        enrolled=frozenset(chance.sample(people, ENROLLED)),
        trainers=dict.fromkeys(team, TrainerState.CONFIRMED),
    )


def _items(chance: random.Random, delivery: Delivery, room: Room) -> Iterator[Booking]:
    """25 items over three days in one room, the last a ceremony."""
    first = FIRST + timedelta(weeks=chance.randrange(51), days=chance.randrange(3))
    team = list(delivery.trainers)
    for number in range(TRAINING_DAYS):
        midnight = datetime.combine(first + timedelta(days=number), time(), tzinfo=UTC) - OFFSET
        last = number == TRAINING_DAYS - 1
        for minutes, length, kind in (*DAY, CEREMONY) if last else DAY:
            begin = midnight + timedelta(minutes=minutes)
            yield Booking(
                item_id=new_id(),
                course_session_id=delivery.id,
                kind=kind,
                starts_at=begin,
                ends_at=begin + timedelta(minutes=length),
                room_id=room.id,
                trainer_ids=frozenset(() if kind in REST else (chance.choice(team),)),
            )


def fill(year: Year) -> None:
    """Write the year into the tables, in bulk."""
    agency, course = new_id(), new_id()
    deliveries = year.facts.deliveries.values()
    people = {one for delivery in deliveries for one in delivery.enrolled} | set(year.trainers)
    text = {"en": "Academy", "ur": "اکیڈمی"}
    with transaction():
        put(
            Agency, [{"id": agency, "slug": "a", "name": text, "short_name": text, "country": "PK"}]
        )
        put(Course, [{"id": course, "slug": "c", "title": text, "summary": {}}])
        put(Person, [{"id": one, "first_name": "Naveed", "last_name": "Brohi"} for one in people])
        _places(year, text)
        _deliveries(year, agency, course, text)
        put(AgendaItem, [_row(one, text) for one in year.bookings])
        put(
            AgendaItemTrainer,
            [
                {"item_id": one.item_id, "person_id": person}
                for one in year.bookings
                for person in one.trainer_ids
            ],
        )


def put(table: type[db.Model], rows: Sequence[dict[str, object]]) -> None:  # type: ignore[name-defined]
    db.session.execute(sa.insert(table), list(rows))


def _places(year: Year, text: dict[str, str]) -> None:
    put(
        Venue,
        [
            {
                "id": one.id, "slug": str(one.id), "name": text, "place": text, "country": "PK",
                "time_zone": one.zone, "opens": one.opens, "closes": one.closes,
                "weekdays": one.weekdays,
            }
            for one in year.facts.places.values()
        ],
    )  # fmt: skip
    rooms = year.facts.rooms.values()
    put(
        VenueRoom,
        [
            {"id": one.id, "venue_id": one.venue_id, "name": text, "capacity": one.capacity}
            for one in rooms
        ],
    )
    put(
        PrayerTime,
        [
            {
                "id": one.id, "venue_id": one.venue_id, "name": text, "weekdays": one.weekdays,
                "starts": one.starts, "ends": one.ends,
            }
            for one in year.facts.prayers
        ],
    )  # fmt: skip


def _deliveries(year: Year, agency: UUID, course: UUID, text: dict[str, str]) -> None:
    now = utcnow()
    days: dict[UUID, list[date]] = {}
    for item in year.bookings:
        days.setdefault(item.course_session_id, []).append((item.starts_at + OFFSET).date())
    ones = list(year.facts.deliveries.values())
    put(
        CourseSession,
        [
            {
                "id": one.id, "slug": f"s-{number}", "code": f"C-{number}", "course_id": course,
                "title": text, "state": SessionState.CONFIRMED, "starts_on": min(days[one.id]),
                "ends_on": max(days[one.id]), "time_zone": ZONE, "capacity": 30, "venue": text,
                "place": text, "host_name": text, "organised_by": text, "donor": {}, "project": {},
            }
            for number, one in enumerate(ones)
        ],
    )  # fmt: skip
    put(
        SessionAgency,
        [{"course_session_id": one.id, "agency_id": agency, "precedence": 1} for one in ones],
    )
    put(
        SessionAgenda,
        [
            {
                "course_session_id": one.id,
                "venue_id": one.venue_id,
                "revision": 1,
                "changed_at": now,
            }
            for one in ones
        ],
    )
    put(
        Signatory,
        [
            {
                "course_session_id": one.id, "position": 1, "office": text, "name": {},
                "organisation": text, "seals_file": True,
            }
            for one in ones
        ],
    )  # fmt: skip
    put(
        CourseStaff,
        [
            {
                "course_session_id": one.id, "person_id": person, "role": StaffRole.TRAINER,
                "starts_on": date(2020, 1, 1),
            }
            for one in ones
            for person in one.trainers
        ],
    )  # fmt: skip
    put(
        Enrolment,
        [
            {
                "course_session_id": one.id, "person_id": person, "agency_id": agency,
                "position": number, "first_name": "Naveed", "certificate_name": "Naveed Brohi",
            }
            for one in ones
            for number, person in enumerate(sorted(one.enrolled))
        ],
    )  # fmt: skip


def _row(one: Booking, text: dict[str, str]) -> dict[str, object]:
    return {
        "id": one.item_id,
        "course_session_id": one.course_session_id,
        "kind": one.kind,
        "title": text,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "room_id": one.room_id,
    }
