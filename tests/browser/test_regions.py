"""Regions of a picture are drawn and moved on it, by mouse and by keys; the fields follow."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
COURSE = "/courses/operationalization-of-criminal-intelligence-products"


def at(page: Page, row: int) -> list[float]:
    """The numbers in the field of a region."""
    field = page.locator("[data-row]").nth(row).locator('[name$=".at"]')
    return [float(one) for one in field.input_value().split()]


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place in percent of the picture, on the screen."""
    box = page.locator(".board img").bounding_box()
    assert box
    return box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=3)
    page.mouse.up()


def test_regions_are_drawn_on_the_picture(browser_page: Page) -> None:
    page = browser_page
    page.goto("/")
    page.locator('form[action="/demo/enter/trainer"] button').click()
    page.goto(f"{COURSE}/write/quizzes/modules/02-levels/questions/desk-tactical")
    board = page.locator(".board")
    expect(board.locator(".grip.whole")).to_have_count(4)
    page.locator(".board img").scroll_into_view_if_needed()
    before = at(page, 3)
    drag(page, (60, 60), (55, 58))
    assert at(page, 3) == pytest.approx([before[0] - 5, before[1] - 2, *before[2:]], abs=0.5)
    board.get_by_role("button", name="Corner 3 of region 4").press("Shift+ArrowUp")
    assert at(page, 3)[3] == pytest.approx(before[3] - 5, abs=0.5)
    board.get_by_role("button", name="Draw a circle").click()
    drag(page, (50, 50), (60, 50))
    assert at(page, 4) == pytest.approx([50, 50, 10], abs=0.5)
    assert page.locator('[name="ratio"]').input_value() == "0.7857"
    board.get_by_role("button", name="Draw a rectangle").press("Enter")
    page.keyboard.press("ArrowRight")
    assert at(page, 5) == [41, 40, 20, 20]
    board.get_by_role("button", name="Draw a polygon").click()
    for corner in ((10, 80), (30, 80), (20, 95)):
        page.mouse.click(*place(page, *corner))
    board.get_by_role("button", name="Finish the polygon").click()
    assert at(page, 6) == pytest.approx([10, 80, 30, 80, 20, 95], abs=0.5)
    for row, shape in ((4, "circle"), (5, "rect"), (6, "polygon")):
        expect(page.locator("[data-row]").nth(row).locator('[name$=".shape"]')).to_have_value(shape)
    page.keyboard.press("Delete")
    expect(board.locator(".grip.whole")).to_have_count(6)
