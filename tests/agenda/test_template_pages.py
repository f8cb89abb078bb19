"""The pages of templates and of new sessions, as their people use them without scripts."""

import io
import re
from datetime import date

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from lms.accounts.models import Person
from lms.agenda.models import AgendaTemplate
from lms.agenda.queries.agenda import draft
from lms.core.db import db, unscoped
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_item, make_venue, rooms_of
from tests.factories.courses import make_content, make_course, make_session, make_staff
from tests.factories.templates import THREE_DAYS, load_templates
from tests.support.signing_in import sign_in_directly

LIST = "/agenda/templates/"
NEW = "/sessions/new/from-template"


@pytest.fixture
def organiser(app):
    return make_person("Omar", "Sattar")


@pytest.fixture
def venue(app):
    return make_venue(
        "Academy", rooms=(("Hall A", 40), ("Lab 1", 16), ("Lab 2", 16)), weekdays="12345"
    )


@pytest.fixture
def session(organiser, venue):
    course = make_course("operationalization-of-criminal-intelligence-products")
    row = make_session(
        content=make_content(course),
        agencies=[make_agency("Customs")],
        organiser=organiser,
        starts_on=date(2026, 2, 2),
        code="HOST-2026-07",
    )
    for name in ("Nadia", "Kamal", "Tariq", "Zara"):
        make_staff(row, make_person(name, "Brohi"), StaffRole.TRAINER)
    hold_at(row, venue)
    return row


@pytest.fixture
def page(client, organiser, session):
    load_templates()
    return sign_in_directly(client, organiser)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.get_data(as_text=True)


def soup(response, status: int = 200) -> BeautifulSoup:
    return BeautifulSoup(text(response, status), "html.parser")


