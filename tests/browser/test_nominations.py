"""The selection board with its script: what it counts is what the server counts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SERIOUS = {"serious", "critical"}
BOARD = "/sessions/karachi-open/nominations"
SHOW = """async () => {
  const form = document.getElementById("deciding");
  const data = new FormData(form);
  data.set("act", "show");
  const html = await (await fetch(form.action, { method: "POST", body: data })).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll("[data-effects] > span")].map((one) => one.textContent);
}"""


def words(texts: list[str]) -> list[str]:
    """Texts with single spaces; the words for the reader's ear count too."""
    return [" ".join(text.split()) for text in texts]


@pytest.fixture
def page(browser_page: Page) -> Page:
    """The board of the session that takes nominations, opened by its organiser."""
    browser_page.goto("/")
    browser_page.locator('form[action="/demo/enter/organiser"] button').click()
    browser_page.wait_for_load_state()
    browser_page.goto(BOARD)
    return browser_page


def test_the_script_counts_as_the_server_does(page: Page) -> None:
    boxes = page.locator('#lane-decide input[name="chosen"]')
    assert boxes.count() >= 3
    for place in (0, 2):
        boxes.nth(place).focus()
        page.keyboard.press("Space")
    effects = page.locator("[data-effects] > span")
    expect(page.locator("[data-how-many]")).to_have_text("2 chosen")
    expect(page.locator("[data-approve-button]")).to_have_text("Approve 2, then letters")
    assert words(effects.evaluate_all("all => all.map((one) => one.textContent)")) == words(
        page.evaluate(SHOW)
    )
    boxes.nth(0).uncheck()
    expect(page.locator("[data-how-many]")).to_have_text("1 chosen")
    assert words(effects.evaluate_all("all => all.map((one) => one.textContent)")) == words(
        page.evaluate(SHOW)
    )
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    assert [one["id"] for one in found] == []


def test_the_suggestion_ticks_and_the_board_takes_the_ticks(page: Page) -> None:
    page.get_by_role("link", name="Suggest a selection").click()
    ticked = page.locator('input[name="chosen"]:checked').count()
    assert ticked >= 1
    page.get_by_role("button", name="Take the ticks to the board").click()
    expect(page.locator('input[name="chosen"]:checked')).to_have_count(ticked)
    expect(page.locator("[data-how-many]")).to_have_text(f"{ticked} chosen")


def test_on_a_phone_the_choice_and_its_buttons_stay_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.locator('#lane-decide input[name="chosen"]').first.check()
    expect(page.locator("[data-how-many]")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-approve-button]")).to_be_in_viewport(ratio=1)
    assert page.locator("#deciding").bounding_box()["height"] <= 200  # type: ignore[index]
    page.get_by_text("Decline with reason").click()
    expect(page.locator("#reason")).to_be_in_viewport(ratio=1)
