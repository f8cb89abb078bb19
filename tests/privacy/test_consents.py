"""Answers about privacy: the newest counts, nothing is lost, each side sees its own."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.clock import FixedClock
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.models import CourseSession
from lms.privacy.enums import ConsentWay, NoticeKind
from lms.privacy.models import Consent
from lms.privacy.queries.consents import answers_of, asked, own_history
from lms.privacy.queries.texts import newest_texts, version, versions
from lms.privacy.services.consents import answer
from lms.privacy.services.texts import publish
from tests.factories.accounts import (
    acting,
    make_account,
    make_administrator,
    make_focal_point,
    make_person,
)
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session

NOTICE, PHOTOS, LIST = NoticeKind.NOTICE, NoticeKind.PHOTOS, NoticeKind.LIST
SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class Scene:
    """A session of two agencies, with an organiser and one person of the first agency."""

    def __init__(self) -> None:
        self.agency, self.other = make_agency("Customs"), make_agency("Rangers")
        self.organiser = make_person("Omar", "Organiser")
        self.session: CourseSession = make_session(
            agencies=[self.agency, self.other], organiser=self.organiser
        )
        self.elsewhere: CourseSession = make_session(agencies=[self.agency])
        self.person = make_person("Ayesha", "Khan", agency=self.agency)

    def answer(
        self,
        *,
        given: dict[NoticeKind, bool],
        actor: Identity | None = None,
        here: bool = True,
        way: ConsentWay = ConsentWay.LINK,
    ) -> int:
        with transaction():
            return answer(
                actor=actor or Identity(person_id=self.person.id),
                person_id=self.person.id,
                agency_id=self.agency.id if here else None,
                course_session_id=self.session.id if here else None,
                answers=given,
                way=way,
            )

    def given(self, kind: NoticeKind = PHOTOS, session: CourseSession | None = None) -> bool | None:
        return asked(self.person.id, (session or self.session).id)[kind].given


def rows() -> int:
    counted = sa.select(sa.func.count()).select_from(Consent)
    return db.session.scalar(unscoped(counted, because="a test counts")) or 0


def test_the_newest_answer_counts_and_every_answer_stays(app: Flask, clock: FixedClock) -> None:
    scene = Scene()
    assert scene.given() is None
    for given in (True, False, True):
        assert scene.answer(given={PHOTOS: given}) == 1
        assert scene.given() is given
        clock.advance(timedelta(minutes=1))
    assert scene.answer(given={PHOTOS: True}) == 0  # said before, so nothing to add
    assert rows() == 3
    assert scene.given(session=scene.elsewhere) is None


def test_an_answer_of_the_own_page_holds_everywhere(app: Flask, clock: FixedClock) -> None:
    scene = Scene()
    scene.answer(given={PHOTOS: True})
    clock.advance(timedelta(minutes=1))
    scene.answer(given={PHOTOS: False}, here=False, way=ConsentWay.ACCOUNT)
    assert (scene.given(), scene.given(session=scene.elsewhere)) == (False, False)
    seen = answers_of(scene.session.id, actor=acting(scene.organiser))
    assert seen[scene.person.id][PHOTOS].given is False
    clock.advance(timedelta(minutes=1))
    scene.answer(given={PHOTOS: True})
    assert (scene.given(), scene.given(session=scene.elsewhere)) == (True, False)
    assert [row.given for row in own_history(Identity(scene.person.id))] == [True, False, True]


def test_a_notice_is_acknowledged_or_not_answered(app: Flask) -> None:
    scene = Scene()
    with pytest.raises(Invalid):
        scene.answer(given={NOTICE: False})
    assert scene.answer(given={NOTICE: True, PHOTOS: False, LIST: False}) == 3
    assert rows() == 3


def test_a_new_version_asks_again_and_the_old_one_stays_as_it_was(app: Flask) -> None:
    scene, admin = Scene(), acting(make_administrator())
    first = newest_texts()[PHOTOS]
    scene.answer(given={PHOTOS: True})
    new = {"en": "New words.", "ur": "نئے الفاظ۔"}
    with transaction():
        assert publish(actor=admin, kind=PHOTOS, title=first.title, body=new) == 2
    standing = asked(scene.person.id, scene.session.id)[PHOTOS]
    assert (standing.text.number, standing.outdated, standing.given) == (2, True, True)
    assert version(PHOTOS, 1, actor=admin).body == first.body
    assert scene.answer(given={PHOTOS: True}) == 1
    assert asked(scene.person.id, scene.session.id)[PHOTOS].outdated is False
    counted = {row.text.number: (row.given, row.refused) for row in versions(actor=admin)[PHOTOS]}
    assert counted == {1: (1, 0), 2: (1, 0)}
    with pytest.raises(Refused), transaction():
        publish(actor=admin, kind=PHOTOS, title=first.title, body=new)
    with pytest.raises(Invalid) as caught, transaction():
        publish(actor=admin, kind=PHOTOS, title=first.title, body={"en": "Only English."})
    assert [fault.field for fault in caught.value.errors] == ["body_ur"]


def test_paper_is_written_down_by_the_organiser_of_that_session_only(app: Flask) -> None:
    scene = Scene()
    scene.answer(
        given={PHOTOS: False, NOTICE: True}, actor=acting(scene.organiser), way=ConsentWay.PAPER
    )
    line = asked(scene.person.id, scene.session.id)[PHOTOS].answer
    assert line is not None
    assert (line.way, line.recorded_by) == (ConsentWay.PAPER, "Omar Organiser")
    focal = acting(make_focal_point(scene.agency))
    stranger = make_person("Other", "Organiser")
    make_session(agencies=[scene.agency], organiser=stranger)
    for actor in (focal, acting(stranger)):
        with pytest.raises(NotFound):
            scene.answer(given={PHOTOS: True}, actor=actor, way=ConsentWay.PAPER)
    with pytest.raises(NotFound):
        scene.answer(given={PHOTOS: True}, actor=acting(scene.organiser), here=False)


def test_a_focal_point_sees_the_answers_of_the_own_agency(app: Flask) -> None:
    scene = Scene()
    scene.answer(given={PHOTOS: True})

    def seen(agency: Agency) -> set[object]:
        return set(answers_of(scene.session.id, actor=acting(make_focal_point(agency))))

    assert seen(scene.agency) == {scene.person.id}
    assert seen(scene.other) == set()


def test_the_pages(app: Flask, client: FlaskClient, signed_in: SignedIn) -> None:
    page = client.get("/privacy").get_data(as_text=True)
    assert "What is kept" in page
    assert "کیا رکھا جاتا ہے" in page
    person = make_person("Ayesha", "Khan")
    make_account(person)
    assert client.get("/me/privacy").status_code == 302
    signed_in(client, person)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/me/privacy").text)
    assert token is not None
    sent = {"csrf_token": token[1], "notice": "yes", "photos": "no", "list": "maybe"}
    assert client.post("/me/privacy", data=sent).status_code == 302
    standing = asked(person.id, None)
    assert [one.given for one in standing.values()] == [True, False, None, None]
    assert client.get("/privacy-texts").status_code == 404
    admin = app.test_client()
    signed_in(admin, make_administrator())
    for address in ("/privacy-texts", "/privacy-texts/photos/1", "/privacy-texts/photos/new"):
        assert admin.get(address).status_code == 200, address
    assert admin.get("/privacy-texts/photos/7").status_code == 404
    assert admin.get("/privacy-texts/nothing/new").status_code == 404
