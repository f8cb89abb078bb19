"""Reading lists. Who may see one is asked by the room whose papers they are."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Membership, Person
from lms.agencies.models import Agency
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.courses.enums import StaffRole
from lms.courses.queries import session_staff
from lms.courses.rows import StaffRow
from lms.signing import rows, rules
from lms.signing.enums import ListState
from lms.signing.models import Delegation, ListApproval, OfficeSignature, SigningList, StruckName

_BECAUSE = "acts on a list that the caller may see"


def signing_list(list_id: UUID) -> rows.ListRow:
    """A list with all that people did with it. 6 queries. Raises NotFound."""
    row = db.session.get(SigningList, list_id, populate_existing=True)
    if row is None:
        raise NotFound
    approvals = db.session.execute(
        unscoped(
            sa.select(ListApproval, Agency.name)
            .outerjoin(Agency, Agency.id == ListApproval.agency_id)
            .where(ListApproval.list_id == list_id)
            .order_by(ListApproval.id),
            because=_BECAUSE,
        )
    ).all()
    strikes = _of(StruckName, list_id)
    signatures = {one.position: one for one in _of(OfficeSignature, list_id)}
    delegations = delegations_in(row.course_session_id)
    offices = row.offices["offices"]
    known = _people(
        {row.prepared_by}
        | {one.person_id for one, _ in approvals}
        | {one.person_id for one in strikes}
        | {person for one in signatures.values() for person in (one.person_id, one.for_person_id)}
        | {UUID(one["person_id"]) for one in offices if one["person_id"]}
        | {person for one in delegations for person in (one.from_person_id, one.to_person_id)}
    )
    return rows.ListRow(
        id=row.id,
        course_session_id=row.course_session_id,
        state=row.state,
        digest=row.digest,
        people=row.entries["people"],
        approvals=[
            rows.ApprovalRow(known[one.person_id], agency, one.approved_at)
            for one, agency in approvals
        ],
        strikes=[
            rows.Strike(one.entry, one.reason, known[one.person_id], one.struck_at)
            for one in strikes
        ],
        offices=[_office(one, signatures, known) for one in offices],
        delegations=[_delegation(one, known) for one in delegations],
        facts=rules.Facts(
            digest=row.digest,
            approvals_needed=row.approvals,
            approvals=[
                rules.Approval(one.person_id, one.agency_id, one.digest) for one, _ in approvals
            ],
            offices=[one["position"] for one in offices if one["person_id"]],
            signed=[at for at, one in signatures.items() if one.digest == row.digest],
            left=len(row.entries["people"]) - len(strikes),
        ),
        prepared_at=row.created_at,
        prepared_by=known[row.prepared_by],
    )


def strikes(list_id: UUID) -> dict[str, rows.Strike]:
    """The struck names of a list by entry; none of a list that was withdrawn. 3 queries."""
    row = db.session.get(SigningList, list_id, populate_existing=True)
    if row is None or row.state is ListState.WITHDRAWN:
        return {}
    struck = _of(StruckName, list_id)
    known = _people({one.person_id for one in struck}) if struck else {}
    return {
        one.entry: rows.Strike(one.entry, one.reason, known[one.person_id], one.struck_at)
        for one in struck
    }


_Act = TypeVar("_Act", StruckName, OfficeSignature)


def _of(table: type[_Act], list_id: UUID) -> Sequence[_Act]:
    statement = sa.select(table).where(table.list_id == list_id).order_by(table.id)
    marked = unscoped(statement, because=_BECAUSE)
    return db.session.scalars(marked.execution_options(populate_existing=True)).all()


def _office(
    given: dict[str, object],
    signatures: "dict[int, OfficeSignature]",
    known: "dict[UUID | None, rows.Person]",
) -> rows.OfficeRow:
    position = int(str(given["position"]))
    signed = signatures.get(position)
    person_id = UUID(str(given["person_id"])) if given["person_id"] else None
    return rows.OfficeRow(
        position=position,
        office=given["office"],  # type: ignore[arg-type]
        person=known[person_id] if person_id else None,
        signed_by=known[signed.person_id] if signed else None,
        signed_at=signed.signed_at if signed else None,
        for_person=known[signed.for_person_id] if signed and signed.for_person_id else None,
    )


def _delegation(one: Delegation, known: "dict[UUID | None, rows.Person]") -> rows.DelegationRow:
    return rows.DelegationRow(
        id=one.id,
        giver=known[one.from_person_id],
        taker=known[one.to_person_id],
        given_at=one.given_at,
        until=one.until,
        ended_at=one.ended_at,
        holds=rules.in_force(
            given_at=one.given_at, until=one.until, ended_at=one.ended_at, now=utcnow()
        ),
    )


def delegations_in(course_session_id: UUID) -> Sequence[Delegation]:
    """The delegations of a session, oldest first."""
    statement = (
        sa.select(Delegation)
        .where(Delegation.course_session_id == course_session_id)
        .order_by(Delegation.id)
    )
    marked = unscoped(statement, because=_BECAUSE)
    return db.session.scalars(marked.execution_options(populate_existing=True)).all()


def _people(ids: "Collection[UUID | None]") -> "dict[UUID | None, rows.Person]":
    wanted = {one for one in ids if one is not None}
    statement = sa.select(Person).where(Person.id.in_(wanted))
    marked = unscoped(statement, because=_BECAUSE)
    found = db.session.scalars(marked).all() if wanted else []
    known: dict[UUID | None, rows.Person] = {
        one.id: rows.Person(one.id, one.full_name) for one in found
    }
    for missing in wanted - known.keys():
        known[missing] = rows.Person(missing, "")
    return known | {None: rows.Person(None, "Concord")}


def may_sign(course_session_id: UUID) -> Sequence[StaffRow]:
    """The staff of a session today who may stand behind an office or sign for one who does.

    Observers see no names, so they cannot read a list.
    """
    today = utcnow().date()
    return [
        one
        for one in session_staff(course_session_id)
        if one.role is not StaffRole.OBSERVER
        and one.starts_on <= today
        and (one.ends_on is None or one.ends_on >= today)
    ]


def agency_of(person_id: UUID) -> UUID | None:
    """The agency that a person belongs to today; None where there is none, or more than one."""
    today = utcnow().date()
    statement = sa.select(Membership.agency_id).where(
        Membership.person_id == person_id,
        Membership.starts_on <= today,
        sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
    )
    found = set(db.session.scalars(unscoped(statement, because="the agency of who approves")))
    return found.pop() if len(found) == 1 else None


def open_lists(course_session_ids: Collection[UUID]) -> Sequence[UUID]:
    """Lists of these sessions that wait for people, oldest first."""
    statement = (
        sa.select(SigningList.id)
        .where(
            SigningList.course_session_id.in_(course_session_ids),
            SigningList.state.in_([ListState.PREPARED, ListState.APPROVED]),
        )
        .order_by(SigningList.id)
    )
    return db.session.scalars(statement).all()
