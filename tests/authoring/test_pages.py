"""The pages of writing a course, as a trainer uses them without scripts."""

import io
import json
import re

import pytest
from bs4 import BeautifulSoup

from lms.authoring import services
from lms.authoring.formats.texts import value_of, yaml_text
from lms.authoring.queries import drafts, files
from lms.authoring.rows import Edit
from lms.core.db import transaction
from lms.courses.formats import write_zip
from tests.authoring.packages import SLUG, authored_files, lesson, single
from tests.engines.marking.making import KINDS, question
from tests.factories.accounts import make_person
from tests.support.signing_in import sign_in_directly

WRITE = f"/courses/{SLUG}/write"
QUIZ = f"{WRITE}/quizzes/modules/01-first"
FILE = "modules/01-first/quiz.yaml"
ONE = f"{WRITE}/lessons/01-first/01-one"


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return response.get_data(as_text=True)


def fields(response, chosen="form") -> dict[str, str]:
    """What a browser sends for the form of a page when nobody touches it."""
    form = BeautifulSoup(text(response), "html.parser").select_one(chosen)
    sent = {}
    for one in form.select("input[name], select[name], textarea[name]"):
        if one.find_parent("template") or one.get("type") == "file":
            continue
        if one.get("type") in ("checkbox", "radio") and not one.has_attr("checked"):
            continue
        if one.name == "select":
            option = one.select_one("option[selected]") or one.select_one("option")
            sent[one["name"]] = option.get("value", option.text) if option else ""
        elif one.name == "textarea":
            sent[one["name"]] = one.text.removeprefix("\n")
        else:
            sent[one["name"]] = one.get("value", "on")
    return sent


def questions(draft):
    return value_of(files.text_file(draft.id, FILE).text)["questions"]


@pytest.fixture
def all_kinds(draft, tariq):
    """The check of the first module with one question of every kind."""
    payload = value_of(authored_files()[FILE].decode())
    payload["questions"] = [question(kind, 3, 3, kind.replace("_", "-")) for kind in KINDS]
    with transaction():
        services.write_files(actor=tariq, draft_id=draft.id, edits=[Edit(FILE, yaml_text(payload))])
    return payload["questions"]


def test_every_kind_opens_and_an_untouched_form_changes_nothing(page, draft, all_kinds):
    for one in all_kinds:
        address = f"{QUIZ}/questions/{one['key']}"
        sent = fields(page.get(address), "#question")
        assert page.post(address, data={**sent, "act": "save"}).status_code == 302
        assert text(page.get(f"{address}?as=text"))
        tried = text(page.post(f"{address}/try", data={**sent, "act": "show"}))
        assert "canary" not in BeautifulSoup(tried, "html.parser").text
        assert "qstep" in tried
    assert questions(draft) == all_kinds
    assert len(files.texts_of(draft.id)) == len(authored_files()) - 1
    listed = text(page.get(f"{QUIZ}/"))
    assert all(one["key"] in listed for one in all_kinds)


def test_every_page_of_a_draft_opens(page, draft):
    for address in (
        f"{WRITE}/",
        f"{WRITE}/course",
        f"{WRITE}/glossary",
        f"{WRITE}/modules/01-first",
        f"{WRITE}/media/",
        f"{WRITE}/history",
        f"{WRITE}/history?path={FILE}",
        f"{WRITE}/files/{FILE}?line=3",
        f"{QUIZ}/settings",
        f"{QUIZ}/sections",
        f"{QUIZ}/export.yaml",
        f"{WRITE}/quizzes/tests/pre-test/",
        f"{WRITE}/quizzes/tests/pre-test/sections",
        f"{WRITE}/quizzes/banks/boats/",
        f"{WRITE}/quizzes/banks/boats/settings",
        ONE,
        f"{WRITE}/package.zip",
        f"/courses/{SLUG}/versions/compare",
        f"/courses/{SLUG}/versions/compare?from=1&to=draft",
        "/courses/write/new",
        "/courses/",
        f"/courses/{SLUG}/",
    ):
        answer = page.get(address)
        assert answer.status_code == 200, address
        answer.close()


