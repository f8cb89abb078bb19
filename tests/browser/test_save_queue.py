"""Nothing typed is lost: the save queue of the browser against a server that fails in every way."""

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.http_server import QuietServer, serving

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PAGE = """<!doctype html><meta charset="utf-8"><meta name="csrf-token" content="tok">
<div id="saved" data-zone="UTC" data-saved="Every step saved {time}." data-ready="Ready."
 data-sending="Saving." data-kept="Kept on this phone." data-memory="Not kept."
 data-signin="Sign in again." data-signin-link="Sign in" data-refused="Not accepted:">
<span class="st"></span><span data-text></span></div>
<script type="module">
import { SaveQueue } from "/static/components/save_queue.js";
const state = document.getElementById("saved");
window.queue = new SaveQueue({ owner: "a1", url: "/events", state });
window.atFirst = queue.waiting().map((event) => event.payload.value);
</script>"""


class Server(QuietServer):
    """Answers `next_answers` in turn (status, body), then 200; keeps what it took."""

    next_answers: list[tuple[int, dict[str, str]]]
    taken: dict[str, dict[str, Any]]
    heads: list[dict[str, str]]
    crossing: threading.Event | None = None
    """Where set, a page is drawn first, then an event taken and answered, then the page sent."""
    drawn: threading.Event


