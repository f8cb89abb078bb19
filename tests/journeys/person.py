"""Somebody at a browser: clicks what is written on the screen, and looks at each page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.words import Words
from tests.support.browser import watched

SERIOUS = {"serious", "critical"}


class Somebody:
    """A person with a browser of their own, reading one language."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page, self.words = page, words
        self._axe, self._seen = Axe(), set[str]()

    def goes_to(self, address: str) -> None:
        self.page.goto(address)
        self.looks()

    def looks(self) -> None:
        """Every page has a title, one main heading, its direction, and nothing serious for axe."""
        page, right_to_left = self.page, self.words.language == "ur"
        page.wait_for_load_state()
        html = page.locator("html")
        expect(html).to_have_attribute("dir", "rtl" if right_to_left else "ltr")
        expect(html).to_have_attribute("lang", self.words.language)
        assert re.match(r".+ - .+", page.title())
        assert page.locator("h1").count() == 1
        self._axe_finds_nothing()

    def _axe_finds_nothing(self) -> None:
        kind = re.sub(r"[0-9a-f-]{36}|[\w-]{20,}", "*", self.page.url.split("?")[0])
        if kind in self._seen:
            return
        self._seen.add(kind)
        faults = [
            (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in self._axe.run(self.page).response["violations"]
            if one["impact"] in SERIOUS
        ]
        assert faults == [], f"{self.page.url}: {faults}"

    def presses(self, text: str, within: Locator | None = None) -> None:
        """Press the button of this name, wait for the page that comes, and look at it."""
        self.goes_on_by((within or self.page).get_by_role("button", name=text, exact=True).first)

    def follows(self, text: str, within: Locator | None = None) -> None:
        """Follow the link of this name and look at what comes."""
        self.goes_on_by((within or self.page).get_by_role("link", name=text, exact=True).first)

    def goes_on_by(self, thing: Locator) -> None:
        with self.page.expect_navigation():
            thing.click()
        self.looks()

    def opens(self, text: str) -> Locator:
        """Press a button that asks before it acts; the question."""
        self.page.get_by_role("button", name=text, exact=True).first.click()
        question = self.page.get_by_role("dialog")
        expect(question).to_be_visible()
        return question

    def writes(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def tab(self, name: str) -> None:
        """Go to a tab of the session."""
        tabs = self.page.get_by_role("navigation", name=self.words("Session"), exact=True)
        self.goes_on_by(tabs.get_by_role("link", name=name))


@contextmanager
def somebody(chromium: Browser, address: str, words: Words) -> Iterator[Somebody]:
    """Open a fresh browser at the start page in a language; script errors fail at the end."""
    context = chromium.new_context(
        base_url=address, viewport={"width": 1360, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(20_000)
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.goto("/")
    if words.language == "ur":
        page.get_by_role("button", name="اردو").click()
    yield Somebody(page, words)
    context.close()
    assert faults == []
