"""Pages of the solver: from asking to taking over, and why nothing fits."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.services import solving
from lms.core.jobs import run_pending
from tests.factories.accounts import make_account
from tests.factories.solving import Scene, with_seconds

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds that are asked for in tests; one thread, so that answers are the same each time."""
    monkeypatch.setattr(solving, "WORKERS", 1)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_the_pages_from_asking_to_taking_over(
    scene: Scene, client: FlaskClient, signed_in: SignedIn
) -> None:
    one = scene.item("09:00", "One", room_id=scene.rooms["Hall"])
    scene.item("09:00", "Two", room_id=scene.rooms["Hall"])
    make_account(scene.organiser)
    signed_in(client, scene.organiser)
    here = f"/sessions/{scene.slug}/agenda/proposals"
    page = BeautifulSoup(client.get(here).data, "html.parser")
    form: dict[str, list[str]] = {}
    for box in page.select("form.askform input[name]"):
        ticked = box.get("type") not in {"radio", "checkbox"} or box.has_attr("checked")
        if ticked and box["name"] != "csrf_token":
            form.setdefault(str(box["name"]), []).append(str(box["value"]))
    assert form["which"] == ["all"] and len(form["days"]) == 2 and form["opens"] == ["09:00"]
    wrong = client.post(here, data={**form, "days": [], "opens": ["nine"]})
    assert wrong.status_code == 422
    shown = BeautifulSoup(wrong.data, "html.parser")
    assert shown.select_one("#opens-why") is not None
    assert shown.select_one("#opens")["value"] == "nine"  # type: ignore[index]
    answer = client.post(here, data={**form, "days": form["days"][:1]})
    address = answer.headers["Location"]
    assert "Looking for timetables" in client.get(address).text
    assert client.get(f"{address}/progress").get_json()["state"] == "waiting"
    with_seconds(UUID(address.rsplit("/", 1)[1]), 2)
    run_pending()
    text = client.get(address).text
    assert "All hard rules are kept" in text and "Take over proposal" in text
    assert re.search(r"(One|Two) moves from", text)
    assert f'href="{address}"' in client.get("/desk").text
    assert client.get(f"{here}?like={address.rsplit('/', 1)[1]}").status_code == 200
    taken = client.post(f"{address}/accept", data={"number": "0"})
    assert taken.headers["Location"] == f"/sessions/{scene.slug}/agenda"
    assert "was taken over" in client.get(address).text
    assert address not in client.get("/desk").text
    assert client.post(f"{address}/accept", data={"number": "0"}).headers["Location"] == address
    assert "Ask again" in client.get(address).text
    assert client.post(f"{address}/accept").status_code == 404
    assert scene.at(one)[:1] == "0"


def test_the_page_of_a_contradiction(
    scene: Scene, client: FlaskClient, signed_in: SignedIn
) -> None:
    fixed = scene.item("10:30", "Fixed", minutes=180, locked=True)
    scene.item("13:00", "Long", minutes=105)
    make_account(scene.organiser)
    page = scene.solved(days=(scene.day,), opens=9 * 60, closes=14 * 60)
    signed_in(client, scene.organiser)
    address = f"/sessions/{scene.slug}/agenda/proposals/{page.id}"
    shown = BeautifulSoup(client.get(address).data, "html.parser")
    rules = [item.get_text(" ", strip=True) for item in shown.select("ol.rules > li")]
    assert any("Fixed is locked on 2 March 2026 at 10:30." in rule for rule in rules)
    assert any("runs from 09:00 to 14:00" in rule for rule in rules)
    assert shown.find("a", href=f"/sessions/{scene.slug}/agenda/items/{fixed}") is not None
    kinds = [rule["kind"] for rule in page.result["contradiction"]["rules"]]
    locked, hours = kinds.index("locked_time"), kinds.index("hours")
    assert client.post(f"{address}/again", data={"rule": str(locked)}).status_code == 404
    with_seconds(page.id, 10)
    answer = client.post(f"{address}/again", data={"rule": str(hours)})
    assert answer.status_code == 302 and answer.headers["Location"] != address
    client.post(f"{answer.headers['Location']}/stop")
    assert "Stopping with the best so far" in client.get(answer.headers["Location"]).text
