"""What the pages of authoring need besides files: who is there, sessions, where faults stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.authoring.formats.paths import place_of
from lms.authoring.formats.questions import Listed, all_questions
from lms.authoring.formats.texts import document_of, peek
from lms.authoring.models import DraftPresence
from lms.authoring.queries.people import names_of
from lms.authoring.rows import PresentRow
from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses import queries as courses
from lms.courses.enums import SessionState
from lms.courses.formats import Problem
from lms.courses.models import ContentSnapshot, Course, CourseSession
from lms.courses.queries.lists import visible
from lms.courses.rows import SnapshotRow

AWAY_AFTER = timedelta(seconds=90)


@dataclass(frozen=True)
class Taught:
    """A session of the course and the version that it teaches (None: no content yet).

    `may_move`: it is still a draft and the actor's to set up, so it can take another version.
    """

    id: UUID
    slug: str
    code: str
    state: str
    number: int | None
    content_hash: str | None
    may_move: bool


@dataclass(frozen=True)
class Fault:
    """A problem of the draft and the part in which it is mended."""

    problem: Problem
    kind: str
    group: str
    name: str
    lesson: str
    question: str | None


def present(draft_id: UUID, actor: Identity, path: str | None = None) -> list[PresentRow]:
    """Who else has a part of the draft open just now (`path` None: any part)."""
    statement = sa.select(DraftPresence).where(
        DraftPresence.draft_id == draft_id,
        DraftPresence.person_id != actor.person_id,
        DraftPresence.seen_at > utcnow() - AWAY_AFTER,
    )
    if path is not None:
        statement = statement.where(DraftPresence.path == path)
    rows = list(db.session.scalars(statement.order_by(DraftPresence.path)))
    names = names_of(row.person_id for row in rows)
    return [PresentRow(names.get(row.person_id, ""), row.path, row.seen_at) for row in rows]


def versions_of(slug: str, actor: Identity) -> list[SnapshotRow]:
    """The published versions of a course, newest first; none where it is not published yet."""
    try:
        row = courses.course_by_slug(slug, actor)
    except NotFound:
        return []
    return courses.snapshot_list(row.id, actor)


def taught_in(slug: str, actor: Identity) -> list[Taught]:
    """The sessions of a course that the actor may see, newest first."""
    rows = db.session.execute(
        sa.select(
            CourseSession.id,
            CourseSession.slug,
            CourseSession.code,
            CourseSession.state,
            ContentSnapshot.number,
            CourseSession.content_hash,
        )
        .join(Course, Course.id == CourseSession.course_id)
        .outerjoin(ContentSnapshot, ContentSnapshot.hash == CourseSession.content_hash)
        .where(Course.slug == slug, visible(actor))
        .order_by(CourseSession.starts_on.desc(), CourseSession.id)
    )
    return [
        Taught(
            **{**row._asdict(), "state": row.state.value},
            may_move=row.state is SessionState.DRAFT
            and (actor.is_administrator or actor.has(Role.ORGANISER, course_session_id=row.id)),
        )
        for row in rows
    ]


def located(problems: Sequence[Problem], texts: Mapping[str, str]) -> list[Fault]:
    """Each problem with the part, and for questions the question, where it stands."""
    return [_located(problem, texts) for problem in problems]


def _located(problem: Problem, texts: Mapping[str, str]) -> Fault:
    place = place_of(problem.file)
    question = None
    if place.kind == "questions" and problem.line and problem.file in texts:
        found = question_at(problem.file, texts[problem.file], problem.line)
        question = found.name if found else None
    return Fault(problem, place.kind, place.group, place.name, place.lesson, question)


def question_at(path: str, text: str, line: int) -> Listed | None:
    """The question in which a line of a file stands."""
    document = document_of(path, text)
    found = None
    for one in all_questions(peek(text)):
        begins = document.lines.get(one.path)
        if begins is not None and begins <= line:
            found = one
    return found
