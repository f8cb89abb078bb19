"""The solver's problem of a draft: what may move where, and what stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.agenda.enums import ItemKind, TrainerState
from lms.agenda.rows import ItemRow
from lms.agenda.rules.solving.asking import Ask, Which
from lms.agenda.rules.solving.clock import (
    QUARTERS,
    ceil_quarter,
    first_quarter,
    last_quarter,
    odd_quarters,
    quarters,
    spans,
)
from lms.agenda.rules.solving.known import FREE, Known
from lms.agenda.rules.solving.order import in_order, prerequisites, with_new
from lms.agenda.rules.times import QUARTER, day_of
from lms.engines.timetable.within import (
    Day,
    Item,
    ItemClass,
    Lock,
    Placed,
    Problem,
    Room,
    RuleKind,
    Trainer,
    Window,
)

CLASSES = {
    ItemKind.MODULE: ItemClass.LECTURE,
    ItemKind.RECAP: ItemClass.LECTURE,
    ItemKind.EXERCISE: ItemClass.PRACTICAL,
    ItemKind.GROUP_WORK: ItemClass.PRACTICAL,
    ItemKind.BREAK: ItemClass.PAUSE,
    ItemKind.LUNCH: ItemClass.PAUSE,
    ItemKind.PRAYER: ItemClass.PAUSE,
}
ROOMLESS = FREE | {ItemKind.REGISTRATION, ItemKind.OTHER}
TAUGHT = frozenset({ItemKind.MODULE, ItemKind.EXERCISE, ItemKind.GROUP_WORK})
LOCKS = frozenset({RuleKind.LOCKED_TIME, RuleKind.LOCKED_ROOM, RuleKind.LOCKED_TRAINERS})
LONGER = (4, 8)  # quarters by which a day may begin earlier and end later once its hours are left
PAUSE_PLAY, RECAP_PLAY = 6, 2  # quarters by which a pause and a recap may move
PRAYER, ELSEWHERE, CLOCK = "prayer:", "elsewhere:", "clock:"


@dataclass(frozen=True)
class Asked:
    """The problem, and what its keys stand for. `items` are in the problem's order."""

    problem: Problem
    days: tuple[date, ...]
    items: tuple[ItemRow, ...]
    movable: frozenset[str]
    zone: str

    def item(self, key: str) -> ItemRow | None:
        return next((one for one in self.items if str(one.id) == key), None)

    def present(self) -> list[Placed]:
        """Where the draft has the items now."""
        wanted = {item.key: item for item in self.problem.items}
        return [self._placed(one, wanted[str(one.id)]) for one in self.items]

    def _placed(self, row: ItemRow, item: Item) -> Placed:
        start = first_quarter(row.starts_at, self.zone)
        return Placed(
            item.key,
            self.days.index(day_of(row.starts_at, self.zone)),
            start,
            start + item.quarters,
            str(row.room_id) if row.room_id and item.needs_room else None,
            tuple(str(one) for one in row.trainer_ids),
        )


def build(known: Known, ask: Ask) -> Asked:
    """The problem that `ask` makes of what is known. New parts lie at the first day's opening."""
    return _Building(known, ask).asked()


def movable_ids(known: Known, ask: Ask) -> frozenset[UUID]:
    """The items of the draft that may move. Locked ones never; pauses only where asked for."""
    freed = {one.item for one in ask.left_out if one.kind in LOCKS}
    freed |= {one.window for one in ask.left_out if one.kind is RuleKind.WINDOW}
    return frozenset(
        item.id
        for item in known.items
        if not item.locked and (str(item.id) in freed or _wanted(known, ask, item))
    )


def _wanted(known: Known, ask: Ask, item: ItemRow) -> bool:
    if ask.which is Which.CHOSEN:
        return item.id in ask.item_ids
    if item.kind in FREE and not ask.move_pauses:
        return False
    if ask.which is Which.CLASHING:
        return item.id in known.clashing
    if ask.which is Which.WITHOUT_ROOM:
        return item.room_id is None and item.kind not in ROOMLESS
    return True


