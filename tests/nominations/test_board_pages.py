"""The organiser's board, as a browser without scripts uses it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.spreadsheet import read_table
from lms.nominations.enums import NominationState as State
from lms.nominations.queries.facts import facts
from lms.nominations.rows import PlanRow
from lms.nominations.services.plans import set_plan
from tests.factories.nominations import Scene

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class Desk:
    """A scene with an organiser's browser on it."""

    def __init__(self, client: FlaskClient, signed_in: SignedIn) -> None:
        self.scene = Scene(police=2, force=2, capacity=6)
        self.client = signed_in(client, self.scene.people["organiser"])
        self.url = f"/sessions/{self.scene.slug}/nominations"

    def soup(self, address: str = "") -> BeautifulSoup:
        answer = self.client.get(address or self.url)
        assert answer.status_code == 200, answer.text
        return BeautifulSoup(answer.text, "lxml")

    def post(self, act: str, *ids: UUID, reason: str = "", query: str = "") -> tuple[int, str]:
        data = {"act": act, "chosen": [str(one) for one in ids], "reason": reason}
        answer = self.client.post(f"{self.url}/decide{query}", data=data, follow_redirects=True)
        return answer.status_code, answer.text

    def lane(self, name: str, address: str = "") -> list[str]:
        return [one.text for one in self.soup(address).select(f"#lane-{name} .n")]


@pytest.fixture
def desk(app: Flask, client: FlaskClient, signed_in: SignedIn) -> Desk:
    return Desk(client, signed_in)


def words(node: object) -> str:
    return " ".join(str(getattr(node, "text", "")).split())


def test_ledger_lanes_and_tab_say_the_same_numbers(desk: Desk) -> None:
    scene = desk.scene
    keys = [scene.nominate(name=f"Officer {name}") for name in ("Ashar", "Bano", "Chand", "Dost")]
    scene.decide(keys[0], to=State.APPROVED)
    scene.decide(keys[1], to=State.WAIT_LISTED)
    scene.decide(keys[2], to=State.DECLINED, reason="Below the rank asked for")
    page = desk.soup()
    rows = [[words(cell) for cell in row.find_all(["td", "th"])] for row in page.select("tbody tr")]
    assert rows[0] == ["1", "Sindh Police", "2", "", "4", "1", "1", "1", "1", "1", "to be selected"]
    assert rows[1] == ["2", "Anti Narcotics Force", "2", "", *"000002", "no names yet"]
    assert (rows[2][1], rows[2][9]) == ("Seats of no agency", "2")
    total = [words(cell) for cell in page.select("tfoot td, tfoot th")]
    assert total[2:] == ["6", "", "4", "1", "1", "1", "1", "5", "capacity 6"]
    assert words(page.select_one('.tabs [aria-current="page"]')) == "Nominations 1/6"
    lanes = {one: desk.lane(one) for one in ("decide", "approved", "waiting", "ended")}
    assert lanes == {
        "decide": ["Officer Dost"],
        "approved": ["Officer Ashar"],
        "waiting": ["Officer Bano"],
        "ended": ["Officer Chand"],
    }
    assert "Below the rank asked for" in words(page.select_one("#lane-ended"))
    [link] = [a for a in page.select("tbody a") if "Wait-listed" in a.get("aria-label", "")]
    assert desk.lane("waiting", link["href"]) == ["Officer Bano"]
    assert desk.lane("decide", link["href"]) == []


def test_filters_order_and_blind(desk: Desk) -> None:
    scene = desk.scene
    scene.nominate(name="Zara Khan", gender="female", province="Sindh", years_of_practice="4")
    scene.nominate("force", name="Amir Jan", gender="male", province="sindh ", rank_or_grade="SI")
    scene.nominate("force", name="Bilal Mir", gender="male", province="Punjab", rank_or_grade="ASI")
    assert desk.lane("decide", f"{desk.url}?province=sindh&sort=name") == ["Amir Jan", "Zara Khan"]
    assert desk.lane("decide", f"{desk.url}?gender=male&sort=rank") == ["Bilal Mir", "Amir Jan"]
    assert desk.lane("decide", f"{desk.url}?practice=3-5") == ["Zara Khan"]
    assert desk.lane("decide", f"{desk.url}?q=punj") == ["Bilal Mir"]
    assert desk.lane("decide", f"{desk.url}?agency={scene.police.id}") == ["Zara Khan"]
    assert desk.lane("decide", f"{desk.url}?agency=nonsense&state=no&decide=99999999&page=x")
    blind = desk.soup(f"{desk.url}?blind=1")
    board = words(blind.select_one(".board"))
    assert "Zara Khan" in board and "SP" not in board and "ANF" not in board
    assert not blind.select("#f-agency")


