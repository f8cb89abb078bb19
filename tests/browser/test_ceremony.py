"""A ceremony of 28 people, from its page to its minutes: the network is cut, the server dies."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from lms.core.db import db, unscoped
from lms.courses.models import CourseSession
from lms.enrolments.models import Enrolment
from tests.factories.agenda_papers import page_texts
from tests.factories.ceremony import make_paper
from tests.support.browser import watched
from tests.support.live import Live
from tests.support.small_course import inside

pytestmark = pytest.mark.browser
SLUG = "karachi-2019"
CEREMONY = f"/sessions/{SLUG}/ceremony"
PEOPLE = 28


def give_papers(live: Live) -> None:
    """Everybody on the roll has a certificate in force."""
    with inside(live):
        statement = (
            sa.select(Enrolment)
            .join(CourseSession, CourseSession.id == Enrolment.course_session_id)
            .where(CourseSession.slug == SLUG)
            .order_by(Enrolment.id)
        )
        rows = db.session.scalars(unscoped(statement, because="a test gives papers to all")).all()
        assert len(rows) == PEOPLE
        for number, row in enumerate(rows, start=1):
            make_paper(row, number)


def press(phone: Page, act: str, times: int = 1) -> None:
    for _time in range(times):
        phone.locator(f'.thumb button[value="{act}"]').click()


def refuse(route: Route) -> None:
    """The server's answer to marks that it does not take."""
    if route.request.method != "POST":
        route.continue_()
        return
    route.fulfill(
        status=422,
        content_type="application/problem+json",
        body='{"title": "Not accepted", "detail": "No."}',
    )


def figures(page: Page) -> dict[str, int]:
    names = ("printed", "collected", "absent", "left")
    return {name: int(page.locator(f'[data-figure="{name}"]').inner_text()) for name in names}


def test_from_the_ceremony_page_to_the_minutes(live: Live, browser_page: Page) -> None:
    give_papers(live)
    desk = browser_page
    desk.goto("/")
    desk.locator('form[action="/demo/enter/organiser"] button').click()
    desk.goto(CEREMONY)
    rows = desk.locator("table.run-sheet tbody tr")
    rows.nth(7).drag_to(rows.nth(5), target_position={"x": 20, "y": 3})
    expect(rows.nth(5)).to_contain_text("Tea")
    desk.get_by_role("button", name="Take the last change back").click()
    expect(rows.nth(7)).to_contain_text("Tea")

    desk.goto(f"{CEREMONY}/order")
    desk.locator('input[name="scope"][value="room"]').check()
    desk.locator('input[name="within"][value="rank"]').check()
    desk.locator('button[value="rules"]').click()
    names = desk.locator("form[data-ordering] tbody th")
    expect(names).to_have_count(PEOPLE)
    order = [re.split(r"\s(?=[\u0600-\u06ff])", text)[0] for text in names.all_inner_texts()]

    faults: list[str] = []
    screen = desk
    screen.goto(f"{CEREMONY}/screen")
    phone = watched(desk.context.new_page(), faults)
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(f"{CEREMONY}/remote")
    saved = phone.locator("#saved")
    expect(saved).to_have_attribute("data-now", "ready")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    button = phone.locator('.thumb button[value="collected"]').bounding_box()
    assert button and button["height"] >= 60

    shown = screen.locator('[data-called] [data-text="name"]')
    phone.get_by_text("Run sheet", exact=True).click()
    phone.get_by_role("button", name="Certificates are handed over").click()
    expect(screen.locator("[data-nobody]")).to_contain_text("Certificates are handed over")
    press(phone, "next")
    expect(shown).to_have_text(order[0])
    phone.locator('.thumb button[value="collected"]').dblclick()
    expect(shown).to_have_text(order[1])  # a double tap marks one person
    press(phone, "collected", 7)
    press(phone, "absent")
    expect(shown).to_have_text(order[9])
    expect(screen.locator("[data-next-line]")).to_be_hidden()
    expect(saved).to_have_attribute("data-now", "saved")

    desk.context.set_offline(True)
    press(phone, "collected", 5)
    expect(shown).to_have_text(order[14])
    expect(saved).to_have_attribute("data-now", "kept")
    expect(screen.locator("[data-away]")).to_be_visible()
    screen.keyboard.press(
        "c"
    )  # the screen's own keys, where phone and screen cannot hear each other
    screen.keyboard.press("ArrowRight")
    expect(phone.locator('.now [data-text="name"]')).to_have_text(order[15])
    before = figures(phone)
    assert before == {"printed": PEOPLE, "collected": 14, "absent": 1, "left": 13}
    desk.context.set_offline(False)
    expect(saved).to_have_attribute("data-now", "saved", timeout=45_000)
    for page in (screen, phone):
        expect(page.locator("[data-ceremony]")).to_have_attribute("data-online", "yes")
        page.reload()
    expect(shown).to_have_text(order[15])
    assert figures(phone) == before

    with live.dead():
        press(phone, "collected", 3)
        press(phone, "absent")
        press(phone, "undo", 2)
        press(phone, "collected")
        expect(shown).to_have_text(order[19])
        expect(screen.locator("[data-away]")).to_be_visible()
        before = figures(phone)
        assert before == {"printed": PEOPLE, "collected": 18, "absent": 1, "left": 9}
    expect(saved).to_have_attribute("data-now", "saved", timeout=45_000)
    for page in (screen, phone):
        expect(page.locator("[data-ceremony]")).to_have_attribute("data-online", "yes")
        page.reload()
    expect(shown).to_have_text(order[19])
    assert figures(phone) == before

    url = f"**/api/v1/course-sessions/{SLUG}/ceremony"
    phone.context.route(url, refuse)
    press(phone, "absent")
    expect(saved).to_have_attribute("data-now", "refused")
    for page in (screen, phone):  # what the server does not take stands in no tab
        expect(page.locator('[data-called] [data-text="name"], .now h1')).to_have_text(order[19])
    assert figures(phone) == before
    assert screen.evaluate("document.querySelector('[data-role=screen]').hall.own.size") == 0
    phone.context.unroute(url, refuse)
    phone.evaluate(
        "const { queue } = document.querySelector('[data-role=remote]').hall;"
        "for (const event of queue.waiting()) queue.store.drop(event.uuid);"
    )
    phone.reload()

    phone.locator("#find").fill(order[27].split()[0])
    phone.locator("[data-calls] li:visible button").last.click()
    expect(shown).to_have_text(order[27])
    press(phone, "collected", 9)
    expect(phone.locator('.now [data-text="name"]')).to_have_text("All have been called.")
    expect(saved).to_have_attribute("data-now", "saved")

    phone.goto(f"{CEREMONY}/tally")
    assert figures(phone) == {"printed": PEOPLE, "collected": 27, "absent": 1, "left": 0}
    phone.locator("#left").fill("0")
    phone.locator('button[value="count"]').click()
    expect(phone.locator(".note.warn")).to_contain_text("1 paper is missing from the table.")
    phone.locator("#left").fill("1")
    phone.locator('button[value="count"]').click()
    expect(phone.get_by_text("Stack and marks tally.")).to_be_visible()
    minutes = phone.context.request.get(f"{CEREMONY}/minutes.pdf")
    text = " ".join(pages := page_texts(minutes.body()))
    assert "28 printed: 27 handed over, 0 posted, 1 kept for the absent, 0 left." in text
    assert "1 papers were counted on the table; 1 should lie there." in text
    assert "entries when these minutes were printed" in text and len(pages) <= 3
    assert faults == []
