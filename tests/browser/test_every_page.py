"""Every page that a role can reach by links: answers, fits its screen, and axe finds nothing."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from tests.support.browser import watched
from tests.support.live import Live

pytestmark = pytest.mark.browser
ROLES = ("organiser", "participant", "administrator", "focal_point", "observer", "")
NARROW = ("organiser", "participant", "focal_point")  # those who come with a phone
READERS = (
    pytest.param("en", 1360, ROLES, id="en-1360"),
    pytest.param("ur", 360, NARROW, id="ur-360", marks=pytest.mark.again),
)
SERIOUS = {"serious", "critical"}
FILES = re.compile(
    r"\.(pdf|xlsx|csv|zip|yaml|docx|ics|txt|json|anx|graphml|gexf|svg|ftm|png)$|/file$|/media/|/attachments/|/handouts/\*|/print$|/export/\*$|/verify/offline/|/heads/newest$"
)
# pages that each role sees in a form of its own
OWN = re.compile(r"^/desk$|^/sessions/\*/(agenda|nominations|learning|certificates)?$")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LINKS = re.compile(r"<a\b[^>]*?\shref=\"([^\"]+)\"")
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
    path = re.sub(r"/learning/\d[^/]+/[^/]+", "/learning/*/*", path)
    path = re.sub(r"/\d+/[^/]+/[^/]+$", "/*/*/*", path)
    path = re.sub(r"/write/(lessons|quizzes)/[^/]+/[^/]+", r"/write/\1/*/*", path)
    path = re.sub(r"/write/(modules|files)/.+", r"/write/\1/*", path)
    path = re.sub(r"/(questions|marking/\*)/[^/]+", r"/\1/*", path)
    path = re.sub(r"^/venues/(?!new)[^/]+/", "/venues/*/", path)
    path = re.sub(r"/(letters|export)/[^/]+", r"/\1/*", path)
    return re.sub(r"(/checks|/settings|/help|/v|/exercises)/[^/]+", r"\1/*", path)


@pytest.mark.parametrize(("language", "width", "roles"), READERS)
def test_every_page_of_every_role(
    chromium: Browser, live: Live, language: str, width: int, roles: tuple[str, ...]
) -> None:
    judged: set[str] = set()
    faults: list[str] = []
    for role in roles:
        context = chromium.new_context(
            base_url=live.address,
            viewport=_screen(width),
            reduced_motion="reduce",  # a colour on its way to another is nobody's to judge
        )
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
    """Follow all links. A page that looked the same for the role before is read, not drawn."""
    seen: set[str] = set()
    ways = deque(["/desk" if role else "/verify"])
    while ways:
        address = ways.popleft()
        kind = kind_of(address)
        if kind in seen or FILES.search(kind):
            continue
        seen.add(kind)
        if kind in judged and not OWN.match(kind):
            found, links = _read(page, address)
        else:
            judged.add(kind)
            found, links = _look(page, address)
        faults += [f"{role or 'nobody'} at {address}: {fault}" for fault in found]
        ways.extend(links)
    return len(seen)


def _read(page: Page, address: str) -> tuple[list[str], list[str]]:
    """What is wrong with the page as it is sent, and where it leads."""
    answer = page.request.get(address)
    text = answer.text()
    found = _heads(answer.status, text.count("<h1"), "".join(TITLE.findall(text)))
    base, here = answer.url, f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"
    links = [urljoin(base, unescape(link)) for link in LINKS.findall(text)]
    return found, [link.split("#")[0] for link in links if link.startswith(here)]


def _look(page: Page, address: str) -> tuple[list[str], list[str]]:
    """What is wrong with the page as it is drawn, and where it leads."""
    try:
        answer = page.goto(address)
    except Error as fault:
        if "Download is starting" in str(fault):  # a file to take along, not a page
            return [], []
        raise
    assert answer is not None
    found = _heads(answer.status, page.locator("h1").count(), page.title())
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append(f"wider than the screen: {page.evaluate(OUTSIDE)}")
    found += [
        f"axe: {one['id']} {[node['html'][:160] for node in one['nodes'][:2]]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]
    links = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
    here = page.evaluate("location.origin")
    return found, [link.split("#")[0] for link in links if link.startswith(here)]


def _heads(status: int, headings: int, title: str) -> list[str]:
    found = []
    if status != 200:
        found.append(f"status {status}")
    if headings != 1:
        found.append("not one main heading")
    if not re.match(r".+ - .+", title):
        found.append(f"title {title!r}")
    return found
