"""Private calendar addresses: the own ones, and what each gives. Rights are those of the owner at
the moment of reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.identity import identity_of
from lms.accounts.models import Account, Person
from lms.agenda.enums import FeedKind
from lms.agenda.formats.ics import Entry, calendar_text
from lms.agenda.formats.items import released_item
from lms.agenda.models import AgendaRelease, CalendarFeed, Venue, VenueRoom
from lms.agenda.policies import Permission
from lms.agenda.queries.entries import OCCASION, Occasion, busy_entries_of, entries_of
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.feed_tokens import feed_of, feed_token
from lms.agenda.rules.tables import for_table
from lms.core.access import Identity, Role, can, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, unscoped
from lms.core.errors import NotFound
from lms.core.i18n import _, force_locale, localized
from lms.core.settings import settings
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.queries.lists import visible
from lms.enrolments.queries.syndicates import own_letters

KEPT = timedelta(days=366)  # how long a session that is over stays in calendars


@dataclass(frozen=True)
class FeedRow:
    """One of the own addresses, with what it is about."""

    id: UUID
    kind: FeedKind
    session_title: LocalizedText | None
    room: LocalizedText | None
    venue: LocalizedText | None
    alarm_minutes: int | None
    created_at: datetime
    address: str


@dataclass(frozen=True)
class RoomChoice:
    """A room with its venue, for a choice."""

    id: UUID
    room: LocalizedText
    venue: LocalizedText


@dataclass(frozen=True)
class _Found:
    """The newest release of a session as a feed reads it."""

    about: Occasion
    released_at: datetime
    items: tuple[ReleasedItem, ...]
    seen: bool


def own_feeds(actor: Identity) -> list[FeedRow]:
    """The actor's addresses that are in force, newest first."""
    rows = db.session.execute(_feeds().where(CalendarFeed.person_id == actor.person_id))
    return [_row(row) for row in rows]


def own_feed(actor: Identity, feed_id: UUID) -> FeedRow:
    """One of the actor's addresses. Raises NotFound."""
    found = next((one for one in own_feeds(actor) if one.id == feed_id), None)
    if found is None:
        raise NotFound
    return found


def room_choices(actor: Identity) -> list[RoomChoice]:
    """The rooms in use by venue and name, for those who may look at places; else none."""
    if not can(actor, Permission.VIEW_PLACES):
        return []
    rows = db.session.execute(
        sa.select(VenueRoom.id, VenueRoom.name.label("room"), Venue.name.label("venue"))
        .join(Venue, Venue.id == VenueRoom.venue_id)
        .where(VenueRoom.archived_at.is_(None), Venue.archived_at.is_(None))
        .order_by(Venue.slug, VenueRoom.position, VenueRoom.id)
    )
    return [RoomChoice(**row._asdict()) for row in rows]


