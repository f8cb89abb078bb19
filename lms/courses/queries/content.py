"""Reading courses and their frozen content."""

from collections import OrderedDict
from uuid import UUID

import sqlalchemy as sa

from lms.core import files as stored_files
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile
from lms.courses.formats import Content, PackageFiles, package_files, upgrade
from lms.courses.models import ContentSnapshot, Course, CourseSession
from lms.courses.policies import Permission
from lms.courses.rows import CourseRow, SnapshotRow

# Content never changes under its hash, so a process may keep the few that it reads all day.
_KEPT = 8
_kept: OrderedDict[str, Content] = OrderedDict()


def content(content_hash: str) -> Content:
    """The content of a hash, in today's form. Treat it as read-only. Raises NotFound.

    Who may see it is decided by the caller: through the head of a session, or by LIST_COURSES.
    """
    found = _kept.get(content_hash)
    if found is None:
        body = db.session.scalar(
            sa.select(ContentSnapshot.body).where(ContentSnapshot.hash == content_hash)
        )
        if body is None:
            raise NotFound
        found = upgrade(body)
        _kept[content_hash] = found
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found


def course_list(actor: Identity) -> list[CourseRow]:
    """The catalogue, by slug."""
    require(actor, Permission.LIST_COURSES)
    return _courses(sa.true())


def course_by_slug(slug: str, actor: Identity) -> CourseRow:
    """One course. Raises NotFound."""
    require(actor, Permission.LIST_COURSES)
    found = _courses(Course.slug == slug)
    if not found:
        raise NotFound
    return found[0]


def _courses(criterion: sa.ColumnElement[bool]) -> list[CourseRow]:
    versions = (
        sa.select(sa.func.count())
        .where(ContentSnapshot.course_id == Course.id)
        .scalar_subquery()
        .label("versions")
    )
    sessions = (
        sa.select(sa.func.count())
        .where(CourseSession.course_id == Course.id)
        .scalar_subquery()
        .label("sessions")
    )
    rows = db.session.execute(
        sa.select(Course.id, Course.slug, Course.title, Course.summary, versions, sessions)
        .where(criterion, Course.archived_at.is_(None))
        .order_by(Course.slug)
    )
    return [CourseRow(**row._asdict()) for row in rows]


def snapshot_list(course_id: UUID, actor: Identity) -> list[SnapshotRow]:
    """The versions of a course, newest first, with how many sessions are pinned to each."""
    require(actor, Permission.LIST_COURSES)
    sessions = (
        sa.select(sa.func.count())
        .where(CourseSession.content_hash == ContentSnapshot.hash)
        .scalar_subquery()
        .label("sessions")
    )
    rows = db.session.execute(
        sa.select(
            ContentSnapshot.hash,
            ContentSnapshot.number,
            ContentSnapshot.state,
            ContentSnapshot.created_at,
            sessions,
        )
        .where(ContentSnapshot.course_id == course_id)
        .order_by(ContentSnapshot.number.desc())
    )
    return [SnapshotRow(**row._asdict()) for row in rows]


def version_label(content_hash: str) -> str:
    """The version that the course's authors gave, e.g. `1.0`."""
    return str(content(content_hash)["course"]["version"])


def media_file(content_hash: str, path: str) -> StoredFile:
    """The stored file of a media path such as `media/cycle.svg`. Raises NotFound."""
    facts = content(content_hash)["media"].get(path)
    course_id = db.session.scalar(
        sa.select(ContentSnapshot.course_id).where(ContentSnapshot.hash == content_hash)
    )
    if facts is None or course_id is None:
        raise NotFound
    row = db.session.scalar(
        sa.select(StoredFile).where(
            StoredFile.sha256 == facts["sha256"], StoredFile.owner == media_owner(course_id)
        )
    )
    if row is None:
        raise NotFound
    return row


def package_of(content_hash: str, actor: Identity) -> PackageFiles:
    """The files of the package of this content: reading them in again gives the same hash."""
    require(actor, Permission.MANAGE_COURSES)
    found = content(content_hash)
    media = {path: stored_files.read(media_file(content_hash, path)) for path in found["media"]}
    return package_files(found, media)


def media_owner(course_id: UUID) -> str:
    """The owner under which a course's media are stored."""
    return f"courses.course/{course_id}"
