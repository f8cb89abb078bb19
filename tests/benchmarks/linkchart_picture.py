"""From a hand's input to the picture of a link chart, in headless Chromium on the real workspace.

A participant's open chart is filled to each size, laid out like a chart that somebody has tidied,
and worked on by real input: dragging, panning, the wheel, keys, a change in the panel, undo. The
time of each runs from the input event's own time stamp until the frame in which the chart was
painted anew is done. Beside it stand the same hands on a chart of two entities and on a bare page
with one circle on a canvas, which is what browser and machine take of it.
"""

import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from lms.accounts.identity import identity_of
from lms.core.db import db, transaction
from lms.core.settings import Settings
from lms.exercises.services import start_attempt
from lms.factory import create_app
from tests.benchmarks.serving import environment, serving
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment
from tests.factories.exercises import chart, make_content
from tests.support.browser import QUIET, chromium_path
from tests.support.signing_in import sign_in_directly

SIZES = ((250, 750), (500, 1_500), (1_000, 3_000))
AIM = (500, 100.0)
ACTIVITY = "warm-up"
ENTITY_TYPES = ["person", "organisation", "phone", "vehicle", "place"]
LINK_TYPES = ["owns", "uses", "knows", "calls", "leases"]
STEPS = 40
CLOSE = 0.75  # the zoom at which everything can be read

# Time stamps of input and of finished frames. The message comes after the frame in which the
# canvas was painted has been handed on; a bare page paints its circle after every input.
WATCH = """(paints) => {
  const bench = window.bench = { times: [], since: null, on: true };
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    if (bench.since === null) return;
    bench.times.push(performance.now() - bench.since);
    bench.since = null;
  };
  for (const type of ["pointermove", "pointerdown", "wheel", "keydown", "change"]) {
    addEventListener(type, (event) => {
      if (bench.on) bench.since ??= event.timeStamp;
      if (!paints) requestAnimationFrame(() => { draw(); channel.port2.postMessage(0); });
    }, { capture: true, passive: true });
  }
  if (!paints) return;
  const { surface } = document.querySelector("[data-canvas]").view;
  const now = surface.now.bind(surface);
  surface.now = () => { now(); channel.port2.postMessage(0); };
}"""
BARE = """() => {
  document.body.innerHTML = '<canvas width="860" height="700" tabindex="0"></canvas>';
  const canvas = document.querySelector("canvas");
  const ctx = canvas.getContext("2d");
  window.draw = () => {
    ctx.clearRect(0, 0, 860, 700);
    ctx.beginPath();
    ctx.arc(Math.random() * 800, 300, 20, 0, 7);
    ctx.stroke();
  };
}"""
FILL = "(steps) => { document.querySelector('[data-canvas]').view.model.act(...steps); }"
PLACE = """([id, zoom]) => {
  const { view } = document.querySelector("[data-canvas]");
  const node = view.scene.nodes.get(id);
  if (zoom) {
    view.surface.view.k = zoom;
    view.surface.view.x = view.surface.size.wide / 2 - node.x * zoom;
    view.surface.view.y = view.surface.size.high / 2 - node.y * zoom;
  } else view.fit();
  view.surface.now();
  return [view.surface.onPage(node.x, node.y), view.box.getBoundingClientRect().toJSON()];
}"""


@dataclass(frozen=True)
class Times:
    """Milliseconds of one kind of input, sorted."""

    name: str
    times: Sequence[float]

    def part(self, share: float) -> float:
        return self.times[min(len(self.times) - 1, int(share * len(self.times)))]


def report() -> str:
    """The table of times by size, by what is seen, and by kind of input."""
    with workspace() as (port, cookie, path), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        lines = [_row("bare page with one circle", "", _bare(browser))]
        for entities, links in ((2, 1), *SIZES):
            found = _chart(browser, f"http://127.0.0.1:{port}", cookie, path, entities, links)
            lines += [_row(f"{entities} / {links}", seen, times) for seen, times in found.items()]
        browser.close()
    load = os.getloadavg()[0]
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, headless Chromium without a graphics card, "
        f"{os.cpu_count()} cores, load {load:.1f}; ms from input to the painted frame, "
        "median and 95 %; “whole”: all of the chart is seen, “close”: zoom "
        f"{CLOSE}, every word is drawn"
    )
    kinds = "| chart | seen | inputs | drag | pan | wheel | keys | edit | undo | all | aim |"
    return "\n".join([head, "", kinds, "|---|---|--:" + "|--:" * 7 + "|---|", *lines])


