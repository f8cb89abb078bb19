"""R20 for certificates: whoever owns the database edits, deletes, adds, reorders or rolls back
their rows; all of it shows, and acts are as many as entries."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from lms.certificates import services
from lms.certificates.enums import CertificateState, RevocationCode
from lms.certificates.models import Certificate, CertificateEntry, CertificateEvent
from lms.certificates.queries.entered import KINDS, differences
from lms.certificates.services import batches, filing
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction, unscoped
from lms.core.ids import new_id
from lms.core.settings import settings
from lms.courses.models import CourseSession
from lms.engines.credentials.commitment import commit, new_salt
from lms.register import queries as register_queries
from lms.register import services as register
from lms.register.checking import check
from lms.register.models import RegisterEntry
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, make_earned_session
from tests.support import before

Attack = Callable[[Session, random.Random], None]
PEOPLE = 5
GUARDED = ("certificate_event", "certificate_entry", "register_entry", "register_node")


@pytest.fixture
def copies(app: Flask) -> list[Path]:
    """Where copies of the database are kept as the course goes on."""
    return []


@pytest.fixture
def course(app: Flask, clock: FixedClock, copies: list[Path]) -> CourseSession:
    """Five papers by stand-ins, one revoked, one superseded; no trigger holds the owner back."""
    clock.advance(timedelta(microseconds=663_243))  # as clocks go
    course_session = make_earned_session([make_agency()], PEOPLE)
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    work_off(begun.batch_id)
    keep_a_copy(copies)
    rows = certificates_of(course_session.id)
    with transaction():
        services.revoke(
            actor=SYSTEM, certificate_id=rows[1].id, code=RevocationCode.ISSUED_IN_ERROR
        )
        register.sign_head(actor=SYSTEM)
    keep_a_copy(copies)
    with transaction():
        again = services.issue_again(actor=SYSTEM, certificate_id=rows[2].id, reason="Misspelt.")
    work_off(again)
    with transaction() as session:
        for table in GUARDED:
            for act in ("update", "delete", "insert"):
                session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{act}"))
    assert check().whole and list(differences()) == []
    return course_session


def database() -> Path:
    return settings().data / "concord.db"


def keep_a_copy(copies: list[Path]) -> None:
    db.session.rollback()
    copies.append(settings().data / f"copy-{len(copies)}.db")
    with closing(sqlite3.connect(database())) as now, closing(sqlite3.connect(copies[-1])) as kept:
        now.backup(kept)


def work_off(batch_id: object) -> None:
    work = batches.open_work(batch_id)  # type: ignore[arg-type]
    assert work is not None
    checked = frozenset(one.candidate.enrolment_id for one in work.planned)
    with transaction():
        unfiled = batches.reserve(batch_id=work.batch_id, checked=checked)
        register.sign_head(actor=SYSTEM)
    with transaction():
        filing.file({one: b"%PDF " + one.bytes for one in unfiled}, actor=SYSTEM)
        register.sign_head(actor=SYSTEM)
        batches.finish(batch_id=work.batch_id)


def some(chance: random.Random, model: type, *where: sa.ColumnElement[bool]) -> object:
    """A row's id, the same for the same chance."""
    column = next(iter(sa.inspect(model).primary_key))
    ids = db.session.scalars(sa.select(column).where(*where).order_by(column))
    return chance.choice(ids.all())


def certificate(session: Session, *where: sa.ColumnElement[bool]) -> Certificate:
    statement = sa.select(Certificate).where(*where)
    return session.scalars(unscoped(statement, because="a forger's eye")).one()


def some_certificate(session: Session, chance: random.Random) -> Certificate:
    return certificate(session, Certificate.id == some(chance, Certificate))


def change(session: Session, number: object, /, **values: object) -> None:
    session.execute(sa.update(Certificate).where(Certificate.id == number).values(**values))


def change_a_state(session: Session, chance: random.Random) -> None:
    row = some_certificate(session, chance)
    others = [state for state in CertificateState if state is not row.state]
    change(session, row.id, state=chance.choice(others))


