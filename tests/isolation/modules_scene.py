"""What the route matrix needs of modules: a draft, notes, a question on the wall, answers to mark.

What belongs to one person carries its marker, as in the world.
"""

import uuid

from lms.authoring.enums import ChangeKind
from lms.authoring.models import CourseDraft, DraftChange, DraftFile
from lms.authoring.queries.exchange import waiting_owner
from lms.core import files
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.ids import new_id
from lms.core.plainyaml import dump
from lms.courses.models import ContentSnapshot, Course
from lms.engines.marking.types import Outcome, token
from lms.exercises.enums import AttemptState, Purpose
from lms.exercises.kinds.base import Step
from lms.exercises.models import (
    Attempt,
    AttemptEvent,
    AttemptMember,
    ExtraTime,
    HandMark,
    LiveAnswer,
    LiveQuestion,
    Mark,
    PeerTask,
)
from lms.learning.enums import ReminderKind
from lms.learning.models import LessonNote, ReminderRule
from tests.support.world import MARK_A, MARK_B, World

MODULE, LESSON, QUESTION = "01-first", "01-one", "q1"
_ASKED = {
    "key": QUESTION,
    "kind": "single",
    "text": {"en": "Which?"},
    "options": [
        {"key": "a", "text": {"en": "This"}, "correct": True},
        {"key": "b", "text": {"en": "That"}},
    ],
}


def add_modules(world: World, content: ContentSnapshot) -> dict[str, object]:
    """Make everything in the open transaction; returns values for arguments of addresses."""
    course = db.session.get_one(Course, content.course_id)
    essay = next(one["key"] for one in _questions(content) if one["kind"] == "essay")
    draft_id = _draft(course.slug, content.hash)
    marked = _handed_in(world, content, _activity_of(content, essay), essay)
    return {
        "course_slug": course.slug,
        "draft_id": draft_id,
        "draft_module": MODULE,
        "draft_lesson": LESSON,
        "question": essay,
        "essay_attempt": marked,
        "essay_activity": _activity_of(content, essay),
        "task_id": _peers(world, marked, essay),
        "rule_id": _rule(world),
        "note_id": _notes(world),
        "live_id": _live(world, content),
        "file_id": _import(draft_id),
    }


def _questions(content: ContentSnapshot) -> list[dict[str, object]]:
    found = []
    for payload in content.body["activities"].values():
        found += payload.get("questions", [])
    return found


def _activity_of(content: ContentSnapshot, question: str) -> str:
    return next(
        key
        for key, payload in content.body["activities"].items()
        if any(one["key"] == question for one in payload.get("questions", []))
    )


def _draft(slug: str, base_hash: str) -> uuid.UUID:
    draft = CourseDraft(slug=slug, base_hash=base_hash)
    db.session.add(draft)
    db.session.flush()
    for path, text in _texts(slug).items():
        db.session.add(DraftFile(draft_id=draft.id, path=path, text=text, changed_at=utcnow()))
    db.session.add(
        DraftChange(
            draft_id=draft.id,
            sequence=1,
            path="course.yaml",
            kind=ChangeKind.CREATED,
            after="x",
            at=utcnow(),
        )
    )
    db.session.flush()
    return draft.id


def _texts(slug: str) -> dict[str, str]:
    course = {
        "schema": 2, "slug": slug, "version": "1.1", "languages": ["en"], "title": {"en": "Probe"},
        "summary": {"en": "Probe."}, "aims": [{"en": "Know."}], "contact_minutes": 60,
        "modules": [MODULE], "banks": [], "tests": [], "exercises": [], "glossary": [],
        "sources": [],
    }  # fmt: skip
    module = {
        "title": {"en": "First"}, "summary": {"en": "One."}, "minutes": 30, "lessons": [LESSON],
        "aims": [{"key": "know", "text": {"en": "Know."}}], "quiz": True, "exercises": [],
    }  # fmt: skip
    quiz = {
        "schema": 1, "kind": "quiz", "key": "probe-check", "title": {"en": "Check"},
        "questions": [_ASKED],
    }  # fmt: skip
    head = {"title": "One", "minutes": 5, "sources": ["A manual"]}
    lesson = f"---\n{dump(head).decode()}---\n\nWords.\n"
    return {
        "course.yaml": dump(course).decode(),
        f"modules/{MODULE}/module.yaml": dump(module).decode(),
        f"modules/{MODULE}/quiz.yaml": dump(quiz).decode(),
        f"modules/{MODULE}/lessons/{LESSON}.md": lesson,
    }