def _row(name: str, seen: str, found: Mapping[str, Times]) -> str:
    every = Times("all", sorted(time for one in found.values() for time in one.times))
    cells = [
        f"{statistics.median(one.times):.0f}, {one.part(0.95):.0f}" if one and one.times else ""
        for one in [
            *(found.get(k) for k in ("drag", "pan", "wheel", "keys", "edit", "undo")),
            every,
        ]
    ]
    aim = ""
    if name.startswith(f"{AIM[0]} "):
        aim = f"95 % in {AIM[1]:.0f}: {'met' if every.part(0.95) <= AIM[1] else 'missed'}"
    return f"| {name} | {seen} | {len(every.times)} | {' | '.join(cells)} | {aim} |"


# --- the workspace of one participant ---


@contextmanager
def workspace() -> Iterator[tuple[int, tuple[str, str], str]]:
    """Serve Concord with one open attempt; gives port, sign-in cookie and the page's path."""
    with tempfile.TemporaryDirectory(prefix="concord-picture-") as folder:
        env = environment(Path(folder), None)
        os.environ.update(env)
        app = create_app(Settings(_env_file=None, data=Path(folder)))
        with app.app_context():
            db.create_all()
            cookie, path = _participant(app)
            db.session.remove()
            db.engine.dispose()
        with serving(env, workers=1) as port:
            yield port, cookie, path


def _participant(app: Flask) -> tuple[tuple[str, str], str]:
    agency = make_agency("Agency 1")
    links = [{"key": key, "label": {"en": key}, "directed": key != "knows"} for key in LINK_TYPES]
    words = {"entity_types": ENTITY_TYPES, "link_types": links}
    with transaction():
        content = make_content(**{ACTIVITY: chart(ACTIVITY, vocabulary=words)})
        training = make_session(content=content, agencies=[agency], capacity=5)
        person = make_person("Officer", "Baloch", agency=agency)
        make_enrolment(training, agency, person)
    with transaction():
        start_attempt(
            actor=identity_of(person.id), course_session_id=training.id, activity=ACTIVITY
        )
    client = sign_in_directly(app.test_client(), person.id)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return (cookie.key, cookie.value), f"/sessions/{training.slug}/exercises/{ACTIVITY}/"


# --- hands ---


def _bare(browser: Browser) -> dict[str, Times]:
    page = browser.new_page(viewport={"width": 1600, "height": 980})
    page.evaluate(BARE)
    page.evaluate(WATCH, False)
    page.focus("canvas")
    box = {"x": 10.0, "y": 10.0, "width": 840.0, "height": 680.0}
    hands: Mapping[str, Callable[[], None]] = {
        "drag": lambda: _drag(page, 300, 300),
        "pan": lambda: _drag(page, 60, 60),
        "wheel": lambda: _wheel(page, box),
        "keys": lambda: _keys(page, ["PageDown"]),
    }
    found = {name: _timed(page, name, act) for name, act in hands.items()}
    page.close()
    return found


def _chart(
    browser: Browser, address: str, cookie: tuple[str, str], path: str, entities: int, links: int
) -> dict[str, dict[str, Times]]:
    context = browser.new_context(base_url=address, viewport={"width": 1600, "height": 980})
    context.set_default_timeout(120_000)
    context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": address}])
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("[data-workspace][data-started]")
    page.evaluate(
        "() => { const { model } = document.querySelector('[data-canvas]').view;"
        "model.act(...[...model.entities.keys()].map((id) => ({ kind: 'remove_entity',"
        " payload: { id } }))); }"
    )
    page.evaluate(FILL, _steps(entities, links))
    page.wait_for_selector('#saved[data-now="saved"]')
    page.evaluate(WATCH, True)
    found = {seen: _work(page, zoom) for seen, zoom in (("whole", 0), ("close", CLOSE))}
    context.close()
    return found


