"""A small course of the present form: two modules, a check, a bank, a test that draws from it."""

from lms.authoring.formats.texts import join_lesson, yaml_text
from tests.courses.packages import SVG

SLUG = "small-boats"


def single(key: str, **more: object) -> dict:
    return {
        "key": key,
        "kind": "single",
        "text": {"en": f"What does {key} ask?", "ur": "کیا؟"},
        "options": [
            {"key": "a", "text": {"en": "This"}, "correct": True},
            {"key": "b", "text": {"en": "That"}, "feedback": {"en": "That is not it."}},
        ],
        **more,
    }


def authored_files() -> dict[str, bytes]:
    """The package without a fault, in the form in which courses are exported."""
    course = {
        "schema": 2,
        "slug": SLUG,
        "version": "1.0",
        "languages": ["en", "ur"],
        "title": {"en": "Small boats", "ur": "چھوٹی کشتیاں"},
        "summary": {"en": "Landing places by night."},
        "aims": [{"en": "Read a landing place."}],
        "contact_minutes": 90,
        "modules": ["01-first", "02-second"],
        "banks": ["boats"],
        "tests": ["pre-test"],
        "exercises": [],
        "glossary": [{"key": "dhow", "term": {"en": "Dhow"}, "meaning": {"en": "A boat."}}],
        "sources": ["A manual"],
    }
    quiz = {"schema": 1, "kind": "quiz", "key": "first-check", "title": {"en": "Check"}}
    bank = {"schema": 1, "kind": "bank", "key": "boats", "title": {"en": "Boats"}}
    test = {"schema": 1, "kind": "quiz", "key": "pre-test", "title": {"en": "Before"}}
    draw = [{"bank": "boats", "count": 2, "difficulty": "medium"}]
    texts = {
        "course.yaml": yaml_text(course),
        "modules/01-first/module.yaml": yaml_text(module("First", ["01-one", "02-two"], True)),
        "modules/01-first/lessons/01-one.md": lesson("One"),
        "modules/01-first/lessons/01-one.ur.md": join_lesson({"title": "ایک"}, "ایک جملہ۔"),
        "modules/01-first/lessons/02-two.md": lesson("Two"),
        "modules/01-first/quiz.yaml": yaml_text(
            quiz | {"purpose": "practice", "questions": [single("q1"), single("q2")]}
        ),
        "modules/02-second/module.yaml": yaml_text(module("Second", ["01-three"], False)),
        "modules/02-second/lessons/01-three.md": lesson("Three"),
        "banks/boats.yaml": yaml_text(bank | {"questions": [single(f"boat-{n}") for n in "1234"]}),
        "tests/pre-test.yaml": yaml_text(
            test | {"purpose": "pre_test", "sections": [{"title": {"en": "Boats"}, "draw": draw}]}
        ),
        "media/cycle.svg": SVG,
    }
    return {path: text.encode() for path, text in texts.items()}


def module(title: str, lessons: list[str], quiz: bool) -> dict:
    return {
        "title": {"en": title},
        "summary": {"en": f"The module {title}."},
        "aims": [{"key": f"{title.lower()}-aim", "text": {"en": "Tell one from the other."}}],
        "minutes": 60,
        "lessons": lessons,
        "quiz": quiz,
        "exercises": [],
    }


def lesson(title: str) -> str:
    head = {"title": title, "minutes": 10, "sources": ["A manual, chapter 1"]}
    return join_lesson(head, f"# {title}\n\nA figure: ![A ring](media/cycle.svg)\n\nWords stay.")
