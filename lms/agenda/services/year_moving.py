"""One session of a plan: a draft moved to its dates, venue and trainers, or a new one made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from lms.agenda.enums import TrainerState
from lms.agenda.queries.agenda import draft_of, session_items
from lms.agenda.queries.places import venue_by_id
from lms.agenda.queries.trainers import session_trainers
from lms.agenda.rows import VenueRow
from lms.agenda.rules.hours import COUNTING
from lms.agenda.rules.years.asking import Block
from lms.agenda.rules.years.moving import day_map, moved_halves, moved_items, swapped
from lms.agenda.services.items import (
    as_input,
    half_days_from_agenda,
    replace_agenda,
    set_venue,
)
from lms.agenda.services.making import organising
from lms.agenda.services.trainers import add_trainer, record_answer, remove_trainer
from lms.core.access import Identity
from lms.core.settings import settings
from lms.courses import services as courses
from lms.courses.inputs import HalfDayInput, SessionFacts
from lms.courses.queries import half_days, session_facts, session_head_by_id
from lms.courses.rows import SessionHead
from lms.courses.rules import usual_half_days


@dataclass(frozen=True)
class Target:
    """Where a session shall be. `days` are those on which it is taught, in order; no venue: it
    stays as it is."""

    days: tuple[date, ...]
    venue_id: UUID | None
    trainer_ids: tuple[UUID, ...]


def move_session(
    *, actor: Identity, course_session_id: UUID, target: Target, act: str = "year_planned"
) -> bool:
    """Move a session with its agenda and half-days; trainers who stay are asked anew.

    Returns whether anything changed. Raises Refused or Invalid with what stands against it.
    """
    head = session_head_by_id(course_session_id, actor)
    known = draft_of(head, actor)
    held_by = [row.person_id for row in known.trainers if row.state is not TrainerState.DECLINED]
    old_venue = known.venue.id if known.venue else None
    moves = (head.starts_on, head.ends_on) != (target.days[0], target.days[-1])
    elsewhere = target.venue_id not in {None, old_venue}
    if not moves and not elsewhere and set(held_by) == set(target.trainer_ids):
        return False
    venue = venue_by_id(target.venue_id) if target.venue_id and elsewhere else None
    halves = half_days(head.id)
    if halves and moves:
        courses.set_half_days(actor=actor, course_session_id=head.id, half_days=[])
    _set_facts(actor, head, target, venue)
    for person_id in target.trainer_ids:
        if person_id not in held_by:
            _engage(actor, head, person_id)
    if venue is not None:
        set_venue(actor=actor, slug=head.slug, venue_id=venue.id)
    days = day_map(known.items, halves, head.zone, target.days)
    zones = (head.zone, venue.zone if venue else head.zone)
    swap = swapped(held_by, target.trainer_ids)
    items = moved_items(session_items(head.id), days, zones, swap)
    if items:
        replace_agenda(
            actor=actor,
            slug=head.slug,
            act=act,
            items={item.id: as_input(item) for item in items},
        )
    if any(item.kind in COUNTING for item in items):
        half_days_from_agenda(actor=actor, slug=head.slug)
    elif halves:
        moved = moved_halves(halves, days, zones)
        courses.set_half_days(actor=actor, course_session_id=head.id, half_days=moved)
    _settle_trainers(actor, head, held_by, target, moves or elsewhere)
    return True


def _set_facts(actor: Identity, head: SessionHead, target: Target, venue: VenueRow | None) -> None:
    facts = replace(session_facts(head), starts_on=target.days[0], ends_on=target.days[-1])
    if venue is not None:
        facts = replace(facts, venue=venue.name, place=venue.place, time_zone=venue.zone)
    courses.update_session(actor=actor, course_session_id=head.id, facts=facts)


def _engage(actor: Identity, head: SessionHead, person_id: UUID) -> None:
    """Ask a trainer by mail; the actor has agreed."""
    add_trainer(actor=actor, slug=head.slug, person_id=person_id, ask=person_id != actor.person_id)


def _settle_trainers(
    actor: Identity,
    head: SessionHead,
    before: Sequence[UUID],
    target: Target,
    moved: bool,
) -> None:
    """Take off those who go; ask those who stay anew, for they agreed to another date or place."""
    asked = {row.person_id: row for row in session_trainers(head.id) if row.asked_at}
    for person_id in before:
        if person_id not in target.trainer_ids:
            remove_trainer(actor=actor, slug=head.slug, person_id=person_id, clear_items=True)
        elif moved and person_id in asked and person_id != actor.person_id:
            record_answer(
                actor=actor, slug=head.slug, person_id=person_id, state=TrainerState.ASKED
            )


def make_planned(*, actor: Identity, block: Block, code: str, slug: str, target: Target) -> UUID:
    """A new draft of a course on its days, with agencies, venue, half-days and trainers."""
    venue = venue_by_id(target.venue_id) if target.venue_id else None
    zone = venue.zone if venue else settings().time_zone
    facts = SessionFacts(
        course_id=block.course_id,
        slug=slug,
        code=code,
        title=block.title,
        starts_on=target.days[0],
        ends_on=target.days[-1],
        time_zone=zone,
        capacity=block.seats,
        venue=venue.name if venue else {},
        place=venue.place if venue else {},
    )
    row = courses.create_session(actor=actor, facts=facts)
    owner = organising(actor, row.id)
    if block.agency_ids:
        courses.set_agencies(actor=owner, course_session_id=row.id, agency_ids=block.agency_ids)
    if venue is not None:
        set_venue(actor=owner, slug=row.slug, venue_id=venue.id)
    usual = usual_half_days(target.days[0], target.days[-1])
    halves = [HalfDayInput.of(half, zone) for half in usual if half.day in target.days]
    courses.set_half_days(actor=owner, course_session_id=row.id, half_days=halves)
    head = session_head_by_id(row.id, owner)
    for person_id in target.trainer_ids:
        _engage(owner, head, person_id)
    return row.id
