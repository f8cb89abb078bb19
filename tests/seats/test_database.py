"""What the database itself holds to: no move is changed or deleted, the last seat goes once."""

import threading
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.seats.models import SeatMove
from lms.seats.queries.ledger import entries
from lms.seats.rules.replay import balance_of
from lms.seats.services.ledger import open_ledger
from tests.seats.world import World


@pytest.mark.both
def test_the_database_refuses_to_change_or_delete_a_move(app: Flask) -> None:
    world = World(capacity=3)
    world.hold(world.police)
    before = list(entries(world.head))
    table = SeatMove.__table__
    for statement in (
        sa.update(table).values(seats=2),
        sa.update(table).where(table.c.sequence == 1).values(reason="better so"),
        sa.delete(table),
        sa.delete(table).where(table.c.sequence == 2),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
            db.session.execute(statement)
    assert list(entries(world.head)) == before


def test_sqlite_refuses_to_replace_a_move(app: Flask) -> None:
    world = World(capacity=3)
    world.hold(world.police)
    before = list(entries(world.head))
    names = [column.name for column in SeatMove.__table__.columns]
    new_key = ["hex(randomblob(16))" if name == "id" else name for name in names]
    for values in (names, new_key):
        replace = (
            f"INSERT OR REPLACE INTO seat_move ({', '.join(names)}) "
            f"SELECT {', '.join(values)} FROM seat_move"
        )
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), transaction():
            db.session.execute(sa.text(replace))
    assert list(entries(world.head)) == before


@pytest.mark.postgres
def test_fifty_at_once_for_the_last_seat_give_it_to_one(app: Flask) -> None:
    world = World(capacity=4)
    world.do(lambda ledger: ledger.set_quotas({world.force.id: 3}))
    session_id, police, head = world.session.id, world.police.id, world.head
    gate, results, people = threading.Barrier(50), [], [uuid.uuid4() for _ in range(50)]
    db.session.remove()

    def arrive(who: uuid.UUID) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    open_ledger(session_id, actor=SYSTEM).hold(police, who)
            except Refused:
                results.append("refused")
            except Exception as fault:
                results.append(repr(fault))
            else:
                results.append("seated")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=arrive, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused"] * 49 + ["seated"]
    after = balance_of(entries(head))
    assert (after.of(police).held, after.common, after.capacity) == (1, 0, 4)
