"""The solver's work on one asking, as the worker does it."""

from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

from lms.agenda.enums import ProposalState
from lms.agenda.formats.proposals import ask_of
from lms.agenda.models import AgendaProposal
from lms.agenda.queries.agenda import draft_of
from lms.agenda.queries.solving import known_of
from lms.agenda.rules.solving.outcome import outcome
from lms.agenda.rules.solving.problem import build
from lms.agenda.rules.solving.words import Names
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.courses.queries import session_head_by_id
from lms.engines.timetable.within import Progress, Proposals, propose

COUNT = 3
WORKERS = 2
BEAT = 1.0  # seconds between two signs of life


def solve(proposal_id: UUID, *, progress: Callable[[int, int], None]) -> None:
    """Look for timetables until the asked seconds are over or somebody says stop; keep the answer.

    `progress(done, of)` is called about every second, in seconds, and may raise to end the work.
    What the draft is when the work begins is what it is for.
    """
    with transaction():
        row = db.session.get(AgendaProposal, proposal_id)
        if row is None or row.state not in {ProposalState.WAITING, ProposalState.RUNNING}:
            return
        wanted = ask_of(row.request)
        draft = draft_of(session_head_by_id(row.course_session_id, SYSTEM), SYSTEM)
        known = known_of(draft)
        row.state, row.revision = ProposalState.RUNNING, draft.revision
    progress(0, wanted.seconds)
    names = Names(known, wanted, build(known, wanted))
    new = {str(part.id) for part in wanted.new}
    beat = _Beat(proposal_id, wanted.seconds, progress)
    found = propose(
        names.asked.problem,
        seconds=wanted.seconds,
        workers=WORKERS,
        count=COUNT,
        stop=beat,
        on_progress=beat.hear,
        near=[one for one in names.asked.present() if one.item not in new],
    )
    with transaction():
        row = db.session.get_one(AgendaProposal, proposal_id)
        row.result, row.state = outcome(found, names), _state(found)


def _state(found: Proposals) -> ProposalState:
    return ProposalState.IMPOSSIBLE if found.contradiction is not None else ProposalState.DONE


class _Beat:
    """A sign of life a second: tells the progress and asks whether to stop."""

    def __init__(
        self, proposal_id: UUID, seconds: int, progress: Callable[[int, int], None]
    ) -> None:
        self.proposal_id, self.seconds, self.progress = proposal_id, seconds, progress
        self.began = self.last = monotonic()
        self.heard: Progress | None = None
        self.stopped = False

    def __call__(self) -> bool:
        now = monotonic()
        if now - self.last >= BEAT:
            self.last = now
            self.progress(min(int(now - self.began), self.seconds), self.seconds)
            self.stopped = self._look()
        return self.stopped

    def hear(self, progress: Progress) -> None:
        """Keep what the search has reached until the next beat."""
        self.heard = progress

    def _look(self) -> bool:
        """Write down what was reached, and read whether somebody said stop."""
        with transaction():
            row = db.session.get_one(AgendaProposal, self.proposal_id, populate_existing=True)
            if self.heard is not None:
                row.result = {"progress": _told(self.heard)}
            return row.stop_asked


def _told(progress: Progress) -> dict[str, Any]:
    return {
        "proposal": progress.proposal,
        "of": progress.of,
        "cost": progress.cost,
        "explaining": progress.explaining,
    }
