"""The database itself keeps what befell papers, and where that is entered, from being changed."""

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.certificates.enums import CertificateKind
from lms.certificates.services import blanks
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session

CHANGES = {
    "certificate_event": "sequence = sequence + 1",
    "certificate_entry": "entry_index = entry_index + 100",
    "spare_blank_entry": "entry_index = entry_index + 100",
}


@pytest.mark.both
def test_acts_and_their_entries_only_grow(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    issue_all(course_session)
    with transaction():
        blanks.number_blanks(
            actor=SYSTEM, slug=course_session.slug, kind=CertificateKind.COMPLETION, count=1
        )
    for table, change in CHANGES.items():
        rows = db.session.scalar(sa.text(f"SELECT count(*) FROM {table}"))
        assert rows
        acts = [f"UPDATE {table} SET {change}", f"DELETE FROM {table}"]
        if db.engine.dialect.name == "sqlite":
            acts.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for act in acts:
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
                db.session.execute(sa.text(act))
        assert db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == rows
