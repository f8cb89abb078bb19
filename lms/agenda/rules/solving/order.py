"""The order of a course: what comes after what, and in which order items are wished for."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.enums import ItemKind
from lms.agenda.rows import ItemRow
from lms.agenda.rules.solving.asking import Ask
from lms.agenda.rules.solving.known import FREE, POST_TEST, PRE_TEST, Known
from lms.agenda.rules.times import clock_time

LEARNED = frozenset({ItemKind.MODULE, ItemKind.EXERCISE, ItemKind.GROUP_WORK})
BOUND = LEARNED | {ItemKind.RECAP, ItemKind.TEST}
NOBODY = UUID(int=0)


def with_new(known: Known, ask: Ask) -> list[ItemRow]:
    """The items of the draft, and the new parts as items without room and trainer."""
    day = min(ask.days)
    begin = datetime.combine(day, time(), tzinfo=ZoneInfo(known.zone)).replace(
        hour=clock_time(ask.opens).hour, minute=clock_time(ask.opens).minute
    )
    owner = known.items[0].course_session_id if known.items else NOBODY
    added = []
    for new in ask.new:
        part = known.part(new.content)
        if part is not None:
            added.append(
                ItemRow(
                    id=new.id,
                    course_session_id=owner,
                    kind=part.kind,
                    title=part.title,
                    starts_at=begin.astimezone(UTC),
                    ends_at=begin.astimezone(UTC) + timedelta(minutes=new.minutes),
                    track="",
                    room_id=None,
                    content=part.content,
                    guests="",
                    materials="",
                    notes="",
                    locked=False,
                )
            )
    return [*known.items, *added]


def in_order(known: Known, items: Sequence[ItemRow]) -> list[ItemRow]:
    """Items in the order wished for: as in the draft, with the parts of the course among
    themselves as the course has them. New parts stand where the course has them."""
    places = {part.content: part.place for part in known.parts}
    present = {item.id for item in known.items}
    old = sorted(
        (item for item in items if item.id in present),
        key=lambda item: (item.starts_at, item.track, item.id),
    )
    linked = sorted(
        (item for item in old if item.content in places),
        key=lambda item: (places[item.content], item.starts_at, item.track),
    )
    turn = iter(linked)
    found = [next(turn) if item.content in places else item for item in old]
    added = (item for item in items if item.id not in present)
    for item in sorted(added, key=lambda one: places[one.content]):
        found.insert(_spot(found, places, places[item.content]), item)
    return found


def _spot(items: Sequence[ItemRow], places: dict[str, int], place: int) -> int:
    """Behind the last part that the course has before, else before what closes the training."""
    before = [
        index + 1
        for index, item in enumerate(items)
        if item.content in places and places[item.content] <= place
    ]
    closing = [index for index, item in enumerate(items) if item.kind is ItemKind.CEREMONY]
    later = [index for index, item in enumerate(items) if places.get(item.content, -1) > place]
    return max(before, default=min([*later, *closing, len(items)]))


def prerequisites(
    known: Known, items: Sequence[ItemRow], movable: Collection[UUID]
) -> dict[UUID, frozenset[str]]:
    """By item: the keys of those that must have ended before. Pairs of which neither may move
    are left out: the draft has decided them."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for first, later in _pairs(known, items):
        same = not first.track or not later.track or first.track == later.track
        if same and first.id != later.id and (first.id in movable or later.id in movable):
            found[later.id].add(str(first.id))
    return {item_id: frozenset(keys) for item_id, keys in found.items()}


def _holds_now(first: ItemRow, later: ItemRow) -> bool:
    """Whether one of the two is of kind "other" and their order in the draft is this one."""
    loose = ItemKind.OTHER in {first.kind, later.kind}
    return loose and first.ends_at <= later.starts_at


def _pairs(known: Known, items: Sequence[ItemRow]) -> Iterator[tuple[ItemRow, ItemRow]]:
    """(first, later): registration, opening, the rest, the ceremony (other items as the draft has
    them); tests before and after what is learned; an exercise after its module."""
    taught = [item for item in items if item.kind not in FREE]
    kinds: dict[ItemKind, list[ItemRow]] = defaultdict(list)
    for item in taught:
        kinds[item.kind].append(item)
    openings, closings = kinds[ItemKind.OPENING][:1], kinds[ItemKind.CEREMONY][-1:]
    learned = [item for item in taught if item.kind in LEARNED]
    yield from product(kinds[ItemKind.REGISTRATION][:1], kinds[ItemKind.OPENING][:1])
    for item in taught:
        bound = item.kind in BOUND
        yield from product([one for one in openings if bound or _holds_now(one, item)], [item])
        yield from product([item], [one for one in closings if bound or _holds_now(item, one)])
    for item in kinds[ItemKind.TEST]:
        part = known.part(item.content)
        purpose = part.purpose if part else ""
        if purpose == PRE_TEST:
            yield from product([item], learned)
        elif purpose == POST_TEST:
            yield from product(learned, [item])
    for item in taught:
        part = known.part(item.content)
        if part is not None and part.module:
            modules = [one for one in taught if one.content == part.module]
            yield from product(modules, [item])
