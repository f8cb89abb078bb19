"""The package that leaves: whole, the same each time, and without a single key of what counts."""

import io
import json
import re
import zipfile
from pathlib import Path

from lms.core.messages import Message
from lms.courses.formats import parse_package, read_folder
from lms.engines.scorm import Version, check_whole
from lms.engines.scorm.export import export_course
from lms.engines.scorm.export.questions import Writer
from lms.exercises.kinds import CONTENT_KINDS
from tests.factories.scorm_course import QUESTIONS, SECRET, STAYS, course, media

LIBRARY = Path(__file__).resolve().parents[3] / "lms" / "courses" / "library"
SHIPPED = LIBRARY / "operationalization-of-criminal-intelligence-products"


def made(language="en"):
    return export_course(course(), language=language, say=Message.english, media=media)


def files_of(exported):
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def data_of(page):
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode())
    return json.loads(found[1])


def test_the_package_is_whole_by_our_own_reading():
    package = check_whole(made().data).value
    assert package.version is Version.SCORM_1_2 and package.title == "Small course"
    assert [(one.href, one.title) for one in package.playable] == [
        ("01-first.html", "Module 01-first & more"),
        ("02-second.html", "Module 02-second & more"),
        ("03-third.html", "Module 03-third & more"),
    ]
    assert made().data == made().data
    assert (made().modules, made().lessons, made().questions) == (3, 4, len(QUESTIONS))


def test_no_key_of_tests_banks_or_exercises_leaves():
    """Every secret of the course carries the same word; no file holds it, in any letter case."""
    assert str(course()).count(SECRET) > 15
    for language in ("en", "ur"):
        for name, content in files_of(made(language)).items():
            whole = name.encode() + content
            assert SECRET.lower().encode() not in whole.lower(), name
            assert not re.search(
                rb"pre-test|listed-test|closed-check|secret|k-essay|k-spot", whole
            ), name
    assert set(files_of(made())) == {
        "imsmanifest.xml", "01-first.html", "02-second.html", "03-third.html", "player/player.css",
        "player/player.js", "media/cycle.svg", "media/film.mp4", "media/film.en.vtt",
    }  # fmt: skip


def test_what_stays_is_listed_with_its_reason():
    told = {(one.module, one.name): one.reason.english() for one in made().left_out}
    for key in ("pre-test", "listed-test", "secret-bank", "chart", "pack"):
        assert "never leave" in told["", key]
    for question in STAYS:
        assert "by itself" in told["01-first", question["key"]]
    assert "drawn from a bank" in told["01-first", "open-check"]
    assert "answers are shown at once" in told["02-second", "closed-check"]
    assert "answers are shown at once" in told["03-third", "listed-test"]
    assert "Packages are exercises" in told["01-first", "media/pack.zip"]


def test_lessons_go_along_with_pictures_films_and_nothing_that_runs():
    files = files_of(made())
    lessons = data_of(files["01-first.html"])["lessons"]
    assert '<img src="media/cycle.svg" alt="A ring">' in lessons[0]["html"]
    assert '<track kind="captions" srclang="en" src="media/film.en.vtt">' in lessons[1]["html"]
    assert "pack.zip" not in lessons[1]["html"] and "package" in lessons[1]["html"]
    assert "<script" not in data_of(files["03-third.html"])["lessons"][0]["html"]
    assert files["03-third.html"].count(b"<script") == 2


def test_another_language_where_there_is_one():
    page = files_of(made("ur"))["01-first.html"]
    assert b'<html lang="ur" dir="rtl">' in page
    data = data_of(page)
    assert data["title"].startswith("اردو") and data["lessons"][0]["language"] == "en"
    assert "اردو" in data["questions"][0]["text"]


def test_of_the_shipped_course_no_question_of_a_bank_or_test_leaves():
    files = read_folder(SHIPPED)
    content = parse_package(files, CONTENT_KINDS).snapshot.content
    exported = export_course(content, language="en", say=Message.english, media=files.__getitem__)
    assert check_whole(exported.data).problems == ()
    assert exported.modules == len(content["modules"]) and exported.questions >= 50
    pages = [data_of(page) for name, page in files_of(exported).items() if name.endswith(".html")]
    taken = {asked(one, one["quote"]) for page in pages for one in page["questions"]}
    home = [content["activities"][key] for key in content["course"]["tests"]]
    home += content["banks"].values()
    writer = Writer("en", "en", Message.english)
    kept = [one for activity in home for one in questions_of(activity)]
    assert len(kept) >= 200
    for one in kept:
        quote = one.get("quote")
        words = {"text": writer.html(one["text"])}
        assert asked(words, {"text": writer.html(quote["text"])} if quote else None) not in taken


def asked(question, quote):
    return question["text"], quote and quote["text"]


def questions_of(activity):
    sections = activity.get("sections") or []
    return [
        *(activity.get("questions") or []),
        *(one for section in sections for one in section.get("questions") or []),
    ]