def test_facts_without_scripts_keep_what_no_field_shows(page, draft):
    for address, path in (
        (f"{WRITE}/course", "course.yaml"),
        (f"{WRITE}/glossary", "course.yaml"),
        (f"{WRITE}/modules/01-first", "modules/01-first/module.yaml"),
        (f"{QUIZ}/settings", FILE),
        (f"{QUIZ}/sections", FILE),
        (f"{WRITE}/quizzes/tests/pre-test/sections", "tests/pre-test.yaml"),
    ):
        before = files.text_file(draft.id, path).text
        sent = fields(page.get(address), "form.authorform")
        assert page.post(address, data={**sent, "act": "save"}).status_code == 302
        assert files.text_file(draft.id, path).text == before, address


def test_rows_are_added_by_a_button_and_faults_stand_at_their_field(page, draft):
    address = f"{WRITE}/glossary"
    sent = fields(page.get(address), "form.authorform")
    more = page.post(address, data={**sent, "act": "add:glossary"})
    sent = fields(more, "form.authorform")
    sent |= {"glossary.1.term.en": "Quay", "glossary.1.term.ur": "گھاٹ"}
    page.post(address, data={**sent, "act": "save"})
    course = value_of(files.text_file(draft.id, "course.yaml").text)
    assert course["glossary"][1]["term"] == {"en": "Quay", "ur": "گھاٹ"}
    soup = BeautifulSoup(text(page.get(address)), "html.parser")
    assert soup.select(".why"), "the missing meaning is told"
    listed = text(page.get(f"{WRITE}/"))
    assert "course.yaml" in listed and "stands against publishing" in listed


def test_a_question_is_tried_and_marked(page, draft):
    address = f"{QUIZ}/questions/q1"
    sent = fields(page.get(address), "#question")
    sent["options.0.text.en"] = "Changed and not saved"
    shown = text(page.post(f"{address}/try", data={**sent, "act": "show"}))
    assert "Changed and not saved" in shown
    soup = BeautifulSoup(shown, "html.parser")
    wrong = next(o for o in soup.select("label.opt") if "That" in o.text).input
    answer = {"seed": soup.select_one("[name=seed]")["value"], wrong["name"]: wrong["value"]}
    marked = text(page.post(f"{address}/try", data={**sent, **answer, "act": "try"}))
    assert "That is not it." in marked and "0 / 1" in marked
    assert questions(draft)[0]["options"][0]["text"]["en"] == "This"
    sent["options.0.text.en"] = ""
    told = text(page.post(f"{address}/try", data={**sent, "act": "show"}))
    assert 'href="#options.0.text"' in told


def test_questions_are_added_moved_copied_removed_and_brought_back(page, draft):
    def act(**data):
        answer = page.post(f"{QUIZ}/act", data=data)
        return answer, [one["key"] for one in questions(draft)]

    assert act(act="move", key="q2", by="-1")[1] == ["q2", "q1"]
    assert act(act="copy", key="q2")[1] == ["q2", "q2-2", "q1"]
    gone, left = act(act="remove", key="q2")
    assert left == ["q2-2", "q1"]
    sent = fields(page.get(gone.location), f'form[action="{WRITE}/undo"]')
    page.post(f"{WRITE}/undo", data=sent)
    assert [one["key"] for one in questions(draft)] == ["q2", "q2-2", "q1"]
    for kind in KINDS:
        new = page.post(f"{QUIZ}/questions", data={"kind": kind})
        assert text(page.get(new.location))
    assert [one["kind"] for one in questions(draft)[3:]] == list(KINDS)


