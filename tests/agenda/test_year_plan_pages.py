"""The pages of year plans: choosing, typing, what comes back, proposals and rules in words."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from lms.accounts.models import Person
from lms.agenda.models import DayOff, YearPlan
from lms.agenda.queries import years as queries
from lms.agenda.services import years
from lms.agenda.views.year_form import asking, filled
from lms.core.db import db, transaction
from lms.courses.models import CourseSession
from tests.agenda.test_year_plans import Scene, fresh, quick
from tests.factories.accounts import acting
from tests.factories.courses import make_course

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
__all__ = ["quick"]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def browser(scene: Scene, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, scene.organiser)


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def fields(page: BeautifulSoup) -> MultiDict[str, str]:
    """What a browser would send of the page's plan form, untouched."""
    found: MultiDict[str, str] = MultiDict()
    form = page.select_one("form.askform")
    assert form is not None
    for one in form.select("input"):
        if one.get("type") in {"checkbox", "radio"} and not one.has_attr("checked"):
            continue
        found.add(str(one["name"]), str(one.get("value", "")))
    for one in form.select("select"):
        chosen = one.select_one("option[selected]")
        found.add(str(one["name"]), str(chosen["value"]) if chosen else "")
    return found


def begun(browser: FlaskClient, scene: Scene, **more: object) -> MultiDict[str, str]:
    """The second page as the first one leads to it, for both drafts."""
    query: dict[str, object] = {
        "title": "Spring",
        "first": scene.monday.isoformat(),
        "last": (scene.monday + timedelta(days=25)).isoformat(),
        "sessions": [scene.one.id, scene.two.id],
        **more,
    }
    form = fields(soup(browser.get("/planning/wishes", query_string=query)))
    form["seconds"] = "3"
    return form


def test_the_form_gives_back_what_it_was_filled_with(scene: Scene) -> None:
    block = scene.block(
        scene.one,
        earliest=scene.monday,
        months=(4, 5),
        venue_ids=(scene.venue.id,),
        after="new1",
        gap_days=3,
        keep_date=True,
        keep_trainers=True,
    )
    wanted = scene.ask(block, trainer_days=8, agency_sessions=2)
    choices = queries.plan_choices(acting(scene.organiser))
    read = asking(filled(wanted), choices)
    assert read.blocks == wanted.blocks
    assert (read.first, read.last, read.venue_ids) == (wanted.first, wanted.last, wanted.venue_ids)
    assert (read.trainer_days, read.agency_sessions, read.weekdays) == (8, 2, wanted.weekdays)


def test_the_first_page_offers_own_drafts_and_courses(browser: FlaskClient, scene: Scene) -> None:
    course = make_course(title="Searching ships")
    page = soup(browser.get("/planning/new"))
    assert [one["value"] for one in page.select('input[name="sessions"]')] == [
        str(scene.one.id),
        str(scene.two.id),
    ]
    assert course.title["en"] in page.select_one("#course-1").get_text()


def test_the_second_page_begins_with_what_the_drafts_have(
    browser: FlaskClient, scene: Scene
) -> None:
    course = make_course(title="Searching ships")
    form = begun(browser, scene, **{"course-1": course.id, "n-1": 4})
    assert form.getlist("block") == [str(scene.one.id), str(scene.two.id), "new1"]
    assert form[f"{scene.one.id}-days"] == "2"
    assert form[f"{scene.one.id}-seats"] == "30"
    assert form["new1-count"] == "4"
    assert form.getlist("weekdays") == ["1", "2", "3", "4", "5"]
    assert len(form.getlist("trainers")) == 2


def test_nothing_typed_is_lost_where_something_is_wrong(browser: FlaskClient, scene: Scene) -> None:
    form = begun(browser, scene)
    form["title"] = "Frühling"
    form[f"{scene.one.id}-days"] = "two"
    form[f"{scene.two.id}-latest"] = "soon"
    answer = browser.post("/planning/wishes", data=form)
    assert answer.status_code == 422
    page = soup(answer)
    again = fields(page)
    assert again["title"] == "Frühling"
    assert again[f"{scene.one.id}-days"] == "two"
    links = {link["href"] for link in page.select(".note.bad a")}
    assert links == {f"#{scene.one.id}-days", f"#{scene.two.id}-latest"}
    for link in links:
        assert page.find(id=link[1:]) is not None
    form[f"{scene.one.id}-days"] = "0"
    form[f"{scene.two.id}-latest"] = ""
    page = soup(browser.post("/planning/wishes", data=form))
    assert "from 1 to 20" in page.find(id=f"{scene.one.id}-days-why").get_text()


def test_a_session_that_went_meanwhile_is_named(browser: FlaskClient, scene: Scene) -> None:
    form = begun(browser, scene)
    gone = str(uuid4())
    form.add("block", gone)
    for name, value in (("days", "2"), ("seats", "9"), ("trainers_needed", "1"), ("gap_days", "0")):
        form[f"{gone}-{name}"] = value
    form[f"{gone}-course"] = str(scene.one.course_id)
    answer = browser.post("/planning/wishes", data=form)
    assert answer.status_code == 422
    assert "cannot be planned any more" in answer.get_data(as_text=True)