def fields_of(found: BeautifulSoup) -> dict[str, str]:
    """What a browser would send of the page's form."""
    form = found.select_one("form#making")
    sent = {}
    for one in form.select("input[name]"):
        kind = one.get("type")
        if kind in ("checkbox", "radio") and not one.has_attr("checked"):
            continue
        sent[one["name"]] = one.get("value", "")
    for one in form.select("select[name]"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        sent[one["name"]] = chosen["value"]
    return sent


def trainer_named(session, organiser, name: str):
    return next(one for one in draft(session.slug, acting(organiser)).trainers if name in one.name)


def count(model) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_the_shipped_templates_are_there_at_the_first_look_and_only_once(
    client, organiser, session
):
    sign_in_directly(client, organiser)
    for _time in range(2):
        found = text(client.get(LIST))
        assert "Three-day training" in found
        assert "One-day refresher" in found
        assert "Five-day training" in found
    assert count(AgendaTemplate) == 3


def test_the_list_costs_the_same_for_three_and_more_templates(page, count_queries):
    page.get(LIST)
    with count_queries() as three:
        text(page.get(LIST))
    page.post(f"{LIST}{THREE_DAYS}/copy", data={"title_en": "Ours"})
    with count_queries() as four:
        assert "Ours" in text(page.get(LIST))
    assert int(three) == int(four)


def test_a_template_is_read_as_a_timetable_with_its_roles(page):
    found = soup(page.get(f"{LIST}{THREE_DAYS}/"))
    days = found.select("section[id^=day-]")
    assert [len(day.select("li.ag")) for day in days] == [12, 13, 11]
    words = found.get_text(" ", strip=True)
    for said in ("08:30–09:00", "Software practical in pairs, group A", "Lab for group A"):
        assert said in words
    assert "Lead trainer" in words


def test_an_agenda_is_kept_as_a_template_without_names(page, session, organiser, venue):
    make_item(
        session,
        "09:00",
        title="Opening",
        trainers=(make_person("Nadia", "Shah"),),
        room_id=rooms_of(venue)["Hall A"],
        guests="Consul-General",
        notes="Secret",
    )
    address = f"/sessions/{session.slug}/agenda/as-template"
    assert "1 item is kept" in text(page.get(address))
    text(page.post(address, data={"title_en": " "}), 422)
    made = page.post(address, data={"title_en": "Ours", "title_ur": "ہمارا"})
    assert made.headers["Location"] == f"{LIST}ours/"
    row = db.session.scalar(sa.select(AgendaTemplate).where(AgendaTemplate.slug == "ours"))
    kept = str(row.body)
    assert "Trainer 1" in kept
    assert "Hall A" in kept
    for name in ("Nadia", "Shah", "Consul", "Secret"):
        assert name not in kept
    assert "Opening" in text(page.get(made.headers["Location"]))


def test_a_file_goes_out_and_comes_in_again(page):
    file = page.get(f"{LIST}{THREE_DAYS}.yaml")
    assert file.mimetype == "application/yaml"
    sent = {"file": (io.BytesIO(file.data.replace(b"Three-day", b"Our")), "mine.yaml")}
    made = page.post(f"{LIST}import", data=sent)
    assert made.headers["Location"] == f"{LIST}{THREE_DAYS}-2/"
    assert "Our training" in text(page.get(made.headers["Location"]))
    # the same file again gives no second template
    again = {"file": (io.BytesIO(file.data.replace(b"Three-day", b"Our")), "mine.yaml")}
    assert page.post(f"{LIST}import", data=again).headers["Location"] == made.headers["Location"]
    assert count(AgendaTemplate) == 4


def test_faults_of_a_file_are_named_with_their_lines(page):
    sent = {"file": (io.BytesIO(b"schema: 1\ndays: 2\ndays: 3\nslug: X\n"), "mine.yaml")}
    found = text(page.post(f"{LIST}import", data=sent), 422)
    assert "Nothing was taken in" in found
    assert "“days” stands here twice" in found
    assert count(AgendaTemplate) == 3


def test_own_templates_are_renamed_put_away_and_restored(page):
    page.post(f"{LIST}{THREE_DAYS}/copy", data={"title_en": "Ours"})
    page.post(f"{LIST}ours/rename", data={"title_en": "Our programme"})
    assert "Our programme" in text(page.get(LIST))
    page.post(f"{LIST}ours/archive")
    assert "Our programme" not in text(page.get(LIST))
    assert "Our programme" in text(page.get(f"{LIST}?show=archived"))
    assert page.get(f"{NEW}?template=ours").status_code == 404
    page.post(f"{LIST}ours/restore")
    assert "Our programme" in text(page.get(LIST))


def test_a_shipped_template_keeps_its_name(page):
    found = text(page.post(f"{LIST}{THREE_DAYS}/rename", data={"title_en": "Mine"}), 422)
    assert "Copy it under a name of your own" in found


def test_another_trainer_may_use_a_template_and_not_change_it(app, page, session):
    page.post(f"{LIST}{THREE_DAYS}/copy", data={"title_en": "Ours"})
    trainer = make_person("Sana")
    make_staff(session, trainer, StaffRole.TRAINER)
    other = sign_in_directly(app.test_client(), trainer)
    assert "Archive" not in text(other.get(f"{LIST}ours/"))
    assert other.post(f"{LIST}ours/archive").status_code == 404
    assert other.post(f"{LIST}ours/rename", data={"title_en": "X"}).status_code == 404


def test_others_find_no_templates(app, page):
    focal = sign_in_directly(app.test_client(), make_focal_point(make_agency("Police")))
    for address in (LIST, f"{LIST}{THREE_DAYS}/", f"{LIST}{THREE_DAYS}.yaml", NEW):
        assert focal.get(address).status_code == 404


def test_a_session_needs_a_first_day_and_one_press(page, session, venue):
    found = soup(page.get(NEW))
    sent = fields_of(found)
    # proposed: a Monday three weeks ahead at the usual venue, with fitting rooms and the trainers
    assert sent["tranches-0-first"] == "2026-03-23"
    assert sent["tranches-0-venue"] == str(venue.id)
    rooms = rooms_of(venue)
    assert sent["tranches-0-room-hall"] == str(rooms["Hall A"])
    assert sent["tranches-0-room-lab-1"] == str(rooms["Lab 1"])
    assert all(sent[f"trainers-{key}"] for key in ("lead", "field", "analyst", "software"))
    # the outcome stands beside it before anything is saved: 23 March is Pakistan Day
    outcome = found.select_one("#outcome").get_text(" ", strip=True)
    assert "HOST-2026-08" in outcome
    assert "Mon 23 Mar left out: public holiday: Pakistan Day" in outcome
    assert "Tue 24 Mar Day 1" in outcome
    made = page.post(NEW, data={**sent, "tranches-0-first": "2026-03-09", "act": "make"})
    assert made.headers["Location"] == "/sessions/host-2026-08/agenda"
    agenda = text(page.get(made.headers["Location"]))
    assert "Session HOST-2026-08 is set up as a draft: 36 agenda items, 6 half-days." in agenda
    assert "Link chart, group A" in agenda


def test_three_sessions_in_one_action(page, session):
    sent = fields_of(soup(page.get(NEW))) | {"tranches-0-first": "2026-03-09"}
    two = fields_of(soup(page.post(NEW, data={**sent, "act": "add"})))
    assert two["tranches-1-first"] == "2026-03-16"
    three = fields_of(soup(page.post(NEW, data={**two, "act": "add"})))
    assert three["tranches-2-first"] == "2026-03-23"
    # the third is pushed to 26 March by the holiday; a fourth begins whole weeks behind its end
    four = fields_of(soup(page.post(NEW, data={**three, "act": "add"})))
    assert four["tranches-3-first"] == "2026-03-30"
    assert "tranches-2-first" not in fields_of(
        soup(page.post(NEW, data={**three, "act": "drop-1"}))
    )
    before = count(CourseSession)
    made = page.post(NEW, data={**three, "act": "make"})
    said = text(page.get(made.headers["Location"]))
    assert "3 sessions are set up as drafts (HOST-2026-08, HOST-2026-09, HOST-2026-10)" in said
    assert count(CourseSession) == before + 3


def test_nothing_typed_is_lost_and_nothing_is_made_by_half(page, session):
    sent = fields_of(soup(page.get(NEW)))
    two = fields_of(soup(page.post(NEW, data={**sent, "act": "add"})))
    before = count(CourseSession)
    wrong = {
        **two,
        "tranches-0-first": "2026-03-18",
        "tranches-0-last": "2026-03-20",
        "tranches-1-first": "soon",
        "title_en": "",
        "capacity": "many",
        "act": "make",
    }
    found = soup(page.post(NEW, data=wrong), 422)
    said = found.get_text(" ", strip=True)
    assert "Nothing was made yet" in said
    assert "Too few days: the agenda needs 3" in said
    assert "Give the first day as a date." in said
    assert "Give a number of seats" in said
    assert found.select_one("#capacity")["value"] == "many"
    assert found.select_one('[id="tranches-0-last"]')["value"] == "2026-03-20"
    assert found.select_one('[id="tranches-0-first"]')["aria-invalid"] == "true"
    assert count(CourseSession) == before


def test_a_session_is_copied_with_its_rooms_and_people(page, session, organiser, venue):
    nadia = trainer_named(session, organiser, "Nadia")
    make_item(session, "09:00", title="Opening", room_id=rooms_of(venue)["Lab 2"])
    teacher = db.session.scalar(
        unscoped(sa.select(Person).where(Person.id == nadia.person_id), because="the test's own")
    )
    make_item(session, "10:00", day=1, title="Cycle", trainers=(teacher,))
    address = f"/sessions/{session.slug}/copy"
    sent = fields_of(soup(page.get(address)))
    assert sent["trainers-trainer-1"] == str(nadia.person_id)
    assert sent["tranches-0-room-room-1"] == str(rooms_of(venue)["Lab 2"])
    made = page.post(address, data={**sent, "tranches-0-first": "2026-04-06", "act": "make"})
    said = text(page.get(made.headers["Location"]))
    assert "2 agenda items" in said
    assert "Cycle" in said


def test_copying_is_for_those_who_plan_the_session(app, page, session):
    stranger = make_person("Sana")
    make_session(organiser=stranger)
    other = sign_in_directly(app.test_client(), stranger)
    assert other.get(f"/sessions/{session.slug}/copy").status_code == 404
    assert other.get(f"/sessions/{session.slug}/agenda/as-template").status_code == 404


def test_no_text_of_the_pages_is_left_with_places_unfilled(page):
    for address in (LIST, f"{LIST}{THREE_DAYS}/", NEW):
        assert not re.search(r"%\(\w+\)s", text(page.get(address)))


def test_a_template_onto_too_few_days_is_said_at_the_place(page, organiser, venue):
    short = make_session(organiser=organiser, starts_on=date(2026, 4, 7), days=2)
    hold_at(short, venue)
    address = f"/sessions/{short.slug}/agenda/from-template"
    shown = text(page.get(address))
    assert "Too few days: the agenda needs 3, and from 7 April 2026 to 8 April 2026" in shown
    found = soup(page.post(address, data={"template": THREE_DAYS, "act": "fill"}), 422)
    assert "Too few days" in found.select_one("#outcome").get_text()
    assert draft(short.slug, acting(organiser)).items == ()
    # a shorter one goes
    sent = fields_of(soup(page.get(f"{address}?template=one-day-refresher")))
    assert page.post(address, data={**sent, "act": "fill"}).status_code == 302
    items = draft(short.slug, acting(organiser)).items
    assert len(items) == 12
    assert items[0].room_id == rooms_of(venue)["Hall A"]
    # what stands there goes only where that is said, and comes back by undoing
    again = page.post(address, data={**sent, "act": "fill"})
    assert "Say that they shall be replaced" in text(again, 422)
    assert page.post(address, data={**sent, "act": "fill", "replace": "1"}).status_code == 302
    assert {one.id for one in items}.isdisjoint(
        one.id for one in draft(short.slug, acting(organiser)).items
    )
    page.post(f"/sessions/{short.slug}/agenda/undo")
    assert [one.id for one in draft(short.slug, acting(organiser)).items] == [o.id for o in items]
