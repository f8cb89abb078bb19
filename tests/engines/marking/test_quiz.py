"""Quizzes: what reaches the browser, what is refused, and what answers earn."""

import copy
import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.quiz import (
    check_answer,
    mark_quiz,
    parse_quiz,
    public_view,
    question_token,
)
from lms.engines.marking.types import Outcome, option_token

from .quizzes import HALF, QUIZ

SEED = "seed-1"


@pytest.fixture(scope="module", name="quiz")
def _quiz():
    parsed = parse_quiz(QUIZ)
    assert parsed.problems == ()
    return parsed.value


def question(quiz, kind):
    return next(q for q in quiz.questions if q.kind == kind)


def chosen(quiz, kind, *keys, seed=SEED):
    """An answer by the author's option names, as the browser would send it."""
    asked = question(quiz, kind)
    tokens = [option_token(seed, asked, o) for o in asked.options if o.key[7:] in keys]
    return {"chosen": tokens}


def points(quiz, kind, raw):
    asked = question(quiz, kind)
    known = QUESTION_KINDS[kind]
    answered = known.read(asked, SEED, raw)
    assert answered.problems == ()
    return known.mark(asked, answered.answer).points


def full_key(quiz, seed=SEED):
    answers = {
        "single": chosen(quiz, "single", "a", seed=seed),
        "multiple": chosen(quiz, "multiple", "a", "b", seed=seed),
        "source_grading": {"source": "B", "information": "2"},
        "numeric": {"value": "70271"},
        "short_text": {"text": "Circular-Reporting  CANARY"},
    }
    return {question_token(seed, question(quiz, kind)): raw for kind, raw in answers.items()}


def test_the_kinds_of_these_tests_are_known(quiz):
    assert {q.kind for q in quiz.questions} <= set(QUESTION_KINDS)


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_nothing_of_the_key_is_in_the_public_view(seed):
    view = json.dumps(public_view(parse_quiz(QUIZ).value, seed))
    assert "canary" not in view
    assert "correct" not in view
    assert "70271" not in view
    assert "answer" not in view


def test_tokens_and_order_differ_from_attempt_to_attempt(quiz):
    views = [public_view(quiz, f"seed {i}") for i in range(30)]
    orders = {tuple(o["text"]["en"] for o in _single(view)["options"]) for view in views}
    assert len(orders) > 3
    tokens = [o["token"] for view in views for o in _single(view)["options"]]
    assert len(set(tokens)) == len(tokens)
    assert public_view(quiz, "seed 1") == views[1]


def _single(view):
    return next(q for q in view["questions"] if q["kind"] == "single")


def test_the_key_gets_full_marks_and_nothing_gets_none(quiz):
    assert mark_quiz(quiz, SEED, full_key(quiz)).points == quiz.maximum == 10
    empty = mark_quiz(quiz, SEED, {})
    assert empty.points == 0
    assert {item.mark.outcome for item in empty.questions} == {Outcome.BLANK}


@pytest.mark.parametrize(
    ("keys", "share"),
    [
        (("a", "b"), 1),
        (("a",), HALF),
        (("a", "b", "c"), HALF),
        (("a", "c"), 0),
        (("c",), 0),
        (("a", "b", "c", "d"), 0),
    ],
)
def test_multiple_choice_gives_shares(quiz, keys, share):
    assert points(quiz, "multiple", chosen(quiz, "multiple", *keys)) == 3 * Fraction(share)


@given(st.sets(st.sampled_from("abcd")), st.sampled_from("cd"))
@settings(max_examples=30, deadline=None)
def test_adding_a_wrong_choice_never_helps(keys, wrong):
    quiz = parse_quiz(QUIZ).value
    fewer = points(quiz, "multiple", chosen(quiz, "multiple", *(keys - {wrong})))
    more = points(quiz, "multiple", chosen(quiz, "multiple", *keys, wrong))
    assert 0 <= more <= fewer <= 3


@pytest.mark.parametrize(
    ("source", "information", "earned"),
    [
        ("B", "2", 2),
        ("A", "2", Fraction(3, 2)),
        ("C", "1", 1),
        ("X", "2", 1),
        ("B", "4", 1),
        ("X", "4", 0),
        ("", "2", 1),
    ],
)
def test_source_and_information_are_marked_apart(quiz, source, information, earned):
    raw = {"source": source, "information": information}
    assert points(quiz, "source_grading", raw) == earned


