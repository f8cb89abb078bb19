"""People on the roll: add, edit, withdraw, order, approve; seats are never exceeded."""

import threading
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.enums import Gender
from lms.audit.models import AuditEntry
from lms.core.access import Identity
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState
from lms.enrolments.enums import Arrival, EnrolmentState
from lms.enrolments.formats import Field
from lms.enrolments.models import Enrolment
from lms.enrolments.queries import detail, export_rows, own_names, roll
from lms.enrolments.services import (
    EnrolmentInput,
    add,
    approve_names,
    approve_own_name,
    correct_own_name,
    edit,
    move,
    order_agency,
    restore,
    set_outcomes,
    withdraw,
)
from lms.enrolments.services.roll import SamePerson
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment


class World:
    """A session of two agencies with two people each."""

    def __init__(self, **values: object) -> None:
        self.police = make_agency("Sindh Police")
        self.force = make_agency("Anti Narcotics Force")
        self.person = make_person("Rana", "Marwat")
        self.session = make_session(
            agencies=[self.force, self.police], organiser=self.person, **values
        )
        agencies = (self.police, self.police, self.force, self.force)
        self.people = [
            make_person(name, "Khan", agency=agency)
            for name, agency in zip(("Ali", "Bano", "Chand", "Dur"), agencies, strict=True)
        ]
        self.rows = [
            make_enrolment(self.session, agency, person)
            for person, agency in zip(self.people, agencies, strict=True)
        ]

    @property
    def organiser(self) -> Identity:
        return acting(self.person)

    @property
    def slug(self) -> str:
        return self.session.slug

    def add(self, name: str, **values: object) -> uuid.UUID:
        cells = {Field.CERTIFICATE_NAME: name, Field.AGENCY: "Sindh Police"}
        with transaction():
            return add(actor=self.organiser, slug=self.slug, given=EnrolmentInput(cells), **values)

    def names(self, actor: Identity | None = None) -> list[str]:
        return [e.first_name for e in roll(self.slug, actor=actor or self.organiser).entries]


def state_of(key: uuid.UUID) -> EnrolmentState:
    statement = sa.select(Enrolment.state).where(Enrolment.id == key)
    found = db.session.scalar(unscoped(statement, because="a test looks"))
    assert found is not None
    return found


def test_the_roll_stands_in_calling_order(app: Flask) -> None:
    assert World().names() == ["Chand", "Dur", "Ali", "Bano"]


def test_a_focal_point_sees_the_own_agency_only(app: Flask) -> None:
    world = World()
    focal = acting(make_focal_point(world.police))
    seen = roll(world.slug, actor=focal)
    assert [entry.first_name for entry in seen.entries] == ["Ali", "Bano"]
    assert (seen.count, seen.whole) == (2, False)
    assert sum(seen.states.values()) == 2
    with pytest.raises(NotFound):
        detail(world.slug, world.rows[2].id, actor=focal)
    assert [row[0] for row in export_rows(world.slug, actor=focal)[1]] == ["Ali", "Bano"]


def test_a_participant_has_no_roll(app: Flask) -> None:
    world = World()
    own = acting(world.people[0])
    with pytest.raises(NotFound):
        roll(world.slug, actor=own)


def test_somebody_is_added_by_form(app: Flask) -> None:
    world = World()
    key = world.add("Zoya Malik", arrival=Arrival.WALK_IN)
    seen = detail(world.slug, key, actor=world.organiser)
    assert (seen.entry.arrival, seen.entry.gender) == (Arrival.WALK_IN, Gender.NOT_SAID)
    assert world.names()[-1] == "Zoya Malik"


def test_a_wrong_form_names_every_field(app: Flask) -> None:
    world = World()
    cells = {Field.CERTIFICATE_NAME: "Ali\u202e", Field.AGENCY: "Nobody", Field.EMAIL: "x"}
    with pytest.raises(Invalid) as caught, transaction():
        add(actor=world.organiser, slug=world.slug, given=EnrolmentInput(cells))
    assert {error.field for error in caught.value.errors} == {
        "name_on_certificate", "agency", "email",
    }  # fmt: skip


