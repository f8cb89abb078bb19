"""Private calendar addresses: making and revoking them, and reading one from outside."""

import hashlib
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import FeedKind
from lms.agenda.models import CalendarFeed
from lms.agenda.policies import Permission
from lms.agenda.queries import feeds
from lms.audit import services as audit
from lms.core import throttle
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.queries import session_head

MOST_FEEDS = 30
ALARMS = (5, 10, 15, 30, 60, 120, 24 * 60)
FREE_TRIES = 30
WINDOW = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=10)


def create_feed(
    *,
    actor: Identity,
    kind: FeedKind,
    slug: str = "",
    room_id: UUID | None = None,
    alarm_minutes: int | None = None,
) -> CalendarFeed:
    """Make a private address of the actor's own. A session is named by `slug`, a room by its id.

    Raises Invalid where one is missing or not the actor's to see, Refused where there are many.
    """
    if actor.person_id is None:
        raise NotFound
    if alarm_minutes is not None and alarm_minutes not in ALARMS:
        raise Invalid([FieldError("alarm", N_("Choose a time from the list."))])
    feed = CalendarFeed(
        person_id=actor.person_id,
        kind=kind,
        course_session_id=_session_id(actor, slug) if kind is FeedKind.SESSION else None,
        room_id=_room_id(actor, room_id) if kind is FeedKind.ROOM else None,
        alarm_minutes=alarm_minutes,
        created_at=utcnow(),
    )
    if kind is FeedKind.TRAINER and not actor.has(Role.TRAINER):
        raise Invalid([FieldError("kind", N_("You teach in no session."))])
    if len(feeds.own_feeds(actor)) >= MOST_FEEDS:
        raise Refused(
            N_(
                "You have %(most)s addresses already. Revoke one that you no longer use.",
                most=MOST_FEEDS,
            )
        )
    db.session.add(feed)
    db.session.flush()
    audit.record(
        actor,
        "agenda.feed_created",
        object_type="calendar_feed",
        object_id=feed.id,
        summary=N_("Private calendar address made."),
        after={"kind": kind.value},
    )
    return feed


def revoke_feed(*, actor: Identity, feed_id: UUID) -> None:
    """End one of the actor's addresses for ever; once more changes nothing. Raises NotFound."""
    feed = db.session.scalar(
        sa.select(CalendarFeed).where(
            CalendarFeed.id == feed_id, CalendarFeed.person_id == actor.person_id
        )
    )
    if feed is None:
        raise NotFound
    if feed.revoked_at is not None:
        return
    feed.revoked_at = utcnow()
    audit.record(
        actor,
        "agenda.feed_revoked",
        object_type="calendar_feed",
        object_id=feed.id,
        summary=N_("Private calendar address revoked."),
        before={"kind": feed.kind.value},
    )


def read_feed(token: str, *, address: str) -> str:
    """The calendar behind a private address, for whoever holds it.

    Raises NotFound for what is no address in force, and Throttled after many such tries from one
    network address. A good address is answered all the same: a whole office may share one line.
    """
    try:
        return feeds.feed_text(token)
    except NotFound:
        key = f"agenda.calendar:{hashlib.sha256(address.encode()).hexdigest()}"
        throttle.check(key)
        with transaction():
            throttle.failed(key, free=FREE_TRIES, window=WINDOW, longest=LONGEST_WAIT)
        raise


def _session_id(actor: Identity, slug: str) -> UUID:
    try:
        head = session_head(slug, actor)
        require(actor, Permission.VIEW_AGENDA, head)
    except NotFound as error:
        raise Invalid([FieldError("session", N_("Choose a session from the list."))]) from error
    return head.id


def _room_id(actor: Identity, room_id: UUID | None) -> UUID:
    if room_id is None or room_id not in {room.id for room in feeds.room_choices(actor)}:
        raise Invalid([FieldError("room", N_("Choose a room from the list."))])
    return room_id
