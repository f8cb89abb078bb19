"""The files of a draft: texts, media, the whole package, and all that is wrong with it."""

from collections import OrderedDict
from uuid import UUID

import sqlalchemy as sa

from lms.authoring.models import DraftFile
from lms.authoring.queries.people import names_of
from lms.authoring.rows import DraftRow, FileRow, TextFile
from lms.core import files as stored_files
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile
from lms.courses.formats import PackageError, PackageFiles, Problem, parse_package
from lms.courses.models import ContentSnapshot, Course
from lms.courses.services.content import content_kinds

# A draft's faults change only with its files, so a process may keep the few that it shows all day.
_KEPT = 8
_kept: OrderedDict[tuple[UUID, int], tuple[Problem, ...]] = OrderedDict()


def texts_of(draft_id: UUID) -> dict[str, str]:
    """All text files of a draft by path."""
    rows = db.session.execute(
        sa.select(DraftFile.path, DraftFile.text).where(
            DraftFile.draft_id == draft_id, DraftFile.text.is_not(None)
        )
    )
    return {row.path: str(row.text) for row in rows}


def text_file(draft_id: UUID, path: str) -> TextFile | None:
    """One text file as it stands, None where it is not there."""
    row = db.session.scalar(
        sa.select(DraftFile).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    )
    if row is None or row.text is None:
        return None
    by = names_of([row.changed_by]).get(row.changed_by, "") if row.changed_by else ""
    return TextFile(path, row.text, row.version, row.changed_at, by)


def media_list(draft_id: UUID) -> list[tuple[FileRow, int, str]]:
    """The media of a draft with their sizes in bytes and media types, by path."""
    rows = db.session.execute(
        sa.select(
            DraftFile.path,
            DraftFile.version,
            DraftFile.stored_file_id,
            DraftFile.changed_at,
            DraftFile.changed_by,
            StoredFile.size,
            StoredFile.media_type,
        )
        .join(StoredFile, StoredFile.id == DraftFile.stored_file_id)
        .where(DraftFile.draft_id == draft_id)
        .order_by(DraftFile.path)
    ).all()
    names = names_of(row.changed_by for row in rows)
    return [
        (
            FileRow(
                path=row.path,
                version=row.version,
                stored_file_id=row.stored_file_id,
                changed_at=row.changed_at,
                changed_by=names.get(row.changed_by, ""),
            ),
            row.size,
            row.media_type,
        )
        for row in rows
    ]


def media_paths(draft_id: UUID) -> list[str]:
    """The paths of the media of a draft."""
    return sorted(
        db.session.scalars(
            sa.select(DraftFile.path).where(
                DraftFile.draft_id == draft_id, DraftFile.stored_file_id.is_not(None)
            )
        )
    )


def fingerprints(draft_id: UUID) -> dict[str, str]:
    """The SHA-256 of each media file by its path."""
    rows = db.session.execute(
        sa.select(DraftFile.path, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == DraftFile.stored_file_id)
        .where(DraftFile.draft_id == draft_id)
    )
    return {row.path: row.sha256 for row in rows}


def media_file(draft_id: UUID, path: str) -> StoredFile:
    """The stored file of a media path. Raises NotFound."""
    row = db.session.scalar(
        sa.select(StoredFile)
        .join(DraftFile, DraftFile.stored_file_id == StoredFile.id)
        .where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    )
    if row is None:
        raise NotFound
    return row


def package_of_draft(draft_id: UUID, *, media: bool = True) -> PackageFiles:
    """All files of a draft with their bytes; without `media` the texts only."""
    files = {path: text.encode("utf-8", "replace") for path, text in texts_of(draft_id).items()}
    if media:
        rows = db.session.execute(
            sa.select(DraftFile.path, StoredFile)
            .join(StoredFile, StoredFile.id == DraftFile.stored_file_id)
            .where(DraftFile.draft_id == draft_id)
        )
        files |= {row.path: stored_files.read(row.StoredFile) for row in rows}
    return files


def problems_of(draft: DraftRow) -> tuple[Problem, ...]:
    """Everything that stands against publishing, by file and line."""
    key = (draft.id, draft.sequence)
    if key not in _kept:
        _kept[key] = _problems(package_of_draft(draft.id))
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def _problems(files: PackageFiles) -> tuple[Problem, ...]:
    try:
        parse_package(files, content_kinds())
    except PackageError as error:
        return error.problems
    return ()


def version_labels(slug: str) -> dict[str, int]:
    """The versions that a course has: the authors' label and the number."""
    rows = db.session.execute(
        sa.select(
            ContentSnapshot.body["course"]["version"].as_string().label("label"),
            ContentSnapshot.number,
        )
        .join(Course, Course.id == ContentSnapshot.course_id)
        .where(Course.slug == slug)
        .order_by(ContentSnapshot.number)
    )
    return {row.label: row.number for row in rows}
