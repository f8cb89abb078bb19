"""The pages of courses and course sessions, as their people use them."""

import io
from datetime import date

import pytest
import sqlalchemy as sa

from lms.core.access import SYSTEM
from lms.core.db import db
from lms.courses import queries
from lms.courses.enums import SessionState, StaffRole
from lms.courses.formats import parse_package, read_zip, write_zip
from lms.courses.models import ContentSnapshot, CourseSession
from tests.courses.packages import KINDS, package_files
from tests.factories.accounts import (
    acting,
    make_account,
    make_administrator,
    make_focal_point,
    make_person,
)
from tests.factories.agencies import make_agency
from tests.factories.courses import make_content, make_course, make_session, make_staff
from tests.support.signing_in import sign_in_directly


@pytest.fixture
def agency(app):
    return make_agency("Coast Guards")


@pytest.fixture
def organiser(app):
    return make_person("Omar", "Sattar")


@pytest.fixture
def session(agency, organiser):
    return make_session(content=make_content(), agencies=[agency], organiser=organiser)


@pytest.fixture
def page(client, organiser, session):
    return sign_in_directly(client, organiser)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.get_data(as_text=True)


def test_the_list_costs_the_same_for_one_and_three_sessions(
    client, organiser, agency, count_queries
):
    make_session(agencies=[agency], organiser=organiser)
    sign_in_directly(client, organiser)
    client.get("/sessions/")
    with count_queries() as one:
        assert "Link charts in practice" in text(client.get("/sessions/"))
    for _ in range(2):
        make_session(agencies=[agency], organiser=organiser)
    with count_queries() as three:
        assert text(client.get("/sessions/")).count("Link charts in practice") == 3
    assert int(one) == int(three)


def test_the_overview_costs_the_same_for_one_and_three_agencies(page, session, count_queries):
    address = f"/sessions/{session.slug}/"
    page.get(address)
    with count_queries() as one:
        first = text(page.get(address))
    make_staff(session, make_person("Tariq"), StaffRole.TRAINER)
    with count_queries() as more:
        text(page.get(address))
    assert int(one) == int(more)
    assert "Coast Guards" in first
    assert "Asia/Karachi" in first


def test_filters_and_the_empty_state_say_what_to_do(page):
    assert "No session fits" in text(page.get("/sessions/?q=nowhere"))
    assert "Link charts" in text(page.get("/sessions/?q=charts&state=running&sort=code"))


def test_a_session_is_set_up_in_the_browser(client, app):
    course = make_course()
    make_content(course)
    sign_in_directly(client, make_administrator())
    given = {
        "course_id": str(course.id),
        "slug": "quetta-2026",
        "code": "DGTR-2026-04",
        "title_en": "Link charts",
        "starts_on": "2026-04-06",
        "ends_on": "2026-04-07",
        "time_zone": "Asia/Karachi",
        "capacity": "24",
    }
    again = text(
        client.post("/sessions/new", data=given | {"slug": "Not so", "ends_on": "2026-04-01"})
    )
    assert "small Latin letters" in again
    assert "lies before the first" in again
    assert 'value="DGTR-2026-04"' in again
    made = client.post("/sessions/new", data=given)
    assert made.headers["Location"] == "/sessions/quetta-2026/settings/half-days"
    filled = text(client.post(made.headers["Location"], data={"fill": "1"}))
    assert 'value="09:00"' in filled
    halves = {
        f"2026-04-06-morning-{name}": value
        for name, value in (
            ("held", "1"),
            ("starts", "09:00"),
            ("ends", "12:00"),
            ("minutes", "500"),
        )
    }
    wrong = text(client.post(made.headers["Location"], data=halves))
    assert "Contact minutes are from 1 to 180 here." in wrong
    assert 'value="500"' in wrong
    done = client.post(
        made.headers["Location"], data=halves | {"2026-04-06-morning-minutes": "170"}
    )
    assert done.status_code == 302
    row = db.session.scalar(sa.select(CourseSession).where(CourseSession.slug == "quetta-2026"))
    assert [half.contact_minutes for half in queries.half_days(row.id)] == [170]