class Handler(SimpleHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path != "/page":
            super().do_GET()
            return
        if self.server.crossing:
            self.server.drawn.set()
            self.server.crossing.wait(10)
            time.sleep(0.5)  # the old page hears that its event was taken
        self._answer(200, PAGE.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        events = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["events"]
        if self.server.crossing:
            self.server.drawn.wait(10)
        self.server.heads.append(dict(self.headers))
        status, body = self.server.next_answers.pop(0) if self.server.next_answers else (200, {})
        if status == 599:  # the reply is lost although the work was done
            for event in events:
                self.server.taken[event["uuid"]] = event
            self.connection.close()
            return
        if status == 200:
            for event in events:
                self.server.taken[event["uuid"]] = event
        self._answer(status, json.dumps(body).encode(), "application/problem+json")
        if self.server.crossing:
            self.server.crossing.set()

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", "/sign-in")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), partial(Handler, directory=str(ROOT)))
    made.next_answers, made.taken, made.heads = [], {}, []
    made.drawn = threading.Event()
    with serving(made):
        yield made


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    opened = context.new_page()
    opened.goto("/page")
    opened.wait_for_function("window.queue")
    yield opened
    context.close()


def add(page: Page, value: str, **options: object) -> str:
    return str(
        page.evaluate(
            "([value, options]) => queue.add('answer', { value }, options)", [value, options]
        )
    )


def values(server: Server) -> list[str]:
    return [
        e["payload"]["value"] for e in sorted(server.taken.values(), key=lambda e: e["sequence"])
    ]


def test_an_answer_is_sent_with_key_order_and_token(page: Page, server: Server) -> None:
    key = add(page, "b")
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    expect(page.locator("[data-text]")).to_contain_text("Every step saved")
    event = server.taken[key]
    assert (event["kind"], event["sequence"], event["payload"]) == ("answer", 1, {"value": "b"})
    assert "replaces" not in event
    assert event["client_at"].endswith("Z")
    assert server.heads[0]["X-CSRFToken"] == "tok"
    assert key[14] == "7"


def test_a_lost_network_keeps_the_answers_and_sends_them_in_order(
    page: Page, server: Server
) -> None:
    page.context.set_offline(True)
    for value in ("a", "b", "c"):
        add(page, value)
    expect(page.locator("[data-text]")).to_have_text("Kept on this phone.")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert values(server) == ["a", "b", "c"]


def test_closing_the_page_loses_nothing(page: Page, server: Server) -> None:
    page.context.set_offline(True)
    add(page, "typed before the battery died")
    expect(page.locator("[data-text]")).to_have_text("Kept on this phone.")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/page")
    expect(again.locator("#saved")).to_have_attribute("data-now", "saved")
    assert values(server) == ["typed before the battery died"]
    assert again.evaluate("queue.waiting().length") == 0


def test_a_step_that_is_saved_while_the_next_page_is_drawn_is_shown_there(
    page: Page, server: Server
) -> None:
    server.crossing = threading.Event()
    key = add(page, "on its way")
    page.reload()
    assert server.crossing.is_set()
    assert page.evaluate("atFirst") == ["on its way"]
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    page.reload()
    assert page.evaluate("atFirst") == []
    assert list(server.taken) == [key]


def test_a_page_that_was_not_left_after_all_forgets_what_is_saved(
    page: Page, server: Server
) -> None:
    page.clock.install()
    page.evaluate("dispatchEvent(new Event('beforeunload'))")
    add(page, "beside a download")
    page.clock.run_for(100)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert page.evaluate("queue.waiting().length") == 0
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('concord:event:a1:')).length"
    assert page.evaluate(kept) == 1
    page.clock.run_for(31_000)
    assert page.evaluate(kept) == 0
    assert len(server.taken) == 1


@pytest.mark.parametrize("status", [500, 503, 429, 599])
def test_a_failing_server_or_a_lost_reply_is_tried_again_with_the_same_key(
    page: Page, server: Server, status: int
) -> None:
    server.next_answers = [(status, {})]
    key = add(page, "once")
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert list(server.taken) == [key]


@pytest.mark.parametrize("status", [401, 403, 302])
def test_a_lost_sign_in_is_said_and_the_text_kept(page: Page, server: Server, status: int) -> None:
    server.next_answers = [(status, {})] * 9
    add(page, "kept")
    expect(page.locator("[data-text]")).to_contain_text("Sign in again.")
    link = page.locator("[data-text] a")
    expect(link).to_have_attribute("href", "/sign-in?next=%2Fpage")
    assert page.evaluate("queue.waiting().length") == 1
    assert server.taken == {}


def test_what_the_server_refuses_is_said_in_its_words_and_kept(page: Page, server: Server) -> None:
    server.next_answers = [(409, {"detail": "The attempt was handed in at 11:40."})]
    add(page, "late")
    expect(page.locator("[data-text]")).to_have_text(
        "Not accepted: The attempt was handed in at 11:40."
    )
    assert page.evaluate("queue.waiting().length") == 1
    assert page.evaluate("queue.drain(500)") is False


def test_one_refused_answer_does_not_hold_up_the_others(page: Page, server: Server) -> None:
    page.context.set_offline(True)
    add(page, "a")
    add(page, "not a number", replaces="q2")
    add(page, "c")
    bad = {"detail": "Mend this.", "errors": [{"field": "x", "detail": "Write a number."}]}
    server.next_answers = [(422, bad), (200, {}), (422, bad)]
    page.context.set_offline(False)
    expect(page.locator("[data-text]")).to_have_text("Not accepted: Write a number.")
    page.wait_for_function("queue.waiting().length === 1")
    assert values(server) == ["a", "c"]
    add(page, "12", replaces="q2")
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert values(server) == ["a", "c", "12"]


def test_typing_sends_the_last_text_only(page: Page, server: Server) -> None:
    for text in ("S", "So", "Sources are graded apart"):
        add(page, text, replaces="q4", soon=False)
    assert page.evaluate("queue.waiting().length") == 1
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert values(server) == ["Sources are graded apart"]


def test_two_tabs_of_one_attempt_send_everything_once(page: Page, server: Server) -> None:
    second = page.context.new_page()
    second.goto("/page")
    second.wait_for_function("window.queue")
    page.context.set_offline(True)
    add(page, "first tab")
    add(second, "second tab")
    page.context.set_offline(False)
    for tab in (page, second):
        expect(tab.locator("#saved")).to_have_attribute("data-now", "saved")
    assert sorted(values(server)) == ["first tab", "second tab"]
    add(second, "after the first was sent")
    expect(second.locator("#saved")).to_have_attribute("data-now", "saved")
    assert len({event["sequence"] for event in server.taken.values()}) == 3


def test_drain_waits_until_the_server_has_all(page: Page, server: Server) -> None:
    server.next_answers = [(503, {})]
    add(page, "last answer")
    assert page.evaluate("queue.drain(8000)") is True
    assert values(server) == ["last answer"]


def test_without_storage_it_says_to_leave_the_page_open(page: Page, server: Server) -> None:
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    page.reload()
    page.wait_for_function("window.queue")
    page.context.set_offline(True)
    add(page, "in memory")
    expect(page.locator("[data-text]")).to_have_text("Not kept.")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert values(server) == ["in memory"]


JOIN = """([most]) => queue.condense("answer", most, (all) =>
  [{ value: all.map(({ value }) => value).join("") }])"""


def test_what_waits_on_a_cut_line_can_be_put_together(page: Page, server: Server) -> None:
    page.context.set_offline(True)
    old = [add(page, value) for value in "abcd"]
    expect(page.locator("[data-text]")).to_have_text("Kept on this phone.")
    assert page.evaluate(JOIN, [4]) == []
    (fresh,) = page.evaluate(JOIN, [3])
    assert page.evaluate("queue.waiting().map((event) => event.uuid)") == [fresh]
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert values(server) == ["abcd"]
    assert not set(old) & set(server.taken)


def test_large_events_go_in_several_messages(page: Page, server: Server) -> None:
    page.context.set_offline(True)
    for sign in "abc":
        add(page, sign * 300_000)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    assert [value[0] for value in values(server)] == ["a", "b", "c"]
    assert len(server.heads) >= 3
