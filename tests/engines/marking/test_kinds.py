"""What answers to each kind earn, in values."""

from fractions import Fraction

import pytest

from lms.engines.marking.kinds import model_answer
from lms.engines.marking.kinds.hotspot import Hotspot
from lms.engines.marking.quiz import mark_question, parse_question, public_question
from lms.engines.marking.types import HandMark, Outcome

from .making import renamed, tokens

SEED = "seed"
HALF = Fraction(1, 2)


def en(words):
    return {"en": words}


def made(kind, points, **fields):
    text = fields.pop("text", en("What?"))
    found = parse_question({"key": "q", "kind": kind, "points": points, "text": text, **fields})
    assert found.problems == ()
    return found.value


def faults(kind, **fields):
    payload = {"key": "q", "kind": kind, "text": en("What?"), **fields}
    return {problem.path for problem in parse_question(payload).problems}


def mark(asked, raw, hand=None):
    """The mark of an answer that is written in the words that a person sees."""
    names = {seen: name for name, seen in tokens(public_question(asked, SEED)).items()}
    assert not isinstance(raw, dict) or raw
    return mark_question(asked, SEED, renamed(raw, names), hand=hand).mark


def option(text, correct=False):
    return {"key": text, "text": en(text), "correct": correct, "feedback": en(f"about {text}")}


@pytest.mark.parametrize(
    ("chosen", "certainty", "earned"),
    [
        ("yes", 3, 3),
        ("yes", 2, 2),
        ("yes", 1, 1),
        ("yes", None, 1),
        ("no", 1, 0),
        ("no", 2, -2),
        ("no", 3, -6),
        ("no", None, 0),
    ],
)
def test_certainty_pays_where_right_and_costs_where_wrong(chosen, certainty, earned):
    asked = made("confidence", 3, options=[option("yes", True), option("no")])
    got = mark(asked, {"chosen": [f"options {chosen}"], "certainty": certainty})
    assert got.points == earned
    assert got.parts[0].feedback == en(f"about {chosen}")


@pytest.mark.parametrize("certainty", [0, 4, "3", True, 2.0])
def test_a_certainty_that_is_none_is_refused(certainty):
    asked = made("confidence", 3, options=[option("yes", True), option("no")])
    raw = {**model_answer(asked, SEED), "certainty": certainty}
    assert mark_question(asked, SEED, raw).mark.outcome is Outcome.BLANK


WEIGHT = {
    "answer": {"value": "38", "tolerance": "0.5", "unit": "kg"},
    "near": {"tolerance": "2"},
    "units": [{"unit": "g", "factor": "0.001"}, {"unit": "t", "factor": "1000"}],
}


@pytest.mark.parametrize(
    ("written", "earned", "asked_for"),
    [
        ("38", 4, 3),
        ("38 kg", 4, 4),
        ("38KG", 4, 4),
        ("38 500 g", 4, 4),
        ("0.038 t", 4, 4),
        ("٣٨ kg", 4, 4),
        ("36 kg", 2, 2),
        ("36", 2, 1),
        ("38 lb", None, 3),
        ("12 lb", None, 0),
        ("76/2 kg", 4, 4),
        ("38 kg 5", None, None),
    ],
)
def test_units_are_converted_and_cost_where_they_are_asked_for(written, earned, asked_for):
    plain = made("numeric", 4, **WEIGHT)
    strict = made("numeric", 4, **WEIGHT, unit_cost="1/4")
    for asked, owed in ((plain, earned), (strict, asked_for)):
        got = mark(asked, {"value": written})
        assert (None if got.outcome is Outcome.BLANK else got.points) == owed
    assert public_question(plain, SEED)["unit"] == "kg"
    assert public_question(strict, SEED)["unit"] == ""
    assert public_question(strict, SEED)["asks_unit"] is True


def test_units_that_differ_in_case_alone_are_kept_apart():
    asked = made(
        "numeric",
        1,
        answer={"value": "5", "unit": "MW"},
        units=[{"unit": "mW", "factor": "0.000000001"}],
    )
    assert mark(asked, {"value": "5 MW"}).points == 1
    assert mark(asked, {"value": "5 mW"}).points == 0
    assert mark(asked, {"value": "5 mw"}).outcome is Outcome.BLANK


