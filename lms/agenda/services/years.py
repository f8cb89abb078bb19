"""Asking the solver for a year, asking again, and stopping it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import ProposalState
from lms.agenda.formats.years import ask_json, ask_of
from lms.agenda.models import YearPlan
from lms.agenda.policies import Permission
from lms.agenda.queries.work import job_key
from lms.agenda.queries.years import JOB, Choices, plan_choices
from lms.agenda.rows import PlanOwner
from lms.agenda.rules.years.asking import (
    LONGEST,
    MOST_DAYS,
    MOST_OF_COURSE,
    MOST_SESSIONS,
    SECONDS,
    Block,
    YearAsk,
)
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.courses.inputs import MOST_SEATS
from lms.engines.timetable.year import Rule

LONGEST_TITLE = 160
MOST_TRAINERS = 12
CHOOSE = N_("Choose from the list.")


def ask(*, actor: Identity, wanted: YearAsk) -> YearPlan:
    """Let the worker plan. Raises Invalid with every fault at its field; those of a session have
    its block's key before the name: `<key>-days`."""
    require(actor, Permission.PLAN_YEAR)
    faults = _faults(wanted, plan_choices(actor))
    if faults:
        raise Invalid(faults)
    row = YearPlan(
        title=wanted.title.strip(),
        first_day=wanted.first,
        last_day=wanted.last,
        request=ask_json(wanted),
        result={},
        created_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    enqueue(JOB, requested_by=actor, key=job_key(JOB, row.id), plan_id=row.id)
    audit.record(
        actor,
        "agenda.year_plan_asked",
        object_type="year_plan",
        object_id=row.id,
        summary=N_("Plan asked from the solver: %(title)s.", title=row.title),
        after={"first": wanted.first, "last": wanted.last, "sessions": wanted.sessions},
    )
    return row


def ask_again(*, actor: Identity, plan_id: UUID, left_out: Rule | None = None) -> YearPlan:
    """The same asked for things as they are now, without one more rule where one is named.

    Sessions that are no drafts any more are not planned again.
    """
    row = owned_plan(actor, plan_id)
    wanted = _as_now(ask_of(row.request), plan_choices(actor))
    if left_out is not None:
        wanted = replace(wanted, left_out=(*wanted.left_out, left_out))
    return ask(actor=actor, wanted=wanted)


def stop(*, actor: Identity, plan_id: UUID) -> None:
    """Ask the solver to end with the best so far. What has ended already stays as it is."""
    row = owned_plan(actor, plan_id)
    if row.state in {ProposalState.WAITING, ProposalState.RUNNING}:
        row.stop_asked = True


def owned_plan(actor: Identity, plan_id: UUID) -> YearPlan:
    """The plan's row, locked. Raises NotFound for those who neither made it nor administer."""
    row = db.session.scalar(lock_row(sa.select(YearPlan).where(YearPlan.id == plan_id)))
    if row is None:
        raise NotFound
    require(actor, Permission.PLAN_YEAR, PlanOwner(row.created_by))
    return row


def _as_now(wanted: YearAsk, choices: Choices) -> YearAsk:
    """The asking without sessions, venues, trainers and agencies that are gone since."""
    venues = {one.id for one in choices.venues}
    agencies = {one.id for one in choices.agencies}
    courses = {one.id for one in choices.courses}
    blocks = [
        replace(
            block,
            venue_ids=tuple(one for one in block.venue_ids if one in venues),
            trainer_ids=tuple(one for one in block.trainer_ids if one in _people(choices, block)),
            agency_ids=tuple(one for one in block.agency_ids if one in agencies),
        )
        for block in wanted.blocks
        if (
            choices.draft(block.course_session_id)
            if block.course_session_id
            else block.course_id in courses
        )
    ]
    people = {one.person_id for one in choices.trainers}
    today = utcnow().date()
    return replace(
        wanted,
        first=max(wanted.first, today),
        last=max(wanted.last, today),
        blocks=tuple(blocks),
        venue_ids=tuple(one for one in wanted.venue_ids if one in venues),
        trainer_ids=tuple(one for one in wanted.trainer_ids if one in people),
    )


def _people(choices: Choices, block: Block) -> set[UUID]:
    """Who may teach a session: known trainers, and those who teach it already."""
    draft = choices.draft(block.course_session_id)
    known = {one.person_id for one in choices.trainers}
    return known | set(draft.trainer_ids if draft else ())


def _faults(wanted: YearAsk, choices: Choices) -> list[FieldError]:
    found = [*_plan_faults(wanted), *_choice_faults(wanted, choices)]
    if not wanted.blocks:
        found.append(FieldError("blocks", N_("Choose at least one session.")))
    if wanted.sessions > MOST_SESSIONS:
        message = N_("Plan at most %(most)s sessions at once.", most=MOST_SESSIONS)
        found.append(FieldError("blocks", message))
    for block in wanted.blocks:
        found += [
            FieldError(f"{block.key}-{fault.field}", fault.message)
            for fault in [
                *_number_faults(block),
                *_date_faults(block),
                *_block_choices(block, wanted, choices),
            ]
        ]
    return found


def _plan_faults(wanted: YearAsk) -> list[FieldError]:
    found: list[FieldError] = []
    if not 1 <= len(wanted.title.strip()) <= LONGEST_TITLE:
        found.append(FieldError("title", N_("Give the plan a name.")))
    if wanted.first < utcnow().date():
        found.append(FieldError("first", N_("Choose a first day from today on.")))
    if wanted.last < wanted.first:
        found.append(FieldError("last", N_("The last day lies before the first.")))
    elif wanted.last - wanted.first > timedelta(days=LONGEST):
        found.append(FieldError("last", N_("Plan at most two years at once.")))
    if not wanted.weekdays:
        found.append(FieldError("weekdays", N_("Choose the working days.")))
    if wanted.seconds not in SECONDS:
        found.append(FieldError("seconds", N_("Choose a time from the list.")))
    limits = {
        "trainer_days": wanted.trainer_days,
        "trainer_rest": wanted.trainer_rest,
        "agency_sessions": wanted.agency_sessions,
        "apart_days": wanted.apart_days,
    }
    for name, value in limits.items():
        if value is not None and not 0 <= value <= 366:
            found.append(FieldError(name, N_("Give a whole number from 0 to 366.")))
    return found


def _choice_faults(wanted: YearAsk, choices: Choices) -> list[FieldError]:
    found: list[FieldError] = []
    if not {one.id for one in choices.venues} >= set(wanted.venue_ids):
        found.append(FieldError("venues", CHOOSE))
    if not {one.person_id for one in choices.trainers} >= set(wanted.trainer_ids):
        found.append(FieldError("trainers", CHOOSE))
    return found


def _number_faults(block: Block) -> list[FieldError]:
    ranges = {
        "days": (block.days, 1, MOST_DAYS),
        "seats": (block.seats, 1, MOST_SEATS),
        "count": (block.count, 1, MOST_OF_COURSE),
        "trainers_needed": (block.trainers_needed, 0, MOST_TRAINERS),
        "gap_days": (block.gap_days, 0, 366),
    }
    return [
        FieldError(name, N_("Give a whole number from %(low)s to %(high)s.", low=low, high=high))
        for name, (value, low, high) in ranges.items()
        if not low <= value <= high
    ]


def _date_faults(block: Block) -> list[FieldError]:
    if block.earliest and block.latest and block.latest < block.earliest:
        return [FieldError("latest", N_("The last day lies before the first."))]
    return []


def _block_choices(block: Block, wanted: YearAsk, choices: Choices) -> list[FieldError]:
    found: list[FieldError] = []
    draft = choices.draft(block.course_session_id)
    if (block.course_session_id and draft is None) or choices.course(block.course_id) is None:
        message = N_("This session cannot be planned any more. Take it out.")
        found.append(FieldError("title", message))
    if draft and block.days < len(draft.agenda_days):
        message = N_(
            "The agenda has items on %(n)s days. Give the session that many days or more.",
            n=len(draft.agenda_days),
        )
        found.append(FieldError("days", message))
    if not {one.id for one in choices.venues} >= set(block.venue_ids):
        found.append(FieldError("venues", CHOOSE))
    if not _people(choices, block) >= set(block.trainer_ids):
        found.append(FieldError("trainers", CHOOSE))
    if not {one.id for one in choices.agencies} >= set(block.agency_ids):
        found.append(FieldError("agencies", CHOOSE))
    if block.after and (block.after == block.key or wanted.block(block.after) is None):
        found.append(FieldError("after", N_("Choose another session of this plan.")))
    if not set(range(1, 13)) >= set(block.months):
        found.append(FieldError("months", CHOOSE))
    return found
