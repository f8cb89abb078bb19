"""Event chart, flows, inference sheet and report in the browser: by keys, saved as they are made,
kept without a network, told again when they are marked."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import settled

pytestmark = pytest.mark.browser
S = "/sessions/karachi-2019/exercises"


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious] == []


def begin(page: Page, key: str) -> None:
    """The participant's sheet, begun or gone on with."""
    page.goto("/")
    page.locator('form[action="/demo/enter/participant"] button').first.click()
    page.wait_for_url("**/desk")
    page.goto(f"{S}/copper-heron-{key}/")
    page.locator("form.formcol button.pri, .next a.btn.pri").first.click()
    page.wait_for_selector("[data-sheet][data-started]")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(re.compile(r"ask=1"))
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_selector(".sh-marked")


def words(page: Page) -> list[str]:
    """What stands on the chart, in order."""
    rows = page.locator("[data-chart] > li")
    return [
        row.locator("textarea").input_value()
        if row.locator("textarea").count()
        else row.locator(".sq-text").inner_text()
        for row in rows.all()
    ]


def test_an_event_chart_by_keys_alone(browser_page: Page, browser_context: BrowserContext) -> None:
    page = browser_page
    begin(page, "events")
    axe_finds_nothing(page)
    for name in ("Tidewater pays", "MV Saltmarsh berths", "The lorry hauls"):
        page.get_by_role("button", name=re.compile(f"^Put on the chart: {name}")).press("Enter")
    first = words(page)
    assert [one.split()[0] for one in first] == ["Tidewater", "MV", "The"]
    # the last one has the focus on its button: two keys bring it to the top, one back down
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert words(page) == [first[0], first[2], first[1]]
    expect(page.locator("[data-said]")).to_contain_text("Now in place 2 of 3: The lorry hauls")
    page.get_by_role("button", name="Write an event of your own").press("Enter")
    page.keyboard.type("The patrol seized 38 kg")
    row = page.locator("[data-chart] > li").last
    row.get_by_label("Drawn").select_option("yes")
    row.locator("summary").press("Enter")
    row.get_by_label("R04", exact=True).press("Space")
    expect(row.locator("[data-cited]")).to_have_text("R04")
    row.get_by_label("Beside the one above").press("Space")
    axe_finds_nothing(page)
    settled(page)
    # cut the line: what is done now is kept here and sent later
    browser_context.set_offline(True)
    page.get_by_role("button", name=re.compile("^Take off the chart: Tidewater")).press("Enter")
    expect(page.locator("#saved")).to_have_attribute("data-now", "kept")
    browser_context.set_offline(False)
    page.reload()
    page.wait_for_selector("[data-sheet][data-started]")
    assert words(page) == [first[2], first[1], "The patrol seized 38 kg"]
    settled(page)
    page.reload()
    page.wait_for_selector("[data-sheet][data-started]")
    assert words(page) == [first[2], first[1], "The patrol seized 38 kg"]
    expect(page.locator("[data-chart] > li").last.get_by_label("Beside")).to_be_checked()
    hand_in(page)
    expect(page.locator(".sh-marked")).to_contain_text("Read as this: “The patrol seized 38 kg”")
    expect(page.locator(".sq-drawn").first.locator("> li")).to_have_count(2)
    axe_finds_nothing(page)


def test_a_flow_is_drawn_as_it_is_told(browser_page: Page) -> None:
    page = browser_page
    begin(page, "money")
    row = page.locator("[data-rows] > li").first
    row.get_by_label("From").select_option(label="ZZ00-KEST-0001")
    row.get_by_label("What passes").select_option(label="money by bank")
    row.get_by_label("To", exact=True).select_option(label="Tidewater Fruit Import")
    row.get_by_label("How much").fill("23,400")
    drawing = page.locator("[data-drawing]")
    expect(drawing.locator(".fl-label")).to_contain_text("money by bank 23,400")
    row.get_by_role("button", name="Turn round").press("Enter")
    expect(row.get_by_label("From")).to_have_value(
        page.get_by_role("option", name="Tidewater Fruit Import").first.get_attribute("value") or ""
    )
    page.get_by_role("button", name="Add a flow").press("Enter")
    expect(page.locator("[data-rows] > li")).to_have_count(2)
    page.locator("[data-rows] > li").last.get_by_role("button", name="Remove").press("Enter")
    expect(page.locator("[data-rows] > li")).to_have_count(1)
    settled(page)
    axe_finds_nothing(page)
    hand_in(page)
    line = page.locator(".sh-marked > li").first
    expect(line).to_contain_text("The arrow points the right way.")
    expect(page.locator(".fl-box")).to_have_count(2 + 9)
    axe_finds_nothing(page)


def test_an_inference_sheet_counts_what_speaks_against_each_hypothesis(browser_page: Page) -> None:
    page = browser_page
    begin(page, "inference")
    one = page.locator(".in-one").first
    one.get_by_role("radiogroup", name=re.compile("R22")).get_by_label("carries it").check()
    one.get_by_label(re.compile("^conclusion")).check()
    one.get_by_label("The inference, in one or two").fill("Kestrel may stand behind both.")
    one.get_by_label("How likely").select_option("highly-likely")
    cells = page.locator("select[data-of]")
    cells.nth(0).select_option("inconsistent")
    cells.nth(3).select_option("inconsistent")
    expect(page.locator("[data-against]").first).to_have_text("2")
    axe_finds_nothing(page)
    settled(page)
    page.reload()
    page.wait_for_selector("[data-sheet][data-started]")
    expect(one.get_by_label(re.compile("^conclusion"))).to_be_checked()
    expect(page.locator("[data-against]").first).to_have_text("2")
    hand_in(page)
    expect(page.locator(".sh-marked")).to_contain_text("Vague: “may”.")
    axe_finds_nothing(page)


def test_a_report_is_checked_when_it_is_handed_in(browser_page: Page) -> None:
    page = browser_page
    begin(page, "report")
    page.get_by_label("Customs Administration").check()
    page.get_by_label("Bottom line").fill("MV Saltmarsh comes on 21 March with two containers.")
    page.get_by_label("Facts").fill("Tidewater is the consignee. An informant says so.")
    page.get_by_label("How likely").select_option("likely")
    expect(page.locator("[data-words-told]")).to_have_text("Words so far: 17")
    axe_finds_nothing(page)
    settled(page)
    hand_in(page)
    expect(page.get_by_text("Checked so far:")).to_be_visible()
    expect(page.get_by_text("It gives away what has to stay hidden")).to_be_visible()
    expect(page.get_by_text("Show the author's model")).to_have_count(0)
    axe_finds_nothing(page)


@pytest.mark.parametrize("key", ["events", "money", "steps", "inference", "report"])
def test_nothing_runs_out_of_the_page(browser_page: Page, key: str) -> None:
    begin(browser_page, key)
    for width in (360, 1280):
        browser_page.set_viewport_size({"width": width, "height": 800})
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
