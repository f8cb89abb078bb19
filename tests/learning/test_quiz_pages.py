"""Quizzes of every kind by plain forms, their pictures, and results as far as the author shows."""

import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from lms.core import files
from lms.core.db import db, transaction
from lms.courses.models import CourseSession
from lms.courses.queries.content import media_owner
from lms.engines.marking.kinds import model_answer
from lms.engines.marking.quiz import parse_quiz, question_token
from lms.exercises.queries import attempt_head, work
from tests.factories.exercises import identity, make_content, quiz
from tests.factories.questions import IMAGE, PICTURE, every_kind
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/learning"


def put(world, payload, **more):
    """Give the session a content whose first check is this quiz. `more`: pictures beside IMAGE."""
    with transaction():
        snapshot = make_content(**{"first-check": payload})
        owner = media_owner(snapshot.course_id)
        media = {}
        for path, content in {IMAGE: PICTURE, **more}.items():
            row = files.put(content, media_type="image/svg+xml", owner=owner, name="two.svg")
            media[path] = {"sha256": row.sha256, "bytes": 1}
        snapshot.body = {**snapshot.body, "media": media}
        db.session.get_one(CourseSession, world.session_id).content_hash = snapshot.hash


def every_quiz(**more):
    return quiz("first-check", **({"questions": every_kind()} | more))


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def begin(client):
    return client.post(f"{S}/checks/first-check").location


def controls(page):
    """What a browser would send of the form: {name: [values]}, empty ones left out."""
    found = {}
    for field in page.select("form[data-quiz] [name]"):
        name, value = field["name"], field.get("value", "")
        if field.name == "button" or name == "csrf_token":
            continue
        if field.name == "select":
            value = next(
                (o["value"] for o in field.find_all("option") if o.has_attr("selected")), ""
            )
        elif field.name == "textarea":
            value = field.text
        elif field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if value:
            found.setdefault(name, []).append(value)
    return found


def fields_of(question, seed):
    """A right answer as form fields."""
    name, answer = question_token(seed, question), model_answer(question, seed)
    if "order" in answer:
        return {f"{name}-{item}": [str(at)] for at, item in enumerate(answer["order"], 1)}
    if "blanks" in answer:
        return {f"{name}-{gap}": list(one.values()) for gap, one in answer["blanks"].items()}
    for inner in ("pairs", "items"):
        if inner in answer:
            return {f"{name}-{left}": [right] for left, right in answer[inner].items()}
    if "chosen" in answer:
        sure = {f"{name}-certainty": ["3"]} if "certainty" in answer else {}
        return {name: answer["chosen"], **sure}
    if question.kind in ("source_grading", "hotspot"):
        return {f"{name}-{part}": [value] for part, value in answer.items()}
    return {name: list(answer.values())}


def right_form(world, address):
    """The whole quiz answered right, as fields; and the attempt's questions."""
    who = identity(world.people["participant"])
    attempt = attempt_head(uuid.UUID(address.rpartition("/")[2]), actor=who)
    questions = parse_quiz(every_quiz()).value.questions
    form = {}
    for question in questions:
        form |= fields_of(question, attempt.seed)
        form[f"{question_token(attempt.seed, question)}-asked"] = ["1"]
    return form, {one.kind: question_token(attempt.seed, one) for one in questions}, attempt


def kept(world, attempt):
    done = work(attempt.id, actor=identity(world.people["participant"]))
    return {step.payload["question"]: step.payload["answer"] for step in done.steps}


def test_every_kind_is_answered_by_a_plain_form_and_shown_again(mine, world):
    put(world, every_quiz())
    address = begin(mine)
    form, names, attempt = right_form(world, address)
    assert set(controls(soup(mine.get(address)))) == {f"{name}-asked" for name in names.values()}
    assert mine.post(address, data=form | {"save": "1"}).location == address
    page = soup(mine.get(address))
    shown = controls(page)
    assert {name: sorted(values) for name, values in shown.items()} == {
        name: sorted(values) for name, values in form.items()
    }
    assert "13 of 13 answered" in page.select_one("[data-list] summary").text
    answers = kept(world, attempt)
    mine.post(address, data=form | {"save": "1"})
    assert work(attempt.id, actor=identity(world.people["participant"])).sequence == len(answers)
    done = mine.post(address, data=form | {"hand_in": "1"})
    assert done.location == f"{address}/result"


def test_two_lines_in_one_place_are_told_and_stay_as_typed(mine, world):
    put(world, every_quiz())
    address = begin(mine)
    form, names, attempt = right_form(world, address)
    lines = [
        name for name in form if name.startswith(f"{names['ordering']}-") and "asked" not in name
    ]
    places = dict(zip(lines, (["1"], ["2"], ["2"], ["4"]), strict=True))
    answer = mine.post(address, data=form | places | {"save": "1"})
    assert answer.status_code == 422
    page = soup(answer)
    fault = page.select_one(".note.bad li")
    assert fault.a["href"] == f"#q-{names['ordering']}"
    assert "place of its own" in fault.text
    shown = controls(page)
    assert {name: shown[name] for name in lines} == places
    assert kept(world, attempt) == {}


def test_what_comes_after_the_end_is_not_kept_and_the_result_says_so(mine, world, clock):
    put(world, every_quiz(minutes=10))
    address = begin(mine)
    form, names, _attempt = right_form(world, address)
    early = {name: form[name] for name in (names["single"], f"{names['single']}-asked")}
    mine.post(address, data=early | {"save": "1"})
    clock.advance(timedelta(minutes=10, seconds=31))
    late = mine.post(address, data=form | {"save": "1"})
    assert late.location == f"{address}/result"
    page = soup(mine.get(late.location)).get_text(" ")
    assert "The time is up. What was saved before then counts." in page
    assert "1 of 27 points" in page