def test_not_knowing_is_no_neighbour_of_any_letter():
    payload = copy.deepcopy(QUIZ)
    payload["questions"][2]["answer"]["source"] = "X"
    quiz = parse_quiz(payload).value
    for letter in "ABC":
        assert points(quiz, "source_grading", {"source": letter}) == 0


@pytest.mark.parametrize(
    ("written", "earned"),
    [
        ("70271", 2),
        ("70 272", 2),
        ("70,271.5", 2),
        ("۷۰۲۷۱", 2),
        ("70271 %", 2),
        ("70275", 1),
        ("70277", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(quiz, written, earned):
    assert points(quiz, "numeric", {"value": written}) == earned


@pytest.mark.parametrize(
    ("written", "earned"),
    [
        ("circular reporting canary", 2),
        ("CIRCULAR–REPORTING canary", 2),
        ("circular reportin canary", 1),
        ("circulair reporting canary", 1),
        ("reporting", 0),
    ],
)
def test_words_are_folded_and_slips_told(quiz, written, earned):
    assert points(quiz, "short_text", {"text": written}) == earned


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("single", {"chosen": ["canary-a"]}),
        ("single", {"chosen": "x"}),
        ("single", None),
        ("multiple", {"chosen": [["x"]]}),
        ("source_grading", {"source": "A1"}),
        ("source_grading", []),
        ("numeric", {"value": "many"}),
        ("numeric", {"value": "1" * 400}),
        ("short_text", {"text": "x" * 201}),
        ("short_text", {"text": 5}),
    ],
)
def test_answers_that_are_none_are_refused_and_count_as_blank(quiz, kind, raw):
    name = question_token(SEED, question(quiz, kind))
    if raw is not None:
        assert check_answer(quiz, SEED, name, raw)
    marks = mark_quiz(quiz, SEED, {name: raw}).questions
    assert next(m for m in marks if m.question.kind == kind).mark.points == 0


def test_two_choices_of_one_are_refused(quiz):
    raw = chosen(quiz, "single", "a", "b")
    assert check_answer(quiz, SEED, question_token(SEED, question(quiz, "single")), raw)


def test_a_question_of_another_attempt_is_refused(quiz):
    assert check_answer(quiz, SEED, question_token("other", question(quiz, "single")), {})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["chosen", "source", "information", "value", "text"]), inner
            )
        ),
        max_leaves=6,
    )
)
@settings(max_examples=30, deadline=None)
def test_whatever_arrives_a_mark_is_in_bounds_and_repeatable(raw):
    quiz = parse_quiz(QUIZ).value
    answers = {question_token(SEED, q): raw for q in quiz.questions}
    mark = mark_quiz(quiz, SEED, answers)
    assert 0 <= mark.points <= mark.maximum
    assert mark == mark_quiz(quiz, SEED, answers)


def test_every_fault_of_a_quiz_is_told_at_once_with_its_place():
    bad = copy.deepcopy(QUIZ)
    bad["questions"][0]["options"][1]["correct"] = True
    bad["questions"][1]["options"] = bad["questions"][1]["options"][:1]
    bad["questions"][2]["answer"]["source"] = "Z"
    bad["questions"][3]["answer"]["value"] = 7.5
    bad["questions"][4] |= {"key": "canary-single", "colour": "red"}
    bad["questions"].append({"key": "x", "kind": "riddle", "text": {"en": "?"}})
    bad["pass_mark"] = 101
    bad["title"] = {"ur": "x"}
    paths = [problem.path for problem in parse_quiz(bad).problems]
    assert set(paths) == {
        "title",
        "pass_mark",
        "questions[0].options",
        "questions[1].options",
        "questions[2].answer.source",
        "questions[3].answer.value",
        "questions[4].key",
        "questions[4].colour",
        "questions[5].kind",
    }


def test_tests_wait_for_release_and_practice_does_not():
    assert parse_quiz(QUIZ).value.review == "at_once"
    assert parse_quiz({**QUIZ, "purpose": "post_test"}).value.review == "released"