def bring_back_the_old(session: Session, chance: random.Random) -> None:
    """The superseded one is in force again, and its successor is not."""
    row = certificate(session, Certificate.state == CertificateState.SUPERSEDED)
    change(session, row.superseded_by_id, state=CertificateState.SUPERSEDED)
    change(session, row.id, state=CertificateState.VALID, superseded_by_id=None)


def change_a_name(session: Session, chance: random.Random) -> None:
    row = some_certificate(session, chance)
    payload, salt = row.payload.replace("Person", "Person of Honour"), row.salt
    values: dict[str, object] = {"payload": payload}
    if chance.random() < 0.5:  # and the commitment with it
        salt = chance.choice([salt, new_salt()])
        values |= {"salt": salt, "commitment": commit(payload.encode(), salt)}
    change(session, row.id, **values)


def change_a_column(session: Session, chance: random.Random) -> None:
    number = some(chance, Certificate)
    values: dict[str, object] = chance.choice(
        [
            {"serial": "DGTR-2026-0900"},
            {"number": 900},
            {"year": 2025},
            {"prefix": "ABC"},
            {"file_hash": chance.randbytes(32).hex()},
            {"file_hash": None},
            {"issued_at": before.utcnow().replace(year=2020)},
            {"kind": "participation"},
            {"commitment": chance.randbytes(32)},
            {"payload": "nothing"},
            {"payload": "{}"},
        ]
    )
    change(session, number, **values)


def change_a_revocation(session: Session, chance: random.Random) -> None:
    number = some(chance, Certificate, Certificate.state == CertificateState.REVOKED)
    values: dict[str, object] = chance.choice(
        [
            {"revocation_reason": "The holder asked for it."},
            {"revocation_reason": None},
            {"revoked_at": before.utcnow().replace(year=2027)},
            {"revocation_code": RevocationCode.HOLDER_REQUEST},
        ]
    )
    change(session, number, **values)


def change_an_event(session: Session, chance: random.Random) -> None:
    event = session.get_one(CertificateEvent, some(chance, CertificateEvent))
    values: dict[str, object] = chance.choice(
        [
            {"kind": chance.choice([kind for kind in (*KINDS, "lost") if kind != event.kind])},
            {"payload": {}} if event.kind in {"filed", "revoked"} else {"kind": "lost"},
            {"server_at": event.server_at.replace(year=2020)}
            if event.kind != "issued"
            else {"owner_id": some(chance, Certificate, Certificate.id != event.owner_id)},
            {"payload": {"schema": 1, "sha256": "00", "reason": "Another."}}
            if event.kind in {"filed", "revoked"}
            else {"kind": "voided"},
        ]
    )
    if "owner_id" in values:
        values["sequence"] = 90
    statement = sa.update(CertificateEvent).where(CertificateEvent.id == event.id)
    session.execute(statement.values(**values))


def delete_an_act(session: Session, chance: random.Random) -> None:
    """An event, alone or with what ties it to the register."""
    number = some(chance, CertificateEvent)
    depth = chance.randrange(3)
    if depth != 1:
        session.execute(sa.delete(CertificateEntry).where(CertificateEntry.event_id == number))
    if depth != 0:
        session.execute(sa.delete(CertificateEvent).where(CertificateEvent.id == number))


def delete_a_certificate(session: Session, chance: random.Random) -> None:
    row = some_certificate(session, chance)
    if chance.random() < 0.7:
        links = CertificateEntry.certificate_id == row.id
        session.execute(sa.delete(CertificateEntry).where(links))
    session.execute(sa.delete(CertificateEvent).where(CertificateEvent.owner_id == row.id))
    session.execute(sa.delete(Certificate).where(Certificate.id == row.id))


