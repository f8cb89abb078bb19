"""The wishes as part of the constraint model: each a linear expression of the amount missed.

What people see of a day is told quarter by quarter: for each track and quarter whether it is
taught and whether anything is taught later on that day. Bounds on helper variables are one-sided
where the objective pulls them the right way; `amounts` are exact once all decisions are fixed and
the objective is minimal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lms.engines.timetable.within.placing import Linear, Literal, Placing, Variables
from lms.engines.timetable.within.types import QUARTERS_OF_A_DAY, Day, ItemClass, Problem, Wish

LATE = 4  # the last hour of a day


def hard_quarters(day: Day) -> set[int]:
    """Quarters of a day in which nothing is taught."""
    return {q for one in day.windows if one.hard for q in range(one.start, one.end)}


def blocks(quarters: set[int]) -> Iterator[tuple[int, int]]:
    """The quarters as (start, end) of unbroken stretches."""
    for start in sorted(q for q in quarters if q - 1 not in quarters):
        end = start
        while end in quarters:
            end += 1
        yield start, end


def may_teach(problem: Problem, trainer: str) -> bool:
    """Whether a trainer may teach any of the items, and so takes part in an even load."""
    return any(
        one.teaches and one.trainers_needed and (one.trainers is None or trainer in one.trainers)
        for one in problem.items
    )


@dataclass
class _TrackDay:
    """A track on a day: literals by quarter, within the hours of the day."""

    day: Day
    items: list[Variables]
    taught: dict[int, Literal] = field(default_factory=dict)
    later: dict[int, Literal] = field(default_factory=dict)  # taught at this quarter or after it
    rest: dict[int, Linear] = field(default_factory=dict)  # covered by a pause


class Wishing:
    """Adds the wishes to a placing that is not guarded. `amounts` holds their expressions."""

    def __init__(self, placing: Placing) -> None:
        self.placing = placing
        self.problem = placing.problem
        self.model = placing.model
        for variables in placing.items.values():
            self._index(variables)
        self._days = {
            (track, day.index): self._track_day(track, day)
            for track in self.problem.tracks
            for day in self.problem.days
        }
        self.amounts: dict[Wish, Linear] = {
            Wish.ORDER: self._order(),
            Wish.PRACTICAL_LAST: self._practical_last(),
            Wish.LONG_STRETCH: self._long_stretch(),
            Wish.TRAINER_GAP: self._trainer_gap(),
            Wish.ROOM_CHANGE: self._room_change(),
            Wish.UNEVEN_LOAD: self._uneven_load(),
            Wish.IDLE: self._idle(),
            Wish.LATE_END: self._late_end(),
            Wish.SOFT_WINDOW: self._soft_window(),
        }

    def _bool(self) -> Literal:
        return self.model.new_bool_var("")

    def _of_track(self, track: str) -> list[Variables]:
        return [
            one for one in self.placing.items.values() if track in self.problem.tracks_of(one.item)
        ]

    def _index(self, one: Variables) -> None:
        """A literal for each possible start of the item."""
        for start in one.possible:
            one.starts[start] = lit = self._bool()
            self.model.add(one.start == start).only_enforce_if(lit)
        self.model.add_exactly_one(one.starts.values())

    def _covering(self, items: list[Variables], time: int) -> list[Literal]:
        """Literals of which one holds if and only if one of the items covers the quarter."""
        return [
            one.starts[start]
            for one in items
            for start in range(time - one.item.quarters + 1, time + 1)
            if start in one.starts
        ]

    def _track_day(self, track: str, day: Day) -> _TrackDay:
        items = self._of_track(track)
        found = _TrackDay(day, [one for one in items if one.item.teaches])
        pauses = [one for one in items if not one.item.teaches]
        after: Linear = 0
        for quarter in reversed(range(day.opens, day.closes)):
            time = self.placing.at(day.index, quarter)
            taught, later = self._bool(), self._bool()
            self.model.add(sum(self._covering(found.items, time)) == taught)
            found.rest[quarter] = sum(self._covering(pauses, time))
            self.model.add_implication(taught, later)
            self.model.add(later >= after)
            self.model.add(later <= taught + after)
            found.taught[quarter], found.later[quarter] = taught, later
            after = later
        return found

    def _order(self) -> Linear:
        pairs: dict[tuple[str, str], Literal] = {}
        for track in self.problem.tracks:
            listed = [one for one in self._of_track(track) if one.item.teaches]
            for first, second in pairwise(listed):
                pair = (first.item.key, second.item.key)
                if pair not in pairs:
                    pairs[pair] = turned = self._bool()
                    in_order = self.model.add(first.start <= second.start)
                    in_order.only_enforce_if(~turned)
        return sum(pairs.values())

    def _practical_last(self) -> Linear:
        last = []
        for one in self.placing.items.values():
            if one.item.kind is ItemClass.PRACTICAL:
                last.append(ends := self._bool())
                for track in self.problem.tracks_of(one.item):
                    self._ends_day(one, track, ends)
        return sum(last)

    def _ends_day(self, one: Variables, track: str, ends: Literal) -> None:
        for start, lit in one.starts.items():
            place, quarter = divmod(start, QUARTERS_OF_A_DAY)
            of_day = self._days[track, self.problem.days[place].index]
            later = of_day.later.get(quarter + one.item.quarters)
            self.model.add_bool_or(~lit, ends, *([] if later is None else [later]))

    def _long_stretch(self) -> Linear:
        longer = []
        size = self.problem.stretch + 1
        for of_day in self._days.values():
            for quarter in range(of_day.day.opens, of_day.day.closes - size + 1):
                longer.append(full := self._bool())
                some = [~of_day.taught[q] for q in range(quarter, quarter + size)]
                self.model.add_bool_or(full, *some)
        return sum(longer)

    def _trainer_gap(self) -> Linear:
        return sum(
            self._gap(trainer.key, day)
            for trainer in self.problem.trainers
            for day in self.problem.days
        )

    def _gap(self, trainer: str, day: Day) -> Linear:
        """Quarters between the trainer's first start and last end that are neither taught nor
        in a hard window. The windows lie wholly inside or wholly outside."""
        model = self.model
        first = model.new_int_var(day.opens, day.closes, "")
        last = model.new_int_var(day.opens, day.closes, "")
        model.add(first <= last)
        base, taught = self.placing.at(day.index, 0), 0
        for one in self._taught_by(trainer, day):
            there = self._teaches_on(one, trainer, day)
            model.add(first <= one.start - base).only_enforce_if(there)
            model.add(last >= one.start + one.item.quarters - base).only_enforce_if(there)
            taught += one.item.quarters * there
        for start, end in blocks(hard_quarters(day) & set(range(day.opens, day.closes))):
            inside = self._bool()
            model.add(first <= start).only_enforce_if(inside)
            model.add(last >= end).only_enforce_if(inside)
            taught += (end - start) * inside
        gap = model.new_int_var(0, day.closes - day.opens, "")
        model.add(gap >= last - first - taught)
        return gap

    def _taught_by(self, trainer: str, day: Day) -> list[Variables]:
        return [
            one
            for one in self.placing.items.values()
            if one.item.teaches and trainer in one.trainers and day.index in one.on
        ]

    def _teaches_on(self, one: Variables, trainer: str, day: Day) -> Literal:
        both, teaches, on = self._bool(), one.trainers[trainer], one.on[day.index]
        self.model.add_implication(both, teaches)
        self.model.add_implication(both, on)
        self.model.add_bool_or(both, ~teaches, ~on)
        return both

    def _room_change(self) -> Linear:
        beyond = []
        for of_day in self._days.values():
            used = {room.key: self._bool() for room in self.problem.rooms}
            for one in of_day.items:
                for on in one.on_day(of_day.day.index):
                    for room, lit in one.rooms.items():
                        self.model.add_bool_or(~lit, ~on, used[room])
            more = self.model.new_int_var(0, len(used), "")
            self.model.add(more >= sum(used.values()) - 1)
            beyond.append(more)
        return sum(beyond)

    def _uneven_load(self) -> Linear:
        loads = [
            sum(
                one.item.quarters * one.trainers[trainer.key]
                for one in self.placing.items.values()
                if one.item.teaches and trainer.key in one.trainers
            )
            for trainer in self.problem.trainers
            if may_teach(self.problem, trainer.key)
        ]
        if len(loads) < 2:
            return 0
        total = sum(one.item.quarters for one in self.placing.items.values())
        most = self.model.new_int_var(0, total, "")
        least = self.model.new_int_var(0, total, "")
        for load in loads:
            self.model.add(most >= load)
            self.model.add(least <= load)
        return most - least

    def _idle(self) -> Linear:
        empty = []
        for of_day in self._days.values():
            closed = hard_quarters(of_day.day)
            for quarter, later in of_day.later.items():
                if quarter not in closed:
                    empty.append(idle := self._bool())
                    covered = of_day.taught[quarter] + of_day.rest[quarter]
                    self.model.add(idle >= later - covered)
        return sum(empty)

    def _late_end(self) -> Linear:
        return sum(
            lit
            for of_day in self._days.values()
            for quarter, lit in of_day.taught.items()
            if quarter >= of_day.day.closes - LATE
        )

    def _soft_window(self) -> Linear:
        return sum(
            of_day.taught[quarter]
            for of_day in self._days.values()
            for window in of_day.day.windows
            if not window.hard
            for quarter in range(window.start, window.end)
            if quarter in of_day.taught
        )
