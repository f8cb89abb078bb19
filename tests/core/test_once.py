"""A form that was sent is done once: pressed twice, sent again after going back, from two tabs."""

import re
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.aftercare.models import PaperEvent
from lms.certificates.models import SpareBlank, Thanks
from lms.core.api import IdempotencyKey, sweep_keys
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.support.signing_in import sign_in_directly

SAID = "This form had been sent already: it was done once."


class Desk:
    """An organiser's browser at a session with one paper."""

    def __init__(self, app: Flask) -> None:
        self.organiser = make_person("Rana", "Marwat")
        self.session = make_earned_session([make_agency()], 1, organiser=self.organiser)
        self.url = f"/sessions/{self.session.slug}/certificates"
        self.client: FlaskClient = sign_in_directly(app.test_client(), self.organiser.id)

    def keys(self, address: str) -> list[str]:
        """The keys of the forms of a page as it is served now."""
        return re.findall(r'name="form_key" value="([^"]+)"', self.client.get(address).text)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def count(model: type, **equal: object) -> int:
    statement = sa.select(sa.func.count()).select_from(model).filter_by(**equal)
    return db.session.scalar(statement.execution_options(concord_scope="a test")) or 0


def test_blanks_are_numbered_once_for_one_form(desk: Desk) -> None:
    (key,) = desk.keys(f"{desk.url}/blanks")
    assert desk.keys(f"{desk.url}/blanks") != [key]
    wrong = {"kind": "completion", "count": "0", "more": "on", "form_key": key}
    assert desk.client.post(f"{desk.url}/blanks", data=wrong).status_code == 422
    form = wrong | {"count": "2"}
    first = desk.client.post(f"{desk.url}/blanks", data=form)
    again = desk.client.post(f"{desk.url}/blanks", data=form)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert SAID in desk.client.get(again.location).text
    assert count(SpareBlank) == 2
    desk.client.post(f"{desk.url}/blanks", data=form | {"count": "1"})
    assert count(SpareBlank) == 3, "other content is another wish"
    (other,) = desk.keys(f"{desk.url}/blanks")
    desk.client.post(f"{desk.url}/blanks", data=form | {"form_key": other})
    assert count(SpareBlank) == 5, "a page served anew is another form"


def test_the_key_of_one_person_takes_nothing_from_another(desk: Desk, app: Flask) -> None:
    (key,) = desk.keys(f"{desk.url}/blanks")
    form = {"kind": "completion", "count": "1", "more": "on", "form_key": key}
    desk.client.post(f"{desk.url}/blanks", data=form)
    from tests.factories.accounts import make_administrator

    other = sign_in_directly(app.test_client(), make_administrator().id)
    other.post(f"{desk.url}/blanks", data=form)
    assert count(SpareBlank) == 2


def test_a_guest_comes_onto_the_list_once(desk: Desk) -> None:
    (key,) = desk.keys(f"{desk.url}/thanks")
    form = {"name": "Guest Speaker", "capacity_en": "guest of honour", "form_key": key}
    for _time in range(2):
        assert desk.client.post(f"{desk.url}/thanks", data=form).location == f"{desk.url}/thanks"
    assert count(Thanks) == 1
    desk.client.post(f"{desk.url}/thanks", data=form | {"name": "Second Speaker"})
    assert count(Thanks) == 2


def test_a_copy_and_a_step_back_are_noted_once(desk: Desk) -> None:
    (paper,) = issue_all(desk.session)
    one = f"{desk.url}/hands/{paper.id}"
    desk.client.post(f"{one}/note", data={"way": "collected"})
    key = desk.keys(one)[-1]
    form = {"reason": "Lost in a flood.", "form_key": key}
    for _time in range(2):
        told = desk.client.post(f"{one}/replace", data=form, follow_redirects=True)
    assert SAID in told.text and "elsewhere by now" not in told.text
    assert count(PaperEvent, kind="replaced") == 1
    desk.client.post(f"{one}/note", data={"way": "posted", "tracking": "RR 1 PK"})
    desk.client.post(f"{one}/note", data={"way": "returned"})
    key = desk.keys(one)[0]
    for _time in range(2):
        desk.client.post(f"{one}/undo", data={"form_key": key})
    assert count(PaperEvent, kind="undone") == 1


@pytest.mark.both
def test_two_tabs_at_the_same_moment(app: Flask) -> None:
    desk = Desk(app)
    (key,) = desk.keys(f"{desk.url}/blanks")
    form = {"kind": "completion", "count": "1", "form_key": key}
    clients = [sign_in_directly(app.test_client(), desk.organiser.id) for _ in range(4)]
    gate, seen = threading.Barrier(len(clients)), []

    def press(client: FlaskClient) -> None:
        gate.wait()
        seen.append(client.post(f"{desk.url}/blanks", data=form).status_code)

    tabs = [threading.Thread(target=press, args=[one]) for one in clients]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert seen == [302] * 4
    db.session.rollback()
    assert count(SpareBlank) == 1


def test_keys_are_swept_after_a_day(desk: Desk, clock: FixedClock) -> None:
    from datetime import timedelta

    (key,) = desk.keys(f"{desk.url}/blanks")
    desk.client.post(
        f"{desk.url}/blanks", data={"kind": "completion", "count": "1", "form_key": key}
    )
    assert count(IdempotencyKey) == 1
    clock.advance(timedelta(hours=25))
    with transaction():
        sweep_keys()
    assert count(IdempotencyKey) == 0
