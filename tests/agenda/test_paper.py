"""Prints of an agenda: who gets which, of what edition, and how long ones are made."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import ItemKind
from lms.agenda.printing import prints
from lms.agenda.queries import paper
from lms.agenda.services import handouts, items, releases
from lms.agenda.services import prints as services
from lms.core.db import transaction
from lms.core.jobs import run_pending
from lms.core.kept import Kept
from lms.courses.enums import StaffRole
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, item_input, make_item, make_venue, rooms_of
from tests.factories.agenda_papers import page_texts
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class World:
    """A session of two days with an organiser, two trainers, a participant and an observer."""

    def __init__(self) -> None:
        agency = make_agency()
        self.rana, self.bakht, self.kamran = (
            make_person("Rana", "Marwat"),
            make_person("Bakht", "Brohi"),
            make_person("Kamran", "Kasi"),
        )
        self.session = make_session(
            agencies=[agency], organiser=self.rana, starts_on=date(2026, 3, 2), days=2
        )
        for trainer in (self.bakht, self.kamran):
            make_staff(self.session, trainer, StaffRole.TRAINER)
        self.olga, self.pia = make_person("Olga"), make_person("Pia", agency=agency)
        make_staff(self.session, self.olga, StaffRole.OBSERVER)
        make_enrolment(self.session, agency, self.pia)
        self.focal = make_focal_point(agency)
        self.stranger = make_person("Stranger")
        make_staff(make_session(organiser=self.rana), self.stranger, StaffRole.TRAINER)
        venue = make_venue(rooms=(("Hall A", 40), ("Lab 1", 20)))
        hold_at(self.session, venue)
        self.rooms = rooms_of(venue)
        self.url = f"/sessions/{self.session.slug}/agenda/print"
        self.item = self.add(
            title="Link chart",
            room_id=self.rooms["Lab 1"],
            trainer_ids=(self.bakht.id,),
            materials="Laptops",
            notes="Keys are with the caretaker",
        )

    def add(self, at: str = "09:00", **values: object) -> object:
        with transaction():
            return items.add_item(
                actor=acting(self.rana),
                slug=self.session.slug,
                item=item_input(self.session, at, **values),
            ).items[0]

    def release(self) -> None:
        with transaction():
            releases.release(actor=acting(self.rana), slug=self.session.slug)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test makes its papers itself."""
    monkeypatch.setattr(paper, "PDFS", Kept(24))


PAPERS = ("days.pdf", "poster.pdf", "doors.pdf", "trainers.pdf", "agenda.docx")


def test_who_gets_what_of_the_release(world: World, app: Flask, signed_in: SignedIn) -> None:
    world.release()
    everybody = {"days.pdf": 200, "poster.pdf": 200, "agenda.docx": 200}
    nobody = dict.fromkeys(PAPERS, 404)
    expected = {
        "rana": everybody | {"doors.pdf": 200, "trainers.pdf": 200},
        "bakht": everybody | {"doors.pdf": 200, "trainers.pdf": 200},
        "pia": everybody | {"doors.pdf": 404, "trainers.pdf": 404},
        "olga": everybody | {"doors.pdf": 404, "trainers.pdf": 404},
        "focal": everybody | {"doors.pdf": 404, "trainers.pdf": 404},
        "stranger": nobody,
    }
    for who, papers in expected.items():
        page = signed_in(app.test_client(), getattr(world, who))
        assert {name: page.get(f"{world.url}/{name}").status_code for name in papers} == papers
        drafts = {name: page.get(f"{world.url}/{name}?draft=1").status_code for name in papers}
        planner = who in {"rana", "bakht"}
        assert set(drafts.values()) == ({200} if planner else {404})
        shown = page.get(world.url)
        assert shown.status_code == (404 if who == "stranger" else 200)
        assert ("Door sheets" in shown.text) == planner
    anonymous = app.test_client().get(f"{world.url}/days.pdf")
    assert anonymous.status_code == 302


def test_before_the_release_there_is_only_the_draft(
    world: World, app: Flask, signed_in: SignedIn
) -> None:
    learner, planner = (signed_in(app.test_client(), one) for one in (world.pia, world.rana))
    for name in ("days.pdf", "poster.pdf", "agenda.docx"):
        refused = learner.get(f"{world.url}/{name}")
        assert refused.status_code == 409
        assert "No agenda is released yet" in refused.text
    assert "nothing to print" in learner.get(world.url).text
    assert "Print the draft" in planner.get(world.url).text
    draft = page_texts(planner.get(f"{world.url}/days.pdf?draft=1").data)
    assert draft[0].startswith("Draft Not released.")


