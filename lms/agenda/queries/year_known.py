"""All that a year plan is made of, as it stands now: sessions, venues, people, closed days.

Read as a whole, past what the planner may see: that a venue or a trainer is taken counts, but no
other session is named by it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.agenda.models import (
    DayOff,
    RoomClosure,
    Unavailability,
    Venue,
    VenueRoom,
)
from lms.agenda.queries.year_sessions import held_between, session_facts
from lms.agenda.rules.holidays import holiday_on
from lms.agenda.rules.times import day_of, whole_day
from lms.agenda.rules.years.asking import YearAsk
from lms.agenda.rules.years.known import (
    AgencyFact,
    KnownYear,
    TrainerFact,
    VenueFact,
)
from lms.core.db import db, unscoped
from lms.core.names import joined_name
from lms.core.settings import settings
from lms.courses.models import CourseSession

AROUND = timedelta(days=90)  # sessions near the plan's days count for the distance of a course


def known_year(ask: YearAsk) -> KnownYear:
    """What is known for a plan. About a dozen queries, however long the year."""
    named = {block.course_session_id for block in ask.blocks if block.course_session_id}
    held = held_between(ask.first - AROUND, ask.last + AROUND)
    sessions = session_facts(held | CourseSession.id.in_(named))
    planned = [one for one in sessions if one.id in named]
    venues = {*ask.venue_ids, *(v for b in ask.blocks for v in b.venue_ids)}
    venues |= {one.venue_id for one in planned if one.venue_id}
    people = {*ask.trainer_ids, *(t for b in ask.blocks for t in b.trainer_ids)}
    people |= {trainer for one in planned for trainer in one.trainer_ids}
    agencies = {agency for block in ask.blocks for agency in block.agency_ids}
    span = Days(ask.first, ask.last)
    return KnownYear(
        sessions=sessions,
        venues=_venues(venues, span),
        trainers=_trainers(people, span),
        agencies=_agencies(agencies, span),
        holidays=span.holidays(settings().country, ""),
    )


class Days:
    """The days of a plan, with the general days off on them, read once."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._off = [
            _Off(*row)
            for row in db.session.execute(
                sa.select(
                    DayOff.first_day, DayOff.last_day, DayOff.country, DayOff.agency_id
                ).where(DayOff.first_day <= last, DayOff.last_day >= first)
            )
        ]

    def __iter__(self) -> Iterator[date]:
        count = (self.last - self.first).days + 1
        return (self.first + timedelta(days=number) for number in range(count))

    def between(self, first: date, last: date) -> frozenset[date]:
        """Those of its days that lie between two."""
        return frozenset(day for day in self if first <= day <= last)

    def holidays(self, country: str, part: str) -> frozenset[date]:
        """Public holidays and general days off of a country."""
        public = frozenset(day for day in self if holiday_on(country, part, day))
        general = [o for o in self._off if o.agency_id is None and o.country in {None, country}]
        return public.union(*(self.between(one.first, one.last) for one in general))

    def blackout(self, agency_id: UUID) -> frozenset[date]:
        own = [one for one in self._off if one.agency_id == agency_id]
        return frozenset().union(*(self.between(one.first, one.last) for one in own))


class _Off(NamedTuple):
    first: date
    last: date
    country: str | None
    agency_id: UUID | None


def _venues(ids: Collection[UUID], span: Days) -> tuple[VenueFact, ...]:
    rows = db.session.execute(sa.select(Venue).where(Venue.id.in_(ids)).order_by(Venue.slug))
    venues = [row[0] for row in rows]
    rooms: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for venue_id, room_id, seats in db.session.execute(
        sa.select(VenueRoom.venue_id, VenueRoom.id, VenueRoom.capacity).where(
            VenueRoom.venue_id.in_(ids), VenueRoom.archived_at.is_(None)
        )
    ):
        rooms[venue_id].append((room_id, seats))
    closures = _closures(ids, span)
    return tuple(_venue(one, rooms[one.id], closures[one.id], span) for one in venues)


@dataclass(frozen=True)
class _Closure:
    room_id: UUID | None
    starts_at: datetime
    ends_at: datetime

    def days(self, zone: str) -> tuple[date, date]:
        return day_of(self.starts_at, zone), day_of(self.ends_at - timedelta(microseconds=1), zone)


def _closures(ids: Collection[UUID], span: Days) -> dict[UUID, list[_Closure]]:
    found: dict[UUID, list[_Closure]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            RoomClosure.venue_id, RoomClosure.room_id, RoomClosure.starts_at, RoomClosure.ends_at
        ).where(RoomClosure.venue_id.in_(ids), *_touches(RoomClosure, span))
    )
    for venue_id, room_id, starts_at, ends_at in rows:
        found[venue_id].append(_Closure(room_id, starts_at, ends_at))
    return found


def _venue(
    row: Venue, rooms: list[tuple[UUID, int]], closures: list[_Closure], span: Days
) -> VenueFact:
    known = {room_id for room_id, _seats in rooms}
    whole = [one.days(row.time_zone) for one in closures if one.room_id is None]
    partly = [one.days(row.time_zone) for one in closures if one.room_id in known]
    if len(known) == 1:
        whole, partly = [*whole, *partly], []
    shut = (day for day in span if str(day.isoweekday()) not in row.weekdays)
    return VenueFact(
        id=row.id,
        slug=row.slug,
        name=row.name,
        place=row.place,
        seats=max((seats for _id, seats in rooms), default=0),
        rooms=len(rooms),
        closed=frozenset(shut).union(*(span.between(*days) for days in whole)),
        holidays=span.holidays(row.country, row.subdivision),
        partly=tuple(sorted(partly)),
    )


def _trainers(ids: Collection[UUID], span: Days) -> tuple[TrainerFact, ...]:
    zone = settings().time_zone
    away: dict[UUID, set[date]] = defaultdict(set)
    for person_id, starts_at, ends_at in db.session.execute(
        unscoped(
            sa.select(
                Unavailability.person_id, Unavailability.starts_at, Unavailability.ends_at
            ).where(Unavailability.person_id.in_(ids), *_touches(Unavailability, span)),
            because="that somebody is busy may be known to who plans; the note is left out",
        )
    ):
        last = day_of(ends_at - timedelta(microseconds=1), zone)
        away[person_id] |= span.between(day_of(starts_at, zone), last)
    return tuple(
        TrainerFact(person_id, name, frozenset(away[person_id]))
        for person_id, name in trainer_names(ids).items()
    )


def trainer_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of trainers whom the plan's maker has chosen, by name."""
    rows = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.first_name, Person.last_name)
            .where(Person.id.in_(set(ids)))
            .order_by(Person.last_name, Person.first_name, Person.id),
            because="trainers whom the planner works with, chosen from that list",
        )
    )
    return {row.id: joined_name(row.first_name, row.last_name) for row in rows}


def _agencies(ids: Collection[UUID], span: Days) -> tuple[AgencyFact, ...]:
    rows = db.session.execute(
        sa.select(Agency.id, Agency.name)
        .where(Agency.id.in_(ids))
        .order_by(Agency.precedence, Agency.id)
    )
    return tuple(AgencyFact(row.id, row.name, span.blackout(row.id)) for row in rows)


def _touches(
    table: type[RoomClosure] | type[Unavailability], span: Days
) -> tuple[sa.ColumnElement[bool], ...]:
    """Rows that touch the plan's days, a day wide on both sides for other time zones."""
    begin = whole_day(span.first - timedelta(days=1), "UTC")[0]
    end = whole_day(span.last + timedelta(days=1), "UTC")[1]
    return (table.starts_at < end, table.ends_at > begin)