def _handed_in(world: World, content: ContentSnapshot, activity: str, question: str) -> uuid.UUID:
    now = utcnow()
    row = Attempt(
        course_session_id=world.session_id, content_hash=content.hash, activity=activity,
        kind="quiz", purpose=Purpose.FORMATIVE, group_key=uuid.uuid4().hex, number=1, seed="seed",
        state=AttemptState.HANDED_IN, started_at=now, handed_in_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(AttemptMember(attempt_id=row.id, enrolment_id=world.enrolment_a))
    answered = Step("answer", {"schema": 1, "question": token("seed", "question", question),
                               "answer": {"text": "Words of a fellow participant"}})  # fmt: skip
    db.session.add(
        AttemptEvent(
            owner_id=row.id, uuid=new_id(), sequence=1, kind=answered.kind,
            payload=answered.payload, server_at=now,
        )
    )  # fmt: skip
    db.session.add(
        Mark(
            attempt_id=row.id, number=1, points="0", maximum="10", percent=0, engine="quiz/2",
            detail={"schema": 1, "questions": []}, marked_at=now,
            items={"schema": 1, "questions": {question: ["0", Outcome.WAITS.value, []]}},
        )
    )  # fmt: skip
    db.session.add(ExtraTime(enrolment_id=world.enrolment_a, percent=25, note=f"Note {MARK_A}"))
    db.session.flush()
    return row.id


def _peers(world: World, attempt_id: uuid.UUID, question: str) -> uuid.UUID:
    """A task of participant A's own: the answer of somebody of the other session's kind."""
    row = PeerTask(
        attempt_id=attempt_id, question=question, enrolment_id=world.enrolment_b,
        comment=f"Comment {MARK_B}", given_at=utcnow(),
    )  # fmt: skip
    db.session.add(row)
    db.session.add(
        HandMark(
            attempt_id=attempt_id, question=question, number=1, marked_at=utcnow(),
            criteria={"schema": 1, "points": {}}, comment=f"Comment {MARK_A}",
        )
    )  # fmt: skip
    db.session.flush()
    return row.id


def _rule(world: World) -> uuid.UUID:
    row = ReminderRule(course_session_id=world.session_id, kind=ReminderKind.SILENT, days=3)
    db.session.add(row)
    db.session.flush()
    return row.id


def _notes(world: World) -> uuid.UUID:
    rows = [
        LessonNote(
            id=new_id(), enrolment_id=enrolment, lesson="x/y", language="en", paragraph=0,
            body=f"Note {mark}",
        )
        for enrolment, mark in ((world.enrolment_a, MARK_A), (world.enrolment_b, MARK_B))
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    return rows[0].id


def _live(world: World, content: ContentSnapshot) -> uuid.UUID:
    activity = content.body["modules"][0]["quiz"]
    question = content.body["activities"][activity]["questions"][0]["key"]
    row = LiveQuestion(
        course_session_id=world.session_id, content_hash=content.hash, activity=activity,
        question=question, seed="seed", opened_at=utcnow(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        LiveAnswer(
            live_question_id=row.id, enrolment_id=world.enrolment_a, answer={"text": MARK_A},
            answered_at=utcnow(),
        )
    )  # fmt: skip
    db.session.flush()
    return row.id


def _import(draft_id: uuid.UUID) -> uuid.UUID:
    """A file of questions that waits to be taken in."""
    text = b"::One:: Which? {=This ~That}"
    row = files.put(text, media_type="text/plain", owner=waiting_owner(draft_id), name="one.gift")
    return row.id