def no_essay(**more):
    questions = [one for one in every_kind() if one["kind"] != "essay"]
    return quiz("first-check", **({"questions": questions} | more))


def wrong_result(mine, world, **more):
    """The result page of a quiz that was handed in without any answer."""
    put(world, no_essay(**more))
    address = begin(mine)
    done = mine.post(address, data={"hand_in": "1", "sure": "1"})
    return " ".join(soup(mine.get(done.location)).get_text(" ").split())


@pytest.mark.parametrize(
    ("show", "there", "hidden"),
    [
        (["marks"], ["0 of 23 points"], ["Not graded.", "Right:", "Canarykey why"]),
        (["reasons"], ["Not graded."], ["of 23 points", "Right:", "Canarykey why"]),
        (["marks", "reasons", "solutions"], ["0 of 23 points", "Right:", "Canarykey why"], []),
    ],
)
def test_results_show_what_the_author_allows(mine, world, show, there, hidden):
    page = wrong_result(mine, world, show=show)
    assert "Not answered" in page
    assert [words for words in there if words not in page] == []
    assert [words for words in hidden if words in page] == []
    outline = soup(mine.get(f"{S}/"))
    [line] = [one for one in outline.select(".ll") if "first-check" in str(one)]
    assert ("0 %" in line.get_text(" ")) is ("marks" in show)


def test_sections_have_their_titles_and_another_try_is_offered_while_there_is_one(mine, world):
    sections = [
        {
            "title": {"en": "Part one"},
            "instructions": {"en": "Think."},
            "questions": every_kind()[:2],
        },
        {"title": {"en": "Part two"}, "questions": every_kind()[2:4]},
    ]
    payload = quiz("first-check", attempts=2, shuffle=False)
    del payload["questions"]
    put(world, payload | {"sections": sections})
    for tries in (1, 2):
        address = begin(mine)
        page = soup(mine.get(address))
        titles = [one.text for one in page.select(".qsection h2")]
        assert titles == ["Part one", "Part two"]
        done = mine.post(address, data={"hand_in": "1", "sure": "1"})
        result = soup(mine.get(done.location))
        assert [one.text for one in result.select(".section-name")] == titles
        again = [one.text.strip() for one in result.select(".phead a")]
        assert ("One more try" in again) is (tries == 1)
        assert len(result.select("table tbody tr")) == tries - 1


def test_a_picture_comes_under_the_attempts_own_address_and_carries_no_name(mine, world, app):
    put(world, every_quiz())
    address = begin(mine)
    source = soup(mine.get(address)).select_one("[data-plate] img")["src"]
    answer = mine.get(source)
    assert (answer.status_code, answer.data) == (200, PICTURE)
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Last-Modified" not in answer.headers
    assert "Content-Disposition" not in answer.headers
    answer.close()
    again = mine.get(source, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert mine.get(f"{source[:-1]}x").status_code == 404
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    assert other.get(source).status_code == 404
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    trainer.get(source).close()
    second = sign_in_directly(app.test_client(), world.people["participant_b"])
    theirs = soup(second.get(begin(second))).select_one("[data-plate] img")["src"]
    assert theirs.rpartition("/")[2] != source.rpartition("/")[2]


def test_each_language_has_its_picture_and_after_release_the_right_place_is_drawn(mine, world):
    ur = IMAGE.replace(".svg", ".ur.svg")
    spot = [one | {"image": {"en": IMAGE, "ur": ur}} for one in every_kind() if "regions" in one]
    for show in (["solutions"], ["marks", "reasons"]):
        put(world, quiz("first-check", questions=spot, show=show), **{ur: PICTURE + b"\n"})
        address = begin(mine)
        english = mine.get(address)
        mine.post("/language", data={"language": "ur"})
        urdu = mine.get(address)
        mine.post("/language", data={"language": "en"})
        sources = [soup(one).select_one("[data-plate] img")["src"] for one in (english, urdu)]
        assert [mine.get(one).data for one in sources] == [PICTURE, PICTURE + b"\n"]
        assert "regions" not in str(soup(english).select("svg"))
        name = soup(english).select_one("[data-question]")["data-question"]
        typed = {f"{name}-asked": "1", f"{name}-x": "70", f"{name}-y": "50"}
        done = mine.post(address, data=typed | {"hand_in": "1"})
        plate = soup(mine.get(done.location)).select_one(".plate.still")
        assert plate.select_one(".cross:not([hidden]) .v")["x1"] == "70%"
        right = [(one["x"], one["height"]) for one in plate.select(".regions .right")]
        assert right == ([("15", "20")] if "solutions" in show else [])
        assert len(plate.select(".ticks svg")) == len(right)


def test_sixty_questions_take_no_more_queries_than_two(mine, world, count_queries):
    one = every_kind()[0]
    many = [one | {"key": f"q-{number}"} for number in range(60)]
    put(world, quiz("first-check", questions=many))
    address = begin(mine)
    form = {f"{name}": value for name, value in controls(soup(mine.get(address))).items()}
    mine.post(address, data=form | {"save": "1"})
    with count_queries() as found:
        page = soup(mine.get(address))
    assert len(page.select("[data-question]")) == 60
    reads = [one for one in found.statements if one.startswith("SELECT")]
    assert len(reads) <= 8
