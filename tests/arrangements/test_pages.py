"""Pages and papers of arrangements: who reaches them, what they keep, what leaves on record."""

import io
import re
from collections.abc import Callable

import openpyxl
import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.arrangements.inputs import RateInput
from lms.arrangements.queries import lists
from lms.arrangements.queries.consents import consent_list
from lms.arrangements.queries.lists import lodging, managed, person
from lms.arrangements.rows import RateRow
from lms.arrangements.services import rates, stays
from lms.audit.models import AuditEntry
from lms.core.db import db, transaction
from lms.privacy.enums import NoticeKind
from tests.arrangements.scene import Scene
from tests.factories.accounts import make_account, make_focal_point, make_person
from tests.factories.courses import make_session

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
LISTS = ("arrangements/allowances", "arrangements/travel", "arrangements/rooms", "consents")


class Desk:
    """A browser at a session's pages."""

    def __init__(self, app: Flask, signed_in: SignedIn, scene: Scene, who: Person) -> None:
        self.client = signed_in(app.test_client(), who)
        self.base = f"/sessions/{scene.slug}/"

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    def file(self, path: str) -> bytes:
        answer = self.client.get(self.base + path)
        assert answer.status_code == 200, path
        return answer.data

    def post(self, path: str, status: int = 302, **fields: str) -> str:
        page = self.client.get("/me").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        answer = self.client.post(self.base + path, data={"csrf_token": token[1], **fields})
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def desk(app: Flask, signed_in: SignedIn, scene: Scene) -> Desk:
    return Desk(app, signed_in, scene, scene.organiser_person)


def test_organisers_work_through_forms(desk: Desk, scene: Scene) -> None:
    key = scene.rows[0].id
    desk.post("arrangements/rates/new", name_en="Officers", currency="pkr", daily="2,500.00")
    [rate] = rates_of(scene)
    assert (rate.currency, rate.daily_minor, rate.journey_minor) == ("PKR", 250_000, 0)
    wrong = desk.post(
        f"arrangements/rates/{rate.id}", 422, name_en="O", currency="PKR", daily="1,2"
    )
    assert 'value="1,2"' in wrong  # what was typed stays
    desk.post("arrangements/allowances/assign", rate=str(rate.id), agency=str(scene.customs.id))
    desk.post("arrangements/allowances", **{f"{key}-days": "7", f"{key}-rate": str(rate.id)})
    desk.post(
        "arrangements/travel",
        **{f"{key}-arrival": "2026-03-01T09:30", f"{key}-comes_from": "Lahore"},
    )
    kept = desk.post("arrangements/travel", 422, **{f"{key}-arrival": "31 Feb"})
    assert 'value="31 Feb"' in kept
    desk.post("arrangements/rooms/new", house="Hostel", labels="101, 102", beds="2", gender="")
    room = lodging(managed(scene.slug, scene.organiser))[0]
    desk.post(f"arrangements/{key}", **{f"{key}-wants_room": "yes", f"{key}-room": str(room.id)})
    found = person(scene.slug, key, actor=scene.organiser)
    assert (found.pay.total, found.room, found.person.comes_from) == (1_750_000, room, "Lahore")
    assert "PKR17,500.00" in desk.get("arrangements/allowances").replace("\xa0", "")
    desk.post(f"arrangements/rooms/{room.id}/remove")
    assert len(lodging(managed(scene.slug, scene.organiser))) == 2  # somebody sleeps there


def rates_of(scene: Scene) -> list[RateRow]:
    return lists.rates(managed(scene.slug, scene.organiser))


def test_a_suggestion_is_looked_at_before_it_counts(desk: Desk, scene: Scene) -> None:
    with transaction():
        stays.save_rows(
            actor=scene.organiser,
            slug=scene.slug,
            rows={row.id: {"wants_room": "yes"} for row in scene.rows},
        )
    desk.post("arrangements/rooms/new", labels="101, 102", beds="2", gender="")
    page = desk.get("arrangements/rooms/suggestion?agencies=together")
    pairs = dict(re.findall(r'name="([0-9a-f-]+-room)" value="([0-9a-f-]+)"', page))
    assert len(pairs) == 4  # two women, two men; who did not say is placed by hand
    assert all(person(scene.slug, row.id, actor=scene.organiser).room is None for row in scene.rows)
    desk.post("arrangements/rooms", **pairs)
    last = scene.rows[4].id
    full = desk.post("arrangements/rooms", 409, **{f"{last}-room": next(iter(pairs.values()))})
    assert "2 beds" in full


