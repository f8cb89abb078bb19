"""The roll from a spreadsheet: preview, mend, confirm; all rows or none."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Membership, Person
from lms.core.access import Identity
from lms.core.db import db, transaction, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.spreadsheet import SheetRefused
from lms.courses.enums import SessionState
from lms.enrolments.enums import ImportState
from lms.enrolments.formats import Field, Pressed, RollUnreadable
from lms.enrolments.models import Enrolment, RollImport
from lms.enrolments.queries import preview, roll
from lms.enrolments.services import (
    confirm_import,
    press,
    read_file,
    upload_roll,
)
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment

HEAD = "name,name_local,agency,bps,belt no,email\n"


class World:
    """A session of two agencies, its organiser, and the other agency's focal point."""

    def __init__(self, **values: object) -> None:
        self.police = make_agency("Sindh Police", short_name={"en": "SP"})
        self.force = make_agency("Anti Narcotics Force", short_name={"en": "ANF"})
        self.person = make_person("Rana", "Marwat")
        given = {"state": SessionState.CONFIRMED} | values
        self.session = make_session(
            agencies=[self.force, self.police], organiser=self.person, **given
        )

    @property
    def organiser(self) -> Identity:
        return acting(self.person)

    @property
    def slug(self) -> str:
        return self.session.slug

    def upload(self, rows: str, name: str = "roll.csv") -> UUID:
        data = (HEAD + rows).encode()
        draft = read_file(actor=self.organiser, slug=self.slug, file_name=name, data=data)
        with transaction():
            return upload_roll(actor=self.organiser, slug=self.slug, file_name=name, draft=draft)

    def press(self, key: UUID, **pressed: Any) -> None:
        """Press a button on the page of the upload."""
        press(actor=self.organiser, slug=self.slug, import_id=key, pressed=Pressed(**pressed))

    def names(self) -> list[str]:
        return [entry.full_name for entry in roll(self.slug, actor=self.organiser).entries]


def count(table: type) -> int:
    statement = sa.select(sa.func.count()).select_from(table)
    return db.session.scalar(unscoped(statement, because="a test counts")) or 0


@pytest.mark.both
def test_a_roll_is_confirmed_in_the_order_of_agencies_and_rows(app: Flask) -> None:
    world = World()
    key = world.upload(
        "Sahil Khokhar,ساحل کھوکھر,Sindh Police,16,7,s@example.org\n"
        "Nigar Yasmin,,ANF,,,\n"
        "Ali Raza,,SP,BPS 17,,\n"
    )
    assert world.names() == []
    with transaction():
        assert confirm_import(actor=world.organiser, slug=world.slug, import_id=key) == 3
    assert world.names() == ["Nigar Yasmin", "Sahil Khokhar", "Ali Raza"]
    first = roll(world.slug, actor=world.organiser).groups[1].entries[0]
    assert (first.rank, first.service_no, first.name_local) == ("BS-16", "7", "ساحل کھوکھر")
    assert (first.certificate_name, first.certificate_name_local) == (
        "Sahil Khokhar",
        "ساحل کھوکھر",
    )
    assert first.name_approved_at is None
    with pytest.raises(Refused), transaction():
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    assert count(Enrolment) == 3


def test_a_row_with_a_fault_holds_back_all_rows_until_it_is_mended(app: Flask) -> None:
    world = World()
    key = world.upload("Sahil Khokhar,,SP,,,\nAli Raza,,Sindh Polise,,,\n,,ANF,,,\n")
    people = count(Person)
    with pytest.raises(Refused) as caught, transaction():
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    assert "2 rows have faults" in str(caught.value)
    assert (world.names(), count(Person)) == ([], people)
    with transaction():
        world.press(key, typed=((3, Field.AGENCY, "SP"),), drop=4)
    assert preview(world.slug, key, actor=world.organiser).ready
    with transaction():
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    assert world.names() == ["Sahil Khokhar", "Ali Raza"]


def test_a_file_that_is_no_roll_leaves_nothing(app: Flask) -> None:
    world = World()
    for data, error in ((b"PK\x03\x04junk", SheetRefused), (b"fruit\napple\n", RollUnreadable)):
        with pytest.raises(error):
            read_file(actor=world.organiser, slug=world.slug, file_name="x.csv", data=data)
    assert count(RollImport) == 0


