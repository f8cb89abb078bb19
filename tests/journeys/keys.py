"""Hands on a keyboard draw the warm-up chart: tab, arrows, space, enter and letters."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.first_chart import CHART, ENTITIES, LINKS, Link
from tests.journeys.person import Somebody

FARTHEST = 250


class Keys:
    """Hands that have a keyboard only: nothing is clicked, filled or focused from outside."""

    def __init__(self, one: Somebody) -> None:
        self.one, self.page, self.t = one, one.page, one.words
        self.onward = "ArrowLeft" if one.words.language == "ur" else "ArrowRight"
        self.back = "ArrowRight" if one.words.language == "ur" else "ArrowLeft"
        self.at = (0, 0)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, goal: Locator, key: str = "Tab") -> None:
        """Tab until the thing has the focus, as somebody who sees where it is."""
        for _ in range(FARTHEST):
            if goal.evaluate("(element) => element === document.activeElement"):
                return
            self.press(key)
        pytest.fail(f"The keyboard does not reach {goal}")

    def chooses(self, select: Locator, value: str) -> None:
        """Choose in a list by its arrows."""
        options = select.locator("option").evaluate_all("(all) => all.map((one) => one.value)")
        self.press("Home")
        for _ in range(options.index(value)):
            self.press("ArrowDown")
        expect(select).to_have_value(value)

    def begins(self) -> None:
        self.one.goes_to(CHART)
        begin = self.page.locator('main form[method="post"] button').first
        self.tab_to(begin)
        with self.page.expect_navigation():
            self.press("Enter")
        self.page.wait_for_selector("[data-workspace][data-started]")
        self.one.looks()
        self.tab_to(self.page.locator('[data-view="chart"]'))
        self.press(self.onward, "Enter")
        expect(self.page.locator('[data-pane="matrix"]')).to_be_visible()

    def adds(self, label: str, kind: str) -> None:
        """A row of the matrix: write the name, choose the type, press the button."""
        form = self.page.locator('[data-pane="matrix"] form[data-step="add_entity"]')
        self.tab_to(form.locator('[name="label"]'))
        self.page.keyboard.type(label)
        self.press("Tab")
        self.chooses(form.locator('[name="type"]'), kind)
        self.press("Tab", "Enter")
        expect(self.page.locator(".mx-name", has_text=label)).to_have_count(1)

    def links(self, link: Link) -> None:
        """Go to a cell by its arrows; open it; type, strength and evidence; keep."""
        row, column = link.target, link.source
        grid = self.page.locator("[data-grid]")
        self.tab_to(grid.locator('[tabindex="0"]'))
        self.press("Control+Home", *["ArrowDown"] * row, *[self.onward] * column)
        cell = self.page.locator(":focus")
        expect(cell).to_have_attribute("aria-colindex", str(column + 2))
        self.press("Enter")
        editor = self.page.get_by_role("dialog")
        self.chooses(editor.locator('[name="type"]'), link.kind)
        self.press("Tab", "Tab")
        self.chooses(editor.locator('[name="strength"]'), link.strength)
        self.tab_to(editor.locator(f'[value="{link.report}"]'))
        self.press("Space")
        self.tab_to(editor.get_by_role("button", name=self.t("Keep"), exact=True))
        self.press("Enter")
        expect(cell).to_be_focused()
        expect(cell).to_have_attribute("aria-label", re.compile(re.escape(link.report)))

    def takes_back_and_does_again(self) -> None:
        """Space goes through the marks of a cell; undo takes each back."""
        count = self.page.locator("[data-workspace]")
        self.press("Control+Home", "ArrowDown", "ArrowDown", self.onward, "Space")
        expect(count).to_have_attribute("data-links", str(len(LINKS) + 1))
        self.press("Control+z")
        expect(count).to_have_attribute("data-links", str(len(LINKS)))
        self.press("Control+y")
        expect(count).to_have_attribute("data-links", str(len(LINKS) + 1))
        self.press("Delete")
        expect(count).to_have_attribute("data-links", str(len(LINKS)))

    def reads_it_in_the_table(self) -> None:
        """The table says the same, sorted by what somebody wants to see first."""
        self.tab_to(self.page.locator('[data-view="matrix"]'), "Shift+Tab")
        self.press(self.onward, "Enter")
        rows = self.page.locator('[data-rows="entities"] tr')
        expect(rows).to_have_count(len(ENTITIES))
        self.tab_to(self.page.locator('[data-table="entities"] [data-sort="links"] button'))
        self.press("Enter", "Enter")
        expect(rows.first.locator("[data-cell=links]")).to_have_text(self.t.number(3))

    def hands_in(self) -> None:
        expect(self.page.locator("#saved")).to_have_attribute("data-now", "saved")
        button = self.page.get_by_role("button", name=self.t("Hand in"), exact=True)
        self.tab_to(button, "Shift+Tab")
        self.press("Enter")
        dialog = self.page.get_by_role("dialog")
        self.tab_to(dialog.get_by_role("button", name=self.t("Hand in"), exact=True))
        with self.page.expect_navigation():
            self.press("Enter")
        self.page.wait_for_url("**/marked")
        self.one.looks()
