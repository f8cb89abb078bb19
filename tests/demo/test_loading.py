"""The demonstration loads through the services, once, into an empty demonstration only."""

import json
import shutil

import pytest
import sqlalchemy as sa

from lms.accounts.identity import identity_of
from lms.accounts.models import Person
from lms.aftercare.enums import Place
from lms.aftercare.queries import papers_page
from lms.certificates.models import Certificate
from lms.certificates.queries import evidence
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound, Refused
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries import content, session_head
from lms.demo.queries import DOORS, person_behind
from lms.demo.services import load
from lms.demo.services.entering import enter
from lms.exercises.queries.marking import marking_queue
from lms.factory import create_app
from lms.learning.queries.openings import openings
from lms.seats.queries import ledger
from tests.support.apps import test_settings as settings_in


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


@pytest.mark.postgres
def test_it_tells_four_sessions_on_postgresql(demonstration, clock):
    before = clock.now()
    done = load()
    assert done.sessions == ("islamabad-2018", "karachi-2019", "quetta-next", "karachi-open")
    assert_it_tells_four_sessions()
    assert utcnow() == before
    with pytest.raises(Refused):
        load()


def test_it_tells_four_sessions_on_sqlite(prepared_installation, tmp_path):
    """As the start of an installation loaded it, once for all tests of this run."""
    folder = tmp_path / "instance"
    shutil.copytree(prepared_installation, folder)
    app = create_app(settings_in(folder, demo=True))
    with app.app_context():
        slugs = unscoped(sa.select(CourseSession.slug), because="all of them")
        assert set(db.session.scalars(slugs)) == {
            "islamabad-2018", "karachi-2019", "quetta-next", "karachi-open",
        }  # fmt: skip
        assert_it_tells_four_sessions()
        with pytest.raises(Refused):
            load()
        db.session.rollback()
        db.engine.dispose()


def assert_it_tells_four_sessions():
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
    assert states == ["superseded", "valid", "revoked", *["valid"] * 5]
    places = {one.where.place for one in papers_page(past.slug, actor=SYSTEM).papers}
    assert {Place.HOLDER, Place.BEARER, Place.POST, Place.RETURNED, Place.AGENCY} <= places
    trainer = identity_of(person_behind("trainer"))
    queues = [
        marking_queue(karachi, module["quiz"], actor=trainer)
        for module in content(karachi.content_hash)["modules"]
    ]
    answers = [line for queue in queues for line in queue.lines]
    assert 0 < sum(line.waits for line in answers) <= len(answers) / 2
    learner = identity_of(person_behind("participant"))
    assert not openings(karachi, actor=learner).closed.get("07-link-charting")
    everybody = unscoped(sa.select(Person.invented), because="all of them")
    assert all(db.session.scalars(everybody))
    assert all(person_behind(door) for door in DOORS)


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
