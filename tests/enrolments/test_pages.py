"""The pages of the roll, as a browser without scripts uses them."""

import io
import re
import uuid
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.spreadsheet import read_table, write_xlsx
from lms.courses.enums import SessionState
from lms.enrolments.formats import TEMPLATE_COLUMNS
from lms.enrolments.models import RollImport
from lms.enrolments.queries import roll
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment
from tests.support import hostile_sheets as hostile

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class World:
    """A session of two agencies with one person each."""

    def __init__(self) -> None:
        self.police = make_agency("Sindh Police", short_name={"en": "SP"})
        self.force = make_agency("Anti Narcotics Force", short_name={"en": "ANF"})
        self.organiser = make_person("Rana", "Marwat")
        self.session = make_session(
            agencies=[self.force, self.police],
            organiser=self.organiser,
            state=SessionState.CONFIRMED,
        )
        self.ali = make_enrolment(
            self.session, self.police, make_person("Ali", "Raza", agency=self.police),
            name_local="علی رضا",
        )  # fmt: skip
        self.dur = make_enrolment(
            self.session, self.force, make_person("Dur", "Marker", agency=self.force)
        )
        self.url = f"/sessions/{self.session.slug}/roll"

    def names(self) -> list[str]:
        seen = roll(self.session.slug, actor=acting(self.organiser))
        return [entry.full_name for entry in seen.entries]


@pytest.fixture
def world(app: Flask) -> World:
    return World()


@pytest.fixture
def page(world: World, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, world.organiser)


