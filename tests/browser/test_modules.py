"""A module and its check on a phone: a network that is cut, a server that dies, nothing lost.

And a check with every kind of question, by touch and by keys alone.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.support.browser import watched
from tests.support.live import Live
from tests.support.small_course import SINGLE, SLUG, add_small_course, end_in, points_of

pytestmark = pytest.mark.browser
HOME = f"/sessions/{SLUG}/learning"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", name="small")
def _small(live: Live) -> Live:
    add_small_course(live)
    return live


def phone(chromium: Browser, live: Live, *, touch: bool = True) -> BrowserContext:
    """A browser of a phone's size, with the participant signed in."""
    context = chromium.new_context(base_url=live.address, viewport=PHONE, has_touch=touch)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    page.locator('form[action="/demo/enter/participant"] button').click()
    page.wait_for_url("**/desk")
    page.close()
    return context


@pytest.fixture
def context(chromium: Browser, small: Live) -> Iterator[BrowserContext]:
    made = phone(chromium, small)
    yield made
    made.close()


def begin(page: Page, key: str) -> None:
    page.goto(f"{HOME}/checks/{key}")
    page.get_by_role("button", name=re.compile("Begin attempt")).click()
    page.wait_for_selector("form[data-started]")


def shown(page: Page) -> Locator:
    return page.locator("[data-question]:not([hidden])")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Next question").click()


def lorry(page: Page) -> None:
    shown(page).get_by_text("A lorry").click()


def test_a_module_is_finished_through_cuts_and_a_dead_server(
    chromium: Browser, small: Live, context: BrowserContext
) -> None:
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.goto(f"{HOME}/01-first/01-one")
    page.get_by_role("button", name="Done, on to the next lesson").click()
    page.get_by_role("button", name="Done, on to the questions").click()
    page.get_by_role("button", name=re.compile("Begin attempt")).click()
    page.wait_for_selector("form[data-started]")

    # 1: the network is away while three questions are answered
    lorry(page)
    saved(page)
    context.set_offline(True)
    for _ in range(3):
        go_on(page)
        lorry(page)
    expect(page.locator("#saved")).to_contain_text("Kept on this phone")
    context.set_offline(False)
    saved(page)

    # 2: it is away, and the page is closed meanwhile
    go_on(page)
    context.set_offline(True)
    lorry(page)
    expect(page.locator("#saved")).to_contain_text("Kept on this phone")
    address = page.url
    page.close()
    context.set_offline(False)
    page = watched(context.new_page(), faults)
    page.goto(address)
    page.wait_for_selector("form[data-started]")
    saved(page)
    expect(page.locator("[data-list-told]")).to_have_text(f"5 of {SINGLE} answered")

    # 3: the answer arrives, its receipt does not
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/events", lose)
    lorry(page)
    saved(page)
    assert lost == [200]
    page.unroute("**/events")

    # the server's process is killed while answers are on their way
    for _ in range(2):
        go_on(page)
        assert small.kill_server_workers() >= 1
        lorry(page)
    saved(page)

    # another device goes on, and the first one hears of it
    other = phone(chromium, small)
    second = watched(other.new_page(), faults)
    second.goto(address)
    second.wait_for_selector("form[data-started]")
    expect(second.locator("[data-list-told]")).to_have_text(f"8 of {SINGLE} answered")
    for _ in range(SINGLE - 9):
        lorry(second)
        go_on(second)
    shown(second).get_by_label("Your answer, a few words").fill("the border guard")
    saved(second)
    expect(second.locator("[data-list-told]")).to_have_text(f"{SINGLE} of {SINGLE} answered")
    other.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-list-told]")).to_have_text(f"{SINGLE} of {SINGLE} answered")
    page.locator("[data-list] summary").click()
    page.locator(f"[data-to='{SINGLE - 1}']").click()
    expect(shown(page).get_by_label("Your answer, a few words")).to_have_value("the border guard")
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.wait_for_url("**/result")
    expect(page.locator(".big")).to_contain_text(f"{SINGLE} of {SINGLE} points")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{HOME}/")
    assert faults == []


