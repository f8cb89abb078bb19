"""Issue, correct, revoke, crash and put back, in any order: serials follow each other, none is
given twice once it left the house, and every head that was ever signed proves into the newest one.

The papers are stand-ins: what is tested are rows and register, by the certificates' own services.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lms.agencies.models import Agency
from lms.certificates import services as certificates
from lms.certificates.enums import BatchState, CertificateState, RevocationCode
from lms.certificates.models import Certificate, CertificateBatch
from lms.certificates.queries.entered import differences
from lms.certificates.services import batches, filing
from lms.core.access import SYSTEM
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Refused
from lms.core.settings import settings as program
from lms.courses.models import CourseSession
from lms.engines.register.checkpoints import open_checkpoint
from lms.engines.register.notes import NotANote
from lms.engines.register.prooftext import check_consistency
from lms.register import queries
from lms.register import services as register
from lms.register.checking import check
from tests.factories.agencies import make_agency
from tests.factories.certificates import make_deserving, make_earned_session
from tests.support.apps import TestApp


class Killed(Exception):
    """The worker's end, at this point."""


CRASHES = (None, None, "reserving", "reserved", "signed", "filing", "filed", "closing")


class Machine(RuleBasedStateMachine):
    """A register, and what the world outside knows of it."""

    made: Callable[[str], TestApp]

    def __init__(self) -> None:
        super().__init__()
        self.context = self.made("sqlite").fresh().app_context()
        self.context.push()
        agency = make_agency()
        self.agency, self.course = agency.id, make_earned_session([agency], 1).id
        self.people = 1
        self.out: dict[str, bytes] = {}  # serial -> commitment, once a head over it was signed
        self.heads: list[str] = []
        self.lost_logs: set[str] = set()
        self.passed_over: set[int] = set()
        self.copies = 0
        self._copy()

    def teardown(self) -> None:
        db.session.rollback()
        db.session.remove()
        self.context.pop()

    # --- what the office does ---

    @rule(crash=st.sampled_from(CRASHES))
    def issue(self, crash: str | None) -> None:
        self._finish_what_is_open()
        course = db.session.get_one(CourseSession, self.course)
        self.people += 1
        agency = db.session.get_one(Agency, self.agency)
        make_deserving(course, agency, f"Person Number {self.people}")
        with transaction():
            begun = certificates.issue(actor=SYSTEM, course_session_id=self.course)
        self._work(begun.batch_id, crash)

    @rule(crash=st.sampled_from(CRASHES), data=st.data())
    def correct(self, crash: str | None, data: st.DataObject) -> None:
        self._finish_what_is_open()
        row = self._some_valid(data)
        if row is None:
            return
        with transaction():
            batch_id = certificates.issue_again(
                actor=SYSTEM, certificate_id=row.id, reason="Misspelt."
            )
        self._work(batch_id, crash)

    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        row = self._some_valid(data)
        if row is not None:
            with transaction():
                certificates.revoke(
                    actor=SYSTEM,
                    certificate_id=row.id,
                    code=RevocationCode.OTHER,
                    sentence="By mistake.",
                )

    @rule()
    def copy(self) -> None:
        self._copy()

    @rule(data=st.data())
    def put_back(self, data: st.DataObject) -> None:
        self._copy()
        newest = self.copies
        self._put_back(data.draw(st.integers(1, newest), label="copy"))
        if self.heads and not self._known(self.heads[-1]):
            assert queries.locked() is not None
            with pytest.raises(Refused), transaction():
                certificates.issue(actor=SYSTEM, course_session_id=self.course)
            if data.draw(st.booleans(), label="a newer copy is found"):
                self._put_back(newest)
            else:
                self._go_on_after_a_loss()
        assert queries.locked() is None

    @rule()
    def lock_by_hand(self) -> None:
        if not self.heads or open_checkpoint_of(self.heads[-1]) in self.lost_logs:
            return
        with transaction():
            register.lock(actor=SYSTEM, reason="The backup of the night was put back.")
        with transaction():
            register.unlock(actor=SYSTEM, note=self.heads[-1], serial=max(self.out))
        assert queries.locked() is None

    # --- what has to hold after each act ---

    @invariant()
    def serials_follow_each_other(self) -> None:
        rows = self._certificates()
        numbers = {row.number for row in rows}
        assert len(numbers) == len(rows)
        last = max(numbers, default=0)
        assert set(range(1, last + 1)) - numbers <= self.passed_over
        for row in rows:
            assert self.out.get(row.serial, row.commitment) == row.commitment

    @invariant()
    def register_and_certificates_agree(self) -> None:
        assert check().faults == ()
        assert list(differences()) == []

    @invariant()
    def every_old_head_proves_into_the_newest(self) -> None:
        keys = queries.verifiers()
        for note in self.heads:
            origin = open_checkpoint_of(note)
            if origin not in self.lost_logs:
                old = open_checkpoint(note, keys)
                check_consistency(queries.consistency(old), old, keys)

    # --- the worker, which may be killed at any point ---

    def _work(self, batch_id: UUID | None, crash: str | None) -> None:
        if batch_id is None:
            return
        try:
            self._run(batch_id, crash)
        except Killed:
            db.session.rollback()

    def _run(self, batch_id: UUID, crash: str | None) -> None:
        work = batches.open_work(batch_id)
        if work is None:
            return
        unfiled = work.unfiled
        if work.planned:
            checked = frozenset(one.candidate.enrolment_id for one in work.planned)
            with transaction():
                unfiled = batches.reserve(batch_id=batch_id, checked=checked)
                self._kill("reserving", crash)
        self._kill("reserved", crash)
        self._sign(crash)
        self._kill("signed", crash)
        for certificate_id in unfiled:
            with transaction():
                data = f"%PDF paper of {certificate_id}".encode()
                filing.file({certificate_id: data}, actor=SYSTEM)
                self._kill("filing", crash)
            self._kill("filed", crash)
        self._sign(crash)
        with transaction():
            batches.finish(batch_id=batch_id)

    def _sign(self, crash: str | None) -> None:
        if not queries.size():
            return
        with transaction():
            head = register.sign_head(actor=SYSTEM)
            self._kill("closing", crash)
        if head.note not in self.heads:
            self.heads.append(head.note)
        self.out |= {row.serial: row.commitment for row in self._certificates()}

    @staticmethod
    def _kill(here: str, crash: str | None) -> None:
        if here == crash:
            raise Killed

    def _finish_what_is_open(self) -> None:
        running = sa.select(CertificateBatch.id).where(CertificateBatch.state == BatchState.RUNNING)
        for batch_id in db.session.scalars(running).all():
            self._run(batch_id, None)

    # --- copies of the database ---

    def _copy(self) -> None:
        self.copies += 1
        db.session.rollback()
        with closed(self._database()) as now, closed(self._file(self.copies)) as kept:
            now.backup(kept)

    def _put_back(self, number: int) -> None:
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            Path(f"{self._database()}{end}").unlink(missing_ok=True)
        shutil.copyfile(self._file(number), self._database())

    def _go_on_after_a_loss(self) -> None:
        before = max((row.number for row in self._certificates()), default=0)
        serial = max(self.out)
        with transaction():
            register.unlock(actor=SYSTEM, note=self.heads[-1], serial=serial, lost=True)
        self.passed_over |= set(range(before + 1, int(serial.rpartition("-")[2]) + 1))
        self.lost_logs.add(open_checkpoint_of(self.heads[-1]))
        newest = queries.head()
        assert newest is not None and newest.size == 1
        self.heads.append(newest.note)

    def _database(self) -> Path:
        return program().data / "concord.db"

    def _file(self, number: int) -> Path:
        return program().data / f"copy-{number}.db"

    # --- looking ---

    def _known(self, note: str) -> bool:
        try:
            head = open_checkpoint(note, queries.verifiers())
        except NotANote:  # of a log that this copy has never heard of
            return False
        log = queries.log_named(head.origin)
        return bool(log and queries.root_at(log, head.size) == head.root)

    def _certificates(self) -> list[Certificate]:
        chosen = sa.select(Certificate).execution_options(populate_existing=True)
        return list(db.session.scalars(unscoped(chosen, because="a test looks at all")))

    def _some_valid(self, data: st.DataObject) -> Certificate | None:
        valid = [row for row in self._certificates() if row.state is CertificateState.VALID]
        return data.draw(st.sampled_from(valid)) if valid else None


def open_checkpoint_of(note: str) -> str:
    return note.partition("\n")[0]


@contextmanager
def closed(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()


def run_machine(made: Callable[[str], TestApp], *, examples: int, steps: int) -> None:
    machine = type("OnThisWorker", (Machine,), {"made": staticmethod(made)})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate],  # a found order is short enough to be read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order_of_acts_keeps_the_promises(test_apps: Callable[[str], TestApp]) -> None:
    run_machine(test_apps, examples=6, steps=12)


@pytest.mark.faults_long
def test_many_orders_of_acts_keep_the_promises(test_apps: Callable[[str], TestApp]) -> None:
    run_machine(test_apps, examples=150, steps=30)
