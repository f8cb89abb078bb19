"""Every page that a role can reach by links: answers, fits its screen, and axe finds nothing."""

import re
from collections import deque

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
ROLES = ("organiser", "participant", "administrator", "focal_point", "observer", "")
READERS = (("en", 1360), ("ur", 360))
SERIOUS = {"serious", "critical"}
FILES = re.compile(
    r"\.(pdf|xlsx|csv|zip|yaml|docx|ics)$|/file$|/media/|/attachments/|/handouts/\*|/print$"
)
OUTSIDE = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return (box.right > innerWidth + 1 || box.left < -1) && !one.closest(".scroll, .tabs, .sr");
}).slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


def kind_of(address: str) -> str:
    """The page behind an address, without whose it is: each is looked at once for a role."""
    path = re.sub(r"^https?://[^/]+|[?#].*$", "", address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", path)
    path = re.sub(r"^/(sessions|agencies|people|courses)/(?!new|import)[^/]+/", r"/\1/*/", path)
    path = re.sub(r"^/agenda/templates/[^/]+/", "/agenda/templates/*/", path)
    path = re.sub(r"/learning/\d[^/]+/[^/]+$", "/learning/*/*", path)
    path = re.sub(r"/\d+/[^/]+/[^/]+$", "/*/*/*", path)
    return re.sub(r"(/checks|/settings|/help|/v|/exercises)/[^/]+", r"\1/*", path)


@pytest.mark.parametrize(("language", "width"), READERS)
def test_every_page_of_every_role(chromium: Browser, live: Live, language: str, width: int) -> None:
    judged: set[str] = set()
    faults: list[str] = []
    for role in ROLES:
        context = chromium.new_context(base_url=live.address, viewport=_screen(width))
        context.set_default_timeout(30_000)
        page = watched(context.new_page(), faults)
        page.goto("/")
        if role:
            page.locator(f'form[action="/demo/enter/{role}"] button').click()
            page.wait_for_url("**/desk")
        context.add_cookies([{"name": "language", "value": language, "url": live.address}])
        visited = _walk(page, role, judged, faults)
        assert visited >= (10 if role else 5), f"{role or 'nobody'} reached {visited} pages"
        context.close()
    assert faults == []


def _screen(width: int) -> dict[str, int]:
    return {"width": width, "height": 800}


def _walk(page: Page, role: str, judged: set[str], faults: list[str]) -> int:
    seen: set[str] = set()
    ways = deque(["/desk" if role else "/verify"])
    while ways:
        address = ways.popleft()
        kind = kind_of(address)
        if kind in seen or FILES.search(kind):
            continue
        seen.add(kind)
        answer = page.goto(address)
        assert answer is not None
        found = _judge(page, answer.status, kind, judged)
        faults += [f"{role or 'nobody'} at {address}: {fault}" for fault in found]
        links = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
        here = page.evaluate("location.origin")
        ways.extend(link.split("#")[0] for link in links if link.startswith(here))
    return len(seen)


def _judge(page: Page, status: int, kind: str, judged: set[str]) -> list[str]:
    found = []
    if status != 200:
        found.append(f"status {status}")
    if page.locator("h1").count() != 1:
        found.append("not one main heading")
    if not re.match(r".+ - .+", page.title()):
        found.append(f"title {page.title()!r}")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append(f"wider than the screen: {page.evaluate(OUTSIDE)}")
    if kind not in judged:
        judged.add(kind)
        found += [
            f"axe: {one['id']} {[node['html'][:160] for node in one['nodes'][:2]]}"
            for one in Axe().run(page).response["violations"]
            if one["impact"] in SERIOUS
        ]
    return found
