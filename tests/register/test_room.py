"""Entries, heads, logs of years, keys, witnesses and the lock, on the rows."""

import threading
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused, Unavailable
from lms.core.jobs import run_pending
from lms.core.settings import settings
from lms.engines.register.checkpoints import open_checkpoint
from lms.engines.register.hashing import leaf_hash
from lms.engines.register.prooftext import check_consistency, check_inclusion
from lms.outbox.models import OutboxMessage
from lms.register import mark, queries, services
from lms.register.checking import check
from lms.register.models import RegisterEntry, RegisterHead, RegisterLog, RegisterWitness
from lms.register.rows import Head
from tests.factories.accounts import make_focal_point
from tests.factories.agencies import make_agency
from tests.support.apps import QueryCount


def add(*words: str, kind: str = "issued") -> Sequence[int]:
    with transaction():
        return services.append(entries=[word.encode() for word in words], kind=kind)


def sign() -> Head:
    with transaction():
        return services.sign_head(actor=SYSTEM)


@pytest.mark.both
def test_entries_stand_in_order_and_prove_into_every_later_head(app: Flask) -> None:
    assert list(add("a", "b", "c")) == [0, 1, 2]
    first = sign()
    assert (first.size, first.origin) == (3, "concord.example/register/2026")
    assert sign() == first  # nothing was added since
    assert list(add("d")) == [3]
    with pytest.raises(NotFound):
        queries.proof(3)
    second = sign()
    keys = queries.verifiers()
    assert check_inclusion(queries.proof(3), leaf_hash(b"d"), keys) == second.checkpoint
    assert check_inclusion(queries.proof(0, size=3), leaf_hash(b"a"), keys) == first.checkpoint
    old = open_checkpoint(first.note, keys)
    assert check_consistency(queries.consistency(old), old, keys) == second.checkpoint
    assert check().whole


def test_an_entry_costs_the_same_questions_however_long_the_log(
    app: Flask, count_queries: Callable[[], QueryCount]
) -> None:
    asked = []
    for more in (7, 1_016):  # trees of 9 and of 1,027
        add(*(f"{more}-{number}" for number in range(more)))
        sign()
        with count_queries() as statements:
            add("one more", "and its neighbour")
        asked.append(int(statements))
    assert asked[0] == asked[1] <= 14
    newest = sign()
    proof = queries.proof(1_026)
    assert check_inclusion(proof, leaf_hash(b"and its neighbour"), queries.verifiers()) == (
        newest.checkpoint
    )


@pytest.mark.both
def test_what_is_rolled_back_was_never_there(app: Flask) -> None:
    add("a")
    with pytest.raises(RuntimeError, match="on purpose"), transaction():
        services.append(entries=[b"lost"], kind="issued")
        services.sign_head(actor=SYSTEM)
        raise RuntimeError("on purpose")
    assert list(add("b")) == [1]
    sign()
    assert check().whole and queries.locked() is None


@pytest.mark.both
def test_many_writers_at_once_leave_no_gap(app: Flask) -> None:
    add("first")

    def write(name: int) -> None:
        with app.app_context():
            for number in range(5):
                add(f"{name} {number}", f"{name} {number} more")
            db.session.remove()

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    indices = db.session.scalars(sa.select(RegisterEntry.index).order_by(RegisterEntry.index))
    assert indices.all() == list(range(41))
    sign()
    assert check().whole


def test_a_proof_of_hundreds_at_once_is_the_proof_of_each(app: Flask) -> None:
    indices = add(*(str(number) for number in range(300)))
    sign()
    many = queries.proofs(indices)
    assert many[7] == queries.proof(7) and many[299] == queries.proof(299)
    keys = queries.verifiers()
    assert all(check_inclusion(many[i], leaf_hash(str(i).encode()), keys) for i in (0, 150, 299))


def test_the_database_itself_refuses_to_change_entries(app: Flask) -> None:
    add("a")
    for statement in (
        "UPDATE register_entry SET kind = 'x'",
        "DELETE FROM register_entry",
        "INSERT OR REPLACE INTO register_entry VALUES (0, 1, 'x', x'00')",
    ):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), transaction():
            db.session.execute(sa.text(statement))


# --- years and keys ---


def test_a_new_year_has_a_log_of_its_own_that_names_the_end_of_the_old(
    app: Flask, clock: FixedClock
) -> None:
    add("a", "b")
    first = sign()
    add("late")  # in no head when the year ends
    clock.set(clock.now().replace(year=2027))
    assert list(add("c")) == [4]
    second = sign()
    assert second.origin == "concord.example/register/2027" and second.size == 2
    logs = db.session.scalars(sa.select(RegisterLog).order_by(RegisterLog.id)).all()
    last = queries.head_now(logs[0])
    link = check_inclusion(
        queries.proof(3), leaf_hash(last.text.encode()), queries.verifiers(), origin=second.origin
    )
    assert (link.size, last.size) == (2, 3)
    old = first.checkpoint  # the old year's own newest head was signed as well
    assert check_consistency(queries.consistency(old), old, queries.verifiers()) == last
    assert [one.origin[-4:] for one in queries.log_keys()] == ["2026", "2027"]
    assert check().whole
    clock.set(clock.now().replace(year=2026))
    assert list(add("d")) == [5]  # a clock that was set back opens no log
    assert db.session.get_one(RegisterEntry, 5).log_id == 2


