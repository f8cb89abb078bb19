"""Nothing that reaches a browser before release tells an answer.

Each quiz is taken twice: as written, and with everything else right and other feedback. Under the
same seed all that the participant gets must be the same, byte for byte: pages, JSON, receipts,
pictures, addresses, sizes.
"""

import re
import uuid

import pytest
import sqlalchemy as sa
import yaml

from lms.core import files
from lms.core.db import db, transaction
from lms.courses.queries.content import media_owner
from lms.courses.services.content import LIBRARY
from lms.engines.marking.kinds import QUESTION_KINDS, model_answer
from lms.engines.marking.quiz import (
    mark_quiz,
    parse_question,
    parse_quiz,
    public_view,
    question_token,
)
from lms.exercises.models import Attempt
from tests.factories.exercises import CANARY, make_content, quiz
from tests.factories.questions import IMAGE, PICTURE, every_kind, other_key, pictures_of
from tests.support.signing_in import sign_in_directly
from tests.support.world import make_world

S = "/sessions/spring-2026/learning"
SEED = "5eed" * 8
# what differs in every run by chance, always of one length
_CHANCE = re.compile(
    r'nonce="[^"]*"|name="csrf-token" content="[^"]*"|name="csrf_token" value="[^"]*"'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}(?=</b>)"
)


def same(text):
    return _CHANCE.sub("", text)


def shipped_questions():
    """All questions of the banks, checks and tests that ship."""
    found = []
    for pattern in ("*/banks/*.yaml", "*/modules/*/quiz.yaml", "*/tests/*.yaml"):
        for path in sorted(LIBRARY.glob(pattern)):
            body = yaml.safe_load(path.read_text(encoding="utf-8"))
            found += body.get("questions", [])
            found += [one for part in body.get("sections", []) for one in part.get("questions", [])]
    return found


def as_quiz(questions, **more):
    return quiz("first-check", **({"purpose": "post_test", "questions": questions} | more))


def stored(payload, images):
    """Content with this quiz, its pictures in the file store."""
    snapshot = make_content(**{"first-check": payload})
    facts = {}
    for image in images:
        row = files.put(
            PICTURE,
            media_type="image/svg+xml",
            owner=media_owner(snapshot.course_id),
            name=image.rpartition("/")[2],
        )
        facts[image] = {"sha256": row.sha256, "bytes": len(PICTURE)}
    snapshot.body = {**snapshot.body, "media": facts}
    return snapshot


def answers_for(payload):
    """Right answers to the quiz as written, as a browser sends them."""
    spec = parse_quiz(payload).value
    return {question_token(SEED, one): model_answer(one, SEED) for one in spec.questions}


def batch(answers):
    return {
        "events": [
            {
                "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
                "sequence": place,
                "kind": "answer",
                "payload": {"schema": 1, "question": name, "answer": answer},
            }
            for place, (name, answer) in enumerate(answers.items(), 1)
        ]
    }


def got(answer):
    """Everything that a browser has of an answer: status, heads, bytes."""
    heads = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("Set-Cookie", "Content-Security-Policy", "Date", "Last-Modified")
    }
    text = answer.get_data(as_text=True)
    answer.close()
    return answer.status_code, same(str(heads)), same(text)


def journey(app, payload, answers, images):
    """Take the quiz up to handing in; all that was sent to the browser, in order."""
    with transaction():
        world = make_world(stored(payload, images))
    mine = sign_in_directly(app.test_client(), world.people["participant"])
    seen = [got(mine.get(f"{S}/")), got(mine.get(f"{S}/checks/first-check"))]
    address = mine.post(f"{S}/checks/first-check").location
    with transaction():
        db.session.execute(sa.update(Attempt).values(seed=SEED))
    api = f"/api/v1/attempts/{address.rpartition('/')[2]}"
    page = mine.get(address)
    pictures = re.findall(r'<img src="([^"]*/pictures/[^"]*)"', page.text)
    assert len(pictures) == len(images)
    seen += [got(page), *(got(mine.get(one)) for one in pictures)]
    for start in range(0, len(answers), 50):
        part = dict(list(answers.items())[start : start + 50])
        seen.append(got(mine.post(f"{api}/events", json=batch(part))))
    seen += [got(mine.get(address)), got(mine.get(api))]
    seen.append(got(mine.post(address, data={"save": "1"})))
    done = mine.post(address, data={"hand_in": "1", "sure": "1"})
    seen += [got(done), got(mine.get(done.location)), got(mine.get(api))]
    seen += [got(mine.get(f"{S}/checks/first-check")), got(mine.get(f"{S}/"))]
    return seen


