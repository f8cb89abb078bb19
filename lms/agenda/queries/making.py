"""What sessions are made from, and how each would come out before anything is saved."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from lms.agenda.making_inputs import MakeInput, TrancheInput
from lms.agenda.making_rows import Plan, TranchePreview
from lms.agenda.queries import places, templates
from lms.agenda.queries.agenda import Draft, draft
from lms.agenda.queries.closed_days import closed_days
from lms.agenda.queries.making_names import Names
from lms.agenda.rows import RoomRow, VenueRow
from lms.agenda.rules.casting import choose_rooms
from lms.agenda.rules.laying import time_faults
from lms.agenda.rules.shifting import DayRule, lay_days
from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.core.settings import settings
from lms.courses.inputs import LONGEST_DAYS
from lms.courses.policies import Permission as CoursePermission
from lms.courses.rows import SessionHead


def plan_of_template(slug: str, actor: Identity) -> Plan:
    """A template in use. Raises NotFound, also for one that is put away."""
    require(actor, CoursePermission.CREATE_SESSION)
    page = templates.template(slug, actor)
    if page.row.archived_at is not None:
        raise NotFound
    return Plan(page.row.title, page.body, {}, {}, None, None)


def plan_of_session(slug: str, actor: Identity) -> Plan:
    """The agenda of a session that the actor plans. Raises NotFound."""
    require(actor, CoursePermission.CREATE_SESSION)
    found = draft(slug, actor)
    was = templates.stripped(found)
    return Plan(found.head.title, was.body, was.rooms, was.trainers, found.head, found.venue)


def previews(
    plan: Plan, wish: MakeInput, earlier: SessionHead | None, actor: Identity
) -> list[TranchePreview]:
    """How each tranche would come out. Codes that are left open follow each other."""
    names = Names(actor, earlier, [one.code for one in wish.tranches])
    venues = {one.id: one for one in places.venue_choices()}
    held = {one.venue_id for one in wish.tranches if one.venue_id is not None}
    rooms = {venue_id: _open_rooms(venue_id) for venue_id in held & venues.keys()}
    found = []
    for tranche in wish.tranches:
        venue = venues.get(tranche.venue_id) if tranche.venue_id else None
        zone = venue.zone if venue else earlier.zone if earlier else settings().time_zone
        site = _Site(venue, zone, rooms[venue.id] if venue else (), wish.capacity)
        code = names.code(tranche)
        found.append(_look(plan, tranche, wish.day_rule, site, code=code, slug=names.slug(code)))
    return found


def fill_preview(
    plan: Plan, found: Draft, rule: DayRule, rooms: Mapping[str, UUID | None]
) -> TranchePreview:
    """How the agenda of a session would come out that has its dates and venue already."""
    head = found.head
    offered = tuple(room for room in found.rooms if room.archived_at is None)
    tranche = TrancheInput(head.starts_on, last=head.ends_on, rooms=rooms)
    site = _Site(found.venue, head.zone, offered, head.capacity)
    return _look(plan, tranche, rule, site, code=head.code, slug=head.slug)


class _Site(NamedTuple):
    """Where a session is held, and for how many."""

    venue: VenueRow | None
    zone: str
    rooms: tuple[RoomRow, ...]
    seats: int


def _look(
    plan: Plan, tranche: TrancheInput, rule: DayRule, site: _Site, *, code: str, slug: str
) -> TranchePreview:
    horizon = tranche.first + timedelta(days=LONGEST_DAYS)
    closed = closed_days(site.venue, tranche.first, horizon)
    laid = lay_days(tranche.first, plan.body.days, rule, closed, last=tranche.last)
    faults = laid.faults or tuple(time_faults(plan.body, laid.days, site.zone))
    chosen = _rooms(plan, tranche, site.rooms, site.seats)
    return TranchePreview(
        code, slug, site.venue, site.zone, laid, faults, rooms=site.rooms, chosen=chosen
    )


def _rooms(
    plan: Plan, tranche: TrancheInput, rooms: Sequence[RoomRow], seats: int
) -> dict[str, UUID]:
    """The room that was asked for, else that of the earlier session, else a fitting one."""
    known = {room.id for room in rooms}
    fitting = choose_rooms(plan.body, rooms, seats)
    chosen: dict[str, UUID] = {}
    for role in plan.body.rooms:
        before = plan.rooms.get(role.key)
        proposed = before if before in known else fitting.get(role.key)
        wanted = tranche.rooms.get(role.key, proposed)
        if wanted is not None and wanted not in known:
            wanted = proposed  # asked for when another venue was chosen
        if wanted is not None:
            chosen[role.key] = wanted
    return chosen


def _open_rooms(venue_id: UUID) -> tuple[RoomRow, ...]:
    return tuple(room for room in places.rooms_of(venue_id) if room.archived_at is None)
