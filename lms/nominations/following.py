"""What follows in nominations when the roll changes; the factory hands it down."""

from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.enrolments.enums import EnrolmentState
from lms.nominations.enums import EventKind, NominationState
from lms.nominations.models import Nomination
from lms.nominations.services.events import happened


def follow_enrolment(actor: Identity, enrolment_id: UUID, state: EnrolmentState) -> None:
    """Who leaves the roll has a withdrawn nomination; who comes back has a confirmed one."""
    row = db.session.scalar(
        unscoped(
            sa.select(Nomination).where(Nomination.enrolment_id == enrolment_id),
            because="the nomination of somebody whom the roll has just changed",
        )
    )
    if row is None:
        return
    gone = state is EnrolmentState.WITHDRAWN
    to = NominationState.WITHDRAWN if gone else NominationState.CONFIRMED
    if row.state is to:
        return
    row.state = to
    db.session.flush()
    happened(actor, row, EventKind.WITHDRAWN if gone else EventKind.CONFIRMED, by="roll")
