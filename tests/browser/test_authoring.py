"""A trainer writes a course in the browser: a lesson with a figure, a check with five kinds of
questions; it is published, taught, and a participant's attempt arrives."""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.live import ROOT, Live

pytestmark = pytest.mark.browser
SLUG = "night-landings"
WRITE = f"/courses/{SLUG}/write"
HOSTILE = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FIGURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>'
TEACH = f"""
import sqlalchemy as sa
from lms.accounts.models import Account, Person
from lms.agencies.models import Agency
from lms.core.db import db, unscoped
from lms.courses.enums import StaffRole
from lms.courses.models import ContentSnapshot, Course
from lms.factory import create_app
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment

def person(name):
    statement = sa.select(Person).join(Account, Account.person_id == Person.id)
    return db.session.scalar(
        unscoped(statement.where(Account.username == name), because="a test sets up its people")
    )

with create_app().app_context():
    content = db.session.scalar(
        sa.select(ContentSnapshot).join(Course, Course.id == ContentSnapshot.course_id)
        .where(Course.slug == "{SLUG}")
    )
    agency = db.session.scalar(sa.select(Agency).order_by(Agency.slug))
    session = make_session(content=content, agencies=[agency], slug="night-course", code="NC-1")
    make_staff(session, person("demo.trainer"), StaffRole.TRAINER)
    make_enrolment(session, agency, person("demo.participant"))
"""


def enter(page: Page, door: str) -> None:
    page.goto("/")
    page.locator(f'form[action="/demo/enter/{door}"] button').click()
    page.wait_for_url("**/desk")


def fill(page: Page, **values: str) -> None:
    """Fill fields by their names, dots written as two underscores."""
    for name, value in values.items():
        page.locator(f'[name="{name.replace("__", ".")}"]').fill(value)


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".note.ok", has_text="Saved.")).to_be_visible()


def begin_course(page: Page) -> None:
    page.goto("/courses/")
    page.get_by_role("link", name="Write a new course").click()
    fill(
        page, title_en="Night landings", slug=SLUG, summary="How boats land.", aim="Tell a landing"
    )
    fill(page, module="Beaches", lesson="A quiet beach")
    page.get_by_role("button", name="Begin the course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write: Night landings")
    expect(page.get_by_text("against publishing")).to_be_visible()


def write_lesson(page: Page) -> None:
    page.locator("[data-tree]").get_by_role("link", name="A quiet beach").click()
    english = page.locator('[data-side="en"]')
    text = english.get_by_label("Text (Markdown)")
    text.fill("A boat comes in without lights.\n\n")
    text.press("Control+End")
    english.get_by_role("button", name="Figure").click()
    choose = page.get_by_label("A new file")
    choose.set_input_files({"name": "x.svg", "mimeType": "image/svg+xml", "buffer": HOSTILE})
    page.get_by_role("button", name="Put it in").click()
    dialog = page.locator("dialog[data-figure]")
    expect(dialog).to_contain_text("Say what it shows.")
    dialog.get_by_label("What it shows").fill("A bay with one boat")
    page.get_by_role("button", name="Put it in").click()
    expect(dialog).to_contain_text("script")
    choose.set_input_files({"name": "Bay.svg", "mimeType": "image/svg+xml", "buffer": FIGURE})
    page.get_by_role("button", name="Put it in").click()
    expect(text).to_have_value(
        "A boat comes in without lights.\n\n![A bay with one boat](media/bay.svg)\n\n"
    )
    expect(english.locator("[data-preview] img")).to_have_attribute("alt", "A bay with one boat")
    expect(english.locator("[data-checks]")).to_contain_text("Nothing to mend")
    fill(page, sources="A manual")
    saved(page)


def add(page: Page, kind: str, text: str) -> None:
    page.goto(f"{WRITE}/quizzes/modules/01-beaches/")
    page.get_by_label("New question").select_option(kind)
    page.get_by_role("button", name="Add a question").click()
    fill(page, text__en=text)


