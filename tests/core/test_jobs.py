"""Jobs: the row is the truth, handlers may run again, a lost worker loses nothing."""

from datetime import timedelta

import pytest
from flask import Flask

from lms.core import jobs
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.jobs import Job, JobRun, JobState, enqueue, run_pending

ran: list[str] = []


@pytest.fixture(autouse=True)
def probes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()

    def note(job: JobRun, *, name: str) -> None:
        ran.append(name)
        job.progress(1, 2)

    def fail(job: JobRun) -> None:
        ran.append("fail")
        raise RuntimeError("disk on fire: name of a person")

    def cancelled(job: JobRun) -> None:
        with transaction():
            jobs.cancel(job.id)
        job.progress(1, 2)
        ran.append("went on")

    probe = {"probe.note": note, "probe.fail": fail, "probe.cancelled": cancelled}
    monkeypatch.setattr(jobs, "_handlers", probe)


def add(kind: str, **values: object) -> Job:
    with transaction():
        return enqueue(kind, requested_by=SYSTEM, **values)  # type: ignore[arg-type]


def state(job: Job) -> JobState:
    return db.session.get_one(Job, job.id, populate_existing=True).state


@pytest.mark.both
def test_a_job_runs_once_and_says_how_far_it_came(app: Flask) -> None:
    job = add("probe.note", name="a")
    assert (run_pending(), run_pending()) == (1, 0)
    assert ran == ["a"]
    row = db.session.get_one(Job, job.id, populate_existing=True)
    assert (row.state, row.done, row.total) == (JobState.DONE, 2, 2)


def test_small_steps_are_not_written_one_by_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, seconds = add("probe.note", name="a"), iter([10.0, 10.1, 10.2, 10.3, 10.31])
    monkeypatch.setattr(jobs.time, "monotonic", lambda: next(seconds))
    run, seen = JobRun(job.id, None), []
    for done in range(1, 6):
        run.progress(done, 5)
        seen.append(db.session.get_one(Job, job.id, populate_existing=True).done)
    assert seen == [1, 1, 1, 4, 5]  # at once, after a quarter of a second, and the end


def test_urgent_work_goes_first(app: Flask) -> None:
    add("probe.note", name="later")
    add("probe.note", name="first", priority=5)
    run_pending()
    assert ran == ["first", "later"]


def test_the_same_key_is_the_same_job(app: Flask) -> None:
    assert add("probe.note", key="k", name="a").id == add("probe.note", key="k", name="a").id
    run_pending()
    assert ran == ["a"]


def test_a_failing_job_is_tried_five_times_further_apart_and_then_parked(
    app: Flask, clock: FixedClock
) -> None:
    job = add("probe.fail")
    for wait in (2, 4, 8, 16):
        assert run_pending() == 1
        assert run_pending() == 0
        clock.advance(timedelta(seconds=wait))
    assert run_pending() == 1
    assert state(job) is JobState.FAILED
    clock.advance(timedelta(days=1))
    assert run_pending() == 0
    assert "person" not in db.session.get_one(Job, job.id).error


def test_a_parked_job_can_be_asked_for_again(app: Flask, clock: FixedClock) -> None:
    job = add("probe.fail", key="k")
    for _ in range(5):
        run_pending()
        clock.advance(timedelta(minutes=1))
    assert state(job) is JobState.FAILED
    add("probe.fail", key="k")
    assert state(job) is JobState.WAITING


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_ends(
    app: Flask, clock: FixedClock
) -> None:
    add("probe.note", name="a")
    taken = jobs._claim()  # the worker dies here
    assert taken is not None
    assert run_pending() == 0
    clock.advance(jobs.LEASE + timedelta(seconds=1))
    assert run_pending() == 1
    assert ran == ["a"]


def test_a_job_that_kills_its_worker_each_time_is_parked_and_lets_others_run(
    app: Flask, clock: FixedClock
) -> None:
    deadly = add("probe.note", name="deadly", priority=9)
    for _ in range(jobs.MAX_TRIES):
        assert jobs._claim() is not None  # the worker dies here, again
        clock.advance(jobs.LEASE + timedelta(seconds=1))
    add("probe.note", name="next")
    assert run_pending() == 1
    assert ran == ["next"]
    row = db.session.get_one(Job, deadly.id, populate_existing=True)
    assert (row.state, row.error) == (JobState.FAILED, "WorkerLost")


def test_a_cancelled_job_stops_at_its_next_step(app: Flask) -> None:
    job = add("probe.cancelled")
    run_pending()
    assert ran == []
    assert state(job) is JobState.CANCELLED


def test_an_unbound_kind_is_refused_at_once(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="No handler"):
        add("probe.unknown")


def test_a_rolled_back_request_leaves_no_job(app: Flask) -> None:
    with pytest.raises(ValueError, match="no"), transaction():
        enqueue("probe.note", requested_by=SYSTEM, name="a")
        raise ValueError("no")
    assert run_pending() == 0


def test_recurring_work_is_asked_for_once_a_turn(
    app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick(_job: JobRun) -> None:
        ran.append("tick")

    monkeypatch.setattr(jobs, "_handlers", {"probe.tick": tick})
    monkeypatch.setattr(jobs, "_recurring", {"probe.tick": timedelta(hours=1)})
    for _ in range(3):
        jobs.enqueue_recurring()
        run_pending()
    assert ran == ["tick"]
    clock.advance(timedelta(hours=1))
    jobs.enqueue_recurring()
    run_pending()
    assert ran == ["tick", "tick"]
