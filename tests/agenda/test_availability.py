"""When trainers cannot come: their own pages, calendar files, and what planners see of it."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import BusySource
from lms.agenda.models import Unavailability
from lms.agenda.queries.availability import own_absences
from lms.agenda.services import availability as services
from lms.audit.models import AuditEntry, AuditPersonal
from lms.core.clock import FixedClock
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession
from tests.agenda.test_busy_files import calendar
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import make_item
from tests.factories.courses import make_session, make_staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
MEETING = "UID:m@x\nDTSTART:20260310T040000Z\nDTEND:20260310T050000Z\nSUMMARY:Dentist"
WEEKLY = "UID:w@x\nDTSTART:20260311T040000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"


@pytest.fixture
def spring(app: Flask) -> CourseSession:
    return make_session(starts_on=date(2026, 3, 9), days=3)


@pytest.fixture
def trainer(spring: CourseSession) -> Person:
    person = make_person("Tariq", "Aziz")
    make_staff(spring, person, StaffRole.TRAINER)
    return person


def rows(person: Person) -> list[Unavailability]:
    statement = sa.select(Unavailability).where(Unavailability.person_id == person.id)
    found = db.session.scalars(
        unscoped(statement.order_by(Unavailability.starts_at), because="test")
    )
    return list(found)


def absence(**values: object) -> services.AbsenceInput:
    given: dict[str, object] = {
        "first_day": date(2026, 3, 10),
        "last_day": date(2026, 3, 10),
        "starts": time(9),
        "ends": time(11),
        "zone": "Asia/Karachi",
    }
    return services.AbsenceInput(**(given | values))  # type: ignore[arg-type]


def take(person: Person, data: bytes, *, titles: bool = False) -> services.Counts:
    with transaction():
        offer = services.offer_file(
            actor=acting(person), data=data, zone="Asia/Karachi", titles=titles
        )
        return services.take_offer(actor=acting(person), sealed=offer.sealed)


# --- by hand ---


@pytest.mark.parametrize(
    ("values", "begin", "end"),
    [
        ({}, "2026-03-10T04:00", "2026-03-10T06:00"),
        ({"starts": None, "ends": None}, "2026-03-09T19:00", "2026-03-10T19:00"),
        (
            {"starts": None, "ends": None, "last_day": date(2026, 3, 12)},
            "2026-03-09T19:00",
            "2026-03-12T19:00",
        ),
        ({"zone": "Europe/Berlin"}, "2026-03-10T08:00", "2026-03-10T10:00"),
        ({"last_day": date(2026, 3, 11), "ends": time(8)}, "2026-03-10T04:00", "2026-03-11T03:00"),
    ],
)
def test_a_time_is_entered_in_its_zone(
    trainer: Person, values: dict[str, object], begin: str, end: str
) -> None:
    with transaction():
        services.add_absence(actor=acting(trainer), absence=absence(note=" my  note ", **values))
    (row,) = rows(trainer)
    assert row.starts_at == datetime.fromisoformat(begin).replace(tzinfo=UTC)
    assert row.ends_at == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert (row.source, row.note) == (BusySource.WRITTEN, "my note")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ends": None}, "ends", "Give both times"),
        ({"starts": None}, "starts", "Give both times"),
        ({"last_day": date(2026, 3, 9)}, "last_day", "before the first"),
        ({"ends": time(9)}, "ends", "before the start"),
        ({"last_day": date(2027, 3, 20)}, "last_day", "one year"),
        ({"first_day": date(2026, 2, 1), "last_day": date(2026, 2, 1)}, "last_day", "over already"),
        ({"note": "x" * 201}, "note", "at most 200 signs"),
        (
            {
                "zone": "Europe/Berlin",
                "first_day": date(2026, 3, 29),
                "last_day": date(2026, 3, 29),
                "starts": time(2, 30),
            },
            "starts",
            "does not exist",
        ),
        (
            {
                "zone": "Europe/Berlin",
                "first_day": date(2026, 10, 25),
                "last_day": date(2026, 10, 25),
                "starts": time(1),
                "ends": time(2, 30),
            },
            "ends",
            "comes twice",
        ),
    ],
)
def test_a_wrong_time_says_what_to_change(
    trainer: Person, values: dict[str, object], field: str, words: str
) -> None:
    with transaction(), pytest.raises(Invalid) as found:
        services.add_absence(actor=acting(trainer), absence=absence(**values))
    (error,) = found.value.errors
    assert error.field == field
    assert words in error.message.english()
    assert rows(trainer) == []


def test_only_the_own_times_are_seen_and_removed(app: Flask, trainer: Person) -> None:
    other = make_person("Sana")
    make_staff(make_session(), other, StaffRole.TRAINER)
    with transaction():
        row = services.add_absence(actor=acting(trainer), absence=absence())
    assert own_absences(acting(other)) == []
    with transaction(), pytest.raises(NotFound):
        services.remove_absence(actor=acting(other), absence_id=row.id)
    with transaction():
        services.remove_absence(actor=acting(trainer), absence_id=row.id)
    assert rows(trainer) == []


def test_what_is_over_for_a_month_is_forgotten(trainer: Person, clock: FixedClock) -> None:
    with transaction():
        services.add_absence(actor=acting(trainer), absence=absence())
    clock.set(datetime(2026, 3, 20, tzinfo=UTC))
    assert own_absences(acting(trainer)) == []
    clock.set(datetime(2026, 4, 20, tzinfo=UTC))
    with transaction():
        later = absence(first_day=date(2026, 5, 1), last_day=date(2026, 5, 1))
        services.add_absence(actor=acting(trainer), absence=later)
    assert [row.starts_at.date() for row in rows(trainer)] == [date(2026, 5, 1)]


# --- from a file ---


@pytest.mark.both
def test_a_file_is_offered_then_taken_and_the_same_again_doubles_nothing(app: Flask) -> None:
    person = make_person()
    make_staff(make_session(), person, StaffRole.TRAINER)
    data = calendar(MEETING, WEEKLY)
    with transaction():
        offer = services.offer_file(
            actor=acting(person), data=data, zone="Asia/Karachi", titles=False
        )
    assert (offer.new, offer.same, len(offer.gone), offer.reading.repeating) == (4, 0, 0, 3)
    assert rows(person) == []
    for expected in (4, 0):
        with transaction():
            counts = services.take_offer(actor=acting(person), sealed=offer.sealed)
        assert counts == services.Counts(expected, 0)
    assert take(person, data) == services.Counts(0, 0)
    assert [f"{row.starts_at:%d %H}-{row.ends_at:%H}" for row in rows(person)] == [
        "10 04-05",
        "11 04-05",
        "18 04-05",
        "25 04-05",
    ]


def test_what_a_later_file_no_longer_has_goes_and_what_moved_follows(trainer: Person) -> None:
    with transaction():
        by_hand = absence(first_day=date(2026, 4, 1), last_day=date(2026, 4, 1))
        services.add_absence(actor=acting(trainer), absence=by_hand)
    take(trainer, calendar(MEETING, WEEKLY))
    longer = MEETING.replace("T050000Z", "T060000Z")
    once = WEEKLY.replace("COUNT=3", "COUNT=1")
    assert take(trainer, calendar(longer, once)) == services.Counts(0, 2)
    assert [f"{row.starts_at:%d %H}-{row.ends_at:%H}" for row in rows(trainer)] == [
        "10 04-06",
        "11 04-05",
        "01 04-06",
    ]
    with transaction():
        assert services.remove_read(actor=acting(trainer)) == 2
    assert [row.source for row in rows(trainer)] == [BusySource.WRITTEN]


def test_titles_are_kept_only_where_the_trainer_ticks_it(trainer: Person) -> None:
    take(trainer, calendar(MEETING))
    (row,) = rows(trainer)
    assert row.note == ""
    assert "m@x" not in row.uid
    take(trainer, calendar(MEETING), titles=True)
    assert [row.note for row in rows(trainer)] == ["Dentist"]
    take(trainer, calendar(MEETING))
    assert [row.note for row in rows(trainer)] == [""]


def test_an_offer_is_good_for_its_person_for_half_a_day_and_as_it_was(
    app: Flask, trainer: Person, clock: FixedClock
) -> None:
    other = make_person("Sana")
    make_staff(make_session(), other, StaffRole.TRAINER)
    actor = acting(trainer)
    offer = services.offer_file(
        actor=actor, data=calendar(MEETING), zone="Asia/Karachi", titles=False
    )
    changed = offer.sealed[:-1] + ("A" if offer.sealed[-1] != "A" else "B")
    for who, sealed in ((acting(other), offer.sealed), (actor, changed), (actor, "")):
        with transaction(), pytest.raises(Refused, match="Choose the file again"):
            services.take_offer(actor=who, sealed=sealed)
    clock.advance(timedelta(hours=13))
    with transaction(), pytest.raises(Refused, match="Choose the file again"):
        services.take_offer(actor=actor, sealed=offer.sealed)
    assert rows(trainer) == rows(other) == []


def test_the_trail_says_how_many_and_not_when_or_why(trainer: Person) -> None:
    take(trainer, calendar(MEETING), titles=True)
    (entry,) = db.session.query(AuditEntry).filter_by(act="agenda.absences_changed")
    personal = db.session.get(AuditPersonal, entry.sequence)
    said = entry.body + repr(personal.values if personal else "")
    assert "Dentist" not in said
    assert "2026-03-10" not in said


# --- pages ---


def test_entering_and_removing_on_the_page(
    client: FlaskClient, signed_in: SignIn, trainer: Person
) -> None:
    browser = signed_in(client, trainer)
    assert "you count as free" in browser.get("/me/availability").text
    form = {"first_day": "2026-03-10", "zone": "Asia/Karachi", "note": "Court"}
    assert browser.post("/me/availability", data=form).status_code == 302
    page = browser.get("/me/availability").text
    assert "Court" in page
    (row,) = rows(trainer)
    assert browser.post(f"/me/availability/{row.id}/remove").status_code == 302
    assert rows(trainer) == []
    wrong = browser.post("/me/availability", data=form | {"starts": "09:00"})
    assert wrong.status_code == 422
    assert "Give both times" in wrong.text
    assert "Court" in wrong.text


def test_reading_a_file_on_the_page(
    client: FlaskClient, signed_in: SignIn, trainer: Person
) -> None:
    browser = signed_in(client, trainer)

    def upload(data: bytes, **fields: str):
        body = {"file": (io.BytesIO(data), "mine.ics"), **fields}
        return browser.post("/me/availability/calendar", data=body)

    shown = upload(calendar(MEETING, WEEKLY))
    assert shown.status_code == 200
    assert "4 busy times" in shown.text
    assert "10 March 2026, 09:00 to 10:00" in shown.text  # in the zone of the installation
    assert rows(trainer) == []
    sealed = re.search(r'name="offer" value="([^"]+)"', shown.text)
    assert sealed is not None
    answer = browser.post("/me/availability/calendar/confirm", data={"offer": sealed[1]})
    assert answer.status_code == 302
    assert len(rows(trainer)) == 4
    assert "calendar file" in browser.get("/me/availability").text
    broken = upload(calendar("UID:1\nDTSTART:never"))
    assert broken.status_code == 422
    assert "Line 5:" in broken.text
    assert "not understood" in broken.text
    assert "Nothing was saved" in broken.text
    assert "Choose a file." in browser.post("/me/availability/calendar").text
    assert len(rows(trainer)) == 4
    assert browser.post("/me/availability/calendar/remove").status_code == 302
    assert rows(trainer) == []


def test_markup_in_a_title_stays_text(
    client: FlaskClient, signed_in: SignIn, trainer: Person
) -> None:
    hostile = MEETING.replace("Dentist", "<script>alert(1)</script>")
    body = {"file": (io.BytesIO(calendar(hostile)), "x.ics"), "titles": "1"}
    shown = signed_in(client, trainer).post("/me/availability/calendar", data=body)
    assert "<script>alert" not in shown.text
    assert "&lt;script&gt;alert" in shown.text


def test_who_teaches_nowhere_has_no_such_page(
    client: FlaskClient, signed_in: SignIn, spring: CourseSession
) -> None:
    organiser = make_person("Rana")
    make_staff(spring, organiser)
    browser = signed_in(client, organiser)
    assert browser.get("/me/availability").status_code == 404
    assert browser.post("/me/availability/calendar").status_code == 404


def test_planners_see_busy_and_never_why(
    client: FlaskClient, app: Flask, signed_in: SignIn, trainer: Person, spring: CourseSession
) -> None:
    rana, observer = make_person("Rana"), make_person("Olga")
    make_staff(spring, rana)
    make_staff(spring, observer, StaffRole.OBSERVER)
    hidden = make_session(title={"en": "Hidden training"}, starts_on=date(2026, 3, 9))
    make_item(hidden, "15:00", title="Hidden item", trainers=(trainer,))
    with transaction():
        services.add_absence(actor=acting(trainer), absence=absence(note="Secret dentist"))
    take(trainer, calendar(WEEKLY.replace("COUNT=3", "COUNT=1;WKST=MO")), titles=True)
    path = f"/sessions/{spring.slug}/agenda/trainers/{trainer.id}/availability"
    page = signed_in(client, rana).get(path).text
    assert "10 March 2026, 09:00 to 11:00" in page
    assert "11 March 2026, 09:00 to 10:00" in page
    assert "9 March 2026, 15:00 to 16:00" in page
    for word in ("Secret", "dentist", "Hidden"):
        assert word not in page
    assert signed_in(app.test_client(), observer).get(path).status_code == 404
    stranger = make_person("Stranger")
    other = f"/sessions/{spring.slug}/agenda/trainers/{stranger.id}/availability"
    assert signed_in(client, rana).get(other).status_code == 404
    make_staff(hidden, rana)
    assert "Hidden training" in signed_in(client, rana).get(path).text
