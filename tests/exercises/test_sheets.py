"""Exercises on a case: work without scripts, keys that stay home, and marks told line by line."""

import re
import uuid
from fractions import Fraction

import pytest

from lms.core.db import transaction
from lms.courses.queries import session_head_by_id
from lms.exercises import queries, services
from lms.exercises.kinds.sheets import line_token
from lms.exercises.queries.activities import activity
from lms.exercises.queries.sheet_room import sheet_room
from lms.exercises.rows import EventInput
from tests.factories.casework import (
    CAB,
    LIND,
    ROOK,
    TATE,
    calls,
    case_payload,
    drill,
    matrix,
    question,
)
from tests.factories.exercises import identity, make_content, right_events
from tests.support.signing_in import sign_in_directly
from tests.support.world import make_world

S = "/sessions/spring-2026/exercises"
DRILL, MATRIX, CALLS = "tide-source-grading", "tide-association-matrix", "tide-telephone-records"
KEYS = (DRILL, MATRIX, CALLS)
SECRET = "Secretword"


def asked(key, answer, kind="number", **computed):
    """A question whose answer follows from the table."""
    return question(key, kind, answer=answer, **{"from": computed})


def tasks(**more):
    """The activities of the three kinds, each assessed, so that marks wait for their release."""
    why = {"en": f"{SECRET} why."}
    sim = {"en": "Who held the SIM"}
    questions = [
        asked("how-often", "6", what="calls", a=TATE, b=ROOK) | {"points": 2, "why": why},
        asked("whom", [LIND], "choose", what="chain_ends", a=TATE, b=ROOK, minutes=10),
        asked("shared", [CAB], "list", what="common", numbers=[TATE, ROOK]),
        asked("when", {"from": "22:00", "to": "23:00"}, "window", what="busiest_hours", a=TATE)
        | {"clock": "local"},
        question(
            "who",
            "choice",
            options=[
                {"key": f"{SECRET.lower()}-a", "text": {"en": "Tate"}},
                {"key": f"{SECRET.lower()}-b", "text": sim, "correct": True, "feedback": why},
            ],
        ),
    ]
    terms = {"purpose": "assessed", **more}
    return {
        "tide": case_payload(),
        DRILL: drill(
            items=[{"report": code, "why": why} for code in ("R01", "R02", "R03")], **terms
        ),
        MATRIX: matrix(**terms),
        CALLS: calls(*questions, **terms),
    }


@pytest.fixture
def world(app):
    with transaction():
        content = make_content(**tasks())
        content.body = {
            **content.body,
            "course": {**content.body["course"], "exercises": ["tide", *KEYS]},
        }
        return make_world(content)


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


@pytest.fixture
def trainer(app, world):
    return sign_in_directly(app.test_client(), world.people["trainer"])


def begin(client, key):
    answer = client.post(f"{S}/{key}/")
    return re.search(r"attempts/([0-9a-f-]{36})/sheet", answer.location)[1]


def work(client, attempt_id):
    return client.get(f"{S}/attempts/{attempt_id}/sheet")


def send(client, attempt_id, **fields):
    return client.post(f"{S}/attempts/{attempt_id}/sheet", data=fields)


def tokens(page):
    return list(dict.fromkeys(re.findall(r'data-question="([0-9a-f]{16})"', page)))


def hand_in(client, attempt_id):
    return client.get(send(client, attempt_id, hand_in="1", sure="1").location)


@pytest.mark.parametrize("key", KEYS)
def test_the_list_and_the_way_in(mine, key):
    assert f"{S}/{key}/" in mine.get(f"{S}/").text
    assert "Begin attempt 1" in mine.get(f"{S}/{key}/").text


@pytest.mark.parametrize("key", KEYS)
def test_nothing_of_the_key_reaches_the_page_before_release(mine, who, key):
    attempt_id = begin(mine, key)
    page = work(mine, attempt_id).text
    state = mine.get(f"/api/v1/attempts/{attempt_id}").text
    for text in (page, state):
        assert SECRET.lower() not in text.lower()
    known = activity(queries.attempt_head(uuid.UUID(attempt_id), actor=who.a).head, key)
    shown = str(known.kind.public_view(known.spec, "seed"))
    assert SECRET.lower() not in shown.lower()
    if key == DRILL:
        # the provider's grade and handling are the key of the drill
        assert "Grade of the provider" not in page
        assert all(
            one["report"]["grade"] is None
            for one in known.kind.public_view(known.spec, "seed")["items"]
        )
    if key == MATRIX:
        assert "D1" not in shown
        assert "distractor" not in shown
    waits = hand_in(mine, attempt_id).text
    assert "The marks are not released yet" in waits
    assert SECRET.lower() not in waits.lower()


