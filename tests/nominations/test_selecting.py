"""Aims as they are typed, and the selection that is suggested for them."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.engines.selection.types import Aim, AimKind
from lms.nominations.enums import NominationState as State
from lms.nominations.formats.aims import TypedAim, parse_aims, read_aims, typed_aims, write_aims
from lms.nominations.queries.selecting import proposal
from tests.factories.nominations import Scene

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
WOMEN = {"whom": "gender:female", "kind": "share_at_least", "amount": "30"}
PROVINCES = {"whom": "province:", "kind": "spread", "amount": "3"}


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Two seats for each agency. The women and the far provinces were named last."""
    scene = Scene(police=2, force=2, capacity=4)
    for agency, name, gender, province in (
        ("police", "Ali Raza", "male", "Sindh"),
        ("police", "Bux Jatoi", "male", "Sindh"),
        ("police", "Nigar Soomro", "female", "Sindh"),
        ("force", "Dur Marwat", "male", "Sindh"),
        ("force", "Ehsan Jan", "male", "Punjab"),
        ("force", "Farzana Lodhi", "female", "Balochistan"),
    ):
        scene.nominate(agency, name, gender=gender, province=province)
    return scene


def state_aims(client: FlaskClient, slug: str, *lines: dict[str, str]) -> int:
    data = {key: [line[key] for line in lines] for key in ("whom", "kind", "amount")}
    return client.post(f"/sessions/{slug}/nominations/aims", data=data).status_code


def words(node: object) -> str:
    return " ".join(str(getattr(node, "text", "")).split())


def test_the_suggestion_serves_the_aims_says_why_and_decides_nothing(
    scene: Scene, client: FlaskClient, signed_in: SignedIn
) -> None:
    signed_in(client, scene.people["organiser"])
    assert state_aims(client, scene.slug, WOMEN, PROVINCES) == 302
    html = client.get(f"/sessions/{scene.slug}/nominations/suggestion").text
    page = BeautifulSoup(html, "lxml")
    stands = page.select("table")[0].select("tbody tr")
    assert [[words(cell) for cell in row.find_all(["th", "td"])] for row in stands] == [
        ["Women: at least 30 per cent", "2", "2 reached", "0 2 missing"],
        ["Different provinces: at least 3", "3", "3 reached", "2 1 missing"],
    ]
    lines = page.select(".suggested tbody tr")
    ticked = [words(row.select_one("th a")) for row in lines if row.select_one("[checked]")]
    assert ticked == ["Ali Raza", "Nigar Soomro", "Ehsan Jan", "Farzana Lodhi"]
    why = {words(row.select_one("th a")): [words(li) for li in row.select("li")] for row in lines}
    assert why["Nigar Soomro"] == [
        "Goes before Bux Jatoi: else “Women” stood at 1, not 2.",
        "Women: from 1 to 2, still needed.",
    ]
    assert why["Bux Jatoi"] == [
        "All 2 seats of the agency are given; its priorities that go before: 1.",
        "Nigar Soomro goes first: with this name instead, “Women” went from 2 to 1.",
    ]
    assert {row.state for row in proposal(scene.slug, actor=scene.organiser).facts.rows} == {
        State.SHORTLISTED
    }
    blind = client.get(f"/sessions/{scene.slug}/nominations/suggestion?blind=1").text
    assert "Sindh Police" not in blind and "Nigar Soomro" in blind


def test_seats_given_already_count_and_the_wait_list_is_asked_only_where_wanted(
    scene: Scene,
) -> None:
    rows = {row.full_name: row.id for row in proposal(scene.slug, actor=scene.organiser).chosen}
    assert list(rows) == ["Ali Raza", "Bux Jatoi", "Dur Marwat", "Ehsan Jan"]
    scene.decide(rows["Ali Raza"], to=State.APPROVED)
    scene.decide(rows["Bux Jatoi"], to=State.WAIT_LISTED)
    found = proposal(scene.slug, actor=scene.organiser)
    assert [row.full_name for row in found.chosen] == ["Nigar Soomro", "Dur Marwat", "Ehsan Jan"]
    assert found.problem.room == 4
    waiting = proposal(scene.slug, actor=scene.organiser, with_waiting=True)
    assert [row.full_name for row in waiting.chosen] == ["Bux Jatoi", "Dur Marwat", "Ehsan Jan"]


def test_aims_are_kept_as_typed_and_faults_stand_at_their_line(
    scene: Scene, client: FlaskClient, signed_in: SignedIn
) -> None:
    signed_in(client, scene.people["organiser"])
    wrong = [WOMEN | {"amount": "101"}, PROVINCES | {"kind": "at_least"}, WOMEN | {"whom": "x"}]
    assert state_aims(client, scene.slug, *wrong) == 422
    lines = [TypedAim(one["kind"], one["whom"], one["amount"]) for one in wrong]
    assert sorted(parse_aims(lines)[1]) == [0, 1, 2]
    assert "Write a whole number from 0 to 100." in str(parse_aims(lines)[1][0])
    assert parse_aims([*lines[:1], TypedAim()])[0] == ()
    aims = (
        Aim(AimKind.SHARE_AT_LEAST, "gender", frozenset({"female"}), 30),
        Aim(AimKind.SPREAD, "province", amount=3),
        Aim(AimKind.PREFER, "training", frozenset({"none"})),
    )
    assert read_aims(write_aims(aims)) == aims
    assert parse_aims(typed_aims(aims)) == (aims, {})
    assert parse_aims([*typed_aims(aims[:1]), *typed_aims(aims[:1])])[1].keys() == {1}
