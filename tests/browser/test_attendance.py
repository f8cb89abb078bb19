"""Marking a room: by keyboard, by touch, through a lost network; nothing marked is lost."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
REGISTER = "/sessions/karachi-2019/attendance"


@pytest.fixture
def page(browser_page: Page) -> Page:
    """The register of the demonstration's session, opened by its organiser."""
    browser_page.goto("/")
    browser_page.locator('form[action="/demo/enter/organiser"] button').click()
    browser_page.goto(REGISTER)
    expect(browser_page.locator("#saved")).to_have_attribute("data-now", "ready")
    return browser_page


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator("#marks tbody tr[data-person]").nth(row).locator("a.mk").nth(column)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")


def test_letters_mark_and_go_down_arrows_move(page: Page) -> None:
    cell(page, 0, 0).focus()
    page.keyboard.press("a")
    expect(cell(page, 0, 0)).to_have_class(re.compile("absent"))
    expect(cell(page, 1, 0)).to_be_focused()
    page.keyboard.press("l")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("e")
    expect(cell(page, 1, 0)).to_have_class(re.compile("late"))
    expect(cell(page, 1, 1)).to_have_class(re.compile("excused"))
    saved(page)
    page.reload()
    expect(cell(page, 0, 0)).to_have_class(re.compile("absent"))
    expect(cell(page, 1, 1)).to_have_class(re.compile("excused"))
    name = cell(page, 0, 0).get_attribute("aria-label")
    assert name is not None and name.endswith("absent")


def test_delete_takes_a_mark_away_and_the_counts_follow(page: Page) -> None:
    half = page.locator("#marks thead th[data-half]").first.get_attribute("data-half")
    none = page.locator(f'[data-count="none"][data-half="{half}"]')
    before = int(none.inner_text())
    cell(page, 3, 0).focus()
    had_mark = "none" not in (cell(page, 3, 0).get_attribute("class") or "")
    page.keyboard.press("Delete")
    expect(none).to_have_text(str(before + had_mark))
    page.keyboard.press("Space")
    expect(cell(page, 3, 0)).to_have_class(re.compile("present"))
    expect(none).to_have_text(str(before + had_mark - 1))
    saved(page)


def test_only_one_mark_is_a_stop_of_the_tab_key(page: Page) -> None:
    stops = page.locator('#marks tbody a.mk[tabindex="0"]')
    expect(stops).to_have_count(1)
    cell(page, 2, 1).focus()
    expect(stops).to_have_count(1)
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"/attendance/[0-9a-f-]{36}/[0-9a-f-]{36}$"))


def test_marks_made_without_a_network_are_sent_later(page: Page) -> None:
    page.context.set_offline(True)
    cell(page, 5, 2).focus()
    page.keyboard.press("a")
    expect(page.locator("#saved")).to_have_attribute("data-now", "kept")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(cell(page, 5, 2)).to_have_class(re.compile("absent"))


def test_a_tap_marks_on_a_phone(chromium: Browser, live: Live) -> None:
    context = chromium.new_context(
        base_url=live.address, viewport={"width": 360, "height": 740}, has_touch=True
    )
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.goto("/")
    page.locator('form[action="/demo/enter/organiser"] button').click()
    page.goto(REGISTER)
    expect(page.locator("#saved")).to_have_attribute("data-now", "ready")
    target = cell(page, 7, 0)
    target.focus()
    page.keyboard.press("Delete")
    target.tap()
    expect(target).to_have_class(re.compile("present"))
    target.tap()
    expect(target).to_have_class(re.compile("absent"))
    saved(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = target.bounding_box()
    assert box is not None and box["width"] >= 44 and box["height"] >= 44
    context.close()
    assert faults == []
