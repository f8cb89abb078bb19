"""What was read and done: kept once, carried on from, counted for certificates."""

import uuid
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import NotFound, Refused
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.exercises import services as exercises
from lms.learning import queries, services
from lms.learning.models import LessonEvent
from lms.learning.rows import Pace
from tests.factories.exercises import identity, right_events

pytestmark = pytest.mark.both
LESSONS = [("01-first", "01-one"), ("01-first", "02-two"), ("02-second", "01-only")]


def read(actor, world, module, lesson, **more):
    with transaction():
        services.finish_lesson(
            actor=actor, course_session_id=world.session_id, module=module, lesson=lesson, **more
        )


def do(actor, world, key, share=Fraction(1)):
    with transaction():
        attempt_id = exercises.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=key
        )
        events = right_events(actor, attempt_id, share)
        if events:
            exercises.append_events(actor=actor, attempt_id=attempt_id, events=events)
        exercises.hand_in(actor=actor, attempt_id=attempt_id)
    return attempt_id


def following(actor, world):
    found = queries.carry_on(world.session_id, actor=actor)
    return found and (found.kind, found.values.get("lesson") or found.values.get("key"))


def test_one_carries_on_where_one_was_through_the_whole_course(world, who):
    order = []
    while (thing := following(who.a, world)) is not None:
        order.append(thing)
        found = queries.carry_on(world.session_id, actor=who.a)
        if thing[0] == "lesson":
            read(who.a, world, found.values["module"], found.values["lesson"])
        else:
            do(who.a, world, thing[1])
    assert order == [
        ("pre_test", "pre-test"),
        ("lesson", "01-one"),
        ("lesson", "02-two"),
        ("check", "first-check"),
        ("exercise", "warm-up"),
        ("lesson", "01-only"),
        ("exercise", "big-case"),
        ("post_test", "post-test"),
    ]


def test_a_pre_test_is_no_next_thing_after_the_first_day_and_may_still_be_taken(world, who, clock):
    assert following(who.a, world) == ("pre_test", "pre-test")
    clock.advance(timedelta(days=1))
    assert following(who.a, world) == ("lesson", "01-one")
    do(who.a, world, "pre-test")


def test_no_pre_test_is_offered_once_the_session_is_over(world, who):
    with transaction():
        db.session.get_one(CourseSession, world.session_id).state = SessionState.COMPLETED
    assert following(who.a, world) == ("lesson", "01-one")


def test_an_opened_lesson_is_begun_and_opening_it_again_changes_nothing(world, who):
    do(who.a, world, "pre-test")
    for _ in range(2):
        with transaction():
            services.open_lesson(
                actor=who.a,
                course_session_id=world.session_id,
                module="01-first",
                lesson="01-one",
            )
    found = queries.carry_on(world.session_id, actor=who.a)
    assert (found.values["lesson"], found.begun) == ("01-one", True)
    assert db.session.scalar(sa.select(sa.func.count(LessonEvent.id))) == 1


def test_a_repeated_event_changes_nothing(world, who):
    key = uuid.uuid4()
    read(who.a, world, *LESSONS[0], event_uuid=key)
    read(who.a, world, *LESSONS[0], event_uuid=key)
    read(who.a, world, *LESSONS[0])
    rows = db.session.execute(sa.select(LessonEvent.kind, LessonEvent.sequence)).all()
    assert [tuple(row) for row in rows] == [("done", 1)]


def test_completion_counts_what_is_done(world, who):
    found = queries.completions(world.session_id, actor=who.trainer)
    nothing = found[world.enrolment_a]
    assert (nothing.modules_done, nothing.modules) == (0, 2)
    assert (nothing.exercises_done, nothing.exercises) == (0, 2)
    assert (nothing.has_post_test, nothing.post_test_percent) == (True, None)
    for lesson in LESSONS:
        read(who.a, world, *lesson)
    some = queries.completions(world.session_id, actor=who.trainer)[world.enrolment_a]
    assert (some.modules_done, some.modules_percent) == (1, 50)
    do(who.a, world, "first-check", Fraction(0))
    do(who.a, world, "pre-test", Fraction(0))
    do(who.a, world, "post-test")
    do(who.a, world, "warm-up")
    do(who.a, world, "big-case", Fraction(0))
    done = queries.completions(world.session_id, actor=who.trainer)[world.enrolment_a]
    assert (done.modules_done, done.exercises_done) == (2, 1)
    assert (done.pre_test_percent, done.post_test_percent) == (0, 100)
    assert queries.completions(world.session_id, actor=who.trainer)[world.enrolment_b] != done


