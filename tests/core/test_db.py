"""Storage: aware times, scoped queries, one way to write."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Membership, Person
from lms.agencies.models import Agency
from lms.core.access import ANONYMOUS, SYSTEM
from lms.core.db import UnscopedQuery, db, lock_row, rows_of, seen_by, transaction, unscoped
from lms.core.ids import new_id
from lms.enrolments.models import Enrolment


def agency(slug: str) -> Agency:
    return Agency(slug=slug, name={"en": slug}, short_name={"en": slug}, country="PK")


@pytest.mark.both
def test_a_time_comes_back_as_the_same_moment_in_utc(app: Flask) -> None:
    karachi = datetime(2019, 9, 17, 9, 0, tzinfo=timezone(timedelta(hours=5)))
    with transaction():
        one = agency("customs")
        one.archived_at = karachi
        db.session.add(one)
    found = db.session.scalar(sa.select(Agency.archived_at))
    assert found == karachi
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(app: Flask) -> None:
    with pytest.raises(sa.exc.StatementError, match="naive"), transaction():
        one = agency("customs")
        one.archived_at = datetime(2019, 9, 17)  # noqa: DTZ001 - the fault under test
        db.session.add(one)


@pytest.mark.parametrize("owned", [Person.id, Membership.rank, Enrolment.state, Person])
def test_a_query_of_owned_rows_without_a_scope_raises(app: Flask, owned: object) -> None:
    with pytest.raises(UnscopedQuery):
        db.session.execute(sa.select(owned))  # type: ignore[call-overload]


def test_a_scoped_query_runs_and_nobody_sees_nothing(app: Flask) -> None:
    with transaction():
        db.session.add(Person(first_name="Amina"))
    assert db.session.scalars(seen_by(SYSTEM, sa.select(Person.first_name))).all() == ["Amina"]
    assert db.session.scalars(seen_by(ANONYMOUS, sa.select(Person.first_name))).all() == []
    with pytest.raises(UnscopedQuery):
        unscoped(sa.select(Person.id), because="")


@pytest.mark.both
def test_an_error_inside_a_transaction_leaves_nothing(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        db.session.add(agency("customs"))
        db.session.flush()
        raise RuntimeError
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agency)) == 0


def test_an_inner_transaction_joins_the_outer_one(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        with transaction():
            db.session.add(agency("customs"))
        raise RuntimeError
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agency)) == 0


@pytest.mark.both
def test_writers_at_the_same_moment_lose_no_update(app: Flask) -> None:
    with transaction():
        one = agency("customs")
        one.version = 0
        db.session.add(one)

    def raise_version() -> None:
        with app.app_context():
            for _ in range(5):
                with transaction():
                    row = db.session.scalars(lock_row(sa.select(Agency))).one()
                    row.version += 1

    threads = [threading.Thread(target=raise_version) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.scalar(sa.select(Agency.version)) == 20


@pytest.mark.both
def test_who_has_read_before_writing_loses_no_update_and_leaves_nothing_on_an_error(
    app: Flask,
) -> None:
    table = Agency.__table__
    read = unscoped(sa.select(table.c.version), because="a test")
    with transaction():
        db.session.add(agency("customs"))
        db.session.execute(sa.update(Agency).values(version=0))
    db.session.remove()

    def raise_version() -> None:
        with app.app_context():
            for _ in range(5):
                rows_of(read, {})
                with transaction():
                    found = rows_of(lock_row(read), {})[0].version
                    db.session.execute(sa.update(Agency).values(version=found + 1))

    threads = [threading.Thread(target=raise_version) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows_of(read, {})[0].version == 20
    with pytest.raises(RuntimeError), transaction():
        db.session.execute(sa.update(Agency).values(version=7))
        raise RuntimeError
    assert rows_of(read, {})[0].version == 20


def test_keys_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {key.version for key in made} == {7}


def test_now_is_aware(app: Flask) -> None:
    from lms.core.clock import utcnow

    assert utcnow().tzinfo is UTC
