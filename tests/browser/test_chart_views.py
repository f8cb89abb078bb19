"""The views of a chart beside its drawing, and the tools: by mouse and keys, narrow, mirrored."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.browser import settled, watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
CHART = "/sessions/karachi-2019/exercises/copper-heron/"
SERIOUS = {"serious", "critical"}
# the chart that all tests of this file look at; what one changes it takes back
ENTITIES: list[dict[str, Any]] = [
    {"id": "velk", "type": "person", "label": "Radomir Velk", "aliases": ["the Cooper"]},
    {"id": "velik", "type": "person", "label": "Dr Radomir Velik", "identity": "1980-11-09"},
    {"id": "lunn", "type": "person", "label": "Petar Lunn", "note": "asked for a lawyer"},
    {"id": "firm", "type": "organisation", "label": "Kestrel Cold Chain Ltd"},
    {"id": "lorry", "type": "vehicle", "label": "KV-4471-C"},
    {"id": "stop", "type": "seizure", "label": "Seizure 38 kg", "since": "2019-03-12T22:15"},
    {"id": "call", "type": "seizure", "label": "Handset secured", "since": "2019-03-14"},
]
LINKS: list[dict[str, Any]] = [
    {"id": "owns", "source": "firm", "target": "lorry", "type": "owns", "since": "2017"},
    {"id": "drives", "source": "lunn", "target": "lorry", "type": "drives"},
    {"id": "works", "source": "lunn", "target": "firm", "type": "works-for", "until": "2019-03"},
    {"id": "rules", "source": "velk", "target": "firm", "type": "controls"},
    {"id": "led", "source": "stop", "target": "call", "type": "calls"},
]
CARDS = {
    "rules": [{"id": "c1", "source": "R05", "text": "The Cooper runs Kestrel."}],
    "velk": [{"id": "c2", "source": "R16", "date": "2019-02-01"}],
}
SEND = """async (events) => {
  const answer = await fetch(document.querySelector("[data-workspace]").dataset.url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
    },
    body: JSON.stringify({ events }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}"""


@pytest.fixture(scope="module", name="context")
def _context(chromium: Browser, live: Live) -> Iterator[BrowserContext]:
    """A participant with a chart."""
    context = chromium.new_context(base_url=live.address, viewport={"width": 1500, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    page.locator('form[action="/demo/enter/participant"] button').click()
    page.wait_for_url("**/desk")
    page.goto(CHART)
    page.locator('main form[method="post"] button').first.click()
    page.wait_for_selector("[data-workspace][data-started]")
    page.evaluate(SEND, [_event(place, *one) for place, one in enumerate(_steps(), 1)])
    page.close()
    yield context
    context.close()


def _steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for place, entity in enumerate(ENTITIES):
        whole = {"cards": CARDS.get(entity["id"], []), "at": [place % 3 * 200, place // 3 * 160]}
        yield "add_entity", {"entity": entity | whole}
    for link in LINKS:
        strength = {"owns": "confirmed", "led": "unconfirmed"}.get(link["id"], "tentative")
        whole = {"cards": CARDS.get(link["id"], []), "direction": "forward", "strength": strength}
        yield "add_link", {"link": link | whole}


def _event(sequence: int, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "uuid": f"0190a000-0000-7000-8000-{sequence:012d}",
        "sequence": sequence,
        "kind": kind,
        "payload": {"schema": 2, **payload},
        "client_at": "2019-09-18T08:00:00Z",
    }


@pytest.fixture(name="page")
def _page(context: BrowserContext) -> Iterator[Page]:
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.set_viewport_size({"width": 1500, "height": 900})
    yield page
    settled(page)  # the next test's page is drawn with all that was done on this one
    page.close()
    context.clear_cookies(name="language")
    assert faults == []


def opens(page: Page, view: str) -> Locator:
    """Open a view; its pane."""
    page.goto(f"{CHART}#{view}")
    page.wait_for_selector("[data-workspace][data-started]")
    pane = page.locator(f'[data-pane="{view}"]')
    expect(pane).to_be_visible()
    return pane


def axe_finds_nothing(page: Page) -> None:
    faults = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]
    assert faults == []


def cell(page: Page, row: str, column: str) -> Locator:
    """The cell of two entities: its row is named by the later one."""
    name = page.locator(".mx-col", has_text=column)
    place = name.get_attribute("aria-colindex")
    row_of = page.locator(".mx-row", has=page.locator(".mx-name", has_text=row))
    return row_of.locator(f'[role="gridcell"][aria-colindex="{place}"]')


def links(page: Page) -> Locator:
    return page.locator("[data-workspace]")


def undo(page: Page) -> None:
    """By keys: a click is lost where the page moves under the mouse between press and release.
    In a text field the keys would take back what was typed there."""
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.evaluate("document.activeElement?.blur()")
    page.keyboard.press("Control+z")


def test_the_matrix_has_people_then_organisations_then_the_rest(page: Page) -> None:
    pane = opens(page, "matrix")
    assert pane.locator(".mx-name").all_inner_texts() == [
        "Dr Radomir Velik",
        "Petar Lunn",
        "Radomir Velk",
        "Kestrel Cold Chain Ltd",
        "KV-4471-C",
        "Handset secured",
        "Seizure 38 kg",
    ]
    assert pane.locator(".mx-diag").all_inner_texts() == ["0", "2", "1", "3", "2", "1", "1"]
    ruled = cell(page, "Kestrel", "Radomir Velk")
    expect(ruled).to_have_attribute("aria-label", re.compile(r"controls.*tentative.*R05"))
    works = cell(page, "Kestrel", "Petar Lunn")
    expect(works.locator(".mx-mark")).to_have_text("(+)")
    axe_finds_nothing(page)


def test_keys_go_through_the_marks_of_a_cell(page: Page) -> None:
    opens(page, "matrix")
    start = int(links(page).get_attribute("data-links") or 0)
    page.locator('[data-grid] [tabindex="0"]').focus()
    for key in ("Control+Home", "ArrowDown", "Space"):
        page.keyboard.press(key)
    met = cell(page, "Petar Lunn", "Dr Radomir Velik")
    expect(met).to_be_focused()
    for word in ("unconfirmed", "confirmed", "tentative"):
        expect(met).to_have_attribute("aria-label", re.compile(rf", \W?{word}"))
        expect(page.locator("[data-heard]")).to_contain_text(word)
        page.keyboard.press("Space")
    expect(met).to_have_attribute("aria-label", re.compile("no link"))
    expect(links(page)).to_have_attribute("data-links", str(start))


def test_space_never_takes_evidence_away(page: Page) -> None:
    opens(page, "matrix")
    start = links(page).get_attribute("data-links") or ""
    ruled = cell(page, "Kestrel", "Radomir Velk")
    ruled.click()
    page.keyboard.press("Space")
    expect(ruled).to_have_attribute("aria-label", re.compile(r"unconfirmed.*R05"))
    expect(links(page)).to_have_attribute("data-links", start)
    undo(page)
    expect(ruled).to_have_attribute("aria-label", re.compile(r"tentative.*R05"))


def test_a_cell_opens_an_editor_and_cards_survive_it(page: Page) -> None:
    opens(page, "matrix")
    ruled = cell(page, "Kestrel", "Radomir Velk")
    ruled.dblclick()
    editor = page.get_by_role("dialog")
    axe_finds_nothing(page)
    expect(editor.locator("[name=way]")).to_have_value("there")
    editor.locator("[value=R16]").check()
    editor.locator("[name=strength]").select_option("confirmed")
    editor.get_by_role("button", name="Keep", exact=True).click()
    expect(ruled).to_be_focused()
    expect(ruled).to_have_attribute("aria-label", re.compile(r"confirmed.*R05, R16"))
    page.locator('[data-view="table"]').click()
    row = page.locator('[data-rows="links"] tr', has_text="controls")
    row.locator("[data-edit]").click()
    form = page.get_by_role("dialog")
    form.locator("[value=R16]").uncheck()
    form.get_by_role("button", name="Save").click()
    expect(row.locator("[data-cell=evidence]")).to_have_text("R05")
    undo(page)
    undo(page)
    expect(row.locator("[data-cell=strength]")).to_contain_text("tentative")
    assert _text_of_first_card(page) == "The Cooper runs Kestrel."


def _text_of_first_card(page: Page) -> str:
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    attempt = page.locator("[data-workspace]").get_attribute("data-attempt")
    work = page.request.get(f"/api/v1/attempts/{attempt}").json()["work"]
    ruled = next(one for one in work["links"] if one["id"] == "rules")
    return str(ruled["cards"][0].get("text"))


def test_rows_are_added_to_the_matrix_and_large_ones_keep_their_names_in_view(page: Page) -> None:
    pane = opens(page, "matrix")
    frame = pane.locator("[data-frame]")
    expect(frame).to_have_attribute("data-layout", "stair")
    pane.locator("[name=label]").fill("Warehouse 9")
    pane.locator("[name=type]").select_option("place")
    pane.get_by_role("button", name="Add a row").click()
    expect(pane.locator(".mx-name", has_text="Warehouse 9")).to_have_count(1)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(frame).to_have_attribute("data-layout", "framed")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1500, "height": 900})
    undo(page)
    expect(pane.locator(".mx-name", has_text="Warehouse 9")).to_have_count(0)


def test_arrows_follow_the_reading_direction(page: Page, live: Live) -> None:
    page.context.add_cookies([{"name": "language", "value": "ur", "url": live.address}])
    pane = opens(page, "matrix")
    first, second = pane.locator(".mx-diag").nth(0), pane.locator(".mx-diag").nth(1)
    one, other = first.bounding_box(), second.bounding_box()
    assert one
    assert other
    assert other["x"] < one["x"]
    first.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(second).to_be_focused()
    axe_finds_nothing(page)


def test_the_table_sorts_and_filters(page: Page) -> None:
    pane = opens(page, "table")
    names = pane.locator('[data-rows="entities"] [data-cell="label"]')
    pane.get_by_role("button", name="Links").click()
    pane.get_by_role("button", name="Links").click()
    head = pane.locator('[data-table="entities"] [data-sort="links"]')
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(names.first).to_have_text("Kestrel Cold Chain Ltd")
    pane.get_by_role("button", name="Dates").first.click()
    expect(names.first).to_have_text("Radomir Velk")
    pane.locator('[data-filter="text"]').fill("radomir")
    expect(names).to_have_count(2)
    expect(pane.locator('[data-count="entities"]')).to_have_text("2 of 7")
    pane.locator('[data-filter="text"]').fill("")
    pane.locator('[data-filter="type"]').select_option("l:owns")
    expect(pane.locator('[data-rows="links"] tr')).to_have_count(1)
    expect(names).to_have_count(7)
    axe_finds_nothing(page)


def test_a_date_that_is_none_is_told_at_its_field(page: Page) -> None:
    pane = opens(page, "table")
    pane.locator('[data-edit="lunn"]').click()
    form = page.get_by_role("dialog")
    axe_finds_nothing(page)
    form.locator("[name=since]").fill("12 March")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_visible()
    told = form.locator("[name=since]").evaluate("(field) => field.validationMessage")
    assert told == "Write a date as 2019, 2019-03 or 2019-03-12."
    form.locator("[name=since]").fill("2019-03")
    form.get_by_role("button", name="Save").click()
    row = pane.locator('tr[data-id="lunn"]')
    expect(row.locator("[data-cell=when]")).to_have_text("since Mar 2019")
    expect(pane.locator('[data-edit="lunn"]')).to_be_focused()
    undo(page)
    expect(row.locator("[data-cell=when]")).to_have_text("")


def test_the_time_line_is_walked_by_keys_and_read_as_a_list(page: Page) -> None:
    pane = opens(page, "timeline")
    lanes = pane.locator("[data-lanes]")
    assert lanes.locator(".tl-label").all_inner_texts()[:2] == ["Petar Lunn", "Radomir Velk"]
    axe_finds_nothing(page)
    first = lanes.locator('.tl-item[tabindex="0"]')
    first.focus()
    page.keyboard.press("End")
    expect(page.locator(".tl-item:focus")).to_have_attribute("data-id", "stop")
    wide = lanes.evaluate("(box) => box.scrollWidth")
    page.keyboard.press("+")
    expect(page.locator(".tl-item:focus")).to_have_attribute("data-id", "stop")
    assert lanes.evaluate("(box) => box.scrollWidth") > wide
    pane.get_by_role("button", name="List").click()
    listed = pane.locator("[data-dated] li")
    expect(listed.first).to_contain_text("since 2017")
    expect(pane.locator("[data-dated]")).to_contain_text("1 Feb 2019")
    undated = pane.locator("[data-undated]")
    undated.locator("summary").click()
    expect(undated).to_contain_text("Dr Radomir Velik")
    axe_finds_nothing(page)
    undated.get_by_role("button", name="Set a date Dr Radomir Velik").click()
    form = page.get_by_role("dialog")
    expect(form.locator("[name=since]")).to_be_focused()
    page.keyboard.type("2019-01")
    page.keyboard.press("Enter")
    expect(pane.locator("[data-dated]")).to_contain_text("Dr Radomir Velik")
    undo(page)
    expect(pane.locator("[data-dated]")).not_to_contain_text("Dr Radomir Velik")


def test_events_stand_in_order_with_arrows_by_strength(page: Page) -> None:
    pane = opens(page, "timeline")
    pane.get_by_role("button", name="Event chart").click()
    boxes = pane.locator(".ev-box")
    assert boxes.locator("b").all_inner_texts() == ["Seizure 38 kg", "Handset secured"]
    expect(boxes.first).to_contain_text("12 Mar 2019, 22:15")
    expect(pane.locator("path.ev-line.unconfirmed")).to_have_count(1)
    expect(boxes.first.locator(".sr")).to_contain_text(re.compile("leads to .?Handset secured"))
    axe_finds_nothing(page)


def opens_tool(page: Page, name: str) -> Locator:
    page.locator(f'[data-tool-open="{name}"]').click()
    tool = page.locator(f'[data-tool="{name}"]')
    expect(tool).to_be_visible()
    return tool


def test_find_and_filter_dim_but_never_remove(page: Page) -> None:
    pane = opens(page, "table")
    find = opens_tool(page, "find")
    expect(find.locator("input")).to_be_focused()
    page.keyboard.type("cooper")
    expect(find.locator("[data-count]")).to_have_text("Found: 2")
    assert find.locator(".hit small").all_inner_texts() == ["other name", "card"]
    find.locator(".hit").first.click()
    expect(pane.locator('tr[data-id="velk"]')).to_have_class(re.compile("now"))
    page.keyboard.press("Escape")
    expect(page.locator('[data-tool-open="find"]')).to_be_focused()
    tool = opens_tool(page, "filter")
    tool.locator("[name=entity][value=person]").check()
    expect(pane.locator('tr[data-id="firm"]')).to_have_class(re.compile("dim"))
    expect(pane.locator('tr[data-id="works"]')).to_have_class(re.compile("dim"))
    expect(pane.locator('tr[data-id="velk"]')).not_to_have_class(re.compile("dim"))
    expect(tool.locator("[data-count]")).to_have_text("3 of 12 shown")
    axe_finds_nothing(page)
    tool.get_by_role("button", name="Show all").click()
    expect(pane.locator("tr.dim")).to_have_count(0)


def test_paths_and_what_is_linked(page: Page) -> None:
    opens(page, "table")
    tool = opens_tool(page, "paths")
    tool.locator("[name=how]").select_option("shortest")
    tool.locator("[name=from]").select_option("velk")
    tool.locator("[name=to]").select_option("lorry")
    tool.get_by_role("button", name="Look").click()
    way = tool.locator("ol .hit")
    assert way.locator("bdi").all_inner_texts() == [
        "Radomir Velk",
        "Kestrel Cold Chain Ltd",
        "KV-4471-C",
    ]
    expect(way.locator("small")).to_have_text("links: 2")
    tool.locator("[name=how]").select_option("all")
    tool.locator("[name=depth]").select_option("4")
    tool.get_by_role("button", name="Look").click()
    expect(tool.locator("ol .hit")).to_have_count(2)
    tool.locator("[name=way]").select_option("with")
    tool.get_by_role("button", name="Look").click()
    expect(tool.locator("ol .hit")).to_have_count(1)
    tool.locator("[name=how]").select_option("linked")
    tool.locator("[name=depth]").select_option("1")
    tool.locator("[name=way]").select_option("against")
    tool.locator("[name=from]").select_option("firm")
    tool.get_by_role("button", name="Look").click()
    assert sorted(tool.locator("ol .hit").all_inner_texts()) == ["Petar Lunn", "Radomir Velk"]
    axe_finds_nothing(page)


def test_two_are_compared_merged_with_a_reason_and_taken_apart_again(page: Page) -> None:
    opens(page, "table")
    start = links(page).get_attribute("data-entities") or ""
    tool = opens_tool(page, "same")
    tool.get_by_role("button", name="Look for likely pairs").click()
    pair = tool.locator("[data-pairs] > li", has_text="Velik")
    expect(pair.locator(".reasons")).to_contain_text("The names are near")
    pair.locator(".hit").click()
    facts = tool.locator("tbody")
    expect(facts).to_contain_text("1980-11-09")
    expect(facts.locator(".differs")).not_to_have_count(0)
    axe_finds_nothing(page)
    tool.get_by_role("button", name="Merge the two").click()
    expect(tool.get_by_role("alert")).to_have_text(
        "Write why the two are one. It stays on the chart."
    )
    expect(links(page)).to_have_attribute("data-entities", start)
    tool.locator("[name=why]").fill("Same birth date in R16.")
    tool.get_by_role("button", name="Merge the two").click()
    expect(links(page)).to_have_attribute("data-entities", str(int(start) - 1))
    undo(page)
    expect(links(page)).to_have_attribute("data-entities", start)


def test_measures_shade_the_chart_and_stand_in_the_table(page: Page) -> None:
    pane = opens(page, "table")
    tool = opens_tool(page, "measures")
    for name, most in (("degree", "3"), ("betweenness", "0.133"), ("core", "2")):
        tool.locator("select").select_option(name)
        expect(tool.locator("ul .num").first).to_have_text(most)
        expect(tool.locator("[data-shades] i")).to_have_count(5)
    expect(pane.locator('[data-sort="measure"]')).to_contain_text("K-core")
    expect(pane.locator('tr[data-id="firm"] [data-cell="measure"]')).to_have_text("2")
    tool.locator("select").select_option("clusters")
    expect(tool.locator("[data-shades]")).to_contain_text("Cluster 1")
    axe_finds_nothing(page)


@pytest.mark.parametrize("view", ["matrix", "table", "timeline"])
def test_each_view_fits_a_phone(page: Page, view: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opens(page, view)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    axe_finds_nothing(page)
    for tool in ("find", "filter", "paths", "same", "measures"):
        opens_tool(page, tool)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, tool
