"""Beginning a draft from a version, from nothing or from a package; dropping and restoring it."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.audit import services as audit
from lms.authoring.enums import DraftState
from lms.authoring.formats.paths import COURSE
from lms.authoring.formats.structure import new_course
from lms.authoring.formats.texts import Json, peek
from lms.authoring.models import CourseDraft, DraftFile
from lms.authoring.policies import Permission
from lms.core import files as stored_files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.files import StoredFile
from lms.core.messages import N_, Message
from lms.courses import queries as courses
from lms.courses.formats import PackageFiles, package_files
from lms.courses.formats.media import media_type
from lms.courses.formats.names import SLUG, is_text
from lms.courses.models import ContentSnapshot, Course
from lms.courses.queries.content import media_owner as course_media_owner


def begin(*, actor: Identity, slug: str, content_hash: str) -> CourseDraft:
    """A draft with the files of a version. Raises Refused where one is open already."""
    require(actor, Permission.WRITE)
    row = db.session.get(ContentSnapshot, content_hash)
    course = db.session.get(Course, row.course_id) if row else None
    if row is None or course is None or course.slug != slug:
        raise NotFound
    draft = _draft(actor, slug, content_hash)
    content = courses.content(content_hash)
    for path, text in package_files(content, {}).items():
        _file(actor, draft.id, path, text=text.decode())
    stored = _stored(course.id)
    for path, facts in content["media"].items():
        _file(actor, draft.id, path, stored=stored[facts["sha256"]])
    db.session.flush()
    _record(actor, draft, "authoring.begun", N_("Draft begun from version %(n)s.", n=row.number))
    return draft


def _stored(course_id: UUID) -> dict[str, UUID]:
    """The media of a course's versions by their SHA-256."""
    rows = db.session.execute(
        sa.select(StoredFile.sha256, StoredFile.id).where(
            StoredFile.owner == course_media_owner(course_id)
        )
    )
    return {row.sha256: row.id for row in rows}


def begin_new(*, actor: Identity, facts: Json, module: str, aim: str, lesson: str) -> CourseDraft:
    """A draft of a new course. `facts`: slug, languages, title, summary. Raises Invalid."""
    require(actor, Permission.WRITE)
    _refuse_taken(facts["slug"])
    draft = _draft(actor, facts["slug"], None)
    for path, text in new_course(facts, module, aim, lesson).items():
        _file(actor, draft.id, path, text=text)
    db.session.flush()
    _record(actor, draft, "authoring.begun", N_("Draft of a new course begun."))
    return draft


def import_draft(*, actor: Identity, files: PackageFiles) -> CourseDraft:
    """A draft with the files of a package, faults and all. The package names the course.

    Raises Invalid where it names none, Refused where this course has an open draft.
    """
    require(actor, Permission.WRITE)
    slug = str(peek(_decoded(files.get(COURSE, b""))).get("slug", ""))
    if not SLUG.fullmatch(slug) or len(slug) > 64:
        message = N_("course.yaml at the top of the package must name the course as slug.")
        raise Invalid([FieldError("package", message)])
    course_id = db.session.scalar(sa.select(Course.id).where(Course.slug == slug))
    base = None
    if course_id is not None:
        base = next(iter(courses.snapshot_list(course_id, actor)), None)
    draft = _draft(actor, slug, base.hash if base else None)
    for path, content in files.items():
        if is_text(path):
            _file(actor, draft.id, path, text=_decoded(content))
        else:
            _file(actor, draft.id, path, stored=_keep(draft.id, path, content))
    db.session.flush()
    _record(actor, draft, "authoring.begun", N_("Draft begun from a package."))
    return draft


def drop(*, actor: Identity, draft_id: UUID) -> None:
    """Put an open draft aside; `restore` brings it back with all that it holds."""
    draft = open_draft(actor, draft_id)
    draft.state = DraftState.DROPPED
    db.session.flush()
    _record(actor, draft, "authoring.dropped", N_("Draft put aside."))


def restore(*, actor: Identity, draft_id: UUID) -> None:
    """Open a dropped draft again. Raises Refused where another one is open."""
    require(actor, Permission.WRITE)
    draft = db.session.scalar(lock_row(sa.select(CourseDraft).where(CourseDraft.id == draft_id)))
    if draft is None:
        raise NotFound
    if draft.state is not DraftState.DROPPED:
        raise Refused(N_("Only a draft that was put aside can be taken up again."))
    _refuse_second(draft.slug)
    draft.state = DraftState.OPEN
    db.session.flush()
    _record(actor, draft, "authoring.restored", N_("Draft taken up again."))


def open_draft(actor: Identity, draft_id: UUID) -> CourseDraft:
    """The locked draft, where it can be written in. Raises NotFound or Refused."""
    require(actor, Permission.WRITE)
    draft = db.session.scalar(lock_row(sa.select(CourseDraft).where(CourseDraft.id == draft_id)))
    if draft is None:
        raise NotFound
    if draft.state is not DraftState.OPEN:
        raise Refused(N_("This draft is closed. Begin a new one from the newest version."))
    return draft


def media_owner(draft_id: UUID) -> str:
    """The owner under which files that were put into a draft are stored."""
    return f"authoring.course_draft/{draft_id}"


def _draft(actor: Identity, slug: str, base_hash: str | None) -> CourseDraft:
    _refuse_second(slug)
    draft = CourseDraft(slug=slug, base_hash=base_hash, begun_by=actor.person_id)
    db.session.add(draft)
    db.session.flush()
    return draft


def _refuse_second(slug: str) -> None:
    found = db.session.scalar(
        sa.select(CourseDraft.id).where(
            CourseDraft.slug == slug, CourseDraft.state == DraftState.OPEN
        )
    )
    if found is not None:
        raise Refused(N_("A draft of this course is open already. Go on in that one."))


def _refuse_taken(slug: str) -> None:
    drafts = sa.select(CourseDraft.id).where(CourseDraft.slug == slug)
    courses_there = sa.select(Course.id).where(Course.slug == slug)
    if db.session.scalar(drafts) is not None or db.session.scalar(courses_there) is not None:
        message = N_("A course has this short name already. Choose another one.")
        raise Invalid([FieldError("slug", message)])


def _file(
    actor: Identity,
    draft_id: UUID,
    path: str,
    *,
    text: str | None = None,
    stored: UUID | None = None,
) -> None:
    db.session.add(
        DraftFile(
            draft_id=draft_id,
            path=path,
            text=text,
            stored_file_id=stored,
            changed_at=utcnow(),
            changed_by=actor.person_id,
        )
    )


def _keep(draft_id: UUID, path: str, content: bytes) -> UUID:
    return stored_files.put(
        content,
        media_type=media_type(path) or "application/octet-stream",
        owner=media_owner(draft_id),
        name=path.rsplit("/", 1)[-1],
    ).id


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _record(
    actor: Identity,
    draft: CourseDraft,
    act: str,
    summary: Message,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        actor,
        act,
        object_type="course_draft",
        object_id=draft.id,
        summary=summary,
        after={"slug": draft.slug, **(after or {})},
    )
