"""A worker killed by SIGKILL in the middle of a batch: n people, n files, n serials."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.certificates import services
from lms.certificates.enums import CertificateState
from lms.certificates.models import CertificateEvent
from lms.certificates.queries.entered import differences
from lms.certificates.services.lists import JOB
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.files import StoredFile
from lms.core.jobs import Job, JobState, run_pending
from lms.register import queries as register
from lms.register.checking import check
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, make_earned_session

PEOPLE = 5
WORKER = """
from tests.support.apps import test_settings
from lms.core.jobs import JobRun, run_pending
from lms.factory import create_app
from pathlib import Path
import sys
import time
told = JobRun.progress
def slowly(run, done, total):  # so that the kill finds the middle: a chunk takes a few milliseconds
    told(run, done, total)
    time.sleep(0.15)
JobRun.progress = slowly
app = create_app(test_settings(Path(sys.argv[1]), database_url=sys.argv[2] or None))
with app.app_context():
    run_pending()
"""


def start_worker(app: Flask) -> subprocess.Popen[bytes]:
    """A worker of its own process on this application's database and files."""
    settings = app.extensions["concord.settings"]
    arguments = [sys.executable, "-c", WORKER, str(settings.data), settings.database_url or ""]
    return subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": str(Path.cwd())})


@pytest.mark.faults
@pytest.mark.both
def test_a_killed_worker_is_taken_over(app: Flask, clock: FixedClock) -> None:
    session_id = make_earned_session([make_agency("A"), make_agency("B")], PEOPLE).id
    with transaction():
        services.issue(actor=SYSTEM, course_session_id=session_id)
    worker = start_worker(app)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and worker.poll() is None:
            db.session.rollback()
            states = [row.state for row in certificates_of(session_id)]
            if states.count(CertificateState.VALID) >= 2:
                break
            time.sleep(0.02)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    db.session.rollback()
    before = {row.id: row.file_hash for row in certificates_of(session_id)}
    filed = [digest for digest in before.values() if digest]
    assert len(before) == PEOPLE, "all serials are reserved before the first paper is signed"
    assert 2 <= len(filed) < PEOPLE, "the kill came in the middle"
    with transaction():
        job = db.session.scalars(sa.select(Job).where(Job.kind == JOB)).one()
        assert job.state is JobState.RUNNING
        job.lease_until = clock.now() - timedelta(seconds=1)
    before_kill = register.head()
    assert before_kill is not None and before_kill.size >= PEOPLE
    run_pending()
    rows = certificates_of(session_id)
    assert [row.number for row in rows] == list(range(1, PEOPLE + 1))
    assert {row.state for row in rows} == {CertificateState.VALID}
    assert all(row.file_hash == before[row.id] for row in rows if before[row.id])
    assert all(row.file_id and len(files.read(row.file_id)) > 50_000 for row in rows)
    stored = sa.select(sa.func.count()).where(StoredFile.owner.startswith("certificates:"))
    assert db.session.scalar(stored) == PEOPLE
    events = sa.select(CertificateEvent.kind, sa.func.count()).group_by(CertificateEvent.kind)
    counted = [tuple(row) for row in db.session.execute(events.order_by(CertificateEvent.kind))]
    assert counted == [("filed", PEOPLE), ("issued", PEOPLE)]
    assert check(witnessed=[before_kill.note]).whole
    assert list(differences()) == []
