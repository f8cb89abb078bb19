"""Pages of lessons and checks: readable, resumed, taken by plain forms, keys stay home."""

import html
import re

import pytest

from lms.core import files
from lms.core.db import db, transaction
from lms.courses.models import ContentSnapshot, CourseSession
from lms.courses.queries.content import media_owner
from tests.factories.exercises import CANARY, body, make_content
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, MARK_B

S = "/sessions/spring-2026/learning"


def begin(client, key="first-check"):
    return client.post(f"{S}/checks/{key}").location


def fields_of(page, kind):
    """The names of a question's inputs, and the values that they offer."""
    part = re.search(rf'<section[^>]*data-kind="{kind}".*?</section>', page, re.DOTALL)[0]
    return re.findall(r'name="([^"]+)" value="([^"]*)"', part), part


def right_form(page):
    """All questions of the small quiz answered right, by the words on the page."""
    form = dict.fromkeys(re.findall(r'name="([0-9a-f]+-asked)"', page), "1")
    for kind, words in (("single", ["Choice a"]), ("multiple", ["Choice a", "Choice b"])):
        _, part = fields_of(page, kind)
        options = re.findall(r'name="([^"]+)" value="([^"]+)"[^>]*><span><bdi>([^<]+)', part)
        form[options[0][0]] = [value for _, value, text in options if text in words]
    pairs, _ = fields_of(page, "source_grading")
    for name, _value in pairs:
        if name.endswith("-source"):
            form[name] = "X"
        elif name.endswith("-information"):
            form[name] = "2"
    for kind, text in (("numeric", "73129"), ("short_text", f"{CANARY.lower()} REPORTING")):
        _, part = fields_of(page, kind)
        form[re.search(r'type="text".*?|id="([0-9a-f]+)"', part)[1] or _text_name(part)] = text
    return form


def _text_name(part):
    return re.search(r'<input class="in[^>]*name="([0-9a-f]+)"', part)[1]


def test_the_course_leads_to_the_next_thing(mine):
    page = mine.get(f"{S}/").text
    assert "First module" in page
    assert f"{S}/checks/pre-test" in page
    assert mine.get(f"{S}/resume").location == f"{S}/checks/pre-test"


def test_a_lesson_is_read_done_and_led_on_from(mine):
    page = mine.get(f"{S}/01-first/01-one")
    assert "<strong>01-one</strong>" in page.text
    assert 'src="../media/cycle.svg"' in page.text
    assert mine.post(f"{S}/01-first/01-one").location == f"{S}/01-first/02-two"
    assert mine.post(f"{S}/01-first/02-two").location == f"{S}/checks/first-check"
    assert mine.post(f"{S}/02-second/01-only").location == f"{S}/#02-second"
    assert "You have done this lesson." in mine.get(f"{S}/01-first/01-one").text


def test_a_lesson_comes_in_the_pages_language(mine):
    mine.set_cookie("language", "ur", domain="concord.example")
    page = mine.get(f"{S}/01-first/01-one", headers={"Accept-Language": "ur"}).text
    assert 'dir="rtl"' in page
    assert "کے الفاظ۔" in page


def test_a_quiz_is_taken_by_plain_forms(mine):
    address = begin(mine)
    page = mine.get(address).text
    saved = mine.post(address, data=right_form(page) | {"save": "1"})
    assert saved.location == address
    again = mine.get(address).text
    assert again.count("checked") == page.count("checked") + 5
    assert 'value="73129"' in again
    done = mine.post(address, data=right_form(again) | {"hand_in": "1"})
    result = html.unescape(mine.get(done.location).text)
    assert "7 of 7 points" in result
    assert f"{CANARY} word on a." in result
    assert f"{CANARY} explanation." in result
    assert mine.get(address).location == done.location


def test_a_check_below_its_pass_mark_is_not_called_done(mine):
    address = begin(mine)
    mine.post(address, data={"hand_in": "1", "sure": "1"})

    def row():
        page = mine.get(f"{S}/").text
        found = re.search(
            r'<li class="ll"><span class="ll-t"><a href="[^"]*first-check".*?</li>', page, re.DOTALL
        )
        return re.sub(r"<[^>]+>", " ", found[0])

    assert "0 %" in row()
    assert "Below the pass mark" in row()
    assert "Done" not in row()
    again = begin(mine)
    mine.post(again, data=right_form(mine.get(again).text) | {"hand_in": "1"})
    assert "100 %" in row()
    assert "Done" in row()


