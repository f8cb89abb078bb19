"""The course that ships and a room that learns: taking the course in, a lesson's page, the room's
answers as a matrix of people and items; each beside the plain way in the same run.
"""

import gc
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
import yaml
from flask import Flask

from lms.accounts.identity import identity_of
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.core.ids import new_id
from lms.courses.formats import parse_package, read_folder
from lms.courses.queries import session_head
from lms.courses.services.content import LIBRARY, content_kinds
from lms.engines.marking.quiz import parse_quiz
from lms.exercises.enums import AttemptState, Purpose
from lms.exercises.models import Attempt, AttemptMember, Mark
from lms.exercises.queries.items import room_items
from lms.exercises.rules import group_key
from tests.benchmarks.board import installation, timed
from tests.benchmarks.data import first_lesson
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_content, make_session
from tests.factories.enrolments import make_enrolment
from tests.support.apps import QueryCount
from tests.support.signing_in import sign_in_directly

REQUESTS = 30
PEOPLE, ITEMS = 300, 60
IMPORT_AIM_MS, PAGE_AIM_MS, MATRIX_AIM_MS = 3000.0, 15.0, 150.0
PAGE_QUERIES = 6


@dataclass(frozen=True)
class Line:
    """One measurement: milliseconds of ours, of the plain way, and whether the aim is met."""

    what: str
    ours: float
    plain: float
    note: str
    aim: str

    def __str__(self) -> str:
        return f"| {self.what} | {self.ours:.1f} | {self.plain:.1f} | {self.note} | {self.aim} |"


def report() -> str:
    """All measurements as a table."""
    with installation() as app:
        gc.collect()
        gc.freeze()  # as the server does
        lines = [_import(), _page(app), *(_matrix(times) for times in (1, 2, 4))]
    head = "The shipped course and a room that learns, SQLite, in one process"
    columns = "| what | ms | plain way ms | | aim |"
    return "\n".join([head, "", columns, "|---|--:|--:|---|---|", *map(str, lines)])


def _median(act: Callable[[], object], times: int = REQUESTS) -> float:
    return statistics.median(timed(act)[0] for _ in range(times))


def _import() -> Line:
    folder = next(LIBRARY.glob("*/course.yaml")).parent
    files = read_folder(folder)
    texts = [content for path, content in files.items() if path.endswith(".yaml")]
    ours = _median(lambda: parse_package(read_folder(folder), content_kinds()), 5)
    plain = _median(lambda: [yaml.safe_load(text) for text in texts], 3)
    size = sum(map(len, files.values())) / 1024
    aim = _aim(ours, IMPORT_AIM_MS)
    note = f"{len(files)} files, {size:.0f} KB; plain: PyYAML alone"
    return Line("course read, checked, frozen", ours, plain, note, aim)


def _page(app: Flask) -> Line:
    agency, person = make_agency("Agency"), make_person("Parveen", "Akhtar")
    training = make_session(content=make_content(), agencies=[agency])
    make_enrolment(training, agency, person)
    path = f"/sessions/{training.slug}/learning/{first_lesson(training.slug)}"
    client = sign_in_directly(app.test_client(), person)
    person_id = person.id
    db.session.remove()
    client.get(path)
    ours = _median(lambda: client.get(path).data)
    with QueryCount(db.engine) as counted:
        client.get(path)
    plain = _median(lambda: [_get(person_id) for _ in range(10)])
    met = int(counted) <= PAGE_QUERIES
    aim = f"{_aim(ours, PAGE_AIM_MS)}; {PAGE_QUERIES} queries: {'met' if met else 'missed'}"
    note = f"{int(counted)} queries; plain: ten rows by key"
    return Line("lesson page, warm", ours, plain, note, aim)


def _get(person_id: UUID) -> object:
    from lms.accounts.models import Person

    db.session.expire_all()
    return db.session.execute(
        unscoped(sa.select(Person.id).where(Person.id == person_id), because="a yardstick")
    ).all()


def _matrix(times: int) -> Line:
    size = PEOPLE * times
    slug, who, key = _room(size)
    head, actor = session_head(slug, SYSTEM), identity_of(who)
    ours = _median(lambda: room_items(head, key, actor=actor), 7)
    plain = _median(lambda: _plainly(head.id), 7)
    aim = _aim(ours, MATRIX_AIM_MS) if times == 1 else ""
    note = "plain: the same marks' JSON read, nothing more"
    return Line(f"matrix of {size} people x {ITEMS} items", ours, plain, note, aim)


def _plainly(course_session_id: UUID) -> int:
    statement = sa.text(
        "SELECT m.items FROM mark m JOIN attempt a ON a.id = m.attempt_id "
        "WHERE a.course_session_id = :one"
    )
    rows = db.session.execute(statement, {"one": course_session_id.hex})
    return sum(len(json.loads(row.items)["questions"]) for row in rows)


def _room(size: int) -> tuple[str, UUID, str]:
    """A session whose people have all handed in a test of sixty questions, straight in tables."""
    agency, trainer = make_agency(f"Agency {size}"), make_person("Omar", "Siddiqui")
    content = make_content(label=f"2.{size}")
    training = make_session(content=content, agencies=[agency], organiser=trainer, capacity=size)
    body, slug, trainer_id = content.body, training.slug, trainer.id
    session_id, content_hash = training.id, content.hash
    key = body["course"]["tests"][-1]
    quiz = parse_quiz(body["activities"][key], body["banks"]).value
    assert quiz is not None
    names = [question.key for question in quiz.questions][:ITEMS]
    with transaction():
        for number in range(size):
            person = make_person(f"Officer {number}", "Baloch", agency=agency)
            enrolment = make_enrolment(training, agency, person)
            _attempt(session_id, content_hash, key, enrolment.id, names, number)
    return slug, trainer_id, key


def _attempt(
    course_session_id: UUID, content_hash: str, key: str, enrolment_id: UUID, names: list[str],
    number: int,
) -> None:  # fmt: skip
    now = utcnow()
    attempt = Attempt(
        id=new_id(), course_session_id=course_session_id, content_hash=content_hash, activity=key,
        kind="quiz", purpose=Purpose.ASSESSED, group_key=group_key([enrolment_id]), number=1,
        seed=f"{number:032x}", state=AttemptState.MARKED, started_at=now, handed_in_at=now,
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    outcomes = (("1", "right"), ("0", "wrong"), ("1/2", "partly"))
    questions = {
        name: [*outcomes[(number * 7 + place * 3) % 3], ["a"]] for place, name in enumerate(names)
    }
    db.session.add_all(
        [
            AttemptMember(attempt_id=attempt.id, enrolment_id=enrolment_id),
            Mark(
                attempt_id=attempt.id, number=1, points="30", maximum="60", percent=50,
                detail={"schema": 1}, items={"schema": 1, "questions": questions}, engine="quiz/2",
                marked_at=now,
            ),
        ]
    )  # fmt: skip


def _aim(milliseconds: float, aim: float) -> str:
    return f"{aim:.0f} ms: {'met' if milliseconds <= aim else 'missed'}"


if __name__ == "__main__":
    began = time.perf_counter()
    print(report(), f"\n{time.perf_counter() - began:.0f} s")
