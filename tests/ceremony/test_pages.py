"""The pages of a ceremony as a browser without scripts uses them, and what their script sends."""

import re
import subprocess
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.audit.queries import entries
from lms.ceremony import services
from lms.ceremony.enums import Handing, Happening, Scope, Within
from lms.ceremony.formats.events import NewEvent
from lms.ceremony.models import CeremonyEvent
from lms.ceremony.queries import call_list, ceremony_page
from lms.certificates import queries as certificates
from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.models import SessionPapers
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.core.ids import new_id
from lms.courses import services as courses
from lms.enrolments import services as enrolments
from tests.factories.accounts import make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda_papers import page_texts
from tests.factories.ceremony import make_hall, make_paper, make_thanks
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
NAMES = [
    (0, "Zia Khan", "Inspector"),
    (0, "Ali Raza", "DSP"),
    (1, "Bano Bibi", "BS-18"),
    (1, "Omar Shah", "Keeper of Keys"),
]


class World:
    """A session with four people of two agencies, its ceremony, and two who hand over."""

    def __init__(self) -> None:
        self.agencies = [make_agency("Customs"), make_agency("Sindh Police")]
        self.organiser = make_person("Rana", "Marwat")
        self.session, self.rows = make_hall(self.agencies, NAMES, organiser=self.organiser)
        self.slug = self.session.slug
        self.url = f"/sessions/{self.slug}/ceremony"
        self.api = f"/api/v1/course-sessions/{self.slug}/ceremony"

    def names(self) -> list[str]:
        seen = call_list(self.slug, actor=SYSTEM)
        return [one.name.split()[0] for one in seen.called]

    def order(self, scope: Scope, within: Within) -> list[str]:
        with transaction():
            services.set_order(actor=SYSTEM, slug=self.slug, scope=scope, within=within,
                               alphabet="en", grades={})  # fmt: skip
        return self.names()


@pytest.fixture
def world(app: Flask) -> World:
    return World()


@pytest.fixture
def page(world: World, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, world.organiser)


def soup(page: FlaskClient, url: str) -> BeautifulSoup:
    answer = page.get(url)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.data, "html.parser")


def test_rules_write_the_one_calling_order_and_are_taken_back(world: World) -> None:
    assert world.names() == ["Zia", "Ali", "Bano", "Omar"]
    assert world.order(Scope.AGENCY, Within.RANK) == ["Ali", "Zia", "Bano", "Omar"]
    assert world.order(Scope.ROOM, Within.RANK) == ["Bano", "Ali", "Zia", "Omar"]
    assert world.order(Scope.ROOM, Within.ALPHABET) == ["Ali", "Bano", "Omar", "Zia"]
    printed = [row.serial for row in certificates.in_calling_order(world.session.id)]
    assert printed == ["T-2026-0002", "T-2026-0003", "T-2026-0004", "T-2026-0001"]
    with transaction():
        services.move_person(actor=SYSTEM, slug=world.slug, enrolment_id=world.rows[0].id, steps=-2)
    assert world.names() == ["Ali", "Zia", "Bano", "Omar"]
    assert world.order(Scope.AGENCY, Within.ALPHABET) == ["Ali", "Zia", "Bano", "Omar"]
    expected = [
        ["Ali", "Zia", "Bano", "Omar"],
        ["Ali", "Bano", "Omar", "Zia"],
        ["Bano", "Ali", "Zia", "Omar"],
        ["Ali", "Zia", "Bano", "Omar"],
        ["Zia", "Ali", "Bano", "Omar"],
    ]
    for names in expected:
        with transaction():
            services.undo(actor=SYSTEM, slug=world.slug)
        assert world.names() == names
    with transaction():  # both guests, and then nothing is left
        services.undo(actor=SYSTEM, slug=world.slug)
        services.undo(actor=SYSTEM, slug=world.slug)
    with pytest.raises(Refused), transaction():
        services.undo(actor=SYSTEM, slug=world.slug)


