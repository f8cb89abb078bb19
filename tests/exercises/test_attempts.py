"""Attempts: begun once, saved for good, handed in, marked and released."""

import uuid
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.exercises import queries, services
from lms.exercises.enums import AttemptState
from lms.exercises.models import AttemptEvent, Mark
from lms.exercises.rows import EventInput
from lms.exercises.rules import partner_code
from tests.factories.exercises import right_events

pytestmark = pytest.mark.both


def start(actor, world, activity="warm-up", **more):
    with transaction():
        return services.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=activity, **more
        )


def save(actor, attempt_id, events):
    with transaction():
        return services.append_events(actor=actor, attempt_id=attempt_id, events=events)


def hand_in(actor, attempt_id):
    with transaction():
        return services.hand_in(actor=actor, attempt_id=attempt_id)


def test_a_right_attempt_gets_full_marks_and_is_shown_at_once_in_practice(world, who):
    attempt_id = start(who.a, world)
    receipt = save(who.a, attempt_id, right_events(who.a, attempt_id))
    assert (receipt.kept, receipt.known, receipt.sequence) == (5, 0, 5)
    attempt = hand_in(who.a, attempt_id)
    assert attempt.state is AttemptState.MARKED
    assert attempt.released_at is not None
    mark, _, told = queries.review(attempt, actor=who.a)
    assert (mark.points, mark.maximum, mark.percent) == ("100", "100", 100)
    assert told.score == "100.0"


def test_starting_twice_goes_on_with_the_same(world, who):
    assert start(who.a, world) == start(who.a, world)


def test_repeated_events_change_nothing_even_after_handing_in(world, who):
    attempt_id = start(who.a, world)
    events = right_events(who.a, attempt_id)
    save(who.a, attempt_id, events[:3])
    again = save(who.a, attempt_id, [*events[:3], *events[:2]])
    assert (again.kept, again.known, again.sequence) == (0, 5, 3)
    hand_in(who.a, attempt_id)
    assert save(who.a, attempt_id, events[:3]).kept == 0
    with pytest.raises(Refused):
        save(who.a, attempt_id, events[3:])
    assert db.session.scalar(sa.select(sa.func.count(AttemptEvent.id))) == 3


def test_an_event_twice_in_one_batch_is_kept_once(world, who):
    attempt_id = start(who.a, world)
    event = right_events(who.a, attempt_id)[0]
    assert save(who.a, attempt_id, [event, event]).sequence == 1


def test_an_event_of_another_attempt_is_refused(world, who):
    mine, theirs = start(who.a, world), start(who.b, world)
    event = right_events(who.a, mine)[0]
    save(who.a, mine, [event])
    with pytest.raises(Invalid):
        save(who.b, theirs, [event])


def test_bad_events_are_refused_all_with_their_places(world, who):
    attempt_id = start(who.a, world)
    good = right_events(who.a, attempt_id)[0]
    bad = [
        EventInput(uuid.uuid4(), "fly", {}),
        EventInput(uuid.uuid4(), "remove_link", {"schema": 1}),
        EventInput(
            uuid.uuid4(),
            "add_entity",
            {"schema": 1, "entity": {"id": "x", "type": "vessel", "label": "x"}},
        ),
        EventInput(
            uuid.uuid4(),
            "edit_link",
            {"schema": 1, "id": "x", "changes": {"type": "owns", "evidence": ["R77"]}},
        ),
    ]
    with pytest.raises(Invalid) as refused:
        save(who.a, attempt_id, [good, *bad])
    assert [error.field for error in refused.value.errors] == [
        "events[1].payload.kind",
        "events[2].payload.id",
        "events[3].payload.entity.type",
        "events[4].payload.changes",
    ]
    assert queries.work(attempt_id, actor=who.a).sequence == 0


def test_the_servers_clock_rules_the_deadline(world, who, clock):
    attempt_id = start(who.a, world, "post-test")
    events = right_events(who.a, attempt_id)
    save(who.a, attempt_id, events[:1])
    clock.advance(timedelta(minutes=20, seconds=20))
    save(who.a, attempt_id, events[1:2])
    clock.advance(timedelta(seconds=20))
    with pytest.raises(Refused):
        save(who.a, attempt_id, events[2:])
    with transaction():
        assert services.close_overdue() == 1
        assert services.close_overdue() == 0
    attempt = queries.attempt_head(attempt_id, actor=who.trainer)
    assert attempt.state is AttemptState.MARKED
    assert attempt.handed_in_at == attempt.due_at
    mark = queries.mark_of(attempt, actor=who.trainer)
    assert 0 < Fraction(mark.points) < Fraction(mark.maximum)


def test_tests_are_taken_as_often_as_said(world, who):
    attempt_id = start(who.a, world, "post-test")
    hand_in(who.a, attempt_id)
    with pytest.raises(Refused):
        start(who.a, world, "post-test")
    practice = start(who.a, world)
    hand_in(who.a, practice)
    second = start(who.a, world)
    assert queries.attempt_head(second, actor=who.a).number == 2


def test_marks_of_a_test_wait_for_release(world, who):
    attempt_id = start(who.a, world, "post-test")
    save(who.a, attempt_id, right_events(who.a, attempt_id))
    attempt = hand_in(who.a, attempt_id)
    head = attempt.head
    with pytest.raises(Refused):
        queries.mark_of(attempt, actor=who.a)
    assert queries.my_attempts(head, "post-test", actor=who.a)[0].percent is None
    assert queries.mark_of(attempt, actor=who.trainer).percent == 100
    assert queries.waiting_release(world.session_id, actor=who.trainer) == 1
    with transaction():
        released = services.release(
            actor=who.trainer, course_session_id=world.session_id, activity_key="post-test"
        )
    assert released == 1
    attempt = queries.attempt_head(attempt_id, actor=who.a)
    assert queries.mark_of(attempt, actor=who.a).percent == 100


