"""How a name is said: written by its holder, the agency's focal point or the organiser."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, seen_by
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_, Message
from lms.core.names import direction_message, has_direction_control
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.enrolments.policies import Permission
from lms.enrolments.rows import Subject
from lms.enrolments.services.gate import require_change
from lms.enrolments.services.names import own_enrolment
from lms.enrolments.services.roll import full_name, note

MOST = 160


class Spoken(NamedTuple):
    """A name as it is said: in Latin letters, and in the local script."""

    latin: str
    local: str


def write_spoken(*, actor: Identity, slug: str, said: Mapping[UUID, Spoken]) -> int:
    """Write how these names are said; returns how many changed. Empty: as it is written.

    Raises NotFound where one of them is not there for `actor`, Invalid with faults at
    `<enrolment id>-latin` and `-local`: then none is written.
    """
    head = session_head(slug, actor)
    rows = list(
        db.session.scalars(
            seen_by(
                actor,
                sa.select(Enrolment).where(
                    Enrolment.course_session_id == head.id, Enrolment.id.in_(said)
                ),
            )
        )
    )
    if len(rows) != len(said):
        raise NotFound
    for row in rows:
        require_change(actor, Subject(head, row.agency_id, row.person_id), Permission.APPROVE_NAME)
    clean = {row.id: Spoken(*map(_clean, said[row.id])) for row in rows}
    errors = [
        FieldError(f"{key}-{field}", fault)
        for key, one in clean.items()
        for field, text in one._asdict().items()
        if (fault := _fault(text)) is not None
    ]
    if errors:
        raise Invalid(errors)
    return sum(_write(actor, head, row, clean[row.id]) for row in rows)


def write_own_spoken(*, actor: Identity, enrolment_id: UUID, said: Spoken) -> None:
    """Write how the own name is said. Raises NotFound for another's, Invalid at `spoken...`."""
    head, row = own_enrolment(actor, enrolment_id)
    clean = Spoken(*map(_clean, said))
    errors = [
        FieldError(field, fault)
        for field, text in (("spoken", clean.latin), ("spoken_local", clean.local))
        if (fault := _fault(text)) is not None
    ]
    if errors:
        raise Invalid(errors)
    _write(actor, head, row, clean)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _fault(text: str) -> Message | None:
    if len(text) > MOST:
        return N_("Write at most %(most)s signs.", most=MOST)
    hidden = has_direction_control(text)
    return direction_message(hidden) if hidden else None


def _write(actor: Identity, head: SessionHead, row: Enrolment, said: Spoken) -> bool:
    before = Spoken(row.spoken, row.spoken_local)
    if before == said:
        return False
    row.spoken, row.spoken_local = said
    db.session.flush()
    summary = N_("Wrote how the name of %(name)s is said.", name=full_name(row))
    note(actor, "enrolments.spoken", head, row, summary,
         before=before._asdict(), after=said._asdict())  # fmt: skip
    return True
