"""The constraint model of the hard rules: where each item lies, in which room, with whom.

Guarded, each rule has a literal that switches it on, to find out which rules contradict; else
what the rules forbid is left out of the model from the start.
"""

from collections.abc import Callable, Iterable, Iterator
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

# What the solver would do before it searches costs more than it brings at this size.
LEAN: dict[str, Any] = {"cp_model_probing_level": 0, "symmetry_level": 0}

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
    """The model with its variables by item.

    `guards` has a literal for each rule and is empty unless guarded. `only`: the rules that hold,
    None for all.
    """

    def __init__(
        self, problem: Problem, *, guarded: bool = False, only: frozenset[Rule] | None = None
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model = cp_model.CpModel()
        self._domain = cp_model.Domain
        self._only = only
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
        return [self.guards[rule]] if rule in self.guards else []

    def holds(self, rule: Rule) -> bool:
        """Whether the rule is part of the model, be it with a guard."""
        return self._only is None or rule in self._only

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
        found = []
        for day in self.problem.days:
            bounds = (
                []
                if self.guards
                else [allowed(day.index) for _, allowed in naming.item_start_rules(item)]
            )
            bounds += [] if self.guards else [of for _, of in naming.day_start_rules(day, item)]
            found += [
                self.at(day.index, start)
                for start in sorted(on_grain)
                if all(any(low <= start <= high for low, high in rule) for rule in bounds)
            ]
        return found

    def _bounds(self, item: Item, day: Day) -> Iterator[naming.Bounds]:
        for rule, allowed in naming.item_start_rules(item):
            if self.holds(rule):
                yield allowed(day.index)
        for rule, bounds in naming.day_start_rules(day, item):
            if self.holds(rule):
                yield bounds

    def _guarded_starts(self, found: Variables) -> None:
        if not self.guards:
            return
        for rule, allowed in naming.item_start_rules(found.item):
            spans = [
                self._span(day.index, span)
                for day in self.problem.days
                for span in allowed(day.index)
            ]
            self._start_in(found, spans, self.guard(rule))
        for day in self.problem.days:
            for rule, bounds in naming.day_start_rules(day, found.item):
                spans = [self._span(day.index, span) for span in bounds]
                self._start_in(found, spans, [*self.guard(rule), found.on[day.index]])

    def _span(self, day: int, bounds: tuple[int, int]) -> list[int]:
        return [self.at(day, bounds[0]), self.at(day, bounds[1])]

    def _start_in(self, found: Variables, spans: list[list[int]], when: list[Literal]) -> None:
        domain = self._domain.from_intervals(spans)
        self.model.add_linear_expression_in_domain(found.start, domain).only_enforce_if(when)

    def _choose_room(self, found: Variables) -> None:
        if not found.item.needs_room:
            return
        rules = [one for one in naming.room_rules(found.item) if self.holds(one[0])]
        for room in self.problem.rooms:
            if self.guards or all(test(room) for _, test in rules):
                found.rooms[room.key] = self.model.new_bool_var("")
            for rule, test in rules if self.guards else ():
                if not test(room):
                    self.model.add_implication(self.guards[rule], ~found.rooms[room.key])
        self.model.add_exactly_one(found.rooms.values())

    def _choose_trainers(self, found: Variables) -> None:
        item = found.item
        named = list(naming.trainer_rules(item, self.problem))
        rules = [one for one in named if self.holds(one[0])]
        if not item.trainers_needed and item.lock.trainers is None:
            return
        for one in self.problem.trainers:
            if self.guards or all(test(one) for _, test in rules):
                found.trainers[one.key] = self.model.new_bool_var("")
            for rule, test in rules if self.guards else ():
                if not test(one):
                    self.model.add_implication(self.guards[rule], ~found.trainers[one.key])
        rule = Rule(RuleKind.TRAINERS_OF, item=item.key)
        if self.holds(rule) or rule not in {one for one, _ in named}:
            number = sum(found.trainers.values())
            self._when(self.model.add(number == item.trainers_needed), self.guard(rule))
        rule = Rule(RuleKind.LOCKED_TRAINERS, item=item.key)
        for key in (item.lock.trainers or ()) if self.holds(rule) else ():
            taught = found.trainers.get(key, 0)
            self._when(self.model.add(taught == 1), self.guard(rule))

    def _when(self, constraint: "cp_model.Constraint", literals: list[Literal]) -> None:
        if literals:
            constraint.only_enforce_if(literals)

    def _pairs(self, one: Variables) -> None:
        for rule in naming.pair_rules(one.item):
            other, guard = self.items[rule.other], self.guard(rule)
            if not self.holds(rule):
                continue
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
            once = Rule(RuleKind.ROOM_ONCE, room=room.key)
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
            once = Rule(RuleKind.TRAINER_ONCE, trainer=key)
            used = [(one, one.trainers[key]) for one in self.items.values() if key in one.trainers]
            self._one_at_a_time(used, once)
            for days, guard in self._by_day(RuleKind.TRAINER_FREE, trainer.away, trainer=key):
                for one, lit in used:
                    self._keep_out(one, days, [*guard, lit])
            if trainer.most_per_day is not None:
                for day in self.problem.days:
                    self._limit(key, day, trainer.most_per_day)

    def _limit(self, trainer: str, day: Day, most: int) -> None:
        rule = Rule(RuleKind.TRAINER_LOAD, trainer=trainer, day=day.index)
        if not self.holds(rule):
            return
        taught = []
        for one in self.items.values():
            if one.item.teaches and trainer in one.trainers and day.index in one.on:
                both = self.model.new_bool_var("")
                self.model.add_bool_or(~one.trainers[trainer], ~one.on[day.index], both)
                taught.append(one.item.quarters * both)
        self._when(self.model.add(sum(taught) <= most), self.guard(rule))

    def _tracks(self) -> None:
        for track in self.problem.tracks:
            of_track = [
                one for one in self.items.values() if track in self.problem.tracks_of(one.item)
            ]
            once = Rule(RuleKind.TRACK_ONCE, track=track)
            self._one_at_a_time([(one, None) for one in of_track], once)

    def _one_at_a_time(self, used: list[tuple[Variables, Literal | None]], once: Rule) -> None:
        """Items that use the same thing, each while its literal holds (None: always)."""
        if self.holds(once):
            intervals = [self._interval(one, lit, self.guard(once)) for one, lit in used]
            self.model.add_no_overlap(intervals)

    def _interval(self, one: Variables, used: Literal | None, guard: list[Literal]) -> Any:
        needed = [*guard, *([] if used is None else [used])]
        if not needed:
            return one.interval
        present = needed[0] if len(needed) == 1 else self.model.new_bool_var("")
        if len(needed) > 1:
            self.model.add_bool_or(present, *(~literal for literal in needed))
        size = one.item.quarters
        return self.model.new_optional_fixed_size_interval_var(one.start, size, present, "")

    def _by_day(
        self, kind: RuleKind, spans: tuple[Span, ...], **subject: str
    ) -> Iterable[tuple[list[Span], list[Literal]]]:
        """The spans that one rule forbids, with its guard; all in one if nothing is guarded."""
        known = [
            span
            for span in spans
            if span.day in self.places and self.holds(Rule(kind, day=span.day, **subject))
        ]
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