def test_a_drill_by_plain_forms(mine, who, world):
    attempt_id = begin(mine, DRILL)
    first, second, _third = tokens(work(mine, attempt_id).text)
    fields = {
        f"{first}-asked": "1",
        f"{first}-source": "A",
        f"{first}-information": "2",
        f"{first}-handling": "H1",
        f"{second}-asked": "1",
        f"{second}-source": "C",
    }
    assert send(mine, attempt_id, **fields).status_code == 302
    page = work(mine, attempt_id).text
    assert "2 of 3 filled" in page
    assert f'name="{first}-source" value="A" checked' in page
    ask = mine.get(send(mine, attempt_id, hand_in="1").location).text
    assert "1 line is not filled." in ask
    hand_in(mine, attempt_id)
    release(world, DRILL)
    marked = mine.get(f"{S}/attempts/{attempt_id}/sheet/marked").text
    assert "2 of 9 points" in marked
    assert "2 is next to the right code 1: half the points." in marked
    assert "H1 is stricter than H0, the right code: half the points." in marked
    assert "Not knowing and knowing it is bad are two things." in marked
    assert f"{SECRET} why." in marked


def release(world, key):
    with transaction():
        services.release(
            actor=identity(world.people["trainer"]),
            course_session_id=world.session_id,
            activity_key=key,
        )


def test_a_matrix_by_plain_forms(mine, world):
    attempt_id = begin(mine, MATRIX)
    page = work(mine, attempt_id).text
    cells = dict(re.findall(r'name="([0-9a-f]{16})-symbol" aria-label="([^"]*)"', page))
    by_names = {names: token for token, names in cells.items()}
    assert len(cells) == 15
    assert "Lantern Stores and Lantern Shop" in by_names
    fields = {f"{token}-symbol": "" for token in cells}
    fields[f"{by_names['Lantern Shop and Tate, Ada']}-symbol"] = "member"
    fields[f"{by_names['Lantern Stores and Lantern Shop']}-symbol"] = "confirmed"
    send(mine, attempt_id, **fields)
    fields[f"{by_names['Lantern Stores and Lantern Shop']}-symbol"] = ""
    send(mine, attempt_id, **fields)
    assert "1 of 15 filled" in work(mine, attempt_id).text
    fields[f"{by_names['Lantern Stores and Lantern Shop']}-symbol"] = "unconfirmed"
    send(mine, attempt_id, **fields)
    assert "13 cells are blank" in mine.get(send(mine, attempt_id, hand_in="1").location).text
    hand_in(mine, attempt_id)
    release(world, MATRIX)
    marked = mine.get(f"{S}/attempts/{attempt_id}/sheet/marked").text
    assert "A trap: the reports do not link these two. It counts twice." in marked
    assert "Another shop." in marked
    assert "Blank. The link is stated in R02." in marked
    assert "links: 1, in the key 3" in marked


def test_calls_by_plain_forms(mine, world):
    attempt_id = begin(mine, CALLS)
    number, choose, names, when, who_ = tokens(work(mine, attempt_id).text)
    fields = {f"{token}-asked": "1" for token in (number, choose, names, when, who_)}
    fields |= {number: "seven", choose: LIND, names: f"{CAB}\n{LIND}"}
    fields |= {f"{when}-from": "20:00", f"{when}-to": "21:00"}
    refused = send(mine, attempt_id, **fields)
    assert refused.status_code == 422
    assert "Write a number." in refused.text
    assert 'value="seven"' in refused.text
    send(mine, attempt_id, **fields | {number: "7"})
    hand_in(mine, attempt_id)
    release(world, CALLS)
    marked = mine.get(f"{S}/attempts/{attempt_id}/sheet/marked").text
    assert "These are the calls in both directions" in marked
    assert "This number does not fit." in marked
    assert "This is so in UTC. The question asks for the local clock." in marked
    assert "22:00 to 23:00 on the local clock" in marked