def test_open_parts_are_asked_about_before_handing_in(mine):
    address = begin(mine)
    form = right_form(mine.get(address).text)
    typed = next(name for name, value in form.items() if value == "73129")
    answers = form | {typed: ""}
    for _press in range(2):
        asked = mine.post(address, data=answers | {"hand_in": "1"})
        assert asked.location == f"{address}?ask=1"
    page = " ".join(html.unescape(mine.get(asked.location).text).split())
    assert "1 part is not answered. Hand in all the same?" in page
    assert page.count(f'href="{address}"') == 2
    assert page.count(f'href="{address}#q-{typed}"') == 1
    assert 'value="73129"' not in mine.get(address).text
    done = mine.post(address, data={"hand_in": "1", "sure": "1"})
    assert done.location == f"{address}/result"
    assert mine.get(f"{address}?ask=1").location == done.location


def test_a_wrong_entry_is_told_and_what_was_typed_is_kept(mine):
    address = begin(mine)
    page = mine.get(address).text
    form = right_form(page)
    name = next(name for name, value in form.items() if value == "73129")
    answer = mine.post(address, data=form | {name: "many", "save": "1"})
    assert answer.status_code == 422
    assert "Write a number, such as 12.5, in kg." in answer.text
    assert f'href="#q-{name}">Question' in answer.text
    assert 'value="many"' in answer.text
    assert answer.text.count("checked") == page.count("checked") + 5


@pytest.mark.parametrize("key", ["first-check", "post-test"])
def test_no_key_reaches_the_browser_before_release(mine, key):
    seen = [mine.get(f"{S}/").text, mine.get(f"{S}/checks/{key}").text]
    address = begin(mine, key)
    seen += [mine.get(address).text, mine.get(f"{S}/checks/{key}").text]
    attempt_id = address.rsplit("/", 1)[1]
    seen.append(mine.get(f"/api/v1/attempts/{attempt_id}").text)
    if key == "post-test":
        done = mine.post(address, data={"hand_in": "1", "sure": "1"})
        seen += [mine.get(done.location).text, mine.get(f"{S}/").text]
        assert "not released yet" in seen[-2]
    for page in seen:
        assert CANARY.lower() not in page.lower()
        assert "73129" not in page


def test_the_trainer_sees_the_room_and_releases(mine, app, world):
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    address = begin(mine, "post-test")
    mine.post(address, data=right_form(mine.get(address).text) | {"hand_in": "1"})
    room = trainer.get(f"{S}/progress").text
    assert MARK_A in room
    assert MARK_B in room
    assert "100 %" in room
    trainer.post("/sessions/spring-2026/exercises/post-test/release")
    assert "Passed" in mine.get(f"{address}/result").text
    assert mine.get(f"{S}/progress").status_code == 404


def test_figures_are_served_and_run_nothing(mine, world, app):
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>'
    changed = body()
    with transaction():
        old = db.session.get_one(CourseSession, world.session_id)
        course_id = db.session.get_one(ContentSnapshot, old.content_hash).course_id
        row = files.put(
            picture, media_type="image/svg+xml", owner=media_owner(course_id), name="cycle.svg"
        )
        snapshot = make_content(extra=changed["activities"]["warm-up"] | {"key": "extra"})
        stored = dict(snapshot.body)
        stored["media"] = {"media/cycle.svg": {"sha256": row.sha256, "bytes": len(picture)}}
        snapshot.body = stored
        old.content_hash = snapshot.hash
    answer = mine.get(f"{S}/media/cycle.svg")
    assert answer.data == picture
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    answer.close()
    assert mine.get(f"{S}/media/none.svg").status_code == 404
    assert mine.get(f"{S}/media/../course.yaml").status_code == 404


@pytest.mark.parametrize("part", ["participant_other", "trainer_other", "observer", "focal_a"])
def test_others_find_no_lessons_here(client, world, part):
    other = sign_in_directly(client, world.people[part])
    for address in (f"{S}/", f"{S}/01-first/01-one", f"{S}/checks/first-check", f"{S}/progress"):
        assert other.get(address).status_code == 404


def test_another_participants_attempt_is_not_found(mine, app, world):
    address = begin(mine)
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    assert other.get(address).status_code == 404
    assert other.post(address, data={"hand_in": "1"}).status_code == 404
    assert other.get(f"{address}/result").status_code == 404


def test_a_lesson_takes_few_queries(mine, count_queries):
    mine.get(f"{S}/01-first/01-one")
    with count_queries() as found:
        mine.get(f"{S}/01-first/01-one")
    assert int(found) <= 12
