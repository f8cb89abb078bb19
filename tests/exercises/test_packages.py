"""Playing packages: who may, how their files are closed in, what is saved and what it counts."""

import re
import uuid
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from lms.core import files
from lms.core.db import db, transaction
from lms.courses.formats.media import media_facts
from lms.courses.models import ContentSnapshot
from lms.courses.queries.content import media_owner
from lms.exercises import queries
from lms.exercises.kinds.package import commit_step
from tests.factories.exercises import identity, make_content
from tests.factories.scorm import HEAD_2004, packed, small_files
from tests.support.signing_in import sign_in_directly
from tests.support.world import make_world

S = "/sessions/spring-2026/exercises"
PAGE = b'<!doctype html><HTML><Head profile="x"><title>t</title></head><body>page</body></html>'
MORE = {
    "deep/page.htm": PAGE,
    "film.mp4": bytes(range(256)) * 40,
    "letter.weird": b"<script>alert(1)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "plain.html": b"no tags at all",
    "wide.html": "\ufeff<html><head></head><body>\u0627</body></html>".encode("utf-16-le"),
}


def payload(**more):
    return {
        "schema": 1,
        "kind": "package",
        "key": "small-pack",
        "title": {"en": "Small pack"},
        "instructions": {"en": "Open **both** parts."},
        "file": "media/small.zip",
        **more,
    }


def make_pack_world(head, **more):
    """The world of isolation with a package among its exercises."""
    zipped = packed(small_files(head) | MORE) if head else packed(small_files() | MORE)
    with transaction():
        content = make_content(
            **{"small-pack": payload(**more)},
            media={"media/small.zip": media_facts("media/small.zip", zipped)},
        )
        files.put(
            zipped,
            media_type="application/zip",
            owner=media_owner(content.course_id),
            name="small.zip",
        )
        return make_world(content)


@pytest.fixture
def world(app):
    return make_pack_world(None)


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


def begin(client):
    answer = client.post(f"{S}/small-pack/")
    return uuid.UUID(re.search(r"attempts/([0-9a-f-]+)/package$", answer.location)[1])


def base(client, attempt_id):
    page = client.get(f"{S}/attempts/{attempt_id}/package").text
    return re.search(r'"base": "(/packages/[^"]+/)"', page)[1]


def fetch(client, address, **more):
    return client.get(address, buffered=True, **more)


def send(client, attempt_id, *steps):
    events = [
        {"uuid": str(uuid.uuid4()), "sequence": at, "kind": step.kind, "payload": step.payload}
        for at, step in enumerate(steps, start=1)
    ]
    return client.post(f"/api/v1/attempts/{attempt_id}/events", json={"events": events})


def test_from_the_list_to_the_result(mine, who):
    assert "tells its own result" in mine.get(f"{S}/small-pack/").text
    attempt_id = begin(mine)
    page = mine.get(f"{S}/attempts/{attempt_id}/package").text
    assert 'sandbox="allow-scripts allow-forms allow-popups"' in page
    assert "Part one" in page and "Part two" in page and "<noscript>" in page
    one = {"cmi.core.lesson_status": "incomplete", "cmi.suspend_data": "page 3"}
    assert send(mine, attempt_id, commit_step("one", one)).status_code == 200
    again = mine.get(f"{S}/attempts/{attempt_id}/package").text
    assert "page 3" in again
    two = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "80"}
    done = commit_step("one", one | {"cmi.core.lesson_status": "completed"})
    assert send(mine, attempt_id, done, commit_step("two", two)).status_code == 200
    answer = mine.post(f"{S}/attempts/{attempt_id}/hand-in", follow_redirects=True)
    assert "90 %" in answer.text and "tells its own result" in answer.text
    assert [one.percent for one in queries.results(who.a_session, actor=who.a)] == [90]
    assert mine.get(f"{S}/attempts/{attempt_id}/package").status_code == 302


def test_trainers_are_told_whose_word_the_marks_are(client, world):
    with transaction():
        row = db.session.scalars(sa.select(ContentSnapshot)).one()
        course = {**row.body["course"], "exercises": ["small-pack"]}
        row.body = {**row.body, "course": course}
    import_module("lms.courses.queries.content")._kept.clear()  # one hash, another body here
    teacher = sign_in_directly(client, world.people["trainer"])
    assert "tells its own result" in teacher.get(f"{S}/small-pack/room").text
    assert teacher.get(f"{S}/marks").text.count("self-reported") == 1
    assert "Small pack (self-reported)" in teacher.get(f"{S}/marks.csv").text
    assert "tells its own result" not in teacher.get(f"{S}/first-check/room").text


@pytest.fixture
def who(world):
    return SimpleNamespace(a=identity(world.people["participant"]), a_session=world.session_id)


def test_a_package_is_told_nothing_of_the_person(mine, world):
    page = mine.get(f"{S}/attempts/{begin(mine)}/package").text
    data = page.split('id="package-data">')[1].split("</script>")[0]
    assert '"cmi.core.student_name": "Participant"' in data
    assert "Zarqa" not in data and str(world.enrolment_a) not in data