def texts(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def send(page: FlaskClient, url: str, data: bytes, name: str) -> tuple[int, str]:
    answer = page.post(f"{url}/import", data={"file": (io.BytesIO(data), name)})
    return answer.status_code, texts(answer.text) if answer.status_code != 302 else answer.location


def test_the_roll_page(world: World, page: FlaskClient) -> None:
    answer = page.get(world.url)
    assert answer.status_code == 200
    text = texts(answer.text)
    assert text.index("Dur Marker") < text.index("Ali Raza")
    assert "علی رضا" in text and "2 of 30 seats taken" in text
    for path in ("/order", "/names", "/slips", "/import", "/add", f"/{world.ali.id}"):
        assert page.get(world.url + path).status_code == 200, path


def test_a_focal_point_sees_own_rows_and_no_tools(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    focal = signed_in(client, make_focal_point(world.police))
    html = focal.get(world.url).text
    assert "Ali Raza" in html and "Marker" not in html and "/roll/import" not in html
    assert "30" not in texts(html).split("Roll", 1)[1].split("All people", 1)[0].split("people")[0]
    assert focal.get(f"{world.url}/{world.ali.id}").status_code == 200
    for path in (f"/{world.dur.id}", "/order", "/slips", "/import", "/add", f"/{uuid.uuid4()}"):
        assert focal.get(world.url + path).status_code == 404, path
    for kind in ("xlsx", "csv"):
        exported = focal.get(f"{world.url}.{kind}").data
        names = [row.cells[0] for row in read_table(exported, name=f"x.{kind}").rows[1:]]
        assert names == ["Ali"]


def test_the_empty_template_has_our_columns(world: World, page: FlaskClient) -> None:
    for kind in ("xlsx", "csv"):
        answer = page.get(f"{world.url}/template.{kind}")
        rows = read_table(answer.data, name=f"x.{kind}").rows
        assert rows[0].cells == TEMPLATE_COLUMNS
    assert page.get(f"{world.url}/template.pdf").status_code == 404


def test_a_roll_goes_from_file_to_roll(world: World, page: FlaskClient) -> None:
    data = write_xlsx(
        "x", ["full name", "institution", "CNIC"],
        [["Sahil Khokhar", "SP", "1"], ["Bano", "Sindh Polise", "2"], ["Ali Raza", "SP", "3"]],
    )  # fmt: skip
    status, where = send(page, world.url, data, "roll.xlsx")
    assert status == 302
    assert "roll.xlsx" in texts(page.get(f"{world.url}/import").text)
    preview = texts(page.get(where).text)
    assert "Left out, because the column is not known: C “CNIC”." in preview
    assert "Write “Sindh Police” if that is meant." in preview
    assert "Ali Raza is on the roll already." in preview
    assert page.post(f"{where}/confirm").status_code == 409
    page.post(f"{where}/row", data={"cell-3-agency": "ANF", "save": "3-agency"})
    page.post(f"{where}/row", data={"drop": "4"})
    assert "Put 2 people on the roll" in texts(page.get(where).text)
    assert page.post(f"{where}/confirm").status_code == 302
    assert world.names() == ["Dur Marker", "Bano", "Ali Raza", "Sahil Khokhar"]
    assert "This upload is finished." in texts(page.get(where).text)
    assert "roll.xlsx" not in texts(page.get(f"{world.url}/import").text)
    for act in ("confirm", "discard", "row"):
        again = page.post(f"{where}/{act}")
        assert (again.status_code, again.location) == (302, world.url)
    assert "This upload is finished." in texts(page.get(world.url).text)


@pytest.mark.parametrize("button", [{"save": "3-agency"}, {"save": "all"}, {"drop": "4"}])
def test_every_button_saves_all_that_was_typed(
    world: World, page: FlaskClient, button: dict[str, str]
) -> None:
    rows = [["Bano", "x"], ["Sahil", "y"], ["Mina", "z"], ["=1+1", "SP"]]
    data = hostile.sheets({"Roll": [["name", "agency"], ["Zaid", "SP"], *rows]})
    _, where = send(page, world.url, data, "roll.xlsx")
    form = BeautifulSoup(page.get(where).text, "html.parser").select_one("form:has(tr.bad)")
    assert form is not None
    typed = {i["name"]: i["value"] for i in form.select("input[name^=cell-]")}
    assert [*typed] == [
        "cell-3-agency",
        "cell-4-agency",
        "cell-5-agency",
        "cell-6-name_on_certificate",
    ]
    typed |= {"cell-3-agency": "ANF", "cell-5-agency": "SP"}
    page.post(f"{where}/row", data=typed | button)
    left = BeautifulSoup(page.get(where).text, "html.parser").select("tr.bad input[name^=cell-]")
    others = [] if "drop" in button else ["cell-4-agency"]
    assert [i["name"] for i in left] == [*others, "cell-6-name_on_certificate"]
    assert page.post(f"{where}/row", data={"save": "3-fruit"}).status_code == 404


def test_a_hidden_sign_is_shown_by_its_code_and_taken_out(world: World, page: FlaskClient) -> None:
    data = "name,agency\nEv\u202eil,SP\nBa\u200bno,x\n".encode()
    _, where = send(page, world.url, data, "roll.csv")
    shown = texts(page.get(where).text)
    assert "Ev[U+202E]il" in shown and "Ba[U+200B]no" in shown
    assert "U+202E RIGHT-TO-LEFT OVERRIDE, sign 3" in shown
    soup = BeautifulSoup(page.get(where).text, "html.parser")
    for cell in [button["value"] for button in soup.select("button[name=clean]")]:
        page.post(f"{where}/row", data={"clean": cell, "cell-3-agency": "SP"})
    page.post(f"{where}/confirm")
    assert world.names()[-2:] == ["Evil", "Bano"]


BAD_FILES = {
    "wrong columns": (
        b"fruit,colour\napple,red\n", "x.csv", "Row 1: No column is known: “fruit”, “colour”."
    ),
    "no xlsx": (b"name,agency\n", "x.xlsx", "no Excel workbook"),
    "bomb": (hostile.zip_bomb(100), "x.xlsx", "unpacks to far more than its size"),
    "not utf-8": ("name\nMüller\n".encode("cp1252"), "x.csv", "Row 2: The file is not in UTF-8"),
    "far cell": (
        hostile.workbook(f'<row r="9">{hostile.text_cell("XFD9", "x")}</row>'),
        "x.xlsx",
        "Row 9, column XFD: Only 200 columns are read.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_roll_says_why_and_keeps_nothing(
    world: World, page: FlaskClient, kind: str
) -> None:
    data, name, says = BAD_FILES[kind]
    status, text = send(page, world.url, data, name)
    assert status == 422
    assert says in text and "Nothing was saved." in text
    assert db.session.query(RollImport).count() == 0


BAD_ROWS = {
    "duplicate": (["Sahil", "SP", ""], ["Sahil", "SP", ""], "A", "stands in row 2"),
    "formula": (["Sahil", "SP", ""], ["=1+1", "SP", ""], "A", "holds a formula"),
    "missing name": (["Sahil", "SP", ""], ["", "SP", ""], "A", "The name is missing."),
    "wrong agency": (["Sahil", "SP", ""], ["Bano", "Navy", ""], "B", "is no agency of this"),
    "direction override": (
        ["Sahil", "SP", ""], ["Ba\u202eno", "SP", ""], "A", "U+202E RIGHT-TO-LEFT OVERRIDE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_named_with_row_column_and_mend(
    world: World, page: FlaskClient, kind: str
) -> None:
    good, bad, letter, says = BAD_ROWS[kind]
    data = hostile.sheets({"Roll": [["name", "agency", "rank"], good, bad]})
    _, where = send(page, world.url, data, "roll.xlsx")
    row = BeautifulSoup(page.get(where).text, "html.parser").select("tr.bad")[0]
    cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
    assert cells[0] == "Row 3" and cells[1].startswith(letter + " ") and says in cells[2]
    assert page.post(f"{where}/confirm").status_code == 409
    assert world.names() == ["Dur Marker", "Ali Raza"]


def test_a_file_of_200_mb_is_refused_by_its_announced_size(world: World, page: FlaskClient) -> None:
    answer = page.post(
        f"{world.url}/import",
        input_stream=io.BytesIO(b"x" * 1000),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "Nothing was saved from this one." in answer.text


def test_adding_by_form_keeps_what_was_typed(world: World, page: FlaskClient) -> None:
    wrong = {"first_name": "Zoya 2", "last_name": "Malik", "agency": world.police.slug}
    answer = page.post(f"{world.url}/add", data=wrong)
    assert answer.status_code == 422
    assert "A name has no digits" in answer.text and 'value="Malik"' in answer.text
    answer = page.post(f"{world.url}/add", data={**wrong, "first_name": "Zoya", "as": "walk_in"})
    assert answer.status_code == 302
    assert "walk-in" in page.get(world.url).text


def test_the_form_asks_whether_it_is_the_same_person(world: World, page: FlaskClient) -> None:
    known = make_person("Zoya", "Malik", agency=world.police)
    typed = {"first_name": "Zoya", "last_name": "Malik", "agency": world.police.slug}
    answer = page.post(f"{world.url}/add", data=typed)
    assert answer.status_code == 422 and str(known.id) in answer.text
    answer = page.post(f"{world.url}/add", data={**typed, "person": str(known.id)})
    assert answer.status_code == 302
    seen = roll(world.session.slug, actor=acting(world.organiser))
    assert known.id in {entry.person_id for entry in seen.entries}


def test_a_substitute_by_form(world: World, page: FlaskClient) -> None:
    answer = page.post(
        f"{world.url}/add",
        data={
            "first_name": "Zoya", "last_name": "Malik", "agency": world.police.slug,
            "as": "substitute", "replaces": str(world.ali.id),
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert world.names() == ["Dur Marker", "Zoya Malik"]
    assert "Takes the place of Ali Raza." in page.get(answer.location).text


def test_editing_withdrawing_and_bringing_back(world: World, page: FlaskClient) -> None:
    url = f"{world.url}/{world.ali.id}"
    form = {"first_name": "Ali", "last_name": "Raza", "rank_or_grade": "17", "gender": "male"}
    assert page.post(url, data={**form, "rank_or_grade": "99"}).status_code == 422
    assert page.post(url, data=form).status_code == 302
    assert 'value="BS-17"' in page.get(url).text
    assert page.post(f"{url}/withdraw", data={"reason": "posted away"}).status_code == 302
    assert world.names() == ["Dur Marker"]
    assert page.post(f"{url}/restore").status_code == 302
    assert world.names() == ["Dur Marker", "Ali Raza"]


def test_order_by_places_and_by_buttons(world: World, page: FlaskClient) -> None:
    first = [make_enrolment(world.session, world.force) for _ in range(2)]
    url = f"{world.url}/order"
    page.post(url, data={"agency": world.force.id, f"place-{first[1].id}": "1"})
    names = world.names()[:3]
    assert names[0] == f"{first[1].first_name} Test" and names[1] == "Dur Marker"
    page.post(url, data={"up": world.dur.id})
    assert world.names()[0] == "Dur Marker"
    assert page.post(url, data={"up": "nonsense"}).status_code == 404


def test_names_are_approved_in_one_go(world: World, page: FlaskClient) -> None:
    make_enrolment(world.session, world.force, certificate_name="Реter")
    make_enrolment(world.session, world.police, certificate_name="Peter")
    html = page.get(f"{world.url}/names").text
    assert "Реter; Peter" in html and "mixes letters of two alphabets" in html
    page.post(f"{world.url}/names", data={"name": [world.ali.id, world.dur.id]})
    assert "2 names wait for approval" in page.get(world.url).text
    assert page.post(f"{world.url}/names", data={"name": [uuid.uuid4()]}).status_code == 404


def test_one_approves_or_corrects_the_own_name(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    own = signed_in(client, world.ali.person_id)
    assert "Ali Raza" in own.get("/me/name").text
    form = {"enrolment": world.ali.id, "certificate_name": "Ali 3", "certificate_name_local": "ع"}
    wrong = own.post("/me/name", data=form)
    assert wrong.status_code == 422 and 'value="Ali 3"' in wrong.text
    own.post("/me/name", data={**form, "certificate_name": "Ali Raza Khan"})
    html = own.get("/me/name").text
    assert "Ali Raza Khan" in html and "Not approved yet" in html
    own.post("/me/name", data={"enrolment": world.ali.id, "act": "approve"})
    assert "Approved" in own.get("/me/name").text
    other = {"enrolment": world.dur.id, "act": "approve"}
    assert own.post("/me/name", data=other).status_code == 404


def test_slips_are_shown_once(world: World, page: FlaskClient) -> None:
    answer = page.post(f"{world.url}/slips", data={"person": [world.ali.id]})
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.text, "html.parser")
    assert len(soup.select(".slip svg.qr")) == 1
    assert re.search(r"Code", texts(answer.text))
    assert page.post(f"{world.url}/slips", data={}).status_code == 409
    assert page.post(f"{world.url}/slips", data={"person": [uuid.uuid4()]}).status_code == 404


def test_pages_cost_the_same_for_one_and_for_many(
    world: World, page: FlaskClient, count_queries: Callable[[], object]
) -> None:
    counts: dict[str, list[int]] = {}
    for _round in range(2):
        for path in ("", "/order", "/names", "/slips", ".csv"):
            page.get(world.url + path)
            with count_queries() as queries:
                page.get(world.url + path)
            counts.setdefault(path, []).append(int(queries))
        for agency in (world.police, world.force, world.force):
            make_enrolment(world.session, agency)
    assert [pair[0] for pair in counts.values()] == [pair[1] for pair in counts.values()]