def _work(page: Page, zoom: float) -> dict[str, Times]:
    def at_rest() -> tuple[dict[str, float], dict[str, float]]:
        place, box = page.evaluate(PLACE, ["e1", zoom])
        page.focus("[data-canvas]")
        page.wait_for_timeout(400)
        return place, box

    def drag() -> None:
        place, _box = at_rest()
        _drag(page, place["x"], place["y"])

    def pan() -> None:
        _place, box = at_rest()
        _drag(page, box["x"] + 6, box["y"] + 6)

    def wheel() -> None:
        _place, box = at_rest()
        _wheel(page, box)

    def keys() -> None:
        at_rest()
        _keys(page, ["PageDown", "PageDown", "Shift+ArrowRight", "Shift+ArrowLeft"])

    def edit() -> None:
        at_rest()
        _edit(page)

    def undo() -> None:
        at_rest()
        _keys(page, ["Control+z", "Control+y"])

    hands = {"drag": drag, "pan": pan, "wheel": wheel, "keys": keys, "edit": edit, "undo": undo}
    return {name: _timed(page, name, act) for name, act in hands.items()}


def _timed(page: Page, name: str, act: Callable[[], None]) -> Times:
    """The times of what an act does. The first inputs warm up what runs for the first time."""
    page.evaluate("() => { bench.times = []; bench.since = null; }")
    act()
    page.wait_for_timeout(400)
    times: list[float] = page.evaluate("() => bench.times")
    return Times(name, sorted(times[2:]))


def _drag(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + 4 + step * 3, y + 2 + step * 2)
    page.mouse.up()


def _wheel(page: Page, box: Mapping[str, float]) -> None:
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(STEPS):
        page.mouse.wheel(0, 40 if step % 2 else -40)


def _keys(page: Page, keys: Sequence[str]) -> None:
    for step in range(STEPS):
        page.keyboard.press(keys[step % len(keys)])
        page.wait_for_timeout(30)


def _edit(page: Page) -> None:
    """A new name in the panel, as often as a hand writes one; the name is chosen beforehand."""
    for step in range(STEPS // 4):
        page.evaluate("() => { bench.on = false; bench.since = null; }")
        page.focus("[data-canvas]")
        page.keyboard.press("PageDown")
        page.keyboard.press("Enter")
        page.keyboard.type(f"Name {step}")
        page.wait_for_timeout(60)
        page.evaluate("() => { bench.on = true; bench.since = null; }")
        page.keyboard.press("Enter")
        page.wait_for_timeout(120)


# --- a chart of a size ---


def _steps(entities: int, links: int) -> list[dict[str, Any]]:
    """Entities in tidy rows, links mostly among neighbours, some far, a few hubs."""
    chance = random.Random(entities)
    across = max(2, round((entities * 1.3) ** 0.5))
    steps = []
    for at in range(entities):
        place = [(at % across) * 180 + chance.randrange(60), (at // across) * 130]
        entity: dict[str, Any] = {
            "id": f"e{at}",
            "type": ENTITY_TYPES[at % 5],
            "label": _name(chance),
            "at": place,
        }
        rest: dict[str, Any] = {
            "identity": "",
            "aliases": [_name(chance)] if at % 4 == 0 else [],
            "cards": [],
        }
        steps.append({"kind": "add_entity", "payload": {"entity": entity | rest | _EMPTY}})
    for at in range(links):
        one = chance.choice((chance.randrange(entities), chance.randrange(max(2, entities // 20))))
        near = one + chance.choice((1, across, across + 1, across - 1, 2))
        other = (near if chance.random() < 0.75 else chance.randrange(entities)) % entities
        link: dict[str, Any] = {
            "id": f"l{at}",
            "source": f"e{one}",
            "target": f"e{other if other != one else (one + 1) % entities}",
            "type": LINK_TYPES[at % 5],
            "direction": "none" if at % 5 == 2 else "forward",
            "strength": ("confirmed", "unconfirmed", "tentative")[at % 3],
        }
        rest = {"label": "", "cards": [], "assessed": False}
        steps.append({"kind": "add_link", "payload": {"link": link | rest | _EMPTY_LINK}})
    return steps


_EMPTY_LINK: dict[str, Any] = {"note": "", "attributes": {}, "since": "", "until": ""}
_EMPTY: dict[str, Any] = {**_EMPTY_LINK, "merged": []}


def _name(chance: random.Random) -> str:
    sounds = ("ka", "ro", "min", "ta", "del", "vis", "or", "lan", "te", "quo")
    words = ("".join(chance.choices(sounds, k=chance.randint(2, 3))) for _ in range(2))
    return " ".join(word.capitalize() for word in words)


if __name__ == "__main__":
    print(report())