def test_an_unreleased_mark_is_told_to_those_who_run_the_session_alone(world, who):
    do(who.a, world, "post-test")  # released by the trainer
    own = queries.completions(world.session_id, actor=who.a)[world.enrolment_a]
    assert (own.post_test_percent, own.post_test_waits) == (None, True)
    for actor in (who.trainer, who.organiser, SYSTEM):
        all_of = queries.completions(world.session_id, actor=actor)[world.enrolment_a]
        assert (all_of.post_test_percent, all_of.post_test_waits) == (100, False)


def test_completion_shows_only_those_whom_one_may_see(world, who):
    do(who.b, world, "warm-up")
    assert set(queries.completions(world.session_id, actor=who.a)) == {world.enrolment_a}
    assert set(queries.completions(world.session_id, actor=who.focal)) == {world.enrolment_a}
    both = {world.enrolment_a, world.enrolment_b}
    assert set(queries.completions(world.session_id, actor=who.organiser)) == both


def test_how_far_somebody_came_is_the_same_for_all_who_may_see_it(world, who):
    """The list that a signatory signs and the page beside it do not contradict each other."""
    for lesson in LESSONS:
        read(who.a, world, *lesson)
    do(who.a, world, "first-check")
    do(who.a, world, "warm-up")
    signatory = identity(world.people["signatory"])
    for actor in (who.organiser, signatory, who.focal, who.a):
        found = queries.completions(world.session_id, actor=actor)[world.enrolment_a]
        assert (found.modules_done, found.exercises_done) == (2, 1)


def test_the_best_post_test_counts(world, who):
    do(who.a, world, "warm-up", Fraction(1, 2))
    do(who.a, world, "warm-up")
    head = session_head(world.slug, who.a)
    line = queries.outline(head, actor=who.a).modules[0].exercises[0]
    assert line.percent == 100


def test_the_room_tells_who_is_stuck_and_who_is_silent(world, who, clock):
    head = session_head(world.slug, who.trainer)

    def paces():
        room = queries.room_progress(head, actor=who.trainer)
        return {line.enrolment_id: line.pace for line in room.lines}

    assert set(paces().values()) == {Pace.NOT_BEGUN}
    read(who.a, world, *LESSONS[0])
    assert paces()[world.enrolment_a] is Pace.WORKING
    clock.advance(timedelta(minutes=16))
    assert paces()[world.enrolment_a] is Pace.SILENT
    for _ in range(2):
        do(who.a, world, "warm-up", Fraction(0))
    assert paces()[world.enrolment_a] is Pace.STUCK
    do(who.a, world, "warm-up")
    assert paces()[world.enrolment_a] is Pace.WORKING
    assert paces()[world.enrolment_b] is Pace.NOT_BEGUN


def test_whole_rooms_take_a_constant_number_of_queries(world, who, count_queries):
    head = session_head(world.slug, who.trainer)

    def counts():
        db.session.rollback()
        db.session.execute(sa.text("SELECT 1"))
        with count_queries() as one:
            queries.completions(world.session_id, actor=who.trainer)
        with count_queries() as two:
            queries.room_progress(head, actor=who.trainer)
        return int(one), int(two)

    counts()  # the frozen content is read once by each process, by its hash, and then kept
    with transaction():  # a head that was read before is forgotten by a write
        pass
    before = counts()
    for actor in (who.a, who.b):
        read(actor, world, *LESSONS[0])
        do(actor, world, "warm-up")
    assert counts() == before == (4, 5)


def test_only_participants_of_an_open_session_learn(world, who):
    for actor in (who.trainer, who.other, who.focal):
        with pytest.raises(NotFound):
            read(actor, world, *LESSONS[0])
    with pytest.raises(NotFound):
        read(who.a, world, "01-first", "99-none")
    with transaction():
        db.session.get_one(CourseSession, world.session_id).state = SessionState.CLOSED
    with pytest.raises(Refused):
        read(who.a, world, *LESSONS[0])


def test_progress_of_the_room_is_for_its_trainers(world, who):
    head = session_head(world.slug, who.trainer)
    for actor in (who.a, who.other, who.focal):
        with pytest.raises(NotFound):
            queries.room_progress(head, actor=actor)
