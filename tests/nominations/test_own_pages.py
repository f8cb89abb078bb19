"""An agency's side on screen: seats, names, the form, the letter, the order."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Membership, Person
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Refused
from lms.core.spreadsheet import read_table
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.rows import PlanRow
from lms.nominations.services import plans
from tests.factories.accounts import make_person
from tests.factories.nominations import Scene
from tests.support.apps import QueryCount
from tests.support.letters import pdf

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(police=3, force=2, capacity=8)


@pytest.fixture
def page(scene: Scene, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, scene.people["police"])


def side(scene: Scene, more: str = "") -> str:
    return f"/sessions/{scene.slug}/nominations/agencies/{scene.police.slug}{more}"


def set_plan(scene: Scene, **values: object) -> None:
    with transaction():
        plan = PlanRow(**values)  # type: ignore[arg-type]
        plans.set_plan(actor=scene.organiser, slug=scene.slug, plan=plan)


def the_only(scene: Scene) -> Nomination:
    [row] = db.session.scalars(unscoped(sa.select(Nomination), because="a test looks"))
    return row


TYPED = {
    "first_name": "Wahid Bux", "last_name": "Jatoi", "name_local": "واحد بخش",
    "rank_or_grade": "16", "service_no": "SP-7", "province": "Sindh", "years_of_practice": "4",
    "justification": "Heads the cell.", "letter_ref": "SP/12", "alternate": "y",
}  # fmt: skip


def test_the_side_says_own_seats_and_what_is_next(scene: Scene, page: FlaskClient) -> None:
    set_plan(scene, needs_letter=True, asked_for={"en": "Officers who read link charts"})
    keys = [scene.nominate(name=f"Officer {word} Khan") for word in ("One", "Two")]
    scene.nominate("force", name="Secret Person Elsewhere")
    html = page.get(f"/sessions/{scene.slug}/nominations").text
    assert "Officers who read link charts" in html and "Officer One Khan" in html
    assert "2 names have no nomination letter yet" in html
    assert "Secret" not in html and "Anti Narcotics" not in html
    assert page.get(f"/sessions/{scene.slug}/nominations/{keys[0]}").status_code == 200
    assert "Nobody is in this state" in page.get(side(scene, "?state=confirmed")).text


def test_a_person_is_nominated_by_form_and_nothing_typed_is_lost(
    scene: Scene, page: FlaskClient
) -> None:
    bad = page.post(side(scene, "/new"), data=TYPED | {"rank_or_grade": "99", "email": "x"})
    assert bad.status_code == 422
    for kept in ("Wahid Bux", "Heads the cell.", "SP/12", "basic scale goes from 1"):
        assert kept in bad.text
    done = page.post(side(scene, "/new"), data=TYPED, follow_redirects=True)
    assert "Wahid Bux Jatoi is nominated." in done.text
    row = the_only(scene)
    assert (row.rank, row.practice_years, row.alternate) == ("BS-16", 4, True)
    assert row.state is State.SHORTLISTED
    edited = page.post(
        f"/sessions/{scene.slug}/nominations/{row.id}/edit", data=TYPED | {"province": "Punjab"}
    )
    assert edited.status_code == 302 and scene.row(row.id).province == "Punjab"


def test_the_same_name_is_asked_and_a_known_one_is_nominated_again(
    scene: Scene, page: FlaskClient
) -> None:
    known = make_person("Wahid Bux", "Jatoi", agency=scene.police)
    make_person("Wahid Bux", "Elsewhere", agency=scene.force)
    typed = {"first_name": "Wahid Bux", "last_name": "Jatoi", "rank_or_grade": "Inspector"}
    asked = page.post(side(scene, "/new"), data=typed)
    assert asked.status_code == 422 and str(known.id) in asked.text and "Inspector" in asked.text
    found = page.get(side(scene, "/new?q=wahid")).text
    assert "Wahid Bux Jatoi" in found and "Elsewhere" not in found
    assert 'value="Jatoi"' in page.get(side(scene, f"/new?again={known.id}")).text
    done = page.post(side(scene, "/new"), data=typed | {"person": str(known.id)})
    assert done.status_code == 302 and the_only(scene).person_id == known.id


def test_the_own_order_and_withdrawal(scene: Scene, page: FlaskClient) -> None:
    one, two, three = (scene.nominate(name=f"Officer {word}") for word in ("A", "B", "C"))
    base = f"/sessions/{scene.slug}/nominations"
    assert page.post(f"{base}/{three}/order", data={"to": "up"}).status_code == 302
    page.post(f"{base}/{one}/order", data={"to": "down"})
    page.post(f"{base}/{one}/order", data={"to": "down"})
    page.post(f"{base}/{one}/order", data={"to": "down"})
    ranks = {key: scene.row(key).priority for key in (one, two, three)}
    assert ranks == {three: 1, two: 2, one: 3}
    empty = page.post(f"{base}/{two}/withdraw", data={"reason": " "}, follow_redirects=True)
    assert "Say why, in a sentence" in empty.text
    assert scene.row(two).state is State.SHORTLISTED
    page.post(f"{base}/{two}/withdraw", data={"reason": "Posted away."})
    row = scene.row(two)
    assert (row.state, row.reason) == (State.WITHDRAWN, "Posted away.")
    table = BeautifulSoup(page.get(side(scene)).text, "lxml").select("table.own-names tbody tr")
    told = [(line.td.text, line.th.a.text) for line in table]
    assert told == [("1", "Officer C"), ("2", "Officer A"), ("", "Officer B")]


def test_the_agency_sees_the_address_of_its_own_people_until_they_leave(
    scene: Scene, page: FlaskClient
) -> None:
    page.post(side(scene, "/new"), data=TYPED | {"email": "wahid@example.org"})
    row = the_only(scene)
    one = f"/sessions/{scene.slug}/nominations/{row.id}"
    record = f'href="/people/{row.person_id}/"'
    assert "wahid@example.org" in page.get(one).text
    assert record in page.get(f"{one}/edit").text
    assert page.get(f"/people/{row.person_id}/").status_code == 200
    cells = read_table(page.get(side(scene, "/names.xlsx")).data, name="x.xlsx").rows[1].cells
    assert "wahid@example.org" in cells
    with transaction():
        move_to(scene, row.person_id)
    assert "wahid@example.org" not in page.get(one).text
    cells = read_table(page.get(side(scene, "/names.xlsx")).data, name="x.xlsx").rows[1].cells
    assert "wahid@example.org" not in cells


def move_to(scene: Scene, person_id: UUID) -> None:
    """The person serves in the other agency from today on."""
    statement = sa.select(Membership).where(Membership.person_id == person_id)
    for one in db.session.scalars(unscoped(statement, because="a test looks")):
        one.agency_id = scene.force.id


def test_a_letter_form_ticks_the_names_of_its_reference(scene: Scene, page: FlaskClient) -> None:
    keys = {ref: scene.nominate(letter_ref=ref) for ref in ("TRG-02", "TRG-77", "")}

    def ticked(query: str) -> set[str]:
        html = BeautifulSoup(page.get(side(scene, f"/letter{query}")).text, "html.parser")
        boxes = {box["value"] for box in html.select('input[name="name"][checked]')}
        return {ref for ref, key in keys.items() if str(key) in boxes}

    assert ticked("") == {""}
    assert ticked("?ref=TRG-77") == {"TRG-77", ""}


def test_a_letter_names_several_and_without_it_nobody_is_approved(
    scene: Scene, page: FlaskClient
) -> None:
    set_plan(scene, needs_letter=True)
    one, two = scene.nominate(letter_ref="SP/9"), scene.nominate(letter_ref="SP/9")
    with pytest.raises(Refused) as caught:
        scene.decide(one, to=State.APPROVED)
    assert "nomination letter is missing" in caught.value.message.english()
    fields = {"name": [str(one), str(two)], "letter_ref": "SP/9"}
    evil = {"file": (io.BytesIO(pdf(script=True)), "letter.pdf")}
    refused = page.post(side(scene, "/letter"), data=fields | evil)
    assert refused.status_code == 422 and "holds a program" in refused.text
    good = {"file": (io.BytesIO(pdf()), "../\u202eLetter.exe")}
    assert page.post(side(scene, "/letter"), data=fields | good).status_code == 302
    later = scene.nominate(letter_ref="SP/9")
    for key in (one, two, later):
        scene.decide(key, to=State.APPROVED)
    with page.get(f"/sessions/{scene.slug}/nominations/{one}/letter") as got:
        assert (got.status_code, got.mimetype) == (200, "application/pdf")
        assert got.data == pdf()
        assert got.headers["Content-Disposition"] == "attachment; filename=Letter.pdf"
        assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_a_decided_name_is_not_turned_into_another_by_the_agency(
    scene: Scene, page: FlaskClient
) -> None:
    key = scene.nominate(name="Wahid Jatoi")
    scene.decide(key, to=State.APPROVED)
    answer = page.post(f"/sessions/{scene.slug}/nominations/{key}/edit", data=TYPED)
    assert answer.status_code == 409 and "Wahid Bux" in answer.text
    assert scene.row(key).first_name != "Wahid Bux"
    form = page.get(f"/sessions/{scene.slug}/nominations/{key}/replace").text
    assert "Wahid Jatoi loses the seat at once" in form
    data = TYPED | {"reason": "Ill."}
    made = page.post(f"/sessions/{scene.slug}/nominations/{key}/replace", data=data)
    assert made.status_code == 302
    assert scene.row(key).state is State.WITHDRAWN
    assert "Somebody else comes instead" in page.get(side(scene)).text


def test_the_export_is_safe_and_on_record(scene: Scene, page: FlaskClient) -> None:
    scene.nominate(name="Wahid Jatoi", justification="=1+1")
    answer = page.get(side(scene, "/names.xlsx"))
    table = read_table(answer.data, name="x.xlsx")
    assert table.formulas == () and "=1+1" in table.rows[1].cells
    assert table.rows[0].cells[:2] == ("first_name", "last_name")


def test_a_side_costs_the_same_for_one_name_and_for_many(
    scene: Scene, page: FlaskClient, count_queries: Callable[[], QueryCount]
) -> None:
    scene.nominate()
    page.get(side(scene))
    with count_queries() as one:
        page.get(side(scene))
    for _number in range(6):
        scene.nominate()
    with count_queries() as many:
        page.get(side(scene))
    assert int(one) == int(many)


def test_after_the_deadline_the_agency_still_sees_but_adds_nobody(
    scene: Scene, page: FlaskClient
) -> None:
    key = scene.nominate(name="Wahid Jatoi")
    set_plan(scene, open=False)
    html = page.get(side(scene)).text
    assert "The time for nominations is over" in html and "Wahid Jatoi" in html
    assert "Nominate a person" not in html
    assert page.get(side(scene, "/new")).status_code == 409
    assert page.get(side(scene, "/import")).status_code == 409
    path = f"/sessions/{scene.slug}/nominations/{key}/withdraw"
    assert page.post(path, data={"reason": "Ill."}).status_code == 302
    assert scene.row(key).state is State.WITHDRAWN