def test_the_outline_is_noted_once_and_only_by_the_server(mine, who):
    attempt_id = begin(mine)
    for _ in range(2):
        mine.get(f"{S}/attempts/{attempt_id}/package")
    steps = queries.work(attempt_id, actor=who.a).steps
    assert [step.kind for step in steps] == ["outline"]
    forged = {"schema": 1, "version": "1.2", "items": [{"key": "one", "title": "x"}], "seal": "0"}
    event = {"uuid": str(uuid.uuid4()), "sequence": 1, "kind": "outline", "payload": forged}
    answer = mine.post(f"/api/v1/attempts/{attempt_id}/events", json={"events": [event]})
    assert answer.status_code == 422


def test_files_are_served_closed_in_and_only_to_the_address(app, mine, clock):
    attempt_id = begin(mine)
    address = base(mine, attempt_id)
    stranger = app.test_client()  # a frame of no origin sends no cookies
    page = fetch(stranger, f"{address}one.html")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts allow-forms allow-popups;")
    assert "allow-same-origin" not in policy
    assert "'self'" not in policy and f"connect-src http://localhost{address} data:" in policy
    assert page.headers["Access-Control-Allow-Origin"] == "*"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Content-Type"] == "text/html"
    assert f'<head><script src="{address}.concord/1.2.js"></script><title>' in page.text
    kinds = {"film.mp4": "video/mp4", "letter.weird": "application/octet-stream"}
    for name, kind in kinds.items():
        found = fetch(stranger, address + name)
        assert found.headers["Content-Type"] == kind
        assert found.headers["Content-Security-Policy"].startswith("sandbox ")
    part = fetch(stranger, f"{address}film.mp4", headers={"Range": "bytes=256-259"})
    assert (part.status_code, part.data) == (206, b"\0\1\2\3")
    runtime = fetch(stranger, f"{address}.concord/1.2.js")
    assert runtime.headers["Content-Type"] == "text/javascript" and b"postMessage" in runtime.data
    for wrong in (
        "../one.html",
        "..%2fone.html",
        "gone.html",
        ".concord/3.js",
        "imsmanifest.xml/x",
    ):
        assert fetch(stranger, address + wrong).status_code == 404
    forged = address[:-3] + ("AA/" if address[-3:-1] != "AA" else "BB/")
    assert fetch(stranger, f"{forged}one.html").status_code == 404
    clock.advance(timedelta(hours=13))
    assert fetch(stranger, f"{address}one.html").status_code == 404


def test_the_address_ends_with_the_attempt(mine):
    attempt_id = begin(mine)
    address = base(mine, attempt_id)
    assert fetch(mine, f"{address}one.html").status_code == 200
    mine.post(f"{S}/attempts/{attempt_id}/hand-in")
    assert fetch(mine, f"{address}one.html").status_code == 404


def test_the_runtime_comes_first_in_pages_of_every_make(mine):
    address = base(mine, begin(mine))
    tag = f'<script src="{address}.concord/1.2.js"></script>'
    assert f'<Head profile="x">{tag}' in fetch(mine, f"{address}deep/page.htm").text
    assert fetch(mine, f"{address}plain.html").text == tag + "no tags at all"
    wide = fetch(mine, f"{address}wide.html").data.decode("utf-16")
    assert wide == f"<html><head>{tag}</head><body>\u0627</body></html>"
    assert fetch(mine, f"{address}drawing.svg").text.startswith("<svg")


def test_others_see_what_is_theirs_to_see(app, mine, world):
    attempt_id = begin(mine)
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    stranger = sign_in_directly(app.test_client(), world.people["trainer_other"])
    page = trainer.get(f"{S}/attempts/{attempt_id}/package").text
    assert "nothing that you do here is saved" in page and '"browse"' in page
    for nobody in (other, stranger):
        assert nobody.get(f"{S}/attempts/{attempt_id}/package").status_code == 404
    anonymous = app.test_client().get(f"{S}/attempts/{attempt_id}/package")
    assert anonymous.status_code == 302


def test_a_package_of_2004_gets_its_own_runtime_and_values(app):
    world = make_pack_world(HEAD_2004, purpose="assessed")
    mine = sign_in_directly(app.test_client(), world.people["participant"])
    assert "The organiser has chosen to count it." in mine.get(f"{S}/small-pack/").text
    attempt_id = begin(mine)
    page = mine.get(f"{S}/attempts/{attempt_id}/package").text
    assert '"cmi.mode": "normal"' in page and '"cmi.scaled_passing_score": "70"' in page
    assert ".concord/2004.js" in fetch(mine, f"{base(mine, attempt_id)}one.html").text


def test_the_zip_itself_leaves_only_as_an_attachment(app, mine, world):
    for client in (mine, sign_in_directly(app.test_client(), world.people["trainer"])):
        answer = fetch(client, "/sessions/spring-2026/learning/media/small.zip")
        if answer.status_code == 200:
            assert answer.headers["Content-Disposition"].startswith("attachment")
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    answer = fetch(trainer, "/courses/small/1/media/small.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
