"""The courses that ship: every key is accepted, no wrong choice is, and no key leaves the house."""

import json
from fractions import Fraction
from functools import cache

from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds import model_answer
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.engines.marking.quiz import Quiz, mark_question, public_question
from lms.engines.marking.types import HandMark, option_token, token
from lms.exercises.kinds import KINDS
from tests.factories.courses import shipped

SEED = "probe"
BANK = {"schema": 1, "kind": "quiz"}


@cache
def activities():
    """Every exercise of the course, and each bank as one: kind, what was read, what was written."""
    content = shipped().snapshot.content
    given = [(payload, content["banks"]) for payload in content["activities"].values()]
    for name, bank in content["banks"].items():
        whole = {"key": name, "title": bank["title"], "questions": bank["questions"]}
        given.append((BANK | whole, {}))
    kinds = [(KINDS[payload["kind"]], payload, banks) for payload, banks in given]
    return [(kind, kind.parse(payload, banks).value, payload) for kind, payload, banks in kinds]


def questions():
    return [one for _, spec, _ in activities() for one in getattr(spec, "questions", ())]


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
        for question in getattr(spec, "questions", ())
        if isinstance(question, EssayQuestion)
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
    assert isinstance(spec, Case)
    shown = " ".join(text for report in payload["reports"] for text in report["text"].values())
    answers = payload["answers"]
    for part in ("entities", "links", "traps"):
        for entry in answers.get(part, []):
            yield from (entry.get("why") or {}).values()
    for entity in answers["entities"]:
        yield from (name for name in entity["names"] if name not in shown)


_PARTS = ("options", "pairs", "decoys", "regions")
