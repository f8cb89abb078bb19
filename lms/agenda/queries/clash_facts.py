"""Reading what an agenda can clash with: only what overlaps its days and shares a room, a trainer
or a participant; places, people and days. As many statements for one item as for many.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.agencies.models import Agency
from lms.agenda.inputs import LONGEST
from lms.agenda.models import (
    AgendaItem,
    AgendaItemTrainer,
    DayOff,
    PrayerTime,
    RoomClosure,
    Unavailability,
)
from lms.agenda.queries.agenda import Draft
from lms.agenda.queries.bookings import NOT_HELD
from lms.agenda.rows import ItemRow, VenueRow
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import (
    Absence,
    Booking,
    Closure,
    Delivery,
    FreeDays,
    Place,
    PrayerWindow,
    Room,
    Stretch,
)
from lms.agenda.rules.times import day_of, whole_day
from lms.core.db import LocalizedText, db, unscoped
from lms.core.settings import settings
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession, Signatory
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment

AWAY = (EnrolmentState.WITHDRAWN, EnrolmentState.NO_SHOW)
SEATS_COUNT = frozenset({SessionState.DRAFT, SessionState.ANNOUNCED, SessionState.POSTPONED})
_ELSEWHERE = "that people, rooms and trainers are taken is told as busy, without where"


@dataclass(frozen=True)
class Reading:
    """What was read: facts for the rules, the items of others, and the names that came along."""

    facts: Facts
    others: Mapping[UUID, Booking]
    prayers: Mapping[UUID, LocalizedText]
    reasons: Mapping[UUID, str]
    free_days: Mapping[UUID, LocalizedText]
    agencies: Mapping[UUID, LocalizedText]


def read(draft: Draft, items: Sequence[ItemRow]) -> Reading:
    """All that these items (at least one) of the draft's session can clash with."""
    days = whole_days(items, draft.head.zone)
    rolls = _rolls(draft.head, days)
    people = {row.person_id for row in draft.trainers}.union(*(one.trainer_ids for one in items))
    rooms = {row.id for row in draft.rooms} | {one.room_id for one in items if one.room_id}
    others = _others(draft.head.id, days, rooms, people, rolls.keys() - {draft.head.id})
    venue_id = draft.venue.id if draft.venue else None
    closures = _closures(venue_id, days) if venue_id else {}
    prayers = _prayers(venue_id) if venue_id else {}
    free_days = _free_days(draft.head, days)
    facts = Facts(
        deliveries=_deliveries(draft, items, rolls),
        rooms={row.id: Room(row.id, row.venue_id, row.capacity) for row in draft.rooms},
        places={draft.venue.id: as_place(draft.venue)} if draft.venue else {},
        closures=tuple(closure for closure, _reason in closures.values()),
        prayers=tuple(window for window, _name in prayers.values()),
        free_days=tuple(off for off, _name, _agency in free_days.values()),
        absences=_absences(people, days),
    )
    return Reading(
        facts=facts,
        others=others,
        prayers={key: name for key, (_window, name) in prayers.items()},
        reasons={key: reason for key, (_closure, reason) in closures.items()},
        free_days={key: name for key, (_off, name, _agency) in free_days.items()},
        agencies={off.agency_id: agency for off, _n, agency in free_days.values() if off.agency_id},
    )


def booking_of(item: ItemRow) -> Booking:
    """An item of a draft as the rules see it."""
    return Booking(
        item_id=item.id,
        course_session_id=item.course_session_id,
        kind=item.kind,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        track=item.track,
        room_id=item.room_id,
        trainer_ids=frozenset(item.trainer_ids),
    )


def as_place(venue: VenueRow) -> Place:
    """A venue as the rules see it."""
    return Place(
        venue.id,
        venue.zone,
        venue.country,
        venue.subdivision,
        venue.opens,
        venue.closes,
        venue.weekdays,
    )


def whole_days(items: Iterable[ItemRow], zone: str) -> Stretch:
    """From the beginning of the first day to the end of the last, at the place."""
    spans = [(one.starts_at, one.ends_at) for one in items]
    first = day_of(min(begin for begin, _end in spans), zone)
    last = day_of(max(end for _begin, end in spans), zone)
    return Stretch(whole_day(first, zone)[0], whole_day(last, zone)[1])


