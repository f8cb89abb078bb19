"""The list of an issue action: what stands on it, and what people do with it.

The room of signatures keeps lists and who signed; this module says what a line of one is, asks who
may act, and lets the worker begin when the last signature is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import BatchState
from lms.certificates.models import CertificateBatch
from lms.certificates.policies import Permission
from lms.certificates.services.plans import Plan, Planned, plan
from lms.core.access import SYSTEM, Identity, require
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_, Message
from lms.core.settings import settings
from lms.courses.queries import session_head, session_head_by_id
from lms.courses.rows import SessionHead
from lms.signing import queries as signing
from lms.signing import services as signing_services
from lms.signing.enums import ListState
from lms.signing.rows import ListRow

JOB = "certificates.issue"


def entry_of(planned: Planned) -> dict[str, Any]:
    """One line: for whom, of which kind, in which words and design. What is approved is what is
    issued."""
    person = planned.candidate
    return {
        "key": str(person.enrolment_id),
        "kind": planned.kind.value,
        "design": planned.design.hash,
        "name": person.name,
        "local_name": person.local_name,
        "rank": person.rank,
        "agency": {key: value for key, value in person.agency.items() if value},
        "replaces": planned.replaced.serial if planned.replaced is not None else "",
    }


def first_state(course_session_id: UUID) -> BatchState:
    """How an issue action begins: nobody is asked to sign for papers that cannot be printed, so
    they are checked before a list opens that waits for people."""
    waits = signing_services.waits_for_people(
        course_session_id=course_session_id, approvals=settings().certificate_approvals
    )
    return BatchState.CHECKING if waits else BatchState.WAITING


def open_it(batch: CertificateBatch, planned: Plan, actor: Identity) -> None:
    """Write a waiting batch's list down; let the worker begin where nobody is waited for."""
    made = signing_services.prepare(
        actor=actor,
        course_session_id=batch.course_session_id,
        people=[entry_of(one) for one in planned],
        approvals=settings().certificate_approvals,
    )
    batch.list_id = made.id
    db.session.flush()
    go_on(batch, made.state, actor)


def as_approved(batch: CertificateBatch, planned: Plan) -> tuple[Plan, Mapping[UUID, Message]]:
    """The due papers that are on the batch's list and not struck, in its order.

    And the names that are due no more, or in other words than those that were approved.
    """
    if batch.list_id is None:  # begun before there were lists
        return planned, {}
    seen = signing.signing_list(batch.list_id)
    due = {str(one.candidate.enrolment_id): one for one in planned}
    fitting, stale = [], {}
    for entry in seen.people:
        key = str(entry["key"])
        if key in seen.struck:
            continue
        one = due.get(key)
        if one is not None and _says(entry, one):
            fitting.append(one)
        else:
            stale[UUID(key)] = N_(
                "Name, rank, outcome or design is not as it was when the list was approved. "
                "Issue again: that makes a new list."
            )
    return fitting, stale


def due(batch: CertificateBatch) -> Plan:
    """The papers that the batch's session, or the certificate that it replaces, is due now."""
    head = session_head_by_id(batch.course_session_id, SYSTEM)
    return plan(head, issued_at=None, replaces_id=batch.replaces_id)


def _says(entry: Mapping[str, Any], planned: Planned) -> bool:
    """Whether a line says what the paper would say; lists from before name no design."""
    now = entry_of(planned)
    return {name: now.get(name) for name in entry} == entry


def _require_current(batch: CertificateBatch) -> None:
    """Nobody approves or signs what would not be issued as it stands."""
    if as_approved(batch, due(batch))[1]:
        raise Refused(
            N_(
                "Names, outcomes or designs were changed after this list was made. "
                "An organiser withdraws it and issues again."
            )
        )


def open_list(*, slug: str, actor: Identity) -> tuple[SessionHead, ListRow]:
    """The newest list of a session, to who may read it. Raises NotFound where there is none."""
    head = session_head(slug, actor)
    require(actor, Permission.READ_LIST, head)
    list_id = db.session.scalar(
        sa.select(CertificateBatch.list_id)
        .where(CertificateBatch.course_session_id == head.id, CertificateBatch.list_id.is_not(None))
        .order_by(CertificateBatch.id.desc())
        .limit(1)
    )
    if list_id is None:
        raise NotFound
    return head, signing.signing_list(list_id)


@dataclass(frozen=True)
class Drift:
    """How a waiting list differs from what is due now."""

    late: Sequence[str] = ()
    """Who is due now and is not on it: a guest thanked after it was made, who passed since."""
    changed: Sequence[tuple[str, str]] = ()
    """Names on it whose paper would say something else now, each with the name that stands now, or
    "" where nothing is due any more. Nobody can sign the list while there are any."""


