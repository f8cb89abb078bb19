"""The page of an invitation: answered without an account, nothing typed lost, nothing told."""

import re
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction, unscoped
from lms.core.errors import NotFound
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.enrolments.services import roll
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.queries.lines import history
from lms.nominations.services import deciding, links, nominating, own_answers
from lms.privacy.enums import NoticeKind
from lms.privacy.queries.consents import asked
from lms.seats.services.ledger import open_ledger
from tests.factories.nominations import Scene


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(police=2, force=1, capacity=3, starts_on=utcnow().date() + timedelta(days=10))


def address(scene: Scene, key: UUID) -> str:
    with transaction():
        url = links.answer_address(scene.row(key))
    return url.removeprefix("https://concord.example")


def invited(scene: Scene, name: str = "Wahid Bux Jatoi") -> tuple[UUID, str]:
    key = scene.nominate(name=name)
    scene.decide(key, to=State.APPROVED)
    return key, address(scene, key)


def enrolment_of(row: Nomination) -> Enrolment:
    return db.session.scalars(
        unscoped(
            sa.select(Enrolment)
            .where(Enrolment.id == row.enrolment_id)
            .execution_options(populate_existing=True),
            because="a test looks",
        )
    ).one()


FORM = {
    "certificate_name": "Wahid Bux Jatoi",
    "certificate_name_local": "واحد بخش جتوئی",
    "name_is_right": "yes",
    "needs": "vegetarian",
    "notice": "yes",
    "photos": "no",
    "act": "accept",
}


def test_accepting_by_link_makes_the_enrolment_with_all_that_was_written(
    scene: Scene, client: FlaskClient
) -> None:
    key, url = invited(scene)
    page = client.get(url)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert scene.row(key).state is State.APPROVED
    for _ in range(2):
        assert client.post(url, data=FORM).status_code == 302
    row = scene.row(key)
    enrolment = enrolment_of(row)
    assert row.state is State.CONFIRMED
    assert (enrolment.certificate_name_local, enrolment.needs) == ("واحد بخش جتوئی", "vegetarian")
    assert enrolment.name_approved_at is not None
    assert enrolment.name_approved_by == row.person_id
    said = asked(row.person_id, scene.session.id)
    assert (said[NoticeKind.NOTICE].given, said[NoticeKind.PHOTOS].given) == (True, False)
    assert [event.kind for event in history(row.id)].count("confirmed") == 1
    travel = FORM | {"act": "save", "comes_from": "Sukkur", "mode": "road", "wants_room": "yes"}
    assert client.post(url, data=travel).status_code == 302
    assert "Sukkur" in client.get(url).text


def test_the_answer_stands_at_the_top_and_return_in_a_field_only_saves(
    scene: Scene, client: FlaskClient
) -> None:
    key, url = invited(scene)
    page = BeautifulSoup(client.get(url).text, "lxml")
    buttons = [one["value"] for one in page.select('[form="answering"], #answering [name="act"]')]
    assert buttons[:2] == ["save", "accept"]  # the first is what the return key presses
    form = page.select_one("#answering")
    assert form is not None and form.find_previous("button", value="accept") is not None
    typed = {str(one["name"]): str(one.get("value", "")) for one in form.select("input.in")}
    assert client.post(url, data=typed | {"act": "accept"}).status_code == 302
    assert scene.row(key).state is State.CONFIRMED


def test_the_name_stays_in_step_on_the_roll_and_in_the_nomination(
    scene: Scene, client: FlaskClient
) -> None:
    key, url = invited(scene)
    client.post(url, data=FORM)
    client.post(url, data=FORM | {"act": "save", "certificate_name": "Wahid Bakhsh Jatoi"})
    row = scene.row(key)
    enrolment = enrolment_of(row)
    assert row.certificate_name == enrolment.certificate_name == "Wahid Bakhsh Jatoi"
    assert row.name_approved_at == enrolment.name_approved_at is not None
    with transaction():
        roll.find(scene.organiser, _head(scene), enrolment.id).certificate_name = "Wahid B. Jatoi"
        roll.tell_followers(scene.organiser, enrolment)
    assert scene.row(key).certificate_name == "Wahid B. Jatoi"


def _head(scene: Scene) -> SessionHead:
    return session_head(scene.slug, scene.organiser)


def test_a_fault_keeps_what_was_typed_and_changes_nothing(
    scene: Scene, client: FlaskClient
) -> None:
    key, url = invited(scene)
    bad = FORM | {"certificate_name": "Wahid 7", "needs": "No peanuts, please"}
    page = client.post(url, data=bad)
    assert page.status_code == 422
    assert "Wahid 7" in page.text and "No peanuts, please" in page.text
    assert "A name has no digits" in page.text
    assert scene.row(key).state is State.APPROVED
    unticked = {**FORM, "certificate_name": "Waheed Jatoi", "name_is_right": ""}
    assert client.post(url, data=unticked).status_code == 422
    assert scene.row(key).certificate_name == "Wahid Bux Jatoi"


