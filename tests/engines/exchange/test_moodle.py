"""Moodle XML as Moodle writes it: each type becomes the nearest kind, and what is lost is told."""

import pytest

from lms.engines.exchange import read_questions
from lms.engines.marking.quiz import parse_question


def read(body):
    found = read_questions("bank.xml", f"<?xml version='1.0'?><quiz>{body}</quiz>".encode())
    for one in found.questions:
        assert parse_question(one).problems == (), one
    return found


def one(kind, body, text="<p>Which?</p>", name="Item"):
    return read(
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"<defaultgrade>1.0000000</defaultgrade>{body}</question>"
    )


def only(found):
    (payload,) = found.questions
    return payload


def notes(found):
    return [told.message.english() for told in found.told]


def answer(fraction, text, feedback="", more=""):
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{more}</answer>'
    )


def test_one_answer_of_several_with_words_for_each():
    found = one(
        "multichoice",
        "<single>true</single><shuffleanswers>false</shuffleanswers>"
        + answer("100.0000000", "<p>Source <i>A</i></p>", "Yes.")
        + answer("0.0000000", "Source B", "&lt;p&gt;No: mostly reliable.&lt;/p&gt;")
        + "<generalfeedback format='html'><text>See page 4.</text></generalfeedback>"
        + "<idnumber>grade-a</idnumber><hint><text>Look again</text></hint>",
        "<p>Never wrong in <b>four</b> years?</p><ul><li>checked weekly</li></ul>",
    )
    assert only(found) == {
        "key": "grade-a",
        "kind": "single",
        "text": {"en": "Never wrong in **four** years?\n\n- checked weekly"},
        "explanation": {"en": "See page 4."},
        "fixed_order": True,
        "options": [
            {
                "key": "a",
                "text": {"en": "Source *A*"},
                "correct": True,
                "feedback": {"en": "Yes."},
            },
            {"key": "b", "text": {"en": "Source B"}, "feedback": {"en": "No: mostly reliable."}},
        ],
    }
    assert notes(found) == ["Hints are left out."]


def test_several_answers_their_shares_become_a_penalty_and_differences_are_told():
    plain = one(
        "multichoice",
        "<single>false</single>"
        + answer("33.33333", "a") + answer("33.33333", "b") + answer("33.33333", "c")
        + answer("-25", "d") + answer("-25", "e"),
    )  # fmt: skip
    assert only(plain)["penalty"] == "0.5"
    assert [bool(o.get("correct")) for o in only(plain)["options"]] == [True] * 3 + [False] * 2
    assert notes(plain) == []
    uneven = one(
        "multichoice",
        "<single>false</single>"
        + answer("75", "a") + answer("25", "b") + answer("-100", "c") + answer("-50", "d"),
    )  # fmt: skip
    assert "penalty" not in only(uneven)
    assert notes(uneven) == [
        "Answers weighed differently there; here they weigh the same.",
        "Wrong answers together cost at most all points here.",
    ]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (answer("50", "a") + answer("50", "b"), "0 are fully right"),
        (answer("100", "a") + answer("100", "b"), "2 are fully right"),
        (answer("much", "a") + answer("100", "b"), "no readable share"),
    ],
)
def test_a_choice_without_one_right_answer_is_left_out_with_its_line(answers, why):
    found = one("multichoice", "<single>1</single>" + answers, name="Spoilt")
    assert found.items == ()
    (told,) = found.told
    assert (told.name, told.key, told.line) == ("Spoilt", "", 1)
    assert why in told.message.english()


def test_true_or_false():
    found = one("truefalse", answer("0", "true", "Too soon.") + answer("100", "false"))
    assert only(found)["options"] == [
        {"key": "true", "text": {"en": "True"}, "feedback": {"en": "Too soon."}},
        {"key": "false", "text": {"en": "False"}, "correct": True},
    ]


