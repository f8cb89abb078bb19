"""What a release tells: only those whom it touches, each the own changes, once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Person
from lms.agenda.services import items, releases
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession
from lms.courses.services.states import change_state
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.outbox.models import OutboxMessage
from tests.agenda.calendar_reader import Program, unfolded
from tests.factories.accounts import acting, make_account, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, item_input, make_venue, moment, rooms_of
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment


class Training:
    """A session with two trainers and two participants of two agencies."""

    def __init__(self, **values: object) -> None:
        self.rana = make_person("Rana", "Marwat")
        self.tariq = make_person("Tariq", "Aziz", email="tariq@house.test")
        self.sana = make_person("Sana", "Gul", email="sana@house.test")
        self.session = make_session(
            organiser=self.rana, starts_on=date(2026, 3, 2), days=2, **values
        )
        for one in (self.tariq, self.sana):
            make_staff(self.session, one, StaffRole.TRAINER)
        self.bilal = self.participant("Bilal", email="bilal@a.test")
        self.noor = self.participant("Noor", language="ur")
        venue = make_venue(rooms=(("Hall A", 40), ("Hall B", 40)))
        hold_at(self.session, venue)
        self.rooms = rooms_of(venue)

    def participant(self, name: str, **values: object) -> Person:
        agency = make_agency()
        person = make_person(name, "Person", agency=agency, **values)
        make_account(person)
        make_enrolment(self.session, agency, person)
        return person

    def add(self, at: str, title: str, *trainers: Person) -> items.ItemRow:
        with transaction():
            saved = items.add_item(
                actor=acting(self.rana),
                slug=self.session.slug,
                item=item_input(
                    self.session,
                    at,
                    title=title,
                    room_id=self.rooms["Hall A"],
                    trainer_ids=tuple(one.id for one in trainers),
                ),
            )
        return saved.items[0]

    def move(self, item: items.ItemRow, at: str, **values: object) -> None:
        begin = moment(self.session.starts_on, at)
        with transaction():
            items.move_item(
                actor=acting(self.rana),
                slug=self.session.slug,
                item_id=item.id,
                starts_at=begin,
                ends_at=begin + timedelta(hours=1),
                **values,
            )

    def remove(self, item: items.ItemRow) -> None:
        with transaction():
            items.remove_item(actor=acting(self.rana), slug=self.session.slug, item_id=item.id)

    def release(self, **values: object) -> dict[str, OutboxMessage]:
        """Release; the letters by the first name of who gets them."""
        before = {row.id for row in db.session.query(OutboxMessage)}
        with transaction():
            releases.release(actor=acting(self.rana), slug=self.session.slug, **values)
        names = {one.id: one.first_name for one in (self.tariq, self.sana, self.bilal, self.noor)}
        names[self.rana.id] = "Rana"
        rows = [row for row in db.session.query(OutboxMessage) if row.id not in before]
        assert len({row.person_id for row in rows}) == len(rows)
        return {names[row.person_id]: row for row in rows}


def file_of(row: OutboxMessage) -> dict[str, object]:
    (found,) = row.attachments["files"]
    return dict(found)


@pytest.mark.both
def test_the_first_release_tells_participants_all_and_trainers_their_own(app: Flask) -> None:
    training = Training()
    training.add("09:00", "Sources", training.tariq)
    training.add("11:00", "Link charts", training.sana)
    letters = training.release(note="Bring your laptop.")
    assert sorted(letters) == ["Bilal", "Noor", "Sana", "Tariq"]
    assert letters["Bilal"].subject == "The agenda is released: Link charts in practice"
    assert "- New: Sources, Mon 2 March, 09:00 to 10:00." in letters["Bilal"].body
    assert "- New: Link charts, Mon 2 March, 11:00 to 12:00." in letters["Bilal"].body
    assert "Bring your laptop." in letters["Bilal"].body
    assert f"/sessions/{training.session.slug}/agenda" in letters["Bilal"].body
    assert "Sources" in letters["Tariq"].body
    assert "New: Link charts" not in letters["Tariq"].body
    assert letters["Tariq"].address == "tariq@house.test"
    assert "/agenda" not in letters["Tariq"].body  # has no account to sign in with


def test_each_has_a_calendar_entry_of_the_own_items(app: Flask) -> None:
    training = Training()
    one = training.add("09:00", "Sources", training.tariq)
    training.add("11:00", "Link charts", training.sana)
    letters = training.release()
    invitation = file_of(letters["Tariq"])
    lines = unfolded(str(invitation["text"]))
    assert (invitation["parameters"], invitation["beside"]) == ({"method": "REQUEST"}, True)
    assert f"UID:{one.id}" in lines
    assert any(
        line.startswith("ATTENDEE;") and line.endswith(":mailto:tariq@house.test") for line in lines
    )
    whole = file_of(letters["Bilal"])
    assert (whole["parameters"], whole["beside"]) == ({"method": "PUBLISH"}, False)
    program = Program()
    program.take(str(whole["text"]))
    assert sorted(program.live()) == ["Link charts", "Sources"]
    assert "bilal" not in str(whole["text"]).lower()


def test_a_change_tells_only_those_whom_it_touches(app: Flask) -> None:
    training = Training()
    one = training.add("09:00", "Sources", training.tariq)
    training.add("11:00", "Link charts", training.sana)
    training.release()
    training.move(one, "14:00")
    letters = training.release()
    assert sorted(letters) == ["Bilal", "Noor", "Tariq"]
    assert letters["Bilal"].subject == "The agenda has changed: Link charts in practice"
    assert (
        "- Sources is on Mon 2 March, 14:00 to 15:00 instead of Mon 2 March, 09:00 to 10:00."
        in letters["Bilal"].body
    )


def test_a_change_of_trainers_tells_trainers_alone(app: Flask) -> None:
    training = Training()
    one = training.add("09:00", "Sources", training.tariq)
    first = training.release()
    training.move(one, "09:00", trainer_ids=(training.sana.id,))
    letters = training.release()
    assert sorted(letters) == ["Sana", "Tariq"]
    assert file_of(letters["Sana"])["parameters"] == {"method": "REQUEST"}
    assert file_of(letters["Tariq"])["parameters"] == {"method": "CANCEL"}
    program = Program()
    program.take(str(file_of(first["Tariq"])["text"]))
    assert list(program.live()) == ["Sources"]
    program.take(str(file_of(letters["Tariq"])["text"]))
    assert program.live() == {}
    assert list(program.entries) == [str(one.id)]


def test_an_update_and_a_cancellation_by_mail_arrive_once(app: Flask) -> None:
    training = Training()
    one = training.add("09:00", "Sources", training.tariq)
    training.add("11:00", "Charts")
    program = Program()
    letters = [training.release()]
    training.move(one, "14:00")
    letters.append(training.release())
    for letter in letters:
        program.take(str(file_of(letter["Tariq"])["text"]))
    begin = moment(training.session.starts_on, "14:00")
    assert program.live() == {"Sources": (begin, begin + timedelta(hours=1))}
    training.remove(one)
    last = training.release()
    assert "- Called off: Sources" in last["Tariq"].body
    assert file_of(last["Tariq"])["parameters"] == {"method": "CANCEL"}
    program.take(str(file_of(last["Tariq"])["text"]))
    assert program.live() == {}
    assert list(program.entries) == [str(one.id)]


def test_without_an_address_a_letter_waits_to_be_passed_on_with_a_file(app: Flask) -> None:
    training = Training()
    training.add("09:00", "Sources")
    letter = training.release()["Noor"]
    assert letter.address is None
    assert letter.language == "ur"
    assert file_of(letter)["parameters"] == {"method": "PUBLISH"}
    assert "ATTENDEE" not in str(file_of(letter)["text"])


def test_a_letter_names_nobody_of_another_agency(app: Flask) -> None:
    training = Training()
    training.add("09:00", "Sources", training.tariq)
    letters = training.release()
    for name, letter in letters.items():
        words = letter.subject + letter.body + str(file_of(letter)["text"])
        for other in {"Bilal", "Noor"} - {name}:
            assert other not in words


def test_who_is_withdrawn_archived_or_releases_is_not_told(app: Flask) -> None:
    training = Training()
    with transaction():
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.person_id == training.bilal.id)
            .values(state=EnrolmentState.WITHDRAWN)
        )
        db.session.get_one(Person, training.sana.id).archived_at = utcnow()
    make_staff(training.session, training.rana, StaffRole.TRAINER)
    training.add("09:00", "Sources", training.tariq)
    training.add("10:00", "Mine", training.rana)
    assert sorted(training.release()) == ["Noor", "Tariq"]


def test_before_the_session_is_announced_participants_hear_nothing(app: Flask) -> None:
    training = Training(state=SessionState.DRAFT, agencies=[make_agency()])
    training.add("09:00", "Sources", training.tariq)
    assert sorted(training.release()) == ["Tariq"]


def test_while_a_session_is_put_off_nothing_goes_into_calendars(app: Flask) -> None:
    training = Training()
    training.add("09:00", "Sources", training.tariq)
    with transaction():
        db.session.get_one(CourseSession, training.session.id).state = SessionState.POSTPONED
    letters = training.release()
    assert sorted(letters) == ["Tariq"]
    assert letters["Tariq"].attachments is None
    assert "calendar" not in letters["Tariq"].body


def test_a_long_agenda_is_cut_with_a_count(app: Flask) -> None:
    training = Training()
    for day in range(2):
        for quarter in range(32):
            hour, part = divmod(quarter, 4)
            with transaction():
                items.add_item(
                    actor=acting(training.rana),
                    slug=training.session.slug,
                    item=item_input(
                        training.session, f"{9 + hour:02d}:{part * 15:02d}", 15, day=day
                    ),
                )
    body = training.release()["Bilal"].body
    assert body.count("- New: ") == 60
    assert "And 4 changes more." in body


def test_telling_reads_nothing_more_for_each_reader(app: Flask, count_queries) -> None:
    training = Training()
    training.add("09:00", "Sources")
    training.add("10:00", "Charts")
    with count_queries() as few:
        training.release()
    for number in range(10):
        training.participant(f"More{number}")
    training.add("11:00", "Recap")
    training.add("12:00", "Test")
    with transaction(), count_queries() as many:
        releases.release(actor=acting(training.rana), slug=training.session.slug)
    assert int(many) - int(few) <= 10 * 3  # a row for each letter, no reading for each reader


def turn(training: Training, to: SessionState) -> dict[str, OutboxMessage]:
    """Turn the session; the letters that this made, by the first name of who gets them."""
    before = {row.id for row in db.session.query(OutboxMessage)}
    with transaction():
        change_state(actor=acting(training.rana), course_session_id=training.session.id, to=to)
    names = {one.id: one.first_name for one in (training.tariq, training.sana, training.bilal)}
    rows = [row for row in db.session.query(OutboxMessage) if row.id not in before]
    return {names.get(row.person_id, "Noor"): row for row in rows}


@pytest.mark.both
def test_a_session_called_off_leaves_every_calendar_that_has_it(app: Flask) -> None:
    training = Training()
    training.add("09:00", "Sources", training.tariq)
    first = training.release()
    assert turn(training, SessionState.RUNNING) == {}
    program = Program()
    program.take(str(file_of(first["Tariq"])["text"]))
    told = turn(training, SessionState.CANCELLED)
    assert sorted(told) == ["Bilal", "Noor", "Tariq"]
    assert told["Bilal"].subject == "Called off: Link charts in practice"
    program.take(str(file_of(told["Tariq"])["text"]))
    assert list(program.live()) == []


def test_participants_hear_of_an_earlier_release_when_the_session_is_announced(
    app: Flask,
) -> None:
    training = Training(state=SessionState.DRAFT, agencies=[make_agency()])
    training.add("09:00", "Sources", training.tariq)
    assert sorted(training.release()) == ["Tariq"]
    told = turn(training, SessionState.ANNOUNCED)
    assert sorted(told) == ["Bilal", "Noor"]
    assert "- New: Sources, Mon 2 March, 09:00 to 10:00." in told["Bilal"].body