def test_the_form_asks_about_the_same_name(app: Flask) -> None:
    world = World()
    known = make_person("Zoya", "Malik", agency=world.police)
    with pytest.raises(SamePerson) as caught:
        world.add("Zoya Malik")
    assert [who.person_id for who in caught.value.match.candidates] == [known.id]


def test_a_substitute_takes_the_place_and_both_stay_on_record(app: Flask) -> None:
    world = World(capacity=4)
    key = world.add("Zoya Malik", arrival=Arrival.SUBSTITUTE, replaces_id=world.rows[0].id)
    assert state_of(world.rows[0].id) is EnrolmentState.WITHDRAWN
    seen = detail(world.slug, key, actor=world.organiser)
    assert (seen.replaces, seen.entry.position) == ("Ali Khan", world.rows[0].position)
    assert detail(world.slug, world.rows[0].id, actor=world.organiser).replaced_by == "Zoya Malik"
    with pytest.raises(Invalid):
        world.add("Another One", arrival=Arrival.SUBSTITUTE, replaces_id=world.rows[0].id)


def test_withdrawing_frees_the_seat_and_can_be_undone(app: Flask) -> None:
    world = World(capacity=4)
    with pytest.raises(Refused):
        world.add("Zoya Malik")
    with transaction():
        withdraw(actor=world.organiser, slug=world.slug, enrolment_id=world.rows[0].id)
    world.add("Zoya Malik")
    with pytest.raises(Refused), transaction():
        restore(actor=world.organiser, slug=world.slug, enrolment_id=world.rows[0].id)
    assert state_of(world.rows[0].id) is EnrolmentState.WITHDRAWN


def test_editing_keeps_what_was_before_and_takes_the_approval_back(app: Flask) -> None:
    world = World()
    row = world.rows[0]
    with transaction():
        approve_names(actor=world.organiser, slug=world.slug, enrolment_ids=[row.id])
    cells = {
        Field.FIRST_NAME: "Ali",
        Field.LAST_NAME: "Khan",
        Field.CERTIFICATE_NAME: "Mohammad Ali Khan",
        Field.NAME_LOCAL: "محمد علی خان",
        Field.RANK: "BPS 17",
    }
    with transaction():
        edit(
            actor=world.organiser,
            slug=world.slug,
            enrolment_id=row.id,
            given=EnrolmentInput(cells),
        )
    entry = detail(world.slug, row.id, actor=world.organiser).entry
    assert (entry.certificate_name, entry.certificate_name_local, entry.rank) == (
        "Mohammad Ali Khan", "محمد علی خان", "BS-17",
    )  # fmt: skip
    assert entry.name_approved_at is None
    acts = list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.sequence)))
    assert acts == ["enrolments.name_approved", "enrolments.edited"]


def test_names_are_approved_by_organiser_focal_point_or_holder(app: Flask) -> None:
    world = World()
    focal = acting(make_focal_point(world.police))
    with transaction():
        assert approve_names(
            actor=focal, slug=world.slug, enrolment_ids=[world.rows[0].id]
        ) == 1  # fmt: skip
    with pytest.raises(NotFound), transaction():
        approve_names(actor=focal, slug=world.slug, enrolment_ids=[world.rows[2].id])
    own = acting(world.people[1])
    assert [name.certificate_name for name in own_names(actor=own)] == ["Bano Khan"]
    with transaction():
        approve_own_name(actor=own, enrolment_id=world.rows[1].id)
    assert own_names(actor=own)[0].approved_at is not None
    with transaction():
        correct_own_name(
            actor=own,
            enrolment_id=world.rows[1].id,
            certificate_name="Bano B. Khan",
            certificate_name_local="بانو خان",
        )
    assert own_names(actor=own)[0].approved_at is None
    with pytest.raises(NotFound), transaction():
        approve_own_name(actor=own, enrolment_id=world.rows[0].id)
    with pytest.raises(Invalid) as caught, transaction():
        correct_own_name(
            actor=own,
            enrolment_id=world.rows[1].id,
            certificate_name="Bano 2",
            certificate_name_local="x\u202e",
        )
    assert [e.field for e in caught.value.errors] == ["certificate_name", "certificate_name_local"]