def test_the_run_sheet_is_edited_ordered_and_taken_back(world: World, page: FlaskClient) -> None:
    answer = page.post(f"{world.url}/items/new", data={"title_en": "Dua", "minutes": "4",
                                                       "kind": "other", "guest": "g1"})  # fmt: skip
    assert answer.status_code == 302
    wrong = page.post(f"{world.url}/items/new", data={"title_en": "", "minutes": "0"})
    assert wrong.status_code == 422 and "Write what this item is" in wrong.text
    page.post(world.url, data={"act": "up:i9"})
    rows = soup(page, world.url).select(".run-sheet tbody tr")
    assert [row["data-key"] for row in rows][-2:] == ["i9", "i8"]
    assert rows[0].td.get_text() == "15:00" and "Consul-General" in rows[-2].get_text()
    keys = [str(row["data-key"]) for row in reversed(rows)]
    page.post(world.url, data={"act": "order", "item": keys})
    assert [one.item.key for one in ceremony_page(world.slug, actor=SYSTEM).timed] == keys
    page.post(world.url, data={"act": "undo"})
    page.post(world.url, data={"act": "remove:i9"})
    assert len(ceremony_page(world.slug, actor=SYSTEM).timed) == 8
    page.post(f"{world.url}/guests/new", data={"office_en": "Collector", "arrives": "14:30"})
    late = page.post(f"{world.url}/guests/new", data={"office_en": "Major", "arrives": "soon"})
    assert late.status_code == 422 and "Write the time like 14:30." in late.text
    text = soup(page, world.url).select_one(".arrivals").get_text(" ")
    assert text.index("14:30") < text.index("14:45")
    page.post(world.url, data={"act": "choices", "title_en": "Farewell", "day": "2026-03-04",
                               "clock": "09:30", "photo_seats": "7"})  # fmt: skip
    far = page.post(world.url, data={"act": "choices", "title_en": "Farewell", "day": "1900-01-01",
                                     "clock": "09:30", "photo_seats": "7"})  # fmt: skip
    assert far.status_code == 422 and "Choose a day from the first of the session" in far.text
    changed = ceremony_page(world.slug, actor=SYSTEM)
    assert changed.plan and changed.plan.photo_seats == 7
    assert changed.starts_at == datetime.fromisoformat("2026-03-04T09:30+05:00")


def test_who_is_not_called_stands_apart_with_the_reason(world: World, page: FlaskClient) -> None:
    make_enrolment(world.session, world.agencies[0], certificate_name="Nobody Yet")
    with transaction():
        services.set_handing(actor=SYSTEM, slug=world.slug, handing=Handing.ALTERNATE,
                             by_agency={}, by_hand={})  # fmt: skip
    seen = soup(page, f"{world.url}/order")
    rows = [row.get_text(" ", strip=True) for row in seen.select("tbody tr")]
    assert "Consul-General" in rows[0] and "Director General" in rows[1]
    assert "Nobody Yet" in rows[4] and "half-days" in rows[4]


def test_who_finished_later_is_called_once_with_the_newer_paper(world: World, app: Flask) -> None:
    before = world.names()
    clock = app.extensions["concord.clock"]
    clock.set(clock.now() + timedelta(days=1))
    make_paper(world.rows[0], 77, CertificateKind.PARTICIPATION)
    seen = call_list(world.slug, actor=SYSTEM)
    assert world.names() == before
    assert [one.serial for one in seen.called if one.enrolment_id == world.rows[0].id] == [
        "T-2026-0077"
    ]


