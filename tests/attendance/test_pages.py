"""The pages of attendance, as a browser without scripts uses them, and what its script sends."""

import uuid
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.attendance.enums import Presence
from lms.attendance.queries import register
from lms.courses.enums import SessionState
from lms.courses.queries import half_days
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment, make_mark

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class World:
    """A running session of one day, two agencies with one person each."""

    def __init__(self, **values: object) -> None:
        self.police, self.force = make_agency("Sindh Police"), make_agency("ANF")
        self.organiser = make_person("Rana", "Marwat")
        self.session = make_session(
            agencies=[self.police, self.force], organiser=self.organiser, days=1, **values
        )
        self.ali, self.dur = (
            make_enrolment(self.session, agency, make_person(name, "Khan", agency=agency))
            for name, agency in (("Ali", self.police), ("Dur", self.force))
        )
        self.morning, self.afternoon = half_days(self.session.id)
        self.url = f"/sessions/{self.session.slug}/attendance"
        self.api = f"/api/v1/course-sessions/{self.session.slug}/attendance"

    def marks(self) -> dict[tuple[str, str], str]:
        seen = register(self.session.slug, actor=acting(self.organiser))
        names = {entry.id: entry.first_name for group in seen.groups for entry in group.entries}
        parts = {half.id: half.part.value for half in seen.half_days}
        return {
            (names[person], parts[half]): mark.presence.value
            for (person, half), mark in seen.marks.items()
        }


@pytest.fixture
def world(app: Flask) -> World:
    return World()


@pytest.fixture
def page(world: World, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, world.organiser)


