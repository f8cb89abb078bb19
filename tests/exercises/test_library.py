"""The courses that ship: every key is accepted, no wrong choice is, and no key leaves the house."""

import json
from fractions import Fraction
from functools import cache

from lms.courses.formats import Supply, supply_of
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds import model_answer
from lms.engines.marking.quiz import Quiz, mark_question, public_question
from lms.engines.marking.types import HandMark, option_token, token
from lms.exercises.kinds import KINDS, SHEETS
from lms.exercises.kinds.written import written_questions
from tests.factories.courses import shipped

SEED = "probe"
BANK = {"schema": 1, "kind": "quiz"}


@cache
def activities():
    """Every exercise of the course, and each bank as one: kind, what was read, what was written."""
    content = shipped().snapshot.content
    supply = supply_of(content)
    given = [(payload, supply) for payload in content["activities"].values()]
    for name, bank in content["banks"].items():
        whole = {"key": name, "title": bank["title"], "questions": bank["questions"]}
        given.append((BANK | whole, Supply()))
    kinds = [(KINDS[payload["kind"]], payload, lent) for payload, lent in given]
    return [(kind, kind.parse(payload, lent).value, payload) for kind, payload, lent in kinds]


def questions():
    quizzes = [spec for _, spec, _ in activities() if isinstance(spec, Quiz)]
    return [one for quiz in quizzes for one in quiz.questions]


def test_its_own_key_gets_full_marks():
    assert len(activities()) > 20
    for kind, spec, payload in activities():
        steps = kind.model_steps(spec, SEED, share=Fraction(1))
        marked = kind.mark(spec, SEED, steps, full_hands(spec))
        assert marked.points == marked.maximum, payload["key"]
        assert kind.mark(spec, SEED, []).points == 0, payload["key"]


def full_hands(spec):
    """All points of every rubric, where a person marks."""
    return {
        question.key: HandMark({one.key: Fraction(one.points) for one in question.rubric})
        for question in written_questions(spec).values()
    }


def test_every_model_step_is_accepted_from_a_browser():
    for kind, spec, payload in activities():
        for step in kind.model_steps(spec, SEED, share=Fraction(1)):
            assert kind.check(spec, SEED, step) == (), payload["key"]


def test_no_single_wrong_choice_earns_anything():
    for question in questions():
        for option in getattr(question, "options", ()):
            if not option.correct:
                chosen = {"chosen": [option_token(SEED, question, option)]}
                assert mark_question(question, SEED, chosen).mark.points == 0, question.key


def test_no_part_accepts_a_distractor():
    for question in questions():
        model = model_answer(question, SEED)
        for wrong in spoiled(question, public_question(question, SEED), model):
            assert mark_question(question, SEED, wrong).mark.points < question.points, question.key


def spoiled(question, view, model):
    """The right answer with one part put wrong, in every way that the page offers."""
    kind = question.kind
    if kind == "matching":
        yield from _swapped(
            "pairs", model, {left["token"]: view["rights"] for left in view["lefts"]}
        )
    elif kind == "categorise":
        names = {token(SEED, "item", question.key, one.key): one for one in question.items}
        right = {
            name: {token(SEED, "category", question.key, key) for key in one.categories}
            for name, one in names.items()
        }
        offered = {
            name: [one for one in view["categories"] if one["token"] not in right[name]]
            for name in names
        }
        yield from _swapped("items", model, offered)
    elif kind == "cloze":
        yield from _blanks(view, model)
    elif kind == "ordering":
        yield {"order": model["order"][::-1]}
    elif kind == "source_grading":
        for part, codes in view["parts"].items():
            yield from (model | {part: code} for code in codes if code != model[part])
    elif kind in ("numeric", "calculated"):
        yield {"value": "987654321"}


def _blanks(view, model):
    typed = {"text": [{"text": "x"}], "number": [{"value": "987654321"}], "choice": []}
    for blank in view["blanks"]:
        chosen = [{"chosen": one["token"]} for one in blank.get("options", ())]
        for other in (*chosen, *typed[blank["kind"]]):
            if other != model["blanks"][blank["token"]]:
                yield {"blanks": model["blanks"] | {blank["token"]: other}}


def _swapped(name, model, offered):
    for left, rights in offered.items():
        for one in rights:
            if one["token"] != model[name][left]:
                yield {name: model[name] | {left: one["token"]}}


def test_nothing_of_the_key_is_in_the_public_view():
    for kind, spec, payload in activities():
        view = json.dumps(kind.public_view(spec, SEED), ensure_ascii=False)
        for secret in secrets_of(spec, payload):
            assert json.dumps(secret, ensure_ascii=False).strip('"') not in view, payload["key"]


def secrets_of(spec, payload):
    """Authored words that only the time after release may show."""
    if isinstance(spec, Quiz):
        shown = json.dumps(
            [(dict(one.text), one.quote and dict(one.quote.text)) for one in spec.questions]
        )
        for question in spec.questions:
            words = [question.explanation, getattr(question, "model", None)]
            words += [one.feedback for name in _PARTS for one in getattr(question, name, ())]
            words += [one.text for one in getattr(question, "rubric", ())]
            words += [one.label for one in getattr(question, "regions", ())]
            yield from (
                text
                for one in words
                for text in (one or {}).values()
                if len(text) > 30 and text not in shown
            )
        return
    if payload["kind"] in SHEETS:
        yield from _sheet_secrets(payload)
        return
    assert isinstance(spec, Case)
    shown = " ".join(text for report in payload["reports"] for text in report["text"].values())
    answers = payload["answers"]
    for part in ("entities", "links", "traps"):
        for entry in answers.get(part, []):
            yield from (entry.get("why") or {}).values()
    for entity in answers["entities"]:
        yield from (name for name in entity["names"] if name not in shown)


def _sheet_secrets(payload):
    """Reasons, models, what is forbidden, texts that have to be written by oneself."""
    found = [one for name in ("why", "feedback", "statement") for one in _under(payload, name)]
    found.append(payload.get("model"))
    found += [one["label"] for one in payload.get("combinations", ())]
    boxes = (*payload.get("events", ()), *payload.get("steps", ()))
    found += [box["text"] for box in boxes if box.get("given") is False]
    yield from _texts(found)


def _under(value, name):
    """All that stands under a name, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            else:
                yield from _under(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _under(inner, name)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.values()])
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


_PARTS = ("options", "pairs", "decoys", "regions")
