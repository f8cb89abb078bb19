"""Packages in a real browser: a small one resumes in the player and sees nothing around it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from lms.core import files
from lms.core.db import transaction
from lms.courses.formats.media import media_facts
from lms.courses.queries.content import media_owner
from tests.factories.exercises import make_content
from tests.factories.scorm import HEAD_1_2, HEAD_2004, item, manifest, packed, resource
from tests.support.browser import watched
from tests.support.signing_in import sign_in_directly
from tests.support.world import World, make_world

pytestmark = pytest.mark.browser
PACK = "/sessions/spring-2026/exercises/small-pack/"

# A little SCO as content of the nineties is: it looks for the API, reads, writes, turns its page.
SCO = """<!doctype html><html><head><title>Little</title><script>
var found = null, win = window;
try {
  if (window.parent && window.parent !== window) win = window.parent;
  while (!win.API && win.parent && win.parent !== win) win = win.parent;
  found = win.API || null;
} catch (error) { found = null; }
if (!found) found = window.API;
function began() {
  found.LMSInitialize("");
  document.getElementById("place").textContent =
    [found.LMSGetValue("cmi.core.lesson_location"), found.LMSGetValue("cmi.core.score.raw"),
     found.LMSGetValue("cmi.suspend_data"), found.LMSGetValue("cmi.core.entry")].join("|");
}
function step(score) {
  found.LMSSetValue("cmi.core.lesson_location", "page-" + score);
  found.LMSSetValue("cmi.core.score.raw", String(score));
  found.LMSSetValue("cmi.suspend_data", "seen:" + score);
  found.LMSSetValue("cmi.core.lesson_status", "incomplete");
  found.LMSCommit("");
}
function done() {
  found.LMSSetValue("cmi.core.score.raw", "90");
  found.LMSSetValue("cmi.core.lesson_status", "completed");
  found.LMSFinish("");
}
</script></head><body onload="began()"><p id="place"></p>
<button onclick="step(40)">Forty</button><button onclick="done()">Finish</button>
<a href="second.html">Turn the page</a></body></html>"""
SECOND = """<!doctype html><title>Second</title><p id="place"></p><script>
document.getElementById("place").textContent = window.API.LMSGetValue("cmi.core.lesson_location");
</script>"""
# The same in the words of SCORM 2004; it finishes only when its page goes.
FRESH = """<!doctype html><title>Fresh</title><p id="place"></p><button>Score</button><script>
var api = window.API_1484_11;
api.Initialize("");
document.getElementById("place").textContent = ["cmi.location", "cmi.score.scaled", "cmi.entry",
  "cmi.mode"].map(function (name) { return api.GetValue(name); }).join("|");
document.querySelector("button").onclick = function () {
  api.SetValue("cmi.location", "12");
  api.SetValue("cmi.score.scaled", "0.8");
  api.SetValue("cmi.completion_status", "completed");
  api.SetValue("cmi.success_status", "passed");
};
window.addEventListener("pagehide", function () { api.Terminate(""); });
</script>"""
# What a hostile package would try; each line ends as what it got.
SPY = """<!doctype html><title>Spy</title><pre id="got">waits</pre><script>
var got = [];
function attempt(name, act) {
  try { got.push(name + ": " + act()); } catch (error) { got.push(name + ": refused"); }
}
attempt("cookie", function () { return document.cookie; });
attempt("parent", function () { return top.document.title; });
attempt("storage", function () { return localStorage.length; });
attempt("top", function () { top.location = "/desk"; return "asked"; });
Promise.all(["/desk", "/api/v1/me", "/static/base/tokens.css"].map(function (address) {
  return fetch(address, {credentials: "include"}).then(
    function (answer) { return answer.text(); },
    function () { return "refused"; });
}).concat(new Promise(function (resolve) {
  var image = new Image();
  image.onload = function () { resolve("loaded"); };
  image.onerror = function () { resolve("refused"); };
  image.src = "/static/base/icon.svg";
})).concat(new Promise(function (resolve) {
  var frame = document.createElement("iframe");
  frame.onload = function () {
    try { resolve(frame.contentDocument.title); } catch (error) { resolve("refused"); }
  };
  frame.src = "/desk";
  document.body.appendChild(frame);
  setTimeout(resolve, 3000, "refused");
}))).then(function (answers) {
  got.push("fetched: " + answers.join(","));
  document.getElementById("got").textContent = got.join("\\n");
});
</script>"""


@dataclass(frozen=True)
class Site:
    """A small site with one participant signed in, and its address."""

    app: Flask
    world: World
    address: str
    cookie: dict[str, Any]


@pytest.fixture
def site(app: Flask, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A server of this process with a package of the parts that the test asks for."""
    parts: tuple[str, ...] = request.param
    content = manifest(
        "".join(item(name, name) for name in parts),
        "".join(resource(name, f"{name}.html") for name in parts),
        HEAD_2004 if "fresh" in parts else HEAD_1_2,
    )
    pages = {
        "one.html": SCO,
        "two.html": SCO,
        "second.html": SECOND,
        "spy.html": SPY,
        "fresh.html": FRESH,
        "plain.html": "<!doctype html><p>Only words.",
    }
    zipped = packed(
        {"imsmanifest.xml": content, **{name: text.encode() for name, text in pages.items()}}
    )
    world = _world(zipped)
    client = sign_in_directly(app.test_client(), world.people["participant"])
    cookie = client.get_cookie("concord")
    assert cookie is not None
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    yield Site(app, world, address, {"name": "concord", "value": cookie.value, "url": address})
    server.shutdown()
    thread.join()
    server.server_close()


