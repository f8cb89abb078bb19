"""Reading courses and course sessions."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import read_memo, rows_of, unscoped
from lms.core.errors import NotFound
from lms.courses.models import CourseSession, SessionAgency
from lms.courses.policies import Permission
from lms.courses.rows import SessionHead

_HEAD = (
    CourseSession.id,
    CourseSession.slug,
    CourseSession.code,
    CourseSession.title,
    CourseSession.state,
    CourseSession.starts_on,
    CourseSession.ends_on,
    CourseSession.time_zone.label("zone"),
    CourseSession.venue,
    CourseSession.place,
    CourseSession.host_name,
    CourseSession.organised_by,
    CourseSession.donor,
    CourseSession.project,
    CourseSession.capacity,
    CourseSession.content_hash,
    CourseSession.course_id,
    CourseSession.names_visible,
)


def session_head(slug: str, actor: Identity) -> SessionHead:
    """The head of the course session `slug`. Raises NotFound unless `actor` may see it."""
    return _seen(slug, _BY_SLUG, actor)


def session_head_by_id(course_session_id: UUID, actor: Identity) -> SessionHead:
    """The head of a course session by its id. Raises NotFound unless `actor` may see it."""
    return _seen(course_session_id, _BY_ID, actor)


# The facts and the partner agencies, in one query: a row for each agency. Built once: every page
# of a session asks for its head, and building takes longer than asking.
_FACTS = unscoped(
    sa.select(*_HEAD, SessionAgency.agency_id).outerjoin(
        SessionAgency, SessionAgency.course_session_id == CourseSession.id
    ),
    because="who may see the head is judged by its policy",
)
_BY_ID = _FACTS.where(CourseSession.id == sa.bindparam("key"))
_BY_SLUG = _FACTS.where(CourseSession.slug == sa.bindparam("key"))


def _seen(key: str | UUID, statement: sa.Select[*tuple[Any, ...]], actor: Identity) -> SessionHead:
    memo = read_memo()
    head: SessionHead = memo.get((SessionHead, key)) or _read(statement, key)
    memo[SessionHead, head.id] = memo[SessionHead, head.slug] = head
    require(actor, Permission.VIEW_SESSION, head)
    return head


def _read(statement: sa.Select[*tuple[Any, ...]], key: str | UUID) -> SessionHead:
    rows = rows_of(statement, {"key": key})
    if not rows:
        raise NotFound
    facts = rows[0]._asdict()
    del facts["agency_id"]
    partners = frozenset(row.agency_id for row in rows if row.agency_id is not None)
    return SessionHead(**facts, agency_ids=partners)
