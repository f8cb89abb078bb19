"""A hand on a mouse draws the warm-up chart: words chosen in reports, lines dragged.

It waits until it sees what its last act did; so a slow machine loses none of them.
"""

from typing import cast

from playwright.sync_api import Locator, expect

from tests.journeys.first_chart import CHART, ENTITIES, Link
from tests.journeys.person import Somebody

KINDS = {
    "person": "Person",
    "organisation": "Organisation",
    "phone": "Phone number",
    "vehicle": "Vehicle",
    "place": "Place",
}
# where the words stand on the page: the middle of their first and of their last letter
PLACE_OF_WORDS = """(field, words) => {
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    const boxes = [...range.getClientRects()];
    const middle = ({ top, bottom }) => (top + bottom) / 2;
    const [first, last] = [boxes[0], boxes.at(-1)];
    return [first.left + 0.5, middle(first), last.right - 0.5, middle(last)];
  }
  return null;
}"""
PLACE_OF_THING = """(canvas, label) => {
  const { model } = canvas.view;
  return canvas.view.onPage([...model.entities.values()].find((one) => one.label === label).id);
}"""


class Hand:
    """A hand on a mouse: it types nothing and uses no key."""

    def __init__(self, one: Somebody) -> None:
        self.one, self.page = one, one.page
        self.space = self.page.locator("[data-workspace]")
        self.canvas = self.page.locator("[data-canvas]")
        self.panel = self.page.locator("[data-inspector]")

    def begins(self) -> None:
        self.one.goes_to(CHART)
        self.one.goes_on_by(self.page.locator('main form[method="post"] button').first)
        self.page.wait_for_selector("[data-workspace][data-started]")

    def drags(self, x: float, y: float, to_x: float, to_y: float) -> None:
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + to_x) / 2, (y + to_y) / 2)
        mouse.move(to_x, to_y)
        mouse.up()

    def chooses_words(self, words: str, report: str) -> Locator:
        """Draw the mouse over words of a report; what can be done with them."""
        field = self.page.locator(f'[data-report="{report}"] [data-text]')
        self.drags(*cast("list[float]", field.evaluate(PLACE_OF_WORDS, words)))
        offer = self.page.locator(".pop")
        expect(offer.locator("[data-name]")).to_have_text(words)
        return offer

    def adds(self, label: str, kind: str, report: str) -> None:
        """Choose a name in a report and press its type; the name is marked there then."""
        number = int(self.space.get_attribute("data-entities") or 0)
        self.chooses_words(label, report).get_by_role("button", name=KINDS[kind]).click()
        expect(self.space).to_have_attribute("data-entities", str(number + 1))
        mark = self.page.locator(f'[data-report="{report}"] mark', has_text=label)
        expect(mark.first).to_be_visible()

    def corrects_a_type(self, label: str, kind: str) -> None:
        """A thing of the wrong type gets the right one in its panel."""
        expect(self.panel.locator("[name=label]")).to_have_value(label)
        field = self.panel.locator("[name=type]")
        for value, title in (("organisation", "Organisation"), (kind, KINDS[kind])):
            field.select_option(value)
            expect(self.panel.locator("[data-title]")).to_have_text(title)

    def takes_up_the_pen(self) -> None:
        pen = self.page.locator("[data-draw]")
        pen.click()
        expect(pen).to_have_attribute("aria-pressed", "true")

    def links(self, link: Link) -> None:
        """Drag from one to the other, press the type, set the strength, attach what states it."""
        number = int(self.space.get_attribute("data-links") or 0)
        names = [ENTITIES[at][0] for at in (link.source, link.target)]
        ends = [self.canvas.evaluate(PLACE_OF_THING, name) for name in names]
        self.drags(*(way for end in ends for way in (end["x"], end["y"])))
        picker = self.page.get_by_role("dialog")
        expect(picker.get_by_role("heading")).to_contain_text(names[1])
        picker.locator(f'[data-key="{link.kind}"]').click()
        expect(self.space).to_have_attribute("data-links", str(number + 1))
        for name in names:
            expect(self.panel.locator("[data-ends]")).to_contain_text(name)
        self.panel.locator("[name=strength]").select_option(link.strength)
        offer = self.chooses_words(link.words, link.report)
        offer.get_by_role("button", name="Evidence for the chosen link").click()
        expect(self.panel.locator("[data-cards] [data-source]")).to_have_text(link.report)

    def hands_in(self) -> None:
        expect(self.page.locator("#saved")).to_have_attribute("data-now", "saved")
        dialog = self.one.opens("Hand in")
        self.one.presses("Hand in", dialog)
        self.page.wait_for_url("**/marked")
