"""A small course with lessons, a check of every kind of question, tests and a link chart."""

import uuid
from typing import Any

import sqlalchemy as sa

from lms.accounts.identity import identity_of
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.courses.formats import freeze, upgrade
from lms.courses.models import ContentSnapshot, Course
from lms.exercises.queries import activity_of, attempt_head
from lms.exercises.rows import EventInput

CANARY = "Canarykey"


def option(key: str, correct: bool = False) -> dict[str, Any]:
    return {
        "key": f"{CANARY.lower()}-{key}",
        "text": {"en": f"Choice {key}", "ur": f"انتخاب {key}"},
        "correct": correct,
        "feedback": {"en": f"{CANARY} word on {key}."},
    }


def quiz(key: str, purpose: str = "practice", **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": "quiz",
        "key": key,
        "title": {"en": f"Quiz {key}", "ur": f"کوئز {key}"},
        "purpose": purpose,
        "questions": [
            {
                "key": "first",
                "kind": "single",
                "text": {"en": "Which **one**?"},
                "options": [option("a", True), option("b"), option("c")],
                "explanation": {"en": f"{CANARY} explanation."},
            },
            {
                "key": "second",
                "kind": "multiple",
                "points": 2,
                "text": {"en": "Which ones?"},
                "options": [option("a", True), option("b", True), option("c")],
            },
            {
                "key": "third",
                "kind": "source_grading",
                "points": 2,
                "scheme": "4x4",
                "text": {"en": "Grade this item."},
                "quote": {"source": {"en": "Report R21"}, "text": {"en": "A farmer saw a lorry."}},
                "answer": {"source": "X", "information": "2"},
            },
            {
                "key": "fourth",
                "kind": "numeric",
                "text": {"en": "How many?"},
                "answer": {"value": "73129", "unit": "kg"},
            },
            {
                "key": "fifth",
                "kind": "short_text",
                "text": {"en": "What is it called?"},
                "answer": {"accepted": [f"{CANARY} reporting"]},
            },
        ],
        **more,
    }


def chart(key: str, **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": "link_chart",
        "key": key,
        "title": {"en": f"Chart {key}", "ur": f"چارٹ {key}"},
        "instructions": {"en": "Draw what the reports state."},
        "case_question": {"en": "Who owns the shop?"},
        "handling": {"en": "Exercise, all names invented"},
        "agencies": [{"key": "npi", "name": {"en": "Police"}}],
        "vocabulary": {
            "entity_types": ["person", "organisation", "phone"],
            "link_types": [
                {"key": "owns", "label": {"en": "owns", "ur": "مالک"}, "directed": True},
                {"key": "uses", "label": {"en": "uses"}, "directed": True},
                {"key": "knows", "label": {"en": "knows"}, "directed": False},
            ],
        },
        "reports": [
            {
                "id": "R01",
                "agency": "npi",
                "title": {"en": "Company register"},
                "date": "2019-03-12",
                "grade": {"scheme": "4x4", "source": "A", "information": "1", "handling": "H0"},
                "text": {"en": "Ilka Tamas owns Lantern Shop.\n\nShe uses +999 200 0101."},
            },
            {
                "id": "R02",
                "agency": "npi",
                "title": {"en": "Anonymous letter"},
                "grade": {"scheme": "4x4", "source": "X", "information": "4"},
                "text": {"en": "Lantern Store sells the same goods as Lantern Shop."},
            },
        ],
        "answers": {
            "entities": [
                {"id": "E1", "type": "person", "names": ["Ilka Tamas", f"{CANARY} alias"]},
                {"id": "E2", "type": "organisation", "names": ["Lantern Shop"]},
                {"id": "E3", "type": "phone", "names": ["+999 200 0101"]},
                {
                    "id": "D1",
                    "type": "organisation",
                    "names": ["Lantern Store"],
                    "distractor": True,
                },
            ],
            "links": [
                {
                    "id": "L1",
                    "from": "E1",
                    "to": "E2",
                    "type": "owns",
                    "strength": "confirmed",
                    "evidence": [["R01"]],
                    "why": {"en": f"{CANARY} why."},
                },
                {
                    "id": "L2",
                    "from": "E1",
                    "to": "E3",
                    "type": "uses",
                    "strength": "confirmed",
                    "evidence": [["R01"]],
                },
            ],
            "traps": [{"between": ["E2", "D1"], "why": {"en": f"{CANARY} trap."}}],
        },
        **more,
    }