def session_calendar(slug: str, actor: Identity) -> str:
    """The released agenda of one session as a calendar file. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_AGENDA, head)
    letters = own_letters([head.id], actor=actor)
    found = _releases(actor, CourseSession.id == head.id)
    return calendar_text(_told(found, letters=letters), name=localized(head.title))


def feed_text(token: str) -> str:
    """The calendar behind an address. Raises NotFound, the same for an unknown, a revoked and a
    broken address and for an owner who has left the house.

    An owner who may no longer see something gets a calendar without it: programs that subscribe
    then drop it, where after an error they would keep showing it.
    """
    feed_id = feed_of(secret(), token)
    row = db.session.execute(_owned().where(CalendarFeed.id == feed_id)).one_or_none()
    if row is None:
        raise NotFound
    here = settings()
    known = row.language if row.language in here.languages else here.languages[0]
    feed = _row(row)
    owner = identity_of(row.person_id)
    with force_locale(known):
        entries = _entries(owner, feed.kind, row)
        return calendar_text(entries, name=feed_name(feed), alarm_minutes=feed.alarm_minutes)


def feed_name(feed: FeedRow) -> str:
    """What a calendar program calls the feed, in the language in force."""
    house = settings().installation_short
    match feed.kind:
        case FeedKind.SESSION:
            return localized(feed.session_title)
        case FeedKind.ROOM:
            return f"{localized(feed.room)}{_(', ')}{localized(feed.venue)}"
        case FeedKind.TRAINER:
            return _("%(house)s: what I teach", house=house)
    return _("%(house)s: my sessions", house=house)


def secret() -> str:
    """The secret from which addresses are derived."""
    key = settings().secret_key
    assert key is not None
    return key.get_secret_value()


def _entries(owner: Identity, kind: FeedKind, feed: sa.Row[*tuple[object, ...]]) -> list[Entry]:
    lately = CourseSession.ends_on >= (utcnow() - KEPT).date()
    letters = own_letters(owner.sessions_as(Role.PARTICIPANT), actor=owner)
    match kind:
        case FeedKind.OWN:
            mine = owner.sessions_as(Role.PARTICIPANT, Role.TRAINER, Role.ORGANISER)
            return _told(_releases(owner, lately, CourseSession.id.in_(mine)), letters=letters)
        case FeedKind.SESSION:
            one = CourseSession.id == feed.course_session_id
            return _told(_releases(owner, lately, one), letters=letters)
        case FeedKind.TRAINER:
            taught = CourseSession.id.in_(owner.sessions_as(Role.TRAINER))
            return _told(_releases(owner, lately, taught), trainer=owner.person_id)
        case FeedKind.ROOM if can(owner, Permission.VIEW_PLACES):
            return _in_room(owner, feed.room_id, lately)
    return []


def _told(
    found: Iterator[_Found],
    *,
    trainer: UUID | None = None,
    letters: Mapping[UUID, str] = MappingProxyType({}),
) -> list[Entry]:
    """The items of sessions that the owner may see; of one trainer where `trainer` is given, of
    the own table where `letters` name it by session."""
    return [
        entry
        for one in found
        if one.seen
        for entry in entries_of(
            [
                item
                for item in one.items
                if (trainer is None or trainer in item.trainer_ids)
                and for_table(item, letters.get(one.about.id, ""))
            ],
            one.about,
            one.released_at,
        )
    ]


def _in_room(owner: Identity, room_id: UUID, lately: sa.ColumnElement[bool]) -> list[Entry]:
    entries: list[Entry] = []
    holds = sa.cast(AgendaRelease.body, sa.Text).contains(str(room_id))
    for one in _releases(owner, lately, holds):
        items = [item for item in one.items if item.room_id == room_id]
        make = entries_of if one.seen else busy_entries_of
        entries += make(items, one.about, one.released_at)
    return entries


def _releases(owner: Identity, *criteria: sa.ColumnElement[bool]) -> Iterator[_Found]:
    """The newest releases of sessions: one statement."""
    any_release = sa.orm.aliased(AgendaRelease)
    newest = (
        sa.select(sa.func.max(any_release.number))
        .where(any_release.course_session_id == CourseSession.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            *OCCASION,
            AgendaRelease.released_at,
            AgendaRelease.body,
            sa.case((visible(owner), sa.true()), else_=sa.false()).label("seen"),
        )
        .join(AgendaRelease, AgendaRelease.course_session_id == CourseSession.id)
        .where(AgendaRelease.number == newest, *criteria)
        .order_by(CourseSession.id)
    )
    for row in rows:
        facts = row._asdict()
        released_at, body, seen = (facts.pop(name) for name in ("released_at", "body", "seen"))
        items = tuple(released_item(one) for one in body["items"])
        yield _Found(Occasion(**facts), released_at, items, bool(seen))


def _feeds() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            CalendarFeed.id,
            CalendarFeed.kind,
            CalendarFeed.course_session_id,
            CalendarFeed.room_id,
            CalendarFeed.alarm_minutes,
            CalendarFeed.created_at,
            CourseSession.title.label("session_title"),
            VenueRoom.name.label("room"),
            Venue.name.label("venue"),
        )
        .outerjoin(CourseSession, CourseSession.id == CalendarFeed.course_session_id)
        .outerjoin(VenueRoom, VenueRoom.id == CalendarFeed.room_id)
        .outerjoin(Venue, Venue.id == VenueRoom.venue_id)
        .where(CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
    )


def _owned() -> sa.Select[*tuple[object, ...]]:
    """Feeds with their owners who are still of the house."""
    return unscoped(
        _feeds()
        .add_columns(CalendarFeed.person_id, Person.language)
        .join(Person, Person.id == CalendarFeed.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.archived_at.is_(None), Account.disabled_at.is_(None)),
        because="who holds the address reads with its owner's rights",
    )


def _row(row: sa.Row[*tuple[object, ...]]) -> FeedRow:
    return FeedRow(
        id=row.id,
        kind=row.kind,
        session_title=row.session_title,
        room=row.room,
        venue=row.venue,
        alarm_minutes=row.alarm_minutes,
        created_at=row.created_at,
        address=f"{settings().base_url.rstrip('/')}/calendar/{feed_token(secret(), row.id)}.ics",
    )
