"""Two people draw one chart in two browsers: nothing is lost on a line that comes and goes."""

import base64
import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.engines.linkchart.shared import union
from tests.support.browser import watched
from tests.support.charting import as_seen, by_id
from tests.support.live import Live
from tests.support.live_people import cookie_of

pytestmark = pytest.mark.browser
SESSION = "/sessions/karachi-2019"
CHART = f"{SESSION}/exercises/pale-harbour/"
ACTS = 250
MODEL = "document.querySelector('[data-canvas]').view.model"

# random acts on the page's own model, as the views make them; tells what was added
DRAW = """async ([seed, count]) => {
  const model = document.querySelector("[data-canvas]").view.model;
  let state = seed;
  const chance = (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * most);
  };
  const one = (map) => [...map.keys()][chance(map.size)];
  const added = { entities: [], cards: [] };
  for (let at = 0; at < count; at += 1) {
    const id = `s${seed}-${at}`;
    const kind = chance(10);
    if (kind < 3 || model.entities.size < 3) {
      const at = [chance(900), chance(600)];
      const entity = { id, type: "person", label: `P ${id}`, aliases: [], cards: [], at };
      model.act({ kind: "add_entity", payload: { entity } });
      added.entities.push(id);
    } else if (kind < 5) {
      const [source, target] = [one(model.entities), one(model.entities)];
      const type = Object.keys(window.linkTypes)[0];
      const link = { id, source, target, type, strength: "confirmed", cards: [] };
      if (source !== target) model.act({ kind: "add_link", payload: { link } });
    } else if (kind < 7) {
      const on = one(model.entities);
      const card = { id, source: "R01", text: `Card ${id}` };
      const [done] = model.act({ kind: "put_card", payload: { on, card } });
      if (done) added.cards.push([on, id]);
    } else if (kind < 8) {
      const changes = { note: `Note ${id}`, label: `N ${id}` };
      model.act({ kind: "edit_entity", payload: { id: one(model.entities), changes } });
    } else if (kind < 9) {
      const places = [{ id: one(model.entities), at: [chance(900), chance(600)] }];
      model.act({ kind: "move", payload: { places } });
    } else if (kind < 10 && chance(2)) {
      model.undo();
      model.redo();
    }
    if (at % 10 === 9) await new Promise((done) => setTimeout(done, 30));
  }
  return added;
}"""