def test_the_effect_is_shown_before_anything_is_decided(desk: Desk) -> None:
    scene = desk.scene
    first = scene.nominate(name="Zara Khan", gender="female")
    second = scene.nominate("force", name="Amir Jan", gender="male")
    scene.decide(second, to=State.APPROVED)
    status, html = desk.post("show", first, second)
    bar = BeautifulSoup(html, "lxml").select_one("#deciding")
    assert status == 200 and bar is not None
    effects = [words(one) for one in bar.select("[data-effects] > span")]
    assert effects == ["SP 0 to 1 of 2", "All seats 1 to 2 of 6", "Women 0 to 1 of 2"]
    assert "2 chosen" in words(bar) and "Approve 2, then letters" in words(bar)
    assert scene.row(first).state is State.SHORTLISTED


def test_bulk_acts_are_all_or_none_and_keep_the_choice(desk: Desk) -> None:
    scene = desk.scene
    keys = [scene.nominate(name=f"Officer {name}") for name in ("A", "B", "C", "D", "E")]
    status, html = desk.post("approve", *keys)
    page = BeautifulSoup(html, "lxml")
    assert status == 409 and "Nothing was changed. Your choice is kept." in html
    assert "Officer E" in words(page.select_one(".note.bad"))
    assert len(page.select('input[name="chosen"][checked]')) == 5
    assert {scene.row(key).state for key in keys} == {State.SHORTLISTED}
    assert desk.post("approve", keys[0])[0] == 200
    status, html = desk.post("approve_letters", keys[1])
    assert status == 200 and "1 person is approved. Look at the letters" in html
    assert desk.post("wait", *keys[2:4])[0] == 200
    status, html = desk.post("decline", keys[4])
    assert status == 422 and "Say why" in html
    assert desk.post("decline", keys[4], reason="Too junior")[0] == 200
    assert [scene.row(key).state.value for key in keys] == [
        "approved", "approved", "wait_listed", "wait_listed", "declined",
    ]  # fmt: skip
    assert desk.post("back", keys[4], keys[0])[0] == 200
    assert "2 people are offered a seat" in desk.post("offer", *keys[2:4])[1]
    assert desk.post("approve")[0] == 422


def test_over_a_quota_the_organiser_is_asked_and_letters_go_to_the_approved(desk: Desk) -> None:
    scene = desk.scene
    keys = [scene.nominate(name=f"Officer {name}") for name in ("A", "B", "C")]
    with transaction():
        set_plan(actor=scene.organiser, slug=scene.slug, plan=PlanRow(answer_by=utcnow()))
    earlier = scene.nominate("force", name="Officer Before")
    scene.decide(earlier, to=State.APPROVED)
    bar = BeautifulSoup(desk.post("show", *keys)[1], "lxml").select_one("[data-effects]")
    assert words(bar).startswith("SP 0 to 3 of 2 over the quota")
    status, html = desk.post("approve_letters", *keys)
    page = BeautifulSoup(html, "lxml")
    assert status == 409 and "its quota would be 3" in words(page.select_one(".note.warn"))
    assert {scene.row(key).state for key in keys} == {State.SHORTLISTED}
    [button] = page.select("button[formaction]")
    assert words(button) == "Take 1 common seat and approve"
    data = {"act": button["value"], "chosen": [str(key) for key in keys]}
    answer = desk.client.post(str(button["formaction"]), data=data)
    assert [scene.row(key).state for key in keys] == [State.APPROVED] * 3
    ticked = desk.soup(answer.headers["Location"]).select('input[name="person"]')
    assert {str(one["value"]): "checked" in one.attrs for one in ticked} == {
        str(earlier): False
    } | {str(key): True for key in keys}


def test_the_wait_list_moves_up_and_down(desk: Desk) -> None:
    scene = desk.scene
    keys = [scene.nominate(name=f"Officer {name}") for name in ("A", "B", "C")]
    scene.decide(*keys, to=State.WAIT_LISTED)
    for key, way in ((keys[2], "up"), (keys[0], "down"), (keys[2], "up")):
        answer = desk.client.post(f"{desk.url}/{key}/place", data={"way": way})
        assert answer.status_code == 302
    assert desk.lane("waiting") == ["Officer C", "Officer A", "Officer B"]
    assert desk.client.post(f"{desk.url}/{UUID(int=7)}/place").status_code == 404


