"""How a session takes nominations."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.nominations.enums import FlowRule
from lms.nominations.models import NominationPlan
from lms.nominations.policies import Permission
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.nominations.services.verdicts import lock_sessions

PASSED = N_(
    "This time has passed. Write a later one; to end nominations now, untick “Agencies may "
    "nominate”."
)


def set_plan(*, actor: Identity, slug: str, plan: PlanRow, past: bool = True) -> None:
    """Write how a session takes nominations. A later deadline lets seats flow again after it.

    Raises Invalid where the answer is due before nominations close, agencies are named that are
    not partners of the session, the rule of named agencies names none, or, without `past`, a
    changed deadline has passed already: people who type such a day mean another.
    """
    head = session_head(slug, actor)
    require(actor, Permission.SET_PLAN, head)
    errors = []
    if not past and plan.closes_at != plan_of(head.id).closes_at and _gone(plan.closes_at):
        errors.append(FieldError("closes_at", PASSED))
    if plan.flow is FlowRule.NAMED and not plan.flow_agencies:
        message = N_("Tick at least one agency, or choose another rule.")
        errors.append(FieldError("flow_agencies", message))
    if plan.closes_at and plan.answer_by and plan.answer_by <= plan.closes_at:
        errors.append(FieldError("answer_by", N_("Set the answer after the end of nominations.")))
    if not set(plan.flow_agencies) <= head.agency_ids:
        errors.append(FieldError("flow_agencies", N_("Name partner agencies of the session.")))
    if errors:
        raise Invalid(errors)
    lock_sessions([head.id])  # nobody lets seats flow on by the old plan meanwhile
    before = plan_of(head.id)
    row = db.session.get(NominationPlan, head.id, populate_existing=True)
    row = row or NominationPlan(course_session_id=head.id)
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


def _gone(moment: datetime | None) -> bool:
    return moment is not None and moment < utcnow()


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
