"""A participant learns in the browser: a lesson, a chart twice. Checks: test_modules.py."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.live import Live

pytestmark = pytest.mark.browser
SESSION = "/sessions/karachi-2019"
CHART = f"{SESSION}/exercises/pale-harbour/"


@pytest.fixture(name="page")
def _page(browser_page: Page) -> Page:
    browser_page.goto("/")
    browser_page.locator('form[action="/demo/enter/participant"] button').click()
    browser_page.wait_for_url("**/desk")
    return browser_page


@pytest.fixture(scope="module", autouse=True)
def _opened(chromium: Browser, live: Live) -> None:
    """The trainer opens the module of the chart to all: the participant is not that far yet."""
    context = chromium.new_context(base_url=live.address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/")
    page.locator('form[action="/demo/enter/trainer"] button').first.click()
    page.wait_for_url("**/desk")
    page.goto(f"{SESSION}/learning/openings")
    module = page.locator('[id="07-link-charting"]')
    module.locator("summary").click()
    if module.get_by_role("button", name="Open to all now").is_visible():
        module.get_by_role("button", name="Open to all now").click()
    expect(module.locator("summary")).to_contain_text("Open to all")
    context.close()


def test_a_lesson_leads_on_to_the_next_and_is_carried_on_from(page: Page) -> None:
    page.goto(f"{SESSION}/learning/")
    steps = page.locator(".mod[open] .ll a")
    first = steps.first.inner_text()
    steps.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(page.get_by_text("Your place is saved.")).to_be_visible()
    page.get_by_role("button", name="Done, on to the next lesson").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    page.get_by_role("link", name="Back to the course").click()
    expect(page.locator(".mod[open] .ll").first).to_contain_text("Done")


SELECT = """([report, words]) => {
  const walker = document.createTreeWalker(
    document.querySelector(`[data-report="${report}"] [data-text]`), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
}"""
PLACES = """() => {
  const { view } = document.querySelector("[data-canvas]");
  return [...view.scene.nodes.values()].map(({ x, y }) => {
    const at = view.surface.onPage(x, y);
    return [at.x, at.y];
  });
}"""


def begin_chart(page: Page) -> None:
    page.goto(CHART)
    page.get_by_role("button", name="Begin attempt").click()
    page.wait_for_selector("[data-workspace][data-started]")


def take(page: Page, report: str, words: str, kind: str) -> None:
    """Select words of a report and put them on the chart."""
    page.evaluate(SELECT, [report, words])
    page.locator(".pop").get_by_role("button", name=kind, exact=True).click()
    expect(page.locator(".pop")).to_have_count(0)


def test_a_chart_is_drawn_by_mouse_and_marked_on_the_chart(page: Page) -> None:
    begin_chart(page)
    take(page, "R01", "Benna Morrow", "Person")
    take(page, "R01", "Pale Harbour Stores Ltd", "Organisation")
    expect(page.locator("[data-report=R01] mark")).to_have_count(2)
    page.locator(".layouts summary").click()
    page.get_by_role("button", name="Organic").click()
    expect(page.locator("[data-said]")).to_contain_text("The chart is arranged")
    page.get_by_role("button", name="Draw links").click()
    (one, two) = page.evaluate(PLACES)
    page.mouse.move(*one)
    page.mouse.down()
    page.mouse.move((one[0] + two[0]) / 2, (one[1] + two[1]) / 2, steps=4)
    page.mouse.move(*two, steps=4)
    page.mouse.up()
    page.get_by_role("option", name="director of").click()
    space = page.locator("[data-workspace]")
    expect(space).to_have_attribute("data-links", "1")
    page.get_by_role("button", name="Undo").click()
    expect(space).to_have_attribute("data-links", "0")
    page.get_by_role("button", name="Redo").click()
    expect(space).to_have_attribute("data-links", "1")
    expect(page.locator("#saved")).to_contain_text("Every step saved")
    page.reload()
    page.wait_for_selector("[data-workspace][data-started]")
    expect(space).to_have_attribute("data-entities", "2")
    expect(space).to_have_attribute("data-links", "1")
    page.get_by_text("Hand in", exact=True).first.click()
    page.locator("dialog, .box").get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/marked")
    page.wait_for_selector("[data-marked][data-started]")
    expect(page.locator(".ml li").first).to_be_visible()
    marks = page.evaluate(
        "() => [...document.querySelector('[data-canvas]').view.scene.edges.values()]"
        ".map((edge) => edge.mark)"
    )
    assert "missing" in marks
    page.locator("[data-show=missing]").click()
    expect(page.locator(".ml li[data-outcome=found]:visible")).to_have_count(0)


def test_a_chart_is_drawn_in_the_table_by_keys_alone(page: Page) -> None:
    begin_chart(page)
    page.get_by_role("button", name="Table").focus()
    page.keyboard.press("Enter")
    form = page.locator("[data-pane=table] form[data-step=add_entity]")
    for name, kind in (("Benna Morrow", "Person"), ("Pale Harbour Stores Ltd", "Organisation")):
        form.locator("[name=label]").focus()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(kind[:2])
        page.keyboard.press("Enter")
        form.get_by_role("button", name="Add it").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-rows=entities]")).to_contain_text(name)
    link = page.locator("form[data-step=add_link]")
    link.locator("[value=R01]").focus()
    page.keyboard.press("Space")
    link.get_by_role("button", name="Add the link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-count=links]")).to_have_text("1")
    expect(page.locator("[data-rows=links]")).to_contain_text("R01")
    edit = page.locator("[data-rows=links] [data-edit]")
    edit.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    form.locator("[name=reverse]").focus()
    page.keyboard.press("Space")
    form.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(edit).to_be_focused()
    expect(page.locator("[data-rows=links] [data-cell=target]")).to_have_text("Benna Morrow")
    expect(page.locator("#saved")).to_contain_text("Every step saved")


def test_narrow_screens_get_reports_and_table(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(CHART)
    if page.get_by_role("button", name="Begin attempt").count():
        page.get_by_role("button", name="Begin attempt").click()
    page.wait_for_selector("[data-workspace][data-started]")
    expect(page.get_by_text("Link charts need a screen at least 900 px wide.")).to_be_visible()
    expect(page.locator("[data-canvas]")).to_be_hidden()
    expect(page.locator("[data-pane=table] form[data-step=add_entity]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