def test_whom_the_session_thanks_is_called_after_all_others_and_counts_in_the_stack(
    world: World, page: FlaskClient
) -> None:
    trainer = make_thanks(world.session, "Aisha Trainer", capacity={"en": "trainer"})
    guest = make_thanks(world.session, "Guest Speaker", post={"en": "Collector", "ur": "کلکٹر"},
                        organisation={"en": "Customs"})  # fmt: skip
    make_thanks(world.session, "Waits Still")
    make_paper(trainer, 11)
    make_paper(guest, 12)
    assert world.order(Scope.ROOM, Within.ALPHABET) == ["Ali", "Bano", "Omar", "Zia", "Aisha",
                                                        "Guest"]  # fmt: skip
    seen = call_list(world.slug, actor=SYSTEM)
    printed = certificates.in_calling_order(world.session.id)
    assert [one.serial for one in seen.called] == [row.serial for row in printed]
    assert [(one.rank, one.rank_local, one.kind) for one in seen.called[-2:]] == [
        ("trainer", "", "appreciation"), ("Collector", "کلکٹر", "appreciation"),
    ]  # fmt: skip
    assert all(one.hands == ["g1", "g2"] for one in seen.called)
    for way in ("hand", "agency"):
        page.post(f"{world.url}/order", data={"act": "handing", "handing": way,
                                              f"person-{guest.id}": "g2"})  # fmt: skip
        order = soup(page, f"{world.url}/order")
        assert order.select_one("#agency-None") is None and "None" not in order.get_text(" ")
        if way == "hand":
            assert call_list(world.slug, actor=SYSTEM).called[-1].hands == ["g2"]
    rows = order.select("form[data-ordering] tr[id]")
    assert [row["id"] for row in rows if not row.get("data-key")] == [
        f"p-{trainer.id}", f"p-{guest.id}",
    ]  # fmt: skip
    assert not rows[-1].select("button[value^='up:']")
    assert rows[3].select_one("button[value^='down:']").has_attr("disabled")
    assert "Waits Still" in order.select(".panel")[0].get_text(" ")
    page.post(f"{world.url}/tally", data={"act": f"collected:{guest.id}"})
    event = {"uuid": str(uuid.uuid4()), "sequence": 1, "kind": "absent",
             "payload": {"enrolment": str(trainer.id), "serial": "T-2026-0011"}}  # fmt: skip
    assert page.post(world.api, json={"events": [event]}).json == {"new": 1}
    seen = call_list(world.slug, actor=SYSTEM)
    sums = (seen.tally.printed, seen.tally.collected, seen.tally.absent, seen.tally.left)
    assert sums == (len(printed), 1, 1, 4)
    with transaction():
        db.session.merge(
            certificates.certificate(printed[-1].id, actor=SYSTEM)
        ).state = CertificateState.REVOKED
    assert "Guest Speaker" in soup(page, f"{world.url}/tally").select_one(".note.warn").get_text()
    for paper in ("calls", "minutes", "photo"):
        assert page.get(f"{world.url}/{paper}.pdf").status_code == 200


def test_an_earlier_paper_in_force_is_called_though_a_later_one_was_revoked(
    world: World, page: FlaskClient
) -> None:
    later = make_paper(world.rows[0], 77, CertificateKind.PARTICIPATION)
    with transaction():
        db.session.merge(later).state = CertificateState.REVOKED
    assert world.names()[0] == "Zia"
    assert "revoked" not in soup(page, f"{world.url}/order").get_text(" ")


def test_a_print_file_is_told_to_be_older_than_any_change_of_the_order(
    world: World, app: Flask
) -> None:
    clock = app.extensions["concord.clock"]
    with transaction():
        papers = SessionPapers(course_session_id=world.session.id, preview_pages={})
        papers.print_file_id = make_paper(world.rows[0], 78, CertificateKind.PARTICIPATION).file_id
        db.session.add(papers)

    def older_after(act: Callable[[], object]) -> bool:
        clock.set(clock.now() + timedelta(minutes=1))
        with transaction():
            db.session.merge(papers).printed_at = clock.now()
        assert not call_list(world.slug, actor=SYSTEM).print_is_older
        clock.set(clock.now() + timedelta(minutes=1))
        with transaction():
            act()
        return call_list(world.slug, actor=SYSTEM).print_is_older

    first, second = (row.id for row in world.rows[:2])
    slug = world.slug
    assert older_after(lambda: services.set_order(actor=SYSTEM, slug=slug, scope=Scope.ROOM,
                       within=Within.RANK, alphabet="en", grades={}))  # fmt: skip
    assert older_after(lambda: services.undo(actor=SYSTEM, slug=slug))
    assert older_after(lambda: enrolments.order_agency(actor=SYSTEM, slug=slug,
                       agency_id=world.agencies[0].id, enrolment_ids=[second, first]))  # fmt: skip
    turned = [one.id for one in reversed(world.agencies)]
    assert older_after(lambda: courses.set_agencies(actor=SYSTEM,
                       course_session_id=world.session.id, agency_ids=turned))  # fmt: skip
    assert not older_after(lambda: services.set_handing(actor=SYSTEM, slug=slug,
                           handing=Handing.ALTERNATE, by_agency={}, by_hand={}))  # fmt: skip


