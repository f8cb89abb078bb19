"""How a session takes nominations, and what happens when the deadline has passed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.nominations.enums import FlowRule
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination, NominationPlan
from lms.nominations.policies import TAKING, Permission
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.nominations.services import deciding
from lms.seats.services.ledger import Ledger, open_ledger

UNDECIDED = (State.NOMINATED, State.SHORTLISTED)
DEADLINE = "deadline passed"


def set_plan(*, actor: Identity, slug: str, plan: PlanRow) -> None:
    """Write how a session takes nominations. A later deadline lets seats flow again after it.

    Raises Invalid where the answer is due before nominations close, or agencies are named that
    are not partners of the session.
    """
    head = session_head(slug, actor)
    require(actor, Permission.SET_PLAN, head)
    errors = []
    if plan.closes_at and plan.answer_by and plan.answer_by <= plan.closes_at:
        errors.append(FieldError("answer_by", N_("Set the answer after the end of nominations.")))
    if not set(plan.flow_agencies) <= head.agency_ids:
        errors.append(FieldError("flow_agencies", N_("Name partner agencies of the session.")))
    if errors:
        raise Invalid(errors)
    before = plan_of(head.id)
    row = db.session.get(NominationPlan, head.id) or NominationPlan(course_session_id=head.id)
    values = asdict(plan)
    values["flow_agencies"] = {"schema": 1, "agencies": [str(one) for one in plan.flow_agencies]}
    values["flowed_at"] = before.flowed_at if before.closes_at == plan.closes_at else None
    values["aims"] = dict(plan.aims) or {"schema": 1, "aims": []}
    for key, value in values.items():
        setattr(row, key, value)
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "nominations.plan_set",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Changed how nominations are taken."),
        before=_plain(before),
        after=_plain(plan),
    )


def _plain(plan: PlanRow) -> dict[str, Any]:
    return {
        "open": plan.open,
        "closes_at": _iso(plan.closes_at),
        "answer_by": _iso(plan.answer_by),
        "needs_letter": plan.needs_letter,
        "needs_answer": plan.needs_answer,
        "flow": plan.flow.value,
        "flow_agencies": [str(one) for one in plan.flow_agencies],
    }


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def due() -> list[UUID]:
    """Sessions whose deadline has passed and whose seats have not flowed on."""
    return list(
        db.session.scalars(
            sa.select(NominationPlan.course_session_id).where(
                NominationPlan.closes_at < utcnow(),
                NominationPlan.flowed_at.is_(None),
                NominationPlan.flow != FlowRule.STAY,
            )
        )
    )


def flow_on(course_session_id: UUID) -> None:
    """Let a session's unused seats flow on by its rule, once. Seats that an agency needs for
    names still to be decided stay with it."""
    ledger = open_ledger(course_session_id, actor=SYSTEM)
    row = db.session.get(NominationPlan, course_session_id, populate_existing=True)
    if row is None or row.flowed_at is not None or row.flow is FlowRule.STAY:
        return
    if ledger.head.state not in TAKING:
        return
    plan = plan_of(course_session_id)
    row.flowed_at = utcnow()
    released = _release_unused(ledger)
    if released:
        _share(ledger, plan, released)
    db.session.flush()


def _release_unused(ledger: Ledger) -> int:
    undecided = _count(ledger, UNDECIDED)
    released = 0
    for agency_id, side in ledger.balance.agencies.items():
        spare = side.unnamed - undecided.get(agency_id, 0)
        if spare > 0:
            released += ledger.release(agency_id, seats=spare, reason=DEADLINE)
    return released


def _share(ledger: Ledger, plan: PlanRow, released: int) -> None:
    waiting = _count(ledger, (State.WAIT_LISTED,))
    if plan.flow is FlowRule.NAMED:
        for agency_id in plan.flow_agencies:
            seats = min(released, waiting.get(agency_id, 0) or released)
            if seats:
                ledger.flow(agency_id, seats, reason=DEADLINE)
                released -= seats
    elif plan.flow is FlowRule.WAIT_LIST:
        deciding.promote(ledger, reason=DEADLINE)


def _count(ledger: Ledger, states: tuple[State, ...]) -> Mapping[UUID, int]:
    rows = db.session.execute(
        unscoped(
            sa.select(Nomination.agency_id, sa.func.count())
            .where(Nomination.course_session_id == ledger.head.id, Nomination.state.in_(states))
            .group_by(Nomination.agency_id),
            because="seats flow by a rule over all agencies",
        )
    )
    return {row[0]: row[1] for row in rows}
