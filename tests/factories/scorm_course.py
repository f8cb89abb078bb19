"""The content of a course with every kind of question, and keys that must stay at home."""

from typing import Any

SECRET = "Zircon"  # in everything that may never leave: tests, banks, exercises, what is drawn


def text(words: str, other: str | None = None) -> dict[str, str]:
    return {"en": words, "ur": other or f"اردو {words}"}


def option(key: str, correct: bool = False) -> dict[str, Any]:
    return {
        "key": key,
        "text": text(f"Choice {key}"),
        "correct": correct,
        "feedback": text(f"On {key}."),
    }


def head(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "text": text(f"Question {key}?"), **more}


QUESTIONS: list[dict[str, Any]] = [
    head("k-single", "single", options=[option("a", True), option("b")]),
    head(
        "k-multiple",
        "multiple",
        points=2,
        options=[option("a", True), option("b", True), option("c")],
    ),
    head(
        "k-short",
        "short_text",
        answer={"accepted": ["Café note"]},
        feedback=text("Think of coffee."),
    ),
    head(
        "k-numeric",
        "numeric",
        answer={"value": "38", "tolerance": "0.5", "unit": "kg"},
        units=[{"unit": "g", "factor": "0.001"}],
        near={"tolerance": "2"},
        feedback=text("Weigh again."),
    ),
    head(
        "k-matching",
        "matching",
        decoys=[{"key": "d", "text": text("Decoy"), "feedback": text("Fits nothing.")}],
        pairs=[
            {"key": f"p{n}", "left": text(f"Left {n}"), "right": text(f"Right {n}")}
            for n in range(3)
        ],
    ),
    head(
        "k-ordering",
        "ordering",
        items=[{"key": f"i{n}", "text": text(f"Item {n}")} for n in range(4)],
        feedback=text("The first thing comes first."),
    ),
    head(
        "k-categorise",
        "categorise",
        categories=[{"key": "x", "text": text("Box x")}, {"key": "y", "text": text("Box y")}],
        items=[
            {"key": "i1", "text": text("Thing 1"), "category": "x"},
            {"key": "i2", "text": text("Thing 2"), "category": ["x", "y"]},
            {"key": "i3", "text": text("Thing 3"), "category": "y"},
        ],
    ),
    head(
        "k-cloze",
        "cloze",
        passage=text("One [[b]] and [[a]] and **[[c]]**.", "[[a]] [[b]] [[c]]"),
        blanks=[
            {"key": "a", "options": [option("a", True), option("b")]},
            {"key": "b", "accepted": ["word"], "feedback": text("A word.")},
            {"key": "c", "value": "3", "tolerance": "0"},
        ],
    ),
    head(
        "k-grading",
        "source_grading",
        points=2,
        scheme="4x4",
        answer={"source": "B", "information": "2", "handling": "H1"},
        quote={"source": text("Report R1"), "text": text("A farmer saw a lorry.")},
        feedback={"source": {"C": text("Too low.")}},
    ),
]
STAYS = [
    head(
        "k-essay",
        "essay",
        rubric=[{"key": "r", "text": text(SECRET), "points": 1}],
        model=text(SECRET),
    ),
    head(
        "k-spot",
        "hotspot",
        image="media/spot.svg",
        alt=text("x"),
        regions=[{"key": "r", "label": text(SECRET)}],
    ),
    head("k-sure", "confidence", options=[option(f"{SECRET.lower()}-a", True), option("b")]),
    head("k-calc", "calculated", formula=f"n * {73}", feedback=text(SECRET)),
]


def quiz(key: str, **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": "quiz",
        "key": key,
        "title": text(key),
        "purpose": "practice",
        **more,
    }


def secret_quiz(key: str, **more: Any) -> dict[str, Any]:
    question = head(f"{SECRET}-q", "short_text", answer={"accepted": [f"{SECRET} answer"]})
    picture = head(
        "pic", "single", options=[option("a", True)], explanation=text("![x](media/secret.svg)")
    )
    return quiz(key, questions=[question, picture], **more)


def lesson(slug: str, words: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": text(f"Lesson {slug}"),
        "minutes": 6,
        "sources": ["A manual, 2nd ed."],
        "text": {"en": words},
    }


def module(slug: str, quiz_key: str | None, *lessons: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": text(f"Module {slug} & more"),
        "summary": text("s"),
        "aims": [],
        "minutes": 30,
        "lessons": list(lessons),
        "quiz": quiz_key,
        "exercises": ["chart"] if quiz_key else [],
    }


def course() -> dict[str, Any]:
    """Content as a snapshot holds it: three modules, one of them with practice that may leave."""
    activities = {
        "open-check": quiz(
            "open-check",
            sections=[
                {"questions": QUESTIONS + STAYS},
                {"draw": [{"bank": "secret-bank", "count": 1}]},
            ],
        ),
        "closed-check": secret_quiz("closed-check", review="released"),
        "pre-test": secret_quiz("pre-test", purpose="pre_test"),
        "listed-test": secret_quiz("listed-test"),
        "chart": {"kind": "link_chart", "key": "chart", "answers": SECRET, "title": text("Chart")},
        "pack": {"kind": "package", "key": "pack", "file": "media/pack.zip", "title": text("Pack")},
    }
    media = ["cycle.svg", "film.mp4", "film.en.vtt", "secret.svg", "spot.svg", "pack.zip"]
    return {
        "schema": 2,
        "course": {
            "slug": "small",
            "version": "1.0",
            "languages": ["en", "ur"],
            "title": text("Small course"),
            "tests": ["pre-test", "listed-test"],
            "banks": ["secret-bank"],
            "exercises": ["chart", "pack"],
        },
        "modules": [
            module(
                "01-first",
                "open-check",
                lesson(
                    "01-one",
                    "**One** & <less>.\n\n![A ring](media/cycle.svg)\n\n|a|b|\n|-|-|\n|1|2|",
                ),
                lesson("02-two", "![A film](media/film.mp4)\n\nThe [package](media/pack.zip)."),
            ),
            module("02-second", "closed-check", lesson("01-only", "Only words.")),
            module(
                "03-third", "listed-test", lesson("01-only", "</script><script>alert(1)</script>")
            ),
        ],
        "activities": activities,
        "banks": {
            "secret-bank": {"questions": [head(SECRET, "single", options=[option(SECRET, True)])]}
        },
        "media": {f"media/{name}": {"sha256": "0", "bytes": 1} for name in media},
    }


def media(path: str) -> bytes:
    """The bytes of a media file; those that must stay tell so."""
    secret = path in ("media/secret.svg", "media/spot.svg", "media/pack.zip")
    return SECRET.encode() if secret else f"bytes of {path}".encode()
