"""The whole way as people go it, in English and in Urdu: an organiser puts an officer on the roll
from a spreadsheet and marks attendance, the officer learns and practises, the organiser issues and
prints, and a stranger checks the paper."""

import re
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from lms.accounts.identity import identity_of
from lms.core.access import SYSTEM
from lms.core.db import db, transaction, unscoped
from lms.courses.queries import content, session_head
from lms.demo.services.teaching import attempt
from lms.enrolments.models import Enrolment
from lms.learning.services.taught import teach_module
from tests.journeys.person import Somebody, somebody
from tests.journeys.words import Words
from tests.support.live import Live, running
from tests.support.small_course import inside

pytestmark = pytest.mark.browser
SESSION = "/sessions/karachi-2019"
NAME, LOCAL_NAME = "Parveen Akhtar Journeyson", "پروین اختر"
HALF_DAYS = 6
DRAWN = "pale-harbour"  # the exercise that is done by hand; the others are done already
REASON = "Issued for the wrong course."
READERS = ("en", "ur")


@pytest.fixture
def live(prepared_installation: Path, tmp_path: Path) -> Iterator[Live]:
    """An installation for each journey alone: what one issues the other would find issued."""
    with running(prepared_installation, tmp_path / "instance") as one:
        yield one


@pytest.mark.parametrize("language", ["en", pytest.param("ur", marks=pytest.mark.again)])
def test_from_a_spreadsheet_to_a_checked_certificate(
    chromium: Browser, live: Live, tmp_path: Path, language: str
) -> None:
    words = Words(language)
    with (
        somebody(chromium, live.address, words) as organiser,
        somebody(chromium, live.address, words) as officer,
        somebody(chromium, live.address, words) as stranger,
    ):
        comes_in(organiser, "organiser")
        puts_on_the_roll(organiser, _sheet(tmp_path))
        marks_attendance(organiser)
        link = hands_over_a_link(organiser)

        enters_with_the_link(officer, link)
        approves_the_name(officer)
        has_learnt_all_but_the_end(live)
        learns_everything(officer)

        serials = issues_all(organiser)
        prints_in_calling_order(organiser, serials, tmp_path)

        serial, typing_code, file = takes_the_certificate(officer, tmp_path)
        assert serial in serials
        checks_it(stranger, serial, typing_code, file)
        revoked_it_says_so(organiser, stranger, serial, typing_code)


def comes_in(one: Somebody, role: str) -> None:
    one.looks()
    one.goes_on_by(one.page.locator(f'form[action="/demo/enter/{role}"] button'))
    expect(one.page).to_have_url(re.compile("/desk$"))


