"""Time, opening again, closing, and the room as its trainer sees it."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.exercises import queries, services
from lms.exercises.enums import ActKind, AttemptState
from lms.exercises.queries.watching import watch
from lms.exercises.rules import extra_minutes
from lms.exercises.services.acts import close_for, give_all_minutes, give_minutes, reopen
from lms.exercises.services.extra_time import set_extra_time
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, MARK_B

S = "/sessions/spring-2026/exercises"
TEST = "post-test"  # 20 minutes, one attempt, released by the trainer


def start(world, actor, key=TEST):
    with transaction():
        return services.start_attempt(actor=actor, course_session_id=world.session_id, activity=key)


def answer(actor, attempt_id, share=1):
    with transaction():
        services.append_events(
            actor=actor, attempt_id=attempt_id, events=right_events(actor, attempt_id, share)
        )


def hand_in(actor, attempt_id):
    with transaction():
        services.hand_in(actor=actor, attempt_id=attempt_id)


def head_of(actor, attempt_id):
    return queries.attempt_head(attempt_id, actor=actor)


def give_time(world, who, enrolment_id, percent):
    with transaction():
        set_extra_time(
            actor=who.trainer,
            course_session_id=world.session_id,
            enrolment_id=enrolment_id,
            percent=percent,
        )


@given(
    minutes=st.integers(1, 600),
    percents=st.lists(st.integers(1, 300), max_size=5),
)
@settings(max_examples=30)
def test_extra_minutes_are_the_largest_share_rounded_up(minutes, percents):
    extra = extra_minutes(minutes, percents)
    most = max(percents, default=0)
    assert minutes * most <= 100 * extra < minutes * most + 100
    assert extra_minutes(None, percents) == 0


def test_extra_time_counts_when_an_attempt_begins(world, who):
    give_time(world, who, world.enrolment_a, 33)
    begun = head_of(who.a, start(world, who.a))
    assert begun.extra_minutes == 7
    assert begun.due_at - begun.started_at == timedelta(minutes=27)
    other = head_of(who.b, start(world, who.b))
    assert other.due_at - other.started_at == timedelta(minutes=20)


def test_a_group_gets_the_largest_also_from_who_joins(world, who):
    give_time(world, who, world.enrolment_b, 50)
    attempt_id = start(world, who.a)
    with transaction():
        services.add_member(
            actor=who.trainer, attempt_id=attempt_id, enrolment_id=world.enrolment_b
        )
    found = head_of(who.a, attempt_id)
    assert (found.extra_minutes, found.due_at - found.started_at) == (10, timedelta(minutes=30))


def test_extra_time_has_bounds_and_is_for_people_of_the_session(world, who):
    for percent in (-1, 301):
        with pytest.raises(Invalid):
            give_time(world, who, world.enrolment_a, percent)
    with pytest.raises(NotFound):
        give_time(world, who, uuid.uuid4(), 25)


def test_minutes_move_the_deadline_and_the_participant_reads_why(world, who, clock):
    attempt_id = start(world, who.a)
    due = head_of(who.a, attempt_id).due_at
    with transaction():
        give_minutes(actor=who.trainer, attempt_id=attempt_id, minutes=5, reason="Power cut")
    assert head_of(who.a, attempt_id).due_at == due + timedelta(minutes=5)
    clock.advance(timedelta(minutes=25, seconds=20))
    with transaction():
        count_given = give_all_minutes(
            actor=who.trainer, course_session_id=world.session_id, activity_key=TEST,
            minutes=10, reason="Again",
        )  # fmt: skip
    assert count_given == 1
    found = head_of(who.a, attempt_id)
    # the first deadline had passed, so it is counted from now
    assert (found.due_at, found.extra_minutes) == (utcnow() + timedelta(minutes=10), 15)
    with transaction():
        assert services.close_overdue() == 0
    acts = queries.acts_of(attempt_id)
    assert [(act.kind, act.minutes, act.reason) for act in acts] == [
        (ActKind.EXTENDED, 5, "Power cut"),
        (ActKind.EXTENDED, 10, "Again"),
    ]


def test_every_act_needs_a_reason_and_an_attempt_in_its_state(world, who):
    attempt_id = start(world, who.a)
    with pytest.raises(Invalid):
        give_minutes(actor=who.trainer, attempt_id=attempt_id, minutes=5, reason=" ")
    with pytest.raises(Invalid):
        give_minutes(actor=who.trainer, attempt_id=attempt_id, minutes=601, reason="x")
    with pytest.raises(Refused):
        reopen(actor=who.trainer, attempt_id=attempt_id, minutes=5, reason="x")
    unlimited = start(world, who.a, "first-check")
    with pytest.raises(Refused):
        give_minutes(actor=who.trainer, attempt_id=unlimited, minutes=5, reason="x")
    hand_in(who.a, attempt_id)
    for act in (give_minutes, reopen):
        with pytest.raises((Refused, Invalid)):
            act(actor=who.trainer, attempt_id=attempt_id, minutes=0, reason="x")
    with pytest.raises(Refused):
        close_for(actor=who.trainer, attempt_id=attempt_id, reason="x")


@pytest.mark.both
def test_opened_again_hides_the_mark_until_it_is_handed_in_again(world, who):
    attempt_id = start(world, who.a)
    answer(who.a, attempt_id, share=0.4)
    hand_in(who.a, attempt_id)
    with transaction():
        services.release(actor=who.trainer, course_session_id=world.session_id, activity_key=TEST)
    first = queries.mark_of(head_of(who.a, attempt_id), actor=who.a)
    with transaction():
        reopen(actor=who.trainer, attempt_id=attempt_id, minutes=10, reason="Fell ill")
    found = head_of(who.a, attempt_id)
    assert (found.state, found.released_at) == (AttemptState.OPEN, None)
    assert found.due_at == utcnow() + timedelta(minutes=10)
    with pytest.raises(Refused):
        queries.mark_of(found, actor=who.a)
    [result] = queries.results(world.session_id, actor=who.trainer)
    assert result.percent is None
    answer(who.a, attempt_id)
    hand_in(who.a, attempt_id)
    again = queries.mark_of(head_of(who.a, attempt_id), actor=who.trainer)
    assert first.percent < 100
    assert (first.number, again.number, again.percent) == (1, 2, 100)
    assert queries.acts_of(attempt_id)[0].told.english() == "Opened again for 10 minutes."


def test_nobody_has_two_open_attempts_by_opening_one_again(world, who):
    first = start(world, who.a, "first-check")
    hand_in(who.a, first)
    start(world, who.a, "first-check")
    with pytest.raises(Invalid):
        reopen(actor=who.trainer, attempt_id=first, minutes=None, reason="x")


def test_a_trainer_hands_in_for_somebody(world, who):
    attempt_id = start(world, who.a)
    answer(who.a, attempt_id)
    with transaction():
        close_for(actor=who.trainer, attempt_id=attempt_id, reason="Left early")
    found = head_of(who.trainer, attempt_id)
    assert found.state is AttemptState.MARKED
    assert queries.mark_of(found, actor=who.trainer).percent == 100


# --- who is there ---


def test_the_room_says_who_is_where_and_who_is_silent(world, who, client, app, clock):
    mine = sign_in_directly(client, world.people["participant"])
    head = head_of(who.a, start(world, who.a)).head
    attempt_id = queries.my_attempts(head, TEST, actor=who.a)[0].id

    def seen():
        return watch(head, TEST, actor=who.trainer, now=utcnow())

    assert [(line.sign, line.names) for line in seen().lines] == [
        ("working", [f"{MARK_A} Person"]),
        ("not_begun", [f"{MARK_B} Person"]),
    ]
    beat = mine.post(f"/api/v1/attempts/{attempt_id}/presence", json={"place": 3, "unsent": 2})
    assert beat.json["state"] == "open"
    line = seen().lines[0]
    assert (line.sign, line.place, line.unsent, line.done, seen().of) == ("unsent", 3, 2, 0, 5)
    clock.advance(timedelta(seconds=60))
    answer(who.a, attempt_id, share=0.6)
    line = seen().lines[0]
    # saved answers show that the page is there, and at which question it was
    assert (line.sign, line.place, line.unsent, line.done) == ("working", 3, 0, 3)
    clock.advance(timedelta(seconds=90))
    assert seen().lines[0].sign == "working"
    clock.advance(timedelta(seconds=1))
    assert (seen().lines[0].sign, seen().lines[0].minutes_left) == ("silent", 18)
    hand_in(who.a, attempt_id)
    assert seen().lines[1].sign == "handed_in"
    late = mine.post(f"/api/v1/attempts/{attempt_id}/presence", json={"place": 4})
    assert (late.status_code, late.json["state"]) == (200, "marked")


def test_a_beat_is_refused_to_others_and_where_it_is_no_number(world, who, client, app):
    attempt_id = start(world, who.a)
    address = f"/api/v1/attempts/{attempt_id}/presence"
    for part in ("participant_b", "trainer", "participant_other", "focal_a"):
        other = sign_in_directly(app.test_client(), world.people[part])
        assert other.post(address, json={"place": 1}).status_code == 404
    mine = sign_in_directly(client, world.people["participant"])
    assert mine.post(address, json={"place": -1}).status_code == 422
    assert mine.post(address, json={"place": "x"}).status_code == 422


def test_a_beat_tells_the_new_deadline_and_why(world, who, client):
    attempt_id = start(world, who.a)
    with transaction():
        give_minutes(actor=who.trainer, attempt_id=attempt_id, minutes=5, reason="Power cut")
    mine = sign_in_directly(client, world.people["participant"])
    heard = mine.post(f"/api/v1/attempts/{attempt_id}/presence", json={}).json
    assert heard["due_at"] == head_of(who.a, attempt_id).due_at.isoformat()
    [act] = heard["acts"]
    assert (act["told"], act["reason"]) == ("5 minutes more were given.", "Power cut")


def test_the_table_is_fetched_again_only_when_it_changed(world, who, client, clock):
    attempt_id = start(world, who.a)
    trainer = sign_in_directly(client, world.people["trainer"])
    page = trainer.get(f"{S}/{TEST}/watch")
    assert page.status_code == 200
    assert MARK_A in page.text
    table = trainer.get(f"{S}/{TEST}/watch/table")
    again = trainer.get(f"{S}/{TEST}/watch/table", headers={"If-None-Match": table.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    answer(who.a, attempt_id)
    changed = trainer.get(
        f"{S}/{TEST}/watch/table", headers={"If-None-Match": table.headers["ETag"]}
    )
    assert changed.status_code == 200


def test_the_room_tells_the_day_of_what_is_not_of_today(world, who, client, clock):
    start(world, who.a)
    trainer = sign_in_directly(client, world.people["trainer"])
    today = trainer.get(f"{S}/{TEST}/watch/table").text
    assert ">13:00<" in today
    assert "2 Mar 2026" not in today
    clock.advance(timedelta(days=1))
    trainer = sign_in_directly(client, world.people["trainer"])
    assert ">2 Mar 2026, 13:00 PKT<" in trainer.get(f"{S}/{TEST}/watch/table").text
    assert "Names" in today


def test_the_room_takes_the_same_few_queries_for_one_and_for_all(world, who, count_queries):
    head = head_of(who.a, start(world, who.a)).head
    used = []
    for actor in (who.a, who.b):
        answer(actor, start(world, actor))
        with count_queries() as found:
            watch(head, TEST, actor=who.trainer, now=utcnow())
        used.append(sum(one.startswith("SELECT") for one in found.statements))
    assert used == [3, 3]


def test_a_trainer_acts_and_the_participant_reads_it(world, who, client, app):
    attempt_id = start(world, who.a)
    trainer = sign_in_directly(client, world.people["trainer"])
    address = f"{S}/attempts/{attempt_id}/acts"
    refused = trainer.post(address, data={"act": "minutes", "minutes": "5", "reason": ""})
    assert refused.status_code == 422
    assert "Say why; the participant reads it." in refused.text
    done = [
        {"act": "minutes", "minutes": "5", "reason": "Power cut"},
        {"act": "close", "reason": "Left early"},
        {"act": "reopen", "minutes": "10", "reason": "Came back"},
    ]
    for form in done:
        assert trainer.post(address, data=form).status_code == 302
    page = trainer.get(address).text
    for words in ("Power cut", "Left early", "Came back", "Opened again for 10 minutes."):
        assert words in page
    mine = sign_in_directly(app.test_client(), world.people["participant"])
    told = mine.get(f"/sessions/spring-2026/learning/checks/{TEST}").text
    assert "Opened again for 10 minutes." in told
    assert "Came back" in told
    bulk = trainer.post(f"{S}/{TEST}/watch", data={"minutes": "5", "reason": "Power cut"})
    assert bulk.status_code == 302
    form = {"person": str(world.enrolment_a), "percent": "25", "note": "As agreed"}
    assert trainer.post(f"{S}/extra-time", data=form).status_code == 302
    assert "As agreed" in trainer.get(f"{S}/extra-time").text
    assert trainer.post(f"{S}/extra-time", data=form | {"percent": "301"}).status_code == 422


@pytest.mark.parametrize(
    "part",
    ["participant", "participant_b", "participant_other", "trainer_other", "focal_a", "observer"],
)
def test_nobody_else_reaches_the_trainers_pages(world, who, client, part):
    attempt_id = start(world, who.a)
    other = sign_in_directly(client, world.people[part])
    for address in (f"{S}/extra-time", f"{S}/{TEST}/watch", f"{S}/attempts/{attempt_id}/acts"):
        assert other.get(address).status_code == 404
        assert other.post(address, data={"act": "close", "reason": "x"}).status_code == 404
    assert other.get(f"{S}/{TEST}/watch/table").status_code == 404
    assert head_of(who.a, attempt_id).is_open
