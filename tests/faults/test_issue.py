"""Issuing under fire: many at once, workers killed. n people, n files, n serials."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.certificates import services
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate, CertificateBatch, SerialCounter
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.db import db, transaction, unscoped
from lms.core.jobs import LEASE
from lms.courses.models import CourseSession
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, make_earned_session
from tests.support.live import ROOT

PATIENCE = 90.0
NEXT_LEASE = int(LEASE.total_seconds()) + 1


class Workers:
    """Workers as processes of their own; `ahead` lets each see the lease of a dead one run out."""

    def __init__(self, app: Flask) -> None:
        settings = app.extensions["concord.settings"]
        self._place = [settings.database, str(settings.data)]
        self._ahead = 0
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.faults.worker", *self._place, str(self._ahead)]
        one = subprocess.Popen(command, cwd=ROOT)
        self.running.append(one)
        return one

    def start_after_lease(self) -> subprocess.Popen[bytes]:
        self._ahead += NEXT_LEASE
        return self.start()

    def kill_all(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()


@pytest.fixture
def workers(app: Flask) -> Iterator[Workers]:
    made = Workers(app)
    yield made
    made.kill_all()


def all_at_once(app: Flask, acts: list[Callable[[], object]]) -> None:
    """Run acts in threads that set off together, each in its own context."""
    gate = threading.Barrier(len(acts))
    faults: list[BaseException] = []

    def one(act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(30)
            try:
                act()
            except BaseException as fault:
                faults.append(fault)

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def issuing(course_session: CourseSession) -> Callable[[], object]:
    course_session_id = course_session.id

    def act() -> None:
        with transaction():
            services.issue(actor=SYSTEM, course_session_id=course_session_id)

    return act


def filed() -> int:
    """How many certificates have their file, as the database knows it now."""
    db.session.rollback()
    statement = sa.select(sa.func.count(Certificate.id)).where(
        Certificate.state == CertificateState.VALID
    )
    return db.session.scalar(unscoped(statement, because="a test counts")) or 0


def wait_until_filed(number: int, worker: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while filed() < number:
        assert time.monotonic() < until
        assert worker.poll() is None, "the worker ended before it was killed"
        time.sleep(0.01)


def assert_whole(sessions: list[CourseSession], people: int) -> None:
    """n people, n files, n serials, no gap, no double."""
    db.session.rollback()
    rows = [row for one in sessions for row in certificates_of(one.id)]
    total = people * len(sessions)
    assert len(rows) == total
    assert sorted(row.number for row in rows) == list(range(1, total + 1))
    assert len({row.enrolment_id for row in rows}) == total
    assert {row.state for row in rows} == {CertificateState.VALID}
    assert db.session.scalar(sa.select(SerialCounter.last)) == total
    kept: set[UUID | None] = {row.file_id for row in rows}
    assert len(kept) == total
    for row in rows:
        assert row.file_id is not None
        assert hashlib.sha256(files.read(row.file_id)).hexdigest() == row.file_hash
    batches = db.session.scalars(sa.select(CertificateBatch)).all()
    assert len(batches) == len(sessions)


@pytest.mark.postgres
@pytest.mark.faults
def test_five_issue_actions_at_once_and_a_killed_worker(app: Flask, workers: Workers) -> None:
    agencies = [make_agency("First"), make_agency("Second")]
    sessions = [make_earned_session(agencies, 6) for _ in range(2)]
    all_at_once(app, [issuing(one) for one in sessions for _ in range(5)])
    first = workers.start()
    wait_until_filed(2, first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert filed() < 12
    all_at_once(app, [issuing(one) for one in sessions for _ in range(5)])
    two = [workers.start_after_lease(), workers.start()]
    assert [one.wait(PATIENCE) for one in two] == [0, 0]
    assert_whole(sessions, 6)


@pytest.mark.both
@pytest.mark.faults_long
def test_workers_killed_again_and_again(app: Flask, workers: Workers, database: str) -> None:
    seed = int(os.environ.get("CONCORD_FAULT_SEED") or time.time_ns())
    chance = random.Random(seed)
    print(f"CONCORD_FAULT_SEED={seed}")
    sessions = [make_earned_session([make_agency("First")], 40) for _ in range(2)]
    all_at_once(app, [issuing(one) for one in sessions for _ in range(5)])
    for _ in range(8):
        pair = [workers.start_after_lease(), workers.start()]
        time.sleep(chance.uniform(1.5, 5.0))
        for one in pair:
            one.kill()
            one.wait()
        all_at_once(app, [issuing(one) for one in sessions for _ in range(2)])
    last = workers.start_after_lease()
    assert last.wait(600) == 0
    assert_whole(sessions, 40)