def test_matching_with_texts_that_fit_nothing():
    rows = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer>'
        "</subquestion>"
        for left, right in (("A", "reliable"), ("C", "mostly not * "), ("", "cannot be judged"))
    )
    payload = only(one("matching", rows))
    assert [(p["left"]["en"], p["right"]["en"]) for p in payload["pairs"]] == [
        ("A", "reliable"),
        ("C", "mostly not *"),
    ]
    assert payload["decoys"] == [{"key": "d1", "text": {"en": "cannot be judged"}}]


def test_short_answers_with_a_word_for_all_others():
    found = one(
        "shortanswer",
        "<usecase>1</usecase>"
        + answer("100", "hundi") + answer("100.0", "hawala", "Well known.")
        + answer("50", "transfer") + answer("100", "h*l*") + answer("0", "*", "A system."),
    )  # fmt: skip
    assert only(found)["answer"] == {"accepted": ["hundi", "hawala"]}
    assert only(found)["feedback"] == {"en": "A system."}
    assert [note.split(" ")[0] for note in notes(found)] == ["Capital", "What", "The", "The"]


def test_numbers_with_tolerance_near_misses_and_units():
    spread = "<tolerance>{}</tolerance>".format
    found = one(
        "numerical",
        answer("100", "5500", "", spread("50")) + answer("50", "5500", "Close.", spread("200"))
        + answer("0", "*", "Multiply.")
        + "<unitgradingtype>2</unitgradingtype><unitpenalty>0.25</unitpenalty><units>"
        + "<unit><multiplier>1</multiplier><unit_name>W</unit_name></unit>"
        + "<unit><multiplier>0.001</multiplier><unit_name>kW</unit_name></unit></units>",
    )  # fmt: skip
    payload = only(found)
    assert payload["answer"] == {"value": "5500", "tolerance": "50", "unit": "W"}
    assert payload["near"] == {"tolerance": "200", "feedback": {"en": "Close."}}
    assert payload["units"] == [{"unit": "kW", "factor": "1000"}]
    assert (payload["unit_cost"], payload["feedback"]) == ("0.25", {"en": "Multiply."})
    assert notes(found) == []


def test_gaps_in_a_text():
    text = (
        "<p>Grade it.</p><p>The source is {1:MULTICHOICE:=A#Right~%50%B#Near~C#No} and it weighs "
        "{2:NUMERICAL:=12.5:0.5#Yes~*#Look again} {1:SA:=kg~=kilo\\}gram}. {:MC:~x~=y}</p>"
    )
    found = one("cloze", "", text)
    payload = only(found)
    assert payload["text"] == {"en": "Grade it."}
    assert payload["passage"] == {
        "en": "The source is [[a]] and it weighs [[b]] [[c]]. [[d]]",
    }
    a, b, c, d = payload["blanks"]
    assert [(o["text"]["en"], bool(o.get("correct"))) for o in a["options"]] == [
        ("A", True),
        ("B", False),
        ("C", False),
    ]
    assert a["options"][1]["feedback"] == {"en": "Near"}
    assert b["value"] == "12.5" and b["tolerance"] == "0.5"
    assert b["feedback"] == {"en": "Look again"}
    assert c["accepted"] == ["kg", "kilo}gram"]
    assert [bool(o.get("correct")) for o in d["options"]] == [False, True]
    assert notes(found) == [
        "Answers that were partly right count as wrong here.",
        "What was said to right answers is left out.",
        "Gaps weighed differently there; here they weigh the same.",
    ]
    several = one("cloze", "", "{1:MULTIRESPONSE:=a~=b~c}")
    assert "MULTIRESPONSE" in notes(several)[0] and several.items == ()


