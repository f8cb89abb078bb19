"""Mending a key: who sees it, what it changes, and that everybody is marked again under it."""

import re
import uuid
from datetime import timedelta

import pytest

from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound
from lms.core.jobs import run_pending
from lms.courses.queries import session_head
from lms.engines.marking.quiz import questions_in_order
from lms.exercises import queries, services
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.models import KeyMend, Mark
from lms.exercises.queries.questions import question_list
from lms.exercises.rows import EventInput
from lms.exercises.services import mends as mending
from lms.exercises.services.mends import mend_key, try_mend
from tests.factories.exercises import CANARY, identity, make_content, quiz
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, make_world

S = "/sessions/spring-2026/exercises"
KEY = "pre-test"
FOURTH = quiz(KEY)["questions"][3]


def mended(value):
    return {**FOURTH, "answer": {**FOURTH["answer"], "value": value}}


def hand_in(world, actor, value, *, opened=False):
    """An attempt that answers the fourth question (1 of 7 points) and nothing else."""
    with transaction():
        attempt_id = services.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=KEY
        )
        attempt = queries.attempt_head(attempt_id, actor=actor)
        known = queries.activity_of(attempt)
        view = known.kind.public_view(known.spec, attempt.seed)
        name = next(q["token"] for q in view["questions"] if q["kind"] == "numeric")
        step = answer_step(name, {"value": value})
        services.append_events(
            actor=actor,
            attempt_id=attempt_id,
            events=[EventInput(uuid.uuid4(), step.kind, step.payload)],
        )
        if not opened:
            services.hand_in(actor=actor, attempt_id=attempt_id)
    return attempt_id


def mend(world, actor, payload, reason="The report says 80", question="fourth"):
    with transaction():
        return mend_key(
            actor=actor, course_session_id=world.session_id, activity_key=KEY,
            question=question, payload=payload, reason=reason,
        )  # fmt: skip


def mark_of(who, attempt_id):
    return queries.mark_of(queries.attempt_head(attempt_id, actor=who.trainer), actor=who.trainer)


@pytest.mark.both
def test_all_who_have_the_question_are_marked_again(world, who):
    right, wrong = hand_in(world, who.a, "73129"), hand_in(world, who.b, "80")
    before = try_mend(
        actor=who.trainer, course_session_id=world.session_id, activity_key=KEY,
        question="fourth", payload=mended("80"),
    )  # fmt: skip
    assert (mark_of(who, right).points, mark_of(who, wrong).points) == ("1", "0")
    effect = mend(world, who.trainer, mended("80"))
    assert effect == before
    assert (effect.attempts, effect.up, effect.down, effect.most) == (2, 1, 1, 14)
    for attempt_id, points in ((right, "0"), (wrong, "1")):
        mark = mark_of(who, attempt_id)
        assert (mark.number, mark.points, mark.reason) == (2, points, "The report says 80")
    # mended back: the same answers get their first marks again, as a third row
    mend(world, who.trainer, mended("73129"), reason="It was right")
    assert [mark_of(who, one).points for one in (right, wrong)] == ["1", "0"]
    assert mark_of(who, right).number == 3


def test_open_attempts_are_marked_under_the_mended_key_and_see_no_change(world, who):
    attempt_id = hand_in(world, who.a, "80", opened=True)
    attempt = queries.attempt_head(attempt_id, actor=who.a)
    known = queries.published_activity(attempt)
    shown = known.kind.public_view(known.spec, attempt.seed)
    assert mend(world, who.trainer, mended("80")).attempts == 0
    later = queries.activity_of(attempt)
    assert later.kind.public_view(later.spec, attempt.seed) == shown
    with transaction():
        services.hand_in(actor=who.a, attempt_id=attempt_id)
    mark = mark_of(who, attempt_id)
    assert (mark.number, mark.points, mark.reason) == (1, "1", "")


def test_a_withdrawn_question_gives_everybody_its_points(world, who):
    ids = [hand_in(world, who.a, "1"), hand_in(world, who.b, "73129")]
    effect = mend(world, who.trainer, {"void": True}, reason="Two readings")
    assert (effect.up, effect.down) == (1, 0)
    assert [mark_of(who, one).points for one in ids] == ["1", "1"]


@pytest.mark.parametrize(
    "payload",
    [
        {**FOURTH, "text": {"en": "Another text?"}},
        {**FOURTH, "kind": "single"},
        {**FOURTH, "key": "other"},
        {**FOURTH, "answer": {"value": "many", "unit": "kg"}},
        {},
    ],
)
def test_a_mend_that_does_not_fit_is_refused_and_nothing_is_kept(world, who, payload):
    hand_in(world, who.a, "80")
    with pytest.raises(Invalid):
        mend(world, who.trainer, payload)
    assert db.session.query(KeyMend).count() == 0


def test_a_mend_needs_a_reason_and_a_trainer(world, who):
    with pytest.raises(Invalid):
        mend(world, who.trainer, mended("80"), reason="  ")
    for actor in (who.a, who.stranger, who.focal, who.observer, who.other):
        with pytest.raises(NotFound):
            mend(world, actor, mended("80"))
    with pytest.raises(NotFound):
        mend(world, who.trainer, mended("80"), question="nothing")


def test_a_large_room_is_marked_again_by_a_job_once(world, who, clock, monkeypatch):
    monkeypatch.setattr(mending, "MOST_AT_ONCE", 1)
    ids = [hand_in(world, who.a, "80"), hand_in(world, who.b, "1")]
    clock.advance(timedelta(minutes=1))
    assert mend(world, who.trainer, mended("80")) is None
    assert [mark_of(who, one).points for one in ids] == ["0", "0"]
    run_pending(5)
    assert [mark_of(who, one).points for one in ids] == ["1", "0"]
    [row] = db.session.query(KeyMend)
    assert mending.left_to_mark(row.id) == []
    assert db.session.query(Mark).count() == 4
    assert utcnow() >= row.mended_at


