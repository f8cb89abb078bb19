"""The course that ships can be taken in, taught from, and keeps its own promises."""

import pytest
import sqlalchemy as sa

from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.courses import queries, services
from lms.courses.formats import package_files as written
from lms.courses.formats import parse_package
from lms.courses.formats.lessons import figures
from lms.courses.models import ContentSnapshot
from lms.exercises.kinds import CONTENT_KINDS
from tests.factories.courses import shipped

CONTENT = shipped().snapshot.content
LESSONS = [lesson for module in CONTENT["modules"] for lesson in module["lessons"]]
QUIZZES = [one for one in CONTENT["activities"].values() if one["kind"] == "quiz"]
QUESTIONS = [question for quiz in QUIZZES for question in quiz["questions"]]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one["slug"])
def test_each_lesson_can_be_taught_from(lesson):
    text = lesson["text"]["en"]
    assert len(text.split()) >= 300
    assert figures(text)
    assert "## A worked example" in text
    assert lesson["sources"]


def test_each_module_has_two_lessons_aims_and_a_check_of_five_questions():
    for module in CONTENT["modules"]:
        assert len(module["lessons"]) >= 2
        assert module["aims"]
        assert len(CONTENT["activities"][module["quiz"]]["questions"]) >= 5
    tests = [CONTENT["activities"][key] for key in CONTENT["course"]["tests"]]
    assert [test["purpose"] for test in tests] == ["post_test"]
    assert 8 <= len(tests[0]["questions"]) <= 10


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one["key"])
def test_each_wrong_choice_has_its_own_feedback(question):
    wrong = [one for one in question.get("options", []) if not one.get("correct")]
    said = [one["feedback"]["en"] for one in wrong]
    assert len(set(said)) == len(said)
    if question["kind"] == "source_grading":
        wrong_codes = {"A", "B", "C", "X"} - {question["answer"]["source"]}
        assert set(question["feedback"]["source"]) == wrong_codes


def test_titles_instructions_and_glossary_stand_in_urdu():
    course = CONTENT["course"]
    texts = [course["title"], course["summary"], *course["aims"]]
    texts += [text for item in course["glossary"] for text in (item["term"], item["meaning"])]
    for module in CONTENT["modules"]:
        texts += [module["title"], module["summary"], *module["aims"]]
    for activity in CONTENT["activities"].values():
        texts += [activity["title"], activity["instructions"]]
    assert all(text.get("ur") for text in texts)


def test_the_lessons_of_the_first_module_are_in_urdu_with_figures_of_their_own():
    for lesson in CONTENT["modules"][0]["lessons"]:
        assert len(lesson["text"]["ur"].split()) >= 300
        assert all(path.endswith(".ur.svg") for path in figures(lesson["text"]["ur"]))


def test_every_figure_is_shown_somewhere():
    shown = {
        path for lesson in LESSONS for text in lesson["text"].values() for path in figures(text)
    }
    assert shown == set(CONTENT["media"])


def test_it_survives_being_written_and_read():
    again = parse_package(written(CONTENT, shipped().media), CONTENT_KINDS)
    assert again.snapshot.content_hash == shipped().snapshot.content_hash


@pytest.mark.both
def test_it_comes_in_once(app):
    for _ in range(2):
        with transaction():
            [row] = services.import_library(actor=SYSTEM)
    assert row.number == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ContentSnapshot)) == 1
    assert queries.content(row.hash) == CONTENT
    assert queries.media_file(row.hash, "media/cycle.svg").media_type == "image/svg+xml"
    assert queries.package_of(row.hash, SYSTEM)["media/cycle.svg"].startswith(b"<svg")
