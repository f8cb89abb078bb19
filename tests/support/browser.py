"""Chromium for tests, on a running installation with the demonstration data."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.live import Live, prepare, running

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws no window around its pages, which is most of what the others do."""


def chromium_path() -> str:
    """Where the machine's Chromium is."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.fail("Chromium is missing: run make setup-test.")
    return found


@pytest.fixture(scope="session")
def prepared_installation(run_folder: Path) -> Path:
    """A folder with migrated database and demonstration data, made once per test run."""
    folder = run_folder / "prepared"
    with (run_folder / "prepared-lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not folder.exists():
            draft = run_folder / "preparing"
            shutil.rmtree(draft, ignore_errors=True)
            prepare(draft)
            draft.rename(folder)
    return folder


@pytest.fixture(scope="module")
def live(prepared_installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A running installation of this test module, with fresh demonstration data."""
    folder = tmp_path_factory.mktemp("live") / "instance"
    with running(prepared_installation, folder) as one:
        yield one


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, headless.

    It ends with its module: while Playwright runs, its event loop stands in the way of others.
    """
    found = chromium_path()
    os.environ.setdefault("NODE_OPTIONS", "--no-deprecation")
    expect.set_options(timeout=15_000)  # two browsers and their servers share the machine's cores
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: Browser, live: Live) -> Iterator[BrowserContext]:
    """A fresh browser profile; its pages take addresses from the root of the installation."""
    context = chromium.new_context(base_url=live.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test on a script error or on anything the security policy refuses."""
    faults: list[str] = []
    page = watched(browser_context.new_page(), faults)
    yield page
    assert faults == []


def watched(page: Page, faults: list[str]) -> Page:
    """Write script errors and refusals of the page into `faults`; returns the page."""
    page.on("pageerror", lambda error: faults.append(str(error)))

    def note(message: object) -> None:
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and "Failed to load resource" not in text:
            faults.append(text)

    page.on("console", note)
    return page


def settled(page: Page) -> None:
    """All that was done has reached the server, where the page saves at all."""
    page.wait_for_function(
        "() => /saved|ready/.test(document.getElementById('saved')?.dataset.now ?? 'ready')"
    )
