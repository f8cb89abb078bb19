"""Onto the roll and off it on behalf of a higher room, which has asked its own policy."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.db import db, unscoped
from lms.core.errors import Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses.rules import Act
from lms.enrolments.enums import Arrival, EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.services.gate import require_state
from lms.enrolments.services.places import take_over
from lms.enrolments.services.roll import full_name, note
from lms.enrolments.services.seats import last_positions
from lms.seats.services.ledger import Ledger


def join(
    *,
    ledger: Ledger,
    person_id: UUID,
    agency_id: UUID,
    values: Mapping[str, Any],
    held_by: UUID,
    replaces_id: UUID | None = None,
) -> UUID:
    """Put a person on the roll of the locked session, in the seat held by `held_by` where there
    is one; returns the enrolment's id. A withdrawn enrolment of the person comes back.

    `values` are the columns of an enrolment (names, rank, needs ...). Raises Refused where the
    roll is closed or no seat is free.
    """
    require_state(ledger.head, Act.ROLL)
    row = _known(ledger.head.id, person_id)
    if row is None:
        place = last_positions(ledger.head.id).get(agency_id, 0) + 1
        row = Enrolment(
            id=new_id(),
            course_session_id=ledger.head.id,
            person_id=person_id,
            position=place,
            arrival=Arrival.LISTED,
        )
        db.session.add(row)
    elif row.state is not EnrolmentState.WITHDRAWN and row.agency_id != agency_id:
        raise Refused(
            N_("%(name)s cannot be put on the roll. Ask the organiser.", name=full_name(row))
        )
    ledger.take(agency_id, row.id, held_by=held_by)
    for key, value in values.items():
        setattr(row, key, value)
    row.agency_id, row.state = agency_id, EnrolmentState.CONFIRMED
    if replaces_id is not None:
        row.replaces_id, row.arrival = replaces_id, Arrival.SUBSTITUTE
        take_over(row, replaces_id)
    db.session.flush()
    summary = N_("Put %(name)s on the roll.", name=full_name(row))
    note(ledger.actor, "enrolments.added", ledger.head, row, summary)
    return row.id


def leave(*, ledger: Ledger, enrolment_id: UUID, reason: str) -> None:
    """Take an enrolment off the roll; the row stays on record and its seat is given back."""
    require_state(ledger.head, Act.ROLL)
    row = db.session.scalar(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.id == enrolment_id, Enrolment.course_session_id == ledger.head.id
            ),
            because="the higher room has asked its own policy",
        )
    )
    if row is None or row.state is EnrolmentState.WITHDRAWN:
        return
    row.state = EnrolmentState.WITHDRAWN
    ledger.give_back(row.id, reason=reason)
    db.session.flush()
    summary = N_("Withdrew %(name)s. Reason: %(reason)s", name=full_name(row), reason=reason or "-")
    note(ledger.actor, "enrolments.withdrawn", ledger.head, row, summary)


def say_needs(*, enrolment_id: UUID, needs: str) -> None:
    """Write what a person needs (diet, access), as said to a higher room."""
    row = db.session.scalar(
        unscoped(
            sa.select(Enrolment).where(Enrolment.id == enrolment_id),
            because="the higher room has asked its own policy",
        )
    )
    if row is not None:
        row.needs = needs
        db.session.flush()


def _known(course_session_id: UUID, person_id: UUID) -> Enrolment | None:
    return db.session.scalar(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.course_session_id == course_session_id,
                Enrolment.person_id == person_id,
            ),
            because="one enrolment for one person; the higher room has asked its own policy",
        )
    )
