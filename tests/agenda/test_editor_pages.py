"""The agenda's pages as a browser without scripts uses them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import ItemKind
from lms.agenda.queries.agenda import draft
from lms.courses.enums import SessionState, StaffRole
from lms.courses.queries import half_days
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_item, make_venue, moment, rooms_of
from tests.factories.courses import make_content, make_session, make_staff
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class World:
    """A session of three days from 2 March 2026 with an organiser, a trainer and two rooms."""

    def __init__(self, **values: Any) -> None:
        self.rana, self.bakht = make_person("Rana", "Marwat"), make_person("Bakht", "Brohi")
        facts = {"starts_on": date(2026, 3, 2), "days": 3, **values}
        self.session = make_session(organiser=self.rana, **facts)
        make_staff(self.session, self.bakht, StaffRole.TRAINER)
        self.venue = make_venue(rooms=(("Hall A", 40), ("Lab 1", 20)))
        hold_at(self.session, self.venue)
        self.rooms = rooms_of(self.venue)
        self.url = f"/sessions/{self.session.slug}/agenda"

    def seen(self) -> list[tuple[str, str, str]]:
        zone = moment(date(2026, 3, 2), "00:00", self.session.time_zone).tzinfo
        return [
            (
                one.title["en"],
                f"{one.starts_at.astimezone(zone):%d %H:%M}",
                f"{one.ends_at.astimezone(zone):%H:%M}",
            )
            for one in draft(self.session.slug, acting(self.rana)).items
        ]

    def fields(self, **values: Any) -> dict[str, Any]:
        return {
            "kind": "module",
            "title_en": "Principles",
            "day": "2026-03-02",
            "starts_at": "09:00",
            "ends_at": "10:30",
            "track": "",
            "room_id": "",
            "content": "",
            **values,
        }


@pytest.fixture
def world(app: Flask) -> World:
    return World()


@pytest.fixture
def page(world: World, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, world.rana)


def texts(answer: Any, selector: str) -> list[str]:
    found = BeautifulSoup(answer.text, "html.parser").select(selector)
    return [re.sub(r"\s+", " ", one.get_text(" ", strip=True)) for one in found]


def test_an_item_is_added_changed_and_stands_in_the_list(world: World, page: FlaskClient) -> None:
    room, who = str(world.rooms["Hall A"]), str(world.bakht.id)
    typed = world.fields(room_id=room, trainers=[who], guests="Director General", track="A")
    assert page.post(f"{world.url}/items/new?view=list", data=typed).location.endswith(
        f"{world.url}?view=list"
    )
    item = draft(world.session.slug, acting(world.rana)).items[0]
    assert (item.room_id, item.trainer_ids) == (world.rooms["Hall A"], (world.bakht.id,))
    line = texts(page.get(f"{world.url}?view=list"), ".aglist li")[0]
    for word in ("09:00–10:30", "Principles", "Module", "Track A", "Hall A", "Brohi", "Director"):
        assert word in line
    form = BeautifulSoup(page.get(f"{world.url}/items/{item.id}").text, "html.parser")
    assert form.select_one("#guests")["value"] == "Director General"
    assert form.select_one(f'input[value="{who}"]').has_attr("checked")
    page.post(f"{world.url}/items/{item.id}", data=world.fields(ends_at="24:00", notes="Chairs"))
    assert world.seen() == [("Principles", "02 09:00", "00:00")]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"ends_at": "08:00"}, "ends_at", "The end lies before the start."),
        ({"starts_at": "00:00", "ends_at": "23:00"}, "ends_at", "This is longer than the day."),
        ({"title_en": ""}, "title_en", "Write the title in English"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    world: World, page: FlaskClient, typed: dict[str, str], field: str, words: str
) -> None:
    answer = page.post(f"{world.url}/items/new", data=world.fields(notes="Keep me", **typed))
    assert answer.status_code == 422
    assert any(words in one for one in texts(answer, f"#{field}-why"))
    assert "Keep me" in answer.text
    assert world.seen() == []


@pytest.mark.parametrize(
    ("day", "starts", "words"),
    [
        ("2026-03-29", "01:30", "does not exist on 29 March 2026"),
        ("2026-10-25", "01:30", "comes twice on 25 October 2026"),
    ],
)
def test_an_hour_of_a_clock_change_is_refused_at_the_field_and_by_the_interface(
    app: Flask, client: FlaskClient, signed_in: SignedIn, day: str, starts: str, words: str
) -> None:
    world = World(starts_on=date.fromisoformat(day), days=1, time_zone="Europe/London")
    page = signed_in(client, world.rana)
    typed = world.fields(day=day, starts_at=starts, ends_at="03:00")
    answer = page.post(f"{world.url}/items/new", data=typed)
    assert words in texts(answer, "#starts_at-why")[0]
    assert world.seen() == []
    item = make_item(world.session, "09:00")
    sent = {"id": str(item.id), "starts_at": f"{day}T{starts}", "ends_at": f"{day}T03:00"}
    told = page.post(f"/api/v1/course-sessions/{world.session.slug}/agenda/moves", json=sent)
    assert told.status_code == 422
    assert told.json["errors"][0]["field"] == "starts_at"
    assert words in told.json["errors"][0]["detail"]


def test_content_of_the_course_gives_the_title(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    world = World(content=make_content())
    page = signed_in(client, world.rana)
    form = BeautifulSoup(page.get(f"{world.url}/items/new").text, "html.parser")
    chosen = next(one for one in form.select("#content option") if one["value"])
    page.post(f"{world.url}/items/new", data=world.fields(title_en="", content=chosen["value"]))
    assert [title for title, _starts, _ends in world.seen()] == [chosen.get_text()]
    item = draft(world.session.slug, acting(world.rana)).items[0]
    assert item.content == chosen["value"]


def test_earlier_later_copy_remove_undo_and_redo(world: World, page: FlaskClient) -> None:
    item = make_item(world.session, "09:00", 60)
    base = f"{world.url}/items/{item.id}"
    page.post(f"{base}/shift", data={"by": "-15"})
    page.post(f"{base}/shift", data={"by": "30"})
    assert world.seen() == [("Principles", "02 09:15", "10:15")]
    page.post(f"{base}/copy")
    assert world.seen()[1] == ("Principles", "02 10:15", "11:15")
    page.post(f"{base}/remove")
    assert world.seen() == [("Principles", "02 10:15", "11:15")]
    for _ in range(2):
        page.post(f"{world.url}/undo")
    assert world.seen() == [("Principles", "02 09:15", "10:15")]
    page.post(f"{world.url}/redo")
    assert len(world.seen()) == 2
    page.post(f"{world.url}/redo")
    answer = page.post(f"{world.url}/redo", follow_redirects=True)
    assert "There is nothing to make again." in answer.text


def test_a_clash_shows_its_ways_out_as_buttons(world: World, page: FlaskClient) -> None:
    one = make_item(world.session, "09:00", room_id=world.rooms["Hall A"], title="One", track="A")
    make_item(world.session, "09:30", room_id=world.rooms["Hall A"], title="Two", track="B")
    answer = page.get(f"{world.url}?view=list")
    assert "1 clash" in texts(answer, ".tabs")[0]
    assert texts(answer, "#agenda-release") == ["Release: 1 clash blocks it"]
    assert texts(answer, ".aglist .flag") == ["clash", "clash"]
    ways = BeautifulSoup(answer.text, "html.parser").select(".clash-card .ways form")
    assert ways
    form = next(form for form in ways if form["data-remedy"] == "room")
    sent = {field["name"]: field["value"] for field in form.select("input[name]")}
    page.post(form["action"], data=sent)
    found = draft(world.session.slug, acting(world.rana))
    assert len({item.room_id for item in found.items}) == 2
    assert {item.starts_at for item in found.items} >= {one.starts_at}


def test_a_change_that_somebody_else_made_meanwhile_is_not_overwritten(
    world: World, app: Flask, page: FlaskClient, signed_in: SignedIn
) -> None:
    item = make_item(world.session, "09:00")
    base = f"{world.url}/items/{item.id}"
    form = BeautifulSoup(page.get(base).text, "html.parser")
    revision = form.select_one("#revision")["value"]
    signed_in(app.test_client(), world.bakht).post(f"{base}/shift", data={"by": "15"})
    typed = world.fields(title_en="Mine", revision=revision)
    answer = page.post(base, data=typed)
    assert "Bakht Brohi has changed this meanwhile" in page.get(base).text + answer.text
    assert world.seen() == [("Principles", "02 09:15", "10:15")]


def test_release_reads_the_changes_and_participants_see_it_then(
    world: World, app: Flask, page: FlaskClient, signed_in: SignedIn
) -> None:
    agency = make_agency("Sindh Police")
    person = make_person("Ali", "Khan", agency=agency)
    make_enrolment(world.session, agency, person)
    reader = signed_in(app.test_client(), person)
    assert "No agenda is released yet." in reader.get(world.url).text
    make_item(world.session, "09:00", notes="Only for staff", trainers=(world.bakht,))
    assert reader.get(f"{world.url}/release").status_code == 404
    first = page.get(f"{world.url}/release")
    revision = BeautifulSoup(first.text, "html.parser").select_one("#revision")["value"]
    made = page.post(
        f"{world.url}/release", data={"note": "Bring your card.", "revision": revision}
    )
    assert made.location.endswith("/agenda/released")
    seen = reader.get(world.url)
    assert texts(seen, ".aglist b") == ["Principles"]
    assert "Bring your card." in seen.text
    assert "Only for staff" not in seen.text
    page.post(f"{world.url}/items/{_only(world)}/shift", data={"by": "30"})
    assert texts(page.get(f"{world.url}/release"), ".changes li")[0].startswith("Principles is on")
    assert "09:00–10:00" in reader.get(world.url).text
    page.post(f"{world.url}/release", data={"note": ""})
    assert texts(reader.get(f"{world.url}/releases"), "tbody th") == ["2", "1"]
    assert "09:00–10:00" in reader.get(f"{world.url}/releases/1").text
    assert "09:30–10:30" in reader.get(f"{world.url}/released").text
    assert reader.get(f"{world.url}/releases/3").status_code == 404
    own = signed_in(app.test_client(), world.bakht).get(f"{world.url}/released")
    assert texts(own, ".aglist .flag") == ["yours"]


def _only(world: World) -> str:
    return str(draft(world.session.slug, acting(world.rana)).items[0].id)


def test_half_days_follow_the_agenda_when_told(world: World, page: FlaskClient) -> None:
    make_item(world.session, "09:00", 90)
    make_item(world.session, "12:00", 60, kind=ItemKind.LUNCH, title="Lunch")
    make_item(world.session, "13:00", 120)
    assert "Half-days are out of step" in page.get(world.url).text
    page.post(f"{world.url}/half-days")
    assert [row.contact_minutes for row in half_days(world.session.id)] == [90, 120]
    assert "Half-days are out of step" not in page.get(world.url).text


def test_a_closed_session_shows_its_agenda_without_acts(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    world = World(state=SessionState.CLOSED)
    item = make_item(world.session, "09:00")
    page = signed_in(client, world.rana)
    seen = page.get(f"{world.url}?view=list")
    assert texts(seen, ".aglist b") == ["Principles"]
    assert texts(seen, "#agenda-tools") == texts(seen, ".nudge") == []
    form = page.get(f"{world.url}/items/{item.id}")
    assert texts(form, ".agacts") == []
    assert BeautifulSoup(form.text, "html.parser").select_one("fieldset[disabled]") is not None
    answer = page.post(f"{world.url}/items/{item.id}/shift", data={"by": "15"})
    assert answer.status_code in {302, 404, 409}
    assert world.seen() == [("Principles", "02 09:00", "10:00")]


def test_the_interface_repeats_an_act_once_and_says_when_nothing_is_new(
    world: World, page: FlaskClient
) -> None:
    item = make_item(world.session, "09:00")
    api = f"/api/v1/course-sessions/{world.session.slug}/agenda"
    sent = {"id": str(item.id), "starts_at": "2026-03-03T10:00", "track": "B"}
    for _ in range(2):
        answer = page.post(f"{api}/copies", json=sent, headers={"Idempotency-Key": "one"})
    assert [(one["day"], one["from"], one["until"], one["track"]) for one in answer.json["items"]]
    assert world.seen() == [
        ("Principles", "02 09:00", "10:00"),
        ("Principles", "03 10:00", "11:00"),
    ]
    state = page.get(api).json
    assert state["items"][1] | {"id": "", "href": ""} == {
        "id": "",
        "href": "",
        "kind": "module",
        "word": "Module",
        "title": "Principles",
        "starts_at": "2026-03-03T10:00:00+05:00",
        "ends_at": "2026-03-03T11:00:00+05:00",
        "day": "2026-03-03",
        "from": 600,
        "until": 660,
        "track": "B",
        "room_id": None,
        "trainer_ids": [],
        "guests": "",
        "locked": False,
    }
    assert page.get(f"{api}?revision={state['revision']}").status_code == 204
    assert page.get(f"{api}?revision=0").status_code == 200


def test_a_form_sent_twice_adds_one_item(world: World, page: FlaskClient) -> None:
    form = BeautifulSoup(page.get(f"{world.url}/items/new").text, "html.parser")
    typed = world.fields(new_id=form.select_one("#new_id")["value"])
    page.post(f"{world.url}/items/new", data=typed)
    again = page.post(f"{world.url}/items/new", data=typed, follow_redirects=True)
    assert "This item is on the agenda already" in again.text
    assert world.seen() == [("Principles", "02 09:00", "10:30")]


def test_another_venue_says_how_many_items_lost_their_rooms(
    world: World, page: FlaskClient
) -> None:
    room = str(world.rooms["Hall A"])
    page.post(f"{world.url}/items/new", data=world.fields(room_id=room))
    hotel = make_venue("Hotel", rooms=(("Ballroom", 200),))
    done = page.post(f"{world.url}/venue", data={"venue_id": str(hotel.id)}, follow_redirects=True)
    assert "1 item has lost its room." in done.text


def test_rooms_begin_with_one_day_and_give_all_days_when_asked(
    world: World, page: FlaskClient
) -> None:
    one = BeautifulSoup(page.get(f"{world.url}?view=rooms").text, "html.parser")
    every = BeautifulSoup(page.get(f"{world.url}?view=rooms&day=all").text, "html.parser")
    assert one.select_one("#agenda-stage")["data-day"] == "2026-03-02"
    assert every.select_one("#agenda-stage")["data-day"] == ""