def test_the_release_is_printed_not_what_is_planned_since(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    world.release()
    world.add("11:00", title="Planned since")
    page = signed_in(client, world.rana)
    assert "Planned since" not in " ".join(page_texts(page.get(f"{world.url}/days.pdf").data))
    answer = page.get(f"{world.url}/days.pdf?draft=1")
    assert "Planned since" in " ".join(page_texts(answer.data))
    assert answer.headers["Content-Type"] == "application/pdf"
    slug = world.session.slug
    assert (
        answer.headers["Content-Disposition"] == f"inline; filename={slug}-agenda-days-en-draft.pdf"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_staff_notes_stand_on_trainers_sheets_alone(
    world: World, app: Flask, signed_in: SignedIn
) -> None:
    world.release()
    planner = signed_in(app.test_client(), world.kamran)
    sheet = page_texts(planner.get(f"{world.url}/trainers.pdf").data)
    assert len(sheet) == 1  # only Bakht teaches
    assert "For staff: Keys are with the caretaker" in sheet[0]
    for name in ("days.pdf", "poster.pdf", "doors.pdf"):
        texts = page_texts(planner.get(f"{world.url}/{name}").data)
        assert "caretaker" not in " ".join(texts)


def test_somebody_who_teaches_without_that_role_gets_the_own_sheet_without_notes(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    make_item(world.session, "14:00", title="Guest talk", trainers=(world.olga,), notes="Be kind")
    world.release()
    page = signed_in(client, world.olga)
    assert "My own sheet" in page.get(world.url).text
    sheets = page_texts(page.get(f"{world.url}/trainers.pdf").data)
    assert len(sheets) == 1
    assert "Guest talk" in sheets[0]
    assert "Be kind" not in sheets[0]
    assert "Laptops" not in sheets[0]
    assert page.get(f"{world.url}/trainers.pdf?trainer={world.bakht.id}").status_code == 404


def test_hand_outs_stand_on_doors_under_the_address_of_the_installation(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    with transaction():
        made = handouts.add_link(
            actor=acting(world.bakht),
            slug=world.session.slug,
            item_id=world.item.id,
            title="Case folder",
            url="https://example.org",
        )
    world.release()
    page = signed_in(client, world.rana)
    text = " ".join(page_texts(page.get(f"{world.url}/doors.pdf").data))
    assert "Case folder" in text
    assert made.token in text.replace(" ", "")


def test_a_part_that_is_not_there_is_not_found(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    world.release()
    page = signed_in(client, world.rana)
    for query in (
        "day=2026-03-05",
        "day=someday",
        "room=00000000-0000-0000-0000-000000000000",
        "trainer=nobody",
        f"trainer={world.olga.id}",
        f"room={world.rooms['Hall A']}",
    ):
        assert page.get(f"{world.url}/doors.pdf?{query}").status_code == 404
    known = page.get(f"{world.url}/doors.pdf?room={world.rooms['Lab 1']}&slug=x&_external=1")
    assert known.status_code == 200


def test_the_language_of_the_paper_is_chosen_by_itself(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    world.release()
    page = signed_in(client, world.pia)
    urdu = page_texts(page.get(f"{world.url}/days.pdf?lang=ur").data)
    assert "وقت" in urdu[0]
    odd = page_texts(page.get(f"{world.url}/days.pdf?lang=xx").data)
    assert "Trainers" in odd[0]
    shown = page.get(f"{world.url}?lang=ur")
    assert "days.pdf?lang=ur" in shown.text
    assert '<html lang="en"' in shown.text


def test_a_long_print_is_the_workers_and_stands_at_its_own_address(
    world: World, client: FlaskClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.release()
    monkeypatch.setattr(prints, "MOST_AT_ONCE", 0)
    page, url = signed_in(client, world.pia), f"{world.url}/days.pdf?lang=en"
    first = page.get(url)
    assert first.mimetype == "text/html"
    assert "Make the paper" in first.text
    asked = page.post(url)
    assert asked.status_code == 302
    page.post(url)  # asking twice is asking once
    waiting = page.get(asked.location)
    assert "Look again" in waiting.text
    progress = page.get(f"{world.url}/days/progress?lang=en")
    assert progress.json == {"state": "waiting", "done": 0, "total": 0}
    assert run_pending() == 1
    assert page.get(f"{world.url}/days/progress?lang=en").json["state"] == "done"
    done = page.get(asked.location)
    assert done.mimetype == "application/pdf"
    assert "Link chart" in page_texts(done.data)[0]
    world.add("14:00", title="Later")  # the draft goes on, the release's paper stays
    assert page.get(url).mimetype == "application/pdf"


def test_the_same_paper_is_made_once(
    world: World, client: FlaskClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.release()
    made = []
    make = prints.Print.make
    monkeypatch.setattr(prints.Print, "make", lambda self, *a: made.append(1) or make(self, *a))
    page = signed_in(client, world.pia)
    first, second = (page.get(f"{world.url}/days.pdf") for _time in range(2))
    assert first.data == second.data
    assert made == [1]


def test_files_that_are_there_are_given_while_another_is_made() -> None:
    kept, seen = Kept(2), []
    kept.give("a", lambda: b"A")
    kept.give("b", lambda: seen.append(kept.find("a")) or b"B")
    assert seen == [b"A"]
    kept.find("a")
    kept.give("c", lambda: b"C")
    assert [kept.find(key) for key in "abc"] == [b"A", None, b"C"]  # the oldest is forgotten


def test_who_makes_very_many_waits(
    world: World, client: FlaskClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "FREE_PRINTS", 1)
    world.add("11:00", day=1, title="Second day", kind=ItemKind.EXERCISE)
    world.release()
    page = signed_in(client, world.pia)
    codes = [
        page.get(f"{world.url}/days.pdf{query}").status_code
        for query in ("", "?day=2026-03-02", "?day=2026-03-03")
    ]
    assert codes == [200, 429, 429]
    assert page.get(f"{world.url}/days.pdf").status_code == 200  # what is made is given at once
