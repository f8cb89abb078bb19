"""Which wishes a timetable misses, where and by how much, counted plainly."""

from collections.abc import Iterator
from itertools import pairwise

from lms.engines.timetable.within.answers import Broken
from lms.engines.timetable.within.table import Table, closed, quarters, runs, taught_by, total
from lms.engines.timetable.within.types import ItemClass, Wish


def missed(table: Table) -> Iterator[Broken]:
    """Each place where a wish is not met."""
    for wish in _WISHES:
        yield from wish(table)


def _order(table: Table) -> Iterator[Broken]:
    place = {day: number for number, day in enumerate(table.days)}
    seen: set[tuple[str, str]] = set()
    for track in table.problem.tracks:
        of_track = {one.item for one in table.of_track(track) if table.item(one).teaches}
        listed = [item.key for item in table.problem.items if item.key in of_track]
        for pair in pairwise(listed):
            first, second = table.at[pair[0]], table.at[pair[1]]
            turned = (place[second.day], second.start) < (place[first.day], first.start)
            if turned and pair not in seen:
                seen.add(pair)
                yield table.broken(Wish.ORDER, 1, item=pair[0], other=pair[1])


def _practical_last(table: Table) -> Iterator[Broken]:
    seen: set[str] = set()
    for track, day, taught in table.track_days():
        end = max((one.end for one in taught), default=0)
        for one in taught:
            practical = table.item(one).kind is ItemClass.PRACTICAL
            if practical and one.end == end and one.item not in seen:
                seen.add(one.item)
                yield table.broken(Wish.PRACTICAL_LAST, 1, item=one.item, track=track, day=day)


def _long_stretch(table: Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        for start, end in runs(quarters(taught)):
            over = end - start - table.problem.stretch
            if over > 0:
                where = {"track": track, "day": day, "start": start, "end": end}
                yield table.broken(Wish.LONG_STRETCH, over, **where)


def _trainer_gap(table: Table) -> Iterator[Broken]:
    for trainer in table.problem.trainers:
        for day in table.days:
            busy = quarters(taught_by(table, trainer.key, day))
            if not busy:
                continue
            start, end = min(busy), max(busy) + 1
            gap = len(set(range(start, end)) - busy - closed(table, day))
            if gap:
                where = {"trainer": trainer.key, "day": day, "start": start, "end": end}
                yield table.broken(Wish.TRAINER_GAP, gap, **where)


def _room_change(table: Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        rooms = tuple(dict.fromkeys(one.room for one in taught if one.room is not None))
        if len(rooms) > 1:
            yield table.broken(Wish.ROOM_CHANGE, len(rooms) - 1, track=track, day=day, rooms=rooms)


def _uneven_load(table: Table) -> Iterator[Broken]:
    asked = [one for one in table.problem.items if one.teaches and one.trainers_needed]
    loads = {
        trainer.key: total(taught_by(table, trainer.key))
        for trainer in table.problem.trainers
        if any(one.trainers is None or trainer.key in one.trainers for one in asked)
    }
    if loads:
        most, least = max(loads, key=loads.__getitem__), min(loads, key=loads.__getitem__)
        if loads[most] > loads[least]:
            amount = loads[most] - loads[least]
            yield table.broken(Wish.UNEVEN_LOAD, amount, trainer=most, other=least)


def _idle(table: Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        end = max((one.end for one in taught), default=0)
        covered = quarters(one for one in table.of_track(track) if one.day == day)
        empty = set(range(table.days[day].opens, end)) - covered - closed(table, day)
        for start, stop in runs(empty):
            where = {"track": track, "day": day, "start": start, "end": stop}
            yield table.broken(Wish.IDLE, stop - start, **where)


def _late_end(table: Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        closes = table.days[day].closes
        late = len([quarter for quarter in quarters(taught) if closes - 4 <= quarter < closes])
        if late:
            yield table.broken(Wish.LATE_END, late, track=track, day=day)


def _soft_window(table: Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        for window in table.days[day].windows:
            inside = set() if window.hard else set(range(window.start, window.end))
            for one in taught:
                met = len(inside & quarters([one]))
                if met:
                    where = {"track": track, "day": day, "window": window.key, "item": one.item}
                    yield table.broken(Wish.SOFT_WINDOW, met, **where)


_WISHES = (
    _order,
    _practical_last,
    _long_stretch,
    _trainer_gap,
    _room_change,
    _uneven_load,
    _idle,
    _late_end,
    _soft_window,
)
