"""Forms give back what they were given: for every kind of question, whatever is edited."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.authoring.formats.fields import (
    Choices,
    acted,
    as_inputs,
    fields_of,
    read_form,
    tidied,
    widgets,
)
from lms.authoring.formats.fields.course import (
    closed_course,
    course_fields,
    opened_course,
    quiz_fields,
    section_fields,
)
from lms.authoring.formats.lessons import written
from lms.authoring.formats.texts import join_lesson, split_lesson, value_of, yaml_text
from lms.authoring.queries.faults import question_errors
from tests.authoring.packages import authored_files
from tests.engines.marking.making import KINDS, question

LANGUAGES = ("en", "ur")
kinds = st.sampled_from(sorted(KINDS))
numbers = st.integers(0, 40)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30
).filter(str.strip)


def sent(payload):
    fields = fields_of(payload, Choices())
    return fields, as_inputs(widgets(fields, payload, LANGUAGES))


@given(kinds, numbers, numbers)
@settings(max_examples=30)
def test_a_form_that_nobody_touched_changes_nothing(kind, shown, key):
    payload = question(kind, shown, key) | {"later-field": {"kept": [1, "2", True]}}
    payload["text"] = {"en": payload["text"]["en"], "ps": "یوه ژبه چې دلته نشته"}
    fields, form = sent(payload)
    assert read_form(fields, form, payload, LANGUAGES) == payload
    assert value_of(yaml_text(payload)) == payload


@given(kinds, numbers, st.data())
@settings(max_examples=30)
def test_one_edit_changes_one_value(kind, seed, data):
    payload = question(kind, seed, seed)
    fields, form = sent(payload)
    texts = sorted(name for name in form if name.endswith((".en", ".ur")))
    name = data.draw(st.sampled_from(texts))
    typed = data.draw(words)
    after = read_form(fields, {**form, name: typed}, payload, LANGUAGES)
    shown = sent(after)[1]
    assert shown[name] == typed
    assert {one: value for one, value in shown.items() if one != name} == {
        one: value for one, value in form.items() if one != name
    }


@given(kinds, numbers)
@settings(max_examples=30)
def test_rows_come_go_and_move_without_loss(kind, seed):
    payload = question(kind, seed, seed)
    fields, form = sent(payload)
    for name in [one for one in form if one.endswith(".#") and one.count(".") == 1]:
        path = name.removesuffix(".#")
        rows = payload.get(path)
        if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
            continue
        more = acted(payload, f"add:{path}", fields)
        assert len(more[path]) == len(rows) + 1
        assert acted(more, f"remove:{path}.{len(rows)}", fields) == payload
        if len(rows) > 1:
            moved = acted(payload, f"down:{path}.0", fields)
            assert moved[path][1] == rows[0]
            assert acted(moved, f"up:{path}.1", fields) == payload


def test_rows_keep_their_hidden_fields_in_a_new_order():
    payload = question("single", 1, 1)
    payload["options"][0]["note"] = "not in the form"
    fields, form = sent(payload)
    first = {name: value for name, value in form.items() if name.startswith("options.0.")}
    rest = {name: value for name, value in form.items() if name not in first}
    after = read_form(fields, rest | first, payload, LANGUAGES)
    assert after["options"][-1]["note"] == "not in the form"
    assert len(after["options"]) == 5


def test_a_new_row_gets_a_key_and_a_wrong_number_stays_as_typed():
    payload = question("single", 1, 1)
    fields, form = sent(payload)
    form |= {"options.n1.#": "", "options.n1.text.en": "New", "points": "many"}
    after = read_form(fields, form, payload, LANGUAGES)
    assert after["options"][-1] == {"key": "a", "text": {"en": "New"}}
    assert after["points"] == "many"


def test_a_gap_changes_how_it_is_filled():
    payload = {"kind": "cloze", "key": "q", "blanks": [{"key": "a", "accepted": ["one", "two"]}]}
    fields, form = sent(payload)
    after = read_form(fields, form | {"blanks.0.~way": "value"}, payload, LANGUAGES)
    assert after["blanks"] == [{"key": "a", "value": ""}]


@pytest.mark.parametrize(
    "path", ["course.yaml", "modules/01-first/quiz.yaml", "tests/pre-test.yaml"]
)
def test_course_and_quiz_come_back_the_same(path):
    value = value_of(authored_files()[path].decode())
    forms = {
        "course.yaml": course_fields(),
        "modules/01-first/quiz.yaml": quiz_fields("modules"),
        "tests/pre-test.yaml": section_fields([("boats", "Boats")], [], []),
    }
    value |= {"later": None, "glossary": [], "needs": None}
    opened = opened_course(value) if path == "course.yaml" else value
    form = as_inputs(widgets(forms[path], opened, LANGUAGES))
    back = read_form(forms[path], form, opened, LANGUAGES)
    assert (closed_course(back) if path == "course.yaml" else back) == value


def test_what_a_review_shows_is_written_only_where_it_is_not_all():
    fields = quiz_fields("tests")
    form = as_inputs(widgets(fields, {}, LANGUAGES))
    less = {name: value for name, value in form.items() if name != "show.~solutions"}
    assert read_form(fields, less, {}, LANGUAGES) == {"show": ["marks", "reasons"]}
    assert read_form(fields, form, {"show": ["marks"]}, LANGUAGES) == {}
    none = {name: value for name, value in form.items() if not name.startswith("show.~")}
    assert read_form(fields, none, {}, LANGUAGES) == {"show": []}


@given(words, st.lists(words, max_size=4))
@settings(max_examples=30)
def test_a_lesson_comes_back_the_same(title, lines):
    body = "\n\n".join(["Words.", *lines])
    text = join_lesson({"title": "T", "minutes": 5, "sources": [], "later": "kept"}, body)
    head, found = split_lesson(text)
    assert written(text, "T", found.replace("\n", "\r\n"), {"minutes": 5, "sources": []}) == text
    new = written(text, title, found, {"minutes": 6, "sources": [title]})
    again, same = split_lesson(new)
    assert again == {**head, "title": again["title"], "minutes": 6, "sources": again["sources"]}
    assert (same, again["later"]) == (found, "kept")


def test_an_empty_translation_has_no_file():
    assert written(None, "", " \n") is None
    assert written(None, "", "", {"minutes": 1, "sources": []}) is not None


def test_a_copy_is_no_alias():
    payload = question("single", 1, 1)
    before = copy.deepcopy(payload)
    fields, form = sent(payload)
    read_form(fields, form | {"options.0.text.en": "Other"}, payload, LANGUAGES)
    assert payload == before


def test_another_scale_drops_what_it_has_no_place_for():
    payload = {
        "kind": "source_grading",
        "scheme": "6x6",
        "answer": {"source": "B", "information": "2", "handling": "H1"},
        "feedback": {"source": {"C": {"en": "Too low."}, "X": {"en": "Gone."}}, "handling": {}},
    }
    assert tidied(payload)["answer"] == {"source": "B", "information": "2"}
    assert tidied(payload)["feedback"] == {"source": {"C": {"en": "Too low."}}}
    assert payload["answer"]["handling"] == "H1"


def test_a_picture_is_one_for_all_or_one_by_language():
    plain = question("hotspot", 1, 1) | {"image": "media/x.svg"}
    fields, form = sent(plain)
    assert (form["image"], form["image.ur"]) == ("media/x.svg", "")
    both = read_form(fields, form | {"image.ur": "media/x.ur.svg"}, plain, LANGUAGES)
    assert both["image"] == {"en": "media/x.svg", "ur": "media/x.ur.svg"}
    assert question_errors(both, {both["aim"]}, {"media/x.svg"}).keys() == {"image.ur"}
    _fields, form = sent(both)
    assert read_form(fields, form, both, LANGUAGES) == both
    assert read_form(fields, form | {"image.ur": ""}, both, LANGUAGES) == plain
