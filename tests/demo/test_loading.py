"""The demonstration loads through the services, once, into an empty demonstration only."""

import json

import pytest
import sqlalchemy as sa

from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.certificates.queries import evidence
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound, Refused
from lms.courses.enums import SessionState
from lms.courses.queries import session_head
from lms.demo.queries import DOORS, person_behind
from lms.demo.services import load
from lms.demo.services.entering import enter
from lms.seats.queries import ledger


@pytest.fixture
def demonstration(app, monkeypatch):
    """The installation as a demonstration."""
    demo = app.extensions["concord.settings"].model_copy(update={"demo": True})
    monkeypatch.setitem(app.extensions, "concord.settings", demo)
    return app


def outcomes(slug: str) -> list[str | None]:
    head = session_head(slug, SYSTEM)
    people = evidence.candidates(head.id, actor=SYSTEM)
    judged = evidence.judged(head, people, actor=SYSTEM)
    return [judged[one.enrolment_id][1].outcome for one in people]


@pytest.mark.both
def test_it_tells_four_sessions(demonstration, clock):
    before = clock.now()
    done = load()
    assert done.sessions == ("islamabad-2018", "karachi-2019", "quetta-next", "karachi-open")
    karachi, past, coming = (session_head(slug, SYSTEM) for slug in (
        "karachi-2019", "islamabad-2018", "quetta-next"
    ))  # fmt: skip
    assert karachi.state is SessionState.COMPLETED
    assert past.state is SessionState.CLOSED
    assert coming.state is SessionState.CONFIRMED
    assert 0 < (coming.starts_on - utcnow().date()).days <= 20
    balance = ledger.balance(session_head("karachi-open", SYSTEM))
    assert (balance.capacity, balance.taken, balance.held, balance.free) == (30, 8, 11, 11)
    found = outcomes("karachi-2019")
    assert {kind: found.count(kind) for kind in set(found)} == {
        "completion": 22, "participation": 4, None: 2,
    }  # fmt: skip
    states = db.session.scalars(
        unscoped(sa.select(Certificate.state).order_by(Certificate.number), because="all of them")
    ).all()
    assert states == ["superseded", "revoked", "valid"]
    everybody = unscoped(sa.select(Person.invented), because="all of them")
    assert all(db.session.scalars(everybody))
    assert all(person_behind(door) for door in DOORS)
    assert utcnow() == before
    with pytest.raises(Refused):
        load()


def test_it_loads_only_where_it_belongs(app):
    with pytest.raises(Refused):
        load()
    result = app.test_cli_runner().invoke(args=["demo", "load", "--json"])
    assert result.exit_code == 1
    assert "no demonstration" in json.loads(result.output)["error"]


@pytest.mark.parametrize("address", ["203.0.113.9", "192.168.1.20", "", "no address"])
def test_the_doors_open_from_this_machine_alone(demonstration, address):
    with pytest.raises(NotFound):
        enter(door="organiser", address=address)


def test_there_are_no_doors_outside_a_demonstration(client):
    assert client.post("/demo/enter/organiser").status_code == 404
