"""Whole issue actions: numbers and rows, register, credentials, files synced to disk, print file.

A small action comes first, because a worker loads its libraries and lays out a design once.
Processor time is that of all processes: the worker, the second press (its start included), and the
signer where it runs as a process of its own, as it does on a server.
"""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lms.certificates import jobs, services
from lms.certificates.services import batches, statements
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.settings import Settings
from lms.courses.models import CourseSession
from lms.factory import create_app
from lms.signing.cli import run_signer
from lms.signing.signer.client import answers
from tests.factories.agencies import make_agency
from tests.factories.certificates import make_earned_session
from tests.support.apps import SECRET, START

HEAD = (
    "| people | signer | certificates/s, numbered and filed | processor ms each, all processes "
    "| of that second press | signer | whole action, s | worker's MB | load |\n"
    "|--:|---|--:|--:|--:|--:|--:|--:|--:|"
)
TURNS = (
    (100, "process"), (200, "process"), (400, "process"), (1000, "process"), (400, "inside"),
)  # fmt: skip


def report(folder: Path) -> str:
    """The table of whole actions."""
    lines = ["Complete certificates:", "", HEAD]
    for place, (people, signer) in enumerate(TURNS):
        lines.append(apart(folder / str(place), people, signer))
    return "\n".join(lines)


def apart(folder: Path, people: int, signer: str) -> str:
    """One action in a process of its own, so that each starts with the same memory."""
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    child = context.Process(target=_answer, args=(answer, folder, people, signer))
    child.start()
    found: str = answer.get()
    child.join()
    return found


def _answer(answer: Any, folder: Path, people: int, signer: str) -> None:
    answer.put(complete(folder, people, signer))


def complete(folder: Path, people: int, signer: str) -> str:
    """A row of the table."""
    app = create_app(_settings(folder, signer), FixedClock(START))
    with app.app_context(), _signer(folder, signer) as signing:
        db.create_all()
        agency = make_agency()
        statements.make_key()
        _issue(make_earned_session([agency], 4))
        session = make_earned_session([agency], people)
        parts = _Parts()
        real = jobs._file_all, batches.reserve
        jobs._file_all, batches.reserve = parts.of(real[0]), parts.of(real[1])
        second, signed, began = _over(), _of(signing), time.monotonic()
        try:
            _issue(session)
        finally:
            jobs._file_all, batches.reserve = real
        whole, second, signed = time.monotonic() - began, _over() - second, _of(signing) - signed
        db.engine.dispose()
    each = 1000 / people
    return (
        f"| {people} | {signer} | {people / parts.wall:.0f} "
        f"| {(parts.processor + second + signed) * each:.1f} | {second * each:.1f} "
        f"| {signed * each:.1f} | {whole:.1f} | {resident():.0f} | {os.getloadavg()[0]:.1f} |"
    )


def resident() -> float:
    """Resident memory of this process in megabytes."""
    with Path("/proc/self/statm").open(encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class _Parts:
    """Seconds and processor seconds of this process in the parts that are measured."""

    def __init__(self) -> None:
        self.wall = self.processor = 0.0

    def of(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, measured."""

        def timed(*args: Any, **named: Any) -> Any:
            began, processor = time.monotonic(), time.process_time()
            found = act(*args, **named)
            self.wall += time.monotonic() - began
            self.processor += time.process_time() - processor
            return found

        return timed


def _issue(session: CourseSession) -> None:
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=session.id)
    assert begun.batch_id is not None
    jobs.run_batch(begun.batch_id, progress=lambda _done, _of: None, actor=SYSTEM)


def _settings(folder: Path, signer: str) -> Settings:
    return Settings(
        _env_file=None,
        data=folder,
        secret_key=SECRET,
        signer=signer,  # type: ignore[arg-type]
        base_url="https://training.example",
    )


@contextmanager
def _signer(folder: Path, signer: str) -> Iterator[int]:
    """The signer as a process, where it is to be one; gives its number, else 0."""
    if signer == "inside":
        yield 0
        return
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(folder,))
    process.start()
    until = time.monotonic() + 60
    while not answers(folder) and time.monotonic() < until:
        time.sleep(0.1)
    try:
        yield process.pid or 0
    finally:
        process.kill()
        process.join()


def _serve(folder: Path) -> None:
    app = create_app(_settings(folder, "process"), FixedClock(START))
    with app.app_context():
        run_signer()


def _over() -> float:
    """Processor seconds of processes that this one started and that are over."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _of(process: int) -> float:
    """Processor seconds of a running process; 0 without one."""
    if not process:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