def test_a_person_is_known_by_the_service_number_within_the_agency(app: Flask) -> None:
    world = World()
    known = make_person("Sahil", "Khokhar", agency=world.police, service_no="SP-7")
    make_person("Sahil", "Khokhar", agency=world.force, service_no="SP-7")
    key = world.upload("Sahil Khokhar,,SP,17,sp 7,new@example.org\n")
    seen = preview(world.slug, key, actor=world.organiser)
    assert seen.matches[2].certain and seen.ready
    with transaction():
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    assert [e.person_id for e in roll(world.slug, actor=world.organiser).entries] == [known.id]
    fresh = db.session.execute(
        unscoped(
            sa.select(Person.email, Membership.rank)
            .join(Membership, Membership.person_id == Person.id)
            .where(Person.id == known.id),
            because="a test looks",
        )
    ).one()
    assert tuple(fresh) == ("new@example.org", "BS-17")


@pytest.mark.parametrize("same", [True, False])
def test_the_same_name_is_asked_about_and_never_guessed(app: Flask, *, same: bool) -> None:
    world = World()
    known = make_person("Sahil", "Khokhar", agency=world.police)
    key = world.upload("Khokhar Sahil,,SP,,,\n")
    seen = preview(world.slug, key, actor=world.organiser)
    assert [match.row for match in seen.open_questions] == [2]
    with pytest.raises(Refused), transaction():
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    answer = str(known.id) if same else "new"
    with transaction():
        world.press(key, person=(2, answer))
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    entry = roll(world.slug, actor=world.organiser).entries[0]
    assert (entry.person_id == known.id) is same


def test_nobody_of_another_agency_can_be_named_as_the_same_person(app: Flask) -> None:
    world = World()
    make_person("Sahil", "Khokhar", agency=world.police)
    foreign = make_person("Sahil", "Khokhar", agency=world.force)
    key = world.upload("Sahil Khokhar,,SP,,,\n")
    with transaction():
        world.press(key, person=(2, str(foreign.id)))
    assert preview(world.slug, key, actor=world.organiser).open_questions


def test_another_name_under_a_known_service_number_is_asked_about(app: Flask) -> None:
    world = World()
    make_person("Sahil", "Khokhar", agency=world.police, service_no="7")
    key = world.upload("Somebody Else,,SP,,7,\n")
    assert preview(world.slug, key, actor=world.organiser).open_questions
    with transaction():
        world.press(key, person=(2, "new"))
    faults = preview(world.slug, key, actor=world.organiser).check.faults
    assert [(fault.row, fault.letter) for fault in faults] == [(2, "E")]
    assert "that of Sahil Khokhar" in faults[0].message.english()


def test_more_people_than_seats_are_refused_whole(app: Flask) -> None:
    world = World(capacity=2)
    key = world.upload("A One,,SP,,,\nB Two,,SP,,,\nC Three,,ANF,,,\n")
    assert preview(world.slug, key, actor=world.organiser).over_capacity == 1
    with pytest.raises(Refused) as caught, transaction():
        confirm_import(actor=world.organiser, slug=world.slug, import_id=key)
    assert "2 seats and 2 of them are free" in str(caught.value)
    assert world.names() == []


def test_doubles_of_the_roll_are_faults(app: Flask) -> None:
    world = World()
    make_enrolment(
        world.session, world.police, make_person("Ali", "Raza", agency=world.police, service_no="9")
    )
    key = world.upload("Ali Raza,,SP,,,\n")
    faults = preview(world.slug, key, actor=world.organiser).check.faults
    assert ["on the roll already" in fault.message.english() for fault in faults] == [True]


def test_only_the_sessions_organiser_imports(app: Flask) -> None:
    world = World()
    stranger = make_person("Other", "Organiser")
    make_session(agencies=[world.police], organiser=stranger)
    focal = make_focal_point(world.police)
    key = world.upload("A One,,SP,,,\n")
    for person in (stranger, focal):
        with pytest.raises(NotFound):
            read_file(actor=acting(person), slug=world.slug, file_name="x.csv", data=b"name\n")
        with pytest.raises(NotFound):
            preview(world.slug, key, actor=acting(person))
        with pytest.raises(NotFound), transaction():
            confirm_import(actor=acting(person), slug=world.slug, import_id=key)


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
def test_a_closed_roll_refuses_with_its_reason(app: Flask, state: SessionState) -> None:
    world = World(state=state)
    with pytest.raises(Refused) as caught:
        world.upload("A B,,SP,,,\n")
    assert "closed or cancelled" in str(caught.value)


def test_a_draft_keeps_every_cell_as_typed(app: Flask) -> None:
    world = World()
    key = world.upload("Ali  Raza,,Sindh Polise,99,,\n")
    kept = db.session.get_one(RollImport, key)
    assert kept.state is ImportState.DRAFT
    assert kept.rows["rows"][0]["cells"]["agency"] == "Sindh Polise"
    assert kept.rows["rows"][0]["cells"]["rank_or_grade"] == "99"
