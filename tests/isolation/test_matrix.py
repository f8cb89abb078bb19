"""Every route times every actor: who gets through, and whose words reach whom."""

import io
import zipfile
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from lms.core.db import db, transaction
from lms.courses.models import Course, CourseSession
from tests.isolation.actors import ACTORS, MARKERS
from tests.isolation.agenda_scene import MARK_DRAFT, MARK_DRAFT_OTHER, MARK_NOTE
from tests.isolation.runner import Runner, make_runner, masked
from tests.isolation.scene import Scene, make_scene
from tests.isolation.table import ROUTES, Route
from tests.support.world import MARK_A, MARK_B, MARK_OTHER

ALL_MARKS = (MARK_A, MARK_B, MARK_OTHER, MARK_DRAFT, MARK_DRAFT_OTHER, MARK_NOTE)
SILENT = {"static"}


@pytest.fixture
def scene(app: Flask) -> Scene:
    with transaction():
        made = make_scene()
        made.values["course_slug"] = db.session.scalars(
            sa.select(Course.slug).join(CourseSession, CourseSession.course_id == Course.id)
        ).first()
    return made


@pytest.fixture
def runner(app: Flask, scene: Scene) -> Runner:
    return make_runner(app, scene.world)


def test_every_route_stands_in_the_table_and_nothing_else(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} - SILENT == set(ROUTES)


@pytest.mark.parametrize("actor", ACTORS)
def test_who_gets_through_and_whose_words_are_read(
    app: Flask, scene: Scene, runner: Runner, actor: str
) -> None:
    faults = []
    unknown = masked(runner.send(actor, "GET", "/sessions/no-such-session/").data)
    for endpoint, method, address in _requests(app, scene):
        route = ROUTES[endpoint]
        response = runner.send(actor, method, address)
        fault = _judge(route, actor, method, response)
        page = not (route.public or address.startswith("/api/"))
        if fault is None and response.status_code == 404 and page:
            body = masked(response.data)
            fault = None if body == unknown else "its 404 differs from that of an unknown address"
        leaked = _leaks(actor, response)
        if leaked and not endpoint.startswith("certificates.verify"):
            fault = f"{fault or ''} leaks {leaked}"
        if fault:
            faults.append(f"{method} {address} ({endpoint}): {response.status_code} {fault}")
    assert not faults, "\n".join(faults)


def _requests(app: Flask, scene: Scene) -> Iterator[tuple[str, str, str]]:
    adapter = app.url_map.bind("concord.example")
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.endpoint, one.rule)):
        if rule.endpoint in SILENT:
            continue
        route = ROUTES[rule.endpoint]
        values = dict(scene.values)
        values |= {name: scene.values[other] for name, other in route.use.items()}
        values |= {name: scene.world.people[who] for name, who in route.people.items()}
        values |= route.fixed
        given = {name: value for name, value in values.items() if name in rule.arguments}
        address = adapter.build(rule.endpoint, given)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, address


def _judge(route: Route, actor: str, method: str, response: TestResponse) -> str | None:
    reach = route.post if method == "POST" and route.post is not None else route.reach
    status = response.status_code
    to_sign_in = status == 302 and response.headers["Location"].startswith("/sign-in")
    if status >= 500:
        return "crashed"
    if route.public:
        return None
    if actor in reach:
        return "was turned away" if status in {401, 403, 404} or to_sign_in else None
    if actor == "anonymous":
        return None if to_sign_in or status == 401 else "anonymous got through"
    return None if status == 404 else "got through"


def _leaks(actor: str, response: TestResponse) -> list[str]:
    seen = response.data + str(response.headers).encode()
    if response.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
            seen += b"".join(archive.read(name) for name in archive.namelist())
    allowed = MARKERS.get(actor, frozenset())
    return [mark for mark in ALL_MARKS if mark not in allowed and _holds(seen, mark)]


def _holds(seen: bytes, mark: str) -> bool:
    folded = seen.lower()
    return mark.lower().encode() in folded
