"""Exercises on a case in the browser: by keys, through a lost network, without scripts, narrow."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
EXERCISES = "/sessions/karachi-2019/exercises"
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module", name="profile")
def _profile(chromium: Browser, live: Live) -> Iterator[BrowserContext]:
    """A participant of the demonstration."""
    context = entered(chromium, live)
    yield context
    context.close()


def entered(chromium: Browser, live: Live, **more: object) -> BrowserContext:
    view = {"width": 1400, "height": 900}
    context = chromium.new_context(base_url=live.address, **({"viewport": view} | more))  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    page.locator('form[action="/demo/enter/participant"] button').click()
    page.wait_for_url("**/desk")
    page.close()
    return context


@pytest.fixture(name="page")
def _page(profile: BrowserContext) -> Iterator[Page]:
    faults: list[str] = []
    page = watched(profile.new_page(), faults)
    yield page
    page.close()
    profile.clear_cookies(name="language")
    assert faults == []


def opens(page: Page, key: str) -> None:
    """Begin the exercise, or go on with it."""
    page.goto(f"{EXERCISES}/copper-heron-{key}/")
    page.locator("form.formcol button.pri, section.next a.pri").first.click()
    page.wait_for_url("**/sheet")


def axe_finds_nothing(page: Page) -> None:
    faults = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]
    assert faults == []


def stays_in_its_width(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_matrix_is_filled_by_keys_and_kept(page: Page) -> None:
    opens(page, "matrix")
    cell = page.get_by_label("Kestrel Cold Chain Ltd and Radomir Velk", exact=True)
    cell.focus()
    page.keyboard.press("1")
    page.keyboard.press("ArrowLeft")
    here = page.locator("[data-here]")
    expect(here).to_have_text("Kestrel Cold Chain Ltd and Petar Lunn")
    page.keyboard.press("3")
    expect(here).to_have_text(re.compile(r"Petar Lunn: \+ member"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("2")
    page.keyboard.press("Delete")
    expect(page.locator("[data-progress]")).to_have_text("2 of 91 filled")
    row = page.locator("tr", has=page.get_by_text("Kestrel Cold Chain Ltd", exact=True))
    expect(row.locator("[data-links]")).to_have_text("2")
    expect(page.locator("#saved")).to_contain_text("Every step saved")
    axe_finds_nothing(page)
    page.reload()
    expect(cell).to_have_value("confirmed")
    expect(page.locator("[data-progress]")).to_have_text("2 of 91 filled")


def test_looking_into_the_calls_takes_nothing_away(page: Page) -> None:
    opens(page, "calls")
    answer = page.locator('[data-kind="number"] input[inputmode]').first
    answer.fill("14")
    for view in ("Frequency", "Pattern", "Chains", "Common numbers"):
        page.locator("[data-look]").get_by_role("link", name=view, exact=True).click()
        chosen = page.locator("[data-look] .seg [aria-current]")
        expect(chosen).to_have_text(view)
        expect(page.locator("#look-h")).to_be_focused()
        axe_finds_nothing(page)
    expect(answer).to_have_value("14")
    assert "look=common" in page.url
    page.locator("[data-look]").get_by_role("link", name="Records", exact=True).click()
    page.locator("[data-look]").get_by_role("link", name="Caller").click()
    expect(page.locator('[aria-sort="ascending"]')).to_contain_text("Caller")
    expect(page.locator("#saved")).to_contain_text("Every step saved")
    page.reload()
    expect(answer).to_have_value("14")


def test_what_is_answered_without_a_network_is_sent_later(page: Page) -> None:
    opens(page, "grading")
    expect(page.locator("[data-sheet]")).to_have_attribute("data-started", "yes")
    page.route("**/api/v1/**", lambda route: route.abort())
    page.locator('input[name$="-source"][value="A"]').first.check()
    expect(page.locator("#saved")).to_contain_text("not sent yet")
    page.get_by_role("button", name="Hand in").click()
    trouble = page.locator("[data-trouble]")
    expect(trouble).to_contain_text("not handed in yet", timeout=20_000)
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**ask=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand it in?")
    axe_finds_nothing(page)
    page.get_by_role("link", name="Back to the sheet").last.click()
    expect(page.locator('input[name$="-source"][value="A"]').first).to_be_checked()
    axe_finds_nothing(page)


def test_a_sheet_works_without_scripts(chromium: Browser, live: Live) -> None:
    context = entered(chromium, live, java_script_enabled=False)
    page = context.new_page()
    opens(page, "grading")
    page.locator('input[name$="-information"][value="2"]').nth(1).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    expect(page.locator('input[name$="-information"][value="2"]').nth(1)).to_be_checked()
    context.close()


@pytest.mark.parametrize("key", ["grading", "matrix", "calls"])
def test_on_a_phone_and_from_right_to_left(chromium: Browser, live: Live, key: str) -> None:
    phone = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
    context = entered(chromium, live, **phone)
    page = context.new_page()
    opens(page, key)
    stays_in_its_width(page)
    page.locator('button.lang[lang="ur"]').first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    stays_in_its_width(page)
    axe_finds_nothing(page)
    page.locator('button.lang[lang="en"]').first.click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    context.close()
