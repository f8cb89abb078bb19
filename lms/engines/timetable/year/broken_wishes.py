"""The wishes that a plan does not meet, with their amounts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from lms.engines.timetable.year.problem import Placement, Problem, SessionWish, Wish
from lms.engines.timetable.year.standing import DAY, Sessions, free_days

Amount = tuple[Wish, tuple[str, ...], int]


def amounts(problem: Problem, sessions: Sessions) -> Iterator[Amount]:
    yield from _uneven_agencies(problem, sessions)
    yield from _too_close(problem, sessions)
    yield from _uneven_trainers(problem, sessions)
    for wish, placed in sessions.pairs:
        if wish.preferred:
            yield Wish.PREFERRED, (wish.key,), _weeks_off(wish, placed.first)
        yield from _moves(wish, placed)
        yield from _travels(problem, placed)


def _uneven_agencies(problem: Problem, sessions: Sessions) -> Iterator[Amount]:
    months, day = Counter[str](), problem.first
    while day <= problem.last:
        months[f"{day:%Y-%m}"] += 1
        day += DAY
    for agency in problem.agencies:
        if not any(one.sends(agency.key) for one in sessions.planned):
            continue
        load = dict.fromkeys(months, 0)
        for one in sessions.all:
            if one.sends(agency.key) and one.month in load:
                load[one.month] += one.days
        share = _rounded_up(sum(load.values()), len(load))
        for month, days in load.items():
            yield Wish.EVEN_AGENCIES, (agency.key, month), max(0, days - share)


def _too_close(problem: Problem, sessions: Sessions) -> Iterator[Amount]:
    for one, other in combinations(sessions.all, 2):
        same = one.course and one.course == other.course
        if same and not (one.given and other.given):
            short = problem.apart_days - free_days(one, other)
            yield Wish.COURSE_APART, (one.key, other.key), _rounded_up(max(0, short), 7)


def _uneven_trainers(problem: Problem, sessions: Sessions) -> Iterator[Amount]:
    pool = {key for wish, _placed in sessions.pairs for key in wish.trainer_choices}
    if not pool:
        return
    wanted = sum(
        wish.days * max(wish.trainers_needed, len(wish.lock.trainers))
        for wish, _placed in sessions.pairs
    )
    given = sum(one.days * len(pool & set(one.trainers)) for one in sessions.all if one.given)
    share = _rounded_up(wanted + given, len(pool))
    for key in sorted(pool):
        days = sum(one.days for one in sessions.all if key in one.trainers)
        yield Wish.EVEN_TRAINERS, (key,), max(0, days - share)


def _weeks_off(wish: SessionWish, first: date) -> int:
    """Whole weeks, rounded up, to the nearest window."""
    off = []
    for window in wish.preferred:
        if window.first <= first <= window.last:
            return 0
        nearest = window.first if first < window.first else window.last
        off.append(abs((nearest - first).days))
    return _rounded_up(min(off), 7)


def _moves(wish: SessionWish, placed: Placement) -> Iterator[Amount]:
    if wish.current is None:
        return
    if placed.first != wish.current.first:
        yield Wish.FEW_MOVES, (wish.key, "date"), 1
    if wish.venue_choices and wish.current.venue and placed.venue != wish.current.venue:
        yield Wish.FEW_MOVES, (wish.key, "venue"), 1
    for key in placed.trainers:
        if key not in wish.current.trainers:
            yield Wish.FEW_MOVES, (wish.key, "trainer", key), 1


def _travels(problem: Problem, placed: Placement) -> Iterator[Amount]:
    place = {venue.key: venue.place for venue in problem.venues}.get(placed.venue or "", "")
    for trainer in problem.trainers:
        away = trainer.place and place and trainer.place != place
        if away and trainer.key in placed.trainers:
            yield Wish.LITTLE_TRAVEL, (placed.key, trainer.key), 1


def _rounded_up(amount: int, of: int) -> int:
    return -(-amount // of)
