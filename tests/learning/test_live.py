"""A question on the wall: one at a time, told to nobody before it is shown."""

import re

import pytest

from lms.core.db import transaction
from lms.core.errors import NotFound, Refused
from lms.courses.queries import session_head
from lms.learning.queries.live import live_choices, live_now, told
from lms.learning.rules.live import Phase
from lms.learning.services.live import LiveAct, act_on_live, start_live
from tests.factories.exercises import CANARY
from tests.support.signing_in import sign_in_directly

L = "/sessions/spring-2026/live"


@pytest.fixture
def trainer(app, world):
    return sign_in_directly(app.test_client(), world.people["trainer"])


@pytest.fixture
def second(app, world):
    return sign_in_directly(app.test_client(), world.people["participant_b"])


def put(trainer, question="first", activity="first-check", **more):
    return trainer.post(f"{L}/choose", data={"activity": activity, "question": question} | more)


def choose(client, words):
    page = client.get(f"{L}/").text
    live = re.search(r'name="live" value="([^"]+)"', page)[1]
    options = re.findall(r'name="([^"]+)" value="([^"]+)"[^>]*><span><bdi>([^<]+)', page)
    form = {name: token for name, token, text in options if text == words}
    return client.post(f"{L}/", data={"live": live} | form)


@pytest.mark.both
def test_the_room_answers_and_nothing_is_told_before_it_is_shown(mine, second, trainer, world, who):
    assert "No question is on the wall" in mine.get(f"{L}/").text
    assert mine.get(f"{L}/state").json == {"id": None, "phase": None}
    assert put(trainer).location == f"{L}/wall"
    head = session_head(world.slug, who.trainer)
    seen = [
        choose(mine, "Choice b").text,
        choose(mine, "Choice a").text,
        choose(second, "Choice c").text,
    ]
    assert trainer.get(f"{L}/wall/state").json["answers"] == 2
    seen += [one.get(f"{L}/").text for one in (mine, second)]
    seen += [trainer.get(f"{L}/wall").text, mine.get(f"{L}/state").text]
    trainer.post(f"{L}/wall", data={"act": "close"})
    assert live_now(head, actor=who.a).phase is Phase.CLOSED
    choose(mine, "Choice b")
    seen += [mine.get(f"{L}/").text, trainer.get(f"{L}/wall").text]
    assert told(head, actor=who.trainer) is None
    for page in seen:
        assert CANARY.lower() not in page.lower()
        assert "is-right" not in page
    trainer.post(f"{L}/wall", data={"act": "show"})
    (bars,) = told(head, actor=who.a).bars
    assert {bar.label["en"]: (bar.count, bar.percent, bar.right) for bar in bars.bars} == {
        "Choice a": (1, 50, True),
        "Choice b": (0, 0, False),
        "Choice c": (1, 50, False),
    }
    for page in (mine.get(f"{L}/").text, trainer.get(f"{L}/wall").text):
        assert f"{CANARY} explanation." in page
        assert "Belarmarker" not in page
    assert (
        "A question is on the wall"
        in mine.get("/sessions/spring-2026/learning/01-first/01-one").text
    )
    trainer.post(f"{L}/wall", data={"act": "end"})
    assert mine.get(f"{L}/state").json["id"] is None


@pytest.mark.parametrize("question", ["second", "third", "fourth", "fifth"])
def test_questions_of_other_kinds_have_bars_too(mine, trainer, world, who, question):
    put(trainer, question)
    head = session_head(world.slug, who.a)
    now = live_now(head, actor=who.a)
    token = now.view["token"]
    form = {"fourth": {token: "73129"}, "fifth": {token: "wrong words"}}.get(question, {})
    if question == "third":
        form = {f"{token}-source": "X", f"{token}-information": "3"}
    if question == "second":
        form = {token: [option["token"] for option in now.view["options"]]}
    assert mine.post(f"{L}/", data={"live": str(now.id)} | form).status_code == 302
    trainer.post(f"{L}/wall", data={"act": "show"})
    found = told(head, actor=who.a).bars
    counts = [[(bar.count, bar.right) for bar in part.bars if bar.count] for part in found]
    assert (
        counts
        == {
            "second": [[(1, True), (1, True), (1, False)]],
            "third": [[(1, True)], [(1, False)]],
            "fourth": [[(1, True)]],
            "fifth": [[(1, False)]],
        }[question]
        or question == "second"
    )
    assert sum(count for part in counts for count, _right in part) == {"second": 3, "third": 2}.get(
        question, 1
    )
    assert trainer.get(f"{L}/wall").status_code == 200


def test_what_is_no_answer_is_told_and_kept_on_the_page(mine, trainer, world, who):
    put(trainer, "fourth")
    now = live_now(session_head(world.slug, who.a), actor=who.a)
    answer = mine.post(f"{L}/", data={"live": str(now.id), now.view["token"]: "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert mine.post(f"{L}/", data={"live": str(now.id)}).status_code == 422
    put(trainer, "first")
    gone = mine.post(f"{L}/", data={"live": str(now.id), now.view["token"]: "3"})
    assert gone.status_code == 302
    assert live_now(session_head(world.slug, who.a), actor=who.a).answers == 0


def test_a_tests_question_needs_a_second_word(world, who):
    with pytest.raises(Refused), transaction():
        start_live(actor=who.trainer, slug=world.slug, activity_key="post-test", question="first")
    with transaction():
        start_live(
            actor=who.trainer,
            slug=world.slug,
            activity_key="post-test",
            question="first",
            sure=True,
        )
    choices = live_choices(session_head(world.slug, who.trainer), actor=who.trainer)
    assert [(choice.key, choice.tells) for choice in choices] == [
        ("first-check", False),
        ("pre-test", True),
        ("post-test", True),
    ]


def test_only_the_trainer_leads_and_only_participants_answer(mine, trainer, world, who, app):
    put(trainer)
    for address in ("choose", "wall", "wall/state"):
        assert mine.get(f"{L}/{address}").status_code == 404
    assert mine.post(f"{L}/wall", data={"act": "show"}).status_code == 404
    assert trainer.get(f"{L}/").status_code == 404
    for part in ("participant_other", "trainer_other", "focal_a", "observer"):
        other = sign_in_directly(app.test_client(), world.people[part])
        for address in ("", "state", "wall", "choose"):
            assert other.get(f"{L}/{address}").status_code == 404
    with pytest.raises(NotFound), transaction():
        act_on_live(actor=who.a, slug=world.slug, act=LiveAct.SHOW)