def test_from_asking_to_taking_over(browser: FlaskClient, scene: Scene) -> None:
    answer = browser.post("/planning/wishes", data=begun(browser, scene))
    assert answer.status_code == 302
    address = answer.headers["Location"]
    live = soup(browser.get(address))
    assert live.select_one("[data-job]")["data-job"] == f"{address}/progress"
    assert browser.get(f"{address}/progress").get_json()["state"] == "waiting"
    plan_id = db.session.scalars(db.select(YearPlan.id)).one()
    scene.run(plan_id)
    page = soup(browser.get(address))
    proposals = page.select(".pcols article")
    assert 1 <= len(proposals) <= 3
    assert re.search(r"Cost \d+", proposals[0].get_text())
    rows = page.select(".sideby tbody tr")
    assert {row.select_one("th a").get_text() for row in rows} == {"Charts", "Sources"}
    assert len(rows[0].select("td")) == len(proposals)
    assert "Academy" in rows[0].get_text()
    taken = browser.post(f"{address}/accept", data={"number": 0}, follow_redirects=True)
    assert "2 sessions are set." in taken.get_data(as_text=True)
    assert fresh(scene.one).starts_on <= scene.monday + timedelta(days=24)
    assert "Take over proposal" not in taken.get_data(as_text=True)
    refused = browser.post(f"{address}/accept", data={"number": 0}, follow_redirects=True)
    assert "taken over already" in refused.get_data(as_text=True)
    assert browser.post(f"{address}/accept", data={}).status_code == 404


def test_rules_that_contradict_link_to_where_they_can_be_changed(
    browser: FlaskClient, scene: Scene
) -> None:
    day = scene.one.starts_on
    with transaction():
        db.session.add(DayOff(first_day=day, last_day=day, name={"en": "Fair"}))
    block = scene.block(scene.one, keep_date=True)
    plan = scene.solved(scene.ask(block, last=day + timedelta(days=30)))
    page = soup(browser.get(f"/planning/{plan.id}"))
    links = [link["href"] for link in page.select(".rules a")]
    assert sorted(links) == ["/days-off", f"/planning/wishes?like={plan.id}#b-{scene.one.id}"]
    change = soup(browser.get(links[0] if "wishes" in links[0] else links[1]))
    assert change.find(id=f"b-{scene.one.id}") is not None
    number = next(
        str(one["value"])
        for one in page.select('.rules input[name="rule"]')
        if "Charts stays" in one.find_parent("li").get_text()
    )
    answer = browser.post(f"/planning/{plan.id}/again", data={"rule": number})
    assert answer.status_code == 302
    assert answer.headers["Location"] != f"/planning/{plan.id}"
    assert browser.post(f"/planning/{plan.id}/again", data={"rule": 99}).status_code == 404


def test_a_search_can_be_stopped_from_the_page(browser: FlaskClient, scene: Scene) -> None:
    address = browser.post("/planning/wishes", data=begun(browser, scene)).headers["Location"]
    answer = browser.post(f"{address}/stop", follow_redirects=True)
    assert "The search ends now" in answer.get_data(as_text=True)
    assert "Stopping with the best so far." in answer.get_data(as_text=True)


def test_the_list_asks_as_often_for_three_plans_as_for_one(
    browser: FlaskClient, scene: Scene, count_queries
) -> None:
    def plan() -> None:
        with transaction():
            years.ask(actor=acting(scene.organiser), wanted=scene.ask())

    plan()
    browser.get("/planning/")
    with count_queries() as one:
        browser.get("/planning/")
    plan()
    plan()
    with count_queries() as three:
        page = soup(browser.get("/planning/"))
    assert len(page.select("tbody tr")) == 3
    assert int(one) == int(three)


def test_the_second_page_asks_as_often_for_many_drafts_as_for_few(
    browser: FlaskClient, scene: Scene, count_queries
) -> None:
    def look(sessions: list[CourseSession]) -> int:
        query = {"sessions": [one.id for one in sessions]}
        with count_queries() as count:
            browser.get("/planning/wishes", query_string=query)
        return int(count)

    browser.get("/planning/wishes")
    few = look([scene.one])
    more = [scene.draft(f"More {number}") for number in range(3)]
    assert look([scene.one, scene.two, *more]) == few


def test_the_calendar_leads_to_plans_only_for_those_who_may(
    browser: FlaskClient, scene: Scene, client: FlaskClient, signed_in: SignedIn
) -> None:
    assert 'href="/planning/"' in browser.get("/calendar").get_data(as_text=True)
    trainer = signed_in(client, scene.trainers[0])
    assert 'href="/planning/"' not in trainer.get("/calendar").get_data(as_text=True)