def test_one_nomination_with_note_history_and_doubles(desk: Desk) -> None:
    scene = desk.scene
    key = scene.nominate(name="Amir Jan", justification="Runs the desk")
    other = scene.nominate("force", name="Amir Jan")
    page = desk.soup(f"{desk.url}/{key}")
    text = words(page)
    assert "Runs the desk" in text and "Perhaps the same person" in text
    assert "The same name. Amir Jan, Anti Narcotics Force" in text
    assert desk.lane("decide", f"{desk.url}?view=doubles") == ["Amir Jan", "Amir Jan"]
    [form] = [one for one in page.select("form") if one.select_one('[name="same"][value="0"]')]
    answer = desk.client.post(str(form["action"]), data={"same": "0"}, follow_redirects=True)
    assert "Answered: another person." in answer.text
    assert desk.lane("decide", f"{desk.url}?view=doubles") == []
    note = {"note": "Ask his chief"}
    answer = desk.client.post(f"{desk.url}/{other}/note", data=note, follow_redirects=True)
    assert "Ask his chief" in answer.text
    assert desk.lane("decide", f"{desk.url}?view=notes") == ["Amir Jan"]
    too_long = desk.client.post(f"{desk.url}/{other}/note", data={"note": "x" * 4001})
    assert too_long.status_code == 422 and "x" * 4001 in too_long.text


def test_replacing_keeps_both_on_record(desk: Desk) -> None:
    scene = desk.scene
    key = scene.nominate(name="Amir Jan")
    scene.decide(key, to=State.APPROVED)
    typed = {"name_on_certificate": "Bilal Mir", "first_name": "Bilal", "reason": "Posted away"}
    assert desk.client.post(f"{desk.url}/{key}/replace", data={"first_name": ""}).status_code == 422
    answer = desk.client.post(f"{desk.url}/{key}/replace", data=typed)
    new = answer.headers["Location"].rsplit("/", 1)[1]
    again = desk.client.post(f"{desk.url}/{key}/replace", data=typed)
    assert again.status_code == 409 and "has taken this place already" in again.text
    assert "This place went to Bilal" in words(desk.soup(f"{desk.url}/{key}"))
    assert "Takes the place of Amir Jan" in words(desk.soup(f"{desk.url}/{new}"))
    assert (desk.lane("approved"), desk.lane("ended")) == (["Bilal"], ["Amir Jan"])


def test_the_plan_is_typed_in_the_time_of_the_place(desk: Desk) -> None:
    typed = {
        "open": "y", "closes_at": "2026-03-20T17:00", "answer_by": "2026-03-25T17:00",
        "needs_letter": "y", "flow": "named", "flow_agencies": [str(desk.scene.force.id)],
        "asked_for_en": "Inspectors",
    }  # fmt: skip
    wrong = desk.client.post(f"{desk.url}/plan", data=typed | {"answer_by": "2026-03-01T17:00"})
    assert wrong.status_code == 422 and "Set the answer after the end" in wrong.text
    for value, told in (
        ({"closes_at": "2020-03-01T17:00"}, "This time has passed."),
        ({"flow_agencies": []}, "Tick at least one agency"),
        ({"answer_by": "soon"}, "Write day and time, such as 2026-12-08 17:00."),
    ):
        answer = desk.client.post(f"{desk.url}/plan", data=typed | value)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert desk.client.post(f"{desk.url}/plan", data=typed).status_code == 302
    seen = facts(desk.scene.slug, actor=desk.scene.organiser).plan
    assert f"{seen.closes_at:%d %H:%M %Z}" == "20 12:00 UTC"
    assert (seen.needs_letter, seen.needs_answer) == (True, False)
    assert (seen.flow.value, seen.flow_agencies) == ("named", (desk.scene.force.id,))
    assert "20 Mar 2026, 17:00 PKT" in words(desk.soup())


def test_the_file_holds_every_name_and_runs_nothing(desk: Desk) -> None:
    desk.scene.nominate(name="Amir Jan", designation="=1+1", province="Sindh")
    answer = desk.client.get(f"{desk.url}.xlsx")
    table = read_table(answer.data, name="nominations.xlsx")
    row = dict(zip(*(line.cells for line in table.rows[:2]), strict=True))
    assert (row["name_on_certificate"], row["designation"]) == ("Amir Jan", "=1+1")
    assert "Took along 1 nominations" in desk.client.get(f"/sessions/{desk.scene.slug}/log").text


def test_others_find_nothing(desk: Desk, app: Flask, signed_in: SignedIn) -> None:
    key = desk.scene.nominate(name="Amir Jan")
    focal = signed_in(app.test_client(), desk.scene.people["police"])
    for path in ("/suggestion", "/aims", "/plan", ".xlsx"):
        assert focal.get(desk.url + path).status_code == 404
    for path in ("/decide", f"/{key}/note", f"/{key}/place", f"/{key}/doubles/{key}"):
        assert focal.post(desk.url + path).status_code == 404