def test_every_kind_is_answered_by_touch(small: Live, context: BrowserContext) -> None:
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    begin(page, "every-check")
    for number in range(13):
        by_touch(page, shown(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if number < 12:
            page.get_by_role("button", name="Next question").tap()
    saved(page)
    page.reload()
    page.wait_for_selector("form[data-started]")
    expect(page.locator("[data-list-told]")).to_have_text("13 of 13 answered")
    page.locator("[data-list] summary").tap()
    page.locator("[data-list]").get_by_role("button", name="Hand in 13 questions").tap()
    page.wait_for_url("**/result")
    expect(page.locator("main")).to_contain_text("Your trainer has still to mark")
    assert points_of(small, "every-check") == ("23", "27")
    assert faults == []


def test_an_answer_that_cannot_be_kept_is_told_at_its_question(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{HOME}/checks/page-check")
    page.get_by_role("button", name=re.compile("Begin attempt")).click()
    page.wait_for_selector("form[data-started]")
    number = page.locator("[data-kind=numeric]")
    number.locator("input[type=text]").fill("many kg")
    # told while one still stands in the field, and below with the question's number
    expect(number.locator("[data-why]")).to_have_text("Write a number and its unit.")
    told = re.compile(r"Not accepted: Question \d: Write a number and its unit\.")
    expect(page.locator("#saved")).to_have_text(told)
    page.locator("[data-kind=single]").get_by_text("A boat").click()
    expect(number.locator("[data-why]")).to_have_text("Write a number and its unit.")
    page.get_by_role("button", name="Hand in 2 questions").last.click()
    expect(page.get_by_text("One answer was not accepted. Mend it, then hand in.")).to_be_visible()
    number.locator("input[type=text]").fill("73129 kg")
    number.locator("input[type=text]").blur()
    expect(number.locator("[data-why]")).to_be_hidden()
    saved(page)
    page.get_by_role("button", name="Hand in 2 questions").last.click()
    page.wait_for_url("**/result")
    expect(page.locator(".big")).to_contain_text("1 of 2 points")
    page.get_by_role("link", name="One more try").click()
    expect(page.get_by_role("button", name="Begin attempt 2")).to_be_visible()


def test_when_the_time_is_up_the_page_says_so_and_hands_in(
    small: Live, context: BrowserContext
) -> None:
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    begin(page, "every-check")
    expect(page.locator("[data-due]")).to_have_text("90 min left")
    lorry(page)
    saved(page)
    end_in(small, "every-check", seconds=8)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-time-told]")).to_contain_text("1 minute left.")
    page.wait_for_url("**/result")
    expect(page.locator(".big")).to_contain_text("1 of 27 points")
    assert faults == []


def pick(page: Page, step: Locator, label: str, words: str) -> None:
    step.get_by_role("button", name=re.compile(f"^{label}")).tap()
    page.locator("dialog.picker").get_by_role("button", name=words, exact=True).tap()


def by_touch(page: Page, step: Locator) -> None:
    """Answer the question that is shown as a thumb does, rightly."""
    kind = step.get_attribute("data-kind")
    if kind in TAPPED:
        for words in TAPPED[kind]:
            step.get_by_text(words, exact=True).tap()
    elif kind == "categorise":
        for thing, group in GROUPS.items():
            step.get_by_role("group", name=thing).get_by_text(group, exact=True).tap()
    elif kind == "matching":
        for left, right in PAIRS.items():
            pick(page, step, left, right)
    elif kind == "ordering":
        drag_into_order(page, step)
    elif kind == "cloze":
        step.get_by_label("Gap 1 of 3").select_option(label="twice")
        step.get_by_label("Gap 2 of 3").fill("73130")
        step.get_by_label("Gap 3 of 3").fill("canarykey HARBOUR")
    elif kind == "hotspot":
        box = step.locator("[data-plate] img").bounding_box()
        assert box
        step.locator("[data-plate]").tap(
            position={"x": box["width"] * 0.25, "y": box["height"] * 0.5}
        )
        expect(step.locator("[data-spot-told]")).to_contain_text("Point: 25 % from the left")
    else:
        typed(step, kind or "")


TAPPED = {
    "single": ["A lorry"],
    "multiple": ["Fuel", "Food"],
    "confidence": ["Monday", "Very sure"],
    "source_grading": ["X", "2", "H1"],
}
PAIRS = {"Lorry": "Road", "Boat": "River", "Train": "Rail"}
GROUPS = {"A newspaper": "Open", "A police file": "Closed", "A neighbour": "Human"}


def typed(step: Locator, kind: str) -> None:
    """Fill in what is written; a calculated answer is worked out from the words on the page."""
    step.locator("input[type=text], textarea").fill(words_for(step, kind))


def words_for(step: Locator, kind: str) -> str:
    if kind == "calculated":
        count = re.search(r"do (\d+) lorries", step.inner_text())
        assert count
        return str(12 * int(count[1]))
    return {
        "numeric": "73129 kg",
        "short_text": "canarykey crossing",
        "essay": "One source saw it, none confirms it.",
    }[kind]


WANTED = ["Collect", "Evaluate", "Collate", "Analyse"]


def order_of(step: Locator) -> list[str]:
    return [one.strip() for one in step.locator("[data-order] label").all_inner_texts()]


def drag_into_order(page: Page, step: Locator) -> None:
    """By the grips; first from one end of the list to the other, over all lines between."""
    step.locator("[data-item]").first.evaluate("one => one.scrollIntoView({block: 'center'})")
    first = order_of(step)[0]
    drag(page, step, first, 3)
    assert order_of(step)[3] == first
    drag(page, step, first, 0)
    assert order_of(step)[0] == first
    for place, words in enumerate(WANTED):
        if order_of(step)[place] != words:
            drag(page, step, words, place)
    assert order_of(step) == WANTED


def drag(page: Page, step: Locator, words: str, place: int) -> None:
    """A hand that leaves the grip on its way, as hands do."""
    grip = step.locator("[data-item]", has_text=words).locator(".grip").bounding_box()
    target = step.locator("[data-item]").nth(place).bounding_box()
    assert grip
    assert target
    down = target["y"] > grip["y"]
    page.mouse.move(grip["x"] + 20, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + 60, target["y"] + (target["height"] - 4 if down else 4), steps=12)
    page.mouse.up()


def test_every_kind_is_answered_by_keys_alone(chromium: Browser, small: Live) -> None:
    faults: list[str] = []
    made = phone(chromium, small, touch=False)
    page = watched(made.new_page(), faults)
    page.set_viewport_size({"width": 1280, "height": 900})
    begin(page, "every-check")
    keys = Keys(page)
    for number in range(13):
        by_keys(keys, shown(page))
        keys.tab_to(page.locator("[data-last]" if number == 12 else "[data-next]"))
        if number == 12:
            saved(page)
        page.keyboard.press("Enter")
    page.wait_for_url("**/result")
    assert points_of(small, "every-check") == ("23", "27")
    made.close()
    assert faults == []


class Keys:
    """A person without a mouse: the focus only moves by Tab and arrows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, target: Locator) -> None:
        for _ in range(80):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def choose(self, group: Locator, words: str) -> None:
        """In a group of radio buttons: to the first by Tab, to the right one by arrows."""
        radios = group.locator("input[type=radio]")
        self.tab_to(radios.first)
        self.press("Space")
        wanted = group.locator("label", has=self.page.get_by_text(words, exact=True))
        for _ in range(12):
            if wanted.locator("input").is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"Arrows do not lead to {words}")


def by_keys(keys: Keys, step: Locator) -> None:
    """Answer the question that is shown with keys only, rightly."""
    kind = step.get_attribute("data-kind") or ""
    if kind in BY_KEYS:
        BY_KEYS[kind](keys, step)
    else:
        keys.tab_to(step.locator("input[type=text], textarea"))
        keys.page.keyboard.type(words_for(step, kind))


def tick_by_keys(keys: Keys, step: Locator) -> None:
    for box in step.locator("label.opt").all():
        keys.tab_to(box.locator("input"))
        if box.inner_text().strip() in TAPPED["multiple"]:
            keys.press("Space")


def choose_by_keys(keys: Keys, step: Locator) -> None:
    """Each group of radio buttons: the question's own, then those of certainty or grades."""
    name = step.get_attribute("data-question")
    own = step.locator(f"fieldset.ask:has([name='{name}'])")
    groups = [*own.all(), *step.locator("fieldset.grade").all()]
    words = TAPPED[step.get_attribute("data-kind") or ""]
    for group, word in zip(groups, words, strict=True):
        keys.choose(group, word)


def sort_by_keys(keys: Keys, step: Locator) -> None:
    for group in step.locator("fieldset.sort").all():
        keys.choose(group, GROUPS[group.locator("legend").inner_text().strip()])


def fill_by_keys(keys: Keys, step: Locator) -> None:
    for gap, words in enumerate(("twice", "73130", "canarykey HARBOUR"), 1):
        keys.tab_to(step.get_by_label(f"Gap {gap} of 3"))
        keys.page.keyboard.type(words)


def point_by_keys(keys: Keys, step: Locator) -> None:
    keys.tab_to(step.locator("[data-plate]"))
    keys.press("ArrowLeft")
    keys.press("Shift+ArrowLeft", 5)
    expect(step.locator("[data-spot-told]")).to_contain_text("Point: 25 % from the left, 50 %")


def match_by_keys(keys: Keys, step: Locator) -> None:
    for row in step.locator(".rows > li").all():
        pick_by_keys(keys, row)


def pick_by_keys(keys: Keys, row: Locator) -> None:
    keys.tab_to(row.locator(".pick"))
    keys.press("Enter")
    wanted = PAIRS[row.locator("label").inner_text().strip()]
    choice = keys.page.locator("dialog.picker").get_by_role("button", name=wanted, exact=True)
    for _ in range(6):
        if choice.evaluate("one => one === document.activeElement"):
            break
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(row.locator(".pick")).to_have_text(wanted)


def order_by_keys(keys: Keys, step: Locator) -> None:
    for place, words in enumerate(WANTED):
        up = step.locator("[data-item]", has_text=words).locator("[data-up]")
        while (at := order_of(step).index(words)) > place:
            keys.tab_to(up)
            keys.press("ArrowUp")
            assert order_of(step).index(words) == at - 1
            assert up.evaluate("one => one === document.activeElement")
        keys.tab_to(step.locator("[data-item]").first.locator("[data-up]"))
    if step.locator("[data-keep]").is_visible():
        keys.tab_to(step.locator("[data-keep]"))
        keys.press("Enter")
    assert order_of(step) == WANTED


BY_KEYS = {
    "single": choose_by_keys,
    "confidence": choose_by_keys,
    "source_grading": choose_by_keys,
    "multiple": tick_by_keys,
    "categorise": sort_by_keys,
    "matching": match_by_keys,
    "ordering": order_by_keys,
    "cloze": fill_by_keys,
    "hotspot": point_by_keys,
}


def test_the_trainers_room_follows_without_being_loaded_again(
    chromium: Browser, small: Live, context: BrowserContext
) -> None:
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    begin(page, "page-check")
    room = chromium.new_context(base_url=small.address, viewport={"width": 1280, "height": 900})
    trainer = watched(room.new_page(), faults)
    trainer.goto("/")
    trainer.locator('form[action="/demo/enter/administrator"] button').click()
    trainer.wait_for_url("**/desk")
    trainer.goto(f"/sessions/{SLUG}/exercises/page-check/watch")
    trainer.evaluate("window.sameDocument = true")
    line = trainer.locator("tr[data-sign=working]")
    expect(line).to_contain_text("At work")
    lorry(page)
    saved(page)
    expect(line.locator("td").nth(2)).to_have_text("1", timeout=15_000)
    assert trainer.evaluate("window.sameDocument")
    answered = trainer.locator("tr[data-sign=handed_in]")
    line.get_by_role("link").click()
    trainer.get_by_label("Reason").first.fill("The hour is over")
    trainer.get_by_role("button", name="Hand in as it stands").click()
    expect(answered).to_have_count(1)
    room.close()
    assert faults == []
