"""A course written by hand, small enough for journeys, in a running demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from lms.accounts.models import Account
from lms.core import files
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries.content import media_owner
from lms.demo.queries import DOORS
from lms.enrolments.models import Enrolment
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, Mark
from lms.factory import create_app
from tests.factories.exercises import make_content, quiz
from tests.factories.questions import IMAGE, PICTURE, every_kind
from tests.support.apps import test_settings as settings_in
from tests.support.live import Live

SLUG = "field-2026"
SINGLE = 12


def _first_check() -> dict[str, Any]:
    """Twelve questions with one right answer each, "A lorry" or a typed word, in written order."""
    single, *_others = every_kind()
    questions = [
        {**single, "key": f"q-{number}", "text": {"en": f"What came by in hour {number}?"}}
        for number in range(1, SINGLE)
    ]
    last = {"key": "last", "kind": "short_text", "text": {"en": "Who said so?"}}
    accepted = {"answer": {"accepted": ["the border guard"]}}
    return quiz("first-check", shuffle=False, questions=[*questions, last | accepted])


@contextmanager
def inside(live: Live) -> Iterator[None]:
    """The context of an application on the installation's own database and files."""
    app = create_app(settings_in(live.folder))
    with app.app_context():
        yield
        db.session.rollback()
        db.engine.dispose()


def add_small_course(live: Live) -> None:
    """A session of the small course, running, with the demonstration's participant on its roll.

    The first module has two lessons and a check of twelve questions, the second one a check with
    every kind of question; one test has two questions on one page.
    """
    with inside(live), transaction():
        every = quiz("every-check", shuffle=False, minutes=90, questions=every_kind())
        two = [one for one in every_kind() if one["kind"] in ("single", "numeric")]
        page = quiz("page-check", layout="page", attempts=2, questions=two)
        quizzes = {"first-check": _first_check(), "every-check": every, "page-check": page}
        snapshot = make_content(**quizzes)
        row = files.put(
            PICTURE,
            media_type="image/svg+xml",
            owner=media_owner(snapshot.course_id),
            name="two-circles.svg",
        )
        facts = {IMAGE: {"sha256": row.sha256, "bytes": len(PICTURE)}}
        first, second = snapshot.body["modules"]
        modules = [first, {**second, "quiz": "every-check"}]
        course = {**snapshot.body["course"], "tests": ["page-check"]}
        snapshot.body = {**snapshot.body, "media": facts, "modules": modules, "course": course}
        _copy_session(snapshot.hash, snapshot.course_id)


def _copy_session(content_hash: str, course_id: Any) -> None:
    old = db.session.scalars(
        unscoped(
            sa.select(CourseSession).where(CourseSession.slug == "karachi-2019"), because="a test"
        )
    ).one()
    own = {
        "slug": SLUG,
        "code": "FIELD-2026-01",
        "content_hash": content_hash,
        "course_id": course_id,
        "state": SessionState.RUNNING,
    }
    new = CourseSession(**_values(old) | own)
    db.session.add(new)
    db.session.flush()
    person = sa.select(Account.person_id).where(Account.username == DOORS["participant"])
    enrolment = db.session.scalars(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.person_id.in_(person), Enrolment.course_session_id == old.id
            ),
            because="a test",
        )
    ).one()
    lone = {"course_session_id": new.id, "syndicate_id": None, "replaces_id": None}
    db.session.add(Enrolment(**_values(enrolment) | lone))


def _values(row: Any) -> dict[str, Any]:
    names = [one.key for one in row.__mapper__.column_attrs]
    return {name: getattr(row, name) for name in names if name != "id"}


def points_of(live: Live, activity: str) -> tuple[str, str]:
    """The points and the maximum of the newest mark of an activity in the small course."""
    with inside(live):
        found = db.session.execute(
            unscoped(
                sa.select(Mark.points, Mark.maximum)
                .join(Attempt, Attempt.id == Mark.attempt_id)
                .where(Attempt.activity == activity)
                .order_by(Mark.marked_at.desc())
                .limit(1),
                because="a test",
            )
        ).one()
        return found.points, found.maximum


def end_in(live: Live, activity: str, *, seconds: int) -> None:
    """Move the end of the open attempts at an activity."""
    with inside(live), transaction():
        db.session.execute(
            sa.update(Attempt)
            .where(Attempt.activity == activity, Attempt.state == AttemptState.OPEN)
            .values(due_at=utcnow() + timedelta(seconds=seconds))
        )