def test_focal_points_read_and_participants_tell_their_own(
    app: Flask, signed_in: SignedIn, scene: Scene
) -> None:
    focal = Desk(app, signed_in, scene, make_focal_point(scene.customs))
    page = focal.get("arrangements")
    assert "Ayesha" in page
    assert "Chand" not in page
    assert "<form method" not in focal.get(f"arrangements/{scene.rows[0].id}").split("<main")[1]
    focal.get(f"arrangements/{scene.rows[2].id}", 404)
    focal.post(f"arrangements/{scene.rows[0].id}", 404)
    make_account(scene.people[2])
    own = Desk(app, signed_in, scene, scene.people[2])
    own.get("arrangements", 302)
    own.post("arrangements/own", wants_room="yes", mode="rail", comes_from="Multan")
    assert "Multan" in own.get("arrangements/own")
    own.post("arrangements/own", 422, arrival="never")
    own.get(f"arrangements/{scene.rows[0].id}", 404)
    stranger = make_person("Stran", "Ger")
    make_account(stranger)
    make_session(agencies=[scene.customs], organiser=stranger)
    other = Desk(app, signed_in, scene, stranger)
    for desk in (focal, own, other):
        for path in LISTS:
            desk.get(path, 404)
            desk.get(path + ".xlsx", 404)
        for path in ("arrangements/travel.pdf", "consents/forms.pdf", "arrangements/rooms/new"):
            desk.get(path, 404)
    other.get("arrangements", 404)


def test_what_was_signed_on_paper(desk: Desk, scene: Scene) -> None:
    key = scene.rows[1].id
    desk.post(f"consents/{key}", notice="yes", photos="no", list="yes")
    seen = consent_list(scene.slug, actor=scene.organiser)
    assert [line.person.first_name for line in seen.no_photos] == ["Bilal"]
    assert len(seen.photos_unasked) == 4
    page = desk.get("consents")
    assert page.index("Do not photograph") < page.index("Bilal Khan")
    assert "recorded by Omar Organiser" in page
    answered = {line.person.first_name: line.open for line in seen.lines}
    assert answered["Bilal"]  # contact is still open
    desk.post(f"consents/{key}", contact="no")
    with pikepdf.open(io.BytesIO(desk.file("consents/forms.pdf"))) as forms:
        assert len(forms.pages) == 2 * 4  # a sheet for each who has not answered
    with pikepdf.open(io.BytesIO(desk.file(f"consents/forms.pdf?person={key}&lang=ur"))) as form:
        assert len(form.pages) == 2
    line = consent_list(scene.slug, actor=scene.organiser).lines[1]
    assert [line.given(kind) for kind in NoticeKind] == [True, False, False, True]


def test_what_leaves_is_on_record_and_cannot_run(desk: Desk, scene: Scene) -> None:
    with transaction():
        stays.save_rows(
            actor=scene.organiser,
            slug=scene.slug,
            rows={scene.rows[0].id: {"comes_from": "=1+1", "notes": "@SUM(A1)", "mode": "air"}},
        )
        given = RateInput({"en": "-2+3", "ur": ""}, "KWD", "1.250", "0")
        key = rates.add_rate(actor=scene.organiser, slug=scene.slug, given=given)
        stays.assign_rate(actor=scene.organiser, slug=scene.slug, rate_id=key)
    for what in ("allowances", "travel", "rooms"):
        for address in (f"{what}.xlsx", f"{what}.pdf?lang=ur"):
            desk.file(f"arrangements/{address}")
    for what in ("allowances", "travel"):
        book = openpyxl.load_workbook(io.BytesIO(desk.file(f"arrangements/{what}.xlsx")))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f"]
        values = {cell.value for cell in cells}
        assert {"-2+3", "3.750"} <= values if what == "allowances" else "=1+1" in values
    desk.file("consents.xlsx")
    acts = sa.select(sa.func.count()).where(AuditEntry.act == "arrangements.exported")
    assert db.session.scalar(acts) == 9