def test_the_pages_show_the_key_the_effect_and_then_keep_it(world, who, client, app):
    attempt_id = hand_in(world, who.a, "80")
    trainer = sign_in_directly(client, world.people["trainer"])
    listed = trainer.get(f"{S}/{KEY}/questions").text
    assert "73129" in listed
    address = f"{S}/{KEY}/questions/fourth/mend"
    assert 'value="73129"' in trainer.get(address).text
    form = {"how": "fields", "value": "80", "reason": "Misprint"}
    tried = trainer.post(address, data=form | {"check": "1"}).text
    assert "Nothing is saved yet." in tried
    assert MARK_A in tried
    assert 'value="80"' in tried
    assert mark_of(who, attempt_id).number == 1
    hasty = trainer.post(address, data=form | {"save": "1", "reason": " "})
    assert hasty.status_code == 422
    assert "Say why; the participants read it." in hasty.text
    assert MARK_A in hasty.text, "what it changes is still told"
    assert 'value="80"' in hasty.text
    field = re.search(r'<label for="reason-fields">(.*?)</div>', hasty.text, re.DOTALL)[1]
    assert "optional" not in field
    assert "required" in field
    for text in ("key: [", "kind: numeric"):
        bad = trainer.post(address, data={"how": "yaml", "yaml": text, "save": "1"})
        assert bad.status_code == 422
    bad = trainer.post(address, data={"how": "yaml", "yaml": "key: [", "save": "1"})
    assert bad.status_code == 422
    assert re.search(r"Line \d", bad.text)
    kept = trainer.post(address, data=form | {"save": "1"}, follow_redirects=True).text
    assert "1 attempt is marked again" in re.sub(r"\s+", " ", kept)
    assert "Misprint" in kept
    trainer.post(f"{S}/{KEY}/release")
    mine = sign_in_directly(app.test_client(), world.people["participant"])
    told = mine.get(f"/sessions/spring-2026/learning/attempts/{attempt_id}/result").text
    assert "Misprint" in told


def test_each_kind_of_field_changes_its_own_key(world, client, who):
    trainer = sign_in_directly(client, world.people["trainer"])
    forms = {
        "first": {"correct": f"{CANARY.lower()}-b"},
        "second": {"correct": [f"{CANARY.lower()}-a", f"{CANARY.lower()}-c"]},
        "third": {"grade-source": "B", "grade-information": "3"},
        "fifth": {"accepted": "one\n two \n\n"},
    }
    for question, form in forms.items():
        data = {"how": "fields", "reason": "Mend", "save": "1", **form}
        answer = trainer.post(f"{S}/{KEY}/questions/{question}/mend", data=data)
        assert answer.status_code == 302, question
    rows = {row.question: row.payload for row in db.session.query(KeyMend)}
    assert [one["correct"] for one in rows["first"]["options"]] == [False, True, False]
    assert [one["correct"] for one in rows["second"]["options"]] == [True, False, True]
    assert rows["third"]["answer"] == {"source": "B", "information": "3"}
    assert rows["fifth"]["answer"]["accepted"] == ["one", "two"]


@pytest.mark.parametrize(
    "part", ["participant", "participant_other", "trainer_other", "focal_a", "observer"]
)
def test_nobody_else_sees_a_key(world, client, part):
    other = sign_in_directly(client, world.people[part])
    assert other.get(f"{S}/{KEY}/questions").status_code == 404
    address = f"{S}/{KEY}/questions/fourth/mend"
    assert other.get(address).status_code == 404
    assert other.post(address, data={"how": "void", "reason": "x"}).status_code == 404


def test_a_question_of_a_bank_is_mended_for_those_who_drew_it(app):
    questions = [
        {**FOURTH, "key": f"bank-{n}", "text": {"en": f"How many of {n}?"}} for n in range(2)
    ]
    bank = {"schema": 1, "kind": "bank", "key": "pool", "title": {"en": "Pool"}}
    drawn = {
        "schema": 1,
        "kind": "quiz",
        "key": "drawn",
        "title": {"en": "Drawn"},
        "sections": [{"draw": [{"bank": "pool", "count": 1}]}],
    }
    with transaction():
        world = make_world(
            make_content(banks={"pool": bank | {"questions": questions}}, drawn=drawn)
        )
    trainer = identity(world.people["trainer"])
    people = [identity(world.people[one]) for one in ("participant", "participant_b")]
    asked = {}
    with transaction():
        for actor in people:
            attempt_id = services.start_attempt(
                actor=actor, course_session_id=world.session_id, activity="drawn"
            )
            attempt = queries.attempt_head(attempt_id, actor=actor)
            known = queries.activity_of(attempt)
            [asked[attempt_id]] = questions_in_order(known.spec, attempt.seed)
            services.hand_in(actor=actor, attempt_id=attempt_id)
    listed = question_list(session_head(world.slug, trainer), "drawn", actor=trainer)
    assert [(line.question.key, line.drawn) for line in listed.lines] == [
        ("bank-0", True),
        ("bank-1", True),
    ]
    effects = []
    for question in questions:
        with transaction():
            effects.append(
                mend_key(
                    actor=trainer, course_session_id=world.session_id, activity_key="drawn",
                    question=question["key"], payload={"void": True}, reason="Unclear",
                )
            )  # fmt: skip
    counts = [sum(one.key == question["key"] for one in asked.values()) for question in questions]
    assert [effect.attempts for effect in effects] == counts
    assert sum(effect.up for effect in effects) == 2
