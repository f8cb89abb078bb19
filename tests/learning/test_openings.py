"""When modules open: by what was done, by date, by presence, by a released result; to all."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.attendance.enums import Presence
from lms.attendance.models import AttendanceMark
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import DayPart
from lms.courses.models import CourseSession, HalfDay
from lms.courses.queries import session_head
from lms.exercises import services as exercises
from lms.learning import queries, services
from lms.learning.queries.openings import openings
from lms.learning.rules.openings import Ask, HalfDayAsked, Result, Standing, Titles, missing
from lms.learning.services.openings import OpeningInput, open_to_all, set_opening
from tests.factories.exercises import body, chart, make_content, right_events
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/learning"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALF = HalfDayAsked(uuid.uuid4(), NOON.date(), DayPart.MORNING)
TITLES = Titles({"one": {"en": "One"}}, {"quiz": {"en": "Quiz"}}, "Asia/Karachi")


@pytest.mark.parametrize(
    ("ask", "standing", "words"),
    [
        (Ask(), Standing(), []),
        (Ask(after=["one"]), Standing(), ["First finish the module “One”."]),
        (Ask(after=["one"]), Standing(modules_done={"one"}), []),
        (Ask(opens_at=NOON), Standing(), []),
        (
            Ask(opens_at=NOON + timedelta(minutes=1)),
            Standing(),
            ["It opens on 2026-03-02 at 17:01 (Asia/Karachi)."],
        ),
        (
            Ask(half_day=HALF),
            Standing(),
            ["It opens to those who were present on 2026-03-02, morning."],
        ),
        (Ask(half_day=HALF), Standing(present={HALF.id}), []),
        (Ask(results=[Result("quiz", 60)]), Standing(), ["First reach 60 % in “Quiz”."]),
        (Ask(results=[Result("quiz", 60)]), Standing(percents={"quiz": 60}), []),
        (
            Ask(results=[Result("quiz", 60)]),
            Standing(percents={"quiz": 59}, waiting={"quiz"}),
            ["“Quiz” must reach 60 %. Your marks are not released yet."],
        ),
    ],
)
def test_what_is_missing_is_told_in_words(ask, standing, words):
    assert [text.english() for text in missing(ask, standing, TITLES, NOON)] == words


@pytest.fixture
def chained(world):
    """The second module of the session comes after the first and has the big case."""
    changed = body()
    changed["schema"] = 2
    changed["course"]["banks"], changed["banks"] = [], {}
    first, second = changed["modules"]
    first |= {"after": [], "needs": None}
    second |= {"after": ["01-first"], "needs": None, "exercises": ["big-case"]}
    with transaction():
        snapshot = make_content(extra=chart("extra"))
        snapshot.body = changed
        snapshot.hash = "c" * 63 + "1"
        db.session.get_one(CourseSession, world.session_id).content_hash = snapshot.hash
    return world


def closed(world, actor):
    head = session_head(world.slug, actor)
    found = openings(head, actor=actor).closed
    return {slug: [text.english() for text in lacks] for slug, lacks in found.items()}


def set_(world, who, module="02-second", **asks):
    with transaction():
        set_opening(actor=who.trainer, slug=world.slug, module=module, asks=OpeningInput(**asks))


def read(world, actor, *lessons):
    for module, lesson in lessons:
        with transaction():
            services.finish_lesson(
                actor=actor, course_session_id=world.session_id, module=module, lesson=lesson
            )


def begin(world, actor, key):
    with transaction():
        return exercises.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=key
        )


def test_a_module_waits_for_the_one_before(chained, who, mine):
    assert closed(chained, who.a) == {"02-second": ["First finish the module “First module”."]}
    assert closed(chained, who.trainer) == {}
    refused = mine.get(f"{S}/02-second/01-only")
    assert refused.status_code == 409
    assert "First finish the module “First module”." in refused.text
    assert "Something changed while you worked" not in refused.text
    assert f'href="{S}/resume"' in refused.text
    assert f'href="{S}/#02-second"' in refused.text
    with pytest.raises(Refused):
        read(chained, who.a, ("02-second", "01-only"))
    with pytest.raises(Refused, match="First finish"):
        begin(chained, who.a, "big-case")
    before = mine.get("/sessions/spring-2026/exercises/big-case/").text
    assert "First finish the module" in before
    assert "Begin attempt" not in before
    read(chained, who.a, ("01-first", "01-one"), ("01-first", "02-two"))
    attempt = begin(chained, who.a, "first-check")
    assert "02-second" in closed(chained, who.a)
    with transaction():
        exercises.hand_in(actor=who.a, attempt_id=attempt)
    assert closed(chained, who.a) == {}
    read(chained, who.a, ("02-second", "01-only"))
    begin(chained, who.a, "big-case")


def test_carrying_on_skips_what_is_closed_and_says_when_the_next_opens(chained, who, mine, clock):
    at = clock.now() + timedelta(days=1)
    set_(chained, who, "01-first", opens_at=at)
    for key in ("pre-test", "big-case", "post-test"):
        if key == "big-case":
            open_all(chained, who, "02-second")
        with transaction():
            attempt = exercises.start_attempt(
                actor=who.a, course_session_id=chained.session_id, activity=key
            )
            exercises.hand_in(actor=who.a, attempt_id=attempt)
    read(chained, who.a, ("02-second", "01-only"))
    page = mine.get(f"{S}/").text
    assert "The next module opens 3 Mar 2026, 13:00 PKT." in page
    assert "It opens on 3 March 2026 at 13:00 (Asia/Karachi)." in page
    assert queries.carry_on(chained.session_id, actor=who.a) is None
    clock.advance(timedelta(days=1))
    assert queries.carry_on(chained.session_id, actor=who.a).values["lesson"] == "01-one"


def open_all(world, who, module):
    with transaction():
        open_to_all(actor=who.trainer, slug=world.slug, module=module)


@pytest.mark.both
def test_presence_and_results_open_and_what_is_done_stays_readable(world, who, mine):
    half_day = db.session.scalars(
        sa.select(HalfDay.id).where(HalfDay.course_session_id == world.session_id)
    ).first()
    read(world, who.a, ("02-second", "01-only"))
    set_(world, who, "01-first", half_day_id=half_day)
    read_one = f"{S}/01-first/01-one"
    assert mine.get(read_one).status_code == 409
    with transaction():
        db.session.add(
            AttendanceMark(
                enrolment_id=world.enrolment_a,
                half_day_id=half_day,
                presence=Presence.LATE,
                marked_at=utcnow(),
            )
        )
    assert mine.get(read_one).status_code == 200
    set_(world, who, "01-first", activity="post-test", percent=50)
    attempt = begin(world, who.a, "post-test")
    with transaction():
        exercises.append_events(
            actor=who.a, attempt_id=attempt, events=right_events(who.a, attempt)
        )
        exercises.hand_in(actor=who.a, attempt_id=attempt)
    assert closed(world, who.a)["01-first"] == [
        "“Quiz post-test” must reach 50 %. Your marks are not released yet."
    ]
    with transaction():
        exercises.release(
            actor=who.trainer, course_session_id=world.session_id, activity_key="post-test"
        )
    assert closed(world, who.a) == {}
    set_(world, who, "02-second", opens_at=utcnow() + timedelta(days=3))
    assert mine.get(f"{S}/02-second/01-only").status_code == 200  # it is done
    assert closed(world, who.b).keys() == {"01-first", "02-second"}


def test_a_partner_to_whom_it_is_closed_cannot_join(chained, who):
    set_(chained, who, "01-first", half_day_id=None)
    read(chained, who.a, ("01-first", "01-one"), ("01-first", "02-two"))
    attempt = begin(chained, who.a, "first-check")
    with transaction():
        exercises.hand_in(actor=who.a, attempt_id=attempt)
        db.session.get_one(CourseSession, chained.session_id).names_visible = True
    with pytest.raises(Invalid) as fault, transaction():
        exercises.start_attempt(
            actor=who.a,
            course_session_id=chained.session_id,
            activity="big-case",
            partner_ids=[chained.enrolment_b],
        )
    assert fault.value.errors[0].field == "partner"


def test_the_trainer_sets_it_in_the_sessions_time(chained, who, app, world):
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    page = trainer.get(f"{S}/openings").text
    assert "Asia/Karachi" in page
    assert "First finish the module" in page
    form = {"module": "02-second", "opens_at": "2026-03-05T09:00", "percent": "60"}
    assert trainer.post(f"{S}/openings", data=form).status_code == 302
    assert closed(chained, who.a)["02-second"][1] == (
        "It opens on 2026-03-05 at 09:00 (Asia/Karachi)."
    )
    assert 'value="2026-03-05T09:00"' in trainer.get(f"{S}/openings").text
    wrong = trainer.post(f"{S}/openings", data=form | {"percent": "x", "activity": "none"})
    assert wrong.status_code == 422
    assert "Write a whole number from 0 to 100." in wrong.text
    trainer.post(f"{S}/openings", data={"module": "02-second", "act": "all"})
    assert closed(chained, who.a) == {}


def test_only_who_teaches_sets_it(world, who, mine, app):
    assert mine.get(f"{S}/openings").status_code == 404
    assert mine.post(f"{S}/openings", data={"module": "01-first"}).status_code == 404
    with pytest.raises(NotFound):
        set_opening(actor=who.a, slug=world.slug, module="01-first", asks=OpeningInput())
    other = sign_in_directly(app.test_client(), world.people["trainer_other"])
    assert other.get(f"{S}/openings").status_code == 404
