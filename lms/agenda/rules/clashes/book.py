"""The book of all items: its clash list follows every change without looking at the rest.

Items stand in cells by resource and day (room, trainer, session), so that a change asks only
those that can meet it. Days here are days of UTC, counted from 1970.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from lms.agenda.rules.clashes.alone import ALONE_RULES
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.groups import Group, groups_of, of_group
from lms.agenda.rules.clashes.pairs import between
from lms.agenda.rules.clashes.types import Booking, Clash

DAY_SECONDS = 86_400
_MOMENT = timedelta(microseconds=1)
# A resource, its id and the day; ids as numbers, because they are looked up thousands of times.
Cell = tuple[str, int, int]


_EMPTY: dict[int, Booking] = {}


class Book:
    """Items with their clashes. `fixed` items are met by others and not judged themselves."""

    def __init__(
        self, facts: Facts, bookings: Iterable[Booking] = (), *, fixed: Iterable[Booking] = ()
    ) -> None:
        self.facts = facts
        self._bookings: dict[UUID, Booking] = {}
        self._cells: dict[Cell, dict[int, Booking]] = defaultdict(dict)
        self._present: dict[int, set[UUID]] = defaultdict(set)  # by day: sessions with items
        self._members: dict[Group, dict[UUID, Booking]] = defaultdict(dict)
        self._of_item: dict[UUID, set[Clash]] = defaultdict(set)
        self._of_group: dict[Group, list[Clash]] = {}
        self._all: set[Clash] = set()
        for booking in fixed:
            self._enter(booking)
        for booking in bookings:
            self.put(booking)

    def put(self, booking: Booking) -> None:
        """Add an item, or set it as it is now (moved, resized, given to others)."""
        self.drop(booking.item_id)
        found = self.trial(booking)
        self._bookings[booking.item_id] = booking
        self._enter(booking)
        for clash in found:
            self._note(clash)
        for group in groups_of(booking, self.facts):
            self._members[group][booking.item_id] = booking
            self._regroup(group)

    def drop(self, item_id: UUID) -> None:
        """Take an item out; one that is not there is left so."""
        booking = self._bookings.pop(item_id, None)
        if booking is None:
            return
        self._leave(booking)
        for group in groups_of(booking, self.facts):
            del self._members[group][item_id]
            self._regroup(group)
        for clash in self._of_item.pop(item_id, ()):
            self._all.discard(clash)
            for side in (clash.item_id, clash.other_id):
                if side is not None and side in self._of_item:
                    self._of_item[side].discard(clash)

    def clashes(self) -> Collection[Clash]:
        """All clashes as they stand, in no order. Read only."""
        return self._all

    def bookings(self) -> Collection[Booking]:
        """The items that are judged. Read only."""
        return self._bookings.values()

    def trial(self, booking: Booking) -> list[Clash]:
        """The clashes that an item has or would have by itself and with others; those that are
        told once for several items are left out."""
        found = [clash for rule in ALONE_RULES.values() for clash in rule(booking, self.facts)]
        for other in self.meets(booking, booking.starts_at, booking.ends_at):
            found += between(booking, other, self.facts)
        return found

    def meets(self, booking: Booking, begin: datetime, end: datetime) -> Iterator[Booking]:
        """The other items between two moments that share a resource with this one."""
        seen = {booking.item_id.int}
        for cell in self._reach(booking, _days(begin, end)):
            for key, other in self._cells.get(cell, _EMPTY).items():
                if key in seen or other.ends_at <= begin or other.starts_at >= end:
                    continue
                seen.add(key)
                yield other

    def _reach(self, booking: Booking, days: range) -> Iterator[Cell]:
        yield from _cells_on(booking, days)
        sharing = self.facts.sharing.get(booking.course_session_id, frozenset())
        if not sharing or booking.free:
            return
        for day in days:
            for other in self._present.get(day, frozenset()) & sharing:
                yield ("session", other.int, day)

    def _enter(self, booking: Booking) -> None:
        days = _days(booking.starts_at, booking.ends_at)
        for cell in _cells_on(booking, days):
            self._cells[cell][booking.item_id.int] = booking
        for day in days:
            self._present[day].add(booking.course_session_id)

    def _leave(self, booking: Booking) -> None:
        days = _days(booking.starts_at, booking.ends_at)
        for cell in _cells_on(booking, days):
            del self._cells[cell][booking.item_id.int]
            if not self._cells[cell]:
                del self._cells[cell]
        for day in days:
            if ("session", booking.course_session_id.int, day) not in self._cells:
                self._present[day].discard(booking.course_session_id)

    def _note(self, clash: Clash) -> None:
        self._all.add(clash)
        self._of_item[clash.item_id].add(clash)
        if clash.other_id is not None:
            self._of_item[clash.other_id].add(clash)

    def _regroup(self, group: Group) -> None:
        self._all.difference_update(self._of_group.pop(group, ()))
        found = of_group(group, self._members[group].values(), self.facts)
        if found:
            self._of_group[group] = found
            self._all.update(found)
        elif not self._members[group]:
            del self._members[group]


def _cells_on(booking: Booking, days: range) -> Iterator[Cell]:
    for day in days:
        yield ("session", booking.course_session_id.int, day)
        if booking.room_id is not None:
            yield ("room", booking.room_id.int, day)
        for person_id in booking.trainer_ids:
            yield ("trainer", person_id.int, day)


def _days(begin: datetime, end: datetime) -> range:
    first, last = begin.timestamp(), (end - _MOMENT).timestamp()
    return range(int(first // DAY_SECONDS), int(last // DAY_SECONDS) + 1)
