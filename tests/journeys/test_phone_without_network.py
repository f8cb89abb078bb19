"""A participant on a phone: the network goes in the middle of a check, the page is closed, and
nothing that was chosen is lost."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.words import Words
from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
CHECK = "/sessions/quetta-next/learning/checks/principles-check"


@pytest.mark.parametrize("language", ["en", pytest.param("ur", marks=pytest.mark.again)])
def test_answers_survive_a_lost_network_and_a_closed_page(
    chromium: Browser, live: Live, language: str
) -> None:
    words = Words(language)
    phone = chromium.new_context(
        base_url=live.address,
        viewport={"width": 360, "height": 720},
        is_mobile=True,
        has_touch=True,
    )
    phone.set_default_timeout(20_000)
    faults: list[str] = []
    page = watched(phone.new_page(), faults)
    page.goto("/")
    if language == "ur":
        page.get_by_role("button", name="اردو").tap()
    page.locator('form[action="/demo/enter/participant"] button').tap()
    page.wait_for_url("**/desk")
    page.goto(CHECK)
    _begins_or_carries_on(page, words)
    work = page.url

    _chooses(page, 0)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    page.locator("[data-next]").tap()

    phone.set_offline(True)
    chosen = _chooses(page, 1)
    expect(page.locator("#saved [data-text]")).to_have_text(
        words(
            "Kept on this phone, not sent yet. It goes out by itself; "
            "nothing is lost if you close the page."
        )
    )
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.close()

    phone.set_offline(False)
    again = watched(phone.new_page(), faults)
    again.goto(work)
    expect(again.locator("#saved")).to_have_attribute("data-now", "saved")
    expect(again.locator(f'input[value="{chosen}"]')).to_be_checked()
    again.reload()
    expect(again.locator(f'input[value="{chosen}"]')).to_be_checked()
    phone.close()
    assert [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def _begins_or_carries_on(page: Page, words: Words) -> None:
    begin = page.locator("main form button.btn.pri, main a.btn.pri").first
    begin.tap()
    page.wait_for_url("**/learning/attempts/*")
    expect(page.locator("form[data-quiz]")).to_have_attribute("data-started", "yes")


def _chooses(page: Page, number: int) -> str:
    """Choose an option of the question that is shown; its value."""
    shown = page.locator("[data-question]:not([hidden])")
    while not shown.locator("label.opt input").count():  # other kinds have journeys of their own
        page.locator("[data-next]").tap()
    options = shown.locator("label.opt input")
    option = options.nth(number)
    if option.is_checked():  # another language went this way before
        option = options.nth(number + 1)
    option.check()
    return str(option.get_attribute("value"))
