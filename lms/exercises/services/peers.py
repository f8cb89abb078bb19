"""Answers dealt to fellow participants, and what they give for them."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.engines.marking.types import Outcome
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptMember, Mark, PeerTask
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity
from lms.exercises.queries.attempts import newest_mark
from lms.exercises.queries.hands import dump_points
from lms.exercises.queries.marking import by_hand
from lms.exercises.queries.peers import task_page
from lms.exercises.queries.people import people
from lms.exercises.rules import Answer, deal
from lms.exercises.services.rubrics import read_comment, read_rubric


def deal_answers(*, actor: Identity, course_session_id: uuid.UUID, activity_key: str) -> int:
    """Give each answer that fellow participants mark to as many of those who handed in.

    Answers that have their markers already keep them, so it can be done again for latecomers.
    Returns how many tasks were given.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.MARK, head)
    known = activity(head, activity_key)
    wanted = {key: one.peers for key, one in by_hand(known).items() if one.peers}
    # one dealing at a time
    db.session.execute(
        lock_row(sa.select(CourseSession.id).where(CourseSession.id == head.id))
    ).all()
    authors, rows = _handed_in(head, activity_key, actor)
    answers = [
        Answer(row.id, key, frozenset(authors[row.id]), wanted[key])
        for row in rows
        for key in wanted
        if _written(row, key)
    ]
    here = {one.enrolment_id for one in people(head.id)}
    takers = here & {one for members in authors.values() for one in members}
    pairs = deal(answers, takers, _given([row.id for row in rows]))
    now = utcnow()
    db.session.add_all(
        PeerTask(
            attempt_id=answer.attempt_id,
            question=answer.question,
            enrolment_id=taker,
            criteria=None,
            given_at=now,
            done_at=None,
        )
        for answer, taker in pairs
    )
    db.session.flush()
    if pairs:
        audit.record(
            actor,
            "exercises.dealt",
            object_type="course_session",
            object_id=head.id,
            summary=N_(
                "Answers of %(activity)s given to fellow participants: %(count)s.",
                activity=dict(known.terms.title),
                count=len(pairs),
            ),
            course_session_id=head.id,
        )
    return len(pairs)


def give_peer_mark(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    task_id: uuid.UUID,
    points: Mapping[str, str],
    comment: str = "",
) -> None:
    """Give points (as typed) and a comment for a fellow participant's answer.

    It can be changed until the marks are shown (Refused). Raises NotFound for tasks of others.
    """
    head = session_head_by_id(course_session_id, actor)
    task = task_page(head, task_id, actor=actor)
    if task.closed:
        raise Refused(N_("This answer is not open for marking any more."))
    given, comment = read_rubric(task.question, points), read_comment(comment)
    row = db.session.scalar(lock_row(sa.select(PeerTask).where(PeerTask.id == task_id)))
    if row is None:
        raise NotFound
    row.criteria, row.comment, row.done_at = dump_points(given), comment, utcnow()
    db.session.flush()


def _handed_in(
    head: SessionHead, key: str, actor: Identity
) -> tuple[dict[uuid.UUID, set[uuid.UUID]], Sequence[Any]]:
    """Attempts handed in with their newest mark in short, and the members of each."""
    statement = (
        sa.select(Attempt.id, Mark.items)
        .join(Mark, (Mark.attempt_id == Attempt.id) & (Mark.number == newest_mark()))
        .where(
            Attempt.course_session_id == head.id,
            Attempt.activity == key,
            Attempt.state != AttemptState.OPEN,
            Attempt.released_at.is_(None),
        )
        .order_by(Attempt.id)
    )
    rows = db.session.execute(seen_by(actor, statement, Attempt)).all()
    members = db.session.execute(
        sa.select(AttemptMember.attempt_id, AttemptMember.enrolment_id).where(
            AttemptMember.attempt_id.in_([row.id for row in rows])
        )
    )
    authors: dict[uuid.UUID, set[uuid.UUID]] = {row.id: set() for row in rows}
    for attempt_id, enrolment_id in members:
        authors[attempt_id].add(enrolment_id)
    return authors, rows


def _written(row: Any, question: str) -> bool:
    """Whether the attempt was asked this question and holds an answer to it."""
    found = (row.items or {}).get("questions", {}).get(question)
    return found is not None and found[1] != Outcome.BLANK


def _given(
    attempt_ids: Sequence[uuid.UUID],
) -> dict[tuple[uuid.UUID, str], frozenset[uuid.UUID]]:
    rows = db.session.execute(
        sa.select(PeerTask.attempt_id, PeerTask.question, PeerTask.enrolment_id).where(
            PeerTask.attempt_id.in_(attempt_ids)
        )
    )
    found: dict[tuple[uuid.UUID, str], set[uuid.UUID]] = {}
    for attempt_id, question, enrolment_id in rows:
        found.setdefault((attempt_id, question), set()).add(enrolment_id)
    return {name: frozenset(markers) for name, markers in found.items()}
