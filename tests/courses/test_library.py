"""The course that ships can be taken in, taught from, and keeps its own promises."""

from collections import Counter

import pytest
import sqlalchemy as sa
from rapidfuzz import fuzz

from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.courses import queries, services
from lms.courses.formats import package_files as written
from lms.courses.formats import parse_package
from lms.courses.formats.lessons import figures
from lms.courses.models import ContentSnapshot
from lms.engines.marking.quiz import parse_quiz, questions_in_order
from lms.engines.scales import SCALES
from lms.exercises.kinds import CONTENT_KINDS
from tests.factories.courses import shipped
from tests.factories.questions import pictures_of

CONTENT = shipped().snapshot.content
LESSONS = [lesson for module in CONTENT["modules"] for lesson in module["lessons"]]
QUIZZES = [one for one in CONTENT["activities"].values() if one["kind"] == "quiz"]
CHECKS = [CONTENT["activities"][module["quiz"]] for module in CONTENT["modules"]]
BANKS = CONTENT["banks"].values()
QUESTIONS = [question for part in (*CHECKS, *BANKS) for question in part["questions"]]
NEAR = 80  # from this likeness on, of 100, two questions are taken for one


def test_each_lesson_can_be_taught_from():
    faults = {}
    for lesson in LESSONS:
        text = lesson["text"]["en"]
        owed = {
            "300 words": len(text.split()) >= 300,
            "a figure or an example": figures(text) or "worked example" in text.lower(),
            "sources": lesson["sources"],
        }
        if missing := [name for name, kept in owed.items() if not kept]:
            faults[lesson["slug"]] = missing
    assert faults == {}


def test_each_of_twelve_modules_has_aims_lessons_a_figure_an_example_and_a_check():
    assert len(CONTENT["modules"]) == 12
    for module, check in zip(CONTENT["modules"], CHECKS, strict=True):
        texts = [lesson["text"]["en"] for lesson in module["lessons"]]
        assert 3 <= len(texts) <= 6
        assert module["aims"]
        assert any("## A worked example" in text for text in texts), module["slug"]
        assert sum(len(figures(text)) for text in texts) >= 2
        assert len(check["questions"]) >= 8
        assert len({question["kind"] for question in check["questions"]}) >= 5


def test_the_bank_is_large_and_each_question_says_how_hard_it_is_and_what_for():
    questions = [question for bank in BANKS for question in bank["questions"]]
    assert len(questions) >= 200
    assert len({question["key"] for question in questions}) == len(questions)
    assert all(question.get("difficulty") and question.get("aim") for question in questions)


def test_questions_are_not_the_same_in_other_words():
    texts = [_asked(question) for question in QUESTIONS]
    near = {
        at
        for one, text in enumerate(texts)
        for other in range(one + 1, len(texts))
        if fuzz.token_sort_ratio(text, texts[other], score_cutoff=NEAR)
        for at in (one, other)
    }
    assert len(near) < 0.02 * len(texts), [QUESTIONS[at]["key"] for at in near]


def _asked(value):
    """All English that a question shows: not its feedback."""
    if isinstance(value, list):
        return " ".join(map(_asked, value))
    if not isinstance(value, dict):
        return ""
    own = value["en"] if isinstance(value.get("en"), str) else ""
    rest = (inner for name, inner in value.items() if name not in ("feedback", "explanation"))
    return " ".join([own, *map(_asked, rest)])


def test_pre_and_post_test_are_drawn_by_one_blueprint_and_share_no_question():
    tests = [CONTENT["activities"][key] for key in CONTENT["course"]["tests"]]
    assert [test["purpose"] for test in tests] == ["pre_test", "post_test"]
    rows = [[draw for part in test["sections"] for draw in part["draw"]] for test in tests]
    plans = [
        Counter(tuple(sorted((k, v) for k, v in row.items() if k != "form")) for row in some)
        for some in rows
    ]
    assert plans[0] == plans[1] and sum(row["count"] for row in rows[0]) == 24
    drawn = [
        {
            question.key
            for seed in range(20)
            for question in questions_in_order(parse_quiz(test, CONTENT["banks"]).value, str(seed))
        }
        for test in tests
    ]
    assert not drawn[0] & drawn[1]
    assert len({row["bank"] for row in rows[0]}) == 12


def test_each_wrong_choice_has_its_own_feedback():
    assert [one["key"] for one in QUESTIONS if not _tells_each_wrong_choice(one)] == []


def _tells_each_wrong_choice(question):
    wrong = [one for one in question.get("options", []) if not one.get("correct")]
    said = [one["feedback"]["en"] for one in wrong if one.get("feedback")]
    if not len(set(said)) == len(said) == len(wrong):
        return False
    return question["kind"] != "source_grading" or all(
        set(question["feedback"][part]) == set(SCALES[question["scheme"]].codes(part)) - {right}
        for part, right in question["answer"].items()
    )


def test_titles_instructions_and_glossary_stand_in_urdu():
    course = CONTENT["course"]
    texts = [course["title"], course["summary"], *course["aims"]]
    texts += [text for item in course["glossary"] for text in (item["term"], item["meaning"])]
    for module in CONTENT["modules"]:
        texts += [module["title"], module["summary"], *(aim["text"] for aim in module["aims"])]
    for activity in CONTENT["activities"].values():
        texts += [activity["title"], activity["instructions"]]
    assert all(text.get("ur") for text in texts)


def test_the_lessons_of_the_first_two_modules_are_in_urdu_with_figures_of_their_own():
    for lesson in [one for module in CONTENT["modules"][:2] for one in module["lessons"]]:
        assert len(lesson["text"]["ur"].split()) >= 300
        assert all(path.endswith(".ur.svg") for path in figures(lesson["text"]["ur"]))


def test_every_figure_is_shown_somewhere():
    shown = {
        path for lesson in LESSONS for text in lesson["text"].values() for path in figures(text)
    }
    asked = {
        path
        for question in QUESTIONS
        if question["kind"] == "hotspot"
        for path in pictures_of(question).values()
    }
    assert shown | asked == set(CONTENT["media"])


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
