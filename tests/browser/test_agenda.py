"""The agenda editor: by mouse, by keyboard, on a phone, without scripts, without a network."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
AGENDA = "/sessions/quetta-next/agenda"
CEREMONY = re.compile("^14:30 to 15:45.*Training Hall · Brohi")
QUARTER = 22  # height of a quarter-hour in the grid, in CSS pixels


def sign_in(page: Page, door: str = "organiser") -> Page:
    page.goto("/")
    page.locator(f'form[action="/demo/enter/{door}"] button').click()
    page.wait_for_load_state()
    return page


@pytest.fixture(scope="module")
def signed_in_once(chromium: Browser, live: Live) -> StorageState:
    """What the organiser's browser keeps after signing in."""
    context = chromium.new_context(base_url=live.address)
    sign_in(context.new_page())
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def organiser_page(browser_page: Page, signed_in_once: StorageState) -> Page:
    """An empty page of the organiser."""
    browser_page.context.add_cookies(signed_in_once["cookies"])
    browser_page.set_viewport_size({"width": 1440, "height": 1300})
    return browser_page


@pytest.fixture
def page(organiser_page: Page) -> Page:
    """The draft of the demonstration's next session, opened by its organiser."""
    organiser_page.goto(AGENDA)
    expect(box(organiser_page, "Registration")).to_be_visible()
    return organiser_page


def box(page: Page, title: str) -> Locator:
    """The box of an item in the grid."""
    return page.locator("#agenda-stage [data-item]").filter(has_text=title)


def drag(page: Page, thing: Locator, down: int = 0, along: float = 0) -> None:
    """Take an item and bring it some pixels down and along, without letting go."""
    place = thing.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + (6 if down >= 0 else -6))
    page.mouse.move(x + along, y + down, steps=4)


def day(page: Page, number: int) -> str:
    """The name of a day of the session (from 0), as it stands above its column."""
    return page.locator(".tt-head b").nth(number).inner_text()


def said(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#agenda-said")).to_contain_text(text)


def undo(page: Page) -> None:
    """Take back the last act, and see that the server has done it."""
    page.keyboard.press("Control+z")
    said(page, "Taken back")


def test_a_drag_moves_by_quarter_hours_and_survives_a_reload(page: Page) -> None:
    item = box(page, "Source grading drill")
    expect(item).to_have_attribute("aria-label", re.compile("^15:30 to 16:15"))
    drag(page, item, down=QUARTER + 5)
    expect(item.locator(".tip")).to_have_text("15:45 to 16:30")
    page.mouse.up()
    said(page, "Saved.")
    expect(item).to_have_attribute("aria-label", re.compile("^15:45 to 16:30"))
    page.reload()
    expect(item).to_have_attribute("aria-label", re.compile("^15:45 to 16:30"))
    undo(page)
    expect(item).to_have_attribute("aria-label", re.compile("^15:30 to 16:15"))


def test_the_lower_edge_resizes(page: Page) -> None:
    item = box(page, "Source grading drill")
    place = item.bounding_box()
    assert place is not None
    x, y = place["x"] + 40, place["y"] + place["height"] - 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 2 * QUARTER, steps=5)
    page.mouse.up()
    said(page, "Saved.")
    expect(item).to_have_attribute("aria-label", re.compile("^15:30 to 16:45"))
    undo(page)


def test_a_clash_shows_before_the_item_is_dropped_and_its_way_back_works(page: Page) -> None:
    item = box(page, "Software practical in pairs, group B")
    drag(page, item, down=-5 * QUARTER)
    card = page.locator("#agenda-live .clash-card")
    expect(card).to_contain_text("Room twice")
    expect(card).to_contain_text("Committee Room would hold")
    expect(item).to_have_class(re.compile(r"\bdrag\b.*\bclash\b|\bclash\b.*\bdrag\b"))
    said(page, "Clash: Committee Room")
    page.mouse.up()
    said(page, "Saved. Clash:")
    expect(page.locator("#agenda-release")).to_contain_text("clashes block it")
    card.get_by_role("button", name="Put back").click()
    said(page, "Saved.")
    expect(item).to_have_attribute("aria-label", re.compile("^14:30 to 15:30"))
    expect(card).to_have_count(0)