def texts(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_the_register_shows_the_whole_roll_and_counts_that_link(
    world: World, page: FlaskClient
) -> None:
    make_mark(world.ali, world.morning, Presence.ABSENT)
    soup = BeautifulSoup(page.get(world.url).text, "html.parser")
    assert [th.get_text(" ", strip=True) for th in soup.select("tr[data-person] th")] == [
        "Ali Khan", "Dur Khan",
    ]  # fmt: skip
    figure = soup.select_one(f'[data-count="absent"][data-half="{world.morning.id}"] a')
    assert figure is not None and figure.text == "1"
    behind = page.get(str(figure["href"])).text
    assert "Ali Khan" in behind and "Dur Khan" not in behind


def test_all_present_and_its_undo(world: World, page: FlaskClient) -> None:
    make_mark(world.ali, world.morning, Presence.LATE)
    done = page.post(f"{world.url}/{world.morning.id}/all-present")
    assert world.marks() == {("Ali", "morning"): "late", ("Dur", "morning"): "present"}
    shown = BeautifulSoup(page.get(done.location).text, "html.parser")
    batch = shown.select_one('input[name="batch"]')
    assert batch is not None
    page.post(f"{world.url}/undo", data={"batch": batch["value"]})
    assert world.marks() == {("Ali", "morning"): "late"}
    assert page.post(f"{world.url}/undo", data={"batch": "x"}).status_code == 404


def test_one_half_day_by_plain_form(world: World, page: FlaskClient) -> None:
    make_mark(world.dur, world.morning)
    url = f"{world.url}/{world.morning.id}"
    assert page.get(url).status_code == 200
    form = {
        f"p-{world.ali.id}": "excused", f"n-{world.ali.id}": "court",
        f"p-{world.dur.id}": "", f"n-{world.dur.id}": "",
    }  # fmt: skip
    answer = page.post(url, data=form, follow_redirects=True)
    assert "2 marks saved." in answer.text
    assert world.marks() == {("Ali", "morning"): "excused"}
    assert "0 marks saved." in page.post(url, data=form, follow_redirects=True).text
    assert page.get(f"{world.url}/{uuid.uuid4()}").status_code == 404


def test_a_correction_keeps_the_history(world: World, page: FlaskClient) -> None:
    url = f"{world.url}/{world.morning.id}/{world.ali.id}"
    page.post(url, data={"presence": "absent"})
    page.post(url, data={"presence": "late", "note": "came at ten"})
    text = texts(page.get(url).text)
    history = text[text.index("History") :]
    assert history.index("late : came at ten") < history.index("absent")
    assert "Rana Marwat" in history
    assert page.post(f"{world.url}/{world.morning.id}/{uuid.uuid4()}").status_code == 404


def test_outcomes_go_onto_the_roll(world: World, page: FlaskClient) -> None:
    for half in (world.morning, world.afternoon):
        make_mark(world.ali, half)
        make_mark(world.dur, half, Presence.ABSENT)
    answer = page.post(f"{world.url}/outcomes", follow_redirects=True)
    text = texts(answer.text)
    assert "The outcomes of 2 people are on the roll." in text
    assert "Attended 1" in text and "No-show 1" in text


def test_the_sheet_has_a_place_for_each_signature(world: World, page: FlaskClient) -> None:
    soup = BeautifulSoup(page.get(f"{world.url}/sheet").text, "html.parser")
    assert len(soup.select("td.sign")) == 4


def test_a_focal_point_looks_and_does_not_mark(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    make_mark(world.dur, world.morning)
    focal = signed_in(client, make_focal_point(world.police))
    html = focal.get(world.url).text
    assert "Ali Khan" in html and "Dur Khan" not in html and "all-present" not in html
    assert focal.get(f"{world.url}/{world.morning.id}/{world.ali.id}").status_code == 200
    assert focal.get(f"{world.url}/{world.morning.id}/{world.dur.id}").status_code == 404
    for path in ("", f"/{world.ali.id}", "/all-present"):
        assert focal.post(f"{world.url}/{world.morning.id}{path}").status_code == 404
    assert focal.post(world.api, json={"events": []}).status_code == 404


def event(world: World, presence: str, key: uuid.UUID | None = None) -> dict[str, object]:
    return {
        "uuid": str(key or uuid.uuid4()),
        "sequence": 1,
        "kind": "mark",
        "client_at": "2026-03-02T08:00:00.000Z",
        "payload": {
            "enrolment": str(world.ali.id),
            "half_day": str(world.morning.id),
            "presence": presence,
            "note": "",
        },
    }


def test_the_script_saves_events_once(world: World, page: FlaskClient) -> None:
    sent = event(world, "late")
    first = page.post(world.api, json={"events": [sent]}).get_json()
    assert first["new"] == 1 and first["marks"][0]["presence"] == "late"
    again = page.post(world.api, json={"events": [sent]}).get_json()
    assert again["new"] == 0
    page.post(world.api, json={"events": [event(world, "")]})
    assert world.marks() == {}
    wrong = page.post(world.api, json={"events": [event(world, "dancing")]})
    assert wrong.status_code == 422 and wrong.get_json()["errors"][0]["field"] == "events.0"
    assert page.post(world.api, json={"events": 5}).status_code == 422


def test_a_closed_session_says_why_not(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    world = World(state=SessionState.CLOSED)
    page = signed_in(client, world.organiser)
    assert page.get(world.url).status_code == 200
    answer = page.post(world.api, json={"events": [event(world, "late")]})
    assert answer.status_code == 409 and "Attendance is taken" in answer.get_json()["title"]


def test_pages_cost_the_same_for_one_and_for_many(
    world: World, page: FlaskClient, count_queries: Callable[[], object]
) -> None:
    counts: dict[str, list[int]] = {}
    for _round in range(2):
        for path in ("", f"/{world.morning.id}", "/sheet"):
            page.get(world.url + path)
            with count_queries() as queries:
                page.get(world.url + path)
            counts.setdefault(path, []).append(int(queries))
        for agency in (world.police, world.force, world.force):
            make_mark(make_enrolment(world.session, agency), world.morning)
    assert [pair[0] for pair in counts.values()] == [pair[1] for pair in counts.values()]
