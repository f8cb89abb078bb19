"""The pages of seats, as a browser without scripts uses them, and the command line."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.audit.models import AuditEntry
from lms.core.clock import FixedClock
from lms.core.db import db
from lms.core.spreadsheet import read_table
from lms.courses.enums import SessionState
from lms.seats.rows import AgencySeats, TableRow
from tests.factories.accounts import make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.enrolments import make_enrolment
from tests.seats.world import World

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def world(app: Flask) -> World:
    """30 seats: 12 of the police, 9 of the force, 9 of no agency; the police has one participant,
    one approved and two reserved seats."""
    world = World(capacity=30, state=SessionState.CONFIRMED)
    ali = make_person("Ali", "Raza", agency=world.police)
    make_enrolment(world.session, world.police, ali)
    world.do(lambda ledger: ledger.set_quotas({world.police.id: 12, world.force.id: 9}))
    world.hold(world.police)
    world.do(lambda ledger: ledger.reserve(world.police.id, 2, reason="names follow"))
    return world


@pytest.fixture
def page(world: World, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, world.person)


@pytest.fixture
def focal(world: World, app: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(app.test_client(), make_focal_point(world.police))


def main(html: str) -> BeautifulSoup:
    found = BeautifulSoup(html, "html.parser").find("main")
    assert found is not None
    return found


def texts(html: str) -> str:
    return " ".join(main(html).get_text(" ").split())


def cells(html: str) -> list[list[str]]:
    table = main(html).select_one("table.ledger")
    assert table is not None
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")
    ]


def test_the_ledger_of_the_organiser(world: World, page: FlaskClient) -> None:
    html = page.get(world.url).text
    assert cells(html) == [
        ["No.", "Agency", "Quota", "Seats", "Reserved", "Approved", "On the roll", "Free", "State"],
        ["1", "Sindh Police", "12", "", "2", "1", "1", "8", "seats free"],
        ["2", "Anti Narcotics Force", "9", "", "0", "0", "0", "9", "no names yet"],
        ["3", "Coast Guards", "- no quota", "", "0", "0", "0", "0", "no quota"],
        ["", "Seats of no agency", "", "", "", "", "", "9", ""],
        ["", "All agencies", "21", "", "2", "1", "1", "17", "capacity 30"],
    ]
    squares = main(html).select_one("table.ledger .seats")
    assert squares is not None
    assert squares["aria-label"] == "2 approved, 2 reserved, 8 free"
    assert [" ".join(i.get("class", [])) for i in squares.find_all("i")] == ["a"] * 2 + [
        "w"
    ] * 2 + [""] * 8
    # each number opens the moves behind it
    for link in main(html).select("table.ledger td a"):
        behind = page.get(str(link["href"]))
        assert behind.status_code == 200
        assert main(behind.text).select("table.moves tbody tr"), link


def test_quotas_are_set_in_one_form(world: World, page: FlaskClient) -> None:
    police, force, guards = (f"quota-{agency.id}" for agency in world.agencies)
    send = f"{world.url}/quotas"
    wrong = page.post(send, data={police: "3", force: "x", guards: "9"})
    assert wrong.status_code == 422 and "Write a whole number" in wrong.text
    few = page.post(send, data={police: "3", force: "2", guards: "9"})
    assert few.status_code == 422
    assert "Sindh Police has 4 seats in use or reserved" in few.text
    assert main(few.text).find(id=guards)["value"] == "9"  # type: ignore[index]
    many = page.post(send, data={police: "12", force: "9", guards: "10"})
    assert many.status_code == 422
    assert "9 seats belong to no agency; 10 are asked for" in many.text
    assert "31, 1 too many" in texts(many.text)
    alike = page.post(send, data={police: "12", force: "", guards: "", "fill": "alike"})
    assert [main(alike.text).find(id=key)["value"] for key in (police, force, guards)] == [  # type: ignore[index]
        "10", "10", "10",
    ]  # fmt: skip
    assert "not saved yet" in alike.text and world.balance.of(world.police.id).quota == 12
    ratio = page.post(send, data={police: "1", force: "3", guards: "6", "fill": "ratio"})
    assert [main(ratio.text).find(id=key)["value"] for key in (police, force, guards)] == [  # type: ignore[index]
        "4", "9", "17",
    ]  # fmt: skip
    assert page.post(send, data={police: "10", force: "۱۰", guards: ""}).status_code == 302
    assert [world.balance.of(agency.id).quota for agency in world.agencies] == [10, 10, 0]
    assert world.balance.common == 10
    acts = db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.sequence)).all()
    assert acts[-1] == "seats.quotas_set"


def test_an_organiser_moves_seats_of_an_agency(world: World, page: FlaskClient) -> None:
    address = f"{world.url}/agencies/{world.force.id}"
    assert page.post(address, data={"act": "reserve", "seats": "4"}).status_code == 302
    much = page.post(address, data={"act": "reserve", "seats": "6", "reason": "by phone"})
    assert much.status_code == 409 and "Free seats of the quota: 5" in much.text
    assert 'value="by phone"' in much.text and 'value="6"' in much.text
    assert page.post(address, data={"act": "release", "seats": ""}).status_code == 422
    assert page.post(address, data={"act": "release", "seats": "7"}).status_code == 302
    assert world.balance.of(world.force.id) == AgencySeats(reserved=2, has_quota=True)
    assert "seats.released" in set(db.session.scalars(sa.select(AuditEntry.act)))
    assert page.get(f"{world.url}/agencies/{make_agency('Other').id}").status_code == 404


def test_a_focal_point_has_the_own_line_and_nothing_to_subtract_from(
    world: World, page: FlaskClient, focal: FlaskClient
) -> None:
    page.post(f"{world.url}/agencies/{world.force.id}", data={"act": "reserve", "seats": "7"})
    html = focal.get(world.url).text
    assert cells(html)[1:] == [["1", "Sindh Police", "12", "", "2", "1", "1", "8", "seats free"]]
    own = f"{world.url}/agencies/{world.police.id}"
    needs_reason = focal.post(own, data={"act": "release", "seats": "3"})
    assert needs_reason.status_code == 422 and "Write why" in needs_reason.text
    assert (
        focal.post(own, data={"act": "release", "seats": "3", "reason": "flood"}).status_code == 302
    )
    assert focal.post(own, data={"act": "reserve", "seats": "1"}).status_code == 302
    assert world.balance.of(world.police.id) == AgencySeats(4, 3, 1, 1, has_quota=True)
    moved = focal.get(f"{world.url}/history").text
    sheet = read_table(focal.get(f"{world.url}.xlsx").data, name="ledger.xlsx")
    told = " ".join(cell for row in sheet.rows for cell in row.cells)
    for text in (texts(html), texts(moved), texts(focal.get(own).text), told):
        assert "Sindh Police" in text
        for others in (
            "Anti Narcotics",
            "Coast Guards",
            "Seats of no agency",
            "All agencies",
            "Marwat",
        ):
            assert others not in text, (others, text)
        assert not re.search(r"\b30\b", text), "the room for all agencies"
    assert "flood" in moved and "Farah Khan" in moved and "the organiser" in moved
    assert main(moved).select_one("#moves .count").get_text() == "6"  # type: ignore[union-attr]
    other = f"{world.url}/agencies/{world.force.id}"
    assert focal.get(other).status_code == 404
    assert (
        focal.post(other, data={"act": "release", "seats": "1", "reason": "x"}).status_code == 404
    )
    assert focal.post(f"{world.url}/quotas", data={}).status_code == 404
    filtered = focal.get(f"{world.url}/history?agency={world.force.id}").text
    assert "No seat was moved" in filtered


def test_a_focal_point_of_an_agency_without_quota_reserves_nothing(
    world: World, app: Flask, signed_in: SignedIn
) -> None:
    guards = signed_in(app.test_client(), make_focal_point(world.guards))
    assert "Your agency has no quota" in guards.get(world.url).text
    answer = guards.post(
        f"{world.url}/agencies/{world.guards.id}", data={"act": "reserve", "seats": "1"}
    )
    assert answer.status_code == 409
    assert re.search(r"Free seats of the quota: 0", answer.text)


def test_the_history_tells_the_past(world: World, page: FlaskClient, clock: FixedClock) -> None:
    clock.advance(timedelta(minutes=20))  # 08:20 UTC, 13:20 in Karachi
    world.do(lambda ledger: ledger.set_quotas({world.guards.id: 9}, reason="=asked by letter"))
    address = f"{world.url}/history"
    newest = page.get(address).text
    first = main(newest).select_one("table.moves tbody tr")
    assert first is not None
    assert " ".join(first.get_text(" ").split()) == (
        "2 Mar 2026, 13:20 PKT 9 Quota set from: seats of no agency, to: free of the quota "
        "Coast Guards =asked by letter Rana Marwat"
    )
    assert "Ali Raza" in texts(newest)
    then = page.get(f"{address}?at=2026-03-02T13:19").text
    assert cells(then)[3] == ["3", "Coast Guards", "- no quota", "", "0", "0", "0", "0", "no quota"]
    assert "asked by letter" not in then
    now = page.get(f"{address}?at=2026-03-02T13:20").text
    assert cells(now)[3][2] == "9" and "The ledger at 2 Mar 2026, 13:20 PKT" in texts(now)
    assert "was not open yet" in page.get(f"{address}?at=2026-03-01T08:00").text
    assert "Write date and time" in page.get(f"{address}?at=soon").text
    kinds = main(page.get(f"{address}?kind=reserved").text).select("table.moves tbody tr")
    assert ["Reserved without names" in row.get_text() for row in kinds] == [True]
    for odd in ("agency=x", "kind=x", "page=99", "at=9999-12-31T23:59", "at=0001-01-01T00:00"):
        assert page.get(f"{address}?{odd}").status_code == 200


def test_the_ledger_as_a_file_is_safe_and_on_record(world: World, page: FlaskClient) -> None:
    hostile = make_agency("=HYPERLINK(1)")
    make_enrolment(world.session, hostile)
    world.do(lambda ledger: ledger.hold(hostile.id, hostile.id))
    answer = page.get(f"{world.url}.xlsx")
    rows = [row.cells for row in read_table(answer.data, name="ledger.xlsx").rows]
    assert rows[1] == ("Sindh Police", "12", "2", "1", "1", "8")
    assert rows[4][0] == "=HYPERLINK(1)" and b"<f>" not in answer.data
    assert rows[5] == ("Seats of no agency", "", "", "", "", "8")
    acts = db.session.scalars(sa.select(AuditEntry.act)).all()
    assert acts[-1] == "seats.exported"


def test_pages_cost_the_same_for_one_and_for_many(
    world: World, page: FlaskClient, count_queries: Callable[[], object]
) -> None:
    counts: dict[str, list[int]] = {}
    for _round in range(2):
        for path in (
            "",
            "/history",
            "/history?at=2026-03-02T13:30",
            f"/agencies/{world.police.id}",
        ):
            page.get(world.url + path)
            with count_queries() as queries:  # type: ignore[attr-defined]
                page.get(world.url + path)
            counts.setdefault(path, []).append(int(queries))
        world.hold(world.police, 3)
        world.hold(world.force, 3)
    assert [pair[0] for pair in counts.values()] == [pair[1] for pair in counts.values()]


def test_squares_are_never_more_than_the_seats() -> None:
    assert TableRow({}, 5, approved=3, to_decide=1).squares == "aaas-"
    assert TableRow({}, 4, approved=2, to_decide=9, reserved=1).squares == "aass"
    assert TableRow({}, 4, approved=1, to_decide=1, reserved=9).squares == "asww"


def test_the_command_line(world: World, app: Flask) -> None:
    run = app.test_cli_runner()

    def call(*arguments: str) -> tuple[int, str]:
        said = run.invoke(args=["seats", *arguments])
        return said.exit_code, said.output

    status, told = call("show", "--session", world.slug, "--json")
    body = json.loads(told)
    assert (status, body["capacity"], body["common"]) == (0, 30, 9)
    assert body["agencies"][0] | {"id": ""} == {
        "id": "", "name": "Sindh Police", "quota": 12, "free": 8, "reserved": 2, "approved": 1,
        "on_roll": 1,
    }  # fmt: skip
    assert (
        json.loads(call("show", "--session", world.slug, "--at", "2020-01-01T00:00", "--json")[1])[
            "capacity"
        ]
        == 0
    )
    code = world.guards.slug
    assert call("quota", "--session", world.slug, "--agency", code, "--seats", "9")[0] == 0
    assert world.balance.of(world.guards.id).quota == 9
    status, told = call("quota", "--session", world.slug, "--agency", code, "--seats", "10")
    assert status == 4 and "0 seats belong to no agency" in told
    assert "30 seats, 0 of no agency, 28 free." in call("show", "--session", world.slug)[1]
    assert call("show", "--session", "nowhere")[0] == 3
    assert call("show", "--session", world.slug, "--at", "soon")[0] == 2
    assert call("quota", "--session", world.slug, "--agency", "x", "--seats", "1")[0] == 3
