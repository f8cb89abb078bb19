"""What an agency is told never depends on the people of another."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from difflib import unified_diff

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.accounts.models import Membership, Person
from lms.core.db import db, transaction
from lms.nominations.enums import NominationState as State
from lms.nominations.models import NominationDouble
from lms.nominations.services import nominating
from tests.factories.accounts import make_person, today
from tests.factories.nominations import Scene, nomination_input

SignedIn = Callable[[FlaskClient, Person], FlaskClient]

NAMES = ("Wahid Jatoi", "Nigar Soomro", "واحد جتوئی")
ELSEWHERE = st.fixed_dictionaries(
    {
        "known": st.booleans(),  # somebody of the other agency is known
        "nominated": st.booleans(),  # and nominated by it
        "confirmed": st.booleans(),  # and on the roll
        "same_number": st.booleans(),
        "same_email": st.booleans(),
        "name": st.sampled_from(NAMES),
    }
)


def typed(case: dict[str, object]) -> dict[str, str]:
    return {
        "first_name": str(case["name"]).split()[0],
        "last_name": str(case["name"]).split()[1],
        "service_no": "77-A",
        "email": "w@example.org",
        "mobile": "+92 300 1234567",
    }


def fill_other(scene: Scene, case: dict[str, object]) -> None:
    """Whatever the other agency has of somebody with the same name, number and address."""
    first, last = str(case["name"]).split()
    if case["known"]:
        make_person(
            first,
            last,
            agency=scene.force,
            service_no="77-A" if case["same_number"] else None,
            email="w@example.org" if case["same_email"] else None,
        )
    if case["nominated"]:
        given = nomination_input(f"{first} {last}", service_no="99-B")
        with transaction():
            key = nominating.nominate(
                actor=scene.focal("force"),
                slug=scene.slug,
                agency_id=scene.force.id,
                given=replace(given, person="new"),
            )
        if case["confirmed"]:
            scene.decide(key, to=State.APPROVED)


def asked(scene: Scene, page: FlaskClient, case: dict[str, object]) -> list[tuple[int, str]]:
    """Every way in which the police could learn of somebody, with what each answers."""
    base = f"/sessions/{scene.slug}/nominations/agencies/{scene.police.slug}"
    sheet = "first_name,last_name,service_no,email\n" + ",".join(list(typed(case).values())[:4])
    upload = page.post(f"{base}/import", data={"file": (io.BytesIO(sheet.encode()), "l.csv")})
    ways = [
        page.get(f"{base}/new?q={case['name']}"),
        page.get(upload.location),
        page.post(f"{upload.location}/row", data={}),
        page.get(base),
        page.post(f"{base}/new", data=typed(case) | {"rank_or_grade": "99"}),
        page.post(f"{base}/new", data=typed(case)),
        page.get(f"{base}?sort=name"),
        page.get(f"{base}/letter"),
        page.post(f"{base}/new", data=typed(case)),
        page.get(f"/sessions/{scene.slug}/nominations/agencies/{scene.force.slug}"),
        page.get(f"/sessions/{scene.slug}/nominations/agencies/nobody"),
    ]
    return [(answer.status_code, plain(scene, answer.text)) for answer in ways]


def plain(scene: Scene, html: str) -> str:
    """The page without what differs from one installation to the next: keys, slugs, nonces."""
    html = html.replace(scene.slug, "SESSION").replace(scene.session.code, "CODE")
    html = html.replace(scene.police.slug, "OWN").replace(scene.force.slug, "OTHER")
    html = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "KEY", html)
    html = re.sub(r'(nonce|value|content|data-csrf)="[\w.-]{20,}"', r'\1="-"', html)
    return re.sub(r"\?v=\d+", "", html)


@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.generate),  # a page in a case is long: the first one tells
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ELSEWHERE)
def test_answers_are_alike_whatever_another_agency_has(
    app: Flask, signed_in: SignedIn, case: dict[str, object]
) -> None:
    answers = []
    for filled in (False, True):
        db.session.rollback()
        scene = Scene(police=2, force=2, capacity=8)
        if filled:
            fill_other(scene, case)
        page = signed_in(app.test_client(), scene.people["police"])
        answers.append(asked(scene, page, case))
    for without, with_other in zip(*answers, strict=True):
        assert without[0] == with_other[0]
        assert list(unified_diff(without[1].split("\n"), with_other[1].split("\n"))) == []
    assert [status for status, _html in answers[0]][4:6] == [422, 302]
    assert answers[0][-2][0] == answers[0][-1][0] == 404


def test_somebody_of_two_agencies_is_nominated_by_both_and_neither_is_told(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    scene = Scene()
    both = make_person("Wahid", "Jatoi", agency=scene.force, service_no="F-1")
    with transaction():
        db.session.add(
            Membership(
                person_id=both.id,
                agency_id=scene.police.id,
                service_no="P-1",
                starts_on=today(),
            )
        )
    first = scene.nominate("force", name="Wahid Jatoi", service_no="F-1")
    with transaction():
        second = nominating.nominate(
            actor=scene.focal("police"),
            slug=scene.slug,
            agency_id=scene.police.id,
            given=nomination_input("Wahid Jatoi", service_no="P-1"),
        )
    assert scene.row(first).person_id == both.id
    assert scene.row(second).person_id != both.id
    doubles = db.session.execute(
        sa.select(NominationDouble.nomination_id, NominationDouble.other_person_id)
    ).all()
    assert (second, both.id) in [tuple(row) for row in doubles]


@pytest.mark.parametrize("way", ["edit", "replace", "letter", "order", "withdraw"])
def test_no_way_leads_to_another_agencys_nomination(
    app: Flask, client: FlaskClient, signed_in: SignedIn, way: str
) -> None:
    scene = Scene()
    other = scene.nominate("force", name="Secret Person", letter_ref="ANF/1")
    page = signed_in(client, scene.people["police"])
    unknown = "0198b5c0-0000-7000-8000-000000000000"
    call = page.post if way in {"order", "withdraw"} else page.get
    answers = [call(f"/sessions/{scene.slug}/nominations/{key}/{way}") for key in (other, unknown)]
    assert {answer.status_code for answer in answers} == {404}
    assert plain(scene, answers[0].text) == plain(scene, answers[1].text)
    base = f"/sessions/{scene.slug}/nominations/agencies/{scene.police.slug}"
    sent = {"name": [str(other)], "file": (io.BytesIO(b"\x89PNG"), "x.png")}
    assert page.post(f"{base}/letter", data=sent).status_code == 404