def test_a_calculated_question_shows_its_numbers_and_works_them_out_exactly():
    asked = made(
        "calculated",
        2,
        text=en("{n} lorries carry {m} boxes. {n} more come."),
        quote={"source": en("Report"), "text": en("Each of the {n} was seen.")},
        parameters=[
            {"key": "n", "low": 2, "high": 9},
            {"key": "m", "low": 10, "high": 90, "step": 10},
        ],
        formula="n * m * 0.1 / (n + 1)",
        tolerance="0.01",
    )
    seen = set()
    for number in range(40):
        view = public_question(asked, f"seed {number}")
        words = view["text"]["en"].split()
        lorries, boxes = [int(word) for word in words if word.isdigit()][:2]
        assert view["quote"]["text"]["en"] == f"Each of the {lorries} was seen."
        assert 2 <= lorries <= 9 and boxes % 10 == 0
        seen.add((lorries, boxes))
        right = Fraction(lorries * boxes, 10 * (lorries + 1))
        near = {"value": f"{float(right):.3f}"}
        assert mark_question(asked, f"seed {number}", near).mark.points == 2
        off = {"value": f"{float(right) + 0.02:.3f}"}
        assert mark_question(asked, f"seed {number}", off).mark.points == 0
    assert len(seen) > 20


@pytest.mark.parametrize(
    ("formula", "path"),
    [
        ("n ** 2", "formula"),
        ("abs(n)", "formula"),
        ("n.real", "formula"),
        ("n if n else 1", "formula"),
        ("1e9 * n", "formula"),
        ("n // 2", "formula"),
        ("'a' * n", "formula"),
        ("n * k", "formula"),
        ("1 / (n - 3)", "formula"),
        ("(" * 90 + "n" + ")" * 90, None),
        ("(" * 150 + "n", "formula"),
    ],
)
def test_formulas_hold_numbers_and_four_signs_only(formula, path):
    found = faults(
        "calculated",
        text=en("{n}"),
        parameters=[{"key": "n", "low": 2, "high": 9}],
        formula=formula,
    )
    assert found == ({path} if path else set())


def test_every_language_shows_every_parameter():
    text = {"en": "{n} and {x}", "ur": "none"}
    parameters = [{"key": "n", "low": 2, "high": 9}]
    found = faults("calculated", text=text, parameters=parameters, formula="n")
    assert found == {"text.en", "text.ur"}


PAIRS = [
    {"key": "p", "left": en("smuggler"), "right": en("border"), "feedback": en("word p")},
    {"key": "q", "left": en("trafficker"), "right": en("person"), "feedback": en("word q")},
    {"key": "r", "left": en("facilitator"), "right": en("border")},
]
DECOYS = [{"key": "d", "text": en("notice"), "feedback": en("word d")}]


def test_pairs_earn_equal_shares_and_equal_rights_are_one():
    asked = made("matching", 3, pairs=PAIRS, decoys=DECOYS)
    view = public_question(asked, SEED)
    assert sorted(one["text"]["en"] for one in view["rights"]) == ["border", "notice", "person"]
    joined = {"smuggler": "border", "trafficker": "notice", "facilitator": "border"}
    got = mark(asked, {"pairs": {f"lefts {k}": f"rights {v}" for k, v in joined.items()}})
    assert got.points == 2
    assert [part.points for part in got.parts] == [1, 0, 1]
    assert got.parts[1].feedback == en("word d")
    assert got.parts[1].reason.english() == "You chose: notice. It belongs with: person."
    other = mark(asked, {"pairs": {"lefts smuggler": "rights person"}})
    assert other.parts[0].feedback == en("word p")
    assert [part.outcome for part in other.parts] == ["wrong", "blank", "blank"]


@pytest.mark.parametrize(
    ("order", "pairs", "earned"),
    [
        ("abcd", 6, 6),
        ("abdc", 5, 4),
        ("bacd", 5, 4),
        ("badc", 6, 6),  # accepted too
        ("dabc", 3, 0),
        ("bdac", 5, 4),
        ("dcba", 2, 0),
        ("abc", 3, 0),
        ("abd", 3, 0),
    ],
)
def test_orders_earn_by_pairs_the_right_way_round(order, pairs, earned):
    items = [{"key": key, "text": en(key)} for key in "abcd"]
    asked = made("ordering", 6, items=items, accepted=[["b", "a", "d", "c"]], feedback=en("word"))
    got = mark(asked, {"order": [f"items {key}" for key in order]})
    assert got.points == earned
    assert got.parts[0].reason.english().startswith(f"{pairs} of 6 pairs")
    assert (got.parts[0].feedback is None) == (earned == 6)


