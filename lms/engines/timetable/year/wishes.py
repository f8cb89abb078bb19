"""The soft wishes, posted to a model as cost to be made small."""

from itertools import combinations
from typing import Any

from lms.engines.timetable.year.model import YearModel, even_share
from lms.engines.timetable.year.problem import Current, SessionWish, Window, Wish


def post_wishes(year: YearModel) -> Any:
    """Post the sum of all broken wishes as what is to be made small, and give it."""
    amounts = {
        Wish.EVEN_AGENCIES: _agencies,
        Wish.COURSE_APART: _apart,
        Wish.EVEN_TRAINERS: _trainers,
        Wish.PREFERRED: _preferred,
        Wish.FEW_MOVES: _moves,
        Wish.LITTLE_TRAVEL: _travel,
    }
    cost = []
    for wish, of in amounts.items():
        weight = year.problem.weight(wish)
        if weight:
            cost += [weight * amount for amount in of(year)]
    total = sum(cost)
    year.model.minimize(total)
    return total


def _above(year: YearModel, load: Any, most: int, share: int, name: str) -> Any:
    """How much a load lies above its share."""
    found = year.model.new_int_var(0, max(0, most - share), name)
    year.model.add_max_equality(found, [0, load - share])
    return found


def _agencies(year: YearModel) -> list[Any]:
    problem = year.problem
    found = []
    for agency in problem.agencies:
        taking = [
            one for one in problem.sessions if any(t.agency == agency.key for t in one.agencies)
        ]
        given = dict.fromkeys(year.days.months, 0)
        for one in problem.given:
            month = f"{one.first:%Y-%m}"
            if month in given and any(t.agency == agency.key for t in one.agencies):
                given[month] += one.days
        mine = sum(one.days for one in taking)
        share = even_share(mine + sum(given.values()), len(given))
        for month, settled in given.items():
            if not taking:
                break  # nothing of it is planned: no plan changes its cost
            load = settled + sum(one.days * year.months_of(one)[month] for one in taking)
            name = f"above {agency.key} {month}"
            found.append(_above(year, load, mine + settled, share, name))
    return found


def _trainers(year: YearModel) -> list[Any]:
    found = []
    for trainer in year.problem.trainers:
        key = trainer.key
        mine = [one for one in year.problem.sessions if (one.key, key) in year.trainer]
        if mine:
            settled = sum(one.days for one in year.problem.given if key in one.trainers)
            load = settled + sum(one.days * year.trainer[one.key, key] for one in mine)
            most = settled + sum(one.days for one in mine)
            found.append(_above(year, load, most, year.trainer_share, f"above {key}"))
    return found


def _apart(year: YearModel) -> list[Any]:
    """Weeks missing between two sessions of one course, begun weeks counted whole."""
    problem, days = year.problem, year.days
    found = []
    for one, other in combinations(problem.sessions, 2):
        if one.course and one.course == other.course:
            ours, theirs = year.spans[one.key], year.spans[other.key]
            ends = (ours.start, ours.end, theirs.start, theirs.end)
            found.append(_missing(year, *ends))
    for one in problem.sessions:
        for given in problem.given:
            if one.course and one.course == given.course:
                ours = year.spans[one.key]
                first, end = days.number(given.first), days.number(given.last) + 1
                found.append(_missing(year, ours.start, ours.end, first, end))
    return found


def _missing(year: YearModel, start: Any, end: Any, other_start: Any, other_end: Any) -> Any:
    model, apart = year.model, year.problem.apart_days
    reach = 4 * year.days.count + 800
    free = model.new_int_var(-reach, reach, "")
    model.add_max_equality(free, [other_start - end, start - other_end])
    short = model.new_int_var(0, apart + reach, "")
    model.add_max_equality(short, [0, apart - free])
    weeks = model.new_int_var(0, (apart + reach) // 7 + 1, "")
    model.add_division_equality(weeks, short + 6, 7)
    return weeks


def weeks_away(first: int, windows: list[tuple[int, int]]) -> int:
    """Weeks, begun ones whole, from a day to the nearest of some windows; 0 within one."""
    away = min(max(low - first, first - high, 0) for low, high in windows)
    return -(-away // 7)


def _preferred(year: YearModel) -> list[Any]:
    found = []
    for one in year.problem.sessions:
        if one.preferred:
            windows = [_numbers(year, window) for window in one.preferred]
            away = [weeks_away(first, windows) for first in range(year.days.count)]
            var = year.model.new_int_var(0, max(away), f"away {one.key}")
            year.model.add_element(year.start(one.key), away, var)
            found.append(var)
    return found


def _numbers(year: YearModel, window: Window) -> tuple[int, int]:
    return year.days.number(window.first), year.days.number(window.last)


def _moves(year: YearModel) -> list[Any]:
    found = []
    for one in year.problem.sessions:
        if one.current:
            found.append(_moved_date(year, one, one.current))
            found += _moved_venue(year, one, one.current)
            found += [
                year.trainer[one.key, key]
                for key in one.trainer_choices
                if key not in one.current.trainers
            ]
    return found


def _moved_date(year: YearModel, one: SessionWish, current: Current) -> Any:
    there = year.days.number(current.first)
    if not 0 <= there < year.days.count:
        return 1
    moved = year.model.new_bool_var(f"moved {one.key}")
    everywhere = frozenset(range(year.days.count))
    year.restrict(one.key, frozenset({there}), [moved.negated()])
    year.restrict(one.key, everywhere - {there}, [moved])
    return moved


def _moved_venue(year: YearModel, one: SessionWish, current: Current) -> list[Any]:
    if not current.venue or not one.venue_choices:
        return []
    kept = year.venue.get((one.key, current.venue))
    return [1 if kept is None else kept.negated()]


def _travel(year: YearModel) -> list[Any]:
    """Trainers of a session whose place is not its venue's; those without a place never."""
    place_of_venue = {one.key: one.place for one in year.problem.venues}
    place_of_trainer = {one.key: one.place for one in year.problem.trainers}
    found = []
    for one in year.problem.sessions:
        for key in one.trainer_choices:
            home = place_of_trainer[key]
            elsewhere = [
                year.venue[one.key, choice.venue]
                for choice in one.venue_choices
                if home and place_of_venue[choice.venue] not in {"", home}
            ]
            if elsewhere:
                teaches = year.trainer[one.key, key]
                found.append(_both_of(year, teaches, elsewhere))
    return found


def _both_of(year: YearModel, teaches: Any, elsewhere: list[Any]) -> Any:
    """That a trainer teaches and the venue, one of many, is elsewhere."""
    found = year.model.new_bool_var("")
    away = sum(elsewhere)  # at most one venue is chosen
    year.model.add(found >= teaches + away - 1)
    year.model.add(found <= teaches)
    year.model.add(found <= away)
    return found
