"""The marks book: best marks, who may open it, and files that compute nothing."""

import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from lms.core.db import transaction
from lms.courses.queries import session_head
from lms.enrolments.models import Enrolment
from lms.exercises import services
from lms.exercises.queries.marks_book import marks_book
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, MARK_B

S = "/sessions/spring-2026/exercises"


def attempt(world, actor, key, share=1, *, opened=False):
    with transaction():
        attempt_id = services.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=key
        )
        services.append_events(
            actor=actor, attempt_id=attempt_id, events=right_events(actor, attempt_id, share)
        )
        if not opened:
            services.hand_in(actor=actor, attempt_id=attempt_id)
    return attempt_id


def book(world, who, **more):
    return marks_book(session_head(world.slug, who.trainer), actor=who.trainer, **more)


def test_the_best_mark_counts_and_says_whether_it_is_released(world, who):
    best = attempt(world, who.a, "first-check")
    attempt(world, who.a, "first-check", share=0)
    attempt(world, who.a, "pre-test")
    attempt(world, who.b, "post-test", opened=True)
    found = book(world, who)
    assert [one.key for one in found.activities] == [
        "pre-test", "post-test", "first-check", "warm-up", "big-case"
    ]  # fmt: skip
    a, b = found.lines
    check = a.cells[2]
    assert (check.attempt_id, check.percent, check.released, check.attempts) == (best, 100, True, 2)
    assert (a.cells[0].percent, a.cells[0].released) == (100, False)
    assert a.cells[1] is None
    assert (b.cells[1].percent, b.cells[1].open) == (None, True)
    assert (found.percents(2), found.passed(2)) == ([100], 1)


def test_it_is_sorted_and_narrowed(world, who):
    attempt(world, who.b, "first-check")
    names = [line.name for line in book(world, who, sort="first-check").lines]
    assert names == [f"{MARK_B} Person", f"{MARK_A} Person"]
    assert [line.name for line in book(world, who, sort="name").lines] == sorted(names)
    [only] = book(world, who, agency_id=world.agency_b).lines
    assert only.name == f"{MARK_B} Person"


def test_it_takes_the_same_queries_for_more_people_and_attempts(world, who, count_queries):
    def count():
        book(world, who)
        with count_queries() as found:
            book(world, who)
        return sum(one.startswith("SELECT") for one in found.statements)

    before = count()
    for actor in (who.a, who.b):
        for key in ("first-check", "pre-test", "warm-up"):
            attempt(world, actor, key)
    assert count() == before <= 4


def test_files_hold_the_marks_and_compute_nothing(world, who, client, app):
    attempt(world, who.a, "first-check")
    with transaction() as session:
        hostile = sa.update(Enrolment).where(Enrolment.id == world.enrolment_b)
        session.execute(hostile.values(first_name="=HYPERLINK(1)"))
    trainer = sign_in_directly(client, world.people["trainer"])
    page = trainer.get(f"{S}/marks")
    assert page.status_code == 200
    assert "100 %" in page.text
    sheet = load_workbook(io.BytesIO(trainer.get(f"{S}/marks.xlsx?sort=name").data)).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows[f"{MARK_A} Person"][4] == 100
    assert sheet.cell(2, 1).data_type == "s"
    csv = trainer.get(f"{S}/marks.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in csv
    assert trainer.get(f"{S}/marks?agency={world.agency_a}").text.count("HYPERLINK") == 0


@pytest.mark.parametrize(
    "part", ["participant", "participant_other", "trainer_other", "focal_a", "observer"]
)
def test_nobody_else_opens_it(world, client, part):
    other = sign_in_directly(client, world.people[part])
    for address in (f"{S}/marks", f"{S}/marks.xlsx", f"{S}/marks.csv"):
        assert other.get(address).status_code == 404
