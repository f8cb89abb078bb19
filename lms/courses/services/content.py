"""Bringing course content in, frozen by its hash."""

from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.audit import services as audit
from lms.core import files as stored_files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.messages import N_
from lms.courses.enums import SnapshotState
from lms.courses.formats import Kinds, Package, PackageFiles, parse_package, read_folder
from lms.courses.models import ContentSnapshot, Course
from lms.courses.policies import Permission
from lms.courses.queries.content import media_owner

LIBRARY = Path(__file__).resolve().parents[1] / "library"


def import_package(*, actor: Identity, files: PackageFiles) -> ContentSnapshot:
    """Take a package in as the newest published version of its course.

    The same content again gives the version that is there. Raises PackageError with every fault.
    """
    require(actor, Permission.MANAGE_COURSES)
    package = parse_package(files, content_kinds())
    known = db.session.get(ContentSnapshot, package.snapshot.content_hash)
    if known is not None:
        return known
    course = _course(package)
    number = (
        db.session.scalar(
            sa.select(sa.func.max(ContentSnapshot.number)).where(
                ContentSnapshot.course_id == course.id
            )
        )
        or 0
    ) + 1
    row = ContentSnapshot(
        hash=package.snapshot.content_hash,
        course_id=course.id,
        number=number,
        schema=package.snapshot.content["schema"],
        body=package.snapshot.content,
        state=SnapshotState.PUBLISHED,
        created_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    _keep_media(course.id, package)
    audit.record(
        actor,
        "courses.content_imported",
        object_type="course",
        object_id=course.id,
        summary=N_("Course content taken in as version %(n)s.", n=number),
        after={"hash": row.hash, "version": package.snapshot.course["version"]},
    )
    return row


def import_library(*, actor: Identity) -> list[ContentSnapshot]:
    """Take in the courses that ship with Concord; what is there already stays."""
    folders = sorted(path.parent for path in LIBRARY.glob("*/course.yaml"))
    return [import_package(actor=actor, files=read_folder(folder)) for folder in folders]


def retire_snapshot(*, actor: Identity, content_hash: str) -> None:
    """Offer this version to no new session; sessions that teach it keep it."""
    require(actor, Permission.MANAGE_COURSES)
    row = db.session.get(ContentSnapshot, content_hash)
    if row is None:
        raise NotFound
    row.state = SnapshotState.RETIRED
    db.session.flush()
    audit.record(
        actor,
        "courses.content_retired",
        object_type="course",
        object_id=row.course_id,
        summary=N_("Version %(n)s retired.", n=row.number),
        after={"hash": content_hash},
    )


def content_kinds() -> Kinds:
    """The kinds of quizzes and exercises that the factory handed in."""
    kinds: Kinds = current_app.extensions["concord.content_kinds"]
    return kinds


def _course(package: Package) -> Course:
    facts = package.snapshot.course
    course = db.session.scalar(sa.select(Course).where(Course.slug == facts["slug"]))
    if course is None:
        course = Course(slug=facts["slug"])
        db.session.add(course)
    course.title, course.summary = dict(facts["title"]), dict(facts["summary"])
    db.session.flush()
    return course


def _keep_media(course_id: UUID, package: Package) -> None:
    for path, facts in package.snapshot.content["media"].items():
        stored_files.put(
            package.media[path],
            media_type=facts["media_type"],
            owner=media_owner(course_id),
            name=path.rsplit("/", 1)[-1],
        )
