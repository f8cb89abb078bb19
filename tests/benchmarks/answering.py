"""A room that answers at once: participants who each send an answer every two seconds over HTTP.

Concord is served by two processes on the machine's cores, the load generator runs beside it in a
process of its own. As in a real room, each participant has opened the page of the test before the
first answer; opening is not counted, every answer is. In the same run a plain Flask view that adds
one row to the same database gets the same requests at the same pace; then the room is twice and
four times as large.
"""

import asyncio
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.identity import identity_of
from lms.core.db import db, transaction
from lms.core.ids import new_id
from lms.core.settings import Settings
from lms.exercises.kinds.base import Step
from lms.exercises.queries import activity_of, attempt_head
from lms.exercises.services import start_attempt
from lms.factory import create_app
from tests.benchmarks.serving import environment, serving
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_content, make_session
from tests.factories.enrolments import make_enrolment
from tests.support.signing_in import sign_in_directly

SIZES = (300, 600, 1200)
EVERY = 2.0  # seconds between two answers of one participant
SECONDS = 12.0
AIM_MS = 100.0
PLAIN = "/yardstick/rows"


@dataclass(frozen=True)
class Sender:
    """One participant: the page of the test, the address for answers, the head of the requests,
    and bodies to send in turn."""

    page: str
    path: str
    cookie: str
    csrf: str
    bodies: Sequence[str]


@dataclass(frozen=True)
class Figures:
    """Milliseconds of all answers of one run, sorted, and what went wrong."""

    times: Sequence[float]
    faults: Sequence[str]

    def part(self, share: float) -> float:
        return self.times[min(len(self.times) - 1, int(share * len(self.times)))]


def report() -> str:
    """The table of answer times at each size, beside the plain view's."""
    with tempfile.TemporaryDirectory(prefix="concord-answers-") as folder:
        env = environment(Path(folder), None)
        os.environ.update(env)
        app = create_app(Settings(_env_file=None, data=Path(folder)))
        with app.app_context():
            db.create_all()
            made = _attempts(app, SIZES[-1])
            db.session.remove()
            db.engine.dispose()
        senders = [_sender(app, *one) for one in made]
        with serving(env, workers=2) as port:
            lines = [_line(port, senders[:size]) for size in SIZES]
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, SQLite, {os.cpu_count()} cores, 2 gunicorn processes, one "
        f"answer each per {EVERY:.0f} s for {SECONDS:.0f} s"
    )
    columns = (
        "| participants | answers | faults | median ms | 95 % ms | 99 % ms | plain 95 % ms | aim |"
    )
    return "\n".join([head, "", columns, "|--:" * 7 + "|---|", *lines])


def _line(port: int, senders: Sequence[Sender]) -> str:
    plain = [Sender("/yardstick/", PLAIN, one.cookie, one.csrf, one.bodies) for one in senders]
    theirs, ours = (_apart(port, some) for some in (plain, senders))
    if ours.faults:
        sys.stderr.write(f"{ours.faults[0]}\n")
    aim = ""
    if len(senders) == SIZES[0]:
        met = not ours.faults and ours.part(0.95) <= AIM_MS
        aim = f"95 % under {AIM_MS:.0f} ms, no fault: {'met' if met else 'missed'}"
    return (
        f"| {len(senders)} | {len(ours.times)} | {len(ours.faults)} "
        f"| {statistics.median(ours.times):.1f} | {ours.part(0.95):.1f} | {ours.part(0.99):.1f} "
        f"| {theirs.part(0.95):.1f} | {aim} |"
    )


