"""Questions from files of other systems in a draft: looked at, chosen, taken in as one act."""

import base64
import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from lms.authoring import services
from lms.authoring.formats.questions import all_questions
from lms.authoring.formats.texts import peek, value_of, yaml_text
from lms.authoring.jobs import sweep
from lms.authoring.queries.exchange import waiting_owner
from lms.authoring.queries.files import fingerprints, media_paths, texts_of
from lms.core import files
from lms.core.db import db, transaction
from lms.core.files import StoredFile
from tests.authoring.packages import SLUG

WRITE = f"/courses/{SLUG}/write"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
MOODLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/Harbour watch</text></category></question>
<question type="truefalse"><name><text>Tide</text></name>
 <questiontext format="html"><text><![CDATA[<p>A spring tide follows the <b>full</b> moon.</p>]]></text></questiontext>
 <answer fraction="100"><text>true</text><feedback><text>Yes.</text></feedback></answer>
 <answer fraction="0"><text>false</text><feedback><text>No: sun and moon pull together.</text></feedback></answer>
 <idnumber>boat-1</idnumber></question>
<question type="multichoice"><name><text>Hull</text></name>
 <questiontext format="html"><text><![CDATA[Which hull? <img src="@@PLUGINFILE@@/hull.png" alt="A hull">
  <script>steal()</script>]]></text><file name="hull.png" path="/" encoding="base64">{base64.b64encode(PNG).decode()}</file></questiontext>
 <single>true</single>
 <answer fraction="100"><text>Dhow</text></answer><answer fraction="0"><text>Skiff</text></answer></question>
<question type="shortanswer"><name><text>Word</text></name>
 <questiontext><text>Name it.</text></questiontext>
 <answer fraction="50"><text>almost</text></answer></question>
