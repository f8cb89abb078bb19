"""The trail: chained so that tampering shows, and whole after erasure of personal values."""

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.audit import queries
from lms.audit.models import AuditEntry, AuditHead, AuditPersonal
from lms.audit.services import record
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.messages import N_


def write(count: int = 3) -> None:
    for number in range(count):
        with transaction():
            record(
                SYSTEM,
                "probe.acted",
                object_type="probe",
                object_id=str(number),
                summary=N_("Renamed %(who)s.", who="Amina Tareen"),
                before={"name": "Amina"},
                after={"name": "آمنہ"},
            )


@pytest.mark.both
def test_an_untouched_chain_is_whole(app: Flask) -> None:
    write()
    assert queries.verify_chain() == queries.ChainReport(3, None)


@pytest.mark.both
@pytest.mark.parametrize("column", ["body", "hash", "previous_hash"])
def test_a_changed_entry_shows_where(app: Flask, column: str) -> None:
    write()
    value = "{}" if column == "body" else bytes(32) if column == "hash" else b"\1" * 32
    with transaction():
        db.session.execute(
            sa.update(AuditEntry).where(AuditEntry.sequence == 2).values({column: value})
        )
    assert queries.verify_chain().broken_at == 2


def test_a_deleted_entry_shows(app: Flask) -> None:
    write()
    with transaction():
        db.session.execute(sa.delete(AuditPersonal).where(AuditPersonal.sequence == 2))
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.sequence == 2))
    assert queries.verify_chain().broken_at == 2


def test_a_cut_tail_shows_against_the_head(app: Flask) -> None:
    write()
    with transaction():
        db.session.execute(sa.delete(AuditPersonal).where(AuditPersonal.sequence == 3))
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.sequence == 3))
    assert queries.verify_chain().broken_at == 3
    with transaction():
        db.session.execute(sa.update(AuditHead).values(sequence=9))
    assert queries.verify_chain().broken_at == 3


def test_changed_personal_values_show(app: Flask) -> None:
    write()
    with transaction():
        db.session.execute(sa.update(AuditPersonal).values(values={"actor": "somebody else"}))
    assert queries.verify_chain().broken_at == 1


def test_erasing_personal_values_leaves_the_chain_whole(app: Flask) -> None:
    write()
    with transaction():
        db.session.execute(sa.delete(AuditPersonal))
    assert queries.verify_chain() == queries.ChainReport(3, None)
    rows = queries.entries(course_session_id=None, limit=10)
    assert [row.act for row in rows] == ["probe.acted"] * 3
    assert rows[0].summary is None


def test_no_personal_value_stands_in_the_chain_itself(app: Flask) -> None:
    write(1)
    body = db.session.scalars(sa.select(AuditEntry.body)).one()
    assert "Amina" not in body
    assert "آمنہ" not in body


def test_an_act_that_fails_leaves_no_entry(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        record(SYSTEM, "a.b", object_type="x", object_id="1", summary=N_("x"))
        raise RuntimeError
    assert queries.verify_chain() == queries.ChainReport(0, None)
