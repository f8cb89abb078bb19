"""Nominations of the demonstration: put forward by the focal points, decided by the organiser."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from lms.accounts.enums import Gender
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, utcnow
from lms.courses.queries import session_head
from lms.demo.plans import NominationsPlan, NomineePlan, SessionPlan
from lms.demo.services.acting import moment
from lms.demo.services.people import Cast, make_person
from lms.engines.selection.types import Aim, AimKind
from lms.enrolments.formats import Field
from lms.nominations.enums import FlowRule
from lms.nominations.enums import NominationState as State
from lms.nominations.formats.aims import write_aims
from lms.nominations.inputs import NominationInput
from lms.nominations.rows import PlanRow
from lms.nominations.rules.features import Feature
from lms.nominations.services import answering, deciding, nominating, plans
from lms.seats.services.ledger import open_ledger

_DECIDED = {
    "confirmed": State.APPROVED,
    "approved": State.APPROVED,
    "wait_listed": State.WAIT_LISTED,
    "declined": State.DECLINED,
}


def take_nominations(cast: Cast, plan: SessionPlan, clock: FixedClock) -> list[UUID]:
    """The plan and the quotas, then the names, then the decisions; who confirmed is enrolled."""
    wanted = plan.nominations
    assert wanted is not None
    organiser = cast.acting("organiser")
    plans.set_plan(actor=organiser, slug=plan.slug, plan=_plan_row(wanted, plan.zone))
    ledger = open_ledger(session_head(plan.slug, organiser).id, actor=organiser)
    ledger.set_quotas({cast.agencies[slug]: seats for slug, seats in wanted.quotas.items()})
    clock.advance(timedelta(days=1))
    ids = {one.service_no: _put_forward(cast, plan, one) for one in wanted.names}
    clock.advance(timedelta(days=3))
    return _decide(cast, plan, wanted.names, ids)


def _plan_row(wanted: NominationsPlan, zone: str) -> PlanRow:
    today = utcnow().date()
    return PlanRow(
        closes_at=moment(today + timedelta(days=wanted.closes_in_days), 17, 0, zone),
        answer_by=moment(today + timedelta(days=wanted.answer_in_days), 12, 0, zone),
        flow=FlowRule.WAIT_LIST,
        asked_for=wanted.asked_for,
        travel_notes=wanted.travel_notes,
        aims=write_aims(
            (
                Aim(
                    AimKind.SHARE_AT_LEAST,
                    Feature.GENDER,
                    frozenset({Gender.FEMALE}),
                    wanted.women_at_least,
                ),
                Aim(AimKind.SPREAD, Feature.PROVINCE, frozenset(), wanted.provinces_at_least),
            )
        ),
    )


def _put_forward(cast: Cast, plan: SessionPlan, one: NomineePlan) -> UUID:
    cells = {
        Field.FIRST_NAME: one.first,
        Field.LAST_NAME: one.last,
        Field.NAME_LOCAL: one.local,
        Field.GENDER: one.gender.value,
        Field.DESIGNATION: one.designation,
        Field.RANK: one.rank,
        Field.SERVICE_NO: one.service_no or "",
        Field.POSTING: one.posting,
        Field.PROVINCE: one.province,
        Field.PRACTICE: str(one.practice),
        Field.LETTER_REF: f"TRG-{plan.code[-2:]}",
        Field.NOMINATED_BY: one.nominated_by,
    }
    make_person(
        cast, one, actor=SYSTEM, account=False
    )  # known by the number: invented, and said so
    return nominating.nominate(
        actor=cast.acting(f"focal-{one.agency}"),
        slug=plan.slug,
        agency_id=cast.agencies[one.agency],
        given=NominationInput(cells),
    )


def _decide(
    cast: Cast, plan: SessionPlan, names: Sequence[NomineePlan], ids: dict[str | None, UUID]
) -> list[UUID]:
    organiser = cast.acting("organiser")
    enrolled = []
    for one in names:
        key = ids[one.service_no]
        if one.state in _DECIDED:
            deciding.decide(
                actor=organiser,
                slug=plan.slug,
                nomination_ids=[key],
                to=_DECIDED[one.state],
                reason=one.reason,
            )
        if one.state == "confirmed":
            enrolled.append(answering.confirm(actor=organiser, nomination_id=key, way="telephone"))
        if one.state == "withdrawn":
            nominating.withdraw(
                actor=cast.acting(f"focal-{one.agency}"),
                slug=plan.slug,
                nomination_id=key,
                reason=one.reason,
            )
    return enrolled