class _Building:
    def __init__(self, known: Known, ask: Ask) -> None:
        self.known, self.ask, self.zone = known, ask, known.zone
        self.movable = movable_ids(known, ask) | {part.id for part in ask.new}
        self.rows = in_order(known, with_new(known, ask))
        fixed = [row for row in self.rows if row.id not in self.movable]
        held = {self.day(row) for row in fixed} | {self.day(row) for row in known.items}
        self.days = tuple(sorted({*ask.open_days, *held}))
        self.fixed = [row for row in fixed if not self.is_window(row)]
        self.pauses = [row for row in fixed if self.is_window(row)]
        self.chosen = frozenset(self.days.index(day) for day in ask.open_days)
        self.opens, self.closes = ceil_quarter(ask.opens), ask.closes // QUARTER
        self.widened = False
        self.allowed_rooms = self._allowed_rooms()
        self.allowed_trainers = self._allowed_trainers()

    def asked(self) -> Asked:
        days = tuple(self._day(index, day) for index, day in enumerate(self.days))
        after = prerequisites(self.known, self.rows, self.movable)
        rows = [row for row in self.rows if row not in self.pauses]
        problem = Problem(
            days=days,
            rooms=tuple(self._rooms()),
            trainers=tuple(self._trainers()),
            items=tuple(self._item(row, after.get(row.id, frozenset())) for row in rows),
            tracks=self.known.tracks,
            weights=self.ask.weights,
        )
        keys = frozenset(str(one) for one in self.movable)
        return Asked(problem, self.days, tuple(rows), keys, self.zone)

    def day(self, row: ItemRow) -> date:
        return day_of(row.starts_at, self.zone)

    def is_window(self, row: ItemRow) -> bool:
        """A pause of everybody that stays is a time into which nothing may be put."""
        return row.kind in FREE and not row.track and row.id not in self.movable

    def _day(self, index: int, day: date) -> Day:
        fixed = [row for row in self.fixed if self.day(row) == day]
        starts = [first_quarter(row.starts_at, self.zone) for row in fixed]
        ends = [last_quarter(row.ends_at, self.zone) for row in fixed]
        opens, closes = self._hours(index, day)
        widest = min([opens, *starts]), max([closes, *ends])
        self.widened = self.widened or (index in self.chosen and widest != (opens, closes))
        return Day(index, *widest, windows=tuple(self._windows(index, day)))

    def _hours(self, index: int, day: date) -> tuple[int, int]:
        if index not in self.chosen:
            return self.opens, self.opens + 1
        hours_left = any(one.kind is RuleKind.HOURS and one.day == day for one in self.ask.left_out)
        if hours_left and day in self.ask.days:
            return self._longer
        return self.opens, self.closes

    @property
    def _longer(self) -> tuple[int, int]:
        return max(0, self.opens - LONGER[0]), min(QUARTERS, self.closes + LONGER[1])

    def _windows(self, index: int, day: date) -> Iterable[Window]:
        for row in self.pauses:
            for span in spans([(row.starts_at, row.ends_at)], [day], self.zone):
                yield Window(str(row.id), span.start, span.end)
        for prayer in self.known.prayers:
            hard = prayer.hard and not self._left_out(day, PRAYER + prayer.key)
            for span in spans([(prayer.starts_at, prayer.ends_at)], [day], self.zone):
                yield Window(PRAYER + prayer.key, span.start, span.end, hard)
        for span in spans(self.known.elsewhere, [day], self.zone):
            yield Window(f"{ELSEWHERE}{span.start}-{span.end}", span.start, span.end)
        for start, end in odd_quarters(day, self.zone):
            yield Window(f"{CLOCK}{start}", start, end)

    def _left_out(self, day: date, window: str) -> bool:
        return any(
            one.kind is RuleKind.WINDOW and one.day == day and one.window == window
            for one in self.ask.left_out
        )

    def _allowed_rooms(self) -> frozenset[str]:
        in_use = {room.id for room in self.known.rooms if room.archived_at is None}
        return frozenset(str(one) for one in self.ask.room_ids if one in in_use)

    def _allowed_trainers(self) -> frozenset[str]:
        able = {
            row.person_id for row in self.known.trainers if row.state is not TrainerState.DECLINED
        }
        return frozenset(str(one) for one in self.ask.trainer_ids if one in able)

    def _rooms(self) -> Iterable[Room]:
        held = {str(row.room_id) for row in self.fixed if row.room_id}
        for room in self.known.rooms:
            if str(room.id) in self.allowed_rooms | held:
                closed = spans(self.known.busy_rooms.get(room.id, ()), self.days, self.zone)
                yield Room(str(room.id), room.capacity, tuple(closed))

    def _trainers(self) -> Iterable[Trainer]:
        held = {str(one) for row in self.fixed for one in row.trainer_ids}
        for row in self.known.trainers:
            if str(row.person_id) in self.allowed_trainers | held:
                away = spans(self.known.busy_trainers.get(row.person_id, ()), self.days, self.zone)
                yield Trainer(str(row.person_id), tuple(away))

    def _item(self, row: ItemRow, after: frozenset[str]) -> Item:
        return self._free(row, after) if row.id in self.movable else self._held(row, after)

    def _held(self, row: ItemRow, after: frozenset[str]) -> Item:
        """An item that stays: with its room and its trainers, and no more judged than its time."""
        start = first_quarter(row.starts_at, self.zone)
        room = str(row.room_id) if row.room_id and row.kind not in FREE else None
        trainers = tuple(str(one) for one in row.trainer_ids)
        return Item(
            key=str(row.id),
            quarters=last_quarter(row.ends_at, self.zone) - start,
            kind=CLASSES.get(row.kind, ItemClass.FORMAL),
            tracks=frozenset({row.track} - {""}),
            needs_room=room is not None,
            trainers_needed=len(trainers),
            lock=Lock(self.days.index(self.day(row)), start, room, trainers),
            after=after,
        )

    def _free(self, row: ItemRow, after: frozenset[str]) -> Item:
        key, pause = str(row.id), row.kind in FREE
        needs_room = not pause and bool(self.allowed_rooms) and self._wants_room(row)
        needs_room = needs_room and self._left(RuleKind.ROOM_FIT, key) < 2
        days, earliest, latest = self._when(row)
        needed, trainers = self._teachers(row)
        return Item(
            key=key,
            quarters=quarters(row.ends_at - row.starts_at),
            kind=CLASSES.get(row.kind, ItemClass.FORMAL),
            tracks=frozenset({row.track} - {""}),
            needs_room=needs_room,
            seats=0 if self._left(RuleKind.ROOM_LARGE, key) else self._seats(row),
            rooms=self._rooms_for(row) if needs_room else None,
            trainers_needed=needed,
            trainers=trainers,
            days=days,
            earliest=earliest,
            latest=latest,
            after=frozenset(
                one for one in after if not self.ask.leaves_out(RuleKind.ORDER, key, one)
            ),
        )

    def _wants_room(self, row: ItemRow) -> bool:
        return row.room_id is not None or row.kind not in ROOMLESS

    def _seats(self, row: ItemRow) -> int:
        if row.track in self.known.track_people:
            return self.known.track_people[row.track]
        shares = len(self.known.tracks) if row.track else 1
        return -(-self.known.people // shares)

    def _rooms_for(self, row: ItemRow) -> frozenset[str]:
        own = str(row.room_id) if row.room_id else None
        stays = self.ask.keep_rooms and own in self.allowed_rooms
        if stays and own and not self._left(RuleKind.ROOM_FIT, str(row.id)):
            return frozenset({own})
        return self.allowed_rooms

    def _teachers(self, row: ItemRow) -> tuple[int, frozenset[str]]:
        """How many trainers an item gets, and of whom. Who may not teach is replaced; where that
        rule was left out, others may teach, and then nobody need."""
        named = frozenset(str(one) for one in row.trainer_ids)
        left = self._left(RuleKind.TRAINERS_OF, str(row.id))
        stays = self.ask.keep_trainers and named <= self.allowed_trainers
        if stays and not left:
            return len(named), named
        if left > int(stays):
            return 0, self.allowed_trainers
        gets_one = not self.ask.keep_trainers and row.kind in TAUGHT and self.allowed_trainers
        return len(named) or int(bool(gets_one)), self.allowed_trainers

    def _left(self, kind: RuleKind, key: str) -> int:
        """How often a rule about an item was left out."""
        return len([one for one in self.ask.left_out if one.kind is kind and one.item == key])

    def _when(self, row: ItemRow) -> tuple[frozenset[int], int, int]:
        """The days and hours of an item: recaps and pauses stay near their time."""
        key = str(row.id)
        if self._left(RuleKind.WHEN, key):
            return self.chosen, 0, QUARTERS
        own = self.days.index(self.day(row))
        if row.kind in FREE:
            return frozenset({own}), *self._around(row, PAUSE_PLAY)
        days = self.chosen
        if row.kind is ItemKind.RECAP and own in self.chosen:
            return frozenset({own}), *self._around(row, RECAP_PLAY)
        if not self.widened:
            return days, 0, QUARTERS
        longer = any(one.kind is RuleKind.HOURS for one in self.ask.left_out)
        return days, *(self._longer if longer else (self.opens, self.closes))

    def _around(self, row: ItemRow, play: int) -> tuple[int, int]:
        start = first_quarter(row.starts_at, self.zone)
        end = last_quarter(row.ends_at, self.zone)
        return max(0, start - play), min(QUARTERS, end + play)
