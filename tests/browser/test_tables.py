"""Tables: people moved by keys and by mouse, said to screen readers, at 360
pixels."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
TABLES = "/sessions/karachi-2019/syndicates"


@pytest.fixture
def page(browser_page: Page) -> Page:
    """Three tables, everybody seated as suggested."""
    browser_page.goto("/")
    browser_page.locator('form[action="/demo/enter/organiser"] button').click()
    browser_page.goto(TABLES)
    if not browser_page.locator(".tables .table").count():
        browser_page.get_by_label("Number of tables in all").fill("3")
        browser_page.get_by_role("button", name="Make tables").click()
    browser_page.get_by_text("Suggest who sits where").click()
    browser_page.get_by_role("button", name="Show the suggestion").click()
    apply = browser_page.get_by_role("button", name=re.compile("^Apply"))
    if apply.count():
        apply.click()
    browser_page.goto(TABLES)
    expect(browser_page.locator("[data-tip]")).to_be_visible()
    return browser_page


def table(page: Page, letter: str) -> Locator:
    return page.locator(f'[data-label="table {letter}"]')


def test_by_keys(page: Page) -> None:
    card = table(page, "A").locator("[data-free]").first
    name, key = card.get_attribute("data-name"), card.get_attribute("data-seat")
    said, there = page.locator("[data-said]"), page.locator(f'[data-seat="{key}"]')
    card.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text(f"{name} picked up from table A")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(f"{name}: table B")
    page.keyboard.press("Escape")
    expect(said).to_have_text(f"{name} stays at table A.")
    for step in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(step)
    expect(said).to_have_text(f"{name} sits at table B.")
    expect(table(page, "B").locator(f'[data-seat="{key}"]')).to_be_focused()
    page.reload()
    expect(table(page, "B").locator(f'[data-seat="{key}"]')).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(table(page, "A").locator(f'[data-seat="{key}"]')).to_have_count(1)
    expect(there).to_have_count(1)


def test_by_mouse(page: Page) -> None:
    card = table(page, "C").locator("[data-free]").first
    key = card.get_attribute("data-seat")
    card.scroll_into_view_if_needed()
    card.hover(position={"x": 60, "y": 12})
    page.mouse.down()
    box = table(page, "B").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 60, steps=6)
    expect(table(page, "B")).to_have_class(re.compile("target"))
    page.mouse.up()
    expect(table(page, "B").locator(f'[data-seat="{key}"]')).to_have_count(1)
    expect(page.locator(".target")).to_have_count(0)


def test_a_locked_place_is_kept(page: Page) -> None:
    card = table(page, "A").locator("[data-free]").first
    key = card.get_attribute("data-seat")
    card.get_by_role("button", name=re.compile("^Lock ")).click()
    locked = page.locator(f'[data-seat="{key}"]')
    expect(locked).to_contain_text("locked")
    expect(locked).not_to_have_attribute("data-free", "")
    locked.get_by_role("button", name=re.compile("^Unlock ")).click()
    expect(page.locator(f'[data-seat="{key}"]')).to_have_attribute("data-free", "")


def test_narrow(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
