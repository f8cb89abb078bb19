"""The hard rules, posted to a model: each under its own name."""

from typing import Any

from lms.engines.timetable.year.model import YearModel
from lms.engines.timetable.year.problem import Agency, Given, SessionWish, Trainer, Venue
from lms.engines.timetable.year.rules import RuleKind, rule


def post_rules(year: YearModel) -> None:
    """Post all rules of the model's problem."""
    problem = year.problem
    for one in problem.sessions:
        _dates(year, one)
        _order(year, one)
        _venue(year, one)
        _trainers(year, one)
    for venue in problem.venues:
        _rooms(year, venue)
        _closed(year, venue)
    for trainer in problem.trainers:
        _once(year, trainer)
        _away(year, trainer)
        _month_of_trainer(year, trainer)
    for agency in problem.agencies:
        _month_of_agency(year, agency)


def _dates(year: YearModel, one: SessionWish) -> None:
    for named, starts in year.date_rules(one).items():
        gate = year.gate(named)
        if gate:
            year.restrict(one.key, starts, gate)


def _order(year: YearModel, one: SessionWish) -> None:
    ends: dict[str, Any] = {key: span.end for key, span in year.spans.items()}
    ends |= {given.key: year.days.number(given.last) + 1 for given in year.problem.given}
    for before in one.after:
        found = year.model.add(year.start(one.key) >= ends[before.key] + before.gap_days)
        found.only_enforce_if(year.gate(rule(RuleKind.AFTER, one.key, before.key)))


def _venue(year: YearModel, one: SessionWish) -> None:
    if not one.venue_choices:
        return
    capacity = {venue.key: venue.capacity for venue in year.problem.venues}
    chosen = {c.venue: year.venue[one.key, c.venue] for c in one.venue_choices}
    year.model.add_at_most_one(list(chosen.values()))
    gate = year.gate(rule(RuleKind.VENUE_NEEDED, one.key))
    year.model.add_bool_or(list(chosen.values())).only_enforce_if(gate)
    gate = year.gate(rule(RuleKind.VENUE_SIZE, one.key))
    for key, var in chosen.items():
        if capacity[key] < one.seats:
            year.model.add_bool_or([var.negated()]).only_enforce_if(gate)
    if one.lock.venue:
        gate = year.gate(rule(RuleKind.LOCKED_VENUE, one.key))
        year.model.add_bool_or([chosen[one.lock.venue]]).only_enforce_if(gate)


def _trainers(year: YearModel, one: SessionWish) -> None:
    teaching = [year.trainer[one.key, key] for key in one.trainer_choices]
    if one.trainers_needed:
        gate = year.gate(rule(RuleKind.TRAINERS_NEEDED, one.key))
        year.model.add(sum(teaching) >= one.trainers_needed).only_enforce_if(gate)
    year.model.add(sum(teaching) <= one.trainers_wanted)
    gate = year.gate(rule(RuleKind.LOCKED_TRAINERS, one.key)) if one.lock.trainers else []
    for key in one.lock.trainers:
        year.model.add_bool_or([year.trainer[one.key, key]]).only_enforce_if(gate)


def _present(year: YearModel, chosen: Any, gate: list[Any]) -> Any:
    """A literal that holds at least if the choice and the rule do."""
    if not gate:
        return chosen
    found = year.model.new_bool_var("")
    year.model.add_bool_or([chosen.negated(), gate[0].negated(), found])
    return found


def _rooms(year: YearModel, venue: Venue) -> None:
    gate = year.gate(rule(RuleKind.VENUE_ROOMS, venue.key))
    intervals, demands = [], []
    for one in year.problem.sessions:
        for choice in one.venue_choices:
            if choice.venue == venue.key:
                present = _present(year, year.venue[one.key, venue.key], gate)
                intervals.append(year.spans[one.key].interval(present))
                demands.append(choice.rooms)
    if not intervals:
        return
    for first, size, rooms in _taken(year, venue):
        intervals.append(year.model.new_fixed_size_interval_var(first, size, ""))
        demands.append(rooms)
    if venue.rooms == 1 and set(demands) == {1}:
        year.model.add_no_overlap(intervals)
    else:
        year.model.add_cumulative(intervals, demands, venue.rooms)


