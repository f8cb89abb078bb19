"""Letters that were written."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.core.access import Identity, Role, require
from lms.core.db import db, seen_by
from lms.core.errors import NotFound
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.letters.enums import LetterKind
from lms.letters.models import Letter
from lms.letters.policies import Permission
from lms.letters.rows import LetterFile, LetterRow
from lms.letters.rules.frozen import of_json
from lms.outbox.models import OutboxMessage

MOST_IN_A_PACK = 400


def index(slug: str, actor: Identity) -> tuple[SessionHead, dict[LetterKind, int]]:
    """A session for its organisers, with how many letters of each kind there are."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(Letter.kind, sa.func.count())
            .where(Letter.course_session_id == head.id)
            .group_by(Letter.kind),
            Letter,
        )
    )
    return head, {row[0]: row[1] for row in rows}


def written(
    head: SessionHead,
    actor: Identity,
    *,
    kind: LetterKind | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[LetterRow]:
    """Letters of a session that `actor` may see, the newest first."""
    statement = (
        sa.select(
            Letter.id,
            Letter.kind,
            Letter.reference,
            Letter.content["to"]["name"].as_string(),
            Agency.name,
            Letter.written_at,
            Letter.file_id,
            OutboxMessage.state,
            Letter.content["to"]["address"].as_string(),
        )
        .outerjoin(Agency, Agency.id == Letter.agency_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Letter.message_id)
        .where(Letter.course_session_id == head.id)
        .order_by(Letter.written_at.desc(), Letter.reference)
        .limit(limit)
        .offset(offset)
    )
    if kind is not None:
        statement = statement.where(Letter.kind == kind)
    rows = db.session.execute(seen_by(actor, statement))
    return [
        LetterRow(letter_id, of, reference, name, agency, at, file_id is not None, state, address)
        for letter_id, of, reference, name, agency, at, file_id, state, address in rows
    ]


def own_agency(slug: str, actor: Identity) -> tuple[SessionHead, list[LetterRow]]:
    """The letters to people of the focal point's agencies. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.OWN_AGENCY, head)
    return head, written(head, actor, limit=1000)


def letter(slug: str, letter_id: UUID, actor: Identity) -> LetterFile:
    """One written letter. Raises NotFound where `actor` may not see it."""
    require(actor, Permission.READ_LETTER)
    row = db.session.execute(
        seen_by(
            actor,
            sa.select(
                Letter.id,
                Letter.content,
                Letter.file_id,
                Letter.person_id,
                Letter.course_session_id,
            )
            .join(CourseSession, CourseSession.id == Letter.course_session_id)
            .where(Letter.id == letter_id, CourseSession.slug == slug),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    whole = (
        actor.is_administrator
        or actor.has(Role.ORGANISER, course_session_id=row.course_session_id)
        or row.person_id == actor.person_id
    )
    return LetterFile(row.id, of_json(row.content), row.file_id, whole)


def pack(
    slug: str,
    actor: Identity,
    *,
    kind: LetterKind | None,
    run: datetime | None = None,
    on_paper: bool = False,
) -> tuple[SessionHead, Sequence[UUID | None]]:
    """The files of letters by number, None for one that is not made yet; for organisers.

    `run` narrows to the letters written at one moment, `on_paper` to people without e-mail.
    """
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    statement = (
        sa.select(Letter.file_id)
        .where(Letter.course_session_id == head.id)
        .order_by(Letter.kind, Letter.reference)
        .limit(MOST_IN_A_PACK)
    )
    if kind is not None:
        statement = statement.where(Letter.kind == kind)
    if run is not None:
        statement = statement.where(Letter.written_at == run)
    if on_paper:
        statement = statement.where(Letter.content["to"]["address"].as_string().is_(None))
    return head, list(db.session.scalars(seen_by(actor, statement)))
