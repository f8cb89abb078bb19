"""Nominations over many course sessions at once, for pages that list sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, Role
from lms.core.db import db, seen_by, unscoped
from lms.nominations.enums import DoubleState
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination, NominationDouble, NominationPlan
from lms.seats.enums import MoveKind, Pool
from lms.seats.models import SeatMove


@dataclass(frozen=True)
class NominationCount:
    """Nominations of one session as far as the actor may see them. `own_free` are the seats of
    the actor's agency that no person has, None where the actor is no focal point of one."""

    to_decide: int = 0
    in_steps: int = 0
    unanswered: int = 0
    waiting: int = 0
    doubles: int = 0
    closes_at: datetime | None = None
    open: bool = False
    own_free: int | None = None


def nomination_counts(
    course_session_ids: Collection[UUID], actor: Identity
) -> Mapping[UUID, NominationCount]:
    """The counts of each of these sessions that takes nominations or has some. 4 queries."""
    states = _states(course_session_ids, actor)
    plans = _plans(course_session_ids)
    doubles = _doubles(course_session_ids, actor)
    free = _own_free(course_session_ids, actor)
    found = {}
    for key in {*states, *plans, *free}:
        by_state = states.get(key, {})
        plan = plans.get(key)
        found[key] = NominationCount(
            to_decide=by_state.get(State.SHORTLISTED, 0),
            in_steps=by_state.get(State.NOMINATED, 0),
            unanswered=by_state.get(State.APPROVED, 0),
            waiting=by_state.get(State.WAIT_LISTED, 0),
            doubles=doubles.get(key, 0),
            closes_at=plan.closes_at if plan else None,
            open=bool(plan and plan.open),
            own_free=free.get(key),
        )
    return found


def _states(ids: Collection[UUID], actor: Identity) -> Mapping[UUID, Mapping[State, int]]:
    statement = (
        sa.select(Nomination.course_session_id, Nomination.state, sa.func.count())
        .where(Nomination.course_session_id.in_(ids))
        .group_by(Nomination.course_session_id, Nomination.state)
    )
    found: dict[UUID, dict[State, int]] = {}
    for key, state, number in db.session.execute(seen_by(actor, statement, Nomination)):
        found.setdefault(key, {})[state] = number
    return found


def _plans(ids: Collection[UUID]) -> Mapping[UUID, Any]:
    rows = db.session.execute(
        sa.select(
            NominationPlan.course_session_id, NominationPlan.closes_at, NominationPlan.open
        ).where(NominationPlan.course_session_id.in_(ids))
    )
    return {row.course_session_id: row for row in rows}


def _doubles(ids: Collection[UUID], actor: Identity) -> Mapping[UUID, int]:
    """Suspicions that wait for an answer, in the sessions that the actor organises."""
    mine = set(ids) if actor.is_administrator else set(ids) & actor.sessions_as(Role.ORGANISER)
    if not mine:
        return {}
    rows = db.session.execute(
        unscoped(
            sa.select(Nomination.course_session_id, sa.func.count(NominationDouble.id))
            .join(Nomination, Nomination.id == NominationDouble.nomination_id)
            .where(
                Nomination.course_session_id.in_(mine),
                NominationDouble.state == DoubleState.OPEN,
            )
            .group_by(Nomination.course_session_id),
            because="suspicions in the sessions that the actor organises",
        )
    )
    return {row[0]: row[1] for row in rows}


def _own_free(ids: Collection[UUID], actor: Identity) -> Mapping[UUID, int]:
    """Seats without a person on the side of the actor's agencies that have a quota."""
    if not actor.focal_agencies:
        return {}
    rows = db.session.execute(
        unscoped(
            sa.select(
                SeatMove.course_session_id, SeatMove.kind, SeatMove.seats, SeatMove.source,
                SeatMove.target,
            ).where(
                SeatMove.course_session_id.in_(ids),
                SeatMove.agency_id.in_(actor.focal_agencies),
            ),
            because="the actor's own agencies' side of the ledger",
        )
    ).all()  # fmt: skip
    unnamed = {Pool.ALLOTTED, Pool.RESERVED}
    found: dict[UUID, int] = {}
    with_quota = {row.course_session_id for row in rows if row.kind is MoveKind.QUOTA}
    for row in rows:
        gained = (row.target in unnamed) - (row.source in unnamed)
        if row.course_session_id in with_quota:
            found[row.course_session_id] = found.get(row.course_session_id, 0) + gained * row.seats
    return found
