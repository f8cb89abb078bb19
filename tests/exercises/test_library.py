"""The courses that ship: every key is accepted, no wrong choice is, and no key leaves the house."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from lms.courses.formats import parse_package, read_folder
from lms.engines.linkchart.key import Case
from lms.engines.marking.quiz import Quiz, question_token
from lms.engines.marking.types import option_token
from lms.exercises.kinds import CONTENT_KINDS, KINDS
from lms.exercises.kinds.quiz import answer_step

LIBRARY = Path(__file__).resolve().parents[2] / "lms" / "courses" / "library"
SEED = "probe"


def shipped():
    for folder in sorted(path for path in LIBRARY.iterdir() if (path / "course.yaml").exists()):
        content = parse_package(read_folder(folder), CONTENT_KINDS).snapshot.content
        for key, payload in content["activities"].items():
            yield pytest.param((payload, content["banks"]), id=f"{folder.name[:20]}-{key}")


@pytest.fixture(params=list(shipped()), name="activity")
def _activity(request):
    payload, banks = request.param
    kind = KINDS[payload["kind"]]
    return kind, kind.parse(payload, banks).value, payload


def test_its_own_key_gets_full_marks(activity):
    kind, spec, _ = activity
    marked = kind.mark(spec, SEED, kind.model_steps(spec, SEED, share=Fraction(1)))
    assert marked.points == marked.maximum
    assert kind.mark(spec, SEED, []).points == 0


def test_every_model_step_is_accepted_from_a_browser(activity):
    kind, spec, _ = activity
    for step in kind.model_steps(spec, SEED, share=Fraction(1)):
        assert kind.check(spec, SEED, step) == ()


def test_no_single_wrong_choice_earns_anything(activity):
    kind, spec, _ = activity
    if not isinstance(spec, Quiz):
        return  # a chart has no choices
    for question in spec.questions:
        for option in getattr(question, "options", ()):
            if not option.correct:
                chosen = {"chosen": [option_token(SEED, question, option)]}
                step = answer_step(question_token(SEED, question), chosen)
                assert kind.mark(spec, SEED, [step]).points == 0


def test_nothing_of_the_key_is_in_the_public_view(activity):
    kind, spec, payload = activity
    view = json.dumps(kind.public_view(spec, SEED), ensure_ascii=False)
    for secret in secrets_of(spec, payload):
        assert json.dumps(secret, ensure_ascii=False).strip('"') not in view


def secrets_of(spec, payload):
    """Authored words that only the time after release may show."""
    if isinstance(spec, Quiz):
        for question in payload["questions"]:
            words = [question.get("explanation"), *_feedback(question)]
            yield from (text for one in words if one for text in one.values() if len(text) > 12)
        return
    assert isinstance(spec, Case)
    shown = " ".join(text for report in payload["reports"] for text in report["text"].values())
    answers = payload["answers"]
    for part in ("entities", "links", "traps"):
        for entry in answers.get(part, []):
            yield from (entry.get("why") or {}).values()
    for entity in answers["entities"]:
        yield from (name for name in entity["names"] if name not in shown)


def _feedback(question):
    for option in question.get("options", []):
        yield option.get("feedback")
    feedback = question.get("feedback") or {}
    if question["kind"] == "source_grading":
        for part in feedback.values():
            yield from part.values()
    else:
        yield feedback
