"""The trainers of a session: added, asked, answering, taken off; busy elsewhere without details."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Account, Membership, Person
from lms.agenda.enums import BusySource, TrainerMode, TrainerState
from lms.agenda.models import AgendaItemTrainer, SessionTrainer, Unavailability
from lms.agenda.queries import trainers as queries
from lms.agenda.services import answers, steps
from lms.agenda.services import trainers as services
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession
from lms.outbox.models import OutboxMessage
from tests.factories.accounts import acting, make_account, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import item_input, make_item, moment
from tests.factories.courses import make_session, make_staff

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
ASKED, CONFIRMED, DECLINED = TrainerState


@pytest.fixture
def agency(app: Flask):
    return make_agency()


@pytest.fixture
def organiser(agency) -> Person:
    return make_person("Omar", "Saeed", agency=agency, email="omar@academy.example")


@pytest.fixture
def session(organiser: Person) -> CourseSession:
    return make_session(organiser=organiser)


@pytest.fixture
def trainer(agency) -> Person:
    person = make_person("Tariq", "Aziz", agency=agency, email="tariq@academy.example")
    make_account(person)
    return person


def add(session: CourseSession, organiser: Person, person: Person, **more: object) -> None:
    with transaction():
        services.add_trainer(
            actor=acting(organiser),
            slug=session.slug,
            person_id=person.id,
            **more,  # type: ignore[arg-type]
        )


def told(session: CourseSession) -> list[tuple[str, TrainerMode, TrainerState, int]]:
    rows = queries.session_trainers(session.id)
    return [(row.name, row.mode, row.state, row.minutes) for row in rows]


def letters(template: str) -> list[OutboxMessage]:
    return list(
        db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.template == template))
    )


def test_a_trainer_is_appointed_asked_and_agrees(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    add(session, organiser, trainer)
    assert told(session) == [("Tariq Aziz", TrainerMode.INTERNAL, ASKED, 0)]
    assert acting(trainer).has(Role.TRAINER, course_session_id=session.id)
    [letter] = letters("agenda/ask_trainer")
    assert letter.address == "tariq@academy.example"
    assert f"/me/teaching/{session.slug}" in letter.body and "Omar Saeed asks" in letter.body
    with transaction():
        answers.answer(actor=acting(trainer), slug=session.slug, will_teach=True)
    assert told(session) == [("Tariq Aziz", TrainerMode.INTERNAL, CONFIRMED, 0)]
    [answered] = letters("agenda/trainer_answered")
    assert answered.address == "omar@academy.example" and "has agreed" in answered.body


def test_a_refusal_ends_the_rights_and_asking_again_gives_them_back(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    add(session, organiser, trainer)
    make_item(session, minutes=90, trainers=(trainer,))
    with transaction():
        answers.answer(actor=acting(trainer), slug=session.slug, will_teach=False)
    assert not acting(trainer).has(Role.TRAINER)
    assert told(session) == [("Tariq Aziz", TrainerMode.INTERNAL, DECLINED, 90)]
    with pytest.raises(Refused) as caught, transaction():
        answers.answer(actor=acting(trainer), slug=session.slug, will_teach=True)
    assert "Ask an organiser" in str(caught.value.message)
    with transaction():
        services.record_answer(
            actor=acting(organiser), slug=session.slug, person_id=trainer.id, state=ASKED
        )
    assert acting(trainer).has(Role.TRAINER, course_session_id=session.id)
    assert len(letters("agenda/ask_trainer")) == 2


def test_who_was_not_asked_cannot_answer(session: CourseSession, trainer: Person) -> None:
    make_staff(session, trainer, StaffRole.TRAINER)
    with pytest.raises(NotFound), transaction():
        answers.answer(actor=acting(trainer), slug=session.slug, will_teach=False)
    assert told(session) == [("Tariq Aziz", TrainerMode.INTERNAL, CONFIRMED, 0)]


def test_a_trainer_from_outside_has_no_account(session: CourseSession, organiser: Person) -> None:
    with transaction():
        services.add_external(
            actor=acting(organiser),
            slug=session.slug,
            person=services.ExternalInput("Ingrid", "Sørensen"),
            mode=TrainerMode.ONLINE,
            ask=True,
        )
    assert told(session) == [("Ingrid Sørensen", TrainerMode.ONLINE, ASKED, 0)]
    [row] = queries.session_trainers(session.id)
    for table in (Account, Membership):
        held = sa.select(table.id).where(table.person_id == row.person_id)  # type: ignore[attr-defined]
        held = held.execution_options(concord_scope="a test looks at all")
        assert db.session.scalar(held) is None
    [letter] = letters("agenda/ask_trainer")
    assert letter.address is None and "/me/" not in letter.body
    with transaction():
        services.record_answer(
            actor=acting(organiser), slug=session.slug, person_id=row.person_id, state=CONFIRMED
        )
    assert told(session)[0][2] is CONFIRMED
    with pytest.raises(Invalid) as caught, transaction():
        services.add_external(
            actor=acting(organiser),
            slug=session.slug,
            person=services.ExternalInput("", email="nowhere"),
        )
    assert {error.field for error in caught.value.errors} == {"first_name", "email"}


def test_a_trainer_whom_items_name_is_cleared_in_one_step(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    add(session, organiser, trainer, ask=False)
    assert letters("agenda/ask_trainer") == []
    actor = acting(organiser)
    for at in ("09:00", "10:00", "11:00", "12:00"):
        with transaction():
            from lms.agenda.services import items

            items.add_item(
                actor=actor,
                slug=session.slug,
                item=item_input(session, at, title=f"At {at}", trainer_ids=(trainer.id,)),
            )
    with pytest.raises(Refused) as caught, transaction():
        services.remove_trainer(actor=actor, slug=session.slug, person_id=trainer.id)
    assert "At 09:00, At 10:00, At 11:00 and 1 more" in str(caught.value.message)
    with transaction():
        cleared = services.remove_trainer(
            actor=actor, slug=session.slug, person_id=trainer.id, clear_items=True
        )
    assert cleared == 4 and told(session) == []
    assert not acting(trainer).has(Role.TRAINER)
    with transaction():
        steps.undo(actor=actor, slug=session.slug)
    named = db.session.scalar(sa.select(sa.func.count()).select_from(AgendaItemTrainer))
    assert named == 4
    assert told(session) == [("Tariq Aziz", TrainerMode.INTERNAL, DECLINED, 240)]


def test_only_organisers_change_trainers_and_trainers_suggest(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    other = make_person("Zara")
    make_staff(session, trainer, StaffRole.TRAINER)
    with pytest.raises(NotFound):
        add(session, trainer, other)
    with pytest.raises(NotFound), transaction():
        services.remove_trainer(actor=acting(trainer), slug=session.slug, person_id=trainer.id)
    with transaction():
        assert answers.suggest(actor=acting(trainer), slug=session.slug, words=" Zara \n i2 ") == 1
    [letter] = letters("agenda/trainer_suggested")
    assert letter.address == "omar@academy.example" and "Zara i2" in letter.body
    with pytest.raises(Invalid), transaction():
        answers.suggest(actor=acting(trainer), slug=session.slug, words="  ")
    with pytest.raises(NotFound), transaction():
        answers.suggest(actor=acting(other), slug=session.slug, words="Me")


def test_a_closed_session_keeps_its_trainers(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    add(session, organiser, trainer)
    with transaction():
        session.state = SessionState.CLOSED
    with pytest.raises(Refused), transaction():
        answers.answer(actor=acting(trainer), slug=session.slug, will_teach=False)
    with pytest.raises(Refused), transaction():
        services.remove_trainer(actor=acting(organiser), slug=session.slug, person_id=trainer.id)


def test_busy_elsewhere_says_no_more_than_that(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    make_staff(session, trainer, StaffRole.TRAINER)
    hidden, own = make_session(), make_session()
    off = make_session(state=SessionState.CANCELLED)
    make_staff(own, organiser)
    make_item(session, "08:00", 30, trainers=(trainer,))
    make_item(hidden, "09:00", 60, title="Secret", trainers=(trainer,))
    make_item(own, "11:00", 60, trainers=(trainer,))
    make_item(off, "13:00", 60, trainers=(trainer,))
    begin = moment(session.starts_on, "15:00")
    with transaction():
        for shift in (0, 30):
            db.session.add(
                Unavailability(
                    person_id=trainer.id,
                    starts_at=begin + timedelta(days=shift),
                    ends_at=begin + timedelta(days=shift, hours=1),
                    source=BusySource.WRITTEN,
                    note="Dentist",
                )
            )
    page = queries.trainer_page(session.slug, acting(organiser))
    spans = page.busy[trainer.id]
    assert [(span.starts_at.hour, span.slug) for span in spans] == [
        (4, None),
        (6, own.slug),
        (10, None),
    ]
    assert "Secret" not in repr(spans) and "Dentist" not in repr(spans)


def test_known_trainers_are_those_of_own_sessions(
    session: CourseSession, organiser: Person, trainer: Person
) -> None:
    make_staff(session, trainer, StaffRole.TRAINER)
    make_staff(make_session(), make_person("Hidden", "One"), StaffRole.TRAINER)
    known = queries.known_trainers(acting(organiser))
    assert [one.name for one in known] == ["Tariq Aziz"]


def test_the_desk_and_the_page_of_the_question(
    session: CourseSession,
    organiser: Person,
    trainer: Person,
    client: FlaskClient,
    signed_in: SignedIn,
) -> None:
    add(session, organiser, trainer)
    signed_in(client, trainer)
    desk = BeautifulSoup(client.get("/desk").data, "html.parser")
    link = desk.find("a", href=f"/me/teaching/{session.slug}")
    assert link is not None and "Answer: will you teach?" in desk.text
    assert "Yes, I will teach" in client.get(f"/me/teaching/{session.slug}").text
    answer = client.post(f"/me/teaching/{session.slug}", data={"answer": "no"})
    assert answer.headers["Location"] == "/me/teaching"
    assert "you declined" in client.get("/me/teaching").text
    assert "Answer: will you teach?" not in client.get("/desk").text
    assert client.get("/me/teaching/another").status_code == 404


def test_the_page_of_the_trainers(
    session: CourseSession,
    organiser: Person,
    trainer: Person,
    client: FlaskClient,
    signed_in: SignedIn,
) -> None:
    make_account(organiser)
    signed_in(client, organiser)
    here = f"/sessions/{session.slug}/agenda/trainers"
    assert "Tariq Aziz" in client.get(f"{here}?q=tariq").text
    form = {"person_id": str(trainer.id), "mode": "internal", "agreed": "1"}
    client.post(f"{here}/add?q=tariq", data=form)
    client.post(f"{here}/{trainer.id}/mode", data={"mode": "online"})
    assert told(session) == [("Tariq Aziz", TrainerMode.ONLINE, CONFIRMED, 0)]
    client.post(f"{here}/{trainer.id}/state", data={"state": "declined"})
    assert told(session)[0][2] is DECLINED
    assert client.post(f"{here}/{trainer.id}/state", data={"state": "x"}).status_code == 404
    answer = client.post(f"{here}/external", data={"first_name": "", "mode": "external"})
    assert answer.status_code == 422
    answer = client.post(
        f"{here}/external", data={"first_name": "Ingrid", "email": "x", "mode": "external"}
    )
    assert answer.status_code == 422 and "Write the whole address" in answer.text
    client.post(f"{here}/{trainer.id}/remove")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SessionTrainer)) == 0
    page = client.get(here).text
    assert "No trainers yet" in page


def test_the_page_that_sets_the_venue(
    session: CourseSession, organiser: Person, client: FlaskClient, signed_in: SignedIn
) -> None:
    from lms.agenda.models import SessionAgenda
    from tests.factories.agenda import make_venue

    venue = make_venue("Hotel Crescent")
    make_account(organiser)
    signed_in(client, organiser)
    here = f"/sessions/{session.slug}/agenda/venue"
    assert "Hotel Crescent, Karachi" in client.get(here).text
    assert client.post(here, data={"venue_id": "x"}).status_code == 422
    assert client.post(here, data={"venue_id": str(venue.id)}).status_code == 302
    assert db.session.get_one(SessionAgenda, session.id).venue_id == venue.id