def add_a_ghost(session: Session, chance: random.Random) -> None:
    """A certificate that was never issued, a copy of one that was, with or without events."""
    row = some_certificate(session, chance)
    values = {one.key: getattr(row, one.key) for one in sa.inspect(Certificate).column_attrs}
    values |= {"id": new_id(), "state": CertificateState.REVOKED, "status_index": None}
    number, serial = chance.choice([(900, "DGTR-2026-0900"), (7, "DGTR-2026-0007")])
    payload = row.payload.replace(row.serial, serial)
    values |= {"number": number, "serial": serial, "payload": payload, "code": "0" * 16}
    values |= {"commitment": commit(payload.encode(), row.salt), "token_hash": chance.randbytes(32)}
    if chance.random() < 0.5:
        values["state"], values["kind"] = CertificateState.VALID, "appreciation"
    session.execute(sa.insert(Certificate).values(**values))
    for sequence, kind in enumerate(("issued", "filed")[: chance.randrange(3)], start=1):
        event = CertificateEvent(
            id=new_id(), uuid=new_id(), owner_id=values["id"], sequence=sequence, kind=kind,
            payload={"schema": 1, "sha256": row.file_hash}, server_at=row.issued_at,
        )  # fmt: skip
        session.add(event)


def reorder_entries(session: Session, chance: random.Random) -> None:
    """Two acts change their places in the register."""
    one, other = chance.sample(session.scalars(sa.select(CertificateEntry.index)).all(), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        session.execute(
            text("UPDATE certificate_entry SET entry_index = :new WHERE entry_index = :old"),
            {"old": old, "new": new},
        )


def exchange_leaves(session: Session, chance: random.Random) -> None:
    one, other = chance.sample(session.scalars(sa.select(RegisterEntry.index)).all(), 2)
    chosen = {row.index: row.leaf for row in session.scalars(sa.select(RegisterEntry))}
    for index, leaf in ((one, chosen[other]), (other, chosen[one])):
        session.execute(
            sa.update(RegisterEntry).where(RegisterEntry.index == index).values(leaf=leaf)
        )


ATTACKS: list[Attack] = [
    change_a_state, bring_back_the_old, change_a_name, change_a_column, change_a_revocation,
    change_an_event, delete_an_act, delete_a_certificate, add_a_ghost, reorder_entries,
    exchange_leaves,
]  # fmt: skip


@pytest.mark.parametrize("attacks", [66, pytest.param(500, marks=pytest.mark.faults_long)])
def test_every_change_of_a_certificate_shows(
    app: Flask, course: CourseSession, attacks: int
) -> None:
    chance, missed, refused = random.Random(20), [], 0
    for number in range(attacks):
        attack = ATTACKS[number % len(ATTACKS)]
        session = db.session()
        session.rollback()
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        try:
            attack(session, chance)
            session.flush()
        except sa.exc.IntegrityError:
            refused += 1  # the database did not let even its owner
        else:
            session.expire_all()
            if check().whole and not list(differences()):
                missed.append((number, attack.__name__))
        session.rollback()
    assert missed == []
    assert refused < attacks / 4
    assert check().whole and list(differences()) == []
    acts = db.session.scalar(sa.select(sa.func.count()).select_from(CertificateEvent))
    entries = sa.select(sa.func.count()).where(RegisterEntry.kind.in_(KINDS))
    assert acts == db.session.scalar(entries) == 2 * (PEOPLE + 1) + 2


def test_an_older_copy_in_place_of_the_database_shows(
    course: CourseSession, copies: list[Path]
) -> None:
    head = register_queries.head()
    assert head is not None and len(copies) == 2
    for copy in copies:
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            Path(f"{database()}{end}").unlink(missing_ok=True)
        shutil.copyfile(copy, database())
        assert list(differences()) == []  # it is whole in itself
        assert not check().whole  # but not what the mark beside it says
        assert not check(witnessed=[head.note]).whole
        db.session.rollback()
        (settings().data / "register.mark").rename(settings().data / "taken")
        assert check().whole and not check(witnessed=[head.note]).whole
        (settings().data / "taken").rename(settings().data / "register.mark")


def test_certificates_from_before_the_register_are_known_as_such(app: Flask) -> None:
    before.put_register()
    assert list(differences()) == []
    with transaction():
        db.session.execute(
            sa.update(Certificate)
            .where(Certificate.serial == before.REVOKED)
            .values(state=CertificateState.VALID, revocation_reason=None, revoked_at=None)
        )
    assert list(differences()) != []
