"""Sums that follow from the hard rules: no room, trainer or track holds more than there is time.

The solver could find them out item by item, but then it would try for very long to squeeze too
much into too little. Where rules can be switched off, each of them frees what it blocks.
"""

from collections.abc import Iterable, Iterator

from lms.engines.timetable.within.placing import Linear, Placing
from lms.engines.timetable.within.types import QUARTERS_OF_A_DAY, Day, Rule, RuleKind, Span

Blocked = tuple[Rule, set[int]]  # a rule and the quarters of a day that it blocks


def add_capacity(placing: Placing) -> None:
    """Add the sums for tracks (by day), rooms and trainers (over all days)."""
    problem = placing.problem
    for track in problem.tracks:
        for day in problem.days:
            _limit_track(placing, track, day)
    for room in problem.rooms:
        used = [
            one.item.quarters * one.rooms[room.key]
            for one in placing.items.values()
            if room.key in one.rooms
        ]
        closed = Rule(RuleKind.ROOM_OPEN, room=room.key)
        blocked = [[_hours(day), *_closed(closed, room.closed, day)] for day in problem.days]
        _limit(placing, used, Rule(RuleKind.ROOM_ONCE, room=room.key), blocked)
    for trainer in problem.trainers:
        used = [
            one.item.quarters * one.trainers[trainer.key]
            for one in placing.items.values()
            if trainer.key in one.trainers and one.item.teaches
        ]
        away = Rule(RuleKind.TRAINER_FREE, trainer=trainer.key)
        blocked = [
            [_hours(day), *_windows(day), *_closed(away, trainer.away, day)] for day in problem.days
        ]
        _limit(placing, used, Rule(RuleKind.TRAINER_ONCE, trainer=trainer.key), blocked)


def _limit_track(placing: Placing, track: str, day: Day) -> None:
    once = Rule(RuleKind.TRACK_ONCE, track=track)
    all_on, taught_on = [], []
    for one in placing.items.values():
        if track in placing.problem.tracks_of(one.item):
            there = [one.item.quarters * literal for literal in one.on_day(day.index)]
            all_on += there
            taught_on += there if one.item.teaches else []
    _limit(placing, all_on, once, [[_hours(day)]])
    _limit(placing, taught_on, once, [[_hours(day), *_windows(day)]])


def _limit(
    placing: Placing, used: Iterable[Linear], once: Rule, by_day: list[list[Blocked]]
) -> None:
    """What is used, in quarters, fits into what is not blocked on any day."""
    if not placing.holds(once):
        return
    room: Linear = 0
    for all_blocked in by_day:
        blocked = [one for one in all_blocked if placing.holds(one[0])]
        room += QUARTERS_OF_A_DAY - len(set().union(*(quarters for _, quarters in blocked)))
        for rule, quarters in blocked:
            for guard in placing.guard(rule):
                room += len(quarters) * ~guard
    for guard in placing.guard(once):
        room += sum(item.quarters for item in placing.problem.items) * ~guard
    placing.model.add(sum(used) <= room)


def _hours(day: Day) -> Blocked:
    opened = set(range(day.opens, day.closes))
    return Rule(RuleKind.HOURS, day=day.index), set(range(QUARTERS_OF_A_DAY)) - opened


def _windows(day: Day) -> Iterator[Blocked]:
    for window in day.windows:
        if window.hard:
            rule = Rule(RuleKind.WINDOW, day=day.index, window=window.key)
            yield rule, set(range(window.start, window.end))


def _closed(rule: Rule, spans: tuple[Span, ...], day: Day) -> Iterator[Blocked]:
    quarters = {
        quarter
        for span in spans
        if span.day == day.index
        for quarter in range(span.start, span.end)
    }
    if quarters:
        on_day = Rule(rule.kind, room=rule.room, trainer=rule.trainer, day=day.index)
        yield on_day, quarters & set(range(QUARTERS_OF_A_DAY))
