"""Released items as calendar entries, in the language that is in force."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.agenda.enums import ItemKind
from lms.agenda.formats.ics import Entry
from lms.agenda.queries.bookings import NOT_HELD
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.words import KIND_WORDS
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.core.i18n import _, language, localized, say
from lms.core.settings import settings
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession

# Nobody needs to be called to a meal.
SILENT = frozenset({ItemKind.BREAK, ItemKind.LUNCH, ItemKind.PRAYER})
OCCASION = (
    CourseSession.id,
    CourseSession.slug,
    CourseSession.title,
    CourseSession.state,
    CourseSession.time_zone.label("zone"),
    CourseSession.venue,
    CourseSession.place,
    CourseSession.version,
    CourseSession.updated_at,
)


@dataclass(frozen=True)
class Occasion:
    """What the entries of a session need to know of it. `version` goes up with each change of the
    session's own facts, its state among them."""

    id: uuid.UUID
    slug: str
    title: LocalizedText
    state: SessionState
    zone: str
    venue: LocalizedText
    place: LocalizedText
    version: int
    updated_at: datetime

    @property
    def held(self) -> bool:
        """Whether it takes place as released."""
        return self.state not in NOT_HELD

    @property
    def told(self) -> bool:
        """Whether calendars are written to: not while a session is put off without new dates."""
        return self.state is not SessionState.POSTPONED


def occasion(course_session_id: uuid.UUID) -> Occasion:
    """A session as its calendar entries show it. Access was decided before. Raises NotFound."""
    row = db.session.execute(
        sa.select(*OCCASION).where(CourseSession.id == course_session_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Occasion(**row._asdict())


def entries_of(
    items: Iterable[ReleasedItem], about: Occasion, released_at: datetime
) -> list[Entry]:
    """Entries with all that the released agenda tells."""
    return [_entry(item, about, released_at) for item in items]


def busy_entries_of(
    items: Iterable[ReleasedItem], about: Occasion, released_at: datetime
) -> list[Entry]:
    """Entries that say only that the room is taken: nothing in them leads to the session."""
    return [
        Entry(
            uid=str(uuid.uuid5(item.id, "busy")),
            sequence=_sequence(item, about),
            stamp=max(released_at, about.updated_at),
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            zone=about.zone,
            summary=_("Busy"),
            cancelled=item.cancelled or not about.held,
            rings=False,
        )
        for item in items
    ]


def _entry(item: ReleasedItem, about: Occasion, released_at: datetime) -> Entry:
    title = localized(item.title)
    places = (localized(text) for text in (item.room, about.venue, about.place))
    return Entry(
        uid=str(item.id),
        sequence=_sequence(item, about),
        stamp=max(released_at, about.updated_at),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        zone=about.zone,
        summary=_("%(title)s (track %(track)s)", title=title, track=item.track)
        if item.track
        else title,
        location=_(", ").join(place for place in places if place),
        description=_description(item, about),
        category=say(KIND_WORDS[item.kind]),
        url=f"{settings().base_url.rstrip('/')}/sessions/{about.slug}/agenda",
        cancelled=item.cancelled or not about.held,
        rings=item.kind not in SILENT,
    )


def _sequence(item: ReleasedItem, about: Occasion) -> int:
    """A number that goes up with every change of the entry: by a release of the item, or by a
    change of its session, such as calling it off. Both only grow, so their sum does."""
    return item.sequence + about.version - 1


def _description(item: ReleasedItem, about: Occasion) -> str:
    lines = [localized(about.title)]
    names = _(", ").join(
        local if local and language() != "en" else name for _id, name, local in item.trainers
    )
    if names:
        lines.append(_("Trainers: %(names)s", names=names))
    if item.guests:
        lines.append(_("Guests: %(names)s", names=item.guests))
    if item.materials:
        lines.append(_("What to bring: %(materials)s", materials=item.materials))
    return "\n".join(lines)
