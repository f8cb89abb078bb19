"""The organiser's own note on a nomination. Agencies never see it."""

from uuid import UUID

from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.nominations.policies import Permission
from lms.nominations.services.events import find, full_name, note

LONGEST = 4000


def set_note(*, actor: Identity, slug: str, nomination_id: UUID, text: str) -> None:
    """Write the note. Raises Invalid where it is too long, NotFound for an unknown nomination."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_BOARD, head)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Invalid(
            [FieldError("note", N_("Write at most %(most)s signs.", most=LONGEST))],
        )
    row = find(actor, head, nomination_id)
    if row.note == text:
        return
    before, row.note = row.note, text
    db.session.flush()
    summary = N_("Changed the organiser's note on %(name)s.", name=full_name(row))
    note(
        actor,
        "nominations.noted",
        head,
        row,
        summary,
        before={"note": before},
        after={"note": text},
    )
