"""A foreign table comes into an open chart by its form and goes out to i2; the menu of files needs
no script and fits a narrow page, mirrored too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from lms.engines.linkchart.exchange.anx_read import read_anx
from tests.journeys.person import Somebody
from tests.journeys.words import Words
from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
CHART = "/sessions/karachi-2019/exercises/copper-heron/"
FIRM = "Kestrel Cold Chain Ltd"
TABLE = (
    "Who;To whom;Relation;When;Remark\n"
    "Radomir Velk;Kestrel Cold Chain Ltd;controls;12/03/2019;Seen in the register\n"
    "Ilka Tamas;Kestrel Cold Chain Ltd;Direktor;13/03/2019;واحد بخش\n"
    ";;Direktor;;nobody\n"
    "Osei Bandar;;;;left alone\n"
)


@pytest.fixture(scope="module", name="context")
def _context(chromium: Browser, live: Live) -> Iterator[BrowserContext]:
    """A participant with an empty chart."""
    context = chromium.new_context(base_url=live.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    page.locator('form[action="/demo/enter/participant"] button').click()
    page.wait_for_url("**/desk")
    page.goto(CHART)
    page.locator('main form[method="post"] button').first.click()
    page.wait_for_selector("[data-workspace][data-started]")
    page.close()
    yield context
    context.close()


def test_a_table_comes_in_by_its_form_and_goes_out_as_a_file_of_i2(
    context: BrowserContext, tmp_path: Path
) -> None:
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    one = Somebody(page, Words("en"))
    page.goto(CHART)
    page.wait_for_selector("[data-workspace][data-started]")
    page.locator(".exchange > summary").click()
    one.follows("A chart or table from a file")
    table = tmp_path / "people.csv"
    table.write_text(TABLE, encoding="utf-8")
    page.set_input_files("#file", table)
    one.presses("Look at it")
    one.sees("This row names no entity. It was left out.")
    one.sees("This row names one end only. It gave no link.")

    expect(page.get_by_label("Use of the column Who")).to_have_value("end1_label")
    expect(page.get_by_label("Form of the dates in When")).to_have_value("DD/MM/YYYY")
    page.get_by_label("Use of the column Remark").select_option("link: note")
    page.get_by_label("Type of the second end").select_option("organisation")
    one.presses("Look again")
    page.get_by_label("Direktor in this case").select_option("director")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})
    one.presses("Draw it in")

    page.wait_for_selector("[data-workspace][data-started]")
    one.sees("6 things of the file came in.")
    page.locator(".exchange > summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="i2 exchange file (.anx)").click()
    chart = read_anx(waiting.value.path().read_bytes()).chart
    assert chart is not None
    names = {entity.id: entity.label for entity in chart.entities.values()}
    assert "Osei Bandar" in names.values()
    assert {
        (names[link.source], link.type, names[link.target], link.since, link.note)
        for link in chart.links.values()
    } == {
        (
            "Radomir Velk",
            "controls",
            "Kestrel Cold Chain Ltd",
            "2019-03-12",
            "Seen in the register",
        ),
        ("Ilka Tamas", "director", FIRM, "2019-03-13", "واحد بخش"),
    }
    assert faults == []
    page.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_menu_needs_no_script_and_stays_on_a_narrow_page(
    chromium: Browser, live: Live, context: BrowserContext, language: str
) -> None:
    plain = chromium.new_context(
        base_url=live.address,
        viewport={"width": 360, "height": 800},
        java_script_enabled=False,
        storage_state=context.storage_state(),
        locale=language,
    )
    page = plain.new_page()
    page.goto(CHART)
    page.locator(".exchange > summary").click()
    link = page.locator('.exchange a[href$="chart.anx"]')
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    plain.close()