def test_order_signatories_rule_and_facts_are_saved(page, session, agency):
    other = make_agency("Customs")
    base = f"/sessions/{session.slug}/settings"
    places = {f"place-{agency.id}": "2", f"place-{other.id}": "1"}
    assert page.post(f"{base}/agencies", data=places).status_code == 302
    assert [row.agency_id for row in queries.session_agencies(session.id)] == [other.id, agency.id]
    signing = {
        "0-office_en": "Consul-General of Japan",
        "0-office_ur": "جاپان کے قونصل جنرل",
        "1-office_en": "Director General",
        "seals": "1",
    }
    assert page.post(f"{base}/signatories", data=signing).status_code == 302
    assert [(row.office["en"], row.seals_file) for row in queries.signatories(session.id)] == [
        ("Consul-General of Japan", False),
        ("Director General", True),
    ]
    rule = {
        "attendance_percent": "75",
        "modules_percent": "50",
        "post_test_percent": "",
        "exercises_percent": "100",
        "participation_percent": "80",
    }
    assert "cannot ask for more" in text(page.post(f"{base}/rule", data=rule))
    assert page.post(f"{base}/rule", data=rule | {"participation_percent": "40"}).status_code == 302
    assert queries.completion_rule(session.id).post_test_percent is None
    assert "Hall A" in text(page.get(base))


def test_a_turn_is_made_or_refused_with_its_reason(page, session):
    refused = page.post(f"/sessions/{session.slug}/state", data={"to": "completed"})
    shown = text(page.get(refused.headers["Location"]))
    assert "The last day is" in shown
    page.post(f"/sessions/{session.slug}/state", data={"to": "postponed"})
    assert queries.session_head(session.slug, SYSTEM).state is SessionState.POSTPONED


def test_staff_are_found_appointed_and_ended(page, session):
    trainer = make_person("Tariq", "Kasi")
    unknown = make_person("Sana", "Far")
    make_account(unknown, username="sana.far")
    make_staff(session, trainer, StaffRole.OBSERVER)
    assert "Sana Far" not in text(page.get(f"/sessions/{session.slug}/settings/staff?q=far"))
    assert "Sana Far" in text(page.get(f"/sessions/{session.slug}/settings/staff?q=sana.far"))
    found = text(page.get(f"/sessions/{session.slug}/settings/staff?q=kas"))
    assert "Tariq Kasi" in found
    page.post(
        f"/sessions/{session.slug}/settings/staff",
        data={"person_id": str(trainer.id), "role": "trainer", "starts_on": "2026-02-01"},
    )
    row = next(one for one in queries.session_staff(session.id) if one.role is StaffRole.TRAINER)
    assert row.starts_on == date(2026, 2, 1)
    page.post(f"/sessions/{session.slug}/staff/{row.id}/end")
    assert StaffRole.TRAINER not in {grant.role for grant in acting(trainer).grants}


def test_others_do_not_find_drafts_and_settings(client, agency, session):
    focal = make_focal_point(agency)
    sign_in_directly(client, focal)
    assert client.get(f"/sessions/{session.slug}/").status_code == 200
    assert client.get(f"/sessions/{session.slug}/settings").status_code == 404
    draft = make_session(agencies=[agency], state=SessionState.DRAFT)
    assert client.get(f"/sessions/{draft.slug}/").status_code == 404
    assert draft.code not in text(client.get("/sessions/"))
    assert client.get("/courses/").status_code == 404


def test_a_package_comes_in_whole_or_with_its_faults(app, client, organiser, session, monkeypatch):
    monkeypatch.setitem(app.extensions, "concord.content_kinds", KINDS)
    sign_in_directly(client, organiser)
    files = package_files()
    broken = files | {"course.yaml": files["course.yaml"].replace(b"90", b"ninety")}
    sent = {"package": (io.BytesIO(write_zip(broken)), "course.zip")}
    shown = text(client.post("/courses/import", data=sent))
    assert "contact_minutes" in shown
    assert "Nothing was taken in" in shown
    sent = {"package": (io.BytesIO(write_zip(files)), "course.zip")}
    done = client.post("/courses/import", data=sent)
    assert done.headers["Location"] == "/courses/small-course/"
    assert "The first module." in text(client.get("/courses/small-course/"))
    lesson = text(client.get("/courses/small-course/1/01-first/01-one"))
    assert 'src="/courses/small-course/1/media/cycle.svg"' in lesson
    figure = client.get("/courses/small-course/1/media/cycle.svg")
    assert (figure.mimetype, figure.data[:4]) == ("image/svg+xml", b"<svg")
    figure.close()
    assert client.get("/courses/small-course/1/media/other.svg").status_code == 404
    back = client.get("/courses/small-course/1/package.zip").data
    row = db.session.scalar(
        sa.select(ContentSnapshot.hash).where(
            ContentSnapshot.body["course"]["slug"].as_string() == "small-course"
        )
    )
    assert parse_package(read_zip(back), KINDS).snapshot.content_hash == row
