"""The end of certificates: told once for each step, listed, and people found by skill."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.aftercare.rules import due_reminder
from lms.aftercare.services.reminding import remind
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.courses.models import CourseSession
from lms.engines.credentials.payload import canonical
from lms.outbox.models import OutboxMessage
from tests.factories.accounts import make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.ceremony import make_hall
from tests.factories.papers import make_payload

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
END = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (91, [], None),
        (90, [], 90),
        (45, [90], None),
        (30, [90], 30),
        (12, [], 30),  # a worker that slept does not tell of 90 days afterwards
        (12, [30], None),
        (0, [90, 30], 0),
        (-3, [90, 30, 0], None),
        (-14, [30], 0),
        (-15, [], None),
    ],
)
def test_which_reminder_is_due(left: int, sent: list[int], due: int | None) -> None:
    assert due_reminder(END, END - timedelta(days=left), sent) == due


class World:
    """Two people of two agencies with papers that end on the same day, and who asks."""

    def __init__(self) -> None:
        self.agencies = [make_agency("Customs"), make_agency("Sindh Police")]
        self.organiser = make_person("Rana", "Marwat")
        names = [(0, "Zia Khan", "DSP"), (1, "Bano Bibi", "DSP")]
        self.session, rows = make_hall(self.agencies, names, organiser=self.organiser)
        self.focal = make_focal_point(self.agencies[0], email="focal@customs.example")
        self.people = [row.person_id for row in rows]
        chosen = sa.select(Certificate).execution_options(concord_scope="test")
        with transaction():
            for row in db.session.scalars(chosen):
                number = [one.id for one in rows].index(row.enrolment_id)
                made = make_payload(name=names[number][1], local="", serial=row.serial)
                row.payload, row.expires_on = canonical(made).decode(), END
            session = db.session.get_one(CourseSession, self.session.id)
            session.title = {"en": "Controlled Delivery and Ship Searches"}


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def mails() -> list[tuple[str, str]]:
    rows = db.session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.template.startswith("aftercare/"))
        .order_by(OutboxMessage.id)
    ).all()
    return [(row.template.partition("/")[2], row.subject) for row in rows]


def at(clock: FixedClock, left: int) -> int:
    clock.advance(timedelta(days=(END - utcnow().date()).days - left))
    with transaction():
        return remind()


def test_each_step_is_told_once_and_never_of_a_paper_that_fell(
    world: World, clock: FixedClock
) -> None:
    assert at(clock, 100) == 0
    assert at(clock, 90) == 2
    with transaction():
        assert remind() == 0
    told = mails()
    assert [one for one, _subject in told] == ["expiring", "expiring", "own_expiring"]
    assert told[0][1] == "Your certificate T-2026-0001 ends on 30 June 2026"
    assert told[2][1] == "1 certificate of your agency ends"
    with transaction():
        db.session.execute(
            sa.update(Certificate).where(Certificate.number == 2).values(state="revoked")
        )
    assert at(clock, 29) == 1
    assert at(clock, -1) == 1
    assert mails()[-2][1] == "Your certificate T-2026-0001 has ended"
    assert at(clock, -200) == 0


def test_what_ends_soon_is_listed_and_who_was_renewed_is_not_told(
    world: World, client: FlaskClient, signed_in: SignedIn, clock: FixedClock
) -> None:
    signed_in(client, world.organiser)
    page = client.get("/certificates/expiring").text
    assert "T-2026-0001" in page and "none yet" in page
    assert client.get("/certificates/expiring?course=other").text.count("T-2026-") == 0
    again, _rows = make_hall([world.agencies[0]], [])
    with transaction():
        course = db.session.get_one(CourseSession, world.session.id).course_id
        db.session.get_one(CourseSession, again.id).course_id = course
        old = db.session.scalars(
            sa.select(Certificate)
            .where(Certificate.number == 1)
            .execution_options(concord_scope="test")
        ).one()
        old_id, person_id = old.id, old.person_id
    _newer(old_id, again.id, person_id)
    assert "renewed" in client.get("/certificates/expiring").text
    assert at(clock, 90) == 1
    signed_in(client, make_focal_point(world.agencies[1]))
    assert client.get("/certificates/expiring").status_code == 404


def _newer(old_id: object, session_id: object, person_id: object) -> None:
    """A later certificate of the same person and course, without end."""
    from tests.factories.ceremony import make_thanks

    line = make_thanks(db.session.get_one(CourseSession, session_id), "Zia Khan")
    with transaction():
        old = db.session.get_one(Certificate, old_id)
        values = {
            column.key: getattr(old, column.key)
            for column in sa.inspect(Certificate).column_attrs
        } | {
            "id": line.id, "enrolment_id": None, "thanks_id": line.id, "number": 77,
            "serial": "T-2026-0077", "code": "7" * 16, "token_hash": bytes(32), "token": "t77",
            "course_session_id": session_id, "person_id": person_id, "expires_on": None,
        }  # fmt: skip
        db.session.add(Certificate(**values))


def test_people_are_found_by_skill_and_every_look_is_on_record(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    def ask(**more: str) -> str:
        return client.post("/certificates/people", data={"purpose": "A panel", **more}).text

    signed_in(client, world.organiser)
    assert "Zia Khan" not in client.get("/certificates/people").text
    refused = client.post("/certificates/people", data={"words": "ship"})
    assert (refused.status_code, "Zia Khan" in refused.text) == (422, False)
    page = ask(words="SHIP delivery")
    assert "Zia Khan" in page and "Bano Bibi" in page
    assert "Nobody answers" in ask(words="ship horses")
    assert "Zia Khan" not in ask(agency=str(world.agencies[1].id))
    assert "Nobody answers" in ask(valid_on="2026-07-01")
    assert "Nobody answers" in ask(since="2030-01-01")
    assert "Write a day, as in 2027-03-15." in ask(valid_on="soon")
    assert "The last day lies before the first." in ask(since="2026-05-01", until="2026-04-01")
    table = client.post("/certificates/people", data={"purpose": "A panel", "as": "csv"})
    assert table.mimetype == "text/csv" and "T-2026-0002" in table.text
    acts = db.session.scalars(
        sa.select(AuditEntry.act).where(AuditEntry.act.startswith("aftercare.people"))
    ).all()
    assert sorted(acts) == ["aftercare.people_looked_for"] * 5 + ["aftercare.people_taken"]

    signed_in(client, world.focal)
    page = ask()
    assert "Zia Khan" in page and "Bano Bibi" not in page
    assert str(world.agencies[1].id) not in page
    assert "Nobody answers" in ask(agency=str(world.agencies[1].id))
    signed_in(client, make_person("Nobody", "Known"))
    assert client.get("/certificates/people").status_code == 404
    assert client.post("/certificates/people", data={"purpose": "x"}).status_code == 404