def two_journeys(test_apps, questions, images=(), **more):
    written = as_quiz(questions, **more)
    changed = as_quiz([other_key(one) for one in questions], **more)
    answers = answers_for(written)
    points = []
    found = []
    for payload in (written, changed):
        app = test_apps("sqlite").fresh()
        with app.app_context():
            found.append(journey(app, payload, answers, images))
            db.session.rollback()
        points.append(mark_quiz(parse_quiz(payload).value, SEED, answers).points)
    assert points[0] > points[1]
    return found


@pytest.mark.parametrize("layout", ["steps", "page"])
def test_no_kind_tells_its_key(test_apps, layout):
    questions = every_kind()
    assert {one["kind"] for one in questions} == QUESTION_KINDS.keys()
    one, other = two_journeys(test_apps, questions, [IMAGE], layout=layout)
    assert [len(text) for _, _, text in one] == [len(text) for _, _, text in other]
    assert one == other
    assert f'"kept":{len(questions)},' in "".join(text for _, _, text in one).replace(" ", "")


def test_no_planted_word_or_file_name_gets_out(test_apps):
    app = test_apps("sqlite").fresh()
    with app.app_context():
        seen = journey(app, as_quiz(every_kind()), {}, [IMAGE])
        db.session.rollback()
    assert len(seen) >= 10
    for _status, heads, text in seen:
        words = f"{heads}{text}".lower()
        assert CANARY.lower() not in words
        assert "73129" not in words
        assert "two-circles" not in words


def test_no_question_that_ships_tells_its_key(test_apps):
    questions = shipped_questions()
    assert len(questions) >= 200
    spots = [one for one in questions if one["kind"] == "hotspot"]
    images = sorted({path for one in spots for path in pictures_of(one).values()})
    for start in range(0, len(questions), 150):
        part = questions[start : start + 150]
        shown = [pictures_of(one)["en"] for one in part if one in spots]
        one, other = two_journeys(test_apps, part, shown)
        assert one == other
        words = " ".join(text for _, _, text in one)
        assert not [image for image in images if image.rpartition("/")[2] in words]


def test_what_is_drawn_does_not_hang_on_what_is_right():
    """The tests that ship draw from banks; other keys in the banks change nothing that is seen."""
    banks = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in LIBRARY.glob("*/banks/*.yaml")
    }
    others = {
        name: {**bank, "questions": [other_key(one) for one in bank["questions"]]}
        for name, bank in banks.items()
    }
    paths = sorted(LIBRARY.glob("*/tests/*.yaml"))
    assert len(paths) >= 2
    for path in paths:
        payload = yaml.safe_load(path.read_text(encoding="utf-8"))
        one, other = (parse_quiz(payload, each).value for each in (banks, others))
        for seed in (SEED, "another", "third"):
            assert public_view(one, seed) == public_view(other, seed)


@pytest.mark.parametrize("question", every_kind(), ids=lambda one: one["kind"])
def test_a_broken_answer_gets_the_same_refusal_whatever_is_right(question):
    """What a refused answer is told depends on its form alone."""
    kind = QUESTION_KINDS[question["kind"]]
    one, other = (parse_question(each).value for each in (question, other_key(question)))
    right = model_answer(one, SEED)
    tries = [{}, [], "x", {"chosen": ["x"]}, {"value": "12 lorries"}, {"text": 7}, {"x": "101"}]
    tries += [{name: value * 40} for name, value in right.items() if isinstance(value, str | list)]
    for raw in (*tries, right):
        assert kind.read(one, SEED, raw).problems == kind.read(other, SEED, raw).problems


def test_the_pictures_of_questions_carry_no_words_of_their_regions():
    for question in shipped_questions():
        if question["kind"] != "hotspot":
            continue
        for language, image in pictures_of(question).items():
            path = next(LIBRARY.glob(f"*/{image}"))
            drawn = path.read_text(encoding="utf-8") if path.suffix == ".svg" else ""
            title = " ".join(re.findall(r"<(?:title|desc)[^>]*>([^<]*)<", drawn))
            labels = [re.escape(region["label"][language]) for region in question["regions"]]
            named = {bool(re.search(rf"\b{label}\b", title, re.IGNORECASE)) for label in labels}
            assert len(named) == 1, question["key"]
            for region in question["regions"]:
                assert region["key"] not in re.findall(r'\b(?:id|class)="([^"]*)"', drawn)
                assert (region.get("feedback") or {}).get(language, "-") not in drawn
            assert not re.search(r"<!--|<metadata|\bdata-", drawn)
