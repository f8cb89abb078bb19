"""Answers that persons mark: trainers by hand, and fellow participants without names."""

import uuid
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.exercises import queries, services
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.queries.marking import answer_page, marking_queue
from lms.exercises.queries.peers import mean, my_tasks, words_on
from lms.exercises.rows import EventInput
from lms.exercises.rules import Answer, deal
from lms.exercises.services.hand_marks import mark_by_hand
from lms.exercises.services.peers import deal_answers, give_peer_mark
from tests.factories.exercises import CANARY, identity, make_content, quiz
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, MARK_B, make_world

S = "/sessions/spring-2026/exercises"
KEY = "essays"


def essay(peers=1):
    questions = [
        quiz("x")["questions"][0],
        {
            "key": "why",
            "kind": "essay",
            "text": {"en": "Why is it kept apart?"},
            "rubric": [
                {"key": "facts", "text": {"en": "Facts"}, "points": 3},
                {"key": "words", "text": {"en": "Words"}, "points": 1},
            ],
            "model": {"en": f"{CANARY} model."},
            "peers": peers,
        },
    ]
    return quiz(KEY, "post_test", questions=questions)


@pytest.fixture
def world(app):
    with transaction():
        return make_world(make_content(**{KEY: essay()}))


def write(world, actor, text="Because of the source.", first=True):
    """An attempt that is handed in, with the essay answered and the first question right."""
    with transaction():
        attempt_id = services.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=KEY
        )
        attempt = queries.attempt_head(attempt_id, actor=actor)
        known = queries.activity_of(attempt)
        view = known.kind.public_view(known.spec, attempt.seed)
        steps = known.kind.model_steps(known.spec, attempt.seed, share=Fraction(1))
        tokens = {q["token"]: q["kind"] for q in view["questions"]}
        given = [one for one in steps if tokens[one.payload["question"]] == "single" and first]
        if text:
            name = next(token for token, kind in tokens.items() if kind == "essay")
            given.append(answer_step(name, {"text": text}))
        services.append_events(
            actor=actor,
            attempt_id=attempt_id,
            events=[EventInput(uuid.uuid4(), one.kind, one.payload) for one in given],
        )
        services.hand_in(actor=actor, attempt_id=attempt_id)
    return attempt_id


def head_of(actor, attempt_id):
    return queries.attempt_head(attempt_id, actor=actor)


def mark(actor, attempt_id, facts, words, **more):
    with transaction():
        return mark_by_hand(
            actor=actor,
            attempt_id=attempt_id,
            question="why",
            points={"facts": facts, "words": words},
            **more,
        )


@pytest.mark.both
def test_an_attempt_waits_for_the_trainer_and_is_released_only_then(world, who):
    waits, blank = write(world, who.a), write(world, who.b, text="")
    assert head_of(who.a, waits).state is AttemptState.HANDED_IN
    assert head_of(who.b, blank).state is AttemptState.MARKED
    with transaction():
        count = services.release(
            actor=who.trainer, course_session_id=world.session_id, activity_key=KEY
        )
    assert count == 1
    with pytest.raises(Refused) as refusal:
        queries.mark_of(head_of(who.a, waits), actor=who.a)
    assert "still to mark an answer" in refusal.value.message.english()
    percents = {
        one.attempt_id: one.percent for one in queries.results(world.session_id, actor=who.trainer)
    }
    assert percents == {waits: None, blank: 20}
    assert mark(who.trainer, waits, "2,5", "1") == 90
    found = head_of(who.a, waits)
    assert (found.state, found.released_at) == (AttemptState.MARKED, None)
    got = queries.mark_of(found, actor=who.trainer)
    assert (got.points, got.maximum, got.reason) == ("9/2", "5", "")