def test_steps_by_the_api_are_kept_and_strange_ones_refused(mine, who):
    attempt_id = begin(mine, MATRIX)
    (token, *_rest) = tokens(work(mine, attempt_id).text)

    def post(payload):
        event = {"uuid": str(uuid.uuid4()), "sequence": 1, "kind": "answer", "payload": payload}
        return mine.post(f"/api/v1/attempts/{attempt_id}/events", json={"events": [event]})

    good = {"schema": 1, "question": token, "answer": {"symbol": "member"}}
    assert post(good).status_code == 200
    assert post(good | {"answer": None}).status_code == 200
    for bad in (
        good | {"answer": {"symbol": "blue"}},
        good | {"question": "0" * 16},
        good | {"schema": 9},
        good | {"more": 1},
    ):
        assert post(bad).status_code == 422
    assert queries.work(uuid.UUID(attempt_id), actor=who.a).sequence == 2


@pytest.mark.parametrize("key", KEYS)
def test_right_answers_get_everything_and_the_same_mark_again(who, world, key):
    attempt_id = start(who.a, world, key)
    with transaction():
        services.append_events(
            actor=who.a, attempt_id=attempt_id, events=right_events(who.a, attempt_id)
        )
        services.hand_in(actor=who.a, attempt_id=attempt_id)
    first = queries.mark_of(queries.attempt_head(attempt_id, actor=who.trainer), actor=who.trainer)
    assert first.percent == 100
    with transaction():
        services.remark(actor=who.trainer, attempt_id=attempt_id, reason="Once more")
    again = queries.mark_of(queries.attempt_head(attempt_id, actor=who.trainer), actor=who.trainer)
    assert (again.number, again.detail) == (2, first.detail)


def start(actor, world, key):
    with transaction():
        return services.start_attempt(actor=actor, course_session_id=world.session_id, activity=key)


def test_a_trainer_marks_a_line_otherwise_and_it_is_told(mine, trainer, world):
    attempt_id = begin(mine, DRILL)
    hand_in(mine, attempt_id)
    page = trainer.get(f"{S}/attempts/{attempt_id}/sheet/marked").text
    assert "Earns (0 to 3)" in page
    line = f"{S}/attempts/{attempt_id}/marked/line"
    trainer.post(line, data={"line": "R02", "credit": "5", "reason": "Too much"})
    trainer.post(line, data={"line": "R02", "credit": "1.5", "reason": "Said aloud in the room"})
    release(world, DRILL)
    marked = mine.get(f"{S}/attempts/{attempt_id}/sheet/marked").text
    assert "The trainer gave 1.5 points here; the rules give 0." in marked
    assert "Said aloud in the room" in marked
    assert "1.5 of 9 points" in marked
    assert mine.post(line, data={"line": "R02", "credit": "3", "reason": "mine"}).status_code == 404
    back = trainer.post(line, data={"line": "R02", "credit": "", "reason": "By the rules"})
    assert back.status_code == 302
    assert "0 of 9 points" in mine.get(f"{S}/attempts/{attempt_id}/sheet/marked").text


@pytest.mark.parametrize(
    ("query", "words", "absent"),
    [
        ("", ["2019-03-01 20:00:00", "the taxi rank"], []),
        ("look=records&sort=-seconds", ['aria-sort="descending"'], []),
        ("look=records&number=%2B999+700+0009", ["2 calls", "2019-03-04 10:00:00"], ["c1<"]),
        ("look=records&first=2019-03-03&clock=local", ["2019-03-03 01:30:00", "UTC+02:00"], []),
        ("look=frequency", ["Who calls whom", "listed"], []),
        ("look=pattern", ["Calls by weekday (down)", "daybars"], []),
        ("look=chains&minutes=10", ["+999 700 0001 → +999 700 0002 → +999 700 0003"], []),
        ("look=common", ["Common numbers", "+999 700 0009"], []),
        ("look=nonsense&number=x&first=y&minutes=z&page=-4", ["12 calls"], []),
        ("look=records&first=2030-01-01", ["No call fits."], []),
    ],
)
def test_looking_into_the_calls(mine, query, words, absent):
    attempt_id = begin(mine, CALLS)
    answer = mine.get(f"{S}/attempts/{attempt_id}/sheet?{query}")
    assert answer.status_code == 200
    for word in words:
        assert word in answer.text
    for word in absent:
        assert word not in answer.text


def test_the_calls_can_be_looked_into_when_all_is_handed_in(mine, trainer):
    attempt_id = begin(mine, CALLS)
    hand_in(mine, attempt_id)
    for client in (mine, trainer):
        assert (
            "Who calls whom" in client.get(f"{S}/attempts/{attempt_id}/calls?look=frequency").text
        )
    other = begin(mine, DRILL)
    assert mine.get(f"{S}/attempts/{other}/calls").status_code == 404


