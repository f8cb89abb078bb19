"""Intelligence reports: what is checked at once, what fails them, and what a person gives."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.product.answers import (
    Written,
    dump_written,
    model_written,
    read_written,
)
from lms.engines.casework.product.marking import mark_product
from lms.engines.casework.product.parsing import parse_product
from lms.engines.casework.product.task import Section
from lms.engines.marking.types import HandMark
from tests.engines.casework.material import case, words
from tests.factories.products import report

CASE = case()
SEED = "seed"


def product(**changes):
    parsed = parse_product(report(**changes), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


SPEC = product()
MODEL = model_written(SPEC)
AUTOMATIC = Fraction(14)


def faults(**changes):
    return words(parse_product(report(**changes), CASE).problems)


def text(section, words):
    return replace(MODEL, texts={**MODEL.texts, section: words})


def lines(written, hand=None):
    return {line.key: line for line in mark_product(SPEC, written, hand).sheet.lines}


def told(written, key):
    return [
        (part.outcome.value, part.points, part.reason.english())
        for part in lines(written)[key].parts
    ]


# ----- by value


def test_the_authors_model_has_all_that_is_checked_and_waits_for_a_person():
    mark = mark_product(SPEC, MODEL)
    assert (mark.sheet.points, mark.sheet.maximum) == (AUTOMATIC, AUTOMATIC + 6)
    assert mark.pending
    assert lines(MODEL)["report"].outcome.value == "waits"


def test_a_person_gives_points_by_criterion():
    hand = {"report": HandMark({"clear": Fraction(3), "use": Fraction(2)}, "Well put.")}
    mark = mark_product(SPEC, MODEL, hand)
    assert (mark.sheet.points, mark.pending) == (AUTOMATIC + 5, False)
    assert mark.sheet.lines[-1].comment == "Well put."


def test_without_a_rubric_nothing_waits():
    spec = product(rubric=None, peers=0)
    mark = mark_product(spec, model_written(spec))
    assert (mark.sheet.points, mark.sheet.maximum, mark.pending) == (AUTOMATIC, AUTOMATIC, False)


@pytest.mark.parametrize("written", [None, Written()])
def test_nothing_earns_nothing_and_nobody_has_to_read_it(written):
    mark = mark_product(SPEC, written)
    assert (mark.sheet.points, mark.pending) == (0, False)


def test_the_bottom_line_says_what_matters_and_is_short():
    assert told(text(Section.BOTTOM_LINE, "Tate controls a shop."), "bottom-line") == [
        ("partly", Fraction(1, 2), "It does not say “Lantern Shop”."),
        ("right", 1, "4 words, at most 20 are wished for."),
    ]
    long = "Tate controls Lantern Shop " + "and so on " * 9
    assert told(text(Section.BOTTOM_LINE, long), "bottom-line")[1][:2] == ("wrong", 0)


def test_an_inference_among_the_facts_is_told():
    facts = "Tate uses +999 700 0001. We assess that it is likely hers."
    assert told(text(Section.FACTS, facts), "apart")[0] == (
        "wrong",
        0,
        "“we assess”, “likely” belongs into the assessment.",
    )


def test_vague_words_are_told():
    assert told(text(Section.ASSESSMENT, "It might be Tate."), "wording") == [
        ("wrong", 0, "Vague: “might”. Say how likely it is, by a word of the yardstick.")
    ]


def test_required_content_counts_half_where_it_does_not_belong():
    moved = replace(
        MODEL,
        texts={
            **MODEL.texts,
            Section.FACTS: "Tate is director.",
            Section.ASSESSMENT: "+999 700 0001 is watched.",
        },
    )
    assert told(moved, "required:number") == [
        ("partly", 1, "It stands under “Assessment”, but belongs under “Facts”.")
    ]
    left_out = text(Section.FACTS, "Tate is director.")
    line = lines(left_out)["required:number"]
    assert (line.points, line.maximum) == (0, 2)
    assert [one.english() for one in line.solution] == ["For example: “+999 700 0001”"]


def test_grade_and_handling_have_near_misses():
    near = replace(MODEL, grade={"source": "A", "information": "2", "handling": "H3"})
    assert [points for _, points, _ in told(near, "grade")] == [Fraction(1, 2), 1, Fraction(1, 2)]
    loose = replace(MODEL, grade={"source": "X", "information": "4", "handling": "H1"})
    assert [points for _, points, _ in told(loose, "grade")] == [0, 0, 0]


def test_of_two_right_words_each_is_right_and_the_next_has_half():
    assert [
        told(replace(MODEL, likelihood=word), "likelihood")[0][1]
        for word in ("likely", "highly-likely", "almost-certain", "unlikely", "")
    ] == [1, 1, Fraction(1, 2), 0, 0]


def test_who_has_to_have_it_and_who_must_not():
    nobody = lines(replace(MODEL, recipients=frozenset()))
    assert nobody["recipients"].points == 0
    more = mark_product(SPEC, replace(MODEL, recipients=frozenset(("npi", "customs"))))
    assert more.sheet.points == AUTOMATIC
    wrong = mark_product(SPEC, replace(MODEL, recipients=frozenset(("npi", "press"))))
    assert wrong.critical == ("recipient:press",)


def test_a_forbidden_word_costs_and_says_why():
    mark = mark_product(SPEC, text(Section.FACTS, MODEL.text(Section.FACTS) + " Rook has a boat."))
    line = mark.sheet.lines[-1]
    assert (line.key, line.points, line.why["en"]) == (
        "forbidden:boat",
        -1,
        "Only the caller knew.",
    )
    assert mark.sheet.points == AUTOMATIC - 1
    assert mark.critical == ()


def test_words_that_only_together_tell_the_source_cost_only_together():
    two = " On 6 March he was in the office."
    assert "forbidden:room" not in lines(text(Section.FACTS, MODEL.text(Section.FACTS) + two))
    apart = replace(
        text(Section.FACTS, MODEL.text(Section.FACTS) + two),
        texts={
            **MODEL.texts,
            Section.FACTS: MODEL.text(Section.FACTS) + two,
            Section.RECOMMENDATION: "Request more. Three people were there.",
        },
    )
    assert told(apart, "forbidden:room") == [
        ("wrong", -1, "Together these give it away: “6 March”, “office”, “three people”.")
    ]


def test_what_is_critical_keeps_the_mark_below_the_pass_mark_whatever_else_is_right():
    exposed = text(Section.FACTS, MODEL.text(Section.FACTS) + " So says a caller.")
    hand = {"report": HandMark({"clear": Fraction(4), "use": Fraction(2)})}
    mark = mark_product(SPEC, exposed, hand)
    assert mark.critical == ("forbidden:source",)
    assert mark.sheet.points == 20 * Fraction(59, 100)
    assert "This fails the exercise" in told(exposed, "forbidden:source")[0][2]


def test_a_trainer_can_lift_what_the_check_read_wrongly():
    exposed = text(Section.FACTS, MODEL.text(Section.FACTS) + " So says a caller.")
    hand = {"forbidden:source": HandMark({"credit": Fraction(0)}, "A phone's caller is meant.")}
    mark = mark_product(SPEC, exposed, hand)
    assert (mark.critical, mark.sheet.points) == ((), AUTOMATIC)


# ----- reading


def test_a_product_of_a_browser_comes_back_as_it_went():
    raw = dump_written(SPEC, SEED, MODEL)
    assert read_written(SPEC, SEED, raw).answer == MODEL
    assert read_written(SPEC, SEED, {}).answer is None
    assert read_written(SPEC, SEED, {}).problems == ()


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], "answer"),
        ({"extra": "x"}, "answer"),
        ({"facts": 3}, "facts"),
        ({"facts": "x" * 6001}, "facts"),
        ({"source": "Z"}, "source"),
        ({"handling": ["H1"]}, "handling"),
        ({"likelihood": "maybe"}, "likelihood"),
        ({"recipients": ["press"]}, "recipients"),
        ({"recipients": "press"}, "recipients"),
    ],
)
def test_what_is_no_answer_is_told_with_its_place(raw, path):
    found = read_written(SPEC, SEED, raw)
    assert found.answer is None
    assert [one.path for one in found.problems] == [path]


def test_recipients_have_names_of_the_attempt():
    assert not {"npi", "customs", "press"} & SPEC.recipients_by_token(SEED).keys()


# ----- files


def test_the_authors_own_model_has_to_pass_the_checks():
    model = {
        **report()["model"],
        "facts": {"en": "We assess that a caller saw Tate."},
        "bottom_line": {"en": "Tate may control Lantern Shop."},
    }
    assert faults(model=model) == [
        ("model", "The model itself loses points: Facts apart from inference."),
        ("model", "The model itself loses points: No vague words."),
        ("model", "The model itself loses points: The number."),
        ("model", "The model itself holds what is forbidden: The source."),
    ]


def test_all_faults_of_a_file_are_told_at_once():
    found = faults(
        recipients=[{"key": "nobody", "right": "never"}],
        required=[{"key": "x" * 41, "label": {"en": "X"}, "any": ["!"], "in": ["preface"]}],
        forbidden=[{"key": "y", "label": {"en": "Y"}, "any": []}],
        combinations=[{"key": "z", "label": {"en": "Z"}, "all": [["a"]], "why": {"en": "Z."}}],
        rubric=None,
        model={"facts": {"en": "Facts."}},
        grade={"source": "A"},
    )
    assert dict(found) == {
        "grade.information": "Choose one of: 1, 2, 3, 4.",
        "recipients[0].name": "Give a name, or the key of an agency of the case.",
        "recipients[0].why": "Say why they must not have it: people read it with their mark.",
        "recipients": "At least one of them has to get it (right: must).",
        "required[0].key": "Shorten this to 40 signs.",
        "required[0].in": ("Choose from: subject, bottom_line, facts, assessment, recommendation."),
        "required[0].any": "Write words here, not signs alone.",
        "forbidden[0].any": "Write a list of 1 to 40 here, not 0.",
        "forbidden[0].why": "This text is needed, at least in English (en).",
        "combinations[0].all": "Write a list of 2 to 40 here, not 1.",
        "model.bottom_line": "This text is needed, at least in English (en).",
        "model.assessment": "This text is needed, at least in English (en).",
        "peers": "Fellow participants mark by a rubric. Write one.",
    }


# ----- properties

WORDS = st.sampled_from(
    ["", *MODEL.texts.values(), "our caller", "boat", "6 March office three people", "may"]
)
WRITTEN = st.builds(
    Written,
    texts=st.dictionaries(st.sampled_from(Section), WORDS.filter(bool)),
    grade=st.fixed_dictionaries(
        {},
        optional={
            "source": st.sampled_from("ABCX"),
            "information": st.sampled_from("1234"),
            "handling": st.sampled_from(["H0", "H1", "H2", "H3"]),
        },
    ),
    recipients=st.frozensets(st.sampled_from(sorted(SPEC.recipients))),
    likelihood=st.sampled_from(["", "likely", "unlikely"]),
    confidence=st.sampled_from(["", "low", "moderate", "high"]),
)


@given(WRITTEN)
def test_marks_stay_between_nothing_and_all(written):
    mark = mark_product(SPEC, written).sheet
    assert 0 <= mark.points <= mark.maximum


@given(WRITTEN)
def test_what_is_forbidden_never_raises_the_mark(written):
    for words_ in ("Our caller has a boat.", "6 March, office, three people"):
        more = replace(
            written,
            texts={
                **written.texts,
                Section.RECOMMENDATION: f"{written.text(Section.RECOMMENDATION)} {words_}",
            },
        )
        assert mark_product(SPEC, more).sheet.points <= mark_product(SPEC, written).sheet.points


@given(WRITTEN)
def test_who_exposes_the_source_never_passes(written):
    exposed = replace(written, texts={**written.texts, Section.SUBJECT: "Our caller"})
    mark = mark_product(SPEC, exposed).sheet
    assert 100 * mark.points / mark.maximum < SPEC.settings.pass_mark
