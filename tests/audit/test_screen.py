"""The log of the installation and its proof, for administrators."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.audit.models import AuditEntry
from lms.audit.services import record
from lms.core.access import Identity
from lms.core.db import db, transaction
from lms.core.messages import N_
from tests.support.world import World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    with transaction():
        made = make_world()
        for number in (1, 2, 3):
            record(
                Identity(made.people["organiser"], name="Nigar Writer"),
                "agencies.changed",
                object_type="agency",
                object_id=made.agency_a,
                summary=N_("Agency changed for the time %(number)s", number=number),
            )
        return made


def test_the_log_says_who_did_what(client: FlaskClient, signed_in, world: World) -> None:
    page = signed_in(client, world.people["administrator"]).get("/log").get_data(as_text=True)
    assert page.count("Nigar Writer") == 3
    assert page.index("the time 3") < page.index("the time 1")


def test_the_proof_names_the_entry_that_was_changed(
    client: FlaskClient, signed_in, world: World
) -> None:
    browser = signed_in(client, world.people["administrator"])
    assert "The log is whole." in browser.get("/log/proof").get_data(as_text=True)
    with transaction():
        db.session.execute(sa.update(AuditEntry).where(AuditEntry.sequence == 2).values(body="{}"))
    assert "changed at entry 2" in browser.get("/log/proof").get_data(as_text=True)


def test_the_log_is_not_found_by_others(client: FlaskClient, signed_in, world: World) -> None:
    for who in ("organiser", "participant", "nobody"):
        browser = signed_in(client.application.test_client(), world.people[who])
        assert browser.get("/log").status_code == 404
        assert browser.get("/log/proof").status_code == 404


def test_values_of_the_log_are_in_words_and_on_the_readers_clock(
    client: FlaskClient, signed_in, world: World
) -> None:
    with transaction():
        record(
            Identity(world.people["organiser"], name="Nigar Writer"),
            "arrangements.rate_changed",
            object_type="course_session",
            object_id=world.session_id,
            summary=N_("Changed."),
            before={"daily_minor": 250_000, "wants_room": None, "verdict": "recused"},
            after={"currency": "PKR", "daily_minor": 300_000, "answer_by": "2027-01-10T05:00:00Z"},
        )
    page = signed_in(client, world.people["administrator"]).get("/log").text
    for words in ("For each day", "Wants a room", "Stood back", "10 Jan 2027, 10:00 PKT"):
        assert words in page
    assert "2,500.00" in page and "3,000.00" in page and "250,000" not in page
