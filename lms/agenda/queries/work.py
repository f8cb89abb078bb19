"""How far the worker is with what it was asked for."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import ProposalState
from lms.core.db import db
from lms.core.jobs import Job, JobState


class Work(NamedTuple):
    """The job behind an asking: what a progress line needs."""

    state: str
    done: int
    total: int

    @property
    def live(self) -> bool:
        return self.state in {JobState.WAITING.value, JobState.RUNNING.value}


def job_key(kind: str, asked: UUID) -> str:
    """The key of the job that works on an asking."""
    return f"{kind}:{asked}"


def works_of(kind: str, asked: Sequence[UUID]) -> dict[UUID, Work]:
    """How far the worker is with each; a job that was swept away is done."""
    keys = {job_key(kind, one): one for one in asked}
    found = dict.fromkeys(asked, Work(JobState.DONE.value, 0, 0))
    for row in db.session.execute(
        sa.select(Job.key, Job.state, Job.done, Job.total).where(Job.key.in_(keys))
    ):
        found[keys[row.key or ""]] = Work(row.state.value, row.done, row.total)
    return found


def seen_state(state: ProposalState, work: Work) -> ProposalState:
    """As the row says, unless its work ended without a word."""
    live = state in {ProposalState.WAITING, ProposalState.RUNNING}
    ended = work.state in {JobState.FAILED.value, JobState.CANCELLED.value}
    return ProposalState.FAILED if live and ended else state