def test_a_question_as_text_is_checked_before_it_is_kept(page, draft):
    address = f"{QUIZ}/questions/q1"
    sent = fields(page.get(f"{address}?as=text"), "#question")
    broken = page.post(address, data={**sent, "yaml": "key: [", "act": "save"})
    assert "key: [" in text(broken, 422)
    assert questions(draft)[0]["key"] == "q1"
    better = sent["yaml"].replace("That is not it.", "Not that.") + "later: 1\n"
    assert page.post(address, data={**sent, "yaml": better, "act": "save"}).status_code == 302
    first = questions(draft)[0]
    assert (first["options"][1]["feedback"]["en"], first["later"]) == ("Not that.", 1)


def test_a_lesson_is_written_in_two_languages_and_seen_before_it_is_saved(page, draft):
    sent = fields(page.get(ONE), "form[data-lesson]")
    sent |= {"en.body": "# One\n\nA **bold** word. ![](media/none.svg)", "act": "preview"}
    seen = text(page.post(ONE, data=sent))
    assert "<strong>bold</strong>" in seen
    assert "no alternative text" in seen and "no figure" in seen
    assert "Words stay." in files.text_file(draft.id, "modules/01-first/lessons/01-one.md").text
    json_seen = page.post(
        f"{WRITE}/preview", data={**sent, "body": "<script>x</script> [a](javascript:x)"}
    ).get_json()
    assert "<script" not in json_seen["html"]
    assert "HTML is not read" in json_seen["checks"]
    sent |= {"act": "save", "minutes": "12", "ur.title": "", "ur.body": ""}
    sent["en.body"] = "# One\r\n\r\nA figure: ![A ring](media/cycle.svg)\r\n"
    assert page.post(ONE, data=sent).status_code == 302
    texts = files.texts_of(draft.id)
    assert texts["modules/01-first/lessons/01-one.md"].endswith("![A ring](media/cycle.svg)\n")
    assert "minutes: 12" in texts["modules/01-first/lessons/01-one.md"]
    assert "modules/01-first/lessons/01-one.ur.md" not in texts