def lesson(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": {"en": f"Lesson {slug}", "ur": f"سبق {slug}"},
        "text": {
            "en": f"Words of **{slug}**.\n\n![A ring](media/cycle.svg)",
            "ur": f"{slug} کے الفاظ۔",
        },
        "minutes": 6,
        "sources": ["A manual"],
    }


def body(**activities: dict[str, Any]) -> dict[str, Any]:
    """A course body: two modules, a pre-test and a post-test, two charts."""
    known = {
        "first-check": quiz("first-check"),
        "pre-test": quiz("pre-test", "pre_test"),
        "post-test": quiz("post-test", "post_test", attempts=1, minutes=20),
        "warm-up": chart("warm-up"),
        "big-case": chart("big-case", purpose="assessed"),
    } | activities
    return {
        "schema": 1,
        "course": {
            "slug": "small",
            "version": "1.0",
            "languages": ["en", "ur"],
            "title": {"en": "Small course"},
            "summary": {"en": "Two modules."},
            "aims": [],
            "contact_minutes": 90,
            "tests": ["pre-test", "post-test"],
            "exercises": ["warm-up", "big-case"],
            "glossary": [],
            "sources": [],
        },
        "modules": [
            {
                "slug": "01-first",
                "title": {"en": "First module", "ur": "پہلا ماڈیول"},
                "summary": {"en": "About one thing."},
                "aims": [],
                "minutes": 30,
                "lessons": [lesson("01-one"), lesson("02-two")],
                "quiz": "first-check",
                "exercises": ["warm-up"],
            },
            {
                "slug": "02-second",
                "title": {"en": "Second module"},
                "summary": {"en": "About another."},
                "aims": [],
                "minutes": 15,
                "lessons": [lesson("01-only")],
                "quiz": None,
                "exercises": [],
            },
        ],
        "activities": known,
        "media": {},
    }


def make_content(
    media: dict[str, Any] | None = None,
    banks: dict[str, Any] | None = None,
    **activities: dict[str, Any],
) -> ContentSnapshot:
    """The small course's content as a stored snapshot, in the open transaction."""
    content = body(**activities) | {"media": media or {}}
    frozen = freeze(upgrade(content) | {"banks": banks} if banks else content)
    course = db.session.scalar(sa.select(Course).where(Course.slug == "small"))
    if course is None:
        course = Course(slug="small", title={"en": "Small course"}, summary={})
        db.session.add(course)
        db.session.flush()
    count = db.session.scalar(sa.select(sa.func.count()).select_from(ContentSnapshot)) or 0
    snapshot = ContentSnapshot(
        hash=frozen.content_hash,
        course_id=course.id,
        number=count + 1,
        schema=1,
        body=frozen.content,
        created_at=utcnow(),
    )
    db.session.add(snapshot)
    db.session.flush()
    return snapshot


def identity(person_id: uuid.UUID) -> Identity:
    """The person as signed in now."""
    return identity_of(person_id)


def right_events(actor: Identity, attempt_id: uuid.UUID, share: Any = 1) -> list[EventInput]:
    """Events of a right attempt (or of its first part), each with a new uuid."""
    attempt = attempt_head(attempt_id, actor=actor)
    known = activity_of(attempt)
    steps = known.kind.model_steps(known.spec, attempt.seed, share=share)
    return [EventInput(uuid.uuid4(), step.kind, step.payload) for step in steps]