def write_check(page: Page) -> None:
    page.goto(f"{WRITE}/")
    page.get_by_role("button", name="Knowledge check").click()
    add(page, "single", "What tells a landing?")
    fill(page, options__0__text__en="A boat without lights", options__1__text__en="A lighthouse")
    fill(page, options__1__feedback__en="It stands there every night.")
    page.locator('[name="options.0.correct"]').check()
    page.locator('[id="options.2"]').get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Show as typed").click()
    trial = page.locator("[data-trial]")
    trial.get_by_text("A lighthouse").click()
    trial.get_by_role("button", name="Mark this answer").click()
    expect(trial).to_contain_text("It stands there every night.")
    saved(page)
    add(page, "multiple", "What do you note?")
    for at, word in enumerate(("The hour", "The place", "A guess", "A joke")):
        fill(page, **{f"options__{at}__text__en": word})
    page.locator('[name="options.0.correct"]').check()
    page.locator('[name="options.1.correct"]').check()
    saved(page)
    add(page, "numeric", "How many miles are 10 knots in half an hour?")
    fill(page, answer__value="5", answer__unit="nmi")
    saved(page)
    add(page, "matching", "What belongs together?")
    for at, (left, right) in enumerate((("Bow", "Front"), ("Stern", "Back"), ("Port", "Left"))):
        fill(page, **{f"pairs__{at}__left__en": left, f"pairs__{at}__right__en": right})
    saved(page)
    add(page, "ordering", "In which order?")
    for at, word in enumerate(("See", "Note", "Tell")):
        fill(page, **{f"items__{at}__text__en": word})
    saved(page)


def publish(page: Page) -> None:
    page.goto(f"{WRITE}/")
    expect(page.get_by_text("Nothing stands against publishing")).to_be_visible()
    page.get_by_role("button", name="Publish the draft").click()
    expect(page.locator(".note.ok")).to_contain_text("Published as version 1")


def teach(live: Live) -> None:
    """A session with this version, the demonstration's trainer and participant in it."""
    done = subprocess.run(
        [sys.executable, "-c", TEACH],
        cwd=ROOT,
        env=live.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def answer(step: Locator) -> None:
    """Give some answer to the question that is shown."""
    kind = step.get_attribute("data-kind")
    if kind in ("single", "multiple"):
        step.locator(".opt").first.click()
    elif kind == "numeric":
        step.locator("input[type=text]").fill("5 nmi")
    elif kind == "ordering":
        step.get_by_role("button", name="Keep this order").click()
    else:
        for at, choice in enumerate(step.locator("select").all(), start=1):
            choice.select_option(index=at, force=True)


def take(page: Page) -> None:
    """All five questions answered and handed in."""
    page.goto("/sessions/night-course/learning/checks/01-beaches-check")
    page.get_by_role("button", name="Begin attempt").click()
    page.wait_for_selector("form[data-started]")
    expect(page.locator("[data-question]")).to_have_count(5)
    for number in range(5):
        answer(page.locator("[data-question]:not([hidden])"))
        if number < 4:
            page.get_by_role("button", name="Next question").click()
    expect(page.locator("#saved")).to_contain_text("Every step saved")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result")


def test_a_course_is_written_published_taught_and_taken(
    live: Live, chromium: Browser, browser_page: Page
) -> None:
    enter(browser_page, "trainer")
    begin_course(browser_page)
    write_lesson(browser_page)
    write_check(browser_page)
    publish(browser_page)
    teach(live)
    context = chromium.new_context(base_url=live.address, viewport={"width": 390, "height": 844})
    participant = context.new_page()
    enter(participant, "participant")
    name = participant.locator(".who").first.evaluate("node => node.firstChild.data.trim()")
    take(participant)
    context.close()
    browser_page.goto("/sessions/night-course/exercises/01-beaches-check/room")
    expect(browser_page.locator("main")).to_contain_text(name)
