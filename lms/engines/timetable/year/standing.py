"""Sessions where they stand, planned and given, for the plain check."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.engines.timetable.year.problem import Given, Placement, Plan, Problem, SessionWish, Taking

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stands:
    """A session where it stands, planned or given."""

    key: str
    course: str
    first: date
    last: date
    days: int
    venue: str | None
    rooms: int
    trainers: tuple[str, ...]
    agencies: tuple[Taking, ...]
    given: bool

    @property
    def held(self) -> list[date]:
        """All days from the first to the last."""
        return [self.first + DAY * number for number in range((self.last - self.first).days + 1)]

    @property
    def month(self) -> str:
        return f"{self.first:%Y-%m}"

    def sends(self, agency: str) -> bool:
        return any(one.agency == agency for one in self.agencies)

    def people(self, agency: str) -> int:
        return sum(one.people for one in self.agencies if one.agency == agency)


class Sessions:
    """The sessions of a plan beside those given."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        if [one.key for one in plan.placements] != [one.key for one in problem.sessions]:
            raise ValueError("the plan is of other sessions")
        self.pairs = list(zip(problem.sessions, plan.placements, strict=True))
        self.taught = {wish.key: _taught(problem, wish, placed) for wish, placed in self.pairs}
        self.planned = [_planned(wish, placed) for wish, placed in self.pairs]
        self.all = [*self.planned, *(_given(one) for one in problem.given)]


def _taught(problem: Problem, wish: SessionWish, placed: Placement) -> list[date]:
    found, day = [placed.first], placed.first
    while len(found) < wish.days:
        day += DAY
        if day.isoweekday() in problem.weekdays:
            found.append(day)
    if found[-1] != placed.last:
        raise ValueError(f"session {wish.key} has not its length")
    return found


def _planned(wish: SessionWish, placed: Placement) -> Stands:
    rooms = {choice.venue: choice.rooms for choice in wish.venue_choices}
    if placed.venue is not None and placed.venue not in rooms:
        raise ValueError(f"session {wish.key} may not be held at {placed.venue}")
    if not set(placed.trainers) <= set(wish.trainer_choices):
        raise ValueError(f"session {wish.key} has a trainer who may not teach it")
    return Stands(
        key=wish.key,
        course=wish.course,
        first=placed.first,
        last=placed.last,
        days=wish.days,
        venue=placed.venue,
        rooms=rooms[placed.venue] if placed.venue else 0,
        trainers=placed.trainers,
        agencies=wish.agencies,
        given=False,
    )


def _given(one: Given) -> Stands:
    return Stands(
        key=one.key,
        course=one.course,
        first=one.first,
        last=one.last,
        days=one.days,
        venue=one.venue,
        rooms=one.rooms,
        trainers=one.trainers,
        agencies=one.agencies,
        given=True,
    )


def free_days(one: Stands, other: Stands) -> int:
    """Days between two sessions; below 0 if they meet."""
    return max((other.first - one.last).days, (one.first - other.last).days) - 1