def _deliveries(
    draft: Draft, items: Sequence[ItemRow], rolls: Mapping[UUID, frozenset[UUID]]
) -> dict[UUID, Delivery]:
    """This session in full; of the others only who is here too."""
    head = draft.head
    here = rolls[head.id]
    people = max(head.capacity, len(here)) if head.state in SEATS_COUNT else len(here)
    tracks = {one.track for one in items if one.track}
    own = Delivery(
        id=head.id,
        zone=head.zone,
        venue_id=draft.venue.id if draft.venue else None,
        country=settings().country,
        people=people,
        track_people={track: -(-people // len(tracks)) for track in tracks},
        enrolled=here,
        agency_ids=head.agency_ids,
        has_signatories=_has_signatories(head.id),
        trainers={row.person_id: row.state for row in draft.trainers},
    )
    shared = {key: Delivery(key, head.zone, enrolled=people) for key, people in rolls.items()}
    return {**shared, head.id: own}


def _rolls(head: SessionHead, days: Stretch) -> dict[UUID, frozenset[UUID]]:
    """Who is on this session's roll, and which of them on that of another in the same days."""
    here, there = aliased(Enrolment), aliased(Enrolment)
    meanwhile = (
        sa.select(CourseSession.id)
        .where(
            CourseSession.id != head.id,
            CourseSession.starts_on <= (days.ends_at + timedelta(days=1)).date(),
            CourseSession.ends_on >= (days.starts_at - timedelta(days=1)).date(),
            CourseSession.state.not_in(NOT_HELD),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        unscoped(
            sa.select(here.person_id, there.course_session_id)
            .outerjoin(
                there,
                (there.person_id == here.person_id)
                & there.state.not_in(AWAY)
                & there.course_session_id.in_(meanwhile),
            )
            .where(here.course_session_id == head.id, here.state.not_in(AWAY)),
            because=_ELSEWHERE,
        )
    )
    found: dict[UUID, set[UUID]] = defaultdict(set, {head.id: set()})
    for person_id, other in rows:
        found[head.id].add(person_id)
        if other is not None:
            found[other].add(person_id)
    return {key: frozenset(people) for key, people in found.items()}


def _others(
    course_session_id: UUID,
    days: Stretch,
    rooms: Collection[UUID],
    people: Collection[UUID],
    sessions: Collection[UUID],
) -> dict[UUID, Booking]:
    """Items of other sessions in these days that need one of the rooms or people, or belong to one
    of the sessions."""
    taught = (AgendaItemTrainer.item_id == AgendaItem.id) & AgendaItemTrainer.person_id.in_(people)
    rows = db.session.execute(
        sa.select(
            AgendaItem.id,
            AgendaItem.course_session_id,
            AgendaItem.kind,
            AgendaItem.starts_at,
            AgendaItem.ends_at,
            AgendaItem.track,
            AgendaItem.room_id,
            AgendaItemTrainer.person_id,
        )
        .join(CourseSession, CourseSession.id == AgendaItem.course_session_id)
        .outerjoin(AgendaItemTrainer, taught)
        .where(
            AgendaItem.starts_at < days.ends_at,
            AgendaItem.starts_at > days.starts_at - LONGEST,
            AgendaItem.ends_at > days.starts_at,
            AgendaItem.course_session_id != course_session_id,
            CourseSession.state.not_in(NOT_HELD),
            AgendaItem.room_id.in_(rooms)
            | AgendaItemTrainer.person_id.is_not(None)
            | AgendaItem.course_session_id.in_(sessions),
        )
    )
    found: dict[UUID, Booking] = {}
    for row in rows:
        booking = found.get(row.id) or Booking(*row[:7])
        if row.person_id is not None:
            booking = replace(booking, trainer_ids=booking.trainer_ids | {row.person_id})
        found[booking.item_id] = booking
    return found


def _closures(venue_id: UUID, days: Stretch) -> dict[UUID, tuple[Closure, str]]:
    rows = db.session.execute(
        sa.select(
            RoomClosure.id,
            RoomClosure.venue_id,
            RoomClosure.room_id,
            RoomClosure.starts_at,
            RoomClosure.ends_at,
            RoomClosure.reason,
        ).where(
            RoomClosure.venue_id == venue_id,
            RoomClosure.starts_at < days.ends_at,
            RoomClosure.ends_at > days.starts_at,
        )
    )
    return {row.id: (Closure(*row[:5]), row.reason) for row in rows}


def _prayers(venue_id: UUID) -> dict[UUID, tuple[PrayerWindow, LocalizedText]]:
    rows = db.session.execute(
        sa.select(
            PrayerTime.id,
            PrayerTime.venue_id,
            PrayerTime.weekdays,
            PrayerTime.starts,
            PrayerTime.ends,
            PrayerTime.first_day,
            PrayerTime.last_day,
            PrayerTime.name,
        ).where(PrayerTime.venue_id == venue_id)
    )
    return {row.id: (PrayerWindow(*row[:7]), row.name) for row in rows}


def _free_days(
    head: SessionHead, days: Stretch
) -> dict[UUID, tuple[FreeDays, LocalizedText, LocalizedText]]:
    """Own days off; of agencies only those that take part."""
    rows = db.session.execute(
        sa.select(
            DayOff.id,
            DayOff.first_day,
            DayOff.last_day,
            DayOff.country,
            DayOff.agency_id,
            DayOff.name,
            Agency.short_name.label("agency"),
        )
        .outerjoin(Agency, Agency.id == DayOff.agency_id)
        .where(
            DayOff.first_day <= (days.ends_at + timedelta(days=1)).date(),
            DayOff.last_day >= (days.starts_at - timedelta(days=1)).date(),
            DayOff.agency_id.is_(None) | DayOff.agency_id.in_(head.agency_ids),
        )
    )
    return {row.id: (FreeDays(*row[:5]), row.name, row.agency or {}) for row in rows}


def _absences(people: Collection[UUID], days: Stretch) -> tuple[Absence, ...]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Unavailability.id,
                Unavailability.person_id,
                Unavailability.starts_at,
                Unavailability.ends_at,
            ).where(
                Unavailability.person_id.in_(people),
                Unavailability.starts_at < days.ends_at,
                Unavailability.ends_at > days.starts_at,
            ),
            because="that somebody is busy may be known to who plans; the note is left out",
        )
    )
    return tuple(Absence(*row) for row in rows)


def _has_signatories(course_session_id: UUID) -> bool:
    exists = sa.exists().where(Signatory.course_session_id == course_session_id)
    return bool(db.session.scalar(sa.select(exists)))