def test_who_comes_too_late_for_the_seat_loses_nothing_and_is_told(
    scene: Scene, client: FlaskClient
) -> None:
    keys = [scene.nominate(name=f"Officer {name}") for name in ("Aslam", "Bilal", "Chand", "Daud")]
    scene.decide(*keys[:2], to=State.APPROVED)
    scene.decide(*keys[2:], to=State.WAIT_LISTED)
    with transaction():
        nominating.withdraw(
            actor=scene.focal(), slug=scene.slug, nomination_id=keys[0], reason="Ill."
        )
        deciding.offer(actor=scene.organiser, slug=scene.slug, nomination_ids=keys[2:])
        _fill_the_rest(scene)
    urls = [address(scene, key) for key in keys[2:]]
    answers = [
        client.post(url, data={"act": "accept", "needs": "by bus", "certificate_name": name})
        for url, name in zip(urls, ("Officer Chand", "Officer Daud"), strict=True)
    ]
    assert [one.status_code for one in answers] == [302, 409]
    assert "The free seat has gone" in answers[1].text
    row = scene.row(keys[3])
    assert (row.state, row.needs) == (State.WAIT_LISTED, "by bus")


def _fill_the_rest(scene: Scene) -> None:
    """Leave one free seat: the one that has just come back."""
    ledger = open_ledger(scene.session.id, actor=scene.organiser)
    ledger.set_quotas({scene.force.id: 1})


def test_declining_closes_the_address_and_a_second_click_is_harmless(
    scene: Scene, client: FlaskClient
) -> None:
    key, url = invited(scene)
    for _ in range(2):
        page = client.post(url, data={"act": "decline", "reason": "Posted away."})
        assert page.status_code == 200 and "It is noted" in page.text
    row = scene.row(key)
    assert (row.state, row.reason) == (State.WITHDRAWN, "Posted away.")
    kinds = [event.kind for event in history(row.id)]
    assert kinds.count("answered_no") == kinds.count("withdrawn") == 1
    assert client.get(url).status_code == 404


def test_unknown_revoked_and_expired_addresses_look_alike(
    scene: Scene, client: FlaskClient, clock: FixedClock
) -> None:
    key, url = invited(scene)
    _other, open_url = invited(scene, "Noman Idrees Tareen")
    with transaction():
        nominating.withdraw(
            actor=scene.focal(),
            slug=scene.slug,
            nomination_id=key,
            reason="Ill.",
        )
    revoked = client.get(url)
    unknown = client.get("/invitation/AAAAAAAAAAAAAAAAAAAAAA")
    assert client.get(open_url).status_code == 200
    clock.advance(timedelta(days=10))
    expired = client.get(open_url)

    def plain(text: str) -> str:
        return re.sub(r'(csrf[^>]*(content|value)=|nonce=|value=)"[^"]*"', "", text)

    assert {one.status_code for one in (revoked, unknown, expired)} == {404}
    assert plain(revoked.text) == plain(unknown.text) == plain(expired.text)
    codes = [client.get("/invitation/" + "B" * 22).status_code for _ in range(40)]
    assert codes[0] == 404 and codes[-1] == 429


def test_signed_in_people_see_their_own_invitations_alone(
    scene: Scene, client: FlaskClient, signed_in: Callable[[FlaskClient, UUID], FlaskClient]
) -> None:
    key, _url = invited(scene)
    other, _url = invited(scene, "Noman Idrees Tareen")
    person_id = scene.row(key).person_id
    signed_in(client, person_id)
    text = client.get("/me/invitations").text
    assert f"/me/invitations/{key}" in text and str(other) not in text
    assert client.get(f"/me/invitations/{other}").status_code == 404
    assert client.post(f"/me/invitations/{other}", data=FORM).status_code == 404
    assert client.post(f"/me/invitations/{key}", data=FORM).status_code == 302
    assert scene.row(key).state is State.CONFIRMED
    assert client.post(f"/me/invitations/{key}", data={"act": "decline"}).status_code == 422


def test_an_answer_by_telephone_is_noted_by_the_own_agency_alone(scene: Scene) -> None:
    key, _url = invited(scene)
    given = {"slug": scene.slug, "nomination_id": key, "comes": True, "way": "phone"}
    with pytest.raises(NotFound), transaction():
        own_answers.note_answer(actor=scene.focal("force"), **given)
    with transaction():
        own_answers.note_answer(actor=scene.focal(), **given)
    yes = [one for one in history(scene.row(key).id) if one.kind == "answered_yes"]
    assert [one.payload["way"] for one in yes] == ["phone"]


def test_the_picture_of_a_name_has_the_outlines_of_the_paper(
    scene: Scene, client: FlaskClient
) -> None:
    _key, url = invited(scene)
    latin = client.get(f"{url}/name.svg")
    assert latin.mimetype == "image/svg+xml"
    assert "<title>Wahid Bux Jatoi</title>" in latin.text
    assert len(re.findall(r"[MLQCZ]", latin.text)) > 100
    typed = client.post(f"{url}/name.svg", data={"latin": "Wahid", "local": "واحد بخش"})
    drawn = b64decode(typed.json["local"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert "<title>واحد بخش</title>" in drawn
    far = client.post(f"{url}/name.svg", data={"latin": "髙橋さくら", "local": "王 علی"})
    drawn = b64decode(far.json["latin"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert len(re.findall(r"[MLQCZ]", drawn)) > 100
    refused = client.post(f"{url}/name.svg", data={"latin": "សខ"})
    assert refused.status_code == 422 and "no sign for ស ខ" in refused.json["problem"]
    look = client.post(url, data=FORM | {"act": "look", "certificate_name": "Zoë Jatoi"})
    assert 'value="Zoë Jatoi"' in look.text and "data:image/svg+xml;base64," in look.text
