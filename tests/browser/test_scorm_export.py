"""The exported package in a page with the runtime library: it completes there and is resumed."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from lms.core.messages import Message
from lms.engines.scorm.export import export_course
from tests.factories.scorm_course import QUESTIONS, course, media
from tests.support.browser import watched
from tests.support.http_server import QuietServer, serving

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
# A platform as small as one can be: the API in the page, its values kept over a reload.
PLATFORM = """<!doctype html><title>Platform</title><script src="scorm_1_2.js"></script><script>
var API = new ConcordScorm({ autocommit: false, logLevel: 5 });
var kept = JSON.parse(localStorage.getItem("kept") || "{}");
for (var name in kept) { var one = {}; one[name] = kept[name]; API.loadFromFlattenedJSON(one); }
function keep() {
  var now = {};
  ["lesson_status", "score.raw", "lesson_location"].map(function (name) { return "core." + name; })
    .concat("suspend_data").forEach(function (name) {
      now["cmi." + name] = String(API.getCMIValue("cmi." + name));
    });
  localStorage.setItem("kept", JSON.stringify(now));
}
API.on("LMSCommit", keep);
API.on("LMSFinish", keep);
</script><iframe src="package/01-first.html" width="360" height="700"></iframe>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[str]:
    """The address of the small platform with the exported course unpacked beside it."""
    made = export_course(course(), language="en", say=Message.english, media=media)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        archive.extractall(tmp_path / "package")
    (tmp_path / "index.html").write_text(PLATFORM, encoding="utf-8")
    runtime = ROOT / "static" / "vendor" / "scorm_1_2.js"
    (tmp_path / "scorm_1_2.js").write_bytes(runtime.read_bytes())
    with serving(QuietServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


def value(page: Page, name: str) -> str:
    return str(page.evaluate(f"String(API.getCMIValue('{name}'))"))


def choose(form: Locator, places: Sequence[int]) -> None:
    for place in places:
        form.locator(f'[data-option="{place}"] input').check()


def pair(form: Locator, boxes: Sequence[str]) -> None:
    for place, box in enumerate(boxes):
        form.locator(f'[data-row="{place}"] select').select_option(box)


def order(form: Locator, places: Sequence[int]) -> None:
    """Move each to the end in turn."""
    for place in places:
        for _ in range(4):
            form.locator(f'[data-item="{place}"] button').last.click()


def cloze(form: Locator, words: Sequence[str]) -> None:
    form.locator('[data-blank="0"] input').fill(words[0])
    form.locator('[data-blank="1"] select').select_option(words[1])
    form.locator('[data-blank="2"] input').fill(words[2])


def grade(form: Locator, places: Sequence[int]) -> None:
    for part, place in enumerate(places):
        form.locator(f'[data-part="{part}"] [data-option="{place}"] input').check()


def write(form: Locator, words: str) -> None:
    form.locator("input").fill(words)


# how each question of the course is answered rightly, and how wrongly
ANSWERS: list[tuple[Callable[[Locator, Any], None], Any, Any]] = [
    (choose, [0], [1]),
    (choose, [0, 1], [2]),
    (write, "cafe-NOTE", "9"),
    (write, "38,000 g", "9"),
    (pair, "012", "333"),
    (order, [0, 1, 2, 3], [3, 2, 1, 0]),
    (pair, "011", ["1", "", "0"]),
    (cloze, ["Word", "0", "3"], ["no", "1", "4"]),
    (grade, [1, 1, 1], [2, 3, 0]),
]


def answer(frame: FrameLocator, at: int, *, right: bool) -> None:
    """Answer a question through its own fields and have it checked."""
    form = frame.locator(f'[data-question="{at}"]')
    act, rightly, wrongly = ANSWERS[at]
    act(form, rightly if right else wrongly)
    form.get_by_role("button", name="Check my answer").click()


def test_the_exported_package_completes_in_the_runtime_library(
    chromium: Browser, platform: str
) -> None:
    faults: list[str] = []
    context = chromium.new_context(viewport={"width": 380, "height": 800})
    context.set_default_timeout(8_000)
    page = watched(context.new_page(), faults)
    page.goto(platform)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=2)).to_have_text("Lesson 01-one")
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    frame.get_by_role("button", name="Next").click()
    expect(frame.locator("video track")).to_have_count(1)
    frame.get_by_role("button", name="Questions").click()
    for at in range(len(QUESTIONS)):
        answer(frame, at, right=False)
    expect(frame.locator("#whole")).to_have_text("You have done this module.")
    assert value(page, "cmi.core.lesson_status") == "completed"
    # the neighbour's codes earn half of their parts: (0.5 + 0 + 0) / 3 of 2 points of 11
    assert value(page, "cmi.core.score.raw") == "3"
    expect(frame.locator('[data-question="0"]')).to_contain_text("On b.")
    expect(frame.locator('[data-question="4"]')).to_contain_text("Fits nothing.")
    page.reload()
    expect(frame.locator("#whole")).to_have_text("You have done this module.")
    expect(frame.locator('[data-question="2"] input')).to_have_value("9")
    for at, question in enumerate(QUESTIONS):
        frame.locator(f'[data-question="{at}"]').get_by_role("button", name="Try again").click()
        answer(frame, at, right=True)
        result = frame.locator(f'[data-question="{at}"] .result')
        points = question.get("points", 1)
        expect(result).to_have_text(f"Right. {points} of {points} points")
    assert value(page, "cmi.core.score.raw") == "100"
    assert frame.locator("html").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert faults == []
    context.close()
