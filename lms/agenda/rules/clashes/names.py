"""What the sentences on clashes need by name, and who may be named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import Booking

Text = Mapping[str, str]


@dataclass(frozen=True)
class OtherSession:
    """Another session whose draft the reader may see."""

    slug: str
    code: str
    title: Text


@dataclass(frozen=True)
class Names:
    """Names by id. Whatever the reader may not see is not in here."""

    titles: Mapping[UUID, Text] = field(default_factory=dict)
    rooms: Mapping[UUID, Text] = field(default_factory=dict)
    venues: Mapping[UUID, Text] = field(default_factory=dict)
    venue_slugs: Mapping[UUID, str] = field(default_factory=dict)
    people: Mapping[UUID, str] = field(default_factory=dict)
    sessions: Mapping[UUID, OtherSession] = field(default_factory=dict)
    prayers: Mapping[UUID, Text] = field(default_factory=dict)
    reasons: Mapping[UUID, str] = field(default_factory=dict)
    free_days: Mapping[UUID, Text] = field(default_factory=dict)
    agencies: Mapping[UUID, Text] = field(default_factory=dict)
    holidays: Mapping[date, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """One session's draft among all that can meet it. Times are told in `zone`.

    `changed` are the items that somebody is moving; `before` are those as they are saved. `locked`
    items are not proposed to move. `rooms` and `team` (trainers) are there to choose from, the
    best first. `organises` says whether the reader may name signatories.
    """

    course_session_id: UUID
    slug: str
    zone: str
    facts: Facts
    own: Mapping[UUID, Booking]
    others: Mapping[UUID, Booking]
    names: Names
    changed: frozenset[UUID] = frozenset()
    before: Mapping[UUID, Booking] = field(default_factory=dict)
    locked: frozenset[UUID] = frozenset()
    rooms: Sequence[UUID] = ()
    team: Sequence[UUID] = ()
    organises: bool = False

    def booking(self, item_id: UUID) -> Booking:
        """An item of this session or another."""
        return self.own.get(item_id) or self.others[item_id]

    def hidden(self, item_id: UUID | None) -> bool:
        """Whether an item is of a session that the reader may not see."""
        other = self.others.get(item_id) if item_id else None
        return other is not None and other.course_session_id not in self.names.sessions

    def shared_people(self, other_session_id: UUID) -> frozenset[UUID]:
        """Who is enrolled both here and there."""
        here = self.facts.deliveries[self.course_session_id].enrolled
        there = self.facts.deliveries.get(other_session_id)
        return here & there.enrolled if there else frozenset()
