"""An administrator says what each kind of clash does; nobody else reaches the page."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import ClashRule, Severity
from lms.agenda.models import ClashSetting
from lms.agenda.queries import clashes
from lms.agenda.rules.clashes.severities import DEEDS, MEANINGS, TITLES, USUAL
from lms.agenda.services.clash_rules import set_severities
from lms.audit.models import AuditEntry, AuditPersonal
from lms.core.db import db, transaction
from lms.core.errors import NotFound
from lms.courses.enums import StaffRole
from tests.factories.accounts import acting, make_administrator, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session, make_staff
from tests.support.signing_in import sign_in_directly

PAGE = "/agenda/rules"
TWICE, PRAYER = ClashRule.ROOM_TWICE, ClashRule.OVER_PRAYER


@pytest.fixture
def administrator(app: Flask) -> Person:
    return make_administrator()


def entries() -> list[tuple[str, dict[str, object], dict[str, object]]]:
    rows = db.session.query(AuditEntry, AuditPersonal).join(
        AuditPersonal, AuditPersonal.sequence == AuditEntry.sequence
    )
    return [
        (personal.values["summary"]["text"], personal.values["before"], personal.values["after"])
        for entry, personal in rows
        if entry.act == "agenda.rules_set"
    ]


def test_every_kind_has_a_title_a_meaning_and_a_usual_deed() -> None:
    assert set(TITLES) == set(MEANINGS) == set(USUAL) == set(ClashRule)
    assert set(DEEDS) == set(Severity)


def test_the_page_shows_each_kind_with_its_meaning_and_deed(
    client: FlaskClient, administrator: Person
) -> None:
    page = sign_in_directly(client, administrator).get(PAGE)
    soup = BeautifulSoup(page.text, "lxml")
    chosen = {
        box["name"]: box.find("option", selected=True)["value"] for box in soup.find_all("select")
    }
    assert chosen == {rule.value: severity.value for rule, severity in USUAL.items()}
    assert "Breaks, lunches and prayers may share a room." in soup.get_text()
    desk = sign_in_directly(client, administrator).get("/desk")
    assert f'href="{PAGE}"' in desk.text


def test_a_choice_is_kept_audited_and_in_force(client: FlaskClient, administrator: Person) -> None:
    browser = sign_in_directly(client, administrator)
    sent = {rule.value: severity.value for rule, severity in USUAL.items()}
    answer = browser.post(PAGE, data=sent | {TWICE.value: "block", PRAYER.value: "ignore"})
    assert (answer.status_code, answer.location) == (302, PAGE)
    assert clashes.severities() == {**USUAL, TWICE: Severity.BLOCK, PRAYER: Severity.IGNORE}
    assert entries() == [
        (
            "What clashes do changed: %(n)s kinds.",
            {"room_twice": "block_release", "over_prayer": "warn"},
            {"room_twice": "block", "over_prayer": "ignore"},
        )
    ]
    browser.post(PAGE, data=sent | {PRAYER.value: "ignore"})
    assert clashes.severities() == {**USUAL, PRAYER: Severity.IGNORE}
    assert [row.rule for row in db.session.query(ClashSetting)] == [PRAYER]
    assert entries()[-1][0] == "What a clash does changed: %(rule)s."


def test_the_same_again_writes_nothing(client: FlaskClient, administrator: Person) -> None:
    answer = sign_in_directly(client, administrator).post(
        PAGE, data={TWICE.value: "block_release"}, follow_redirects=True
    )
    assert "Nothing was changed." in answer.text
    assert entries() == [] and db.session.query(ClashSetting).count() == 0


def test_a_deed_that_is_none_is_told_at_its_place_and_nothing_is_saved(
    client: FlaskClient, administrator: Person
) -> None:
    answer = sign_in_directly(client, administrator).post(
        PAGE, data={TWICE.value: "shout", PRAYER.value: "block"}
    )
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.text, "lxml")
    assert soup.select_one(".note.bad li").get_text() == "Room twice: Choose from the list."
    assert soup.select_one("#over_prayer option[selected]")["value"] == "block"
    assert clashes.severities() == USUAL


def test_nobody_else_reaches_it(client: FlaskClient, app: Flask) -> None:
    organiser, trainer = make_person("Rana"), make_person("Naveed")
    session = make_session(organiser=organiser)
    make_staff(session, trainer, StaffRole.TRAINER)
    for person in (organiser, trainer, make_focal_point(make_agency("Customs"))):
        browser = sign_in_directly(app.test_client(), person)
        assert browser.get(PAGE).status_code == 404
        assert browser.post(PAGE, data={TWICE.value: "ignore"}).status_code == 404
        assert PAGE not in browser.get("/desk").text
        with pytest.raises(NotFound), transaction():
            set_severities(actor=acting(person), severities={TWICE: Severity.IGNORE})
    assert client.get(PAGE).status_code == 302
