"""The mail server dead, a worker killed: nothing is sent twice, and the bounce is seen."""

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import transaction
from lms.core.jobs import LEASE, enqueue, run_pending
from lms.outbox.models import MailState
from lms.outbox.rules import PATIENCE
from lms.outbox.services import send
from tests.factories.outbox import fresh, make_report, state_of
from tests.support.live import ROOT
from tests.support.smtp_sink import MailSink

WAIT = 90.0
Worker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """Starts a worker as a process of its own, `ahead` of now, with a mail server."""
    here = app.extensions["concord.settings"]
    started: list[subprocess.Popen[bytes]] = []

    def start(mail_server: str, ahead: timedelta) -> "subprocess.Popen[bytes]":
        place = [here.database, str(here.data), str(int(ahead.total_seconds())), mail_server]
        command = [sys.executable, "-m", "tests.faults.worker", *place]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def ask_for_a_round() -> None:
    with transaction():
        enqueue("outbox.retry", requested_by=SYSTEM)


@pytest.mark.both
@pytest.mark.faults
def test_a_dead_server_and_a_worker_killed_after_acceptance(
    app: Flask, clock: FixedClock, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(datetime.now(UTC))  # the clock of the other process
    with MailSink() as sink:
        pass
    monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", sink.url)
    with transaction():
        row = send(
            template="accounts/password_changed",
            language="en",
            address="officer@example.test",
            values={"name": "A", "username": "a"},
        )
    run_pending()  # the server is dead
    assert (fresh(row).state, fresh(row).tries) == (MailState.WAITING, 1)

    with MailSink() as sink:
        monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", sink.url)
        pids: queue.Queue[int] = queue.Queue()

        def kill_the_worker(_mail: EmailMessage) -> bool:
            """The server has the mail; the worker dies before it can note so."""
            os.kill(pids.get(timeout=WAIT), signal.SIGKILL)
            return True

        sink.taken = kill_the_worker
        clock.advance(timedelta(minutes=3))
        ask_for_a_round()
        killed = worker(sink.url, timedelta(minutes=3))
        pids.put(killed.pid)
        assert killed.wait(WAIT) == -signal.SIGKILL
        assert len(sink.mails) == 1
        assert state_of(row) is MailState.SENDING

        sink.taken = lambda _mail: True
        for later in (LEASE, PATIENCE, timedelta(days=1)):
            clock.advance(later + timedelta(minutes=1))
            ask_for_a_round()
            run_pending()
        assert len(sink.mails) == 1
        assert state_of(row) is MailState.UNSURE

        report = make_report(str(sink.mails[0]["Message-ID"]))
        done = app.test_cli_runner().invoke(args=["outbox", "bounced"], input=report)
        assert done.exit_code == 0
        assert state_of(row) is MailState.BOUNCED