def _sheet(folder: Path) -> Path:
    """A sheet as an agency sends it: its own names of columns, and a slip of the pen."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Given name", "Surname", "Name (Urdu)", "Sex", "Organisation", "BPS", "Belt no"])
    sheet.append(
        ["Parveen Akhtar", "Journeyson", LOCAL_NAME, "F", "Sindh Polcie", "BS-16", "SP-9001"]
    )
    path = folder / "officers.xlsx"
    book.save(path)
    return path


def puts_on_the_roll(one: Somebody, sheet: Path) -> None:
    t = one.words
    one.goes_to(SESSION + "/")
    one.tab(t("Roll"))
    one.follows(t("Upload a spreadsheet"))
    one.page.get_by_label(t("File"), exact=True).set_input_files(sheet)
    one.presses(t("Read the file"))
    fault = one.page.locator("tr.bad")
    expect(fault).to_have_count(1)
    expect(fault).to_contain_text("E")
    fault.get_by_role("textbox").fill("Sindh Police")
    one.presses(t("Save this cell"), fault)
    one.presses(t.count("Put %(num)s person on the roll", "Put %(num)s people on the roll", 1))
    one.sees(NAME)
    one.sees(LOCAL_NAME)


def marks_attendance(one: Somebody) -> None:
    """By keyboard alone: one row, from the first half-day to the last."""
    t = one.words
    one.tab(t("Attendance"))
    row = one.page.locator("#marks tbody tr", has_text=NAME)
    marks = row.locator("a.mk")
    expect(marks).to_have_count(HALF_DAYS)
    marks.first.focus()
    onward = "ArrowLeft" if t.language == "ur" else "ArrowRight"
    for number in range(HALF_DAYS):
        expect(marks.nth(number)).to_be_focused()
        for key in ("p", "ArrowUp", onward):  # a mark goes on to the person below
            one.page.keyboard.press(key)
    expect(row.locator("a.mk.present")).to_have_count(HALF_DAYS)
    expect(one.page.locator("#saved")).to_have_attribute("data-now", "saved")
    one.page.reload()
    expect(row.locator("a.mk.present")).to_have_count(HALF_DAYS)


def hands_over_a_link(one: Somebody) -> str:
    """Find the officer with the jump box, and show the way in once, to be passed on by hand."""
    t, page = one.words, one.page
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog").get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill(NAME)
    one.goes_on_by(page.get_by_role("dialog").get_by_role("link", name=re.compile(NAME)))
    one.presses(t("Show a link once"))
    return page.get_by_label(t("Link"), exact=True).input_value()


def enters_with_the_link(one: Somebody, link: str) -> None:
    t = one.words
    one.goes_to(link)
    one.page.locator("input[type=password]").nth(0).fill("four loose words of mine")
    one.page.locator("input[type=password]").nth(1).fill("four loose words of mine")
    one.presses(t("Save the password and sign in"))
    one.goes_to("/desk")
    one.sees(NAME)


def approves_the_name(one: Somebody) -> None:
    t = one.words
    one.follows(t("Approve or correct the name"))
    one.presses(t("This is how my name is written"))
    one.sees(t("Approved"))


def has_learnt_all_but_the_end(live: Live) -> None:
    """The modules were taught in the room and their questions answered, but for the lessons of
    the last one; how questions are answered in a browser is another journey's matter."""
    with inside(live), transaction():
        head = session_head("karachi-2019", SYSTEM)
        found = sa.select(Enrolment.id, Enrolment.person_id).where(
            Enrolment.course_session_id == head.id, Enrolment.last_name == "Journeyson"
        )
        enrolment = db.session.execute(unscoped(found, because="a test")).one()
        actor = identity_of(enrolment.person_id)
        body = content(head.content_hash or "")
        before, after = body["course"]["tests"]
        attempt(actor, head, before, Fraction(1))
        for module in body["modules"]:
            if module is not body["modules"][-1]:
                teach_module(
                    actor=SYSTEM, slug=head.slug, module=module["slug"],
                    enrolment_ids=[enrolment.id],
                )  # fmt: skip
            attempt(actor, head, module["quiz"], Fraction(1))
        for exercise in body["course"]["exercises"]:
            if exercise != DRAWN:
                attempt(actor, head, exercise, Fraction(1))
        attempt(actor, head, after, Fraction(1))


def learns_everything(one: Somebody) -> None:
    """Always the one next thing on the desk, until there is none."""
    t, page = one.words, one.page
    for _step in range(30):
        one.goes_to("/desk")
        onward = page.locator("section.next a.btn.pri")
        if not onward.count():
            break
        one.goes_on_by(onward.first)
        while page.locator(".sx article").count():  # from lesson to lesson
            one.goes_on_by(page.locator(".fx .btn.pri"))
        if "/exercises/" in page.url:
            _draws_the_chart(one)
    one.sees(t("All lessons and exercises are done"))


def _draws_the_chart(one: Somebody) -> None:
    """By the table, with the keyboard's forms: the drawn chart follows."""
    t, page = one.words, one.page
    one.presses(t("Begin attempt %(number)s", number=1))
    page.get_by_role("button", name=t("Table"), exact=True).click()
    for label, kind, report in (
        ("Benna Morrow", "person", "R01"),
        ("Pale Harbour Stores Ltd", "organisation", "R01"),
        ("ZZ-5127-K", "vehicle", "R02"),
        ("Dako Brill", "person", "R03"),
    ):
        _adds(page, "add_entity", {"label": label}, {"type": kind}, report)
        expect(page.locator('[data-rows="entities"]')).to_contain_text(label)
    for source, kind, target, report in (
        ("Benna Morrow", "directs", "Pale Harbour Stores Ltd", "R01"),
        ("Pale Harbour Stores Ltd", "owns", "ZZ-5127-K", "R02"),
        ("Dako Brill", "drives", "ZZ-5127-K", "R03"),
    ):
        chosen = {"source": {"label": source}, "target": {"label": target}}
        _adds(page, "add_link", {}, {"type": kind} | chosen, report)
    expect(page.locator('[data-rows="links"] tr[data-id]')).to_have_count(3)
    expect(page.locator("#saved")).to_have_attribute("data-now", "saved")
    one.looks()
    one.presses(t("Hand in"), one.opens(t("Hand in")))
    page.locator("[data-found-lines] summary").click()
    expect(page.locator("ol.ml li[data-outcome=found]").first).to_be_visible()


