"""The constraint model of the hard rules: where each item lies, in which room, with whom.

Guarded, each rule has a literal that switches it on, to find out which rules contradict; else all
hold and what they forbid is left out of the model from the start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lms.engines.timetable.within import naming
from lms.engines.timetable.within.types import (
    QUARTERS_OF_A_DAY,
    Day,
    Item,
    Placed,
    Problem,
    Rule,
    RuleKind,
    Span,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Literal = Any  # a BoolVar of the solver
Linear = Any  # a linear expression of the solver


@dataclass
class Variables:
    """The decisions about one item. `possible` are the starts left to it, on the common axis;
    `on` has a literal for each of its days, `starts` for each start (where wishes need them)."""

    item: Item
    possible: list[int]
    start: Linear
    interval: Any
    starts: dict[int, Literal] = field(default_factory=dict)
    on: dict[int, Literal] = field(default_factory=dict)
    rooms: dict[str, Literal] = field(default_factory=dict)
    trainers: dict[str, Literal] = field(default_factory=dict)

    def on_day(self, day: int) -> list[Literal]:
        """The literal that the item lies on the day; nothing if it cannot."""
        return [self.on[day]] if day in self.on else []


class Placing:
    """The model with its variables by item. `guards` is empty unless guarded."""

    def __init__(self, problem: Problem, *, guarded: bool = False) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model = cp_model.CpModel()
        self._domain = cp_model.Domain
        self.places = {day.index: place for place, day in enumerate(problem.days)}
        self.guards: dict[Rule, Literal] = {}
        if guarded:
            rules = naming.rules_of(problem)
            self.guards = {rule: self.model.new_bool_var(rule.kind) for rule in rules}
        self.items = {item.key: self._variables(item) for item in problem.items}
        for variables in self.items.values():
            self._pairs(variables)
        self._rooms()
        self._trainers()
        self._tracks()

    def at(self, day: int, quarter: int) -> int:
        """A time on the one axis that all days share."""
        return self.places[day] * QUARTERS_OF_A_DAY + quarter

    def guard(self, rule: Rule) -> list[Literal]:
        """The literal that switches the rule on; nothing if it always holds."""
        return [self.guards[rule]] if self.guards else []

    def placed(self, value: Callable[[Any], int]) -> tuple[Placed, ...]:
        """The timetable that a solution stands for."""
        found = []
        for key, variables in self.items.items():
            place, start = divmod(value(variables.start), QUARTERS_OF_A_DAY)
            room = next((room for room, lit in variables.rooms.items() if value(lit)), None)
            trainers = tuple(one for one, lit in variables.trainers.items() if value(lit))
            end = start + variables.item.quarters
            day = self.problem.days[place].index
            found.append(Placed(key, day, start, end, room, trainers))
        return tuple(found)

    def _variables(self, item: Item) -> Variables:
        model, starts = self.model, self._possible_starts(item)
        domain = self._domain.from_values(starts or [0])
        start = model.new_int_var_from_domain(domain, item.key)
        interval = model.new_fixed_size_interval_var(start, item.quarters, item.key)
        found = Variables(item, starts, start, interval)
        days: dict[int, list[int]] = {}
        for one in starts:
            days.setdefault(one // QUARTERS_OF_A_DAY, []).append(one)
        for place, of_day in days.items():
            lit = found.on[self.problem.days[place].index] = model.new_bool_var("")
            model.add_linear_expression_in_domain(
                start, self._domain.from_values(of_day)
            ).only_enforce_if(lit)
        model.add_exactly_one(found.on.values())
        self._guarded_starts(found)
        self._choose_room(found)
        self._choose_trainers(found)
        return found

    def _possible_starts(self, item: Item) -> list[int]:
        """Starts of an item on the common axis: all of them if guarded, else those allowed."""
        last = QUARTERS_OF_A_DAY - item.quarters
        on_grain = {*range(0, last + 1, self.problem.grain)}
        on_grain |= set() if item.lock.start is None else {item.lock.start}
        own = [] if self.guards else [test for _, test in naming.item_start_rules(item)]
        found = []
        for day in self.problem.days:
            of_day = [] if self.guards else [test for _, test in naming.day_start_rules(day, item)]
            found += [
                self.at(day.index, start)
                for start in sorted(on_grain)
                if all(test(day.index, start) for test in own) and all(t(start) for t in of_day)
            ]
        return found

    def _guarded_starts(self, found: Variables) -> None:
        if not self.guards:
            return
        item, last = found.item, QUARTERS_OF_A_DAY - found.item.quarters
        every = [(day, start) for day in self.problem.days for start in range(last + 1)]
        for rule, test in naming.item_start_rules(item):
            allowed = [self.at(day.index, s) for day, s in every if test(day.index, s)]
            self._start_in(found, allowed, self.guard(rule))
        for day in self.problem.days:
            for rule, on_day in naming.day_start_rules(day, item):
                allowed = [self.at(day.index, s) for s in range(last + 1) if on_day(s)]
                self._start_in(found, allowed, [*self.guard(rule), found.on[day.index]])

    def _start_in(self, found: Variables, allowed: list[int], when: list[Literal]) -> None:
        domain = self._domain.from_values(allowed)
        self.model.add_linear_expression_in_domain(found.start, domain).only_enforce_if(when)

    def _choose_room(self, found: Variables) -> None:
        if not found.item.needs_room:
            return
        rules = list(naming.room_rules(found.item))
        for room in self.problem.rooms:
            if self.guards or all(test(room) for _, test in rules):
                found.rooms[room.key] = self.model.new_bool_var("")
            for rule, test in rules if self.guards else ():
                if not test(room):
                    self.model.add_implication(self.guards[rule], ~found.rooms[room.key])
        self.model.add_exactly_one(found.rooms.values())

    def _choose_trainers(self, found: Variables) -> None:
        item, rules = found.item, list(naming.trainer_rules(found.item))
        if not rules:
            return
        for one in self.problem.trainers:
            if self.guards or all(test(one) for _, test in rules):
                found.trainers[one.key] = self.model.new_bool_var("")
            for rule, test in rules if self.guards else ():
                if not test(one):
                    self.model.add_implication(self.guards[rule], ~found.trainers[one.key])
        number = sum(found.trainers.values())
        rule = Rule(RuleKind.TRAINERS_OF, item=item.key)
        self._when(self.model.add(number == item.trainers_needed), self.guard(rule))
        rule = Rule(RuleKind.LOCKED_TRAINERS, item=item.key)
        for key in item.lock.trainers or ():
            taught = found.trainers.get(key, 0)
            self._when(self.model.add(taught == 1), self.guard(rule))

    def _when(self, constraint: "cp_model.Constraint", literals: list[Literal]) -> None:
        if literals:
            constraint.only_enforce_if(literals)

    def _pairs(self, one: Variables) -> None:
        for rule in naming.pair_rules(one.item):
            other, guard = self.items[rule.other], self.guard(rule)
            if rule.kind is RuleKind.ORDER:
                bound = self.model.add(one.start >= other.start + other.item.quarters)
                self._when(bound, guard)
            elif rule.kind is RuleKind.TOGETHER:
                self._when(self.model.add(one.start == other.start), guard)
            else:
                for day in one.on.keys() & other.on.keys():
                    clause = [~one.on[day], ~other.on[day], *(~literal for literal in guard)]
                    self.model.add_bool_or(clause)

    def _rooms(self) -> None:
        for room in self.problem.rooms:
            once = self.guard(Rule(RuleKind.ROOM_ONCE, room=room.key))
            used = [
                (one, one.rooms[room.key]) for one in self.items.values() if room.key in one.rooms
            ]
            self._one_at_a_time(used, once)
            for days, guard in self._by_day(RuleKind.ROOM_OPEN, room.closed, room=room.key):
                for one, lit in used:
                    self._keep_out(one, days, [*guard, lit])

    def _trainers(self) -> None:
        for trainer in self.problem.trainers:
            key = trainer.key
            once = self.guard(Rule(RuleKind.TRAINER_ONCE, trainer=key))
            used = [(one, one.trainers[key]) for one in self.items.values() if key in one.trainers]
            self._one_at_a_time(used, once)
            for days, guard in self._by_day(RuleKind.TRAINER_FREE, trainer.away, trainer=key):
                for one, lit in used:
                    self._keep_out(one, days, [*guard, lit])
            if trainer.most_per_day is not None:
                for day in self.problem.days:
                    self._limit(key, day, trainer.most_per_day)

    def _limit(self, trainer: str, day: Day, most: int) -> None:
        taught = []
        for one in self.items.values():
            if one.item.teaches and trainer in one.trainers and day.index in one.on:
                both = self.model.new_bool_var("")
                self.model.add_bool_or(~one.trainers[trainer], ~one.on[day.index], both)
                taught.append(one.item.quarters * both)
        rule = Rule(RuleKind.TRAINER_LOAD, trainer=trainer, day=day.index)
        self._when(self.model.add(sum(taught) <= most), self.guard(rule))

    def _tracks(self) -> None:
        for track in self.problem.tracks:
            of_track = [
                one for one in self.items.values() if track in self.problem.tracks_of(one.item)
            ]
            once = self.guard(Rule(RuleKind.TRACK_ONCE, track=track))
            if not once:
                self.model.add_no_overlap([one.interval for one in of_track])
            else:
                self._one_at_a_time([(one, once[0]) for one in of_track], [])

    def _one_at_a_time(self, used: list[tuple[Variables, Literal]], guard: list[Literal]) -> None:
        intervals = []
        for one, lit in used:
            present = lit
            for switch in guard:
                present = self.model.new_bool_var("")
                self.model.add_bool_or(~lit, ~switch, present)
            intervals.append(
                self.model.new_optional_fixed_size_interval_var(
                    one.start, one.item.quarters, present, ""
                )
            )
        self.model.add_no_overlap(intervals)

    def _by_day(
        self, kind: RuleKind, spans: tuple[Span, ...], **subject: str
    ) -> Iterable[tuple[list[Span], list[Literal]]]:
        """The spans that one rule forbids, with its guard; all in one if nothing is guarded."""
        known = [span for span in spans if span.day in self.places]
        if not self.guards:
            return [(known, [])] if known else []
        by_day: dict[int, list[Span]] = {}
        for span in known:
            by_day.setdefault(span.day, []).append(span)
        return [
            (of_day, self.guard(Rule(kind, day=day, **subject))) for day, of_day in by_day.items()
        ]

    def _keep_out(self, one: Variables, spans: list[Span], when: list[Literal]) -> None:
        """While all of `when` hold, the item does not meet any of the spans."""
        forbidden = [
            [self.at(span.day, span.start) - one.item.quarters + 1, self.at(span.day, span.end) - 1]
            for span in spans
        ]
        domain = self._domain.from_intervals(forbidden).complement()
        self.model.add_linear_expression_in_domain(one.start, domain).only_enforce_if(when)
