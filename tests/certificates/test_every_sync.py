"""R1: a batch whose worker is killed before any sync, or at any moment, comes to the same end.

After another worker took it over there is one paper for each person, serials follow each other,
none twice; what was filed before is as it was; every filed paper's bytes are there and are those
in the register; and the head from before proves into the new one.

The short form kills a small batch before a sample of syncs. The long form (`make faults
ARGS="-k every_sync"`) kills 66 and 500 before every single one; of the 500 a share where
KILL_EVERY is set, one in so many from number KILL_FROM on. The papers of the 500 are stand-ins of
usual length, one signed paper and a number behind it, neither checked nor bound, because rows,
files and register are what a kill could harm. Kills at random moments go to real papers.
"""

import hashlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.certificates import services
from lms.certificates.enums import BatchState, CertificateState
from lms.certificates.models import CertificateBatch, CertificateEvent, SessionPapers
from lms.certificates.printing.fast import Press
from lms.certificates.queries.entered import differences
from lms.certificates.services import making, papers
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.files import StoredFile
from lms.core.jobs import Job, JobState, run_pending
from lms.engines.press import Signing
from lms.register import queries as register
from lms.register.checking import check
from lms.signing.validate import SealReport
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, make_earned_session
from tests.support.apps import TestApp
from tests.support.killing import Installation, Sync, run_traced, run_until

PEOPLE, MANY = 6, 500
# of the long form: one in so many syncs, and so many kills at random
EVERY, FROM = int(os.environ.get("KILL_EVERY", "1")), int(os.environ.get("KILL_FROM", "0"))
AT_RANDOM = int(os.environ.get("KILL_AT_RANDOM", "200"))


@dataclass(frozen=True)
class Batch:
    """An action that waits for its worker, in a folder that can be put back to that."""

    session_id: UUID
    people: int
    installation: Installation


@dataclass(frozen=True)
class Left:
    """What a killed worker left behind: the hashes of filed papers, and the newest head."""

    filed: dict[UUID, str]
    head: str | None


@pytest.fixture
def application(test_apps: Callable[[str], TestApp]) -> Iterator[Flask]:
    app = test_apps("sqlite").fresh()
    with app.app_context():
        yield app
        db.session.rollback()


def begin(app: Flask, people: int) -> Batch:
    """An action of so many papers that waits for its worker, kept, with the design drawn."""
    session_id = make_earned_session([make_agency("A"), make_agency("B")], people).id
    with transaction():
        services.issue(actor=SYSTEM, course_session_id=session_id)
    batch = Batch(session_id, people, Installation(app))
    batch.installation.keep()
    run_pending()  # the press draws the design, and keeps it for every fork
    assert faults_of(batch, Left({}, None)) == []
    return batch


def what_is_left(batch: Batch) -> Left:
    db.session.rollback()
    rows = certificates_of(batch.session_id)
    assert len(rows) in {0, batch.people}, "serials are reserved all at once"
    head = register.head()
    filed = {row.id: row.file_hash for row in rows if row.file_hash}
    assert all(row.file_hash for row in rows if row.state is CertificateState.VALID)
    return Left(filed, head.note if head is not None else None)


def take_over(batch: Batch) -> None:
    """Another worker, once the lease of the lost one has run out."""
    with transaction():
        for job in db.session.scalars(sa.select(Job).where(Job.state == JobState.RUNNING)):
            job.lease_until = utcnow() - timedelta(seconds=1)
    run_pending()


def faults_of(batch: Batch, left: Left) -> list[str]:
    """Everything that is not as it has to be, in words."""
    rows = certificates_of(batch.session_id)
    found = Counter(
        {
            "serials": [row.number for row in rows] != list(range(1, batch.people + 1)),
            "states": {row.state for row in rows} != {CertificateState.VALID},
            "tokens": len({row.token for row in rows} | {row.code for row in rows})
            != 2 * len(rows),
            "people": len({row.enrolment_id for row in rows}) != batch.people,
            "filed anew": any(
                row.file_hash != left.filed[row.id] for row in rows if row.id in left.filed
            ),
            "bytes": any(
                hashlib.sha256(files.read(row.file_id)).hexdigest() != row.file_hash
                for row in rows
                if row.file_id
            ),
            "records": _records() != batch.people,
            "events": _events() != {"filed": batch.people, "issued": batch.people},
            "register": not check(witnessed=[left.head] if left.head else []).whole,
            "entries": register.size() != 2 * batch.people,
            "acts": list(differences()) != [],
            "batch": {row.state for row in db.session.scalars(sa.select(CertificateBatch))}
            != {BatchState.DONE},
            "job": {row.state for row in db.session.scalars(sa.select(Job))} != {JobState.DONE},
            "print file": db.session.scalar(sa.select(SessionPapers.print_count)) != batch.people,
        }
    )
    return [name for name, wrong in found.items() if wrong]