def _adds(
    page: Page, step: str, texts: dict[str, str], choices: dict[str, object], cite: str
) -> None:
    form = page.locator(f'form[data-step="{step}"]:visible').last
    for name, text in texts.items():
        form.locator(f'[name="{name}"]').fill(text)
    for name, choice in choices.items():
        select = form.locator(f'select[name="{name}"]')
        if isinstance(choice, dict):
            select.select_option(label=choice["label"])
        else:
            select.select_option(str(choice))
    form.locator(f'input[name="evidence"][value="{cite}"]').check()
    form.locator("button.btn").last.click()


def issues_all(one: Somebody) -> list[str]:
    """Issue in one action and wait for the print file; the serials in the order of the list."""
    t, page = one.words, one.page
    one.goes_to(SESSION + "/")
    one.tab(t("Certificates"))
    issue = t.count("Issue %(num)s certificate", "Issue %(num)s certificates", 27)
    one.presses(t("Issue and sign"), one.opens(issue))
    expect(page.get_by_role("link", name=t("Print file"), exact=True)).to_be_visible(
        timeout=120_000
    )
    one.looks()
    serials = page.locator('table.certs a[href^="/register/"]').all_inner_texts()
    one.sees(NAME)
    assert len(serials) == len(set(serials)) == 27
    return serials


def prints_in_calling_order(one: Somebody, serials: list[str], folder: Path) -> None:
    """One file, a page for each certificate, in the order of the roll."""
    answer = one.page.request.get(f"{SESSION}/certificates/print.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    path = folder / "print.pdf"
    path.write_bytes(answer.body())
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) == len(serials)
    assert all(serial in page for serial, page in zip(serials, pages, strict=True))


def takes_the_certificate(one: Somebody, folder: Path) -> tuple[str, str, Path]:
    """The serial, the code for typing, and the signed file, from the holder's own page."""
    t, page = one.words, one.page
    one.goes_to("/desk")
    one.follows(t("All with their files"))
    card = page.locator("section.cert").first
    serial, code = (text.strip() for text in card.locator("dd").all_inner_texts())
    with page.expect_download() as download:
        card.get_by_role("link", name=t("Signed file"), exact=True).click()
    path = folder / "mine.pdf"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")
    one.follows(t("What a verifier sees"), card)
    one.sees(NAME)
    one.sees(LOCAL_NAME)
    return serial, code, path


def checks_it(one: Somebody, serial: str, code: str, file: Path) -> None:
    """The typed number tells the state and no name, the file tells both; a changed file fails."""
    t, page = one.words, one.page
    _types_the_number(one, serial, code)
    expect(page.locator(".verdict.valid")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(NAME)

    _gives_the_file(one, file)
    expect(page.locator(".verdict.valid")).to_be_visible()
    one.sees(NAME)

    forged = file.with_name("forged.pdf")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    forged.write_bytes(bytes(content))
    _gives_the_file(one, forged)
    expect(page.locator(".verdict.valid")).to_have_count(0)

    _types_the_number(one, serial, "0000-0000-0000-0000")
    expect(page.locator(".verdict.valid")).to_have_count(0)
    assert t.language in READERS


def revoked_it_says_so(one: Somebody, stranger: Somebody, serial: str, code: str) -> None:
    t = one.words
    one.goes_to(SESSION + "/certificates")
    one.follows(serial)
    dialog = one.opens(t("Revoke"))
    dialog.get_by_label(t("Other, in a sentence of its own"), exact=True).check()
    dialog.locator("input[name=reason]").fill(REASON)
    one.presses(t("Revoke"), dialog)
    _types_the_number(stranger, serial, code)
    expect(stranger.page.locator(".verdict.revoked")).to_contain_text(REASON)


def _types_the_number(one: Somebody, serial: str, code: str) -> None:
    t = one.words
    one.goes_to("/verify")
    one.writes(t("Certificate number"), serial)
    one.writes(t("Code"), code)
    one.presses(t("Check the number"))


def _gives_the_file(one: Somebody, file: Path) -> None:
    t = one.words
    one.goes_to("/verify")
    one.page.get_by_label(t("PDF file of the certificate"), exact=True).set_input_files(file)
    one.presses(t("Check the file"))
