"""Tables of a session: made, mixed, locked, taken back; everybody sees only their own part."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.enums import Gender
from lms.accounts.models import Person
from lms.audit.models import AuditEntry
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState, StaffRole
from lms.enrolments.enums import Arrival, EnrolmentState
from lms.enrolments.formats import Field
from lms.enrolments.models import Enrolment
from lms.enrolments.queries import suggesting
from lms.enrolments.queries import syndicates as queries
from lms.enrolments.rules.syndicates import Wish, letters, rank_band
from lms.enrolments.services import EnrolmentInput, add, withdraw
from lms.enrolments.services import syndicates as services
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment
from tests.support.apps import QueryCount

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class World:
    """Twelve people of three agencies, four of them women, in a session with an organiser."""

    def __init__(self) -> None:
        self.agencies = [
            make_agency(name, short_name={"en": name}) for name in ("SP", "ANF", "FIA")
        ]
        self.rana = make_person("Rana", "Marwat")
        self.session = make_session(
            agencies=self.agencies, organiser=self.rana, state=SessionState.CONFIRMED,
            names_visible=True,
        )  # fmt: skip
        self.slug = self.session.slug
        self.me = acting(self.rana)
        self.people: list[Enrolment] = []
        self.persons: list[Person] = []
        for number in range(12):
            agency = self.agencies[number % 3]
            person = make_person(f"Officer{number:02d}", "Khan", agency=agency)
            self.persons.append(person)
            gender = Gender.FEMALE if number < 4 else Gender.MALE
            self.people.append(
                make_enrolment(
                    self.session, agency, person, gender=gender, rank=f"BS-{15 + number % 4}"
                )
            )

    def make(self, count: int = 3) -> dict[str, UUID]:
        with transaction():
            services.make_tables(actor=self.me, slug=self.slug, count=count)
        return {row.letter: row.id for row in queries.tables_of(self.session.id)}

    def do(self, act: Callable[..., object], **values: object) -> object:
        with transaction():
            return act(actor=self.me, slug=self.slug, **values)

    def sat(self) -> dict[str, list[str]]:
        seen = queries.seating(self.slug, actor=self.me)
        found = {table.letter: [seat.first_name for seat in table.seats] for table in seen.tables}
        return found | {"": [seat.first_name for seat in seen.unseated]}

    def apply(self, wish: Wish | None = None) -> suggesting.Suggestion:
        found = suggesting.suggest(self.slug, wish or Wish(), actor=self.me)
        assert found.then is not None
        plan = {seat.id: table.row.id for table in found.then.tables for seat in table.seats}
        self.do(services.apply_plan, plan=plan)
        return found


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_letters_and_bands() -> None:
    free = letters()
    named = [next(free) for _number in range(28)]
    assert named[:3] == ["A", "B", "C"] and named[25:] == ["Z", "AA", "AB"]
    ranks = ("BS-16", "BS-17", "BS-18", "Inspector ", "inspector", "")
    bands = ["BS 16-17", "BS 16-17", "BS 18-19", "inspector", "inspector", ""]
    assert [rank_band(one) for one in ranks] == bands


def test_a_suggestion_is_looked_at_then_applied_then_taken_back(world: World) -> None:
    with pytest.raises(Refused):
        suggesting.suggest(world.slug, Wish(), actor=world.me)
    tables = world.make(2)
    locked = world.people[7]
    world.do(services.seat, enrolment_id=locked.id, syndicate_id=tables["B"])
    world.do(services.set_lock, enrolment_id=locked.id, locked=True)
    found = suggesting.suggest(world.slug, Wish(), actor=world.me)
    assert [len(world.sat()[letter]) for letter in ("A", "B", "")] == [0, 1, 11]
    assert found.then is not None and found.best
    for table in found.then.tables:
        assert {one.value: one.has for one in table.mix["gender"]} == {"female": 2, "male": 4}
        assert [one.has for one in table.mix["agency"]] == [2, 2, 2]
        assert all(one.even for shares in table.mix.values() for one in shares)
    assert all(cost.amount == cost.least for cost in found.after)
    world.apply()
    assert [len(world.sat()[letter]) for letter in ("A", "B", "")] == [6, 6, 0]
    assert locked.first_name in world.sat()["B"]
    again = suggesting.suggest(world.slug, Wish(), actor=world.me)
    assert again.moves == [] and again.before == again.after
    assert world.do(services.undo) == "applied"
    assert [len(world.sat()[letter]) for letter in ("A", "B", "")] == [0, 1, 11]
    assert [world.do(services.undo) for _step in range(3)] == ["locked", "seated", "made"]
    assert list(world.sat()) == [""]
    with pytest.raises(Refused):
        world.do(services.undo)


def test_a_table_taken_away_comes_back_with_its_people(world: World) -> None:
    tables = world.make(2)
    world.apply()
    before = world.sat()
    world.do(
        services.rename, syndicate_id=tables["B"], letter="k", name={"en": "Makran ", "ur": ""}
    )
    with pytest.raises(Invalid):
        world.do(services.rename, syndicate_id=tables["A"], letter="K", name={})
    world.do(services.remove, syndicate_id=tables["B"])
    assert list(world.sat()) == ["A", ""] and len(world.sat()[""]) == 6
    world.do(services.undo)
    assert queries.tables_of(world.session.id)[1].name == {"en": "Makran"}
    world.do(services.undo)
    assert world.sat() == before
    assert world.do(services.make_tables, size=5) == 1, "twelve people, five at a table: three"
    acts = set(db.session.scalars(db.select(AuditEntry.act)))
    assert {
        f"enrolments.syndicates_{one}" for one in ("made", "applied", "removed", "undone")
    } <= acts


def test_who_is_locked_stays_and_a_stale_plan_is_refused(world: World) -> None:
    tables = world.make(2)
    world.apply()
    who = world.people[0]
    there = who.syndicate_id
    other = next(key for key in tables.values() if key != there)
    world.do(services.set_lock, enrolment_id=who.id, locked=True)
    with pytest.raises(Refused):
        world.do(services.seat, enrolment_id=who.id, syndicate_id=other)
    with pytest.raises(Refused):
        world.do(services.apply_plan, plan={who.id: other})
    last = queries.last_change(world.session.id)
    assert last is not None
    with pytest.raises(Refused):
        world.do(services.apply_plan, plan={}, last=last.number - 1)
    assert who.syndicate_id == there


def test_a_substitute_takes_the_place_and_a_latecomer_is_listed(world: World) -> None:
    tables = world.make(2)
    world.apply()
    gone = world.people[3]
    letter = next(letter for letter, names in world.sat().items() if gone.first_name in names)
    world.do(services.set_lock, enrolment_id=gone.id, locked=True)
    with transaction():
        withdraw(actor=world.me, slug=world.slug, enrolment_id=gone.id)
    assert sum(map(len, world.sat().values())) == 11
    given = {Field.FIRST_NAME: "Saira", Field.AGENCY: world.agencies[0].slug}
    with transaction():
        add(
            actor=world.me, slug=world.slug, given=EnrolmentInput(given),
            arrival=Arrival.SUBSTITUTE, replaces_id=gone.id,
        )  # fmt: skip
        late = {**given, Field.FIRST_NAME: "Late"}
        add(actor=world.me, slug=world.slug, given=EnrolmentInput(late), arrival=Arrival.WALK_IN)
    assert "Saira" in world.sat()[letter] and world.sat()[""] == ["Late"]
    seen = queries.seating(world.slug, actor=world.me)
    assert seen.locked == 1
    found = world.apply(Wish(stay=20))
    assert [(move.seat.first_name, move.before) for move in found.moves] == [("Late", "")]
    assert tables.keys() == {"A", "B"}


def test_everybody_sees_only_their_own_part(
    world: World, client: FlaskClient, app: Flask, signed_in: SignedIn
) -> None:
    world.make(3)
    world.apply()
    url = f"/sessions/{world.slug}/syndicates"
    person = world.persons[0]
    own = queries.own_table(world.slug, actor=acting(person))
    assert own.table is not None and own.people == 4
    names = set(world.sat()[own.table.letter])
    page = signed_in(app.test_client(), person).get(url)
    assert set(re.findall(r"Officer\d\d", page.text)) == names
    with transaction():
        db.session.merge(world.session).names_visible = False
    page = signed_in(app.test_client(), person).get(url)
    assert set(re.findall(r"Officer\d\d", page.text)) == {"Officer00"}
    assert f"You sit at table {own.table.letter}." in page.text
    focal = make_focal_point(world.agencies[1])
    page = signed_in(app.test_client(), focal).get(url)
    theirs = {f"Officer{number:02d}" for number in range(1, 12, 3)}
    assert set(re.findall(r"Officer\d\d", page.text)) == theirs
    trainer = make_person("Naveed", "Brohi")
    make_staff(world.session, trainer, StaffRole.TRAINER)
    page = signed_in(app.test_client(), trainer).get(url)
    assert (
        len(set(re.findall(r"Officer\d\d", page.text))) == 12
        and "<form" not in page.text.split("<main", 1)[1]
    )
    for who in (person, focal, trainer):
        with pytest.raises((NotFound, Refused)):
            suggesting.suggest(world.slug, Wish(), actor=acting(who))
        answer = signed_in(app.test_client(), who).post(f"{url}/tables", data={"count": "4"})
        assert answer.status_code == 404
    stranger = make_focal_point(make_agency("Elsewhere"))
    assert signed_in(client, stranger).get(url).status_code == 404


def test_the_organisers_pages_without_scripts(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    page, url = signed_in(client, world.rana), f"/sessions/{world.slug}/syndicates"
    assert page.post(f"{url}/tables", data={"count": "0"}).status_code == 422
    both = page.post(f"{url}/tables", data={"count": "2", "size": "3"})
    assert both.status_code == 422 and "not both" in both.text and 'value="3"' in both.text
    assert page.post(f"{url}/tables", data={"count": "2"}).status_code == 302
    shown = BeautifulSoup(page.get(f"{url}/suggestion?agency=7&pair1=apart").text, "html.parser")
    assert shown.find(id="w-agency")["value"] == "7"
    form = {one["name"]: one["value"] for one in shown.select("form [type=hidden]")}
    assert page.post(f"{url}/apply", data=form).status_code == 302
    text = page.get(url).text
    assert "12 people have another place." in text and "12 of 12 people seated" in text
    key = str(world.people[0].id)
    assert "Move Officer00 Khan" in page.get(f"{url}?move={key}").text
    assert page.post(f"{url}/seat", data={"enrolment": key, "table": ""}).status_code == 302
    assert world.sat()[""] == ["Officer00"]
    text = page.get(url).text
    assert "Without a table" in text and 'lang="en"' in text
    assert page.post(f"{url}/lock", data={"lock": key}).status_code == 302
    assert "has no table yet" in page.get(url).text
    assert page.post(f"{url}/undo", data={"number": "1"}).status_code == 302
    assert "Somebody changed the tables meanwhile" in page.get(url).text
    assert page.post(f"{url}/seat", data={"enrolment": "x"}).status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(
    world: World, count_queries: Callable[[], QueryCount]
) -> None:
    with count_queries() as few:
        queries.seating(world.slug, actor=world.me)
    world.make(4)
    world.apply()
    with count_queries() as many:
        queries.seating(world.slug, actor=world.me)
    assert int(few) == int(many)


def test_the_withdrawn_have_no_seat(world: World) -> None:
    world.make(2)
    world.apply()
    world.do(withdraw, enrolment_id=world.people[0].id)
    with pytest.raises(Refused):
        world.do(services.seat, enrolment_id=world.people[0].id, syndicate_id=None)
    seen = queries.seating(world.slug, actor=world.me)
    assert len(seen.seats) == 11
    assert world.people[0].state is EnrolmentState.WITHDRAWN