<question type="drawing"><name><text>Sketch</text></name><questiontext><text>Draw.</text></questiontext></question>
</quiz>"""  # noqa: E501


def sent(page, name, content, **fields):
    return page.post(
        f"{WRITE}/import-questions",
        data={"file": (io.BytesIO(content), name), **fields},
        content_type="multipart/form-data",
    )


@pytest.fixture
def look(page, draft):
    """The address at which the questions of the file above are looked at."""
    response = sent(page, "harbour.xml", MOODLE.encode())
    assert response.status_code == 302
    return response.headers["Location"]


def test_a_file_is_shown_question_by_question_before_anything_comes_in(page, draft, look):
    before = texts_of(draft.id)
    shown = page.get(look).get_data(as_text=True)
    assert "2 questions were read. Nothing has come in yet." in shown
    assert "A spring tide follows the <strong>full</strong> moon." in shown
    assert 'value="Harbour watch"' in shown
    assert "Sketch" in shown and "Questions of the type drawing are not read." in shown
    assert "Word" in shown and "names no right answer" in shown
    assert "Scripts, frames and forms in the text were left out." in shown
    assert "steal" not in shown
    assert texts_of(draft.id) == before and media_paths(draft.id) == ["media/cycle.svg"]


def test_the_chosen_ones_come_in_as_one_act_that_can_be_undone(page, draft, look):
    before, pictures = texts_of(draft.id), fingerprints(draft.id)
    chosen = {"take": ["boat-1", "hull"], "target": "new", "title": "Harbour"}
    response = page.post(look, data=chosen)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{WRITE}/quizzes/banks/harbour/?undo=")
    texts = texts_of(draft.id)
    assert peek(texts["course.yaml"])["banks"] == ["boats", "harbour"]
    tide, hull = (one.payload for one in all_questions(peek(texts["banks/harbour.yaml"])))
    assert tide["key"] == "boat-1-2", "the course has a question boat-1 already"
    assert [one.get("correct") for one in tide["options"]] == [True, None]
    assert tide["options"][1]["feedback"] == {"en": "No: sun and moon pull together."}
    assert hull["text"]["en"] == "Which hull? A hull"
    assert len(media_paths(draft.id)) == 2
    shown = page.get(response.headers["Location"]).get_data(as_text=True)
    assert shown.count("2 questions came in.") == 1 and "Removed." not in shown
    span = response.headers["Location"].partition("undo=")[2].partition("&")[0]
    first, _dash, last = span.partition("-")
    undone = page.post(f"{WRITE}/undo", data={"first": first, "last": last})
    assert undone.status_code == 302
    assert (texts_of(draft.id), fingerprints(draft.id)) == (before, pictures)


def test_they_come_into_a_check_too_and_what_was_typed_stays_where_something_is_missing(
    page, draft, look
):
    wrong = page.post(look, data={"target": "new", "title": "My own title"})
    assert wrong.status_code == 422
    shown = wrong.get_data(as_text=True)
    assert "Choose at least one question." in shown and 'value="My own title"' in shown
    untitled = page.post(look, data={"target": "new", "title": " ", "take": "hull"})
    assert untitled.status_code == 422
    shown = untitled.get_data(as_text=True)
    assert "Write a title for the new bank." in shown
    assert 'value="hull" checked' in shown and 'value="boat-1" checked' not in shown
    done = page.post(look, data={"target": "modules/01-first", "take": "hull"})
    assert done.status_code == 302
    texts = texts_of(draft.id)
    keys = [one.name for one in all_questions(peek(texts["modules/01-first/quiz.yaml"]))]
    assert keys == ["q1", "q2", "hull"]
    assert page.post(look, data={"target": "banks/none", "take": "hull"}).status_code == 404


def test_places_stand_in_groups_and_titles_without_signs_of_markdown(page, draft):
    file = b"What colour is the *sky*? {=blue}"
    look = sent(page, "sky.txt", file).headers["Location"]
    shown = BeautifulSoup(page.get(look).get_data(as_text=True), "html.parser")
    groups = {
        one["label"]: [option.text for option in one.select("option")]
        for one in shown.select("#target optgroup")
    }
    assert groups["Question banks"] == ["Boats"] and groups["Knowledge checks"] == ["Check"]
    key = shown.select_one('input[name="take"]')["value"]
    done = page.post(look, data={"target": "banks/boats", "take": key})
    listed = page.get(done.headers["Location"]).get_data(as_text=True)
    assert ">What colour is the *sky*?</a>" in listed


def test_a_file_of_another_draft_and_an_unknown_picture_are_not_there(page, draft, look):
    assert page.get(look.replace(SLUG, "other-course")).status_code == 404
    assert page.get(f"{look}/media/none.png").status_code == 404
    assert page.get(f"{WRITE}/import-questions/{draft.id}").status_code == 404


@pytest.mark.parametrize("closed", [False, True])
def test_a_file_waits_for_a_week_or_until_its_draft_is_closed(
    page, draft, tariq, look, clock, closed
):
    with transaction():
        twin = waiting(draft)
        other = files.put(MOODLE.encode(), media_type="text/xml", owner="else", name="twin.xml")
    path = files.path_of(twin)
    if closed:
        with transaction():
            services.drop(actor=tariq, draft_id=draft.id)
    clock.advance(timedelta(hours=2) if closed else timedelta(days=6, hours=23))
    sweep(None)
    assert (waiting(draft) is None) is closed
    clock.advance(timedelta(hours=2))
    sweep(None)
    assert waiting(draft) is None and path.exists()
    with transaction():
        db.session.delete(other)
    files.sweep([other.sha256])
    assert not path.exists()


def waiting(draft):
    return db.session.scalar(
        sa.select(StoredFile).where(StoredFile.owner == waiting_owner(draft.id))
    )


def test_a_refused_file_says_why(page, draft):
    bomb = b'<!DOCTYPE quiz [<!ENTITY a "aaaa">]><quiz>&a;</quiz>'
    shown = page.get(sent(page, "bomb.xml", bomb).headers["Location"]).get_data(as_text=True)
    assert "bomb.xml" in shown and "declares a document type or entities" in shown
    assert "No question of this file can come in." in shown
    assert page.post(f"{WRITE}/import-questions", data={}).status_code == 422


def test_banks_and_practice_go_out_and_come_back_the_same_and_tests_do_not(page, draft):
    base = f"{WRITE}/quizzes"
    assert "Download Moodle XML" in page.get(f"{base}/banks/boats/export").get_data(as_text=True)
    assert "stay here" in page.get(f"{base}/tests/pre-test/export").get_data(as_text=True)
    assert page.get(f"{base}/tests/pre-test/export/moodle").status_code == 404
    sent_out = peek(texts_of(draft.id)["banks/boats.yaml"])["questions"]
    for form, name in (("moodle", "boats.xml"), ("gift", "boats.gift.txt")):
        made = page.get(f"{base}/banks/boats/export/{form}?language=ur")
        assert name in made.headers["Content-Disposition"]
        look = sent(page, name, made.data).headers["Location"]
        keys = [one["key"] for one in sent_out]
        page.post(look, data={"target": "new", "title": f"Back {form}", "take": keys})
        back = value_of(texts_of(draft.id)[f"banks/back-{form}.yaml"])["questions"]
        assert [{**one, "key": ""} for one in back] == [{**one, "key": ""} for one in sent_out]


def test_a_quiz_that_is_assessed_keeps_its_key(page, draft):
    from lms.authoring import services
    from lms.core.access import SYSTEM
    from lms.core.db import transaction

    path = "modules/01-first/quiz.yaml"
    quiz = {**peek(texts_of(draft.id)[path]), "purpose": "post_test"}
    with transaction():
        services.change_files(
            actor=SYSTEM, draft_id=draft.id, change=lambda _texts: {path: yaml_text(quiz)}
        )
    assert page.get(f"{WRITE}/quizzes/modules/01-first/export/moodle").status_code == 404


def test_the_command_line_checks_and_converts(app, tmp_path):
    source = tmp_path / "harbour.xml"
    source.write_text(MOODLE)
    runner = app.test_cli_runner()
    checked = runner.invoke(args=["questions", "check", str(source), "--json"])
    assert checked.exit_code == 1
    told = json.loads(checked.output)
    assert told["questions"] == 2
    assert [one["name"] for one in told["told"] if one["key"] is None] == ["Word", "Sketch"]
    bank, back = tmp_path / "harbour.yaml", tmp_path / "back.gift"
    assert runner.invoke(args=["questions", "convert", str(source), str(bank)]).exit_code == 1
    assert len(value_of(bank.read_text())["questions"]) == 2
    assert len(list((tmp_path / "media").iterdir())) == 1
    done = runner.invoke(args=["questions", "convert", str(bank), str(back)])
    assert done.exit_code == 0, done.output
    again = runner.invoke(args=["questions", "check", str(back)])
    assert again.exit_code == 0 and "2 questions." in again.output
