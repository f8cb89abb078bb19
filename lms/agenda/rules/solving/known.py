"""What is known when the solver is asked: the draft, its places, people and what binds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from lms.agenda.enums import ItemKind
from lms.agenda.rows import ItemRow, RoomRow, TrainerRow
from lms.agenda.rules.hours import by_day
from lms.core.db import LocalizedText

FREE = frozenset({ItemKind.BREAK, ItemKind.LUNCH, ItemKind.PRAYER})
Busy = tuple[datetime, datetime]
PRE_TEST, POST_TEST = "pre_test", "post_test"


@dataclass(frozen=True)
class Part:
    """A part of the pinned course, in its `place` of the course's order.

    `module`: the module that an exercise belongs to. `purpose` of a test: pre_test, post_test.
    """

    content: str
    title: LocalizedText
    kind: ItemKind
    minutes: int
    place: int
    module: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Prayer:
    """A time of prayer on one day. `hard`: nothing is taught over it."""

    key: str
    name: LocalizedText
    starts_at: datetime
    ends_at: datetime
    hard: bool


@dataclass(frozen=True)
class Known:
    """`rooms` are those in use and those that items hold. `busy_rooms`, `busy_trainers`: by id,
    when each is closed, away or taken by other sessions. `elsewhere`: when participants are in
    other sessions. `people`: how many come, to count against seats; `track_people`: to the items
    of a track. `clashing`: items of clashes.
    """

    zone: str
    session_days: tuple[date, ...]
    items: tuple[ItemRow, ...]
    rooms: tuple[RoomRow, ...] = ()
    trainers: tuple[TrainerRow, ...] = ()
    busy_rooms: Mapping[UUID, tuple[Busy, ...]] = field(default_factory=dict)
    busy_trainers: Mapping[UUID, tuple[Busy, ...]] = field(default_factory=dict)
    elsewhere: tuple[Busy, ...] = ()
    prayers: tuple[Prayer, ...] = ()
    parts: tuple[Part, ...] = ()
    people: int = 0
    track_people: Mapping[str, int] = field(default_factory=dict)
    clashing: frozenset[UUID] = frozenset()

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the session, and any other on which an item lies."""
        return tuple(sorted({*self.session_days, *by_day(self.items, self.zone)}))

    @property
    def tracks(self) -> tuple[str, ...]:
        """The parallel syndicates; one without a name where there are none."""
        return tuple(sorted({item.track for item in self.items if item.track})) or ("",)

    def part(self, content: str) -> Part | None:
        return next((one for one in self.parts if one.content == content), None)

    @property
    def missing_parts(self) -> list[Part]:
        """Parts of the course that no item of the draft is linked to."""
        linked = {item.content for item in self.items}
        return [part for part in self.parts if part.content not in linked]