def test_things_may_fit_two_categories():
    asked = made(
        "categorise",
        3,
        categories=[{"key": key, "text": en(key)} for key in ("raw", "graded", "product")],
        items=[
            {"key": "a", "text": en("a tip"), "category": "raw", "feedback": en("word a")},
            {"key": "b", "text": en("a B2"), "category": ["graded", "product"]},
            {"key": "c", "text": en("an alert"), "category": ["product"]},
        ],
    )
    placed = {"a tip": "graded", "a B2": "product", "an alert": "product"}
    got = mark(asked, {"items": {f"items {k}": f"categories {v}" for k, v in placed.items()}})
    assert got.points == 2
    assert got.parts[0].feedback == en("word a")
    wrong = mark(asked, {"items": {"items a B2": "categories raw"}})
    assert "graded or product" in wrong.parts[1].reason.english()


CLOZE = {
    "passage": {"en": "Graded [[a]], [[b]] times, by [[c]].", "ur": "[[c]] [[b]] [[a]]"},
    "blanks": [
        {"key": "b", "value": "3", "tolerance": "0"},
        {"key": "a", "options": [option("apart", True), option("together")]},
        {"key": "c", "accepted": ["the officer", "an officer"], "feedback": en("word c")},
    ],
}


@pytest.mark.parametrize(
    ("filled", "earned"),
    [
        ({"0": {"chosen": "0 options apart"}, "1": {"value": "۳"}, "2": {"text": "Officer"}}, 4),
        ({"0": {"chosen": "0 options apart"}, "2": {"text": "THE  officer"}}, 4),
        ({"0": {"chosen": "0 options together"}, "1": {"value": "3"}, "2": {"text": "x"}}, 2),
        ({"2": {"text": "an oficer"}}, 1),
        ({"0": {"chosen": ""}, "1": {"value": ""}, "2": {"text": " "}}, 0),
    ],
)
def test_blanks_earn_equal_shares(filled, earned):
    asked = made("cloze", 6, **CLOZE)
    got = mark(asked, {"blanks": {f"blanks {key}": value for key, value in filled.items()}})
    assert got.points == earned
    assert [part.subject.english() for part in got.parts] == ["Blank 1", "Blank 2", "Blank 3"]


def test_a_passage_comes_in_pieces_and_holds_each_blank_once():
    view = public_question(made("cloze", 3, **CLOZE), SEED)
    names = [one["token"] for one in view["blanks"]]
    assert [one["kind"] for one in view["blanks"]] == ["choice", "number", "text"]
    assert view["passage"]["en"] == [
        {"text": "Graded "},
        {"blank": names[0]},
        {"text": ", "},
        {"blank": names[1]},
        {"text": " times, by "},
        {"blank": names[2]},
        {"text": "."},
    ]
    bad = {"en": "[[a]] [[a]] [[b]] [[c]]", "ur": "[[a]] [[b]] [[x]] [[c]]"}
    assert faults("cloze", passage=bad, blanks=CLOZE["blanks"]) == {"passage.en", "passage.ur"}


def region(key, shape, at, correct=False):
    fields = {"key": key, "shape": shape, "at": at.split(), "correct": correct}
    return fields | {"label": en(key), "feedback": en(f"word {key}")}


HOTSPOT = {
    "image": "media/map.svg",
    "alt": en("A map"),
    "ratio": "0.5",
    "regions": [
        region("hole", "rect", "20 20 10 10"),
        region("port", "polygon", "10 10 40 10 40 40 10 40", correct=True),
        region("bay", "circle", "70 50 10", correct=True),
        region("sea", "rect", "0 0 100 100"),
    ],
}


@pytest.mark.parametrize(
    ("x", "y", "name", "earned"),
    [
        ("15", "15", "port", 2),
        ("40", "25", "port", 2),
        ("25", "25", "hole", 0),
        ("30", "30", "hole", 0),
        ("80", "50", "bay", 2),
        ("70", "70", "bay", 2),
        ("70", "70.1", "sea", 0),
        ("99", "1", "sea", 0),
    ],
)
def test_the_first_region_that_holds_the_place_counts(x, y, name, earned):
    got = mark(made("hotspot", 2, **HOTSPOT), {"x": x, "y": y})
    assert got.points == earned
    assert got.parts[0].subject == en(name)
    assert got.parts[0].feedback == en(f"word {name}")