@pytest.mark.parametrize("key", KEYS)
def test_another_participants_sheet_is_not_found(app, mine, world, key):
    attempt_id = begin(mine, key)
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    for path in ("sheet", "sheet/marked", "calls"):
        assert other.get(f"{S}/attempts/{attempt_id}/{path}").status_code == 404
    assert other.post(f"{S}/attempts/{attempt_id}/sheet", data={}).status_code == 404


def test_pages_of_charts_lead_to_those_of_the_sheet(mine):
    attempt_id = begin(mine, DRILL)
    assert mine.get(f"{S}/attempts/{attempt_id}/").location.endswith("/sheet")
    hand_in(mine, attempt_id)
    assert mine.get(f"{S}/attempts/{attempt_id}/marked").location.endswith("/sheet/marked")
    assert mine.get(f"{S}/attempts/{attempt_id}/sheet").location.endswith("/sheet/marked")


def answer(actor, world, key, answers):
    """Begin, answer lines by their names, hand in."""
    attempt_id = start(actor, world, key)
    events = [
        EventInput(uuid.uuid4(), "answer", {"schema": 1, "question": token, "answer": given})
        for token, given in answers(queries.attempt_head(attempt_id, actor=actor).seed).items()
    ]
    with transaction():
        services.append_events(actor=actor, attempt_id=attempt_id, events=events)
        services.hand_in(actor=actor, attempt_id=attempt_id)
    return attempt_id


def test_the_room_sees_agreement_and_confusions(trainer, who, world):
    def codes(*grades):
        return lambda seed: {
            line_token(seed, line): dict(zip(("source", "information"), grade, strict=True))
            for line, grade in zip(("R01", "R02", "R03"), grades, strict=True)
        }

    answer(who.a, world, DRILL, codes("A1", "C4", "B3"))
    answer(who.b, world, DRILL, codes("A2", "X4", "B2"))
    page = trainer.get(f"{S}/{DRILL}/lines").text
    assert "2 attempts are marked." in page
    assert "5 of 6 exact" in page
    assert "4 of 6 exact" in page
    # information, by hand: right 1 4 2 twice, given 1 4 3 and 2 4 2: observed (1 + 1)/9/6 = 1/27;
    # chance over the margins (1: 1/3, 2: 1/3, 4: 1/3; 1: 1/6, 2: 1/3, 3: 1/6, 4: 1/3):
    # (1/6 * (0 + 1 + 9) + 1/3 * (1 + 0 + 4) + 1/6 * (4 + 1 + 1) + 1/3 * (9 + 4 + 0))/27 = 52/162
    assert found_kappa(who, world) == 1 - Fraction(1, 27) / Fraction(52, 162)
    assert "0.88" in page
    assert '<bdi>Source C</bdi> <span class="muted">× 1</span>' in page


def found_kappa(who, world):
    head = session_head_by_id(world.session_id, who.trainer)
    room = sheet_room(head, DRILL, actor=who.trainer)
    return {one.part: one for one in room.agreements}["information"].kappa


def test_the_room_sees_what_is_not_in_the_key(trainer, who, world):
    def signs(seed):
        return {
            line_token(seed, "E1|E4"): {"symbol": "confirmed"},
            line_token(seed, "E4|D1"): {"symbol": "confirmed"},
        }

    answer(who.a, world, MATRIX, signs)
    page = trainer.get(f"{S}/{MATRIX}/lines").text
    assert "Given, but not in the key" in page
    assert "Lantern Shop and Lantern Stores" in page
    assert "77 %" in page


def test_only_those_who_teach_see_the_room(mine, trainer, count_queries, who, world):
    assert mine.get(f"{S}/{DRILL}/lines").status_code == 404
    assert "Nobody has handed it in yet." in trainer.get(f"{S}/{DRILL}/lines").text
    assert trainer.get(f"{S}/big-case/lines").status_code == 404
    head = session_head_by_id(world.session_id, who.trainer)
    counts = []
    for actor in (who.a, who.b):
        answer(actor, world, DRILL, lambda seed: {line_token(seed, "R01"): {"source": "A"}})
        with count_queries() as number:
            assert sheet_room(head, DRILL, actor=who.trainer).groups == len(counts) + 1
        counts.append(int(number))
    assert counts[0] == counts[1]