def test_keys_are_the_owners_alone_and_lost_keys_are_not_made_anew(app: Flask) -> None:
    add("a")
    sign()
    folder = settings().data / "signing" / "register" / "2026-1"
    assert (folder / "log.key").stat().st_mode & 0o777 == 0o600
    kept = (folder / "log.key").read_bytes()
    add("b")
    try:
        (folder / "log.key").unlink()
        with pytest.raises(Unavailable):
            sign()
    finally:
        (folder / "log.key").write_bytes(kept)
    sign()


# --- witnesses ---


def test_each_head_goes_to_the_focal_points_once_and_names_nobody(app: Flask) -> None:
    agency = make_agency()
    point = make_focal_point(agency, email="focal@agency.example")
    add("a")
    head = sign()
    run_pending()
    (message,) = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.template == "register/head")
    ).all()
    assert message.address == "focal@agency.example" and message.digest
    assert head.note.strip() in message.body
    for name in (point.first_name, point.last_name):
        assert name not in message.body + message.subject
    assert "https://concord.example/register/heads" in message.body
    (told,) = db.session.scalars(sa.select(RegisterWitness)).all()
    assert (told.size, told.agency_id, told.message_id) == (1, agency.id, message.id)
    newest = queries.head()
    assert newest is not None and newest.witnesses == 1
    sign()
    run_pending()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RegisterWitness)) == 1


# --- the lock ---


@pytest.fixture
def lost(app: Flask) -> tuple[Head, Head]:
    """A database that was put back: its last two heads, of which it does not know the second."""
    add("a", "b")
    first = sign()
    with transaction() as session:
        add("c")
        second = sign()
        session.flush()
        known = mark.Mark(second.origin, second.size, second.root.hex())
        session.rollback()
        session.connection(execution_options={"concord_write": True})
    mark.write(settings(), known)
    return first, second


def test_a_database_that_was_put_back_issues_nothing(lost: tuple[Head, Head]) -> None:
    assert queries.locked() is not None
    for act in (lambda: add("d"), sign):
        with pytest.raises(Refused, match="locked"):
            act()
    assert any("last head signed here" in fault for fault in check().faults)


def test_a_lost_tail_is_passed_over_in_a_new_log(app: Flask, lost: tuple[Head, Head]) -> None:
    first, second = lost
    with pytest.raises(Invalid), transaction():  # an older head than this server remembers
        services.unlock(actor=SYSTEM, note=first.note, serial="DGTR-2026-0003")
    with pytest.raises(Refused, match="newer backup"), transaction():
        services.unlock(actor=SYSTEM, note=second.note, serial="DGTR-2026-0003")
    with transaction():
        services.unlock(actor=SYSTEM, note=second.note, serial="DGTR-2026-0003", lost=True)
    assert queries.locked() is None
    assert app.extensions["concord.serials"].last() == "DGTR-2026-0003"
    assert list(add("d")) == [3]
    head = sign()
    assert head.origin == "concord.example/register/2026-2" and head.size == 2
    named = leaf_hash(second.checkpoint.text.encode())
    assert check_inclusion(queries.proof(2), named, queries.verifiers()) == head.checkpoint
    assert check().whole
    assert check(witnessed=[first.note]).whole
    assert not check(witnessed=[second.note]).whole


def test_a_lock_by_hand_ends_with_the_witnessed_head_and_serial(app: Flask) -> None:
    add("a")
    head = sign()
    app.extensions["concord.serials"].raise_to("DGTR-2026-0004")
    db.session.rollback()
    with transaction():
        app.extensions["concord.serials"].raise_to("DGTR-2026-0004")
        services.lock(actor=SYSTEM, reason="Put back from the backup of the night.")
    lock = queries.locked()
    assert lock is not None and "backup of the night" in lock.reason.english()
    for note, serial in ((head.note, "DGTR-2026-0005"), ("nothing\n", "DGTR-2026-0004")):
        with pytest.raises(Invalid), transaction():
            services.unlock(actor=SYSTEM, note=note, serial=serial)
    with transaction():
        services.unlock(actor=SYSTEM, note=head.note, serial="dgtr 2026-4".replace(" ", "-"))
    assert queries.locked() is None
    with pytest.raises(Refused), transaction():
        services.unlock(actor=SYSTEM, note=head.note, serial="DGTR-2026-0004")


def test_a_database_without_its_mark_was_brought_here(app: Flask) -> None:
    add("a")
    head = sign()
    (settings().data / "register.mark").unlink()
    assert queries.locked() is not None
    with transaction():
        app.extensions["concord.serials"].raise_to("DGTR-2026-0001")
        services.unlock(actor=SYSTEM, note=head.note, serial="DGTR-2026-0001")
    assert queries.locked() is None and check().whole
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RegisterHead)) == 1
