"""Workers that die at a chosen sync: forked from the test's own process, so that imports and the
drawn design are not paid for again, and followed by strace, which sends SIGKILL before the sync.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from lms.core.db import db

SYNCS = ("fsync", "fdatasync")
KEPT = "begun"  # beside the data folder
LONGEST, ORPHANS = 600, 20  # seconds
Sync = tuple[str, int]  # its kind, and its number among those of its thread
ANY_TRACER = (0x59616D61, -1)  # prctl: a sister process may trace this one (Yama)


@dataclass(frozen=True)
class Ended:
    """How a worker ended, and how many syncs of each kind it had made or was about to make."""

    killed: bool
    syncs: Counter[str]

    def all_syncs(self) -> list[Sync]:
        """Each of them."""
        return [(kind, n) for kind, count in self.syncs.items() for n in range(1, count + 1)]


class Installation:
    """The data folder of a test application, which can be put back to where it was kept."""

    def __init__(self, app: Flask) -> None:
        self._data: Path = app.extensions["concord.settings"].data
        self._kept = self._data.with_name(f"{self._data.name}-{KEPT}")

    def keep(self) -> None:
        """Keep everything as it is now. No transaction is open."""
        self._let_go()
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self._data, self._kept)

    def put_back(self) -> None:
        """Everything as it was kept: database, files, keys, the register's mark."""
        self._let_go()
        shutil.rmtree(self._data)
        shutil.copytree(self._kept, self._data)

    def drop(self) -> None:
        """Forget what was kept."""
        shutil.rmtree(self._kept, ignore_errors=True)

    @staticmethod
    def _let_go() -> None:
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def run_traced(work: Callable[[], object], *, at: Sync | None = None) -> Ended:
    """Do the work in a forked process; `at` is the sync, by kind and number, that it dies before.

    Numbers count within one thread. Skips the test where processes may not be traced here.
    """
    log = Path(os.environ["CONCORD_TEST_RUN"]) / f"strace-{os.getpid()}.log"
    inject = ["-e", f"inject={at[0]}:signal=KILL:when={at[1]}"] if at else []
    pid, go = _fork(work)
    command = ["strace", "-f", "-o", str(log), "-e", f"trace={','.join(SYNCS)}", *inject]
    tracer = subprocess.Popen([*command, "-p", str(pid)], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    first = tracer.stderr.readline()
    if "attached" not in first:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        tracer.wait()
        pytest.skip(f"strace may not follow a process here: {first.strip()}")
    os.write(go, b"g")
    os.close(go)
    status = _wait(pid)
    _all_gone(pid)
    tracer.wait()
    tracer.stderr.close()
    text = log.read_text("utf-8", errors="replace")
    log.unlink()
    syncs = Counter({kind: text.count(f" {kind}(") for kind in SYNCS})
    return Ended(_by_kill(status), syncs)


def run_until(work: Callable[[], object], seconds: float) -> bool:
    """Do the work in a forked process and kill it after so long; whether it was still at work."""
    pid, go = _fork(work)
    os.write(go, b"g")
    os.close(go)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    killed = _by_kill(_wait(pid))
    _all_gone(pid)
    return killed


def _fork(work: Callable[[], object]) -> tuple[int, int]:
    """A process that begins the work once a sign was written; its id, and where to write it."""
    db.session.remove()
    db.engine.dispose()
    wait, go = os.pipe()
    pid = os.fork()
    if pid:
        os.close(wait)
        return pid, go
    status = 1
    try:
        os.setsid()
        os.close(go)
        ctypes.CDLL(None).prctl(*ANY_TRACER, 0, 0, 0)
        os.read(wait, 1)
        work()
        status = 0
    finally:
        os._exit(status)


def _wait(pid: int) -> int:
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.005)
    _end(pid)
    raise TimeoutError("The worker did not end.")


def _end(pid: int) -> None:
    """The worker and whatever it started, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _all_gone(pid: int) -> None:
    """What a killed worker had started ends by itself, soon."""
    deadline = time.monotonic() + ORPHANS
    while left := _group(pid):
        if time.monotonic() > deadline:
            _end(pid)
            raise AssertionError(f"A killed worker left processes behind: {left}")
        time.sleep(0.02)


def _group(pid: int) -> list[str]:
    """The names of living processes of a worker's group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = entry.read_text("utf-8", errors="replace").rpartition(")")
            state, _parent, group = rest.split()[:3]
            if int(group) == pid and state not in "ZX":
                found.append(name)
    return found


def _by_kill(status: int) -> bool:
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0, "the worker failed by itself"
    return False