def test_a_picture_needs_a_right_place_that_can_be_hit():
    covered = [region("all", "rect", "0 0 100 100"), region("in", "circle", "50 50 5", True)]
    assert faults("hotspot", **HOTSPOT | {"regions": covered}) == {"regions"}
    odd = [region("x", "polygon", "0 0 10 10 20", True), region("y", "circle", "1 2 300", True)]
    assert faults("hotspot", **HOTSPOT | {"regions": odd, "image": "../x.svg"}) == {
        "image",
        "regions[0].at",
        "regions[1].at[2]",
    }
    named = {"en": "media/x.svg", "ur": "x.ur.svg"}
    assert faults("hotspot", **HOTSPOT | {"image": named}) == {"image.ur"}
    assert faults("hotspot", **HOTSPOT | {"image": {"ur": "media/x.svg"}}) == {"image"}


def test_after_release_the_regions_are_drawn_in_units_of_the_width():
    one = made("hotspot", 2, **HOTSPOT | {"ratio": "0.5"})
    drawing = Hotspot().explain(one, "seed").drawing
    assert drawing.height == "50"
    found = {outline.at: outline for outline in drawing.outlines}
    assert {at for at, outline in found.items() if outline.correct} == {
        ("10", "5", "40", "5", "40", "20", "10", "20"),
        ("70", "25", "10"),
    }
    bay = found["70", "25", "10"]
    assert (bay.shape, bay.tick_x, bay.tick_y) == ("circle", "70", "50")


ESSAY = {
    "rubric": [
        {"key": "what", "text": en("Says what happened"), "points": 2},
        {"key": "why", "text": en("Says why it matters"), "points": 3},
    ],
    "model": en("A lorry was stopped, so ..."),
}


def test_an_essay_waits_until_every_criterion_is_marked():
    asked = made("essay", 5, **ESSAY)
    answer = {"text": "A lorry was stopped."}
    waiting = mark(asked, answer)
    assert (waiting.pending, waiting.points, waiting.outcome) == (True, 0, "waits")
    half = mark(asked, answer, HandMark({"what": Fraction(2)}))
    assert (half.pending, half.points) == (True, 2)
    hand = HandMark({"what": Fraction(3, 2), "why": Fraction(9)}, "Say why first.")
    done = mark(asked, answer, hand)
    assert (done.pending, done.points, done.comment) == (False, Fraction(9, 2), "Say why first.")
    assert [part.outcome for part in done.parts] == ["partly", "right"]
    empty = mark(asked, {"text": "  "})
    assert (empty.pending, empty.points, empty.outcome) == (False, 0, "blank")


def test_the_criteria_make_the_points_of_an_essay():
    plain = parse_question({"key": "q", "kind": "essay", "text": en("Write."), **ESSAY})
    assert plain.value.points == 5
    assert faults("essay", **ESSAY, points=4) == {"rubric"}


@pytest.mark.parametrize(
    ("kind", "fields", "paths"),
    [
        ("confidence", {"options": [option("a"), option("b")]}, {"options"}),
        ("matching", {"pairs": [PAIRS[0], PAIRS[0] | {"key": "q"}]}, {"pairs"}),
        (
            "matching",
            {"pairs": PAIRS, "decoys": [DECOYS[0] | {"text": en("border")}]},
            {"decoys[0].text"},
        ),
        (
            "ordering",
            {"items": [{"key": k, "text": en("x")} for k in "abc"], "accepted": [["a", "b"]]},
            {"items", "accepted[0]"},
        ),
        (
            "categorise",
            {"categories": [{"key": "a", "text": en("a")}] * 2, "items": []},
            {"categories[1].key", "items"},
        ),
        (
            "cloze",
            {"passage": en("[[a]]"), "blanks": [{"key": "a", "value": "1", "options": []}]},
            {"blanks[0].key"},
        ),
        (
            "numeric",
            {"answer": {"value": "1"}, "units": [{"unit": "g", "factor": "0"}], "unit_cost": "2"},
            {"units[0].factor", "unit_cost", "units"},
        ),
        (
            "source_grading",
            {"scheme": "6x6", "answer": {"source": "A", "information": 1, "handling": "H1"}},
            {"answer.information", "answer.handling"},
        ),
        ("essay", {"rubric": [], "peers": 4}, {"rubric", "peers"}),
    ],
)
def test_faults_are_told_with_their_place(kind, fields, paths):
    assert faults(kind, **fields) == paths