def test_events_are_kept_once_and_the_phone_works_without_scripts(
    world: World, page: FlaskClient
) -> None:
    for act in ("next", "collected", "next", "absent", "next"):
        assert page.post(f"{world.url}/remote", data={"act": act}).status_code == 302
    seen = call_list(world.slug, actor=SYSTEM)
    assert seen.hall.current == world.rows[2].id
    assert (seen.tally.collected, seen.tally.absent, seen.tally.left) == (1, 1, 2)
    screen = soup(page, f"{world.url}/screen")
    assert screen.select_one('[data-text="name"]').get_text() == "Bano Bibi"
    assert screen.select_one("[data-next-line]").has_attr("hidden")
    event = {"uuid": str(uuid.uuid4()), "sequence": 1, "kind": "collected",
             "payload": {"enrolment": str(world.rows[2].id), "serial": "T-2026-0003"},
             "client_at": "2026-03-03T10:20:00+00:00"}  # fmt: skip
    first = page.post(world.api, json={"events": [event]})
    again = page.post(world.api, json={"events": [event]})
    assert (first.json, again.json) == ({"new": 1}, {"new": 0})
    sequences = db.session.scalars(
        sa.select(CeremonyEvent.sequence).order_by(CeremonyEvent.sequence)
    ).all()
    assert sequences == [1, 2, 3, 4, 5, 6]
    bad = {**event, "uuid": str(uuid.uuid4()), "payload": {}}
    assert page.post(world.api, json={"events": [bad]}).status_code == 422
    stranger = {**event, "uuid": str(uuid.uuid4()), "payload": {"enrolment": str(new_id())}}
    assert page.post(world.api, json={"events": [stranger]}).status_code == 404
    state = page.get(f"{world.api}?after=5").json
    assert [one["sequence"] for one in state["events"]] == [6] and len(state["people"]) == 4
    same = page.get(f"{world.api}?after=6&list={state['list']}").json
    assert same["events"] == [] and "people" not in same


def test_the_tally_points_out_differences_and_marks_are_taken_back(
    world: World, page: FlaskClient
) -> None:
    tally = f"{world.url}/tally"
    first, second = world.rows[0].id, world.rows[1].id
    before = soup(page, tally)
    assert "Stack and marks tally." not in before.get_text(" ", strip=True)
    assert "Nothing is marked or counted yet" in before.get_text(" ", strip=True)
    page.post(tally, data={"act": f"collected:{first}"})
    page.post(tally, data={"act": f"posted:{second}"})
    uncounted = soup(page, tally).get_text(" ", strip=True)
    assert "Stack and marks tally." not in uncounted
    assert "The papers on the table are not counted yet." in uncounted
    page.post(tally, data={"act": "count", "left": "1"})
    text = soup(page, tally).get_text(" ", strip=True)
    assert "1 paper is missing from the table." in text
    page.post(tally, data={"act": f"undo:{second}"})
    page.post(tally, data={"act": "count", "left": "3"})
    seen = call_list(world.slug, actor=SYSTEM)
    assert (seen.tally.posted, seen.tally.left, seen.tally.agrees) == (0, 3, True)
    assert "Stack and marks tally." in soup(page, tally).get_text(" ", strip=True)


def test_names_are_said_as_their_agency_and_holder_write_them(
    world: World, app: Flask, signed_in: SignedIn
) -> None:
    focal = signed_in(app.test_client(), make_focal_point(world.agencies[1]))
    seen = soup(focal, f"{world.url}/names")
    fields = [str(one["name"]) for one in seen.select("input[name$='-latin']")]
    assert fields == [f"{world.rows[2].id}-latin", f"{world.rows[3].id}-latin"]
    focal.post(f"{world.url}/names", data={fields[0]: "BAA-no BEE-bee"})
    other = focal.post(f"{world.url}/names", data={f"{world.rows[0].id}-latin": "X"})
    assert other.status_code == 404
    assert focal.get(world.url).status_code == 404
    holder = signed_in(app.test_client(), db.session.get_one(Person, world.rows[3].person_id,
                       execution_options={"concord_scope": "test"}))  # fmt: skip
    holder.post("/me/name", data={"act": "say", "enrolment": str(world.rows[3].id),
                                  "spoken": "OH-mar", "spoken_local": "عُمَر"})  # fmt: skip
    said = {one.name: (one.spoken, one.spoken_local) for one in
            call_list(world.slug, actor=SYSTEM).called}  # fmt: skip
    assert said["Bano Bibi"] == ("BAA-no BEE-bee", "") and said["Omar Shah"] == ("OH-mar", "عُمَر")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_columns_of_the_minutes_stand_under_each_other(
    world: World, page: FlaskClient, language: str
) -> None:
    marks = ((Happening.COLLECTED, 0), (Happening.ABSENT, 1), (Happening.ABSENT, 2))
    with transaction():
        services.mark(actor=SYSTEM, slug=world.slug, events=[
            NewEvent(new_id(), kind, world.rows[at].id, serial=f"T-2026-000{at + 1}")
            for kind, at in marks
        ])  # fmt: skip
    answer = page.get(f"{world.url}/minutes.pdf?lang={language}")
    places = words_at(answer.data)
    serials = [places[f"T-2026-000{number}"] for number in range(1, 5)]
    assert len({round(left) for left, _right in serials}) == 1
    name, number = places["Zia"], serials[0]
    left, right = places["Asia/Karachi"]
    inner, column = (210 - 13) / 25.4 * 72, 45 / 25.4 * 72
    if language == "en":
        assert places["Customs"][0] == pytest.approx(places["Sindh"][0], abs=1)
        assert name[0] < number[0] and left == pytest.approx(13 / 25.4 * 72 + column, abs=2)
    else:
        assert name[0] > number[0] and right == pytest.approx(inner - column, abs=2)


