"""What follows in nominations when the roll changes; the factory hands it down."""

from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.nominations.enums import EventKind, NominationState
from lms.nominations.models import Nomination
from lms.nominations.services import links
from lms.nominations.services.events import happened
from lms.nominations.services.opening import ledger_for

NAMES = ("certificate_name", "certificate_name_local", "name_approved_at")


def follow_enrolment(actor: Identity, enrolment_id: UUID, state: EnrolmentState) -> None:
    """Who leaves the roll has a withdrawn nomination; who comes on it has a confirmed one and no
    second seat; and the nomination is called as the roll calls the person.

    The caller moves no seat after this in the same ledger.
    """
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    row = _nomination_of(enrolment)
    if row is None:
        return
    if state is EnrolmentState.WITHDRAWN:
        if row.state is NominationState.CONFIRMED:
            row.state = NominationState.WITHDRAWN
            db.session.flush()
            links.revoke(row.id)
            happened(actor, row, EventKind.WITHDRAWN, by="roll")
        return
    for name in NAMES:
        setattr(row, name, getattr(enrolment, name))
    if row.state is not NominationState.CONFIRMED:
        _come(actor, row, enrolment_id)
    db.session.flush()


def _come(actor: Identity, row: Nomination, enrolment_id: UUID) -> None:
    if row.state is NominationState.APPROVED:
        ledger_for(row.course_session_id, actor=actor).give_back(row.id)
    row.state, row.enrolment_id = NominationState.CONFIRMED, enrolment_id
    row.place = row.offered_at = None
    row.answered_at = utcnow()
    db.session.flush()
    happened(actor, row, EventKind.CONFIRMED, by="roll")


def _nomination_of(enrolment: Enrolment) -> Nomination | None:
    """The nomination of somebody on the roll, whoever put the person there."""
    return db.session.scalar(
        unscoped(
            sa.select(Nomination)
            .where(
                Nomination.course_session_id == enrolment.course_session_id,
                Nomination.person_id == enrolment.person_id,
                Nomination.agency_id == enrolment.agency_id,
            )
            .execution_options(populate_existing=True),
            because="the nomination of somebody whom the roll has just changed",
        )
    )
