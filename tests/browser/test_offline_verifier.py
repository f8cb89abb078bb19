"""The offline verifier in Chromium, from a disk, with the network cut; and the page of a link."""

import base64
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import segno
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect

from lms.certificates.services import statements
from lms.core.settings import ROOT
from lms.engines.credentials import statement
from lms.engines.credentials.payload import read_payload
from lms.verification.formats import Trust
from lms.verification.services import put_together
from tests.support import before
from tests.support.browser import watched
from tests.verification.support import (
    AS_OF,
    BASE,
    KEY,
    LINK,
    LOG,
    LOOK_ALIKE,
    pack,
    stated,
)
from tests.verification.test_judge import file_with, registered

pytestmark = pytest.mark.browser


def verifier(folder: Path) -> Path:
    """The one file, as the site and the command line make it."""
    trust = Trust(BASE, "Test Academy", True, [KEY.public_key()], [LOG.verifier.vkey], pack())
    file = folder / "verifier.html"
    file.write_bytes(put_together(trust))
    return file


def picture(folder: Path, text: str) -> Path:
    """A picture of a QR code as the paper bears it."""
    address, _, digits = text.partition("#")
    file = folder / "code.png"
    segno.make([f"{address}#", digits], error="m", micro=False).save(str(file), scale=5)
    return file


def told(page: Page, text: str) -> None:
    page.locator("#typed").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()


def test_it_verifies_with_no_network(chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context(
        offline=True, locale="en-GB", viewport={"width": 360, "height": 800}
    )
    context.set_default_timeout(15_000)
    faults: list[str] = []
    asked: list[str] = []
    page = watched(context.new_page(), faults)
    page.on("request", lambda request: asked.append(request.url))
    page.clock.set_fixed_time(AS_OF + timedelta(days=2))
    file = verifier(tmp_path)
    page.goto(file.as_uri())
    expect(page.locator("#knowledge")).to_have_text(
        "Its list of revoked certificates is of 2026-11-26, 2 days old."
    )
    answer = page.locator("#answer")

    told(page, f"{LINK}#{stated()}")
    expect(answer.get_by_role("heading")).to_have_text("Genuine")
    expect(answer).to_contain_text("Tabassum Rani Chandio")
    told(page, stated("DGTR-2026-0002"))
    expect(answer.get_by_role("heading")).to_have_text("Revoked")
    expect(answer).to_contain_text("Revoked on 2026-11-20. It proves nothing any more.")
    told(page, f"https://concord.examp1e/v/x#{stated()}")
    expect(answer).to_contain_text("The code leads to https://concord.examp1e, not to")
    told(page, stated(key=LOOK_ALIKE))
    expect(answer.get_by_role("heading")).to_have_text("Unknown key")

    page.locator("#picture").set_input_files(picture(tmp_path, f"{LINK}#{stated()}"))
    expect(answer.get_by_role("heading")).to_have_text("Genuine")
    page.locator("#file").set_input_files(before.file_of(before.VALID))
    expect(answer.get_by_role("heading")).to_have_text("Not proved")
    expect(answer).to_contain_text("Tabassum Rani Chandio")
    sealed = tmp_path / "sealed.pdf"
    sealed.write_bytes(base64.b64decode(file_with(*registered())))
    page.locator("#file").set_input_files(sealed)
    expect(answer.get_by_role("heading")).to_have_text("The content is genuine")
    newer = tmp_path / "revocations.txt"
    newer.write_text(pack(AS_OF + timedelta(days=1)), "utf-8")
    page.locator("#pack").set_input_files(newer)
    expect(page.locator("#knowledge")).to_contain_text("2026-11-27, one day old")

    told(page, f"{LINK}#{stated()}")
    page.locator("#language").click()
    expect(answer.get_by_role("heading")).to_have_text("اصلی")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    whole_date = "\u20662026\u2060-\u206011\u2060-\u206027\u2069"
    expect(page.locator("#knowledge")).to_contain_text(whole_date)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#language").click()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert faults == []
    context.close()


def test_a_false_code_outranks_what_the_register_answers(
    client: FlaskClient, chromium: Browser
) -> None:
    statements.make_key()
    key = statements.keys().private()
    assert key is not None
    register = before.put_register()
    valid, other = register[before.VALID], register[before.NEWER]

    def answered(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = ROOT / path.lstrip("/")
        if path.startswith("/static/") and file.is_file():
            route.fulfill(path=str(file))
        else:
            told = client.get(path)
            route.fulfill(status=told.status_code, body=told.data, content_type=told.content_type)

    def digits(payload: str) -> str:
        return statement.statement_for(read_payload(payload.encode()), key)

    true = digits(valid.payload)
    cases = {
        true: ("Valid", "Tabassum Rani Chandio"),
        digits(other.payload): ("The code states another certificate than this page", other.serial),
        f"{true[:-1]}{(int(true[-1]) + 1) % 10}": ("The statement in the code is false", ""),
    }
    for code, (heading, words) in cases.items():
        page = chromium.new_page(viewport={"width": 360, "height": 800})
        page.route("**/*", answered)
        page.goto(f"{BASE}/v/{valid.token}#{code}")
        expect(page.locator("#main").get_by_role("heading").first).to_have_text(heading)
        expect(page.locator("#stated")).to_contain_text(words)
        page.close()