def test_words_dragged_or_chosen_into_a_text():
    boxes = "".join(
        f"<dragbox><text>{word}</text><group>{group}</group></dragbox>"
        for word, group in (("link", 1), ("event", 1), ("line", 2), ("box", 2))
    )
    payload = only(one("ddwtos", boxes, "<p>Use a [[1]] chart with a [[4]].</p>"))
    assert payload["passage"] == {"en": "Use a [[a]] chart with a [[b]]."}
    assert [o["text"]["en"] for o in payload["blanks"][1]["options"] if o.get("correct")] == ["box"]
    chosen = boxes.replace("dragbox", "selectoption")
    assert only(one("gapselect", chosen, "A [[2]] chart."))["blanks"][0]["options"][1]["correct"]


def test_an_order_an_essay_and_a_formula():
    rows = answer("2.0000000", "Collect") + answer("1.0000000", "Plan") + answer("3", "Collate")
    payload = only(one("ordering", rows))
    assert [item["text"]["en"] for item in payload["items"]] == ["Plan", "Collect", "Collate"]
    essay = one(
        "essay",
        "<defaultgrade>1</defaultgrade><minwordlimit>50</minwordlimit><maxwordlimit/>"
        "<graderinfo format='html'><text>Names the &lt;b&gt;cycle&lt;/b&gt;.</text></graderinfo>"
        "<responsetemplate format='html'><text>Dear ...</text></responsetemplate>",
    )
    assert only(essay)["model"] == {"en": "Names the **cycle**."}
    assert only(essay)["words"] == {"least": 50}
    assert notes(essay) == ["The text that the field began with is left out."]
    data = "".join(
        f"<dataset_definition><name><text>{name}</text></name><minimum><text>1.0</text></minimum>"
        "<maximum><text>9.5</text></maximum><decimals><text>0</text></decimals></dataset_definition>"
        for name in ("A", "b")
    )
    formula = answer("100", "{A} * {b} + 2", "", "<tolerance>0.1</tolerance>"
                     "<tolerancetype>2</tolerancetype>")  # fmt: skip
    made = one(
        "calculatedsimple",
        f"{formula}<dataset_definitions>{data}</dataset_definitions>",
        "{A} boats of {b} men?",
    )
    assert only(made)["formula"] == "a * b + 2"
    assert only(made)["text"] == {"en": "{a} boats of {b} men?"}
    assert only(made)["parameters"][0] == {"key": "a", "low": 1, "high": 9}
    power = one("calculated", answer("100", "pow({A},2)"), "{A}?")
    assert notes(power) == ["Its formula uses more than + - * / and brackets."]


def test_languages_of_the_multilang_filter_become_languages_here():
    text = (
        '<p><span lang="en" class="multilang">Who may pass it on?</span>'
        '<span class="multilang" lang="ur">آگے کون دے؟</span></p>'
    )
    payload = only(one("truefalse", answer("100", "true") + answer("0", "false"), text))
    assert payload["text"] == {"en": "Who may pass it on?", "ur": "آگے کون دے؟"}


def test_categories_points_and_other_types():
    question = (
        '<question type="truefalse"><name><text>{0}</text></name><questiontext format="plain_text">'
        "<text>2 * 3 * 4 &lt; 25? *yes*</text></questiontext><defaultgrade>{1}</defaultgrade>"
        '<answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer></question>'
    )
    category = "<question type='category'><category><text>{}</text></category></question>".format
    found = read(
        category("$course$/top/Grading//codes/4x4")
        + question.format("One", "2.0000000")
        + category("$course$/Other")
        + question.format("Two", "1.5")
        + "<question type='description'><name><text>Intro</text></name>"
        "<questiontext format='html'><text>Read this.</text></questiontext></question>"
    )
    assert [item.category for item in found.items] == ["Grading/codes/4x4", "Other"]
    assert [one_.get("points", 1) for one_ in found.questions] == [2, 2]
    assert found.questions[0]["text"] == {"en": r"2 \* 3 \* 4 \< 25? \*yes\*"}
    assert [told.name for told in found.left_out] == ["Intro"]
    assert notes(found)[0] == "Its points are 2 here: whole numbers up to 100."
