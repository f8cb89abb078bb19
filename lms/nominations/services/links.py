"""Addresses by which a nominated person answers without an account."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.core import throttle
from lms.core.access import SYSTEM, Grant, Identity, Role
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.ids import hash_token, new_id, new_typed_token
from lms.core.names import joined_name
from lms.core.settings import settings
from lms.courses.enums import SessionState
from lms.courses.queries import half_days, session_head_by_id
from lms.courses.rows import SessionHead
from lms.nominations.enums import EventKind, NominationState
from lms.nominations.models import AnswerLink, Nomination, NominationEvent

FREE_TRIES, WINDOW, LONGEST_WAIT = 30, timedelta(minutes=15), timedelta(seconds=30)


@dataclass(frozen=True)
class Invited:
    """Somebody who may answer for himself: the nomination, and the identity he acts in."""

    nomination_id: UUID
    actor: Identity


def answer_address(nomination: Nomination) -> str:
    """A new address for a letter, good until the session starts. Several may be good at once;
    only their hashes are stored. Call it inside the transaction that writes the letter."""
    head = session_head_by_id(nomination.course_session_id, SYSTEM)
    token = new_typed_token()
    db.session.add(
        AnswerLink(
            id=new_id(),
            nomination_id=nomination.id,
            token_hash=hash_token(token),
            created_at=utcnow(),
            expires_at=starts_at(head),
        )
    )
    db.session.flush()
    return f"{settings().base_url.rstrip('/')}/invitation/{token}"


def starts_at(head: SessionHead) -> datetime:
    """When a session begins: with its first half-day, else with its first day."""
    begins = min((half.starts_at for half in half_days(head.id)), default=None)
    midnight = datetime.combine(head.starts_on, time(), ZoneInfo(head.zone))
    return begins or midnight.astimezone(UTC)


def revoke(nomination_id: UUID) -> None:
    """Let all addresses of a nomination lead nowhere from now on."""
    db.session.execute(
        sa.update(AnswerLink)
        .where(AnswerLink.nomination_id == nomination_id, AnswerLink.revoked_at.is_(None))
        .values(revoked_at=utcnow())
        .execution_options(synchronize_session=False)
    )


def open_link(token: str) -> Invited | None:
    """Whose answer an address takes; None where it is unknown, over or revoked: all alike.

    A session that is put off keeps its addresses good: its start now counts, not the one of when
    the letter was written.
    """
    row = _row(token, AnswerLink.revoked_at.is_(None))
    if row is None or row.state is NominationState.DECLINED:
        return None
    head = session_head_by_id(row.course_session_id, SYSTEM)
    if head.state is SessionState.DRAFT or utcnow() >= starts_at(head):
        return None
    return Invited(row.id, as_nominee(row))


def has_just_declined(token: str) -> bool:
    """Whether the person has said by this very address not to come: for a form sent twice."""
    row = _row(token, sa.true())
    if row is None or row.state is not NominationState.WITHDRAWN:
        return False
    kinds = db.session.scalars(
        sa.select(NominationEvent.kind)
        .where(NominationEvent.owner_id == row.id)
        .order_by(NominationEvent.sequence.desc())
        .limit(2)
    ).all()
    return list(kinds) == [EventKind.WITHDRAWN, EventKind.ANSWERED_NO]


def as_nominee(row: Nomination) -> Identity:
    """The nominated person, with no right but the own part in this session."""
    grants = frozenset[Grant]()
    if row.state is NominationState.CONFIRMED and row.enrolment_id is not None:
        grant = Grant(
            Role.PARTICIPANT,
            agency_id=row.agency_id,
            course_session_id=row.course_session_id,
            enrolment_id=row.enrolment_id,
        )
        grants = frozenset({grant})
    name = joined_name(row.first_name, row.last_name)
    return Identity(person_id=row.person_id, name=name, grants=grants)


def count_try(address: str) -> None:
    """Count an address that led nowhere against its sender. Raises Throttled. Good ones are
    neither counted nor delayed."""
    key = f"answer-link:{address}"
    throttle.check(key)
    throttle.failed(key, free=FREE_TRIES, window=WINDOW, longest=LONGEST_WAIT)


def _row(token: str, criterion: sa.ColumnElement[bool]) -> Nomination | None:
    return db.session.scalar(
        unscoped(
            sa.select(Nomination)
            .join(AnswerLink, AnswerLink.nomination_id == Nomination.id)
            .where(AnswerLink.token_hash == hash_token(token), criterion),
            because="the holder of the address",
        )
    )
