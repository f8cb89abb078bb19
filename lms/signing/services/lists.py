"""Lists from preparing to filing. Who may act is asked by the room whose papers they are; that a
signature is given by the person behind the office, or a delegate, is asked here."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.ids import new_id
from lms.core.lines import one_line
from lms.core.messages import N_, Message
from lms.courses import queries as courses
from lms.signing import queries, rules
from lms.signing.enums import ListState
from lms.signing.models import Delegation, ListApproval, OfficeSignature, SigningList, StruckName

LONGEST_REASON = 300
LONGEST_DELEGATION = timedelta(days=90)


def waits_for_people(*, course_session_id: UUID, approvals: int) -> bool:
    """Whether a list prepared now would wait for somebody beside who prepares it."""
    offices = courses.signatories(course_session_id)
    return approvals >= rules.MOST_APPROVALS or any(one.person_id for one in offices)


def prepare(
    *,
    actor: Identity,
    course_session_id: UUID,
    people: Sequence[Mapping[str, Any]],
    approvals: int,
) -> SigningList:
    """Write a list down under its digest. Who prepares it approves it at the same time.

    Offices behind which a person is named have to sign it; where none is, the approvals are all
    that it needs.
    """
    list_id = new_id()
    entries = {"schema": rules.SCHEMA, "people": [dict(one) for one in people]}
    row = SigningList(
        id=list_id,
        course_session_id=course_session_id,
        entries=entries,
        digest=rules.digest_of(list_id, course_session_id, entries),
        approvals=approvals,
        offices={
            "offices": [
                {
                    "position": one.position,
                    "office": dict(one.office),
                    "person_id": str(one.person_id) if one.person_id else None,
                }
                for one in courses.signatories(course_session_id)
            ]
        },
        prepared_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    text = N_("Prepared a list of %(n)s names for signing.", n=len(people))
    _record(actor, "signing.prepared", row, text, after={"digest": row.digest})
    if actor.person_id is not None or approvals < rules.MOST_APPROVALS:
        _approve(actor, row)
    _move(row)
    return row


def approve(*, actor: Identity, list_id: UUID, digest: str) -> ListState:
    """Approve a list that the actor has read, named by the digest that stood on the page.

    Raises Refused where it is another list by now, or waits for no approval of this person.
    """
    row = _locked(list_id)
    seen = queries.signing_list(list_id)
    _ensure_open(row, digest)
    if seen.has_approved(actor.person_id):
        raise Refused(N_("You have approved this list already. It waits for somebody else."))
    if actor.person_id is None or (
        row.approvals == rules.MOST_APPROVALS and queries.agency_of(actor.person_id) is None
    ):
        raise Refused(
            N_(
                "An approval counts for the agency of who gives it, and your record names none. "
                "Ask an administrator to enter your agency."
            )
        )
    _approve(actor, row)
    return _move(row)


def strike(*, actor: Identity, list_id: UUID, entry: str, reason: str) -> ListState:
    """Take a name off before signing, with a reason. Approvals stand: less is signed, never more.

    Raises Invalid without a reason, Refused for who may not sign this list now.
    """
    row = _locked(list_id)
    seen = queries.signing_list(list_id)
    _ensure_open(row, row.digest)
    if not seen.offices_of(actor.person_id) or actor.person_id is None:
        raise Refused(N_("Only who is to sign the list may strike a name from it."))
    clean = _reason(reason)
    named = {str(one["key"]): str(one["name"]) for one in seen.people}
    if entry not in named or entry in seen.struck:
        raise Refused(N_("That name does not stand on the list. Load the page again."))
    db.session.add(
        StruckName(
            list_id=row.id,
            entry=entry,
            reason=clean,
            person_id=actor.person_id,
            struck_at=utcnow(),
        )
    )
    db.session.flush()
    text = N_("Struck %(name)s from the list: %(reason)s", name=named[entry], reason=clean)
    _record(actor, "signing.struck", row, text)
    return _move(row)


def sign(*, actor: Identity, list_id: UUID, digest: str, struck: int) -> ListState:
    """Sign a whole list at once, for every office that the actor may sign for.

    `digest` and `struck` are of the page that was read: where a name was struck since, the actor
    reads again. Raises Refused.
    """
    row = _locked(list_id)
    seen = queries.signing_list(list_id)
    _ensure_open(row, digest)
    if not rules.approved(seen.facts):
        raise Refused(N_("The list waits for approval. Sign it when that is given."))
    offices = seen.offices_of(actor.person_id)
    if not offices or actor.person_id is None:
        raise Refused(N_("There is nothing on this list for you to sign."))
    if struck != len(seen.strikes):
        raise Refused(N_("A name was struck since you opened the list. Read it again."))
    if not seen.left:
        raise Refused(N_("Every name on the list is struck. The organiser can withdraw it."))
    for office in offices:
        assert office.person is not None
        own = office.person.id == actor.person_id
        db.session.add(
            OfficeSignature(
                list_id=row.id,
                position=office.position,
                office=office.office,
                person_id=actor.person_id,
                for_person_id=None if own else office.person.id,
                digest=row.digest,
                struck=struck,
                signed_at=utcnow(),
            )
        )
        db.session.flush()
        text = N_(
            "Signed the list of %(n)s names as %(office)s.", n=seen.left, office=office.office
        )
        _record(actor, "signing.signed", row, text, after={"digest": row.digest})
    return _move(row)


def withdraw(*, actor: Identity, list_id: UUID) -> None:
    """Take a list back before all have signed. Raises Refused after that."""
    row = _locked(list_id)
    if row.state not in {ListState.PREPARED, ListState.APPROVED}:
        raise Refused(N_("The list is signed: its certificates are being made."))
    row.state = ListState.WITHDRAWN
    db.session.flush()
    _record(actor, "signing.withdrawn", row, N_("Withdrew the list before it was signed."))


def file_list(*, list_id: UUID) -> None:
    """Note that every paper of a signed list is made."""
    row = _locked(list_id)
    if row.state is ListState.SIGNED:
        row.state = ListState.FILED
        db.session.flush()


def drop(*, list_id: UUID) -> None:
    """Note that a signed list led to no paper: it was out of date, or could not be printed."""
    row = _locked(list_id)
    if row.state is ListState.SIGNED:
        row.state = ListState.WITHDRAWN
        db.session.flush()


def delegate(
    *, actor: Identity, course_session_id: UUID, to_person_id: UUID, days: int
) -> Delegation:
    """Let somebody with a role in the session sign in the actor's place, for so many days.

    Raises Refused for who stands behind no office here, Invalid for a person or time that is none.
    """
    behind = {one.person_id for one in courses.signatories(course_session_id)}
    if actor.person_id is None or actor.person_id not in behind:
        raise Refused(N_("Only the person behind an office can let somebody else sign for it."))
    staff = {one.person_id: one.name for one in queries.may_sign(course_session_id)}
    if to_person_id not in staff or to_person_id == actor.person_id:
        raise Invalid([FieldError("to", N_("Choose somebody who has a role in this session."))])
    if not 1 <= days <= LONGEST_DELEGATION.days:
        text = N_("Write a number of days from 1 to %(n)s.", n=LONGEST_DELEGATION.days)
        raise Invalid([FieldError("days", text)])
    now = utcnow()
    row = Delegation(
        course_session_id=course_session_id,
        from_person_id=actor.person_id,
        to_person_id=to_person_id,
        given_at=now,
        until=now + timedelta(days=days),
    )
    db.session.add(row)
    db.session.flush()
    name = staff[to_person_id]
    record(
        actor,
        "signing.delegated",
        object_type="signing_delegation",
        object_id=row.id,
        summary=N_("Lets %(name)s sign in the own place for %(n)s days.", name=name, n=days),
        course_session_id=course_session_id,
        after={"until": row.until.isoformat()},
    )
    return row


def end_delegation(*, actor: Identity, delegation_id: UUID, course_session_id: UUID) -> None:
    """Take a delegation back before its end. Raises Refused for anybody but its giver."""
    statement = lock_row(sa.select(Delegation).where(Delegation.id == delegation_id))
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    if (
        row is None
        or row.course_session_id != course_session_id
        or row.from_person_id != actor.person_id
    ):
        raise Refused(N_("Only who gave it can take a delegation back."))
    if row.ended_at is None:
        row.ended_at = utcnow()
        db.session.flush()
        record(
            actor,
            "signing.delegation_ended",
            object_type="signing_delegation",
            object_id=row.id,
            summary=N_("Took a delegation back."),
            course_session_id=row.course_session_id,
        )


def _approve(actor: Identity, row: SigningList) -> None:
    agency_id = queries.agency_of(actor.person_id) if actor.person_id else None
    db.session.add(
        ListApproval(
            list_id=row.id,
            person_id=actor.person_id,
            agency_id=agency_id,
            digest=row.digest,
            approved_at=utcnow(),
        )
    )
    db.session.flush()
    _record(actor, "signing.approved", row, N_("Approved the list."), after={"digest": row.digest})


def _move(row: SigningList) -> ListState:
    row.state = rules.standing(queries.signing_list(row.id).facts)
    db.session.flush()
    return row.state


def _ensure_open(row: SigningList, digest: str) -> None:
    if row.state not in {ListState.PREPARED, ListState.APPROVED}:
        raise Refused(N_("The list waits for nobody any more. Load the page again."))
    if row.digest != digest:
        raise Refused(N_("The list is another one by now. Read it again."))


def _reason(reason: str) -> str:
    missing = N_("Write the reason in one sentence.")
    return one_line(reason, "reason", most=LONGEST_REASON, missing=missing)


def _locked(list_id: UUID) -> SigningList:
    statement = lock_row(sa.select(SigningList).where(SigningList.id == list_id))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _record(
    actor: Identity,
    act: str,
    row: SigningList,
    summary: Message,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        actor,
        act,
        object_type="signing_list",
        object_id=row.id,
        summary=summary,
        course_session_id=row.course_session_id,
        after=after,
    )