def _world(zipped: bytes) -> World:
    exercise = {
        "schema": 1,
        "kind": "package",
        "key": "small-pack",
        "title": {"en": "Small pack"},
        "file": "media/small.zip",
    }
    with transaction():
        made = make_content(
            media={"media/small.zip": media_facts("media/small.zip", zipped)},
            **{"small-pack": exercise},
        )
        owner = media_owner(made.course_id)
        files.put(zipped, media_type="application/zip", owner=owner, name="small.zip")
        return make_world(made)


def page_of(chromium: Browser, site: Site, width: int = 1280) -> Page:
    context = chromium.new_context(
        base_url=site.address, viewport={"width": width, "height": 780}, locale="en-GB"
    )
    context.add_cookies([site.cookie])  # type: ignore[list-item]
    context.set_default_timeout(10_000)
    return context.new_page()


@pytest.mark.parametrize("site", [("one", "two")], indirect=True)
def test_a_package_resumes_with_its_score_and_hands_in_when_all_is_done(
    chromium: Browser, site: Site
) -> None:
    faults: list[str] = []
    page = watched(page_of(chromium, site, 360), faults)
    page.goto(PACK)
    page.get_by_role("button", name="Begin attempt").click()
    frame = page.frame_locator("[data-frame]")
    expect(frame.locator("#place")).to_have_text("|||ab-initio")
    frame.get_by_role("button", name="Forty").click()
    expect(page.locator("#saved")).to_contain_text("Every step saved")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.reload()
    expect(frame.locator("#place")).to_have_text("page-40|40|seen:40|resume")
    frame.get_by_role("link", name="Turn the page").click()
    expect(frame.locator("#place")).to_have_text("page-40")
    page.get_by_role("button", name="Part two").click()
    expect(frame.locator("#place")).to_have_text("|||ab-initio")
    frame.get_by_role("button", name="Finish").click()
    expect(page.locator("[data-part=two]")).to_contain_text("Done")
    expect(page.locator("[data-progress]")).to_have_text("1 of 2 parts done")
    page.get_by_role("button", name="Part one").click()
    expect(frame.locator("#place")).to_have_text("page-40|40|seen:40|resume")
    expect(page.locator("[data-all-done]")).to_be_hidden()
    frame.get_by_role("button", name="Finish").click()
    page.wait_for_url("**/package/result")
    expect(page.locator("tbody tr").first).to_contain_text("Done")
    expect(page.locator("tfoot")).to_contain_text("90")
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("site", [("fresh", "plain")], indirect=True)
def test_a_package_of_2004_that_never_commits_is_kept_too(chromium: Browser, site: Site) -> None:
    faults: list[str] = []
    page = watched(page_of(chromium, site), faults)
    page.goto(PACK)
    page.get_by_role("button", name="Begin attempt").click()
    frame = page.frame_locator("[data-frame]")
    expect(frame.locator("#place")).to_have_text("||ab-initio|normal")
    frame.get_by_role("button", name="Score").click()
    expect(page.locator("[data-part=fresh]")).to_contain_text("Passed")
    page.get_by_role("button", name="Part fresh").click()
    expect(frame.locator("#place")).to_have_text("12|0.8|resume|normal")
    expect(page.locator("#saved")).to_contain_text("Every step saved")
    page.reload()
    expect(page.locator("[data-part=fresh]")).to_contain_text("Passed")
    expect(page.locator("[data-progress]")).to_have_text("1 of 2 parts done")
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("site", [("one", "two", "spy")], indirect=True)
def test_a_script_in_a_package_cannot_read_the_platform(chromium: Browser, site: Site) -> None:
    page = page_of(chromium, site)
    page.goto(PACK)
    page.get_by_role("button", name="Begin attempt").click()
    page.get_by_role("button", name="Part spy").click()
    got = page.frame_locator("[data-frame]").locator("#got")
    expect(got).to_contain_text("fetched")
    assert got.inner_text().splitlines() == [
        "cookie: refused",
        "parent: refused",
        "storage: refused",
        "top: refused",
        "fetched: refused,refused,refused,refused,refused",
    ]
    page.get_by_role("button", name="Hand in").click()
    page.locator("dialog").get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/package/result")
    page.context.close()