@pytest.mark.both
def test_the_calling_order_is_changed_within_the_agency(app: Flask) -> None:
    world = World()
    with transaction():
        move(actor=world.organiser, slug=world.slug, enrolment_id=world.rows[1].id, steps=-1)
    assert world.names() == ["Chand", "Dur", "Bano", "Ali"]
    with transaction():
        move(actor=world.organiser, slug=world.slug, enrolment_id=world.rows[1].id, steps=-1)
        order_agency(
            actor=world.organiser,
            slug=world.slug,
            agency_id=world.force.id,
            enrolment_ids=[world.rows[3].id],
        )
    assert world.names() == ["Dur", "Chand", "Bano", "Ali"]
    with pytest.raises(NotFound), transaction():
        order_agency(
            actor=world.organiser,
            slug=world.slug,
            agency_id=world.force.id,
            enrolment_ids=[world.rows[0].id],
        )


def test_outcomes_leave_the_withdrawn_alone(app: Flask) -> None:
    world = World()
    with transaction():
        withdraw(actor=world.organiser, slug=world.slug, enrolment_id=world.rows[0].id)
        changed = set_outcomes(
            actor=world.organiser,
            slug=world.slug,
            outcomes=dict.fromkeys([row.id for row in world.rows[:2]], EnrolmentState.ATTENDED),
        )
    assert changed == 1
    assert [state_of(row.id).value for row in world.rows[:2]] == ["withdrawn", "attended"]


def test_a_closed_session_keeps_its_roll(app: Flask) -> None:
    world = World(state=SessionState.CLOSED)
    with pytest.raises(Refused):
        world.add("Zoya Malik")
    with pytest.raises(Refused), transaction():
        withdraw(actor=world.organiser, slug=world.slug, enrolment_id=world.rows[0].id)


def test_the_roll_costs_the_same_for_one_and_for_many(
    app: Flask, count_queries: Callable[[], object]
) -> None:
    counts = []
    for people in (1, 3):
        agency = make_agency("Coast Guards")
        person = make_person()
        made = make_session(agencies=[agency], organiser=person)
        for _ in range(people):
            make_enrolment(made, agency)
        actor, slug = acting(person), made.slug
        with count_queries() as queries:
            assert roll(slug, actor=actor).count == people
        counts.append(int(queries))
    assert counts == [3, 3]  # head, roll, names of agencies


@pytest.mark.both
def test_seats_are_never_exceeded_by_acts_of_the_same_moment(app: Flask) -> None:
    world = World(capacity=6)
    organiser, slug = world.organiser, world.slug
    db.session.remove()
    barrier = threading.Barrier(6)
    results: list[str] = []

    def arrive(number: int) -> None:
        with app.app_context():
            name = "Guest " + chr(ord("A") + number)
            cells = {Field.CERTIFICATE_NAME: name, Field.AGENCY: "Sindh Police"}
            barrier.wait()
            try:
                with transaction():
                    add(actor=organiser, slug=slug, given=EnrolmentInput(cells))
            except Refused:
                results.append("full")
            else:
                results.append("seated")

    threads = [threading.Thread(target=arrive, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["full"] * 4 + ["seated"] * 2
    rows = db.session.execute(
        unscoped(sa.select(Enrolment.agency_id, Enrolment.position), because="a test looks")
    ).all()
    assert len(rows) == len(set(rows)) == 6
