"""A file of questions that waits to be taken into a draft, as it was uploaded."""

from functools import lru_cache
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from lms.authoring.formats.exchange import Candidate, candidates
from lms.authoring.formats.paths import COURSE
from lms.authoring.formats.tree import read_tree
from lms.authoring.queries.files import texts_of
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile, path_of
from lms.courses.formats.media import media_fault
from lms.engines.exchange import Imported, read_questions


def waiting_owner(draft_id: UUID) -> str:
    """The owner under which files of questions wait for a draft."""
    return f"authoring.questions:{draft_id}"


def waiting_file(draft_id: UUID, file_id: UUID) -> StoredFile:
    """The uploaded file. Raises NotFound for one of another draft."""
    row = db.session.scalar(
        sa.select(StoredFile).where(
            StoredFile.id == file_id, StoredFile.owner == waiting_owner(draft_id)
        )
    )
    if row is None:
        raise NotFound
    return row


def imported(row: StoredFile) -> Imported:
    """What the file holds; the last files that were looked at are kept read."""
    return _imported(row.sha256, row.name, path_of(row))


@lru_cache(maxsize=2)
def _imported(_digest: str, name: str, path: Path) -> Imported:
    return read_questions(name, path.read_bytes())


def candidates_of(draft_id: UUID, row: StoredFile) -> list[Candidate]:
    """The questions of the file as they would come into the draft."""
    texts = texts_of(draft_id)
    aims = read_tree(texts).aims if COURSE in texts else {}
    return candidates(imported(row), aims)


def picture(row: StoredFile, path: str) -> bytes:
    """A picture out of the file. Raises NotFound for none, or for one that could run."""
    content = imported(row).media.get(path)
    if content is None or media_fault(path, content) is not None:
        raise NotFound
    return content
