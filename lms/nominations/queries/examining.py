"""Everything about one nomination, for the organiser alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.access import Identity, require
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.nominations.enums import DoubleState
from lms.nominations.models import Nomination, NominationDouble
from lms.nominations.policies import Permission
from lms.nominations.queries.lines import history, lines, prior_training
from lms.nominations.rows import EventLine, PriorTraining
from lms.nominations.rules.board import own_order


class Suspect(NamedTuple):
    """A suspicion. The other's name and agency are given where both are in this session."""

    id: UUID
    because: str
    state: DoubleState
    answered_at: datetime | None
    other_id: UUID | None  # the other's nomination
    name: str
    agency: LocalizedText


class Linked(NamedTuple):
    """A nomination that replaces this one or is replaced by it."""

    id: UUID
    name: str
    replaces_id: UUID | None


@dataclass(frozen=True)
class Examined:
    """One nomination with all its fields and what hangs on it."""

    head: SessionHead
    nomination: Nomination
    agency_name: LocalizedText
    email: str
    mobile: str
    history: Sequence[EventLine]
    training: Sequence[PriorTraining]
    doubles: Sequence[Suspect]
    turn: int | None  # the place in the agency's own order; None once it has ended
    replaces: Linked | None
    replaced_by: Linked | None


def examine(slug: str, nomination_id: UUID, *, actor: Identity) -> Examined:
    """Read it. Raises NotFound for who does not organise the session."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_BOARD, head)
    statement = (
        sa.select(Nomination, Agency.name, Person.email, Person.mobile)
        .join(Agency, Agency.id == Nomination.agency_id)
        .join(Person, Person.id == Nomination.person_id)
        .where(Nomination.id == nomination_id, Nomination.course_session_id == head.id)
    )
    found = db.session.execute(seen_by(actor, statement)).one_or_none()
    if found is None:
        raise NotFound
    row: Nomination = found[0]
    linked = _linked(row)
    pair = (row.person_id, row.agency_id)
    return Examined(
        head=head,
        nomination=row,
        agency_name=found.name,
        email=found.email or "",
        mobile=found.mobile or "",
        history=history(row.id),
        training=prior_training([pair], besides=head.id).get(row.person_id, ()),
        doubles=_suspects(row),
        turn=own_order(lines(head.id, actor=actor, agency_id=row.agency_id)).get(row.id),
        replaces=next((one for one in linked if one.id == row.replaces_id), None),
        replaced_by=next((one for one in linked if one.replaces_id == row.id), None),
    )


def _linked(row: Nomination) -> list[Linked]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Nomination.id, Nomination.first_name, Nomination.last_name, Nomination.replaces_id
            )
            .where(
                Nomination.course_session_id == row.course_session_id,
                sa.or_(Nomination.replaces_id == row.id, Nomination.id == row.replaces_id),
            )
            .order_by(Nomination.submitted_at.desc()),
            because="who replaces whom in a session that the actor organises",
        )
    )
    return [
        Linked(one.id, joined_name(one.first_name, one.last_name), one.replaces_id) for one in rows
    ]


def _suspects(row: Nomination) -> list[Suspect]:
    """From both sides: noted at this nomination, or at another that may be this person."""
    other = sa.orm.aliased(Nomination)
    mine = (
        sa.select(NominationDouble, other, Agency.name)
        .outerjoin(
            other,
            (other.person_id == NominationDouble.other_person_id)
            & (other.course_session_id == row.course_session_id),
        )
        .outerjoin(Agency, Agency.id == other.agency_id)
        .where(NominationDouble.nomination_id == row.id)
    )
    theirs = (
        sa.select(NominationDouble, other, Agency.name)
        .join(other, other.id == NominationDouble.nomination_id)
        .join(Agency, Agency.id == other.agency_id)
        .where(
            NominationDouble.other_person_id == row.person_id,
            other.course_session_id == row.course_session_id,
        )
    )
    reason = "suspicions in a session that the actor organises"
    rows: list[Any] = []
    for statement in (mine, theirs):
        rows.extend(db.session.execute(unscoped(statement, because=reason)))
    return [_suspect(*one) for one in rows]


def _suspect(
    double: NominationDouble, other: Nomination | None, agency: LocalizedText | None
) -> Suspect:
    return Suspect(
        double.id,
        double.because,
        double.state,
        double.answered_at,
        other.id if other else None,
        joined_name(other.first_name, other.last_name) if other else "",
        agency or {},
    )
