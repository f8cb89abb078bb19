"""The name on the certificate: approved before print day, by organiser, agency or holder."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_, Message
from lms.core.names import clean_name
from lms.courses.queries import session_head, session_head_by_id
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.policies import Permission
from lms.enrolments.rows import Subject
from lms.enrolments.services.gate import require_change, require_state
from lms.enrolments.services.roll import full_name, note, snapshot, tell_followers


def approve_names(*, actor: Identity, slug: str, enrolment_ids: Sequence[UUID]) -> int:
    """Approve the names as they stand; returns how many were not approved before.

    Raises NotFound where one of them is not there for `actor`: then none is approved.
    """
    head = session_head(slug, actor)
    wanted = set(enrolment_ids)
    rows = list(
        db.session.scalars(
            seen_by(
                actor,
                sa.select(Enrolment).where(
                    Enrolment.course_session_id == head.id,
                    Enrolment.id.in_(wanted),
                    Enrolment.state != EnrolmentState.WITHDRAWN,
                ),
            )
        )
    )
    if len(rows) != len(wanted):
        raise NotFound
    for row in rows:
        require_change(actor, Subject(head, row.agency_id, row.person_id), Permission.APPROVE_NAME)
    fresh = [row for row in rows if row.name_approved_at is None]
    for row in fresh:
        _approve(actor, head, row)
    return len(fresh)


def approve_own_name(*, actor: Identity, enrolment_id: UUID) -> None:
    """Approve the name on one's own certificate as it stands."""
    head, row = own_enrolment(actor, enrolment_id)
    if row.name_approved_at is None:
        _approve(actor, head, row)


def correct_own_name(
    *, actor: Identity, enrolment_id: UUID, certificate_name: str, certificate_name_local: str
) -> None:
    """Write the own name as it should be printed; the organiser approves a changed one.

    Raises Invalid with the faults at their fields.
    """
    head, row = own_enrolment(actor, enrolment_id)
    latin, local = clean_name(certificate_name), _clean_or_empty(certificate_name_local)
    errors = [
        FieldError(field, value)
        for field, value in (("certificate_name", latin), ("certificate_name_local", local))
        if isinstance(value, Message)
    ]
    if isinstance(latin, Message) or isinstance(local, Message):
        raise Invalid(errors)
    if (row.certificate_name, row.certificate_name_local) == (latin, local):
        return
    before = snapshot(row)
    row.certificate_name, row.certificate_name_local = latin, local
    row.name_approved_at = row.name_approved_by = None
    db.session.flush()
    summary = N_("%(name)s corrected the own name on the certificate.", name=full_name(row))
    note(actor, "enrolments.name_corrected", head, row, summary,
         before=before, after=snapshot(row))  # fmt: skip
    tell_followers(actor, row)


def settle_name(
    *, actor: Identity, enrolment_id: UUID, certificate_name: str, certificate_name_local: str
) -> None:
    """Write a clean name and approve it in one act, for a higher room that knows who the holder
    is. Where it stands so and approved already, nothing is written."""
    row = db.session.scalar(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.id == enrolment_id, Enrolment.state != EnrolmentState.WITHDRAWN
            ),
            because="the higher room has asked its own policy",
        )
    )
    if row is None:
        raise NotFound
    head = session_head_by_id(row.course_session_id, SYSTEM)
    require_state(head, Act.ROLL)
    given = (certificate_name, certificate_name_local)
    same = (row.certificate_name, row.certificate_name_local) == given
    if same and row.name_approved_at is not None:
        return
    row.certificate_name, row.certificate_name_local = given
    _approve(actor, head, row)


def _clean_or_empty(text: str) -> str | Message:
    return clean_name(text) if text.strip() else ""


def _approve(actor: Identity, head: SessionHead, row: Enrolment) -> None:
    row.name_approved_at = utcnow()
    row.name_approved_by = actor.person_id
    db.session.flush()
    summary = N_("Approved the name on the certificate of %(name)s.", name=full_name(row))
    after = {
        "certificate_name": row.certificate_name,
        "certificate_name_local": row.certificate_name_local,
    }
    note(actor, "enrolments.name_approved", head, row, summary, after=after)
    tell_followers(actor, row)


def own_enrolment(actor: Identity, enrolment_id: UUID) -> tuple[SessionHead, Enrolment]:
    """The actor's own enrolment, whose name may be changed, with its session. Raises NotFound for
    another's, Refused where it is too late."""
    row = db.session.scalar(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.id == enrolment_id,
                Enrolment.person_id == actor.person_id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
            ),
            because="a person's own enrolment",
        )
    )
    if row is None:
        raise NotFound
    head = session_head_by_id(row.course_session_id, actor)
    require_change(actor, Subject(head, row.agency_id, row.person_id), Permission.OWN_NAME)
    return head, row
