"""What the pages of writing say of what was done, when, where, and what can be done next."""

import io

import pytest
from bs4 import BeautifulSoup

from lms.authoring import services
from lms.authoring.queries import files
from lms.authoring.rows import Edit
from lms.core.db import transaction
from lms.core.i18n import stamp
from tests.authoring.packages import lesson
from tests.authoring.test_pages import FILE, ONE, QUIZ, WRITE, fields, text

PATH = "modules/01-first/lessons/01-one.md"


def write(actor, draft, path, words):
    with transaction():
        services.write_files(actor=actor, draft_id=draft.id, edits=[Edit(path, words)])


def test_where_two_changed_the_same_words_nothing_is_chosen_and_no_choice_loses_nothing(
    page, draft, tania
):
    sent = fields(page.get(ONE), "form[data-lesson]")
    write(tania, draft, PATH, lesson("One").replace("Words stay.", "Words go."))
    mine = sent["en.body"].replace("Words stay.", "Words come.")
    assert mine != sent["en.body"]
    shown = text(page.post(ONE, data={**sent, "en.body": mine, "act": "save"}), 409)
    form = BeautifulSoup(shown, "html.parser").select_one(f'form[action="{WRITE}/resolve"]')
    choices = form.select('input[name="0.choice"]')
    assert [one["value"] for one in choices] == ["merged", "mine", "theirs"]
    assert not any(one.has_attr("checked") for one in choices) and choices[0].has_attr("required")
    kept = {one["name"]: one.text.removeprefix("\n") for one in form.select("textarea")}
    kept |= {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    page.post(f"{WRITE}/resolve", data=kept)
    found = files.text_file(draft.id, PATH).text
    assert "Words go." in found and "Words come." in found


def test_times_are_those_of_the_installation(page, draft, tariq):
    write(tariq, draft, PATH, lesson("One").replace("Words stay.", "Words go."))
    at = stamp(files.text_file(draft.id, PATH).changed_at, "Asia/Karachi")
    assert at.endswith("PKT")
    for address in (f"{WRITE}/history", f"{WRITE}/files/{PATH}"):
        shown = text(page.get(address))
        assert at in shown and " UTC" not in shown
    for address in (f"{QUIZ}/questions/q1", f"{WRITE}/course", f"{WRITE}/media/"):
        shown = text(page.get(address))
        assert " PKT" in shown and " UTC" not in shown


def test_the_path_above_the_history_ends_where_no_part_is_chosen(page, draft):
    def crumbs(address):
        found = BeautifulSoup(text(page.get(address)), "html.parser")
        return [one.text for one in found.select(".crumbs li")]

    assert crumbs(f"{WRITE}/history") == ["Courses", "Draft"]
    assert crumbs(f"{WRITE}/history?path={FILE}") == ["Courses", "Draft", FILE]


def test_too_large_a_film_is_told_by_its_name_with_the_way_back(page, draft):
    head = (
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n1\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="Landing \xd8\xb4.mp4"\r\n\r\n0'
    )
    answer = page.post(
        f"{WRITE}/media/",
        input_stream=io.BytesIO(head),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(300 * 1024**2)},
    )
    shown = BeautifulSoup(text(answer, 413), "html.parser")
    assert "Landing ش.mp4 is larger than 64 MB. Shorten it or split it." in shown.main.text
    assert shown.main.select_one("a.btn")["href"] == f"{WRITE}/media/"


def test_a_fault_of_a_lesson_has_one_line_in_the_box_and_in_the_live_check(page, draft, tariq):
    bad = lesson("One").replace("media/cycle.svg", "media/none.svg")
    write(tariq, draft, PATH, bad.replace("minutes: 10", "minutes: ten"))
    shown = BeautifulSoup(text(page.get(ONE)), "html.parser")
    rows = {one.text.partition(":")[0]: one.a["href"] for one in shown.select(".note.warn li")}
    assert (rows["English"], rows["English line 3"]) == ("#en-title", "#en-body")
    assert "Line 3:" in shown.select_one("#en-checks").text


def test_no_field_is_called_as_the_right_answers_are(page, draft):
    for address in (f"{QUIZ}/questions/q1", f"{QUIZ}/settings", f"{WRITE}/modules/01-first"):
        shown = BeautifulSoup(text(page.get(address)), "html.parser")
        labels = [one.text.strip() for one in shown.select("label")]
        assert any(one.startswith("Short name") for one in labels)
        assert not any(one.startswith("Key") for one in labels)


def test_a_refused_publishing_is_told_above_the_tree(page, draft, tariq):
    write(tariq, draft, PATH, lesson("One").replace("media/cycle.svg", "media/none.svg"))
    form = fields(page.get(f"{WRITE}/"), f'form[action="{WRITE}/publish"]')
    shown = BeautifulSoup(text(page.post(f"{WRITE}/publish", data=form), 422), "html.parser")
    told = shown.select_one('main [role="alert"]')
    assert "The draft has faults. Mend them, then publish." in told.text
    assert told.find_next("a", href="#faults") and shown.select_one(".cols [role=alert]") is None


@pytest.mark.parametrize("address", ["/courses/write/import", "/courses/import"])
def test_a_broken_package_is_told_by_its_own_name(page, draft, address):
    sent = {"package": (io.BytesIO(b"PK no zip"), "boats.zip")}
    shown = BeautifulSoup(text(page.post(address, data=sent)), "html.parser")
    files_told = [one.text for one in shown.select("main .mono, main code")]
    assert "boats.zip" in files_told and "." not in files_told
