"""The worker's part: the PDF of a letter, and its message with the PDF."""

from uuid import UUID

import sqlalchemy as sa

from lms.core import files
from lms.core.db import db, lock_row, transaction, unscoped
from lms.letters.models import Letter
from lms.letters.printing.pages import to_pdf
from lms.letters.rules.blocks import plain
from lms.letters.rules.frozen import Frozen, of_json
from lms.outbox.services import send

OWNER = "letter:{}"


def make(letter_id: UUID) -> None:
    """Make the PDF of a letter and hand its message to the outbox, both in one commit.

    Made already: nothing, so that a letter leaves once however often the job runs.
    """
    row = _letter(letter_id, lock=False)
    if row is None or row.file_id is not None:
        return
    content = of_json(row.content).whole()
    data = to_pdf(content)
    with transaction():
        row = _letter(letter_id, lock=True)
        if row is None or row.file_id is not None:
            return
        _finish(row, content, data)


def _finish(row: Letter, content: Frozen, data: bytes) -> None:
    name = f"{content.reference.replace('/', '-')}.pdf"
    file = files.put(data, media_type="application/pdf", owner=OWNER.format(row.id), name=name)
    side = content.sides[content.language]
    message = send(
        template="letters/letter",
        language=content.language,
        address=content.address,
        person_id=row.person_id,
        agency_id=row.agency_id,
        course_session_id=row.course_session_id,
        files=[file],
        digest=True,
        values={
            "subject": side.subject,
            "text": plain(side.body),
            "signed": side.signed,
            "reference": content.reference,
        },
    )
    row.file_id, row.message_id = file.id, message.id


def _letter(letter_id: UUID, *, lock: bool) -> Letter | None:
    statement = sa.select(Letter).where(Letter.id == letter_id)
    statement = lock_row(statement) if lock else statement
    row: Letter | None = db.session.scalar(
        unscoped(statement, because="the worker makes the letters of all")
    )
    return row
