"""Released agendas and private calendar addresses, straight into the tables."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agenda.enums import FeedKind, ItemKind
from lms.agenda.formats.items import SCHEMA, released_json
from lms.agenda.models import AgendaRelease, CalendarFeed
from lms.agenda.queries.feeds import secret
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.feed_tokens import feed_token
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.ids import new_id
from lms.courses.models import CourseSession
from tests.factories.agenda import moment


def released(
    session: CourseSession,
    at: str = "09:00",
    minutes: int = 60,
    *,
    day: int = 0,
    title: str = "Principles",
    trainers: tuple[Person, ...] = (),
    **values: Any,
) -> ReleasedItem:
    """An item as a release holds it."""
    begin = moment(session.starts_on + timedelta(days=day), at, session.time_zone)
    given: dict[str, Any] = {
        "id": new_id(),
        "kind": ItemKind.MODULE,
        "title": {"en": title},
        "starts_at": begin,
        "ends_at": begin + timedelta(minutes=minutes),
        "track": "",
        "room_id": None,
        "room": {},
        "content": "",
        "guests": "",
        "materials": "",
        "trainers": tuple((one.id, one.full_name, one.name_local) for one in trainers),
        "sequence": 0,
        "cancelled": False,
    }
    return ReleasedItem(**(given | values))


def again(item: ReleasedItem, **values: Any) -> ReleasedItem:
    """The same item in the next release, changed."""
    return replace(item, **({"sequence": item.sequence + 1} | values))


def make_release(session: CourseSession, *items: ReleasedItem) -> AgendaRelease:
    """The next release of a session, of just these items."""
    with transaction():
        number = db.session.scalar(
            sa.select(sa.func.coalesce(sa.func.max(AgendaRelease.number), 0)).where(
                AgendaRelease.course_session_id == session.id
            )
        )
        row = AgendaRelease(
            course_session_id=session.id,
            number=(number or 0) + 1,
            revision=1,
            body={"schema": SCHEMA, "items": [released_json(item) for item in items]},
            released_at=utcnow(),
            released_by=None,
        )
        db.session.add(row)
        db.session.flush()
    return row


def make_feed(person: Person, kind: FeedKind = FeedKind.OWN, **values: Any) -> CalendarFeed:
    """A private address in force."""
    with transaction():
        row = CalendarFeed(person_id=person.id, kind=kind, created_at=utcnow(), **values)
        db.session.add(row)
        db.session.flush()
    return row


def token_of(feed: CalendarFeed) -> str:
    """The token of a feed's address."""
    return feed_token(secret(), feed.id)


def path_of(feed: CalendarFeed) -> str:
    """Where a feed is read."""
    return f"/calendar/{token_of(feed)}.ics"
