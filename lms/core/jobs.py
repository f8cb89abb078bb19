"""Work outside the request. The row is the truth; the queue (Huey) only rings a bell.

Handlers are idempotent: after a killed worker the lease of the row runs out and the job runs
again, skipping what is done.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import Identified, Json, Model, db, enum_column, transaction
from lms.core.errors import NotFound

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
PROGRESS_EVERY = 0.25  # seconds; a page that shows it asks less often
MAX_TRIES = 5


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Identified, Model):
    """One piece of work. `arguments` holds ids only; a repeated `key` gives the same job."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_due", "state", "priority", "run_after"),)

    kind: Mapped[str] = mapped_column(sa.String(60))
    arguments: Mapped[Json]
    key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    state: Mapped[JobState] = mapped_column(enum_column(JobState), default=JobState.WAITING)
    priority: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.String(300), default="")
    requested_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class JobCancelled(Exception):
    """Raised inside a handler when its job was cancelled; the handler just lets it pass."""


@dataclass
class JobRun:
    """A running job, as its handler sees it."""

    id: uuid.UUID
    requested_by: uuid.UUID | None
    _written: float | None = field(default=None, init=False)

    def progress(self, done: int, total: int) -> None:
        """Write the progress and renew the lease. Raises JobCancelled if somebody cancelled.

        May be called after each small step: what comes sooner than PROGRESS_EVERY after the last
        writing is passed over, but for the end.
        """
        now = time.monotonic()
        if self._written is not None and now < self._written + PROGRESS_EVERY and done < total:
            return
        self._written = now
        with transaction() as session:
            row = session.get_one(Job, self.id, populate_existing=True)
            if row.state is JobState.CANCELLED:
                raise JobCancelled
            row.done, row.total, row.lease_until = done, total, utcnow() + LEASE


Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_recurring: dict[str, timedelta] = {}


def handler(kind: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Bind a function `(job, **ids)` to a kind, `room.verb`; with `every` it comes by itself."""

    def bind(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise RuntimeError(f"Job kind {kind} is bound twice.")
        if every is not None:
            _recurring[kind] = every
        return function

    return bind


def bound_kinds() -> frozenset[str]:
    """Every job kind that has a handler."""
    return frozenset(_handlers)


def enqueue(
    kind: str,
    *,
    requested_by: Identity,
    key: str | None = None,
    priority: int = 0,
    **arguments: uuid.UUID | str | int,
) -> Job:
    """Add a job in the caller's transaction. With a `key` that exists, the known job comes back
    (set waiting again where it had failed)."""
    if kind not in _handlers:
        raise RuntimeError(f"No handler is bound to {kind}.")
    known = db.session.scalar(sa.select(Job).where(Job.key == key)) if key else None
    if known is not None:
        if known.state in {JobState.FAILED, JobState.CANCELLED}:
            known.state, known.tries, known.run_after = JobState.WAITING, 0, utcnow()
        db.session.flush()
        _ring_after_commit(known.id)
        return known
    now = utcnow()
    job = Job(
        kind=kind,
        arguments={
            name: str(value) if isinstance(value, uuid.UUID) else value
            for name, value in arguments.items()
        },
        key=key,
        priority=priority,
        run_after=now,
        requested_by=requested_by.person_id,
        created_at=now,
    )
    db.session.add(job)
    db.session.flush()
    _ring_after_commit(job.id)
    return job


def enqueue_recurring() -> None:
    """Ask for the recurring jobs whose turn has come; each turn is one job, whoever asks."""
    seconds = int(utcnow().timestamp())
    for kind, every in _recurring.items():
        turn = seconds // int(every.total_seconds())
        with transaction():
            enqueue(kind, requested_by=SYSTEM, key=f"{kind}:{turn}", priority=-1)


def sweep_jobs() -> None:
    """Delete finished jobs a month after their end."""
    old = utcnow() - timedelta(days=30)
    finished = (JobState.DONE, JobState.CANCELLED)
    db.session.execute(sa.delete(Job).where(Job.state.in_(finished), Job.finished_at < old))


def cancel(job_id: uuid.UUID) -> None:
    """Ask a waiting or running job to stop; a running one stops at its next progress."""
    row = db.session.get(Job, job_id)
    if row is None:
        raise NotFound
    if row.state in {JobState.WAITING, JobState.RUNNING}:
        row.state, row.finished_at = JobState.CANCELLED, utcnow()


def run_pending(limit: int = 100) -> int:
    """Run due jobs until none is left or `limit` have run; returns how many ran."""
    ran = 0
    while ran < limit:
        job = _claim()
        if job is None:
            break
        _run(job)
        ran += 1
    return ran


def _claim() -> Job | None:
    with transaction() as session:
        now = utcnow()
        due = sa.and_(Job.state == JobState.WAITING, Job.run_after <= now)
        orphaned = sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now)
        _park_deadly(orphaned, now)
        job = session.scalar(
            sa.select(Job)
            .where(sa.or_(due, orphaned))
            .order_by(Job.priority.desc(), Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        job.state, job.tries, job.lease_until = JobState.RUNNING, job.tries + 1, now + LEASE
        return job


def _park_deadly(orphaned: sa.ColumnElement[bool], now: datetime) -> None:
    """A job whose worker was lost at its last try is parked: it may be what kills workers."""
    db.session.execute(
        sa.update(Job)
        .where(orphaned, Job.tries >= MAX_TRIES)
        .values(state=JobState.FAILED, finished_at=now, error="WorkerLost")
    )


def _run(job: Job) -> None:
    structlog.contextvars.bind_contextvars(job=str(job.id), kind=job.kind)
    try:
        _handlers[job.kind](JobRun(job.id, job.requested_by), **job.arguments)
    except JobCancelled:
        log.info("job.cancelled")
    except Exception as error:
        log.exception("job.failed", tries=job.tries)
        _give_back(job.id, error)
    else:
        _finish(job.id)
    finally:
        structlog.contextvars.unbind_contextvars("job", "kind")


def _finish(job_id: uuid.UUID) -> None:
    with transaction() as session:
        row = session.get_one(Job, job_id, populate_existing=True)
        row.state, row.finished_at, row.error = JobState.DONE, utcnow(), ""
        row.done = row.total


def _give_back(job_id: uuid.UUID, error: Exception) -> None:
    """Back-off 2, 4, 8, 16 seconds; after the fifth try the job is parked where people see it."""
    with transaction() as session:
        row = session.get_one(Job, job_id, populate_existing=True)
        row.error = type(error).__name__
        if row.tries >= MAX_TRIES:
            row.state, row.finished_at = JobState.FAILED, utcnow()
        else:
            row.state = JobState.WAITING
            row.run_after = utcnow() + timedelta(seconds=2**row.tries)


def _ring_after_commit(job_id: uuid.UUID) -> None:
    db.session().info.setdefault("concord_bells", set()).add(job_id)


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    bells: set[uuid.UUID] = session.info.pop("concord_bells", set())
    bell: Callable[[], Any] | None = current_app.extensions.get("concord.bell") if bells else None
    if bell is None:
        return
    try:
        bell()
    except Exception:  # a lost bell is picked up by the sweep
        log.warning("jobs.bell_failed")


@event.listens_for(Session, "after_rollback")
def _forget_bells(session: Session) -> None:
    session.info.pop("concord_bells", None)