def test_marking_again_is_a_new_row_with_a_reason(world, who):
    attempt_id = start(who.a, world)
    hand_in(who.a, attempt_id)
    with pytest.raises(Invalid), transaction():
        services.remark(actor=who.trainer, attempt_id=attempt_id, reason=" ")
    with transaction():
        services.remark(actor=who.trainer, attempt_id=attempt_id, reason="Key mended")
    rows = db.session.execute(sa.select(Mark.number, Mark.reason).order_by(Mark.number)).all()
    assert [tuple(row) for row in rows] == [(1, ""), (2, "Key mended")]


def test_handing_in_twice_marks_once(world, who):
    attempt_id = start(who.a, world)
    first, second = hand_in(who.a, attempt_id), hand_in(who.a, attempt_id)
    assert first.handed_in_at == second.handed_in_at
    assert db.session.scalar(sa.select(sa.func.count(Mark.id))) == 1


def test_two_people_at_one_computer_are_both_credited(world, who):
    attempt_id = start(who.a, world)
    with pytest.raises(Invalid), transaction():
        services.join_by_code(actor=who.a, attempt_id=attempt_id, code="WRNG-CODE")
    with transaction():
        code = partner_code(world.enrolment_b).lower()
        services.join_by_code(actor=who.a, attempt_id=attempt_id, code=code)
    save(who.b, attempt_id, right_events(who.b, attempt_id))
    hand_in(who.b, attempt_id)
    found = queries.results(world.session_id, actor=who.trainer)
    assert {(one.enrolment_id, one.percent) for one in found} == {
        (world.enrolment_a, 100),
        (world.enrolment_b, 100),
    }


def test_a_partner_may_come_along_at_the_start(world, who):
    codes = [partner_code(world.enrolment_b)]
    attempt_id = start(who.a, world, partner_codes=codes)
    assert start(who.b, world) == attempt_id


def test_a_partner_with_an_open_attempt_at_a_quiz_hands_it_in_first(world, who):
    start(who.b, world, "first-check")
    with pytest.raises(Invalid):
        start(who.a, world, "first-check", partner_codes=[partner_code(world.enrolment_b)])


def test_names_are_no_way_to_a_partner_unless_the_organiser_shows_them(world, who):
    head = session_head(world.slug, who.a)
    assert queries.partners(head, actor=who.a) == []
    with pytest.raises(Invalid):
        start(who.a, world, partner_ids=[world.enrolment_b])
    with transaction():
        db.session.get_one(CourseSession, world.session_id).names_visible = True
    head = session_head(world.slug, who.a)
    assert [one.enrolment_id for one in queries.partners(head, actor=who.a)] == [world.enrolment_b]
    assert start(who.a, world, partner_ids=[world.enrolment_b])


def test_a_trainer_credits_somebody_afterwards(world, who):
    attempt_id = start(who.a, world)
    hand_in(who.a, attempt_id)
    with transaction():
        services.add_member(
            actor=who.trainer, attempt_id=attempt_id, enrolment_id=world.enrolment_b
        )
    found = queries.results(world.session_id, actor=who.trainer)
    assert {one.enrolment_id for one in found} == {world.enrolment_a, world.enrolment_b}


def test_joining_never_gives_two_attempts_of_a_group_one_number(world, who):
    hand_in(who.b, start(who.b, world))
    both = start(who.a, world, partner_codes=[partner_code(world.enrolment_b)])
    assert queries.attempt_head(both, actor=who.a).number == 2
    hand_in(who.a, both)
    alone = start(who.a, world)
    with transaction():
        code = partner_code(world.enrolment_b)
        services.join_by_code(actor=who.a, attempt_id=alone, code=code)
    assert queries.attempt_head(alone, actor=who.a).number == 3


@pytest.mark.parametrize("part", ["b", "other", "stranger", "observer", "focal"])
def test_another_persons_attempt_is_not_found(world, who, part):
    attempt_id = start(who.a, world)
    with pytest.raises(NotFound):
        queries.work(attempt_id, actor=getattr(who, part))
    with pytest.raises(NotFound):
        save(getattr(who, part), attempt_id, [])
    with pytest.raises(NotFound):
        hand_in(getattr(who, part), attempt_id)
    assert queries.results(world.session_id, actor=getattr(who, part)) == []


def test_a_trainer_sees_but_does_not_write_for_others(world, who):
    attempt_id = start(who.a, world)
    events = right_events(who.a, attempt_id)
    assert queries.work(attempt_id, actor=who.trainer).sequence == 0
    with pytest.raises(NotFound):
        save(who.trainer, attempt_id, events)


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
def test_nothing_starts_when_the_session_is_over(world, who, state):
    with transaction():
        db.session.get_one(CourseSession, world.session_id).state = state
    with pytest.raises(Refused):
        start(who.a, world)


def test_results_and_the_room_take_a_constant_number_of_queries(world, who, count_queries):
    hand_in(who.a, start(who.a, world))
    head = session_head(world.slug, who.trainer)

    def counts():
        db.session.rollback()
        db.session.execute(sa.text("SELECT 1"))
        with count_queries() as found:
            queries.results(world.session_id, actor=who.trainer)
        with count_queries() as room:
            queries.room(head, "warm-up", actor=who.trainer)
        return int(found), int(room)

    one = counts()
    hand_in(who.b, start(who.b, world))
    hand_in(who.a, start(who.a, world))
    assert counts() == one == (1, 3)
