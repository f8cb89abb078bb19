"""Reading what an agenda can clash with: only what overlaps its days and shares a room, a trainer
or a participant; places, people and days. As many statements for one item as for many.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from lms.agenda.inputs import LONGEST
from lms.agenda.queries import clash_statements as ask
from lms.agenda.queries.agenda import Draft
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
from lms.core.db import LocalizedText, db
from lms.core.settings import settings
from lms.courses.enums import SessionState

SEATS_COUNT = frozenset({SessionState.DRAFT, SessionState.ANNOUNCED, SessionState.POSTPONED})


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
    asked = _question(draft, items)
    rolls = _rolls(draft.head.id, asked)
    others = _others({**asked, "sessions": list(rolls.keys() - {draft.head.id})})
    closures = db.session.execute(ask.CLOSURES, asked).all() if draft.venue else []
    prayers = db.session.execute(ask.PRAYERS, asked).all() if draft.venue else []
    free_days = db.session.execute(ask.FREE_DAYS, asked).all()
    absences = db.session.execute(ask.ABSENCES, asked)
    facts = Facts(
        deliveries=_deliveries(draft, items, rolls, asked),
        rooms={row.id: Room(row.id, row.venue_id, row.capacity) for row in draft.rooms},
        places={draft.venue.id: as_place(draft.venue)} if draft.venue else {},
        closures=[Closure(*row[:5]) for row in closures],
        prayers=[PrayerWindow(*row[:7]) for row in prayers],
        free_days=[FreeDays(*row[:5]) for row in free_days],
        absences=[Absence(*row) for row in absences],
    )
    return Reading(
        facts=facts,
        others=others,
        prayers={row.id: row.name for row in prayers},
        reasons={row.id: row.reason for row in closures},
        free_days={row.id: row.name for row in free_days},
        agencies={row.agency_id: row.agency for row in free_days if row.agency_id},
    )


def _question(draft: Draft, items: Sequence[ItemRow]) -> dict[str, object]:
    """What all statements are asked with: days, rooms, people."""
    days = whole_days(items, draft.head.zone)
    return {
        "session": draft.head.id,
        "venue": draft.venue.id if draft.venue else None,
        "begin": days.starts_at,
        "end": days.ends_at,
        "earliest": days.starts_at - LONGEST,
        "first_day": (days.starts_at - timedelta(days=1)).date(),
        "last_day": (days.ends_at + timedelta(days=1)).date(),
        "rooms": list({row.id for row in draft.rooms} | {i.room_id for i in items if i.room_id}),
        "people": list(
            {row.person_id for row in draft.trainers}.union(*(one.trainer_ids for one in items))
        ),
        "agencies": list(draft.head.agency_ids),
    }


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


@dataclass
class _Roll:
    """People of one session, and the tables of those who have one."""

    people: set[UUID] = field(default_factory=set)
    tables: dict[UUID, str] = field(default_factory=dict)

    def add(self, person_id: UUID, letter: str | None) -> None:
        """One more person, at a table or at none yet."""
        self.people.add(person_id)
        if letter:
            self.tables[person_id] = letter


def _rolls(course_session_id: UUID, asked: Mapping[str, object]) -> dict[UUID, _Roll]:
    """Who is on this session's roll, and which of them on that of another in the same days."""
    found: dict[UUID, _Roll] = defaultdict(_Roll, {course_session_id: _Roll()})
    for person_id, other, here_at, there_at in db.session.execute(ask.ROLLS, asked):
        found[course_session_id].add(person_id, here_at)
        if other is not None:
            found[other].add(person_id, there_at)
    return dict(found)


def _others(asked: Mapping[str, object]) -> dict[UUID, Booking]:
    """Items of other sessions; of their trainers only those who were asked for."""
    found: dict[UUID, Booking] = {}
    for row in db.session.execute(ask.OTHERS, asked):
        booking = found.get(row.id) or Booking(*row[:7])
        if row.person_id is not None:
            booking = replace(booking, trainer_ids=booking.trainer_ids | {row.person_id})
        found[booking.item_id] = booking
    return found


def _deliveries(
    draft: Draft,
    items: Sequence[ItemRow],
    rolls: Mapping[UUID, _Roll],
    asked: Mapping[str, object],
) -> dict[UUID, Delivery]:
    """This session in full; of the others only who is here too."""
    head = draft.head
    here = rolls[head.id]
    count = len(here.people)
    people = max(head.capacity, count) if head.state in SEATS_COUNT else count
    sitting = Counter(here.tables.values())
    tracks = {one.track for one in items if one.track}
    own = Delivery(
        id=head.id,
        zone=head.zone,
        venue_id=draft.venue.id if draft.venue else None,
        country=settings().country,
        people=people,
        track_people={t: sitting[t] or -(-people // len(tracks)) for t in tracks},
        enrolled=frozenset(here.people),
        tables=here.tables,
        agency_ids=head.agency_ids,
        has_signatories=bool(db.session.scalar(ask.HAS_SIGNATORIES, asked)),
        trainers={row.person_id: row.state for row in draft.trainers},
    )
    shared = {
        key: Delivery(key, head.zone, enrolled=frozenset(roll.people), tables=roll.tables)
        for key, roll in rolls.items()
    }
    return {**shared, head.id: own}
