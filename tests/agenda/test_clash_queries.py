"""Clashes of a draft as a reader sees them: sentences, links, ways out, nothing of others told."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import BusySource, ClashRule, ItemKind, Severity, TrainerMode, TrainerState
from lms.agenda.models import (
    AgendaItem,
    ClashSetting,
    DayOff,
    RoomClosure,
    SessionTrainer,
    Unavailability,
)
from lms.agenda.queries import clashes
from lms.agenda.queries.agenda import draft
from lms.agenda.queries.clashes import ClashRow
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.i18n import force_locale, say
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession, Signatory
from lms.enrolments.enums import EnrolmentState
from tests.factories.accounts import acting, make_administrator, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_item, make_prayer, make_venue, moment, rooms_of
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment
from tests.support.apps import QueryCount
from tests.support.signing_in import sign_in_directly

DAY = date(2026, 3, 4)  # a Wednesday
R = ClashRule


class Two:
    """Two sessions in the same days at one venue. Rana organises the first, Sana the second; Brohi
    teaches in both. The texts of the second carry a marker."""

    MARK = "Corvanmarker"

    def __init__(self) -> None:
        self.rana, self.sana = make_person("Rana", "Marwat"), make_person("Sana", "Rind")
        self.brohi, self.gul = make_person("Naveed", "Brohi"), make_person("Gul", "Mengal")
        self.agency = make_agency("Customs")
        self.venue = make_venue(
            rooms=(("Hall A", 40), ("Lab 1", 20), ("Lab 2", 12)), weekdays="12345"
        )
        self.rooms = rooms_of(self.venue)
        self.one = self._session(self.rana, {"en": "Link charts"})
        self.two = self._session(
            self.sana, {"en": self.MARK}, slug="corvanmarker-slug", code=self.MARK
        )
        make_staff(self.one, self.gul, StaffRole.TRAINER)

    def _session(self, organiser: Person, title: dict[str, str], **values: object) -> CourseSession:
        row = make_session(
            organiser=organiser,
            starts_on=DAY,
            days=2,
            title=title,
            agencies=[self.agency],
            **values,
        )
        make_staff(row, self.brohi, StaffRole.TRAINER)
        hold_at(row, self.venue)
        return row

    def found(self, who: Person | None = None) -> list[ClashRow]:
        me = acting(who or self.rana)
        return clashes.found(draft(self.one.slug, me), me)

    def said(self, who: Person | None = None) -> list[str]:
        with force_locale("en"):
            return [say(row.sentence) for row in self.found(who)]

    def both_sides(self) -> None:
        """Brohi, Lab 1 and somebody on both rolls are needed at 11:15 in both sessions."""
        make_item(
            self.one, "11:00", 60, title="Presentations", trainers=(self.brohi,),
            room_id=self.rooms["Lab 1"],
        )  # fmt: skip
        make_item(
            self.two, "11:15", 30, title=f"Sharing {self.MARK}", trainers=(self.brohi,),
            room_id=self.rooms["Lab 1"], notes=self.MARK,
        )  # fmt: skip
        person = make_person("Zar", "Khan")
        for session in (self.one, self.two):
            make_enrolment(session, self.agency, person)


@pytest.fixture
def two(app: Flask) -> Two:
    return Two()


def test_within_a_session_both_sides_are_named_with_rooms_and_times(two: Two) -> None:
    first = make_item(
        two.one, "11:00", 60, title="Presentations, group B", trainers=(two.brohi,), track="B",
        room_id=two.rooms["Lab 2"],
    )  # fmt: skip
    second = make_item(
        two.one, "11:15", 30, title="Sharing exercise", trainers=(two.brohi,), track="A",
        room_id=two.rooms["Lab 1"],
    )  # fmt: skip
    (row,) = two.found()
    assert say(row.sentence) == (
        "Naveed Brohi would teach Sharing exercise in Lab 1 and Presentations, group B in Lab 2 "
        "at the same time: Wed 4 March, 11:15 to 11:45."
    )
    assert (row.rule, row.severity) == (R.TRAINER_TWICE, Severity.BLOCK_RELEASE)
    assert (row.item_id, row.other_item_id) == (second.id, first.id)
    assert row.other_href == f"/sessions/{two.one.slug}/agenda/items/{first.id}"
    assert (row.starts_at, row.ends_at) == (moment(DAY, "11:15"), moment(DAY, "11:45"))


def test_the_moved_item_is_the_one_that_is_told_of(two: Two) -> None:
    still = make_item(two.one, "11:00", title="Still", room_id=two.rooms["Lab 1"], track="A")
    moved = make_item(two.one, "09:00", title="Moved", room_id=two.rooms["Lab 1"], track="B")
    me = acting(two.rana)
    seen = draft(two.one.slug, me)
    row = seen.item(moved.id)
    assert row is not None and clashes.found(seen, me) == []
    there = replace(row, starts_at=moment(DAY, "11:30"), ends_at=moment(DAY, "12:30"))
    (found,) = clashes.after_move(seen, me, [there])
    assert (found.rule, found.item_id, found.other_item_id) == (R.ROOM_TWICE, moved.id, still.id)
    assert clashes.found(draft(two.one.slug, me), me) == []


def test_who_sees_both_sessions_reads_both_sides(two: Two) -> None:
    two.both_sides()
    make_staff(two.two, two.rana, StaffRole.TRAINER)
    other = db.session.query(AgendaItem).filter_by(course_session_id=two.two.id).one()
    rows = {row.rule: row for row in two.found()}
    with force_locale("en"):
        said = {rule: say(row.sentence) for rule, row in rows.items()}
    assert said[R.ROOM_TWICE] == (
        "Lab 1 would hold Presentations and Sharing Corvanmarker (Corvanmarker) at the same "
        "time: Wed 4 March, 11:15 to 11:45."
    )
    assert said[R.TRAINER_TWICE] == (
        "Naveed Brohi would teach Presentations in Lab 1 and Sharing Corvanmarker in Lab 1 "
        "(Corvanmarker) at the same time: Wed 4 March, 11:15 to 11:45."
    )
    assert said[R.PARTICIPANTS_TWICE] == (
        "Zar Khan would be needed in Presentations and in Sharing Corvanmarker (Corvanmarker) "
        "at the same time: Wed 4 March, 11:15 to 11:45."
    )
    assert {row.other_href for row in rows.values()} == {
        f"/sessions/corvanmarker-slug/agenda/items/{other.id}"
    }


@pytest.mark.both
def test_who_does_not_see_the_other_session_learns_only_busy(two: Two) -> None:
    two.both_sides()
    away = make_venue(two.MARK, rooms=((f"Hall {two.MARK}", 40),), slug="corvanmarker-venue")
    (hall,) = rooms_of(away).values()
    make_item(two.two, "11:45", 15, trainers=(two.brohi,), room_id=hall, title=two.MARK)
    assert sorted(two.said()) == [
        "Lab 1 is busy: Wed 4 March, 11:15 to 11:45.",
        "Naveed Brohi is busy: Wed 4 March, 11:15 to 12:00.",
        "Zar Khan: busy, Wed 4 March, 11:15 to 12:00.",
    ]
    hidden = {str(two.two.id), str(two.sana.id)}
    hidden |= {
        str(one.id) for one in db.session.query(AgendaItem) if one.course_session_id == two.two.id
    }
    for row in two.found():
        text = json.dumps(asdict(row), default=str, ensure_ascii=False)
        assert two.MARK.casefold() not in text.casefold()
        assert not any(one in text for one in hidden)
        assert row.other_item_id is None and row.other_href is None


def test_pages_and_answers_tell_no_more_than_busy(two: Two, client: FlaskClient) -> None:
    two.both_sides()
    browser = sign_in_directly(client, two.rana)
    (mine,) = db.session.query(AgendaItem).filter_by(course_session_id=two.one.id)
    (theirs,) = db.session.query(AgendaItem).filter_by(course_session_id=two.two.id)
    api = f"/api/v1/course-sessions/{two.one.slug}/agenda"
    item = {
        "id": str(mine.id),
        "starts_at": "2026-03-04T11:00",
        "ends_at": "2026-03-04T12:00",
    }
    answers = [
        browser.get(f"/sessions/{two.one.slug}/agenda"),
        browser.get(api),
        browser.post(f"{api}/check", json={"items": [item]}),
    ]
    for answer in answers:
        assert answer.status_code == 200 and "Naveed Brohi is busy" in answer.text
        assert two.MARK.casefold() not in answer.text.casefold()
        assert str(theirs.id) not in answer.text and str(two.two.id) not in answer.text


@pytest.mark.parametrize("role", [StaffRole.OBSERVER, StaffRole.SIGNATORY])
def test_a_look_at_the_other_session_without_its_draft_is_no_sight(
    two: Two, role: StaffRole
) -> None:
    two.both_sides()
    make_staff(two.two, two.rana, role)
    assert not any(two.MARK in sentence for sentence in two.said())


def test_an_administrator_sees_both_sides(two: Two) -> None:
    two.both_sides()
    assert all(two.MARK in sentence for sentence in two.said(make_administrator()))


def test_hidden_items_cannot_be_counted(two: Two) -> None:
    make_item(two.one, "09:00", 180, title="Long", trainers=(two.brohi,))
    for clock in ("09:00", "09:30", "10:00", "11:00"):
        make_item(two.two, clock, 30, trainers=(two.brohi,))
    assert two.said() == [
        "Naveed Brohi is busy: Wed 4 March, 09:00 to 10:30.",
        "Naveed Brohi is busy: Wed 4 March, 11:00 to 11:30.",
    ]


def test_rolls_that_overlap_for_days_give_one_row_a_day(two: Two) -> None:
    for name in ("Zar", "Bibi", "Ali"):
        person = make_person(name, "Khan")
        for session in (two.one, two.two):
            make_enrolment(session, two.agency, person)
    for day in (0, 1):
        for clock in ("09:00", "10:00", "11:30"):
            make_item(two.one, clock, day=day, title=f"Lesson {clock}")
            make_item(two.two, clock, day=day, title=f"Work {clock}")
    assert two.said() == [
        "Ali Khan, Bibi Khan and 1 more: busy at times, Wed 4 March, 09:00 to 12:30.",
        "Ali Khan, Bibi Khan and 1 more: busy at times, Thu 5 March, 09:00 to 12:30.",
    ]
    first, _second = two.found()
    assert len(first.item_ids) == 3 and first.remedies == ()
    make_staff(two.two, two.rana, StaffRole.ORGANISER)
    assert two.said()[0] == (
        "Ali Khan, Bibi Khan and 1 more would be needed here and in Corvanmarker (Corvanmarker): "
        "Wed 4 March, 09:00 to 12:30."
    )


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.NO_SHOW])
def test_who_has_withdrawn_is_needed_nowhere(two: Two, state: EnrolmentState) -> None:
    person = make_person("Zar", "Khan")
    make_enrolment(two.one, two.agency, person)
    make_enrolment(two.two, two.agency, person, state=state)
    make_item(two.one, "09:00"), make_item(two.two, "09:00")
    assert two.said() == []


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.POSTPONED])
def test_a_session_that_is_not_held_books_nothing(two: Two, state: SessionState) -> None:
    two.both_sides()
    with transaction():
        db.session.get_one(CourseSession, two.two.id).state = state
    assert two.said() == []


def test_trainers_are_compared_over_zones(two: Two) -> None:
    dubai = make_session(starts_on=DAY, days=1, time_zone="Asia/Dubai", title={"en": "Dubai"})
    make_item(two.one, "10:00", 60, trainers=(two.brohi,))  # 05:00 to 06:00 UTC
    make_item(dubai, "09:30", 60, trainers=(two.brohi,))  # 05:30 to 06:30 UTC
    make_item(dubai, "10:30", 60, trainers=(two.brohi,))
    assert two.said() == ["Naveed Brohi is busy: Wed 4 March, 10:30 to 11:00."]


def test_places_people_and_days_are_told_with_their_reasons(two: Two) -> None:
    hall = two.rooms["Hall A"]
    make_prayer(two.venue, 13 * 60, 13 * 60 + 30)
    lesson = make_item(
        two.one, "12:30", 60, title="Lesson", trainers=(two.brohi, two.gul), room_id=hall
    )
    make_item(two.one, "07:30", 30, day=1, title="Early", kind=ItemKind.CEREMONY)
    with transaction():
        db.session.query(Signatory).filter_by(course_session_id=two.one.id).delete()
        db.session.add_all(
            [
                RoomClosure(
                    venue_id=two.venue.id, room_id=hall, reason="painting",
                    starts_at=moment(DAY, "12:00"), ends_at=moment(DAY, "13:00"),
                ),
                Unavailability(
                    person_id=two.brohi.id, source=BusySource.WRITTEN, note="private matter",
                    starts_at=moment(DAY, "13:00"), ends_at=moment(DAY, "18:00"),
                ),
                SessionTrainer(
                    course_session_id=two.one.id, person_id=two.gul.id, asked_at=utcnow(),
                    mode=TrainerMode.INTERNAL, state=TrainerState.ASKED,
                ),
                DayOff(first_day=DAY, last_day=DAY, name={"en": "Founders' Day"}),
                DayOff(
                    first_day=DAY, last_day=DAY + timedelta(days=1), name={"en": "Audit"},
                    agency_id=two.agency.id,
                ),
                DayOff(
                    first_day=DAY, last_day=DAY, name={"en": "Other"},
                    agency_id=make_agency("Elsewhere").id,
                ),
            ]
        )  # fmt: skip
    assert sorted(two.said()) == [
        "4 March 2026 is a day off: Founders' Day.",
        "Customs keeps 4 March 2026 free.",
        "Customs keeps 5 March 2026 free.",
        "Early is a ceremony, and nobody is named yet to sign certificates.",
        "Early lies outside the hours of Academy, 08:00 to 18:00: Thu 5 March, 07:30 to 08:00.",
        "Gul Mengal has not confirmed yet; first needed for Lesson.",
        "Hall A is closed (painting) during Lesson: Wed 4 March, 12:30 to 13:00.",
        "Lesson runs over Zuhr: Wed 4 March, 13:00 to 13:30.",
        "Naveed Brohi is not available for Lesson: Wed 4 March, 13:00 to 13:30.",
    ]
    links = {row.rule: row.other_href for row in two.found()}
    assert links[R.ROOM_CLOSED] == links[R.OVER_PRAYER] == f"/venues/{two.venue.slug}/"
    assert links[R.TRAINER_UNAVAILABLE] == f"/sessions/{two.one.slug}/agenda/trainers"
    assert links[R.NO_SIGNATORIES] == f"/sessions/{two.one.slug}/settings/signatories"
    assert links[R.ON_DAY_OFF] == "/days-off"
    as_trainer = {row.rule: row.other_href for row in two.found(two.brohi)}
    assert as_trainer[R.NO_SIGNATORIES] is None
    assert {row.item_id for row in two.found() if row.rule is R.OVER_PRAYER} == {lesson.id}


def test_public_holidays_speak_the_language_of_the_page(app: Flask) -> None:
    rana = make_person("Rana", "Marwat")
    session = make_session(organiser=rana, starts_on=date(2026, 3, 23), days=1)
    make_item(session, "09:00"), make_item(session, "10:00")
    me = acting(rana)
    (row,) = clashes.found(draft(session.slug, me), me)
    assert say(row.sentence) == "23 March 2026 is a public holiday: Pakistan Day."
    with force_locale("ur"):
        assert "یوم پاکستان" in say(row.sentence)


@pytest.mark.parametrize(
    ("state", "people", "told"),
    [
        (SessionState.DRAFT, 1, "Lab 1 has 20 seats; Lesson is for 30 people."),
        (SessionState.RUNNING, 21, "Lab 1 has 20 seats; Lesson is for 21 people."),
        (SessionState.RUNNING, 20, None),
    ],
)
def test_seats_are_counted_until_confirmed_and_people_afterwards(
    two: Two, state: SessionState, people: int, told: str | None
) -> None:
    with transaction():
        db.session.get_one(CourseSession, two.one.id).state = state
    for _number in range(people):
        make_enrolment(two.one, two.agency)
    make_item(two.one, "09:00", title="Lesson", room_id=two.rooms["Lab 1"])
    assert two.said() == ([told] if told else [])


def test_a_track_counts_as_its_even_share(two: Two) -> None:
    for _number in range(25):
        make_enrolment(two.one, two.agency)
    make_item(two.one, "09:00", title="Lab work", track="A", room_id=two.rooms["Lab 2"])
    make_item(two.one, "09:00", title="Lab work", track="B", room_id=two.rooms["Lab 1"])
    assert two.said() == ["Lab 2 has 12 seats; track A comes to Lab work with about 13 people."]


def test_a_rule_that_is_ignored_is_silent_and_a_stricter_one_comes_first(two: Two) -> None:
    two.both_sides()
    make_prayer(two.venue, 11 * 60, 12 * 60)
    with transaction():
        db.session.add_all(
            [
                ClashSetting(rule=R.ROOM_TWICE, severity=Severity.IGNORE),
                ClashSetting(rule=R.OVER_PRAYER, severity=Severity.BLOCK),
            ]
        )
    rows = two.found()
    assert next(row.rule for row in rows) is R.OVER_PRAYER
    assert R.ROOM_TWICE not in {row.rule for row in rows}
    assert {row.rule for row in clashes.blocking(rows)} == {
        R.OVER_PRAYER, R.TRAINER_TWICE, R.PARTICIPANTS_TWICE,
    }  # fmt: skip


def test_the_ways_out_are_tried_first(two: Two) -> None:
    """Brohi is busy 11:15-11:45; prayer 13:00-13:30; Lab 1 is taken 12:00-13:00 by another."""
    make_prayer(two.venue, 13 * 60, 13 * 60 + 30)
    mine = make_item(
        two.one, "11:00", 60, title="Presentations", trainers=(two.brohi,),
        room_id=two.rooms["Lab 1"],
    )  # fmt: skip
    make_item(two.two, "11:15", 30, trainers=(two.brohi,), room_id=two.rooms["Lab 1"])
    make_item(two.two, "12:00", 60, room_id=two.rooms["Lab 1"])
    rows = {row.rule: row for row in two.found()}
    trainer, room = rows[R.TRAINER_TWICE], rows[R.ROOM_TWICE]
    assert [one.kind for one in trainer.remedies] == ["trainer", "move"]
    assert [say(one.label) for one in room.remedies] == [
        "Use Lab 2 (12 seats) for Presentations",
        "Move Presentations to Wed 4 March, 13:30 to 14:30",
    ]
    same_time = {
        "id": str(mine.id),
        "starts_at": moment(DAY, "11:00").astimezone(UTC).isoformat(),
        "ends_at": moment(DAY, "12:00").astimezone(UTC).isoformat(),
    }
    assert trainer.remedies[0].send == same_time | {"trainer_ids": [str(two.gul.id)]}
    assert room.remedies[0].send == same_time | {"room_id": str(two.rooms["Lab 2"])}
    assert room.remedies[1].send == {
        "id": str(mine.id),
        "starts_at": moment(DAY, "13:30").astimezone(UTC).isoformat(),
        "ends_at": moment(DAY, "14:30").astimezone(UTC).isoformat(),
    }


def test_a_moved_item_can_be_put_back(two: Two) -> None:
    make_item(two.one, "11:00", track="A", trainers=(two.brohi,))
    moved = make_item(two.one, "09:00", title="Moved", track="B", trainers=(two.brohi,))
    me = acting(two.rana)
    seen = draft(two.one.slug, me)
    there = replace(
        seen.item(moved.id), starts_at=moment(DAY, "11:00"), ends_at=moment(DAY, "12:00")
    )
    (row,) = clashes.after_move(seen, me, [there])
    assert [one.kind for one in row.remedies] == ["trainer", "move", "back"]
    back = row.remedies[-1]
    assert say(back.label) == "Put Moved back: Wed 4 March, 09:00 to 10:00"
    assert back.send["starts_at"] == moment(DAY, "09:00").astimezone(UTC).isoformat()
    assert (back.send["track"], back.send["trainer_ids"]) == ("B", [str(two.brohi.id)])


def test_a_locked_item_has_no_way_out(two: Two) -> None:
    make_item(two.one, "11:00", track="A", trainers=(two.brohi,), locked=True)
    make_item(two.one, "11:00", track="B", trainers=(two.brohi,), locked=True)
    (row,) = two.found()
    assert row.remedies == ()


def test_an_empty_agenda_has_no_clash(two: Two) -> None:
    assert two.found() == []


@pytest.mark.both
def test_more_items_ask_no_more_of_the_database(
    two: Two, count_queries: Callable[[], QueryCount]
) -> None:
    counts = []
    for number in range(3):
        two.both_sides()
        me = acting(two.rana)
        seen = draft(two.one.slug, me)
        with count_queries() as counted:
            rows = clashes.after_move(seen, me, seen.items)
        counts.append((int(counted), len(rows) > number))
    assert len(set(counts)) == 1 and counts[0][0] <= 10


def test_nothing_is_read_of_other_days_and_other_people(
    two: Two, count_queries: Callable[[], QueryCount]
) -> None:
    """A row of another day, room and trainer does not come out of the database."""
    from lms.agenda.queries import clash_facts

    make_item(two.one, "09:00", trainers=(two.brohi,))
    stranger = make_person("Stranger")
    make_item(two.two, "09:00", trainers=(stranger,), title="Elsewhere")
    make_item(two.two, "09:00", day=1, trainers=(two.brohi,))
    me = acting(two.rana)
    seen = draft(two.one.slug, me)
    assert clash_facts.read(seen, seen.items).others == {}
