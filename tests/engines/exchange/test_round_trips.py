"""What goes out as Moodle XML or GIFT comes back the same, and what a visitor changed is seen."""

import re
from collections import Counter
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core import plainyaml
from lms.engines.exchange import read_questions, write_questions
from lms.engines.marking.quiz import parse_question
from tests.engines.marking.making import question
from tests.factories.questions import every_kind

NOT_CARRIED = {
    "moodle": {"hotspot"},
    "gift": {"hotspot", "cloze", "ordering", "calculated", "source_grading"},
}
KINDS = [one["kind"] for one in every_kind()]
SAID = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), min_size=1
).filter(lambda text: text.strip() and text == text.strip())
SIGNS = st.text("*_`<>&[]{}~=#:\\/%|!-+1.,؟\n ab\"'$", min_size=1, max_size=30).filter(
    lambda text: text.strip() and text == text.strip()
)


def shipped():
    course = resources.files("lms.courses") / "library"
    folder = next(one for one in course.iterdir() if one.is_dir())
    files = [one for one in (folder / "banks").iterdir() if one.name.endswith(".yaml")]
    files += [one / "quiz.yaml" for one in (folder / "modules").iterdir()]
    for file in files:
        if file.is_file():
            yield from plainyaml.load(file.read_text(encoding="utf-8"))["questions"]


def back(form, questions, **more):
    made = write_questions(form, questions, category="A/bank", **more)
    return made, read_questions("file", made.data)


@pytest.mark.parametrize(("form", "language"), [("moodle", "en"), ("moodle", "ur"), ("gift", "en")])
def test_the_whole_shipped_bank_comes_back_the_same(form, language):
    sent = list(shipped())
    carried = [one for one in sent if one["kind"] not in NOT_CARRIED[form]]
    made, found = back(form, sent, language=language)
    assert len(carried) > 200
    assert found.questions == carried
    assert found.told == ()
    left_out = {one.name for one in made.told if not one.key}
    assert left_out == {one["key"] for one in sent} - {one["key"] for one in carried}
    assert {item.category for item in found.items} == {"A/bank"}


@pytest.mark.parametrize("form", ["moodle", "gift"])
def test_without_what_is_ours_the_bank_still_comes_in_and_marks_by_the_same_key(form):
    """As Moodle itself would give it back: the payload of ours is gone."""
    sent = {one["key"]: one for one in shipped()}
    made = write_questions(form, list(sent.values()))
    ours = rb"<concord>.*?</concord>" if form == "moodle" else rb"// concord:.*\n"
    found = read_questions("bare", re.sub(ours, b"", made.data))
    assert len(found.items) == made.count
    for one in found.questions:
        assert parse_question(one).problems == ()
        before = sent[one["key"]]
        assert one.get("aim") == before.get("aim")
        if before["kind"] in ("single", "multiple"):
            assert one["kind"] == before["kind"]
            assert right(one) == right(before)
        elif before["kind"] == "matching":
            assert joined(one) == joined(before)
        elif before["kind"] == "ordering":
            assert [item["text"]["en"] for item in one["items"]] == [
                item["text"]["en"] for item in before["items"]
            ]
        elif before["kind"] in ("numeric", "short_text"):
            assert one["answer"].get("value") == before["answer"].get("value")
            assert one["answer"].get("accepted") == before["answer"].get("accepted")


def right(payload):
    return [(one["text"]["en"], bool(one.get("correct"))) for one in payload["options"]]


def joined(payload):
    return {one["left"]["en"]: one["right"]["en"] for one in payload["pairs"]}


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 10**6), st.integers(0, 10**6), SIGNS, SAID)
def test_every_kind_comes_back_the_same_whatever_its_texts_hold(kind, seed, key, signs, said):
    payload = question(kind, seed, key)
    payload |= {"key": "one", "explanation": {"en": said, "ur": signs}}
    if kind != "calculated":
        payload["text"] = {"en": signs}
    if kind in ("single", "multiple", "confidence"):
        payload["options"][0]["text"] = {"en": said}
        payload["options"][1]["feedback"] = {"en": signs}
    for form, left_out in NOT_CARRIED.items():
        made, found = back(form, [payload])
        if kind in left_out:
            assert (made.count, found.items) == (0, ())
            assert [one.key for one in made.told if one.name == "one"][-1] == ""
        else:
            assert found.questions == [payload]


@settings(max_examples=30, deadline=None)
@given(SIGNS, SIGNS, SIGNS, st.booleans())
def test_texts_survive_the_way_through_another_system(asked, first, second, many):
    """Without the payload of ours: the signs of Markdown, XML and GIFT mean the same after it."""
    options = [
        {"key": "a", "text": {"en": "x" + first}, "correct": True},
        {"key": "b", "text": {"en": "y" + second}, "feedback": {"en": "z" + asked}},
    ]
    payload = {"kind": "multiple" if many else "single", "text": {"en": "t" + asked}}
    payload |= {"key": "one", "options": options}
    for form in NOT_CARRIED:
        data = write_questions(form, [payload]).data
        bare = re.sub(rb"<concord>.*?</concord>|// concord:.*\n", b"", data)
        found = read_questions("bare", bare)
        assert tidied(found.questions[0]) == tidied(payload)


def tidied(value):
    """Blanks at line ends and runs of empty lines say nothing in Markdown."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: tidied(inner) for key, inner in value.items()}
    return [tidied(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", ["moodle", "gift"])
def test_what_was_changed_meanwhile_is_read_as_it_stands_and_told(form):
    payload = {
        "key": "tide",
        "kind": "single",
        "text": {"en": "When is it high?", "ur": "کب؟"},
        "options": [
            {"key": "noon", "text": {"en": "At noon"}, "correct": True},
            {"key": "dusk", "text": {"en": "At dusk"}},
        ],
    }
    head, _sign, tail = write_questions(form, [payload]).data.partition(b"At noon")
    if form == "gift":  # the first is in the comment
        more, _sign, tail = tail.partition(b"At noon")
        head += b"At noon" + more
    found = read_questions("file", head + b"At noon" + tail.replace(b"At dusk", b"At dawn", 1))
    assert [one["text"] for one in found.questions[0]["options"]] == [
        {"en": "At noon"},
        {"en": "At dawn"},
    ]
    assert found.questions[0]["text"] == {"en": "When is it high?"}
    assert "changed since it was written here" in found.told[0].message.english()


def test_a_picture_in_a_text_goes_out_inside_the_file_and_comes_back():
    png = b"\x89PNG\r\n\x1a\n" + bytes(40)
    payload = {
        "key": "hull",
        "kind": "short_text",
        "text": {"en": "Name it: ![A hull](media/hull.png)"},
        "answer": {"accepted": ["dhow"]},
        "aim": "name-boats",
        "difficulty": "hard",
    }
    made = write_questions("moodle", [payload], media={"media/hull.png": png})
    assert b"@@PLUGINFILE@@/hull.png" in made.data
    found = read_questions("file", made.data)
    path = next(iter(found.media))
    assert found.media == {path: png}
    assert found.questions[0]["text"]["en"] == f"Name it: ![A hull]({path})"
    assert {**found.questions[0], "text": payload["text"]} == payload


def test_two_questions_of_one_name_get_keys_of_their_own():
    one = b"::Tide:: High? {T}\n\n"
    found = read_questions("file.gift", one * 3)
    assert Counter(item.name for item in found.items) == {"Tide": 3}
    assert [item.payload["key"] for item in found.items] == ["tide", "tide-2", "tide-3"]
