"""Badges, table cards and lists: everybody on them, nothing cut, what leaves is on record."""

import io
import re
import subprocess
from collections.abc import Callable

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.audit.models import AuditEntry
from lms.core import pdf
from lms.core.db import db, transaction
from lms.core.papers import script_of
from lms.core.spreadsheet import read_table
from lms.courses.enums import SessionState, StaffRole
from lms.enrolments.printing import badges
from lms.enrolments.queries import papers, syndicates
from lms.enrolments.services import syndicates as services
from lms.enrolments.views.papers import PART
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
LONG = "Muhammad Abdul Rahman Siddiqui Al-Hashmi Qureshi Makhdoomzada of Tando Muhammad Khan"
WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe"


class World:
    """Nine people of two agencies with names of every kind, an organiser and a trainer."""

    def __init__(self) -> None:
        self.sp = make_agency("Sindh Police", short_name={"en": "SP"})
        self.anf = make_agency("Anti Narcotics Force", short_name={"en": "ANF"})
        self.rana, self.brohi = make_person("Rana", "Marwat"), make_person("Naveed", "Brohi")
        self.session = make_session(
            agencies=[self.anf, self.sp], organiser=self.rana, state=SessionState.CONFIRMED
        )
        make_staff(self.session, self.brohi, StaffRole.TRAINER)
        self.url = f"/sessions/{self.session.slug}/papers"

    def fill(self) -> None:
        for number in range(9):
            agency = (self.sp, self.anf)[number % 2]
            values = {"name_local": ("علی رضا", "سسئي ابڙو", "")[number % 3], "rank": "BS-17"}
            if number < 3:
                values["first_name"] = (LONG, WORD, "=HYPERLINK(1)")[number]
            make_enrolment(self.session, agency, **values)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def words(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def test_an_empty_roll_says_what_to_do(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    page = signed_in(client, world.rana)
    assert "Put people on the roll" in page.get(world.url).text
    assert page.get(f"{world.url}/roll.pdf").status_code == 409
    world.fill()
    assert page.get(f"{world.url}/seating.pdf").status_code == 409
    assert "Make tables" in page.get(world.url).text


def test_every_paper_has_everybody_and_is_on_record(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    world.fill()
    me, page = acting(world.rana), signed_in(client, world.rana)
    with transaction():
        services.make_tables(actor=me, slug=world.session.slug, count=2)
        tables = syndicates.tables_of(world.session.id)
        seats = syndicates.seating(world.session.slug, actor=me).seats
        plan = {seat.id: tables[number % 2].id for number, seat in enumerate(seats[:8])}
        services.apply_plan(actor=me, slug=world.session.slug, plan=plan)
    people = [seat.first_name for seat in seats]
    pages = {"badges": 2, "badge": 11, "cards": 6, "roll": 1, "seating": 3}
    for paper, count in pages.items():
        answer = page.get(f"{world.url}/{paper}.pdf")
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"
        with pikepdf.open(io.BytesIO(answer.data)) as document:
            assert len(document.pages) == count, paper
        text = re.sub(r"\s+", "", words(answer.data))
        assert all(re.sub(r"\s+", "", name) in text for name in people), paper
        if paper in {"badges", "cards"}:
            assert "NaveedBrohi" in text
    one = page.get(f"{world.url}/badge.pdf?person={world.brohi.id}")
    assert "Trainer" in words(one.data) and "Person" not in words(one.data)
    table = page.get(f"{world.url}/seating.pdf?table=A")
    assert "Table A" in words(table.data) and "Table B" not in words(table.data)
    for kind, columns in (("roll", papers.ROLL_COLUMNS), ("seating", papers.TABLE_COLUMNS)):
        sheet = read_table(page.get(f"{world.url}/{kind}.xlsx").data, name=f"{kind}.xlsx")
        assert tuple(sheet.rows[0].cells) == tuple(columns)
        assert len(sheet.rows) == 10 and not sheet.formulas
    asked = db.select(AuditEntry.act).where(AuditEntry.act == "enrolments.exported")
    assert len(list(db.session.scalars(asked))) == 9
    for wrong in ("badges.pdf?part=2", f"badge.pdf?person={world.sp.id}", "seating.pdf?table=Z"):
        assert page.get(f"{world.url}/{wrong}").status_code == 404
    assert PART >= 60


def test_long_names_shrink_and_stay_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fill()
    room = papers.room(world.session.slug, actor=acting(world.rana))
    laid: list[pdf.LaidOut] = []
    known = pdf.lay_out

    def watch(*given: object, **more: object) -> pdf.LaidOut:
        laid.append(known(*given, **more))  # type: ignore[arg-type]
        return laid[-1]

    monkeypatch.setattr(pdf, "lay_out", watch)
    badges.badges(room.head, room.participants[:8])
    boxes = laid[-1].boxes
    px = 96 / 25.4
    for place in range(8):
        name = boxes[f"name-{place}"]
        assert name.content_width <= (badges.WIDTH - 8 + 0.5) * px
        local = boxes.get(f"local-{place}")
        both = name.content_height + (local.content_height if local else 0)
        assert both <= 30 * px, "each name in its own room"
    assert laid[-1].pages == 1 and len(laid) <= 8


def test_names_of_the_far_east_are_drawn_whole_on_every_paper(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    people = {"髙橋さくら": "", "Li Wei": "李伟", "김철수": "کم چول", "𠮷田": "علی 王伟"}
    for name, local in people.items():
        make_enrolment(world.session, world.sp, first_name=name, last_name="", name_local=local)
    page = signed_in(client, world.rana)
    for paper in ("badges", "badge", "cards", "roll"):
        data = page.get(f"{world.url}/{paper}.pdf").data
        text = re.sub(r"\s+", "", words(data))
        for name in (*people, "李伟", "王伟"):
            assert re.sub(r"\s+", "", name) in text, (paper, name)
        with pikepdf.open(io.BytesIO(data)) as document:
            faces = {
                str(one.BaseFont).split("+")[-1]
                for one in document.objects
                if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one
            }
        assert all(face.startswith("Paper") for face in faces), faces
        assert {face[10:12] for face in faces if "cjk" in face} == {"jp", "sc", "kr"}, faces
        assert len(data) < 200_000, paper


def test_families_stand_first_where_their_script_has_it_so(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    people = [("小明", "王"), ("太郎", "山田"), ("철수", "김"), ("Ali", "Raza")]
    for first, last in people:
        make_enrolment(world.session, world.sp, first_name=first, last_name=last)
    page = signed_in(client, world.rana)
    printed = [page.get(f"{world.url}/{one}.pdf") for one in ("badges", "badge", "cards", "roll")]
    for text in [
        page.get(f"/sessions/{world.session.slug}/roll").text,
        *(words(one.data) for one in printed),
    ]:
        for name in ("王小明", "山田太郎", "김철수", "Ali Raza"):
            assert name in text, (name, text[:2000])


def test_names_in_the_script_that_has_their_letters() -> None:
    assert script_of("علی رضا") == "nastaliq"
    assert script_of("سسئي ابڙو") in {"nastaliq", "naskh"}
    assert script_of("Ali") == "latin"


def test_only_who_organises_prints(world: World, app: Flask, signed_in: SignedIn) -> None:
    world.fill()
    for who in (world.brohi, make_focal_point(world.sp)):
        page = signed_in(app.test_client(), who)
        for path in ("", "/roll.pdf", "/badges.pdf", "/seating.xlsx"):
            assert page.get(world.url + path).status_code == 404
