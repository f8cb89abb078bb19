"""A messy spreadsheet of 300 people, from the upload to nominations, mended in the preview."""

import io
import re
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.db import db, unscoped
from lms.nominations.models import Nomination
from tests.factories.accounts import make_person
from tests.factories.nominations import Scene
from tests.support import messy

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(police=300, force=2, capacity=400)


@pytest.fixture
def page(scene: Scene, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, scene.people["police"])


def base(scene: Scene) -> str:
    return f"/sessions/{scene.slug}/nominations/agencies/{scene.police.slug}/import"


def upload(
    page: FlaskClient, scene: Scene, data: bytes, name: str = "List.xlsx", **more: str
) -> str:
    answer = page.post(base(scene), data={"file": (io.BytesIO(data), name), **more})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def faults_on(html: str) -> dict[tuple[int, str], tuple[str, str]]:
    """What the preview says: (row, field) -> (column letter, sentence)."""
    found = {}
    for part in re.findall(r'<tr class="bad">(.*?)</tr>', html, re.DOTALL):
        [row] = re.findall(r"Row (\d+)</th>", part)
        letter = re.search(r'class="mono">([A-Z]+)</bdi>', part)
        [sentence] = re.findall(r'<label class="why"[^>]*>(.*?)</label>', part, re.DOTALL)
        [name] = re.findall(r'name="cell-\d+-(\w+)"', part)
        found[int(row), name] = (letter[1] if letter else "", sentence)
    return found


def nominated() -> list[Nomination]:
    select = sa.select(Nomination).order_by(Nomination.priority)
    return list(db.session.scalars(unscoped(select, because="a test looks")))


def test_300_messy_rows_are_named_mended_in_the_preview_and_nominated(
    scene: Scene, page: FlaskClient
) -> None:
    known = make_person(*messy.name_of(5).rsplit(" ", 1), agency=scene.police)
    certain = make_person(
        *messy.name_of(9).rsplit(" ", 1), agency=scene.police, service_no="SP-0009"
    )
    made = messy.messy_workbook()
    one = upload(page, scene, made.data)
    html = page.get(one).text
    assert "Only “List (final)” is read" in html and "300 rows were read" in html
    assert "I65:I74" in html and "L85:M85" in html and "S. No" in html
    found = faults_on(html)
    said = {row: (letter, text) for (row, _field), (letter, text) in found.items()}
    assert set(said) == set(made.faults)
    for row, (letter, says) in made.faults.items():
        assert said[row][0] == letter and says in said[row][1], (row, said[row])
    typed = {
        f"cell-{row}-{field}": made.mended[row]
        for row, field in found
        if row != messy.FIRST_ROW + 161
    }
    page.post(f"{one}/row", data=typed | {"drop": str(messy.FIRST_ROW + 161)})
    html = page.get(one).text
    assert faults_on(html) == {} and "The same person?" in html
    page.post(f"{one}/row", data={"person": f"{messy.FIRST_ROW + 5}:{known.id}"})
    assert page.post(f"{one}/confirm").status_code == 302
    rows = nominated()
    assert len(rows) == 299 and [row.priority for row in rows] == list(range(1, 300))
    by_number = {row.service_no: row for row in rows}
    assert by_number["SP-0005"].person_id == known.id
    assert by_number["SP-0009"].person_id == certain.id
    assert {by_number[f"SP-{n:04d}"].posting for n in range(60, 70)} == {"Hyderabad"}
    assert by_number["3-12"].first_name and by_number["SP-0058"].first_name == "Ali Raza Panhwar"
    assert by_number["SP-0003"].rank == "BS-16" and by_number["SP-0077"].agency_id


def test_all_faulty_rows_leave_in_one_go(scene: Scene, page: FlaskClient) -> None:
    made = messy.messy_workbook()
    one = upload(page, scene, made.data)
    row = next(row for row in made.faults if made.faults[row][0] == "G")
    typed = {f"cell-{row}-rank_or_grade": "BS-16", "drop-faulty": "all"}
    page.post(f"{one}/row", data=typed)
    html = page.get(one).text
    assert faults_on(html) == {}
    assert f"{messy.PEOPLE - len(made.faults) + 1} rows were read" in html


@pytest.mark.parametrize(
    "head",
    [
        "first_name,last_name,name_on_certificate,service_no,rank_or_grade",
        "firstname;lastname;full name;idnumber;grade",
        "Given Name\tFamily Name\tDisplay name\tuser_id\tscale",
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_headings_of_other_systems(scene: Scene, page: FlaskClient, head: str, mark: bytes) -> None:
    sign = next(sign for sign in ",;\t" if sign in head)
    rows = [sign.join(("Zoë", "Müller-نور", "", "A 1", "16"))]
    one = upload(page, scene, mark + "\n".join((head, *rows)).encode(), "list.csv")
    assert page.post(f"{one}/confirm").status_code == 302
    [row] = nominated()
    assert (row.first_name, row.last_name, row.service_no, row.rank) == (
        "Zoë", "Müller-نور", "A 1", "BS-16",
    )  # fmt: skip


def test_the_template_explains_itself_and_comes_back(scene: Scene, page: FlaskClient) -> None:
    import openpyxl

    data = page.get(f"{base(scene)}/template.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(data))
    names, explained = book.worksheets
    assert names["A1"].value == "first_name" and explained["B2"].value
    assert [cell.value for cell in explained[1]][1:] == ["English", "اردو"]
    names.append(["Ali", "Raza"])
    out = io.BytesIO()
    book.save(out)
    one = upload(page, scene, out.getvalue())
    assert page.post(f"{one}/confirm").status_code == 302
    assert [row.last_name for row in nominated()] == ["Raza"]
    assert isinstance(nominated()[0].id, UUID)
