"""Rules between two items that overlap: room twice, trainer, participants, syndicate twice.

Each function says what the two share (a room, people, or None for a plain yes); nothing: no
clash. That they overlap is asked once, by `between`.
"""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from lms.agenda.enums import ClashRule
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import Booking, Clash

Shared = Collection[UUID | None]
NOTHING: Shared = ()
YES: Shared = (None,)


def room_twice(one: Booking, other: Booking, facts: Facts) -> Shared:
    """Two items in one room. Breaks, lunches and prayers may share it (one dining hall)."""
    if one.room_id is None or one.room_id != other.room_id or (one.free and other.free):
        return NOTHING
    return (one.room_id,)


def trainer_twice(one: Booking, other: Booking, facts: Facts) -> Shared:
    """People who teach both, in whatever session, zone or way (online too)."""
    return one.trainer_ids & other.trainer_ids


def participants_twice(one: Booking, other: Booking, facts: Facts) -> Shared:
    """Somebody is enrolled in both sessions, and not at another table than the one that an item
    is for. Time in which people are free binds nobody."""
    if one.course_session_id == other.course_session_id or one.free or other.free:
        return NOTHING
    sharing = facts.sharing.get(one.course_session_id, ())
    if other.course_session_id not in sharing:
        return NOTHING
    return YES if facts.both_come(one, other) else NOTHING


def syndicate_twice(one: Booking, other: Booking, facts: Facts) -> Shared:
    """The same syndicate in two items of its session; an item for everybody is for each.

    Two of break, lunch and prayer may lie over each other. A syndicate at whose table nobody sits,
    while all others have a table, is nobody's.
    """
    if one.course_session_id != other.course_session_id or (one.free and other.free):
        return NOTHING
    apart = one.track and other.track and one.track != other.track
    if apart or facts.empty_table(one.course_session_id, one.track or other.track):
        return NOTHING
    return YES


PAIR_RULES: Mapping[ClashRule, Callable[[Booking, Booking, Facts], Shared]] = {
    ClashRule.ROOM_TWICE: room_twice,
    ClashRule.TRAINER_TWICE: trainer_twice,
    ClashRule.PARTICIPANTS_TWICE: participants_twice,
    ClashRule.SYNDICATE_TWICE: syndicate_twice,
}


def overlap(one: Booking, other: Booking) -> bool:
    """Whether two items share time. Touching ends do not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def between(one: Booking, other: Booking, facts: Facts) -> list[Clash]:
    """All clashes of two items with each other."""
    if not overlap(one, other):
        return []
    first, second = (one, other) if one.item_id < other.item_id else (other, one)
    begin, end = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    return [
        Clash(rule, first.item_id, begin, end, second.item_id, subject)
        for rule, shared in PAIR_RULES.items()
        for subject in shared(one, other, facts)
    ]


def hinder(one: Booking, other: Booking, facts: Facts, heeded: Collection[ClashRule]) -> bool:
    """Whether two items would break one of the rules if they overlapped."""
    return any(rule in heeded and shared(one, other, facts) for rule, shared in PAIR_RULES.items())
