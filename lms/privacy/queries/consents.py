"""What people answered. The newest answer counts; one without a session counts everywhere."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.names import joined_name
from lms.courses.models import CourseSession
from lms.privacy.enums import NoticeKind
from lms.privacy.models import Consent, PrivacyText
from lms.privacy.queries.texts import newest_texts
from lms.privacy.rows import Answer, Asked

ByKind = dict[NoticeKind, Asked]


def asked(person_id: UUID, course_session_id: UUID | None) -> ByKind:
    """Each question as it stands for one person in a course session, in the order of kinds.

    An answer that was given without a session holds in all, and a newer one in this session takes
    its place. Without `course_session_id` the newest answer anywhere is given. Two queries.
    Whoever calls has made sure that the reader is the person, or may see the person's answers.
    """
    narrowed = Consent.person_id == person_id
    if course_session_id is not None:
        narrowed &= (Consent.course_session_id == course_session_id) | (
            Consent.course_session_id.is_(None)
        )
    return _as_asked(_answers(narrowed, because="one person, whose side the caller stands on"))


def answers_of(
    course_session_id: UUID, *, actor: Identity, people: Collection[UUID] = ()
) -> dict[UUID, ByKind]:
    """The questions of a course session by person, as far as `actor` may see answers there.

    Answers without a session are counted for those who answered in this one and for `people`:
    those on a list that the caller has narrowed to what the actor may see. Two queries.
    """
    here = Consent.course_session_id == course_session_id
    if not actor.is_system:
        here &= Consent.visible_to(actor)
    answered = sa.select(Consent.person_id).where(here)
    everywhere = Consent.course_session_id.is_(None) & (
        Consent.person_id.in_(answered) | Consent.person_id.in_(people)
    )
    rows = _answers(here | everywhere, because="narrowed to what the actor may see of the session")
    by_person: dict[UUID, list[Answer]] = {person_id: [] for person_id in people}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    texts = newest_texts()
    return {person_id: _counting(texts, found) for person_id, found in by_person.items()}


def own_history(actor: Identity) -> list[Answer]:
    """All that the actor ever answered, newest first."""
    rows = _answers(Consent.person_id == actor.person_id, because="the own answers")
    return list(reversed(rows))


def _as_asked(rows: Iterable[Answer]) -> ByKind:
    return _counting(newest_texts(), rows)


def _counting(texts: Any, rows: Iterable[Answer]) -> ByKind:
    """The last of the rows of each kind counts; they come in the order of time."""
    last = {row.kind: row for row in rows}
    return {kind: Asked(text, last.get(kind)) for kind, text in texts.items()}


def _answers(narrowed: sa.ColumnElement[bool], *, because: str) -> list[Answer]:
    statement = (
        sa.select(
            Consent.person_id,
            PrivacyText.kind,
            Consent.text_id,
            PrivacyText.number,
            Consent.given,
            Consent.way,
            Consent.at,
            Consent.recorded_by,
            Consent.course_session_id,
            CourseSession.title,
            Person.first_name,
            Person.last_name,
        )
        .join(PrivacyText, PrivacyText.id == Consent.text_id)
        .outerjoin(CourseSession, CourseSession.id == Consent.course_session_id)
        .outerjoin(Person, Person.id == Consent.recorded_by)
        .where(narrowed)
        .order_by(Consent.at, Consent.id)
    )
    rows = db.session.execute(unscoped(statement, because=because))
    return [_answer(row) for row in rows]


def _answer(row: sa.Row[*tuple[Any, ...]]) -> Answer:
    other = row.recorded_by is not None and row.recorded_by != row.person_id
    return Answer(
        person_id=row.person_id,
        kind=row.kind,
        text_id=row.text_id,
        number=row.number,
        given=row.given,
        way=row.way,
        at=row.at,
        recorded_by=joined_name(row.first_name, row.last_name) if other else "",
        course_session_id=row.course_session_id,
        session_title=row.title,
    )
