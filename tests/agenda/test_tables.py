"""Tracks are tables: who sits where decides sizes, clashes, and what a participant reads."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import ClashRule, FeedKind, ItemKind
from lms.agenda.overview import coming_items
from lms.agenda.queries import clash_facts, clashes, feeds
from lms.agenda.queries.agenda import draft
from lms.agenda.services import calendars, releases
from lms.core.clock import FixedClock
from lms.core.db import transaction
from lms.courses.enums import SessionState
from lms.enrolments.queries.syndicates import tables_of
from lms.enrolments.services import syndicates
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_item, make_venue, rooms_of
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
DAY = date(2026, 3, 2)
R = ClashRule


class World:
    """Six people; four sit at table A, two at table B. Rooms of five, three and forty seats."""

    def __init__(self) -> None:
        self.rana = make_person("Rana", "Marwat")
        self.agency = make_agency("Customs")
        self.session = self.make_session()
        self.people = [make_person(f"Officer{n}", agency=self.agency) for n in range(6)]
        rows = [make_enrolment(self.session, self.agency, one) for one in self.people]
        venue = make_venue(rooms=(("Hall", 40), ("Five", 5), ("Three", 3)))
        hold_at(self.session, venue)
        self.rooms = rooms_of(venue)
        self.me = acting(self.rana)
        with transaction():
            syndicates.make_tables(actor=self.me, slug=self.session.slug, count=2)
            tables = tables_of(self.session.id)
            plan = {row.id: tables[number >= 4].id for number, row in enumerate(rows)}
            syndicates.apply_plan(actor=self.me, slug=self.session.slug, plan=plan)

    def make_session(self) -> object:
        return make_session(
            organiser=self.rana, agencies=[self.agency], starts_on=DAY, days=2,
            state=SessionState.CONFIRMED, capacity=6,
        )  # fmt: skip

    def group(self, track: str, at: str = "09:00", room: str = "", title: str = "") -> None:
        make_item(
            self.session, at, track=track, title=title or f"Group {track}",
            kind=ItemKind.GROUP_WORK, room_id=self.rooms[room] if room else None,
        )  # fmt: skip

    def found(self) -> list[ClashRule]:
        seen = draft(self.session.slug, self.me)
        return [row.rule for row in clashes.found(seen, self.me)]


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_a_room_is_measured_by_those_who_sit_there(world: World) -> None:
    world.group("A", room="Three")
    world.group("B", "11:00", room="Three")
    world.group("C", "14:00", room="Five")
    seen = draft(world.session.slug, world.me)
    facts = clash_facts.read(seen, seen.items).facts.deliveries[world.session.id]
    # A and B have tables; of C there is none, so it counts as a third of the seats
    assert facts.track_people == {"A": 4, "B": 2, "C": 2}
    assert world.found().count(R.ROOM_TOO_SMALL) == 1


def test_a_table_at_which_nobody_sits_is_not_twice_at_work(world: World) -> None:
    world.group("A")
    world.group("A", "09:30")
    assert R.SYNDICATE_TWICE in world.found()
    other = World()
    other.group("C")
    other.group("C", "09:30")
    assert R.SYNDICATE_TWICE not in other.found()
    make_enrolment(other.session, other.agency)  # a latecomer without a table may be of any
    assert R.SYNDICATE_TWICE in other.found()


def test_who_sits_elsewhere_is_not_needed_twice(world: World) -> None:
    second = world.make_session()
    make_enrolment(second, world.agency, world.people[5])
    make_item(second, "09:00", title="Elsewhere")
    world.group("A")
    assert R.PARTICIPANTS_TWICE not in world.found()
    world.group("B")
    assert world.found().count(R.PARTICIPANTS_TWICE) == 1


def test_a_participant_reads_the_own_table_and_may_read_all(
    world: World, clock: FixedClock, app: Flask, signed_in: SignedIn
) -> None:
    make_item(world.session, "08:00", title="Opening", kind=ItemKind.OPENING)
    world.group("A", "14:00", title="Alphawork")
    world.group("B", "14:00", title="Betawork")
    with transaction():
        releases.release(actor=world.me, slug=world.session.slug)
    url = f"/sessions/{world.session.slug}/agenda"
    page = signed_in(app.test_client(), world.people[5])
    text = page.get(url).text
    assert "Betawork" in text and "Alphawork" not in text and "Opening" in text
    assert "1 item of other tables is left out." in text
    text = page.get(f"{url}?tables=all").text
    assert "Betawork" in text and "Alphawork" in text
    assert "Alphawork" not in page.get(f"{url}.ics").text
    staff = signed_in(app.test_client(), world.rana).get(f"{url}/released").text
    assert "Betawork" in staff and "Alphawork" in staff and "left out" not in staff
    me = acting(world.people[5])
    coming = coming_items(world.session.id, clock.now(), actor=me)
    assert [item.title["en"] for item in coming] == ["Betawork"]
    with transaction():
        feed = calendars.create_feed(actor=me, kind=FeedKind.OWN)
        token = feeds.own_feed(me, feed.id).address.rsplit("/", 1)[1].removesuffix(".ics")
    told = feeds.feed_text(token)
    assert "Betawork" in told and "Alphawork" not in told and "Opening" in told