def _taken(year: YearModel, venue: Venue) -> list[tuple[int, int, int]]:
    """First day, days and rooms that sessions given hold there, never more than there are."""
    held: dict[int, int] = {}
    for given in year.problem.given:
        if given.venue == venue.key:
            for day in _days(year, given):
                held[day] = held.get(day, 0) + given.rooms
    return [(day, 1, min(rooms, venue.rooms)) for day, rooms in held.items() if rooms]


def _days(year: YearModel, given: Given) -> range:
    return range(year.days.number(given.first), year.days.number(given.last) + 1)


def _closed(year: YearModel, venue: Venue) -> None:
    if not venue.closed:
        return
    gate = year.gate(rule(RuleKind.VENUE_CLOSED, venue.key))
    for one in year.problem.sessions:
        chosen = year.venue.get((one.key, venue.key))
        if chosen is not None:
            free = year.days.starts_free_of(one.days, venue.closed)
            year.restrict(one.key, free, [chosen, *gate])


def _taught(year: YearModel, trainer: Trainer) -> list[tuple[SessionWish, Any]]:
    found = [(one, year.trainer.get((one.key, trainer.key))) for one in year.problem.sessions]
    return [(one, var) for one, var in found if var is not None]


def _once(year: YearModel, trainer: Trainer) -> None:
    gates = {0: year.gate(rule(RuleKind.TRAINER_ONCE, trainer.key))}
    if trainer.rest_days:
        gates[trainer.rest_days] = year.gate(rule(RuleKind.TRAINER_REST, trainer.key))
        if not any(gates.values()):  # the longer one says it all
            del gates[0]
    for rest, gate in gates.items():
        intervals = [
            year.spans[one.key].interval(_present(year, var, gate), rest)
            for one, var in _taught(year, trainer)
        ]
        intervals += _teaching_given(year, trainer, rest)
        if len(intervals) > 1:
            year.model.add_no_overlap(intervals)


def _teaching_given(year: YearModel, trainer: Trainer, rest: int) -> list[Any]:
    """The days of sessions given and the rest behind them, those that meet as one."""
    taken: set[int] = set()
    for given in year.problem.given:
        if trainer.key in given.trainers:
            days = _days(year, given)
            taken.update(range(days.start, days.stop + rest))
    return [year.model.new_fixed_size_interval_var(day, 1, "") for day in sorted(taken)]


def _away(year: YearModel, trainer: Trainer) -> None:
    if not trainer.away:
        return
    gate = year.gate(rule(RuleKind.TRAINER_AWAY, trainer.key))
    for one, teaching in _taught(year, trainer):
        free = year.days.starts_free_of(one.days, trainer.away)
        year.restrict(one.key, free, [teaching, *gate])


def _month_of_trainer(year: YearModel, trainer: Trainer) -> None:
    if trainer.most_days_in_month is None:
        return
    gate = year.gate(rule(RuleKind.TRAINER_MONTH, trainer.key))
    taught = _taught(year, trainer)
    for month in year.days.months:
        given = sum(
            one.days
            for one in year.problem.given
            if trainer.key in one.trainers and f"{one.first:%Y-%m}" == month
        )
        left = max(0, trainer.most_days_in_month - given)
        days = [
            one.days
            * year.both(var, year.months_of(one)[month], f"{one.key} {trainer.key} {month}")
            for one, var in taught
        ]
        if days:
            year.model.add(sum(days) <= left).only_enforce_if(gate)


def _month_of_agency(year: YearModel, agency: Agency) -> None:
    limits = (
        (RuleKind.AGENCY_PEOPLE, agency.most_people_days_in_month, True),
        (RuleKind.AGENCY_SESSIONS, agency.most_sessions_in_month, False),
    )
    for kind, most, by_people in limits:
        if most is None:
            continue
        gate = year.gate(rule(kind, agency.key))
        for month in year.days.months:
            given = sum(
                _load(one, agency, by_people)
                for one in year.problem.given
                if f"{one.first:%Y-%m}" == month
            )
            loads = [
                (_load(one, agency, by_people), year.months_of(one)[month])
                for one in year.problem.sessions
                if any(taking.agency == agency.key for taking in one.agencies)
            ]
            if loads:
                total = sum(load * var for load, var in loads)
                year.model.add(total <= max(0, most - given)).only_enforce_if(gate)


def _load(one: SessionWish | Given, agency: Agency, by_people: bool) -> int:
    """What a session takes of an agency: people-days, or one session."""
    people = sum(taking.people for taking in one.agencies if taking.agency == agency.key)
    here = any(taking.agency == agency.key for taking in one.agencies)
    return people * one.days if by_people else int(here)