def test_marking_again_needs_a_reason_and_keeps_the_earlier_word(world, who):
    attempt_id = write(world, who.a)
    mark(who.trainer, attempt_id, "0", "0", comment="Too short")
    with pytest.raises(Invalid) as error:
        mark(who.trainer, attempt_id, "3", "1")
    assert error.value.errors[0].field == "reason"
    assert mark(who.trainer, attempt_id, "3", "1", reason="Read again") == 100
    got = queries.mark_of(head_of(who.a, attempt_id), actor=who.trainer)
    assert (got.number, got.reason) == (3, "Read again")
    queue = marking_queue(head_of(who.trainer, attempt_id).head, KEY, actor=who.trainer)
    page = answer_page(queue, attempt_id, "why", actor=who.trainer)
    assert [(one.number, one.total, one.comment) for one in page.given] == [
        (2, 4, ""),
        (1, 0, "Too short"),
    ]


@pytest.mark.parametrize("facts", ["", "-1", "3.5", "1.005", "1/2", "x", "٣٫٠٠١"])
def test_points_outside_the_rubric_are_told_at_their_field(world, who, facts):
    attempt_id = write(world, who.a)
    with pytest.raises(Invalid) as error:
        mark(who.trainer, attempt_id, facts, "1")
    assert [one.field for one in error.value.errors] == ["points-facts"]


def test_who_may_mark_by_hand(world, who):
    attempt_id = write(world, who.a)
    for actor in (who.a, who.b, who.stranger, who.focal, who.observer, who.other):
        with pytest.raises(NotFound):
            mark(actor, attempt_id, "3", "1")
    with pytest.raises(NotFound), transaction():
        mark_by_hand(actor=who.trainer, attempt_id=attempt_id, question="first", points={})


def test_the_queue_hides_names_and_the_pages_walk_through_it(world, who, client):
    ids = [write(world, who.a), write(world, who.b)]
    trainer = sign_in_directly(client, world.people["trainer"])
    page = trainer.get(f"{S}/{KEY}/marking").text
    assert "2 answers wait" in page
    assert MARK_A not in page
    assert MARK_A in trainer.get(f"{S}/{KEY}/marking?names=1").text
    head = head_of(who.trainer, ids[0]).head
    first, second = marking_queue(head, KEY, actor=who.trainer).lines
    address = f"{S}/{KEY}/marking/{first.attempt_id}/why"
    shown = trainer.get(address).text
    assert "Because of the source." in shown
    assert f"{CANARY} model." in shown
    assert MARK_A not in shown
    wrong = trainer.post(address, data={"points-facts": "9", "points-words": "1"})
    assert wrong.status_code == 422
    assert "Write points from 0 to 3" in wrong.text
    form = {"points-facts": "3", "points-words": "0.5", "comment": "Clear"}
    assert str(second.attempt_id) in trainer.post(address, data=form).location
    last = trainer.post(f"{S}/{KEY}/marking/{second.attempt_id}/why", data=form)
    assert last.location.endswith(f"{KEY}/marking")
    assert trainer.get(f"{S}/{KEY}/marking/{uuid.uuid4()}/why").status_code == 404


@pytest.mark.parametrize(
    "part", ["participant", "participant_other", "trainer_other", "focal_a", "observer"]
)
def test_nobody_else_reaches_the_marking_pages(world, who, client, part):
    attempt_id = write(world, who.b)
    other = sign_in_directly(client, world.people[part])
    answer = f"{S}/{KEY}/marking/{attempt_id}/why"
    for address in (f"{S}/{KEY}/marking", answer):
        assert other.get(address).status_code == 404
    form = {"points-facts": "3", "points-words": "1"}
    assert other.post(answer, data=form).status_code == 404
    assert other.post(f"{S}/{KEY}/marking/deal").status_code == 404


# --- fellow participants ---


