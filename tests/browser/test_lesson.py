"""A lesson in the browser: resumed, noted on, looked up, zoomed; a question on the wall."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
SESSION = "/sessions/karachi-2019"
CHOOSE = """(words) => {
  const node = [...document.querySelectorAll("[data-text] p[data-at]")]
    .flatMap((block) => [...block.childNodes])
    .find((one) => one.nodeType === Node.TEXT_NODE && one.length > words);
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(node, words);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString().trim();
}"""
VOICE = """
  const voice = { lang: "en-GB", localService: true, name: "Test" };
  globalThis.said = [];
  Object.defineProperty(globalThis, "speechSynthesis", { value: {
    getVoices: () => [voice], addEventListener() {}, cancel() {},
    speak(piece) { said.push(piece.text); },
  } });
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def enter(page: Page, part: str) -> Page:
    page.goto("/")
    page.locator(f'form[action="/demo/enter/{part}"] button').first.click()
    page.wait_for_url("**/desk")
    return page


@pytest.fixture(name="page")
def _page(browser_page: Page) -> Page:
    browser_page.set_viewport_size({"width": 360, "height": 740})
    return enter(browser_page, "participant")


def open_lesson(page: Page, number: int = 0) -> str:
    """Open a lesson of the module that is to be gone on with; returns its address."""
    page.goto(f"{SESSION}/learning/")
    links = page.locator(".mod[open] .ll a:not([href*=checks]):not([href*=exercises])")
    address = links.nth(number).get_attribute("href") or ""
    read(page, address)
    return address


def read(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("[data-lesson][data-started]")
    page.wait_for_selector("[data-notes][data-started]")


def test_reading_goes_on_at_the_paragraph(page: Page) -> None:
    address = open_lesson(page)
    target = page.locator('[data-text] [data-at="9"]')
    with page.expect_response(re.compile(r"/place$")) as kept:
        target.evaluate("(block) => block.scrollIntoView()")
    assert kept.value.status == 204
    page.goto(f"{SESSION}/learning/")
    read(page, address)
    expect(page.get_by_text("You go on where you were.")).to_be_visible()
    expect(target).to_be_in_viewport()
    assert page.evaluate("scrollY") > 300
    page.get_by_role("button", name="To the top").click()
    expect(page.get_by_role("link", name="Go on where you were")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_note_survives_a_cut_line(page: Page, browser_context: BrowserContext) -> None:
    address = open_lesson(page, 1)
    browser_context.set_offline(True)
    words = page.evaluate(CHOOSE, 24)
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label("Your words").fill("n b ? written without a line")
    page.get_by_role("dialog").get_by_role("button", name="Keep the note").click()
    expect(page.locator("mark.hl.noted").first).to_be_visible()
    expect(page.locator("#notes-saved")).to_contain_text("Kept on this phone")
    browser_context.set_offline(False)
    expect(page.locator("#notes-saved")).to_contain_text("Notes saved")
    read(page, address)
    expect(page.locator("mark.hl.noted").first).to_be_visible()
    marked = "".join(page.locator("mark.hl").all_inner_texts())
    assert marked == words
    page.goto(f"{SESSION}/learning/notes")
    expect(page.get_by_text("n b ? written without a line").first).to_be_visible()
    read(page, address)
    page.locator("mark.hl").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("mark.hl")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("mark.hl").first).to_be_visible()


def test_a_note_is_kept_while_it_is_typed(page: Page) -> None:
    address = open_lesson(page, 1)
    mine = page.locator("[data-list] [data-body]")
    write, words = page.get_by_role("button", name="Write a note"), page.get_by_label("Your words")
    write.click()
    words.fill("left by Escape")
    page.keyboard.press("Escape")
    expect(mine.filter(has_text="left by Escape")).to_have_count(1)
    write.click()
    words.fill("left by a reload")
    read(page, address)
    expect(mine.filter(has_text="left by a reload")).to_have_count(1)
    write.click()
    words.fill("given up")
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    expect(mine.filter(has_text="given up")).to_have_count(0)
    expect(page.get_by_text("Removed.")).to_be_visible()


def test_words_are_looked_up_and_figures_seen_large_by_keys(page: Page) -> None:
    open_lesson(page)
    term = page.locator("a.term").first
    meaning = page.locator(f"#{term.get_attribute('aria-describedby')}").inner_text()
    term.focus()
    expect(page.locator("[data-gloss]")).to_contain_text(meaning)
    page.keyboard.press("Escape")
    expect(page.locator("[data-gloss]")).to_be_hidden()
    page.keyboard.press("+")
    assert page.evaluate("document.documentElement.dataset.size") == "1"
    page.keyboard.press("m")
    page.keyboard.type("+nb")
    expect(page.get_by_label("Your words")).to_have_value("+nb")
    page.keyboard.press("Escape")
    zoom = page.locator("a.zoom").first
    zoom.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-zoomed] img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-zoomed]")).to_be_hidden()
    first = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != first)


def test_listening_is_offered_only_where_there_is_a_voice(page: Page) -> None:
    address = open_lesson(page)
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.add_init_script(VOICE)
    read(page, address)
    button = page.get_by_role("button", name="Listen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".reading")).to_have_count(1)
    assert page.evaluate("said.length") == 1
    button.click()
    expect(page.locator(".reading")).to_have_count(0)


def test_a_question_on_the_wall_is_answered_on_a_phone(
    page: Page, chromium: Browser, live: Live
) -> None:
    faults: list[str] = []
    context = chromium.new_context(base_url=live.address, viewport={"width": 1024, "height": 768})
    wall = enter(watched(context.new_page(), faults), "trainer")
    wall.goto(f"{SESSION}/live/choose")
    page.goto(f"{SESSION}/live/")
    expect(page.get_by_text("No question is on the wall just now.")).to_be_visible()
    wall.get_by_role("button", name="Put it on the wall").first.click()
    wall.wait_for_url("**/live/wall")
    page.locator(".opt").first.click()  # it came by itself
    page.get_by_role("button", name="Send the answer").click()
    expect(wall.locator("[data-answers]")).to_have_text("1")
    assert "is-right" not in page.content() + wall.content()
    wall.get_by_role("button", name="Show the answers").click()
    expect(wall.locator(".is-right").first).to_be_visible()
    expect(page.locator(".is-right").first).to_be_visible()
    wall.get_by_role("button", name="End the question").click()
    expect(page.get_by_text("No question is on the wall just now.")).to_be_visible()
    context.close()
    assert faults == []
