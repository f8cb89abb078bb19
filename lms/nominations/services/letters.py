"""The agency's nomination letter: one file for one or several names."""

from collections.abc import Sequence
from uuid import UUID

from lms.audit.services import record
from lms.core import files
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.files import StoredFile
from lms.core.messages import N_, Message
from lms.courses.queries import session_head
from lms.enrolments.formats import Field
from lms.enrolments.formats.cells import plain_text
from lms.nominations.enums import EventKind
from lms.nominations.formats.letter import Letter, check_letter
from lms.nominations.policies import Permission
from lms.nominations.queries.plans import side_of
from lms.nominations.rows import Subject
from lms.nominations.services.events import find, find_all, full_name, happened


def attach(
    *,
    actor: Identity,
    slug: str,
    agency_id: UUID,
    nomination_ids: Sequence[UUID],
    letter_ref: str,
    file_name: str,
    data: bytes,
) -> int:
    """Keep a letter for these names of one agency, with its reference; returns their number.

    A letter may come after the deadline, as long as the roll may change. Raises Invalid with what
    is wrong with file, reference or choice; NotFound for a name of another agency.
    """
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_SIDE, side_of(head, agency_id))
    rows = find_all(actor, head, list(nomination_ids))
    if any(row.agency_id != agency_id for row in rows):
        raise NotFound
    for row in rows[:1]:
        require(actor, Permission.CHANGE_ONE, Subject(head, agency_id, row.person_id))
    reference = plain_text(letter_ref, Field.LETTER_REF)
    letter = check_letter(file_name, data)
    errors = _faults(rows, reference, letter)
    if errors or isinstance(letter, Message) or isinstance(reference, Message):
        raise Invalid(errors)
    stored = files.put(
        letter.data,
        media_type=letter.media_type,
        owner=f"nominations.letter:{head.id}:{agency_id}",
        name=letter.name,
    )
    for row in rows:
        row.letter_file_id = stored.id
        row.letter_ref = reference or row.letter_ref
        happened(actor, row, EventKind.LETTER, file=str(stored.id))
    db.session.flush()
    record(
        actor,
        "nominations.letter_kept",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_(
            "Kept the nomination letter %(ref)s for %(count)s names.",
            ref=reference or "-",
            count=len(rows),
        ),
        after={"file": str(stored.id), "names": [full_name(row) for row in rows]},
    )
    return len(rows)


def _faults(
    rows: Sequence[object], reference: str | Message, letter: Letter | Message
) -> list[FieldError]:
    errors = []
    if not rows:
        errors.append(FieldError("names", N_("Tick the names that the letter is about.")))
    if isinstance(reference, Message):
        errors.append(FieldError("letter_ref", reference))
    if isinstance(letter, Message):
        errors.append(FieldError("file", letter))
    return errors


def letter_of(*, actor: Identity, slug: str, nomination_id: UUID) -> StoredFile:
    """The letter of a nomination. Raises NotFound where there is none, or for another agency's."""
    head = session_head(slug, actor)
    row = find(actor, head, nomination_id)
    require(actor, Permission.VIEW_ONE, Subject(head, row.agency_id, row.person_id))
    return files.find(row.letter_file_id)