@st.composite
def rooms(draw):
    """Groups of people, each with one answer, and how many markers each answer wants."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=14))
    seed = draw(st.integers(0, 2**32))
    ids = iter(uuid.UUID(int=seed * 1000 + n) for n in range(100))
    groups = [frozenset(next(ids) for _ in range(size)) for size in sizes]
    return groups, draw(st.integers(1, 3))


@given(room=rooms())
@settings(max_examples=30)
def test_answers_are_dealt_evenly_to_others_and_the_same_way_each_time(room):
    groups, wanted = room
    answers = [Answer(uuid.UUID(int=n), "q", group, wanted) for n, group in enumerate(groups)]
    people = frozenset().union(*groups)
    pairs = deal(answers, people, {})
    assert deal(list(reversed(answers)), people, {}) == pairs
    assert len(set(pairs)) == len(pairs)
    assert all(one not in answer.authors for answer, one in pairs)
    for answer in answers:
        markers = {one for mine, one in pairs if mine == answer}
        assert len(markers) == min(wanted, len(people - answer.authors))
    load = {one: sum(taker == one for _answer, taker in pairs) for one in people}
    if all(len(group) == 1 for group in groups):
        assert max(load.values()) - min(load.values()) <= 1
    # nobody could hand a task on to somebody who has fewer by two
    holders = {answer: {one for mine, one in pairs if mine == answer} for answer in answers}
    for answer, giver in pairs:
        for taker in people - answer.authors - holders[answer]:
            assert load[giver] - load[taker] < 2
    given_now = {answer.name: frozenset(holders[answer]) for answer in answers}
    assert deal(answers, people, given_now) == []


def deal_now(world, who):
    with transaction():
        return deal_answers(actor=who.trainer, course_session_id=world.session_id, activity_key=KEY)


def test_peers_mark_without_names_and_are_read_after_release(world, who, client, app):
    a, b = write(world, who.a, text="Alpha words"), write(world, who.b, text="Beta words")
    assert deal_now(world, who) == 2
    assert deal_now(world, who) == 0
    head = head_of(who.a, a).head
    [task] = my_tasks(head, actor=who.a)
    mine = sign_in_directly(client, world.people["participant"])
    page = mine.get(f"{S}/peers/{task.id}").text
    assert "Beta words" in page
    assert MARK_B not in page
    assert CANARY not in page
    form = {"points-facts": "2", "points-words": "0.5", "comment": "Good"}
    assert mine.post(f"{S}/peers/{task.id}", data=form).status_code == 302
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    assert other.get(f"{S}/peers/{task.id}").status_code == 404
    assert other.post(f"{S}/peers/{task.id}", data=form).status_code == 404
    # peers never count: the attempt still waits for the trainer
    assert head_of(who.b, b).state is AttemptState.HANDED_IN
    assert words_on(head_of(who.b, b), actor=who.b) == {}
    [words] = words_on(head_of(who.trainer, b), actor=who.trainer).values()
    assert (mean(words), words[0].comment) == (Fraction(5, 2), "Good")
    mark(who.trainer, b, "3", "1")
    with transaction():
        services.release(actor=who.trainer, course_session_id=world.session_id, activity_key=KEY)
    [words] = words_on(head_of(who.b, b), actor=who.b).values()
    assert words[0].total == Fraction(5, 2)
    result = other.get(f"/sessions/spring-2026/learning/attempts/{b}/result").text
    assert "Mean: 2.5 of 4 points." in result
    assert "Good" in result
    assert MARK_A not in result
    assert queries.mark_of(head_of(who.b, b), actor=who.b).percent == 100
    with pytest.raises(Refused), transaction():
        give_peer_mark(
            actor=who.a, course_session_id=world.session_id, task_id=task.id,
            points={"facts": "1", "words": "1"},
        )  # fmt: skip


@pytest.mark.parametrize("part", ["trainer", "participant_other", "trainer_other", "focal_a"])
def test_the_peers_page_is_for_participants_of_the_session(world, client, part):
    other = sign_in_directly(client, world.people[part])
    assert other.get(f"{S}/peers").status_code == 404
    assert other.get(f"{S}/peers/{uuid.uuid4()}").status_code == 404


def test_names_never_reach_a_peer_list(world, who, client):
    write(world, who.a), write(world, who.b)
    deal_now(world, who)
    mine = sign_in_directly(client, world.people["participant"])
    page = mine.get(f"{S}/peers").text
    assert "Waits for you" in page
    assert MARK_B not in page
    assert identity(world.people["participant_b"]).name not in page
