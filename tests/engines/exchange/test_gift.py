"""GIFT as its documentation writes it."""

import pytest

from lms.engines.exchange import read_questions
from lms.engines.marking.quiz import parse_question


def read(text):
    found = read_questions("bank.gift", text.encode())
    for one in found.questions:
        assert parse_question(one).problems == (), one
    return found


def only(text):
    (payload,) = read(text).questions
    return payload


def test_a_choice_in_the_middle_of_a_sentence_with_weights_words_and_escapes():
    payload = only(
        "// a comment\n::Q1\\:a:: Grant is {~buried#No \\#1 ~living =entombed#Yes ####See ch\\=3} "
        "in Grant's tomb."
    )
    assert payload["key"] == "q1-a" and payload["kind"] == "single"
    assert payload["text"] == {"en": r"Grant is _____ in Grant's tomb."}
    assert payload["explanation"] == {"en": "See ch=3"}
    assert payload["options"] == [
        {"key": "a", "text": {"en": "buried"}, "feedback": {"en": "No #1"}},
        {"key": "b", "text": {"en": "living"}},
        {"key": "c", "text": {"en": "entombed"}, "correct": True, "feedback": {"en": "Yes"}},
    ]


def test_several_right_answers_and_what_they_cost():
    payload = only("Who watch? {~%50%Customs ~%50%Navy ~%-50%Bakers ~%-50%Tailors}")
    assert payload["kind"] == "multiple" and "penalty" not in payload
    assert [bool(one.get("correct")) for one in payload["options"]] == [True, True, False, False]
    half = only("Who watch? {~%100%Customs ~%-25%Bakers ~%-25%Tailors}")
    assert half["penalty"] == "0.5"


@pytest.mark.parametrize(
    ("body", "right"), [("T", "true"), ("TRUE", "true"), ("F", "false"), ("FALSE#no#yes", "false")]
)
def test_true_or_false(body, right):
    options = only(f"Is it so? {{{body}}}")["options"]
    assert [one["key"] for one in options if one.get("correct")] == [right]
    if "#" in body:
        assert [one.get("feedback") for one in options] == [{"en": "no"}, {"en": "yes"}]


def test_words_pairs_and_essays():
    assert only("Name it: {=hundi =%100%hawala =%0%*#A system}")["answer"] == {
        "accepted": ["hundi", "hawala"]
    }
    pairs = only("Match. {\n=A -> reliable\n=C -> mostly not\n= -> no idea\n}")
    assert [(p["left"]["en"], p["right"]["en"]) for p in pairs["pairs"]] == [
        ("A", "reliable"),
        ("C", "mostly not"),
    ]
    assert [one["text"]["en"] for one in pairs["decoys"]] == ["no idea"]
    assert only("Write about it. {}")["kind"] == "essay"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("#1822:5", {"value": "1822", "tolerance": "5"}),
        ("#3.141..3.142", {"value": "3.1415", "tolerance": "0.0005"}),
        ("#=%100%7:1#Good ~#Look again", {"value": "7", "tolerance": "1"}),
        ("#-2", {"value": "-2"}),
    ],
)
def test_numbers(body, answer):
    payload = only(f"How many? {{{body}}}")
    assert payload["kind"] == "numeric" and payload["answer"] == answer
    assert payload.get("feedback") == ({"en": "Look again"} if "~" in body else None)


def test_a_number_that_is_close():
    payload = only("How many? {#=1822:0 =%50%1822:2#Close}")
    assert payload["near"] == {"tolerance": "2", "feedback": {"en": "Close"}}


def test_categories_ids_tags_and_formats():
    found = read(
        "$CATEGORY: $course$/top/Codes//4x4\n\n"
        "// [id:grade-a] [tag:difficulty-hard] [tag:aim-grade]\n"
        "::A:: [html]<p>Is <b>A</b> best?</p><script>x</script>{T}\n\n"
        "[markdown]Is **B** next?{F}\n\n[plain]2 * 3 * 4 is *24*?{T}"
    )
    first, second, third = found.items
    assert first.category == second.category == "Codes/4x4"
    assert first.payload["key"] == "grade-a"
    assert (first.payload["difficulty"], first.payload["aim"]) == ("hard", "grade")
    assert first.payload["text"] == {"en": "Is **A** best?"}
    assert second.payload["text"] == {"en": "Is **B** next?"}
    assert third.payload["text"] == {"en": r"2 \* 3 \* 4 is \*24\*?"}
    assert [told.message.english() for told in found.told] == [
        "Scripts, frames and forms in the text were left out."
    ]


def test_one_broken_item_harms_no_other():
    found = read(
        "Good? {T}\n\nBroken? {~a =b\n\n::Words only:: A text.\n\nTwo {T} braces {F}\n\n"
        "No right {~a ~b}\n\nNumber? {#many}\n\nAlso good? {F}"
    )
    assert [item.line for item in found.items] == [1, 13]
    assert [(told.name, told.line) for told in found.left_out] == [
        ("Broken?", 3),
        ("Words only", 5),
        ("Two", 7),
        ("No right", 9),
        ("Number?", 11),
    ]


def test_a_missing_empty_line_is_told_with_the_line_of_the_second_question():
    found = read(
        "::Q{1}:: First \\{x\\} {T}\n// a remark\n::Q2:: Second {F}\n\nOpen {=a\n\nShut =a}"
    )
    second = (
        "A second { stands in line 3. Leave an empty line between two questions, "
        "and write \\{ where the sign itself is meant."
    )
    assert [(told.line, told.message.english()) for told in found.left_out] == [
        (1, second),
        (5, "The { in line 5 has no } after it."),
        (7, "Its braces { } do not go together."),
    ]


def test_a_wildcard_is_named_where_it_is_the_only_right_answer():
    found = read("Which list? {=manifest* =load*}\n\nWhich one? {=manifest* =list}")
    (told,) = found.left_out
    assert told.message.english() == (
        "Its right answer “manifest*” has a * for any words, which is not read. "
        "Write the right forms there one by one."
    )
    assert found.questions[0]["answer"] == {"accepted": ["list"]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_of_other_editors(encoding):
    found = read_questions("a.txt", "کیا یہ درست ہے؟ {T}\r\n".encode(encoding))
    assert found.questions[0]["text"] == {"en": "کیا یہ درست ہے؟"}
    assert found.questions[0]["key"]
