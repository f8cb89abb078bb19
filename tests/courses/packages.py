"""A small whole package, and kinds that know two faults."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.core.messages import N_, Message
from lms.courses.formats import Supply

COURSE = """\
schema: 1
slug: small-course
version: "1.0"
languages: [en, ur]
title: {en: "Small course", ur: "مختصر کورس"}
summary: {en: "Two lessons."}
aims:
  - {en: "Know one thing."}
contact_minutes: 90
modules: [01-first]
tests: [post-test]
exercises: [warm-up]
glossary:
  - key: intelligence
    term: {en: "Intelligence", ur: "انٹیلی جنس"}
    meaning: {en: "Information that was evaluated and given meaning."}
sources: ["A manual, chapter 1"]
"""
MODULE = """\
title: {en: "First"}
summary: {en: "The first module."}
aims:
  - {en: "Tell one from the other."}
minutes: 60
lessons: [01-one, 02-two]
quiz: true
exercises: [warm-up]
"""
LESSON = """\
---
title: One
minutes: 10
sources:
  - A manual, chapter 1
---

# One

A figure: ![The cycle as a ring of six steps](media/cycle.svg)

| a | b |
|---|---|
| 1 | 2 |
"""
LESSON_UR = """\
---
title: ایک
---

# ایک

ایک جملہ۔
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3" fill="#0b5568"/></svg>'
)


def activity(kind: str, key: str) -> str:
    return f"""\
schema: 1
kind: {kind}
key: {key}
title: {{en: "A title", ur: "عنوان"}}
questions:
  - key: q1
    text: {{en: "Which?"}}
"""


def package_files() -> dict[str, bytes]:
    """A package without a fault."""
    texts = {
        "course.yaml": COURSE,
        "modules/01-first/module.yaml": MODULE,
        "modules/01-first/lessons/01-one.md": LESSON,
        "modules/01-first/lessons/01-one.ur.md": LESSON_UR,
        "modules/01-first/lessons/02-two.md": LESSON.replace("One", "Two"),
        "modules/01-first/quiz.yaml": activity("quiz", "first-check"),
        "tests/post-test.yaml": activity("quiz", "post-test"),
        "exercises/warm-up.yaml": activity("link_chart", "warm-up"),
        "media/cycle.svg": SVG,
    }
    return {path: text.encode() for path, text in texts.items()}


@dataclass(frozen=True)
class Fault:
    path: str
    message: Message


@dataclass(frozen=True)
class Result:
    problems: tuple[Fault, ...]


class StrictKind:
    """Refuses a question whose text asks "Wrong?"."""

    def parse(self, payload: Mapping[str, object], supply: Supply) -> Result:
        questions = payload.get("questions")
        if not isinstance(questions, list):
            return Result((Fault("questions", N_("Write a list.")),))
        return Result(
            tuple(
                Fault(f"questions[{at}].text", N_("Ask something else."))
                for at, question in enumerate(questions)
                if "Wrong?" in str(question)
            )
        )


KINDS = {"quiz": StrictKind(), "link_chart": StrictKind(), "bank": StrictKind()}
