"""When the deadline of nominations has passed: seats without a name flow on by the plan's rule.

A seat counts as unused where its agency has no name for it: names still to be decided (with the
agency's steps or with the organiser) keep seats of their agency. What the rule gives away is
what was released just now; other seats of no agency stay with the organiser, as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.nominations.enums import FlowRule
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination, NominationPlan
from lms.nominations.policies import TAKING
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.nominations.services import deciding, telling
from lms.nominations.services.events import full_name
from lms.seats.rules.flow import ByRatio, ByWaitList, Rule, ToNamed
from lms.seats.services import flowing
from lms.seats.services.ledger import Ledger, open_ledger

UNDECIDED = (State.NOMINATED, State.SHORTLISTED)
REASON = "deadline passed"


@dataclass(frozen=True)
class Flowed:
    """What became of unused seats: released by and given to which agency, who got one."""

    released: Mapping[UUID, int] = field(default_factory=dict)
    given: Mapping[UUID, int] = field(default_factory=dict)
    promoted: tuple[tuple[UUID, str], ...] = ()

    @property
    def agencies(self) -> frozenset[UUID]:
        """The agencies whom it touches."""
        return frozenset({*self.released, *self.given, *(one for one, _name in self.promoted)})

    @property
    def left(self) -> int:
        """Released seats that nobody waits for: they belong to no agency now."""
        return sum(self.released.values()) - sum(self.given.values())


def due() -> list[UUID]:
    """Sessions whose deadline has passed by the server's clock and whose seats have not flowed
    on. In the second of the deadline itself names are still taken, so nothing flows."""
    return list(
        db.session.scalars(
            sa.select(NominationPlan.course_session_id)
            .join(CourseSession, CourseSession.id == NominationPlan.course_session_id)
            .where(
                NominationPlan.closes_at < utcnow(),
                NominationPlan.flowed_at.is_(None),
                NominationPlan.flow != FlowRule.STAY,
                CourseSession.state.in_(TAKING),
            )
            .order_by(NominationPlan.closes_at)
        )
    )


def flow_on(course_session_id: UUID) -> Flowed | None:
    """Let a session's unused seats flow on by its rule, once, and tell whom it touches; None
    where it is not time, or another worker has done it."""
    ledger = open_ledger(course_session_id, actor=SYSTEM)
    row = db.session.get(NominationPlan, course_session_id, populate_existing=True)
    if row is None or row.flowed_at is not None or row.flow is FlowRule.STAY:
        return None
    now = utcnow()
    if row.closes_at is None or now <= row.closes_at or ledger.head.state not in TAKING:
        return None
    row.flowed_at = now
    db.session.flush()
    flowed = _flow(ledger, plan_of(course_session_id))
    if flowed.released:
        _record(ledger, flowed)
        telling.seats_flowed(
            ledger.head,
            released=flowed.released,
            given=flowed.given,
            promoted=flowed.promoted,
            left=flowed.left,
        )
    return flowed


def _flow(ledger: Ledger, plan: PlanRow) -> Flowed:
    quotas = {key: side.quota for key, side in ledger.balance.agencies.items()}
    undecided = _count(ledger, UNDECIDED)
    released = flowing.release_unused(ledger, keep=undecided, reason=REASON)
    seats = sum(released.values())
    if not seats or plan.flow is FlowRule.COMMON:
        return Flowed(released)
    wanted = _wanted(ledger, undecided, plan)
    rule = _rule(ledger, plan, wanted, quotas)
    given = flowing.share_out(ledger, rule, waiting=wanted, seats=seats, reason=REASON)
    promoted = _promote(ledger, given) if plan.flow is FlowRule.WAIT_LIST else ()
    return Flowed(released, given, promoted)


def _wanted(ledger: Ledger, undecided: Mapping[UUID, int], plan: PlanRow) -> dict[UUID, int]:
    """How many seats each agency can use: one for each of its people on the wait-list and, but
    for the rule of the wait-list alone, for each undecided name that has no seat kept. In the
    order of precedence, which breaks ties."""
    waiting = _count(ledger, (State.WAIT_LISTED,))
    found: dict[UUID, int] = {}
    for agency_id in _in_order(ledger):
        short = undecided.get(agency_id, 0) - ledger.balance.of(agency_id).unnamed
        more = 0 if plan.flow is FlowRule.WAIT_LIST else max(0, short)
        found[agency_id] = waiting.get(agency_id, 0) + more
    return found


def _in_order(ledger: Ledger) -> list[UUID]:
    return [one.agency_id for one in telling.partners(ledger.head)]


def _rule(
    ledger: Ledger, plan: PlanRow, wanted: Mapping[UUID, int], quotas: Mapping[UUID, int]
) -> Rule:
    if plan.flow is FlowRule.NAMED:
        return ToNamed(plan.flow_agencies)
    if plan.flow is FlowRule.RATIO:
        return ByRatio({key: quotas.get(key, 0) for key in wanted})
    return ByWaitList([row.agency_id for row in deciding.waiting(ledger)])


def _promote(ledger: Ledger, given: Mapping[UUID, int]) -> tuple[tuple[UUID, str], ...]:
    """Approve the first of the wait-list in the seats that came to their agencies for them."""
    promoted = deciding.promote(ledger, reason=REASON, at_most=given)
    return tuple((row.agency_id, full_name(row)) for row in promoted)


def _record(ledger: Ledger, flowed: Flowed) -> None:
    record(
        SYSTEM,
        "nominations.seats_flowed",
        object_type="course_session",
        object_id=ledger.head.id,
        course_session_id=ledger.head.id,
        summary=N_(
            "The deadline passed: %(n)s seats without a name flowed on.",
            n=sum(flowed.released.values()),
        ),
        after={
            "released": {str(key): seats for key, seats in flowed.released.items()},
            "given": {str(key): seats for key, seats in flowed.given.items()},
        },
    )


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