@pytest.fixture(scope="module")
def people(chromium: Browser, live: Live) -> Iterator[list[BrowserContext]]:
    """Two participants of one session, each in a browser."""
    contexts = []
    for username in ("demo.participant", "demo.participant.2"):
        context = chromium.new_context(
            base_url=live.address, viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(20_000)
        context.add_cookies([cookie_of(live, username)])
        contexts.append(context)
    yield contexts
    for context in contexts:
        context.close()


@pytest.fixture(scope="module", autouse=True)
def _opened(chromium: Browser, live: Live) -> None:
    """The trainer opens the module of the chart to all."""
    context = chromium.new_context(base_url=live.address)
    page = context.new_page()
    page.goto("/")
    page.locator('form[action="/demo/enter/trainer"] button').first.click()
    page.wait_for_url("**/desk")
    page.goto(f"{SESSION}/learning/openings")
    module = page.locator('[id="07-link-charting"]')
    module.locator("summary").click()
    if module.get_by_role("button", name="Open to all now").is_visible():
        module.get_by_role("button", name="Open to all now").click()
    context.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert [one for one in found if "ERR_INTERNET_DISCONNECTED" not in one] == []


def begin(context: BrowserContext, faults: list[str], code: str = "") -> Page:
    page = watched(context.new_page(), faults)
    page.goto(CHART)
    if page.get_by_text("Draw with others").is_visible() and code:
        page.get_by_text("Draw with others").click()
        page.get_by_label("Code of the other person").fill(code)
    page.get_by_role("button", name="Begin attempt").click()
    started(page)
    return page


def started(page: Page) -> None:
    page.wait_for_selector("[data-workspace][data-started]")
    page.evaluate("window.linkTypes = JSON.parse("
                  "document.getElementById('chart-data').textContent).linkTypes")  # fmt: skip


def chart(page: Page) -> Any:
    return by_id(page.evaluate(f"{MODEL}.chart()"))


def own_code(page: Page) -> str:
    """The code that the workspace tells for others."""
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", page.content())
    assert found
    return found[0]


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved", timeout=60_000)


def until(page: Page, script: str) -> None:
    """Wait for a script to be true; the page's security policy forbids waiting inside of it."""
    for _ in range(60):
        if page.evaluate(script):
            return
        page.wait_for_timeout(500)
    raise AssertionError(script)


def alike(one: Page, two: Page) -> Any:
    """The chart, once both browsers show the same."""
    script = (
        "([text]) => {"
        f"const chart = {MODEL}.chart();"
        """
      const plain = (value) => Array.isArray(value) ? value.map(plain)
        : value && typeof value === "object"
          ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, plain(value[name])]))
          : value;
      const sorted = { ...chart };
      for (const name of ["entities", "links", "groups"])
        sorted[name] = [...chart[name]].sort((a, b) => (a.id < b.id ? -1 : 1));
      const found = JSON.stringify(plain(sorted));
      return text === null ? found : found === text;
    }"""
    )
    for page in (one, two):
        page.bring_to_front()
        saved(page)
    one.bring_to_front()
    for _ in range(30):
        text = one.evaluate(script, [None])
        if two.evaluate(script, [text]):
            return json.loads(text)
        two.bring_to_front()
        two.wait_for_timeout(1000)
        one.bring_to_front()
        one.wait_for_timeout(1000)
    raise AssertionError("the two browsers do not come to the same chart")


def test_five_hundred_edits_on_cut_lines_converge_and_lose_nothing(
    people: list[BrowserContext], faults: list[str]
) -> None:
    first, second = people
    one = begin(first, faults)
    two = begin(second, faults, own_code(one))
    assert one.locator("[data-workspace]").get_attribute("data-attempt") == two.locator(
        "[data-workspace]"
    ).get_attribute("data-attempt")
    expect(one.locator("[data-hands] li")).to_have_count(2, timeout=30_000)
    chance = random.Random(5)
    added: list[dict[str, Any]] = []
    for part in range(10):
        for context, page in ((first, one), (second, two)):
            context.set_offline(chance.random() < 0.5)
            added.append(page.evaluate(DRAW, [1000 * part + (page is two), ACTS // 10]))
        if part == 5:  # a page that is closed and opened again on a cut line has kept its acts
            first.set_offline(False)
            one.reload()
            started(one)
    for context in people:
        context.set_offline(False)
    found = alike(one, two)
    entities = {entity["id"]: entity for entity in found["entities"]}
    wanted = [key for part in added for key in part["entities"]]
    assert len(wanted) > 100
    assert [key for key in wanted if key not in entities] == []
    cards = [pair for part in added for pair in part["cards"]]
    assert len(cards) > 60
    assert [
        (on, card)
        for on, card in cards
        if card not in {known["id"] for known in entities[on]["cards"]}
    ] == []
    _the_server_has_the_same(one, found)
    _the_replay_tells_each_state(people, one, chance)


def _the_server_has_the_same(page: Page, found: Any) -> None:
    attempt = page.locator("[data-workspace]").get_attribute("data-attempt")
    work = page.request.get(f"/api/v1/attempts/{attempt}").json()["work"]
    assert by_id(work) == by_id(found)


def _rows(page: Page, attempt: str) -> list[Any]:
    rows: list[Any] = []
    more = True
    while more:
        since = rows[-1]["sequence"] if rows else 0
        answer = page.request.get(f"/api/v1/attempts/{attempt}/updates?since={since}").json()
        rows += answer["updates"]
        more = answer["more"]
    return rows


def _the_replay_tells_each_state(
    people: list[BrowserContext], one: Page, chance: random.Random
) -> None:
    attempt = one.locator("[data-workspace]").get_attribute("data-attempt") or ""
    rows = _rows(one, attempt)
    assert {row["who"] for row in rows} == {1, 2}
    one.get_by_text("Hand in", exact=True).first.click()
    one.locator("dialog, .box").get_by_role("button", name="Hand in").click()
    one.wait_for_url("**/marked")
    one.get_by_role("link", name="How it was drawn").click()
    one.wait_for_selector("[data-replay][data-started]")
    replay = one.locator("[data-replay]")
    slider = one.get_by_role("slider", name="Step")
    assert slider.get_attribute("max") == str(len(rows))
    places = [*sorted(chance.sample(range(len(rows)), 6)), 3, 2, 0, len(rows)]
    for place in places:
        slider.evaluate(
            "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input')); }",
            place,
        )
        expect(replay).to_have_attribute("data-place", str(place))
        updates = (base64.b64decode(row["update"]) for row in rows[:place])
        assert chart(one) == as_seen(union(updates).chart())
    slider.focus()
    one.keyboard.press("ArrowLeft")
    expect(replay).to_have_attribute("data-place", str(len(rows) - 1))
    expect(one.locator("[data-who]")).not_to_be_empty()
    expect(one.locator("[data-when]")).not_to_be_empty()
    one.keyboard.press("Home")
    expect(replay).to_have_attribute("data-entities", "0")
    one.get_by_label("Steps in a second").select_option("25")
    slider.focus()
    one.keyboard.press("Space")
    expect(one.get_by_role("button", name="Play")).to_have_attribute("aria-pressed", "true")
    expect(replay).to_have_attribute("data-place", re.compile(r"^([4-9]|\d\d+)$"))
    one.get_by_role("button", name="Play").click()
    expect(one.get_by_role("button", name="Play")).to_have_attribute("aria-pressed", "false")


def test_each_sees_what_the_other_has_chosen_and_undoes_own_acts_only(
    people: list[BrowserContext], faults: list[str]
) -> None:
    first, second = people
    one = begin(first, faults)
    two = begin(second, faults, own_code(one))
    one.bring_to_front()
    one.evaluate(DRAW, [7, 3])
    two.bring_to_front()
    expect(two.locator("[data-workspace]")).to_have_attribute("data-entities", "3")
    noted = {"id": "s7-0", "changes": {"note": "Seen"}}
    step = {"kind": "edit_entity", "payload": noted}
    two.evaluate(f"(step) => {MODEL}.act(step) && null", step)
    one.bring_to_front()
    until(one, f"{MODEL}.entities.get('s7-0').note === 'Seen'")
    one.get_by_role("button", name="Undo", exact=True).click()
    expect(one.locator("[data-workspace]")).to_have_attribute("data-entities", "2")
    assert one.evaluate(f"{MODEL}.entities.get('s7-0').note") == "Seen"
    two.bring_to_front()
    two.evaluate("document.querySelector('[data-canvas]').view.tell('s7-1')")
    two.wait_for_timeout(1500)
    one.bring_to_front()
    until(one, "document.querySelector('[data-canvas]').view.state.others.has('s7-1')")
    here = one.locator("[data-hands] li:not(.you)")
    expect(here).to_have_count(1)
    expect(here).not_to_have_class("away")
    two.get_by_text("Hand in", exact=True).first.click()
    two.locator("dialog, .box").get_by_role("button", name="Hand in").click()
    two.wait_for_url("**/marked")
    one.bring_to_front()
    expect(one.get_by_text("This chart was handed in.")).to_be_visible(timeout=30_000)
