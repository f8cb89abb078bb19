"""Several people change one agenda in the same moment: no step is lost, doubled or skipped."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.agenda.models import AgendaItem, AgendaStep
from lms.agenda.services import items
from lms.core.db import db, transaction
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import item_input
from tests.factories.courses import make_session


@pytest.mark.both
def test_ten_additions_at_once_make_ten_steps(app: Flask) -> None:
    person = make_person("Rana")
    session = make_session(organiser=person, starts_on=date(2026, 3, 2), days=1)
    slug, faults = session.slug, []
    inputs = [item_input(session, f"{8 + number:02}:00") for number in range(10)]

    def add(number: int) -> None:
        with app.app_context():
            try:
                with transaction():
                    items.add_item(actor=acting(person), slug=slug, item=inputs[number])
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert faults == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgendaItem)) == 10
    sequences = db.session.scalars(sa.select(AgendaStep.sequence).order_by(AgendaStep.sequence))
    assert list(sequences) == list(range(1, 11))
