"""The desk of each role: the one next thing, what waits, own sessions only, in few queries."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.core.db import db, transaction
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession, CourseStaff
from lms.enrolments.models import Enrolment
from tests.support.world import MARK_A, MARK_B, World, make_world

ROLES = (
    "organiser",
    "trainer",
    "signatory",
    "observer",
    "administrator",
    "focal_a",
    "participant",
    "nobody",
)


@pytest.fixture
def world(app: Flask) -> World:
    with transaction():
        return make_world()


@pytest.mark.parametrize("who", ROLES)
def test_everybody_has_a_desk(client: FlaskClient, signed_in, world: World, who: str) -> None:
    answer = signed_in(client, world.people[who]).get("/desk")
    assert answer.status_code == 200
    assert "<h1>Desk</h1>" in answer.get_data(as_text=True)


def test_the_organiser_sees_the_next_thing_first(
    client: FlaskClient, signed_in, world: World
) -> None:
    """Monday 08:00 UTC: the morning has begun, its marks are missing."""
    page = signed_in(client, world.people["organiser"]).get("/desk").get_data(as_text=True)
    assert page.index("Next for you") < page.index("Waits for you")
    assert "Mark attendance" in page
    assert f"/sessions/{world.slug}/" in page
    assert world.other_slug not in page


def test_the_organiser_is_told_of_names_without_approval(
    client: FlaskClient, signed_in, world: World
) -> None:
    with transaction():
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.id == world.enrolment_a)
            .values(name_approved_at=None)
        )
    page = signed_in(client, world.people["organiser"]).get("/desk").get_data(as_text=True)
    assert "Approve names on certificates" in page
    assert "1 of 2 not approved" in page


def test_a_focal_point_counts_own_people_only(client: FlaskClient, signed_in, world: World) -> None:
    page = signed_in(client, world.people["focal_a"]).get("/desk").get_data(as_text=True)
    assert "Your people on the roll" in page
    assert MARK_A not in page
    assert MARK_B not in page
    assert "Mark attendance" not in page


def test_a_participant_reads_why_there_is_no_certificate_yet(
    client: FlaskClient, signed_in, world: World
) -> None:
    page = signed_in(client, world.people["participant"]).get("/desk").get_data(as_text=True)
    assert "For your certificate" in page
    assert "Attended 0 of 2 half-days" in page
    assert MARK_B not in page


def test_an_administrator_is_led_through_the_first_start(
    client: FlaskClient, signed_in, world: World
) -> None:
    page = signed_in(client, world.people["administrator"]).get("/desk").get_data(as_text=True)
    assert "First start" in page
    assert "Name the installation" in page


def test_nobody_without_a_role_is_told_what_to_expect(
    client: FlaskClient, signed_in, world: World
) -> None:
    page = signed_in(client, world.people["nobody"]).get("/desk").get_data(as_text=True)
    assert "Nothing stands on your desk yet" in page


@pytest.mark.parametrize("who", ["organiser", "participant"])
def test_the_desk_asks_the_same_number_of_queries_for_one_session_and_for_four(
    client: FlaskClient, signed_in, world: World, count_queries, who: str
) -> None:
    browser = signed_in(client, world.people[who])
    browser.get("/desk")
    with count_queries() as few:
        browser.get("/desk")
    with transaction():
        _more_sessions(world, who, 3)
    with count_queries() as many:
        browser.get("/desk")
    if who == "organiser":
        assert int(many) == int(few)
    else:
        # a participant's own sessions are read one by one, at most three
        assert int(many) <= 3 * int(few)


def _more_sessions(world: World, who: str, count: int) -> None:
    known = db.session.get_one(CourseSession, world.session_id)
    for number in range(count):
        values = {
            column.name: getattr(known, column.name)
            for column in CourseSession.__table__.columns
            if column.name not in {"id", "slug", "code", "created_at", "updated_at"}
        }
        row = CourseSession(**values | {"slug": f"more-{number}", "code": f"MORE-{number}"})
        row.state = SessionState.RUNNING
        db.session.add(row)
        db.session.flush()
        if who == "organiser":
            db.session.add(
                CourseStaff(
                    course_session_id=row.id,
                    person_id=world.people[who],
                    role=StaffRole.ORGANISER,
                    starts_on=known.starts_on,
                )
            )
        else:
            db.session.add(
                Enrolment(
                    course_session_id=row.id,
                    person_id=world.people[who],
                    agency_id=world.agency_a,
                    position=1,
                    first_name=MARK_A,
                    certificate_name=MARK_A,
                )
            )


def test_the_jump_box_finds_own_sessions_and_not_others(
    client: FlaskClient, signed_in, world: World
) -> None:
    browser = signed_in(client, world.people["organiser"])
    assert world.slug in browser.get("/jump?q=spring").get_data(as_text=True)
    other = browser.get("/jump?q=autumn").get_data(as_text=True)
    assert f"/sessions/{world.other_slug}" not in other
    assert "Nothing found" in other


def test_the_jump_box_gives_its_results_alone_to_the_script(
    client: FlaskClient, signed_in, world: World
) -> None:
    browser = signed_in(client, world.people["organiser"])
    part = browser.get("/jump?part=1&q=spring").get_data(as_text=True)
    assert "<html" not in part
    assert world.slug in part


def test_an_observer_sees_figures_and_no_way_to_the_names(
    client: FlaskClient, signed_in, world: World
) -> None:
    page = signed_in(client, world.people["observer"]).get("/desk").get_data(as_text=True)
    assert "2 of 20" in page
    assert f"/sessions/{world.slug}/roll" not in page
    assert MARK_A not in page
