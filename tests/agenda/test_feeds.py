"""Private calendar addresses: whose rights they give, and that they end when these end."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import FeedKind, ItemKind
from lms.agenda.models import CalendarFeed
from lms.agenda.queries.feeds import secret
from lms.agenda.rules.feed_tokens import feed_of, feed_token
from lms.agenda.services import calendars
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.core.errors import Invalid, Refused
from lms.core.ids import new_id
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession, CourseStaff
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from tests.agenda.calendar_reader import Program, unfolded, value_of
from tests.factories.accounts import acting, make_account, make_administrator, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import make_venue, rooms_of
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment
from tests.factories.feeds import again, make_feed, make_release, path_of, released, token_of

SignIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def trainer(app: Flask) -> Person:
    return make_person("Tariq", "Aziz", language="en")


@pytest.fixture
def spring(trainer: Person) -> CourseSession:
    row = make_session(title={"en": "Spring training", "ur": "بہار کی تربیت"})
    make_staff(row, trainer, StaffRole.TRAINER)
    return row


def titles(client: FlaskClient, feed: CalendarFeed) -> list[str]:
    """What a calendar program shows after fetching the feed."""
    answer = client.get(path_of(feed))
    assert answer.status_code == 200
    program = Program()
    program.take(answer.text)
    return sorted(program.live())


def missing(client: FlaskClient, path: str) -> bytes:
    """The answer to an address that is none, without what differs by the request."""
    answer = client.get(path)
    assert answer.status_code == 404
    return re.sub(rb'nonce="[^"]*"|value="[^"]*"', b"", answer.data.replace(path.encode(), b""))


def end_roles(person: Person) -> None:
    with transaction():
        db.session.query(CourseStaff).filter_by(person_id=person.id).update(
            {"ends_on": utcnow().date() - timedelta(days=1)}
        )


# --- tokens ---


def test_a_token_leads_to_its_feed_and_no_other_text_does() -> None:
    feed_id, other = new_id(), new_id()
    token = feed_token("s" * 32, feed_id)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert feed_of("s" * 32, token) == feed_id
    assert feed_of("t" * 32, token) is None
    mixed = feed_token("s" * 32, other)[:21] + token[21:]
    last = "A" if token[-1] != "A" else "B"
    for wrong in ("", "x", mixed, token[:-1] + last, token + "=", token[:-1] + "é", "." * 43):
        assert feed_of("s" * 32, wrong) is None


def test_every_sign_of_a_token_counts(app: Flask) -> None:
    token = feed_token(secret(), new_id())
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place in range(43):
        for sign in signs:
            if sign != token[place]:
                assert feed_of(secret(), token[:place] + sign + token[place + 1 :]) is None


# --- what a feed gives ---


def test_the_own_feed_has_the_sessions_one_takes_part_in_teaches_or_organises(
    client: FlaskClient, app: Flask
) -> None:
    agency, person = make_agency(), make_person("Bilal")
    part, teach, organise, foreign, unreleased = (make_session() for _ in range(5))
    make_enrolment(part, agency, person)
    make_staff(teach, person, StaffRole.TRAINER)
    make_staff(organise, person)
    for row, title in ((part, "P"), (teach, "T"), (organise, "O"), (foreign, "F")):
        make_release(row, released(row, title=title))
    make_staff(unreleased, person)
    assert titles(client, make_feed(person)) == ["O", "P", "T"]


def test_only_the_newest_release_is_given(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    old = released(spring, title="Old title")
    make_release(spring, old, released(spring, title="Dropped"))
    make_release(spring, again(old, title={"en": "New title"}))
    assert titles(client, make_feed(trainer)) == ["New title"]


def test_the_trainer_feed_has_just_what_one_teaches(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    other = make_person("Other")
    make_release(
        spring,
        released(spring, title="Mine", trainers=(other, trainer)),
        released(spring, title="Theirs", trainers=(other,)),
        released(spring, title="Tea", kind=ItemKind.BREAK),
    )
    assert titles(client, make_feed(trainer, FeedKind.TRAINER)) == ["Mine"]


def test_an_entry_is_in_the_owners_language_and_says_where_and_with_whom(
    client: FlaskClient, app: Flask
) -> None:
    person = make_person("Noor", language="ur")
    row = make_session(
        title={"en": "Spring", "ur": "بہار"}, venue={"en": "Academy"}, place={"en": "Karachi"}
    )
    make_staff(row, person)
    teacher = make_person("Tariq", "Aziz", name_local="طارق عزیز")
    make_release(
        row,
        released(
            row,
            title="Sources",
            trainers=(teacher,),
            room={"en": "Hall A", "ur": "ہال الف"},
            materials="Laptop",
        ),
    )
    text = client.get(path_of(make_feed(person))).text
    assert value_of(text, "LOCATION").startswith("ہال الف")
    assert "بہار" in value_of(text, "DESCRIPTION")
    assert "طارق عزیز" in value_of(text, "DESCRIPTION")
    assert "Laptop" in value_of(text, "DESCRIPTION")
    assert value_of(text, "URL").endswith(f"/sessions/{row.slug}/agenda")


def test_an_update_and_a_cancellation_arrive_once(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    feed, program = make_feed(trainer), Program()
    item = released(spring, "09:00", title="Sources")
    make_release(spring, item)
    program.take(client.get(path_of(feed)).text)
    moved = again(
        item,
        starts_at=item.starts_at + timedelta(hours=1),
        ends_at=item.ends_at + timedelta(hours=1),
    )
    make_release(spring, moved)
    for _ in range(2):
        program.take(client.get(path_of(feed)).text)
    assert program.live() == {"Sources": (moved.starts_at, moved.ends_at)}
    assert int(program.entries[str(item.id)].sequence.value) == 1
    make_release(spring, again(moved, cancelled=True))
    program.take(client.get(path_of(feed)).text)
    assert program.live() == {}
    assert list(program.entries) == [str(item.id)]


def test_calling_off_the_session_cancels_all_and_reopening_brings_them_back(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    feed, program = make_feed(trainer), Program()
    make_release(spring, released(spring, title="A"), released(spring, title="B"))
    program.take(client.get(path_of(feed)).text)
    for state, left in (
        (SessionState.POSTPONED, []),
        (SessionState.ANNOUNCED, ["A", "B"]),
        (SessionState.CANCELLED, []),
    ):
        with transaction():
            row = db.session.get_one(CourseSession, spring.id)
            row.state, row.version = state, row.version + 1  # as change_state does
        program.take(client.get(path_of(feed)).text)
        assert sorted(program.live()) == left
    assert len(program.entries) == 2


def test_an_alarm_rings_as_set_but_not_before_tea(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    make_release(
        spring, released(spring), released(spring, "10:00", kind=ItemKind.BREAK, title="Tea")
    )
    lines = unfolded(client.get(path_of(make_feed(trainer, alarm_minutes=30))).text)
    assert lines.count("BEGIN:VALARM") == 1
    assert "TRIGGER:-PT30M" in lines
    assert "BEGIN:VALARM" not in client.get(path_of(make_feed(trainer))).text


def test_what_is_over_for_a_year_is_left_out(
    client: FlaskClient, clock: FixedClock, trainer: Person, spring: CourseSession
) -> None:
    make_release(spring, released(spring, title="A"))
    feed = make_feed(trainer)
    clock.advance(timedelta(days=360))
    assert titles(client, feed) == ["A"]
    clock.advance(timedelta(days=20))
    assert titles(client, feed) == []


def test_a_room_feed_hides_what_its_owner_may_not_see(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    hidden = make_session(title={"en": "Secret training"}, code="SECRET-1", slug="secret-slug")
    teacher = make_person("Hidden", "Person")
    rooms = rooms_of(make_venue(rooms=(("Hall A", 30), ("Hall B", 30))))
    there = {"room_id": rooms["Hall A"], "room": {"en": "Hall A"}}
    make_release(
        spring,
        released(spring, "09:00", title="Seen", **there),
        released(spring, "09:00", title="Elsewhere", room_id=rooms["Hall B"]),
    )
    item = released(
        hidden, "11:00", title="Secret item", trainers=(teacher,), materials="Mask", **there
    )
    make_release(hidden, item)
    feed = make_feed(trainer, FeedKind.ROOM, room_id=rooms["Hall A"])
    assert titles(client, feed) == ["Busy", "Seen"]
    text = client.get(path_of(feed)).text
    for word in ("ecret", "Hidden", "Mask", "SECRET", str(item.id), str(hidden.id)):
        assert word not in text
    make_staff(hidden, trainer, StaffRole.OBSERVER)
    assert titles(client, feed) == ["Secret item", "Seen"]


# --- whose rights ---


def test_who_loses_the_role_gets_an_empty_calendar(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    room = rooms_of(make_venue(rooms=(("Hall A", 30),)))["Hall A"]
    make_release(spring, released(spring, trainers=(trainer,), room_id=room))
    feeds = [
        make_feed(trainer),
        make_feed(trainer, FeedKind.TRAINER),
        make_feed(trainer, FeedKind.SESSION, course_session_id=spring.id),
        make_feed(trainer, FeedKind.ROOM, room_id=room),
    ]
    assert [titles(client, feed) for feed in feeds] == [["Principles"]] * 4
    end_roles(trainer)
    assert [titles(client, feed) for feed in feeds] == [[]] * 4


def test_who_is_withdrawn_gets_nothing(client: FlaskClient, app: Flask) -> None:
    row, person = make_session(), make_person()
    enrolment = make_enrolment(row, make_agency(), person)
    make_release(row, released(row))
    feed = make_feed(person)
    assert titles(client, feed) == ["Principles"]
    with transaction():
        db.session.get_one(Enrolment, enrolment.id).state = EnrolmentState.WITHDRAWN
    assert titles(client, feed) == []


def test_a_participant_sees_nothing_of_a_session_that_is_a_draft_again(
    client: FlaskClient, app: Flask
) -> None:
    row, person = make_session(), make_person()
    make_enrolment(row, make_agency(), person)
    make_release(row, released(row))
    feed = make_feed(person, FeedKind.SESSION, course_session_id=row.id)
    assert titles(client, feed) == ["Principles"]
    with transaction():
        db.session.get_one(CourseSession, row.id).state = SessionState.DRAFT
    assert titles(client, feed) == []


def test_unknown_revoked_broken_and_left_look_the_same(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    account = make_account(trainer)
    gone, closed = make_person("Gone"), make_person("Closed")
    make_account(closed, disabled_at=utcnow())
    revoked = make_feed(trainer, revoked_at=utcnow())
    feeds = [revoked, make_feed(gone), make_feed(closed)]
    with transaction():
        db.session.get_one(Person, gone.id).archived_at = utcnow()
    paths = [path_of(feed) for feed in feeds]
    paths += [f"/calendar/{feed_token(secret(), new_id())}.ics", "/calendar/x.ics"]
    paths += [f"/calendar/{feed_token('another secret of 32 signs or so', revoked.id)}.ics"]
    assert len({missing(client, path) for path in paths}) == 1
    assert account.disabled_at is None


def test_wrong_addresses_are_slowed_down_and_good_ones_served_all_the_same(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    feed = make_feed(trainer)
    codes = [client.get(f"/calendar/{n:043d}.ics").status_code for n in range(40)]
    assert codes[:30] == [404] * 30
    assert codes[-1] == 429
    assert client.get(path_of(feed)).status_code == 200


# --- the answer ---


def test_an_unchanged_feed_is_answered_with_304(
    client: FlaskClient, trainer: Person, spring: CourseSession
) -> None:
    feed = make_feed(trainer)
    make_release(spring, released(spring))
    first = client.get(path_of(feed))
    assert first.content_type == "text/calendar; charset=utf-8"
    tag = first.headers["ETag"]
    again_ = client.get(path_of(feed), headers={"If-None-Match": tag})
    assert (again_.status_code, again_.data) == (304, b"")
    make_release(spring, released(spring, title="Other"))
    assert client.get(path_of(feed), headers={"If-None-Match": tag}).status_code == 200


def test_reading_a_feed_costs_the_same_however_many_sessions(
    client: FlaskClient, count_queries, trainer: Person, spring: CourseSession
) -> None:
    feed = make_feed(trainer)
    make_release(spring, released(spring))
    with count_queries() as one:
        client.get(path_of(feed))
    for _ in range(5):
        row = make_session()
        make_staff(row, trainer, StaffRole.TRAINER)
        make_release(row, released(row))
    with count_queries() as six:
        client.get(path_of(feed))
    assert int(six) == int(one)


def test_the_file_of_a_session_is_for_those_who_may_see_it(
    client: FlaskClient, app: Flask, signed_in: SignIn, trainer: Person, spring: CourseSession
) -> None:
    make_release(spring, released(spring, title="Sources"))
    path = f"/sessions/{spring.slug}/agenda.ics"
    answer = signed_in(client, trainer).get(path)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={spring.slug}.ics"
    assert value_of(answer.text, "SUMMARY") == "Sources"
    assert value_of(answer.text, "X-WR-CALNAME") == "Spring training"
    outsider = make_person("Out")
    make_staff(make_session(), outsider)
    assert signed_in(app.test_client(), outsider).get(path).status_code == 404
    assert app.test_client().get(path).status_code == 302


# --- the page ---


def test_making_copying_and_revoking_an_address(
    client: FlaskClient, signed_in: SignIn, trainer: Person, spring: CourseSession
) -> None:
    make_release(spring, released(spring, title="Sources"))
    browser = signed_in(client, trainer)
    assert "No address yet" in browser.get("/me/calendars").text
    page = browser.get(f"/me/calendars?session={spring.slug}").text
    assert re.search(rf'selected value="{spring.slug}"', page)
    answer = browser.post(
        "/me/calendars", data={"kind": "session", "session": spring.slug, "room": "", "alarm": "15"}
    )
    assert answer.status_code == 302
    row = db.session.query(CalendarFeed).one()
    shown = browser.get(f"/me/calendars/{row.id}").text
    assert path_of(row) in shown
    assert "webcal://" in shown
    assert "<svg" in shown
    assert titles(client.application.test_client(), row) == ["Sources"]
    list_page = browser.get("/me/calendars").text
    assert "Every calendar that uses it loses these entries" in list_page
    assert token_of(row) not in list_page
    assert browser.post(f"/me/calendars/{row.id}/revoke").status_code == 302
    assert client.get(path_of(row)).status_code == 404
    assert browser.get(f"/me/calendars/{row.id}").status_code == 404


def test_nobody_reaches_anothers_addresses(
    client: FlaskClient, signed_in: SignIn, trainer: Person, spring: CourseSession
) -> None:
    feed = make_feed(trainer)
    for other in (make_person("Other"), make_administrator()):
        browser = signed_in(client.application.test_client(), other)
        assert browser.get(f"/me/calendars/{feed.id}").status_code == 404
        assert browser.post(f"/me/calendars/{feed.id}/revoke").status_code == 404
    assert titles(client, feed) == []


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kind": "session", "session": ""}, "Choose a session from the list."),
        ({"kind": "session", "session": "not-mine"}, "Not a valid choice"),
        ({"kind": "room", "room": ""}, "Choose a room from the list."),
        ({"kind": "trainer", "alarm": "7"}, "Not a valid choice"),
        ({"kind": ""}, "Not a valid choice"),
    ],
)
def test_a_form_that_does_not_fit_says_what_to_choose(
    client: FlaskClient,
    signed_in: SignIn,
    trainer: Person,
    spring: CourseSession,
    form: dict[str, str],
    words: str,
) -> None:
    make_session(slug="not-mine")
    make_venue(rooms=(("Hall", 20),))
    answer = signed_in(client, trainer).post("/me/calendars", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(CalendarFeed).count() == 0


def test_a_participant_is_offered_no_rooms_and_gets_none(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    row, person = make_session(), make_person()
    make_enrolment(row, make_agency(), person)
    room = rooms_of(make_venue(rooms=(("Hall", 20),)))["Hall"]
    page = signed_in(client, person).get("/me/calendars").text
    assert 'value="room"' not in page
    assert 'value="trainer"' not in page
    with pytest.raises(Invalid):
        calendars.create_feed(actor=acting(person), kind=FeedKind.ROOM, room_id=room)
    with pytest.raises(Invalid):
        calendars.create_feed(actor=acting(person), kind=FeedKind.TRAINER)
    make_release(row, released(row, room_id=room))
    assert titles(client, make_feed(person, FeedKind.ROOM, room_id=room)) == []


def test_there_is_an_end_to_addresses(trainer: Person, spring: CourseSession) -> None:
    for _ in range(calendars.MOST_FEEDS):
        make_feed(trainer)
    with transaction(), pytest.raises(Refused):
        calendars.create_feed(actor=acting(trainer), kind=FeedKind.OWN)


def test_a_session_long_ago_can_still_be_fetched_as_a_file(
    client: FlaskClient, signed_in: SignIn, trainer: Person
) -> None:
    row = make_session(starts_on=date(2019, 9, 17))
    make_staff(row, trainer)
    make_release(row, released(row, title="Old"))
    answer = signed_in(client, trainer).get(f"/sessions/{row.slug}/agenda.ics")
    assert value_of(answer.text, "SUMMARY") == "Old"
