"""The nominated person's answer, and what follows: onto the roll, or the seat given back.

Who answers is proved by the caller: the person's account, the link in the letter, or the
agency or organiser on the person's behalf.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_, Message
from lms.core.names import clean_name
from lms.courses.enums import SessionState
from lms.courses.rules import Act
from lms.enrolments.services import joining, names
from lms.enrolments.services.gate import require_state
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.services import links
from lms.nominations.services.events import full_name, happened, note
from lms.nominations.services.opening import ledger_for
from lms.seats.services.ledger import Ledger

_FROZEN = (
    "first_name",
    "last_name",
    "name_local",
    "certificate_name",
    "certificate_name_local",
    "name_approved_at",
    "gender",
    "rank",
    "designation",
    "service_no",
    "needs",
    "letter_ref",
    "nominated_by",
)


def confirm(*, actor: Identity, nomination_id: UUID, way: str = "") -> UUID:
    """The person comes: the held seat is taken and the person is on the roll. Returns the
    enrolment's id; asked again it gives the same.

    Somebody on the wait-list who was offered a seat gets one if one is still free: of many who
    confirm at the same moment, as many as there are seats. Raises Refused where it is gone, and
    where nobody waits for an answer.
    """
    ledger, row = _locked(actor, nomination_id)
    if row.state is State.CONFIRMED and row.enrolment_id is not None:
        return row.enrolment_id
    if ledger.head.state is SessionState.CANCELLED:
        require_state(ledger.head, Act.ROLL)
    if row.state is State.WAIT_LISTED and row.offered_at is not None:
        _take_offer(ledger, row)
    elif row.state is not State.APPROVED:
        raise Refused(N_("No answer is awaited for this nomination. Ask the organiser."))
    happened(actor, row, EventKind.ANSWERED_YES, way=way)
    return enrol(ledger, row)


def _take_offer(ledger: Ledger, row: Nomination) -> None:
    try:
        ledger.hold(row.agency_id, row.id)
    except Refused as refused:
        raise Refused(
            N_(
                "The free seat has gone to somebody who answered before. You stay on the "
                "wait-list; nothing is lost."
            )
        ) from refused
    row.state, row.place = State.APPROVED, None
    db.session.flush()


def enrol(ledger: Ledger, row: Nomination) -> UUID:
    """Put an approved person on the roll, in the seat that is held."""
    row.enrolment_id = joining.join(
        ledger=ledger,
        person_id=row.person_id,
        agency_id=row.agency_id,
        values={name: getattr(row, name) for name in _FROZEN}
        | {"name_approved_by": row.person_id if row.name_approved_at else None},
        held_by=row.id,
        replaces_id=_replaced_enrolment(row),
    )
    row.state, row.answered_at, row.offered_at = State.CONFIRMED, utcnow(), None
    db.session.flush()
    happened(ledger.actor, row, EventKind.CONFIRMED)
    note(
        ledger.actor,
        "nominations.confirmed",
        ledger.head,
        row,
        N_("%(name)s comes.", name=full_name(row)),
    )
    return row.enrolment_id


def _replaced_enrolment(row: Nomination) -> UUID | None:
    if row.replaces_id is None:
        return None
    found: UUID | None = db.session.scalar(_one(row.replaces_id, Nomination.enrolment_id))
    return found


def refuse(*, actor: Identity, nomination_id: UUID, reason: str = "", way: str = "") -> None:
    """The person does not come; a held or taken seat goes back. Asked again: nothing."""
    ledger, row = _locked(actor, nomination_id)
    if row.state in {State.WITHDRAWN, State.DECLINED}:
        return
    happened(actor, row, EventKind.ANSWERED_NO, reason=reason, way=way)
    leave(ledger, row, reason)


def leave(ledger: Ledger, row: Nomination, reason: str) -> None:
    """Withdraw a nomination with all that hangs on it: seat and enrolment."""
    before = row.state
    ledger.give_back(row.id, reason=reason)
    if row.enrolment_id is not None:
        joining.leave(ledger=ledger, enrolment_id=row.enrolment_id, reason=reason)
    row.state, row.reason, row.answered_at = State.WITHDRAWN, reason[:500], utcnow()
    row.place = row.offered_at = None
    db.session.flush()
    links.revoke(row.id)
    happened(ledger.actor, row, EventKind.WITHDRAWN, reason=reason)
    note(
        ledger.actor,
        "nominations.withdrawn",
        ledger.head,
        row,
        N_("Withdrew the nomination of %(name)s.", name=full_name(row)),
        before={"state": before},
        after={"state": row.state, "reason": reason},
    )


def say_needs(*, actor: Identity, nomination_id: UUID, needs: str) -> None:
    """Write what the person needs (diet, access)."""
    _ledger, row = _locked(actor, nomination_id)
    text = needs.strip()[:500]
    if row.needs == text:
        return
    row.needs = text
    if row.enrolment_id is not None:
        joining.say_needs(enrolment_id=row.enrolment_id, needs=text)
    db.session.flush()
    happened(actor, row, EventKind.EDITED, fields=["needs"])


def approve_name(
    *, actor: Identity, nomination_id: UUID, certificate_name: str, certificate_name_local: str
) -> dict[str, Message]:
    """The person approves the name as it will stand on the certificate, changed or not.

    On the roll the enrolment's name is the one that is printed: it is changed there, and the
    nomination follows it. Returns the faults by field; nothing is written where there is one.
    """
    _ledger, row = _locked(actor, nomination_id)
    latin = clean_name(certificate_name)
    local = clean_name(certificate_name_local) if certificate_name_local.strip() else ""
    pairs = (("certificate_name", latin), ("certificate_name_local", local))
    faults = {field: value for field, value in pairs if isinstance(value, Message)}
    if faults or isinstance(latin, Message) or isinstance(local, Message):
        return faults
    if row.state is State.CONFIRMED and row.enrolment_id is not None:
        names.settle_name(
            actor=actor,
            enrolment_id=row.enrolment_id,
            certificate_name=latin,
            certificate_name_local=local,
        )
        return {}
    changed = (row.certificate_name, row.certificate_name_local) != (latin, local)
    if not changed and row.name_approved_at is not None:
        return {}
    row.certificate_name, row.certificate_name_local = latin, local
    row.name_approved_at = utcnow()
    db.session.flush()
    happened(actor, row, EventKind.EDITED, fields=["certificate_name"], changed=changed)
    return {}


def waiting_rows(course_session_id: UUID) -> list[Nomination]:
    """The wait-list of a session in its order, over all agencies."""
    return list(
        db.session.scalars(
            unscoped(
                sa.select(Nomination)
                .where(
                    Nomination.course_session_id == course_session_id,
                    Nomination.state == State.WAIT_LISTED,
                )
                .order_by(Nomination.place, Nomination.id),
                because="the wait-list is one line over all agencies",
            )
        )
    )


def _locked(actor: Identity, nomination_id: UUID) -> tuple[Ledger, Nomination]:
    """The locked session and its nomination as it is now. Raises NotFound."""
    course_session_id = db.session.scalar(_one(nomination_id, Nomination.course_session_id))
    if course_session_id is None:
        raise NotFound
    ledger = ledger_for(course_session_id, actor=actor)
    row = db.session.scalar(
        _one(nomination_id, Nomination).execution_options(populate_existing=True)
    )
    assert row is not None
    return ledger, row


def _one(nomination_id: UUID, what: Any) -> sa.Select[Any]:
    return unscoped(
        sa.select(what).where(Nomination.id == nomination_id),
        because="who answers is proved by the caller",
    )