def test_escape_puts_a_dragged_item_back(page: Page) -> None:
    item = box(page, "Evaluation of sources")
    drag(page, item, down=4 * QUARTER)
    expect(item.locator(".tip")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(item.locator(".tip")).to_have_count(0)
    expect(item).to_have_attribute("aria-label", re.compile("^14:30 to 15:30"))


def test_dragging_with_control_copies_to_another_day(page: Page) -> None:
    boxes = box(page, "Objectives and ground rules")
    expect(boxes).to_have_count(1)
    head = page.locator(".tt-head").nth(1).bounding_box()
    own = page.locator(".tt-head").nth(0).bounding_box()
    assert head is not None and own is not None
    page.keyboard.down("Control")
    drag(page, boxes.first, along=head["x"] - own["x"])
    page.mouse.up()
    page.keyboard.up("Control")
    said(page, "Copied: Objectives and ground rules.")
    expect(boxes).to_have_count(2)
    expect(boxes.nth(1)).to_have_attribute("aria-label", re.compile(day(page, 1)))
    undo(page)
    expect(boxes).to_have_count(1)


def test_by_keyboard_alone(page: Page) -> None:
    """Pick up, move, resize, drop, undo, redo, copy, take out: each is said."""
    page.locator(".seg a").last.focus()
    item = box(page, "Evaluation of the training")
    page.locator("#agenda-stage [data-item][tabindex='0']").focus()
    page.keyboard.press("End")
    expect(page.locator("#agenda-stage [data-item]:focus")).to_contain_text("Closing ceremony")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(item).to_be_focused()
    page.keyboard.press("Space")
    said(page, "Picked up: Evaluation of the training, 13:45 to 14:15.")
    page.keyboard.press("Shift+ArrowUp")
    said(page, "13:45 to 14:00")
    page.keyboard.press("ArrowLeft")
    said(page, re.compile(f"{day(page, 1)}, 13:45 to 14:00, .*Clash: "))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    said(page, "It goes no further in this direction.")
    page.keyboard.press("Escape")
    said(page, "Put back: Evaluation of the training, 13:45 to 14:15.")
    expect(item).to_have_attribute("aria-label", re.compile(f"^13:45 to 14:15.*{day(page, 2)}"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    for _ in range(13):
        page.keyboard.press("ArrowDown")
    said(page, re.compile(f"{day(page, 1)}, 17:00 to 17:30"))
    page.keyboard.press("Space")
    said(page, "Saved.")
    expect(item).to_be_focused()
    expect(item).to_have_attribute("aria-label", re.compile(f"^17:00 to 17:30.*{day(page, 1)}"))
    page.keyboard.press("Shift+ArrowDown")
    expect(item).to_have_attribute("aria-label", re.compile("^17:00 to 17:45"))
    said(page, "Saved")
    page.keyboard.press("Control+z")
    said(page, "Taken back")
    page.keyboard.press("Control+Shift+z")
    said(page, "Made again")
    expect(item).to_have_attribute("aria-label", re.compile("^17:00 to 17:45"))
    page.keyboard.press("c")
    said(page, "Copied: Evaluation of the training.")
    expect(item).to_have_count(2)
    expect(item.first).to_be_focused()
    page.keyboard.press("Delete")
    said(page, "Taken out: Evaluation of the training.")
    expect(item).to_have_count(1)
    expect(page.locator("#agenda-toast")).to_contain_text("Taken out")
    page.locator("#agenda-toast").get_by_role("button", name="Undo").click()
    expect(item).to_have_count(2)
    for left in (1, 1, 1):
        undo(page)
        expect(item).to_have_count(left)
    expect(item).to_have_attribute("aria-label", re.compile(f"^13:45 to 14:15.*{day(page, 2)}"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keys of the agenda")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_only_one_item_is_a_stop_of_the_tab_key(page: Page) -> None:
    stops = page.locator('#agenda-stage [data-item][tabindex="0"]')
    expect(stops).to_have_count(1)
    box(page, "Pre-test").focus()
    expect(stops).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator("#agenda-stage :focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(box(page, "Pre-test")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/agenda/items/[0-9a-f-]{36}$"))


@pytest.mark.parametrize("view", ["rooms", "trainers"])
def test_rooms_and_trainers_take_items_by_drag_and_by_keyboard(page: Page, view: str) -> None:
    page.goto(f"{AGENDA}?view={view}&day=all")
    item = box(page, "Closing ceremony").first
    item.scroll_into_view_if_needed()
    expect(item).to_have_attribute("aria-label", CEREMONY)
    drag(page, item, down=QUARTER)
    page.mouse.up()
    said(page, "Saved.")
    expect(item).to_have_attribute("aria-label", re.compile("^14:45 to 16:00"))
    item.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    said(page, "Saved")
    elsewhere = "Computer Room" if view == "rooms" else "Sattar"
    expect(item).to_have_attribute("aria-label", re.compile(f"^14:30 to 15:45.*{elsewhere}"))
    undo(page)
    undo(page)
    expect(item).to_have_attribute("aria-label", CEREMONY)


def test_the_chosen_item_is_changed_beside_the_grid(page: Page) -> None:
    item = box(page, "Gathering and the collection plan")
    item.click()
    chosen = page.locator("#agenda-chosen")
    expect(chosen.get_by_role("heading")).to_have_text("Gathering and the collection plan")
    chosen.get_by_label("Room").select_option(label="Computer Room")
    expect(item).to_contain_text("Computer Room")
    chosen.get_by_label("Nadir Brohi").check()
    expect(item).to_contain_text("Brohi, Sattar")
    said(page, "Saved.")
    undo(page)
    undo(page)
    expect(item).to_contain_text("Training Hall · Sattar")


def test_without_a_network_the_change_is_kept_and_goes_out_later(page: Page) -> None:
    item = box(page, "Pre-test")
    page.context.set_offline(True)
    item.focus()
    page.keyboard.press("Shift+ArrowUp")
    trouble = page.locator("#agenda-trouble")
    expect(trouble).to_contain_text("Not saved: no connection.")
    expect(item).to_have_attribute("aria-label", re.compile("^10:00 to 10:15"))
    page.context.set_offline(False)
    expect(trouble).to_be_hidden()
    page.reload()
    expect(item).to_have_attribute("aria-label", re.compile("^10:00 to 10:15"))
    undo(page)
    page.context.set_offline(True)
    item.focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(trouble).to_be_visible()
    trouble.get_by_role("button", name="Put back what is not saved").click()
    expect(item).to_have_attribute("aria-label", re.compile("^10:00 to 10:30"))
    page.context.set_offline(False)


def test_what_another_changed_meanwhile_is_told_and_shown(
    page: Page, chromium: Browser, live: Live
) -> None:
    other_context = chromium.new_context(
        base_url=live.address, viewport={"width": 1440, "height": 1300}
    )
    other = sign_in(other_context.new_page(), "administrator")
    other.goto(AGENDA)
    box(other, "Recap of the second day").focus()
    other.keyboard.press("Shift+ArrowUp")
    said(other, "Saved.")
    item = box(page, "Recap of the second day")
    item.focus()
    page.keyboard.press("Shift+ArrowDown")
    refused = page.locator("#agenda-refused")
    expect(refused).to_contain_text("has changed this meanwhile")
    expect(item).to_have_attribute("aria-label", re.compile("^08:30 to 08:45"))
    other.keyboard.press("Control+z")
    said(other, "Taken back")
    other_context.close()


def test_a_change_that_a_rule_refuses_goes_back_and_says_why(
    page: Page, chromium: Browser, live: Live
) -> None:
    other_context = chromium.new_context(base_url=live.address)
    other = sign_in(other_context.new_page(), "administrator")
    other.goto("/agenda/rules")
    other.locator("#room_twice").select_option("block")
    other.get_by_role("button", name="Save the rules").click()
    item = box(page, "Software practical in pairs, group B")
    drag(page, item, down=-5 * QUARTER)
    page.mouse.up()
    refused = page.locator("#agenda-refused")
    expect(refused).to_contain_text("Committee Room would hold")
    expect(item).to_have_attribute("aria-label", re.compile("^14:30 to 15:30"))
    card = page.locator("#agenda-live .clash-card")
    expect(card.get_by_role("button", name="Change").first).to_be_visible()
    expect(card.get_by_role("button", name="Put back")).to_have_count(0)
    other.goto("/agenda/rules")
    other.locator("#room_twice").select_option("block_release")
    other.get_by_role("button", name="Save the rules").click()
    other_context.close()


def test_a_finger_holds_an_item_and_moves_it(chromium: Browser, live: Live) -> None:
    context = chromium.new_context(
        base_url=live.address, viewport={"width": 1024, "height": 1300}, has_touch=True
    )
    page = sign_in(context.new_page())
    page.goto(AGENDA)
    item = box(page, "Objectives and ground rules")
    place = item.bounding_box()
    assert place is not None
    touch, x, y = context.new_cdp_session(page), place["x"] + 60, place["y"] + 10

    def send(kind: str, *points: float) -> None:
        at = [{"x": x, "y": one} for one in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    send("touchStart", y)
    expect(item).to_have_class(re.compile(r"\bdrag\b"))
    for step in range(1, 6):
        send("touchMove", y + step * 20)
    expect(item.locator(".tip")).to_have_text("10:45 to 11:15")
    send("touchEnd")
    said(page, "Saved.")
    undo(page)
    expect(item).to_have_attribute("aria-label", re.compile("^09:30 to 10:00"))
    context.close()


def test_in_urdu_left_and_right_follow_the_eye(page: Page, live: Live) -> None:
    page.context.add_cookies([{"name": "language", "value": "ur", "url": live.address}])
    page.reload()
    first, second = (page.locator(".tt-head").nth(at).bounding_box() for at in (0, 1))
    assert first is not None and second is not None and second["x"] < first["x"]
    item = page.locator("#agenda-stage [data-item]").first
    start = item.bounding_box()
    item.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.ag.drag .tip') !== null")
    there = page.locator("#agenda-stage .drag").bounding_box()
    assert start is not None and there is not None and there["x"] < start["x"]
    page.keyboard.press("Escape")
    place = item.bounding_box()
    assert place is not None and abs(place["x"] - start["x"]) < 2
    page.mouse.move(place["x"] + 40, place["y"] + 8)
    page.mouse.down()
    page.mouse.move(place["x"] + 40 - first["width"], place["y"] + 10, steps=5)
    expect(page.locator("#agenda-stage .drag")).to_have_count(1)
    there = page.locator("#agenda-stage .drag").bounding_box()
    assert there is not None and there["x"] < start["x"] - first["width"] / 2
    page.keyboard.press("Escape")
    page.mouse.up()


def test_on_a_phone_one_day_at_a_time_with_large_targets(chromium: Browser, live: Live) -> None:
    context = chromium.new_context(
        base_url=live.address, viewport={"width": 360, "height": 740}, has_touch=True
    )
    faults: list[str] = []
    page = sign_in(watched(context.new_page(), faults))
    page.goto(AGENDA)
    expect(page.locator("#agenda-stage")).to_be_hidden()
    expect(page.locator("[data-list-day]:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#agenda-phone a").nth(2).tap()
    expect(page.locator("[data-list-day]:visible")).to_have_count(1)
    line = page.locator(".aglist li").filter(has_text="Post-test")
    later = line.get_by_role("button", name=re.compile("15 min later"))
    for target in (line.locator("a.open"), later):
        place = target.bounding_box()
        assert place is not None and place["height"] >= 44
    later.tap()
    expect(line).to_contain_text("13:30–14:00")
    expect(page.locator("[data-list-day]:visible")).to_have_count(1)
    page.get_by_role("button", name="Undo", exact=True).tap()
    expect(line).to_contain_text("13:15–13:45")
    line.locator("a.open").tap()
    expect(page.get_by_role("heading", level=2)).to_have_text("Post-test")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
    assert faults == []


def test_without_scripts_an_item_is_added_moved_and_taken_out(
    chromium: Browser, live: Live
) -> None:
    context = chromium.new_context(base_url=live.address, java_script_enabled=False)
    page = sign_in(context.new_page())
    page.goto(AGENDA)
    page.get_by_role("link", name="Add item").first.click()
    page.get_by_label("Title, English").fill("Visit of the port")
    page.get_by_label("Start").select_option("16:30")
    page.get_by_label("End").select_option("16:15")
    page.get_by_role("button", name="Add the item").click()
    expect(page.locator("#ends_at-why")).to_have_text("The end lies before the start.")
    expect(page.get_by_label("Title, English")).to_have_value("Visit of the port")
    page.get_by_label("End").select_option("17:30")
    page.get_by_role("button", name="Add the item").click()
    line = page.locator(".aglist li").filter(has_text="Visit of the port")
    expect(line).to_contain_text("16:30–17:30")
    line.get_by_role("button", name=re.compile("15 min earlier")).click()
    expect(line).to_contain_text("16:15–17:15")
    line.locator("a.open").click()
    page.get_by_role("button", name="Remove").click()
    expect(line).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(line).to_have_count(1)
    for _ in range(2):
        page.get_by_role("button", name="Undo", exact=True).click()
    expect(line).to_have_count(0)
    context.close()


@pytest.mark.parametrize("view", ["days", "day", "rooms", "trainers", "list"])
def test_axe_finds_nothing_serious(organiser_page: Page, view: str) -> None:
    page = organiser_page
    page.set_viewport_size({"width": 1280, "height": 900})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{AGENDA}?view={view}&day=all")
        if view != "list":
            expect(box(page, "Registration")).to_be_visible()
            box(page, "Registration").click()
        faults = [
            (scheme, found["id"], [node["html"][:160] for node in found["nodes"][:3]])
            for found in Axe().run(page).response["violations"]
            if found["impact"] in {"serious", "critical"}
        ]
        assert faults == []