def _records() -> int | None:
    owned = sa.select(sa.func.count()).where(StoredFile.owner.startswith("certificates:"))
    return db.session.scalar(owned)


def _events() -> dict[str, int]:
    counted = sa.select(CertificateEvent.kind, sa.func.count()).group_by(CertificateEvent.kind)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def killed_before(batch: Batch, sync: Sync) -> str:
    """Kill, take over, look; "" where all is well."""
    batch.installation.put_back()
    ended = run_traced(run_pending, at=sync)
    if not ended.killed:
        return f"{sync}: the worker came to its end"
    left = what_is_left(batch)
    take_over(batch)
    wrong = faults_of(batch, left)
    return f"{sync}: {', '.join(wrong)}" if wrong else ""


def killed_at_random(batch: Batch, chance: random.Random, longest: float) -> str:
    batch.installation.put_back()
    after = chance.uniform(0, longest)
    killed = run_until(run_pending, after)
    left = what_is_left(batch)
    take_over(batch)
    wrong = faults_of(batch, left)
    return f"{after:.3f} s ({killed}): {', '.join(wrong)}" if wrong else ""


def one_by_one(patch: pytest.MonkeyPatch) -> None:
    """All syncs in one thread, so that each has its number."""
    patch.setattr(files, "_SIDE_BY_SIDE", 1 << 30)


@pytest.mark.faults
def test_killed_before_a_sample_of_syncs(
    application: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begin(application, PEOPLE)
    wrong = [killed_at_random(batch, random.Random(1), 0.4)]
    one_by_one(monkeypatch)
    batch.installation.put_back()
    made = run_traced(run_pending)
    syncs = made.all_syncs()
    assert len(syncs) > 4 * PEOPLE
    wrong += [killed_before(batch, sync) for sync in syncs[:: len(syncs) // 5]]
    batch.installation.drop()
    assert [one for one in wrong if one] == []


@pytest.mark.faults_long
@pytest.mark.parametrize(("people", "share"), [(66, slice(None)), (MANY, slice(FROM, None, EVERY))])
def test_killed_before_every_sync(
    application: Flask, monkeypatch: pytest.MonkeyPatch, people: int, share: slice
) -> None:
    batch = begin(application, people)
    if people == MANY:
        draw_stand_ins(batch, monkeypatch)
    one_by_one(monkeypatch)
    batch.installation.put_back()
    made = run_traced(run_pending)
    syncs = made.all_syncs()
    wrong: list[str] = []
    for done, sync in enumerate(syncs[share], 1):
        wrong += [one for one in [killed_before(batch, sync)] if one]
        tell(f"{people} papers, {done} of {len(syncs)} syncs, {len(wrong)} wrong")
    batch.installation.drop()
    assert wrong == []


def draw_stand_ins(batch: Batch, patch: pytest.MonkeyPatch) -> None:
    """A press that gives the first paper again and again, with a number behind it, and finds
    nothing wrong with any; the print file is the first of them."""
    (row, *_) = certificates_of(batch.session_id)
    assert row.file_id is not None
    sample, number = files.read(row.file_id), iter(range(10**9))

    def finish(*_: object, **__: object) -> Signing:
        yield from ()  # no key is asked
        return b"%s%%%d\n" % (sample, next(number))

    patch.setattr(Press, "finish", finish)
    patch.setattr(Press, "check", lambda *_: None)
    patch.setattr(papers, "merged", lambda printed, _name: next(iter(list(printed))))
    patch.setattr(making, "judged_here", lambda *_: lambda: [SealReport(None)])
    patch.setattr(making, "WORTH_HELPERS", 1 << 30)


@pytest.mark.faults_long
def test_killed_at_random_moments(application: Flask) -> None:
    batch = begin(application, MANY)
    chance = random.Random(1)
    wrong: list[str] = []
    for done in range(1, AT_RANDOM + 1):
        wrong += [one for one in [killed_at_random(batch, chance, 15.0)] if one]
        tell(f"{MANY} papers, {done} of {AT_RANDOM} random moments, {len(wrong)} wrong")
    batch.installation.drop()
    assert wrong == []


def tell(so_far: str) -> None:
    """How far a long test is, seen with `-s`."""
    print(f"\r{so_far}", end="", flush=True)
