"""Sections and draws from banks, mends of a key, and what a review shows."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.marking.quiz import (
    Show,
    check_answer,
    parse_bank,
    parse_quiz,
    picture_of,
    public_view,
    question_token,
    questions_in_order,
    with_mends,
)
from lms.engines.marking.types import HandMark, option_token
from lms.exercises.kinds.quiz import QuizKind, answer_step
from lms.exercises.kinds.quiz_review import as_shown

from .making import question

CELLS = [(aim, hard) for aim in ("grade", "share") for hard in ("easy", "medium", "hard")]


def plain(key, aim="grade", difficulty="medium", **fields):
    options = [
        {"key": one, "text": {"en": f"{one} of {key}"}, "correct": one == "yes"}
        for one in ("yes", "no", "maybe")
    ]
    head = {"key": key, "kind": "single", "text": {"en": f"Which {key}?"}, "options": options}
    return head | {"aim": aim, "difficulty": difficulty, "points": 2} | fields


def bank(each=4, **fields):
    questions = [
        plain(f"{aim}-{difficulty}-{number}", aim, difficulty)
        for number in range(each)
        for aim, difficulty in CELLS
    ]
    made = {"schema": 1, "kind": "bank", "key": "main", "title": {"en": "Main"}}
    return made | {"questions": questions} | fields


def quiz(*rows, banks=None, **fields):
    made = {"schema": 1, "kind": "quiz", "key": "test", "title": {"en": "Test"}}
    sections = [{"title": {"en": "Part"}, "draw": list(rows)}] if rows else None
    return parse_quiz(made | {"sections": sections} | fields, banks or {"main": bank()})


def row(count, **fields):
    return {"bank": "main", "count": count, **fields}


def keys(spec, seed):
    return [one.key for one in questions_in_order(spec, seed)]


@given(seed=st.text(max_size=10), other=st.text(max_size=10))
@settings(max_examples=30, deadline=None)
def test_forms_share_no_question_and_fill_the_same_blueprint(seed, other):
    drawn = []
    for form, chance in (("a", seed), ("b", other)):
        rows = [
            row(count, aim=aim, difficulty=difficulty, form=form)
            for (aim, difficulty), count in zip(CELLS, (1, 2, 1, 2, 1, 2), strict=True)
        ]
        spec = quiz(*rows).value
        found = questions_in_order(spec, chance)
        assert found == questions_in_order(spec, chance)
        assert len({one.key for one in found}) == spec.length == 9
        assert sum(one.points for one in found) == spec.maximum == 18
        drawn.append(found)
    first, second = ({one.key for one in found} for found in drawn)
    assert not first & second
    cells = [Counter((one.aim, one.difficulty) for one in found) for found in drawn]
    assert cells[0] == cells[1] == Counter(dict(zip(CELLS, (1, 2, 1, 2, 1, 2), strict=True)))


@given(seed=st.text(max_size=10))
@settings(max_examples=30, deadline=None)
def test_rows_that_may_draw_the_same_never_do(seed):
    spec = quiz(row(4, aim="grade"), row(4, difficulty="easy"), row(16)).value
    found = questions_in_order(spec, seed)
    assert len({one.key for one in found}) == 24
    assert sum(one.aim == "grade" for one in found) >= 4


def test_draws_differ_from_attempt_to_attempt_and_each_question_has_its_chance():
    spec = quiz(row(2, aim="grade", difficulty="easy")).value
    counts = Counter(key for number in range(400) for key in keys(spec, f"seed {number}"))
    assert len(counts) == 4
    assert all(150 < count < 250 for count in counts.values())


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([row(5, aim="grade", difficulty="easy")], "sections[0].draw[0].count"),
        ([row(3, aim="grade", difficulty="easy", form="a")], "sections[0].draw[0].count"),
        (
            [row(4, difficulty="easy"), row(1, aim="grade", difficulty="easy")],
            "sections[0].draw[1].count",
        ),
        ([row(1, aim="none")], "sections[0].draw[0].count"),
        ([row(1) | {"bank": "other"}], "sections[0].draw[0].bank"),
        ([row(1, form="c")], "sections[0].draw[0].form"),
        ([row(1, difficulty="mild")], "sections[0].draw[0].difficulty"),
    ],
)
def test_rows_that_cannot_be_drawn_are_told(rows, path):
    assert [problem.path for problem in quiz(*rows).problems] == [path]


def test_a_row_draws_from_questions_of_equal_points_only():
    mixed = bank(questions=[plain("one"), plain("two", points=3), plain("three", aim="share")])
    found = quiz(row(1), banks={"main": mixed})
    assert [problem.path for problem in found.problems] == ["sections[0].draw[0].bank"]
    assert "2, 3" in found.problems[0].message.english()
    assert quiz(row(1, aim="share"), banks={"main": mixed}).value.maximum == 2


def test_a_bank_with_faults_is_told_at_the_row_and_in_the_bank():
    bad = bank(questions=[plain("one"), plain("one")])
    assert [one.path for one in parse_bank(bad).problems] == ["questions[1].key"]
    found = quiz(row(1), banks={"main": bad})
    assert [one.path for one in found.problems] == ["sections[0].draw[0].bank"]


def test_sections_keep_their_order_and_name_their_questions():
    sections = [
        {"title": {"en": "One"}, "questions": [plain("x"), plain("y")], "draw": [row(2)]},
        {"instructions": {"en": "Read first."}, "questions": [plain("z")]},
    ]
    spec = quiz(sections=sections, layout="page", show=["marks"]).value
    view = public_view(spec, "seed")
    names = [name for section in view["sections"] for name in section["questions"]]
    assert names == [one["token"] for one in view["questions"]]
    assert [len(section["questions"]) for section in view["sections"]] == [4, 1]
    assert (view["layout"], spec.show) == ("page", {Show.MARKS})
    assert keys(quiz(sections=sections, shuffle=False).value, "seed")[:2] == ["x", "y"]
    undrawn = next(one for one in spec.questions if one.key not in keys(spec, "seed"))
    assert check_answer(spec, "seed", question_token("seed", undrawn), {"chosen": []})
    assert {one.path for one in quiz(sections=sections, questions=[plain("w")]).problems} == {
        "questions"
    }
    twice = [{"questions": [plain("grade-easy-0")], "draw": [row(1)]}]
    assert [one.path for one in quiz(sections=twice).problems] == ["sections[0].questions"]


def test_pictures_are_served_by_the_token_of_the_attempt():
    picture = question("hotspot", 1, 2)
    spec = quiz(questions=[picture], sections=None).value
    name = public_view(spec, "seed")["questions"][0]["picture"]
    assert picture_of(spec, "seed", name) == picture["image"]
    assert picture_of(spec, "other", name) is None
    paths = {"en": "media/x.svg", "ur": "media/x.ur.svg"}
    spec = quiz(questions=[picture | {"image": paths}], sections=None).value
    names = public_view(spec, "seed")["questions"][0]["picture"]
    assert {one: picture_of(spec, "seed", name) for one, name in names.items()} == paths
    assert len({len(name) for name in names.values()}) == 1


def answered(spec, seed, **chosen):
    steps = []
    for one in questions_in_order(spec, seed):
        wanted = [option for option in one.options if option.key == chosen.get(one.key)]
        if wanted:
            answer = {"chosen": [option_token(seed, one, wanted[0])]}
            steps.append(answer_step(question_token(seed, one), answer))
    return steps


def test_a_mended_key_marks_again_what_was_answered():
    kind, spec = QuizKind(), quiz(questions=[plain("x"), plain("y"), plain("z")], sections=None)
    steps = answered(spec.value, "seed", x="yes", y="no", z="maybe")
    assert kind.mark(spec.value, "seed", steps).points == 2
    other = plain("y")
    for option in other["options"]:
        option["correct"] = option["key"] == "no"
        option["feedback"] = {"en": "mended"}
    mended = with_mends(spec.value, {"y": other | {"difficulty": "hard"}, "z": {"void": True}})
    assert mended.problems == ()
    marked = kind.mark(mended.value, "seed", steps)
    assert (marked.points, marked.maximum) == (6, 6)
    assert public_view(mended.value, "seed") == public_view(spec.value, "seed")
    lines = {one.key: one for one in kind.explain(mended.value, "seed", steps, marked.detail)}
    assert lines["y"].parts[0].feedback == {"en": "mended"}
    assert lines["z"].withdrawn and lines["z"].answer and not lines["z"].solution
    assert "withdrawn" in lines["z"].parts[0].reason.english()
    assert mended.value.questions[1].difficulty == "medium"


@pytest.mark.parametrize(
    ("name", "mend", "path"),
    [
        ("x", plain("x", points=3), "x"),
        ("x", plain("x", text={"en": "Which then?"}), "x"),
        ("x", plain("x") | {"options": plain("x")["options"][:2]}, "x"),
        ("x", plain("y"), "x.key"),
        ("x", question("ordering", 1, 1, "x"), "x.kind"),
        ("x", plain("x") | {"options": []}, "x.options"),
        ("w", plain("w"), "w"),
        ("x", None, "x"),
    ],
)
def test_mends_that_change_what_was_shown_are_refused(name, mend, path):
    spec = quiz(questions=[plain("x"), plain("y")], sections=None).value
    found = with_mends(spec, {name: mend})
    assert found.value is None
    assert path in [problem.path for problem in found.problems]


def test_drawn_questions_can_be_withdrawn_and_the_draw_stays():
    spec = quiz(row(3)).value
    drawn = keys(spec, "seed")
    mended = with_mends(spec, {drawn[0]: {"void": True}}).value
    assert keys(mended, "seed") == drawn
    assert QuizKind().mark(mended, "seed", []).points == 2


def test_a_quiz_with_an_essay_waits_and_then_holds_the_trainers_word():
    kind = QuizKind()
    spec = quiz(questions=[question("essay", 1, 1, "e"), plain("x")], sections=None).value
    steps = [*kind.model_steps(spec, "seed", share=Fraction(1))]
    waiting = kind.mark(spec, "seed", steps)
    assert (waiting.pending, waiting.points, waiting.maximum) == (True, 2, 8)
    told = {one.key: one for one in kind.explain(spec, "seed", steps, waiting.detail)}
    assert (told["e"].pending, told["e"].outcome) == (True, "waits")
    hand = {"e": HandMark({"canary-what": Fraction(1), "canary-why": Fraction(0)}, "Too short.")}
    done = kind.mark(spec, "seed", steps, hand)
    assert (done.pending, done.points) == (False, 3)
    told = {one.key: one for one in kind.explain(spec, "seed", steps, done.detail)}
    assert told["e"].comment == "Too short."
    assert told["e"].answer["text"].startswith("canary")


def test_a_quiz_never_falls_below_nothing():
    sure = plain("c") | {"kind": "confidence", "points": 4}
    spec = quiz(questions=[sure, plain("x")], sections=None).value
    wrong = answered(spec, "seed", c="no", x="yes")
    wrong = [
        answer_step(step.payload["question"], step.payload["answer"] | {"certainty": 3})
        if "certainties" in view
        else step
        for step, view in zip(wrong, public_view(spec, "seed")["questions"], strict=True)
    ]
    marked = QuizKind().mark(spec, "seed", wrong)
    assert marked.points == 0
    told = {one.key: one for one in QuizKind().explain(spec, "seed", wrong, marked.detail)}
    assert (told["c"].points, told["c"].certainty, told["x"].certainty) == (-8, 3, None)


def test_a_review_shows_what_the_author_lets_it_show():
    payload = plain("m") | {"kind": "multiple", "explanation": {"en": "Because."}}
    spec = quiz(questions=[payload], sections=None).value
    steps = answered(spec, "seed", m="no")
    detail = QuizKind().mark(spec, "seed", steps).detail
    whole = QuizKind().explain(spec, "seed", steps, detail)
    assert as_shown(whole, spec.show) == whole
    assert len(whole[0].parts) == 3
    (bare,) = as_shown(whole, {Show.MARKS})
    assert (bare.parts, bare.solution, bare.explanation) == ((), (), None)
    assert bare.points == 0
    (reasons,) = as_shown(whole, {Show.REASONS})
    assert [part.subject["en"] for part in reasons.parts] == ["no of m"]
    assert reasons.points is None and reasons.parts[0].points is None


def test_details_of_the_first_schema_are_still_told():
    spec = quiz(questions=[plain("x")], sections=None).value
    old = {
        "schema": 1,
        "questions": [
            {
                "question": question_token("seed", spec.questions[0]),
                "key": "x",
                "outcome": "wrong",
                "points": "0",
                "maximum": "2",
                "parts": [
                    {
                        "subject": {"en": "no of x"},
                        "outcome": "wrong",
                        "points": "0",
                        "reason": {"msg": "This is not the answer.", "values": {}},
                        "feedback": None,
                    }
                ],
                "solution": [{"en": "yes of x"}],
                "explanation": None,
            }
        ],
    }
    (told,) = QuizKind().explain(spec, "seed", [], old)
    assert (told.points, told.solution, told.parts[0].maximum) == (0, ({"en": "yes of x"},), None)
