"""The solver's work on a year plan, as the worker does it."""

from collections.abc import Callable
from time import monotonic
from uuid import UUID

from lms.agenda.enums import ProposalState
from lms.agenda.formats.years import ask_of
from lms.agenda.models import YearPlan
from lms.agenda.queries.year_known import known_year
from lms.agenda.rules.years.outcome import answer
from lms.agenda.rules.years.problem import build
from lms.agenda.rules.years.words import Names
from lms.core.db import db, transaction
from lms.engines.timetable.year import Result, propose

COUNT = 3
WORKERS = 2
BEAT = 1.0  # seconds between two signs of life


def solve_year(plan_id: UUID, *, progress: Callable[[int, int], None]) -> None:
    """Look for plans until the asked seconds are over or somebody says stop; keep the answer.

    `progress(done, of)` is called about every second, in seconds, and may raise to end the work.
    What is known when the work begins is what the plan is for.
    """
    with transaction():
        row = db.session.get(YearPlan, plan_id)
        if row is None or row.state not in {ProposalState.WAITING, ProposalState.RUNNING}:
            return
        wanted = ask_of(row.request)
        known = known_year(wanted)
        row.state = ProposalState.RUNNING
    names = Names(wanted, known, build(wanted, known))
    beat = _Beat(plan_id, wanted.seconds, progress)
    found = propose(
        names.problem,
        seconds=wanted.seconds,
        workers=WORKERS,
        stop=beat,
        on_progress=beat.hear,
        count=COUNT,
    )
    impossible = found.result is Result.IMPOSSIBLE
    with transaction():
        row = db.session.get_one(YearPlan, plan_id)
        row.result = answer(found, names)
        row.state = ProposalState.IMPOSSIBLE if impossible else ProposalState.DONE


class _Beat:
    """A sign of life a second: tells the progress and asks whether to stop."""

    def __init__(self, plan_id: UUID, seconds: int, progress: Callable[[int, int], None]) -> None:
        self.plan_id, self.seconds, self.progress = plan_id, seconds, progress
        self.began = self.last = monotonic()
        self.best: int | None = None
        self.stopped = False

    def __call__(self) -> bool:
        now = monotonic()
        if now - self.last >= BEAT:
            self.last = now
            self.progress(min(int(now - self.began), self.seconds), self.seconds)
            self.stopped = self._look()
        return self.stopped

    def hear(self, best: int | None, _bound: int | None, _seconds: float) -> None:
        """Keep what the search has reached until the next beat."""
        self.best = best

    def _look(self) -> bool:
        """Write down what was reached, and read whether somebody said stop."""
        with transaction():
            row = db.session.get_one(YearPlan, self.plan_id, populate_existing=True)
            row.result = {"progress": {"cost": self.best}}
            return row.stop_asked