def test_the_preview_shows_terms_films_and_tables_as_the_player_does(page, draft, tariq):
    with transaction():
        film = b"\x00\x00\x00\x18ftypmp42" + bytes(16)
        for name, content in (
            ("boat.mp4", film),
            ("boat.en.vtt", b"WEBVTT\n"),
            ("boat.qq.vtt", b"WEBVTT\n"),
        ):
            services.put_media(actor=tariq, draft_id=draft.id, name=name, content=content)
    body = "A dhow, [a pack](media/cycle.svg).\n\n![A boat](media/boat.mp4)\n\n|A|\n|-|\n|1|\n"
    sent = fields(page.get(ONE), "form[data-lesson]") | {"en.body": body, "ur.body": body}
    answer = page.post(ONE, data={**sent, "act": "preview"})
    seen = BeautifulSoup(answer.text, "html.parser")
    ids = [one["id"] for one in seen.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    english = seen.select_one('article[lang="en"]')
    term = english.select_one("a.term")
    assert seen.select_one(term["href"]).text == "Dhow"
    assert seen.find(id=term["aria-describedby"]).text == "A boat."
    assert page.get(english.select_one("video")["src"], buffered=True).data == film
    tracks = {one["srclang"]: one["label"] for one in english.select("track")}
    assert tracks == {"en": "English", "qq": "qq"}
    assert page.get(english.select_one("track")["src"], buffered=True).data == b"WEBVTT\n"
    frame = english.select_one(".scroll[tabindex]")
    assert seen.find(id=frame["aria-labelledby"]).text == "Table"
    assert english.find("a", string="a pack")["href"].endswith("/write/media/files/cycle.svg")
    told = page.post(f"{WRITE}/preview", data={"body": body, "language": "ur"}).get_json()
    assert 'id="ur-term-dhow-is"' in told["html"] and 'id="ur-at-0"' in told["html"]


def test_two_authors_of_a_lesson_are_shown_both_texts(page, draft, tania):
    sent = fields(page.get(ONE), "form[data-lesson]")
    path = "modules/01-first/lessons/01-one.md"
    theirs = lesson("One").replace("Words stay.", "Words go.")
    with transaction():
        services.write_files(actor=tania, draft_id=draft.id, edits=[Edit(path, theirs)])
    mine = {**sent, "en.title": "One, by me", "act": "save"}
    clash = page.post(ONE, data=mine)
    shown = text(clash, 409)
    assert "Tania Two" in shown and "<ins>" in shown and "<del>" in shown
    form = BeautifulSoup(shown, "html.parser").select_one(f'form[action="{WRITE}/resolve"]')
    choice = {one["name"]: one.text.removeprefix("\n") for one in form.select("textarea")}
    choice |= {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    page.post(f"{WRITE}/resolve", data={**choice, "0.choice": "merged"})
    found = files.text_file(draft.id, path).text
    assert "Words go." in found and "One, by me" in found


def test_presence_and_the_version_that_stands(page, app, people, draft):
    other = sign_in_directly(app.test_client(), people.two)
    data = {"path": FILE}

    def seen(client, **more):
        return client.post(f"{WRITE}/presence", data={**data, **more}).get_json()

    assert seen(other) == {"others": [], "version": 1, "by": "Tariq One"}
    assert [one["name"] for one in seen(page)["others"]] == ["Tania Two"]
    assert "Tania Two has this part open too." in text(page.get(f"{QUIZ}/"))
    seen(other, gone="1")
    assert seen(page)["others"] == []


def test_a_question_moves_between_a_quiz_its_sections_and_a_bank(page, draft, tariq):
    def keys(path, section=None):
        value = value_of(files.texts_of(draft.id)[path])
        holder = value if section is None else value["sections"][section]
        return [one["key"] for one in holder.get("questions", [])]

    def act(address, **data):
        return page.post(f"{WRITE}/quizzes/{address}/act", data=data)

    form = fields(page.get(f"{QUIZ}/"), "form[data-places]")
    assert form["key"] == "q1" and form["target"] == "banks/boats"
    gone = act("modules/01-first", **form, act="place")
    assert "The question was moved." in text(page.get(gone.location))
    assert keys(FILE) == ["q2"] and keys("banks/boats.yaml")[-2:] == ["boat-4", "q1"]
    page.post(f"{WRITE}/undo", data=fields(page.get(gone.location), f'form[action="{WRITE}/undo"]'))
    assert keys(FILE) == ["q1", "q2"] and "q1" not in keys("banks/boats.yaml")
    test = "tests/pre-test.yaml"
    value = value_of(files.texts_of(draft.id)[test])
    value["sections"].append({"title": {"en": "More"}, "questions": [single("q1")]})
    with transaction():
        edit = Edit(test, yaml_text(value))
        services.write_files(actor=tariq, draft_id=draft.id, edits=[edit])
    act("modules/01-first", key="q1", act="place", target="tests/pre-test/1")
    assert keys(test, 1) == ["q1", "q1-2"]
    act("tests/pre-test", key="q1-2", act="move", section="0", to="0")
    assert (keys(test, 0), keys(test, 1)) == (["q1-2"], ["q1"])
    for wrong in ("tests/pre-test/7", "tests/none", "", "../x"):
        assert act("modules/01-first", key="q2", act="place", target=wrong).status_code == 404
    assert act("modules/01-first", key="q9", act="place", target="banks/boats").status_code == 404


def test_the_tree_changes_and_every_act_goes_back(page, draft):
    def post(act, **data):
        return page.post(f"{WRITE}/parts/{act}", data=data)

    new = post("add", kind="lessons", module="01-first", title="Night landings")
    assert new.location == f"{WRITE}/lessons/01-first/03-night-landings"
    post("move", kind="lessons", module="01-first", name="03-night-landings", to="0")
    post("copy", kind="modules", name="02-second")
    gone = post("remove", kind="modules", name="01-first")
    page.post(f"{WRITE}/undo", data=fields(page.get(gone.location), f'form[action="{WRITE}/undo"]'))
    texts = files.texts_of(draft.id)
    assert value_of(texts["course.yaml"])["modules"] == [
        "01-first",
        "02-second",
        "02-second-copy",
    ]
    assert value_of(texts["modules/01-first/module.yaml"])["lessons"] == [
        "03-night-landings",
        "01-one",
        "02-two",
    ]
    assert post("remove", kind="modules", name="../x").status_code == 404
    assert post("add", kind="odd", title="x").status_code == 404


def test_publishing_by_the_page_and_reading_what_differs(page, draft, people):
    address = f"{QUIZ}/questions/q1"
    sent = fields(page.get(address), "#question")
    page.post(address, data={**sent, "options.1.feedback.en": "Look again.", "act": "save"})
    form = fields(page.get(f"{WRITE}/"), f'form[action="{WRITE}/publish"]')
    assert form["version"] == "1.1"
    published = page.post(f"{WRITE}/publish", data=form, follow_redirects=True)
    assert "Published as version 2" in text(published)
    differs = text(page.get(f"/courses/{SLUG}/versions/compare?from=1&to=2"))
    assert re.search(r"<ins>Look again</ins>|<ins>Look", differs)
    assert "options[b].feedback.en" in differs
    assert people.session.code in text(page.get(f"{WRITE}/"))


def test_faults_stand_against_publishing_with_links(page, draft, tariq):
    path = "modules/01-first/lessons/01-one.md"
    bad = lesson("One").replace("media/cycle.svg", "media/none.svg")
    with transaction():
        services.write_files(actor=tariq, draft_id=draft.id, edits=[Edit(path, bad)])
    form = fields(page.get(f"{WRITE}/"), f'form[action="{WRITE}/publish"]')
    refused = text(page.post(f"{WRITE}/publish", data=form), 422)
    assert f'href="{ONE}?line=10' in refused
    soup = BeautifulSoup(text(page.get(f"{ONE}?line=10")), "html.parser")
    area = soup.select_one("#en-body")
    assert "none.svg" in area.text.removeprefix("\n").split("\n")[int(area["data-line"]) - 1]
    assert drafts.draft_of(SLUG, tariq)


def test_a_new_course_and_a_package_as_a_draft(page, draft):
    sent = fields(page.get("/courses/write/new"), 'form[action="/courses/write/new"]')
    sent |= {"title_en": "Rivers", "slug": SLUG, "summary": "S", "aim": "A", "module": "M"}
    sent["lesson"] = "L"
    assert "has this short name already" in text(page.post("/courses/write/new", data=sent))
    answer = page.post("/courses/write/new", data={**sent, "slug": "rivers"})
    assert answer.location == "/courses/rivers/write/"
    assert "against publishing" in text(page.get(answer.location))
    package = {
        **authored_files(),
        "course.yaml": authored_files()["course.yaml"].replace(SLUG.encode(), b"brought-in"),
    }
    data = {"package": (io.BytesIO(write_zip(package)), "c.zip")}
    assert page.post("/courses/write/import", data=data).location == "/courses/brought-in/write/"


def test_nobody_else_may_write(app, client, draft):
    stranger = sign_in_directly(client, make_person("Sara", "Stranger"))
    for address in (f"{WRITE}/", ONE, f"{QUIZ}/questions/q1", f"/courses/{SLUG}/versions/compare"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{WRITE}/preview", data={"body": "x"}).status_code == 404


def test_a_spoilt_form_is_told(page, draft):
    sent = fields(page.get(f"{WRITE}/course"), "form.authorform")
    answer = page.post(f"{WRITE}/course", data={**sent, "now": json.dumps([1]), "act": "save"})
    assert answer.status_code == 422