def drift(row: ListRow) -> Drift:
    """How a list differs from what is due now; nothing where it does not wait."""
    batch = db.session.scalar(_waiting_batch(row.course_session_id))
    if batch is None or batch.list_id != row.id:
        return Drift()
    try:
        planned = due(batch)
    except Refused:  # its offices were taken away: acting on the list says so
        return Drift()
    stale = as_approved(batch, planned)[1]
    listed = {UUID(str(entry["key"])): entry["name"] for entry in row.people}
    now = {one.candidate.enrolment_id: one.candidate.name for one in planned}
    return Drift(
        late=[name for key, name in now.items() if key not in listed],
        changed=[(listed[key], now.get(key, "")) for key in stale],
    )


def approve(*, actor: Identity, slug: str, digest: str) -> ListState:
    """Approve the waiting list of a session. Raises Refused."""
    batch = _waiting(actor, slug, Permission.READ_LIST)
    _require_current(batch)
    state = signing_services.approve(actor=actor, list_id=_list(batch), digest=digest)
    return go_on(batch, state, actor)


def strike(*, actor: Identity, slug: str, entry: str, reason: str) -> ListState:
    """Strike a name from the waiting list of a session. Raises Invalid, Refused."""
    batch = _waiting(actor, slug, Permission.SIGN_LIST)
    return signing_services.strike(actor=actor, list_id=_list(batch), entry=entry, reason=reason)


def sign(*, actor: Identity, slug: str, digest: str, struck: int) -> ListState:
    """Sign the whole waiting list of a session. Raises Refused."""
    batch = _waiting(actor, slug, Permission.SIGN_LIST)
    _require_current(batch)
    state = signing_services.sign(actor=actor, list_id=_list(batch), digest=digest, struck=struck)
    return go_on(batch, state, actor)


def withdraw(*, actor: Identity, slug: str) -> None:
    """Take the waiting list of a session back, so that another can be made. Raises Refused."""
    batch = _waiting(actor, slug, Permission.CORRECT)
    signing_services.withdraw(actor=actor, list_id=_list(batch))
    batch.state = BatchState.WITHDRAWN
    db.session.flush()


def delegate(*, actor: Identity, slug: str, to_person_id: UUID, days: int) -> None:
    """Let somebody else sign in the actor's place. Raises Invalid, Refused."""
    head = session_head(slug, actor)
    require(actor, Permission.SIGN_LIST, head)
    signing_services.delegate(
        actor=actor, course_session_id=head.id, to_person_id=to_person_id, days=days
    )


def end_delegation(*, actor: Identity, slug: str, delegation_id: UUID) -> None:
    """Take a delegation back. Raises Refused."""
    head = session_head(slug, actor)
    require(actor, Permission.SIGN_LIST, head)
    signing_services.end_delegation(
        actor=actor, delegation_id=delegation_id, course_session_id=head.id
    )


def go_on(batch: CertificateBatch, state: ListState, actor: Identity) -> ListState:
    """Let the worker begin as soon as everybody has signed the list."""
    if batch.state is BatchState.WAITING and state is ListState.SIGNED:
        batch.state = BatchState.RUNNING
        ring(batch, actor)
    return state


def ring(batch: CertificateBatch, actor: Identity) -> None:
    """Let the worker take the batch up, or up again."""
    # a job that is done does not begin again, so checking and making have a job each
    step = ":checked" if batch.state is BatchState.CHECKING else ""
    job = enqueue(JOB, requested_by=actor, key=f"{JOB}:{batch.id}{step}", batch_id=batch.id)
    batch.job_id = job.id
    db.session.flush()


def _waiting(actor: Identity, slug: str, permission: Permission) -> CertificateBatch:
    head = session_head(slug, actor)
    require(actor, permission, head)
    statement = lock_row(_waiting_batch(head.id)).execution_options(populate_existing=True)
    batch = db.session.scalar(statement)
    if batch is None:
        raise Refused(N_("No list of this session waits for anybody. Load the page again."))
    return batch


def _waiting_batch(course_session_id: UUID) -> sa.Select[CertificateBatch]:
    return sa.select(CertificateBatch).where(
        CertificateBatch.course_session_id == course_session_id,
        CertificateBatch.state == BatchState.WAITING,
    )


def _list(batch: CertificateBatch) -> UUID:
    assert batch.list_id is not None, "a waiting batch has its list"
    return batch.list_id
