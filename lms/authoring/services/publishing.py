"""Publishing a draft: it is read as a package and becomes the newest version of its course."""

import re
from uuid import UUID

from lms.audit import services as audit
from lms.authoring.enums import DraftState
from lms.authoring.formats.paths import COURSE
from lms.authoring.formats.texts import peek, value_of, yaml_text
from lms.authoring.models import CourseDraft
from lms.authoring.queries.files import package_of_draft, version_labels
from lms.authoring.rows import Edit
from lms.authoring.services.drafts import open_draft
from lms.authoring.services.presence import forget
from lms.authoring.services.saving import write_files
from lms.core.access import Identity
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_
from lms.courses import queries as courses
from lms.courses.formats import Content, PackageError, Problem
from lms.courses.models import ContentSnapshot
from lms.courses.services import import_package

_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")


def publish(*, actor: Identity, draft_id: UUID, version: str) -> ContentSnapshot:
    """Freeze the draft as the newest version; sessions stay on theirs.

    Raises PackageError with every fault, Invalid for a version that is none or is taken.
    """
    draft = open_draft(actor, draft_id)
    _check_version(draft.slug, version)
    _set_version(actor, draft, version)
    row = import_package(actor=actor, files=package_of_draft(draft.id))
    if draft.base_hash and _same(row.body, courses.content(draft.base_hash)):
        raise Refused(N_("Nothing has changed since the version that this draft began with."))
    draft.state, draft.published_hash = DraftState.PUBLISHED, row.hash
    forget(draft.id)
    db.session.flush()
    audit.record(
        actor,
        "authoring.published",
        object_type="course_draft",
        object_id=draft.id,
        summary=N_("Draft published as version %(n)s.", n=row.number),
        after={"slug": draft.slug, "hash": row.hash, "version": version},
    )
    return row


def _same(one: Content, two: Content) -> bool:
    """Whether two versions differ in nothing but their label."""
    bare = [{**body, "course": {**body["course"], "version": ""}} for body in (one, two)]
    return bare[0] == bare[1]


def _check_version(slug: str, version: str) -> None:
    if not _VERSION.fullmatch(version):
        raise Invalid([FieldError("version", N_("Write the version as numbers, such as 1.1."))])
    if version in version_labels(slug):
        message = N_("Version %(version)s is published already. Choose a higher one.")
        raise Invalid([FieldError("version", N_(message.text, version=version))])


def _set_version(actor: Identity, draft: CourseDraft, version: str) -> None:
    """Write the version into course.yaml, which must still name this course."""
    files = package_of_draft(draft.id, media=False)
    text = files.get(COURSE, b"").decode()
    course = value_of(text)
    if peek(text).get("slug") != draft.slug:
        message = N_("“slug” must stay %(slug)s: it names the course.", slug=draft.slug)
        raise PackageError([Problem(COURSE, None, message)])
    if course.get("version") != version:
        course["version"] = version
        write_files(actor=actor, draft_id=draft.id, edits=[Edit(COURSE, yaml_text(course))])