def words_at(data: bytes) -> dict[str, tuple[float, float]]:
    """The left and right edges of the words of a PDF, in points."""
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
    )
    rows = re.findall(r'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>([^<]+)<', found.stdout.decode())
    return {word: (float(left), float(right)) for left, right, word in rows}


def test_papers_are_made_and_on_record(world: World, page: FlaskClient) -> None:
    with transaction():
        services.mark(actor=SYSTEM, slug=world.slug, events=[
            NewEvent(new_id(), Happening.CALLED, world.rows[0].id),
            NewEvent(new_id(), Happening.COLLECTED, world.rows[0].id, serial="T-2026-0001"),
        ])  # fmt: skip
    text = {}
    for paper in ("run-sheet", "calls", "photo", "minutes"):
        answer = page.get(f"{world.url}/{paper}.pdf?lang={'ur' if paper == 'run-sheet' else 'en'}")
        assert answer.status_code == 200
        text[paper] = " ".join(page_texts(answer.data))
    assert "۱۵:۰۰" in text["run-sheet"]
    assert text["calls"].index("Zia Khan") < text["calls"].index("Omar Shah")
    assert "Ba-no Bi-bi" in text["calls"] and "T-2026-0004" in text["calls"]
    assert all(name in text["photo"] for _agency, name, _rank in NAMES)
    assert "4 printed: 1 handed over, 0 posted, 0 kept for the absent, 3 left." in text["minutes"]
    assert "Consul-General, Director General: 1" in text["minutes"]
    assert "Not handed over yet: 3" in text["minutes"]
    noted = entries(course_session_id=world.session.id, limit=4, rooms=["ceremony"])
    assert [(row.act, row.after) for row in reversed(noted)] == [
        ("ceremony.printed", {"paper": paper, "people": 4}) for paper in text
    ]


def test_names_without_a_sure_sound_are_left_to_who_organises(
    world: World, page: FlaskClient
) -> None:
    with transaction():
        db.session.merge(world.rows[0]).certificate_name = "山田太郎"
    fields = soup(page, f"{world.url}/names").select("input[name$=-latin]")
    assert [one["placeholder"] for one in fields] == ["", "A-li Ra-za", "Ba-no Bi-bi", "O-mar Shah"]
    screen = page.get(world.api).json
    assert screen is not None
    assert [one["said"] for one in screen["people"]][:2] == ["", "A-li Ra-za"]
    text = " ".join(page_texts(page.get(f"{world.url}/calls.pdf?lang=en").data))
    assert "Shan" not in text and "A-li Ra-za" in text
    page.post(f"{world.url}/names", data={f"{world.rows[0].id}-latin": "ya-ma-da ta-ROH"})
    text = " ".join(page_texts(page.get(f"{world.url}/calls.pdf?lang=en").data))
    assert "ya-ma-da ta-ROH" in text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_on_the_call_sheet_a_name_has_its_line_to_itself(
    world: World, page: FlaskClient, language: str
) -> None:
    make_paper(make_thanks(world.session, "Ayaz Ul Haq"), 32)
    with transaction():
        db.session.merge(world.rows[0]).certificate_name = "王小明"
    for row in world.rows[:2]:
        with transaction():
            db.session.merge(row).name_local = ""
    data = page.get(f"{world.url}/calls.pdf?lang={language}").data
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True,
                           check=True)  # fmt: skip
    tops = {word: (float(top), float(foot)) for top, foot, word in re.findall(
        r'yMin="([\d.]+)"[^>]*yMax="([\d.]+)"[^>]*>([^<]+)<', found.stdout.decode())}  # fmt: skip
    for name, under in (("王小明", "T-2026-0001"), ("Raza", "T-2026-0002"), ("Haq", "T-2026-0032")):
        middle = sum(tops[under]) / 2
        assert middle > tops[name][1], (name, tops)