def _apart(port: int, senders: Sequence[Sender]) -> Figures:
    """Send from another process, so that building the report takes nothing from it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_run, port, senders).result()


def _run(port: int, senders: Sequence[Sender]) -> Figures:
    times: list[float] = []
    faults: list[str] = []
    asyncio.run(_room(port, senders, times, faults))
    return Figures(sorted(times) or [0.0], faults)


async def _room(
    port: int, senders: Sequence[Sender], times: list[float], faults: list[str]
) -> None:
    for one in senders:
        line = Line(port)
        status = await line.get(one)
        if status != 200:
            faults.append(f"{one.page} does not open")
        line.close()
    chance = random.Random(1)
    until = time.perf_counter() + SECONDS
    await asyncio.gather(
        *(
            _participant(port, one, chance.uniform(0, EVERY), until, times, faults)
            for one in senders
        )
    )


async def _participant(
    port: int, sender: Sender, offset: float, until: float, times: list[float], faults: list[str]
) -> None:
    """One browser: sends at its own pace, whatever the answers take, over a kept connection."""
    await asyncio.sleep(offset)
    due = time.perf_counter()
    line = Line(port)
    for body in sender.bodies:
        if due > until:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        try:
            status = await line.post(sender, body)
        except (OSError, ValueError, asyncio.IncompleteReadError) as fault:
            faults.append(repr(fault))
        else:
            times.append((time.perf_counter() - began) * 1000)
            if status != 200:
                faults.append(f"answered {status}")
        due += EVERY
    line.close()


class Line:
    """A connection as a browser keeps it: opened anew where the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, sender: Sender) -> int:
        """Open the participant's page; returns the status."""
        return await self._ask(f"GET {sender.page} HTTP/1.1", sender, "")

    async def post(self, sender: Sender, body: str) -> int:
        """Send a body; returns the status."""
        return await self._ask(f"POST {sender.path} HTTP/1.1", sender, body)

    async def _ask(self, first: str, sender: Sender, body: str) -> int:
        """Read the answer to its end."""
        if self.ends is not None and self.ends[0].at_eof():
            self.close()
        if self.ends is None:
            self.ends = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.ends
        head = (
            f"{first}\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"X-CSRFToken: {sender.csrf}\r\nCookie: {sender.cookie}\r\n\r\n"
        )
        writer.write((head + body).encode())
        top = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", top)
        await reader.readexactly(int(length[1]) if length else 0)
        if b"connection: close" in top:
            self.close()
        return int(top.split(b" ", 2)[1])

    def close(self) -> None:
        if self.ends is not None:
            self.ends[1].close()
            self.ends = None


Made = tuple[FlaskClient, str, UUID, list[Step]]


def _attempts(app: Flask, size: int) -> list[Made]:
    """Signed-in participants of one session, each with an open attempt at the post-test of the
    course and right answers to send."""
    agencies = [make_agency(f"Agency {number}") for number in range(1, 8)]
    content = make_content()
    training = make_session(content=content, agencies=agencies, capacity=size)
    key = content.body["course"]["tests"][-1]
    made = []
    for number in range(size):
        with transaction():
            person = make_person(f"Officer {number}", "Baloch", agency=agencies[number % 7])
            make_enrolment(training, agencies[number % 7], person)
        actor = identity_of(person.id)
        with transaction():
            one = start_attempt(actor=actor, course_session_id=training.id, activity=key)
        attempt = attempt_head(one, actor=actor)
        known = activity_of(attempt)
        steps = known.kind.model_steps(known.spec, attempt.seed, share=Fraction(1))
        client = sign_in_directly(app.test_client(), person.id)
        made.append((client, training.slug, one, steps))
    return made


def _sender(
    app: Flask, client: FlaskClient, slug: str, attempt_id: UUID, steps: list[Step]
) -> Sender:
    """What a browser would know. Outside a context of the application: each page has its own."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/help").text)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None and cookie is not None
    bodies = [
        json.dumps({"events": [{"uuid": str(new_id()), "sequence": place, "kind": step.kind,
                                "payload": step.payload}]})
        for place, step in enumerate(steps[: int(SECONDS / EVERY) + 2], 1)
    ]  # fmt: skip
    path = f"/api/v1/attempts/{attempt_id}/events"
    page = f"/sessions/{slug}/learning/attempts/{attempt_id}"
    return Sender(page, path, f"{cookie.key}={cookie.value}", found[1], bodies)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
