"""Two authors at once, the history of every part, and the way back."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.audit.queries import entries
from lms.authoring import services
from lms.authoring.formats.merging import merge_texts, merge_values
from lms.authoring.formats.texts import value_of, yaml_text
from lms.authoring.queries import files, history
from lms.authoring.rows import Edit, SaveConflict
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from tests.authoring.packages import authored_files, lesson, single

ONE = "modules/01-first/lessons/01-one.md"
QUIZ = "modules/01-first/quiz.yaml"
MODULE = "modules/01-first/module.yaml"


def save(actor, draft, path, text, version=None):
    with transaction():
        return services.write_files(
            actor=actor, draft_id=draft.id, edits=[Edit(path, text, version)]
        )


def save_question(actor, draft, name, question, version=1):
    with transaction():
        return services.save_question(
            actor=actor, draft_id=draft.id, path=QUIZ, version=version, name=name, question=question
        )


def keys(draft):
    return [one["key"] for one in value_of(files.text_file(draft.id, QUIZ).text)["questions"]]


@pytest.mark.both
def test_the_second_save_of_a_version_is_told_and_writes_nothing(draft, tariq, tania):
    base = authored_files()[ONE].decode()
    theirs, mine = base.replace("Words stay.", "Words go."), base.replace("# One", "# First")
    save(tania, draft, ONE, theirs, 1)
    with pytest.raises(SaveConflict) as told:
        save(tariq, draft, ONE, mine, 1)
    (clash,) = told.value.clashes
    assert (clash.base, clash.theirs, clash.mine) == (base, theirs, mine)
    assert (clash.version, clash.by) == (2, "Tania Two")
    assert files.text_file(draft.id, ONE).text == theirs
    merged = merge_texts(clash.base, clash.theirs, clash.mine)
    assert merged.clean and "Words go." in merged.text and "# First" in merged.text
    save(tariq, draft, ONE, merged.text, clash.version)
    assert files.text_file(draft.id, ONE).version == 3


def test_the_same_text_twice_is_no_clash(draft, tariq, tania):
    save(tania, draft, ONE, lesson("Same"), 1)
    assert not save(tariq, draft, ONE, lesson("Same"), 1).any


def test_two_authors_of_two_questions_do_not_meet(draft, tariq, tania):
    save_question(tania, draft, "q1", single("q1", points=2))
    save_question(tariq, draft, "q2", single("q2-new", points=3))
    found = value_of(files.text_file(draft.id, QUIZ).text)["questions"]
    assert [(one["key"], one["points"]) for one in found] == [("q1", 2), ("q2-new", 3)]


def test_two_authors_of_one_question_keep_both_fields_or_choose(draft, tariq, tania):
    save_question(tania, draft, "q1", single("q1", points=2))
    save_question(tariq, draft, "q1", single("q1", difficulty="hard"))
    first = value_of(files.text_file(draft.id, QUIZ).text)["questions"][0]
    assert (first["points"], first["difficulty"]) == (2, "hard")
    with pytest.raises(SaveConflict):
        save_question(tariq, draft, "q1", single("q1", points=5))


def test_a_question_that_another_removed_is_not_lost(draft, tariq, tania):
    payload = value_of(authored_files()[QUIZ].decode())
    payload["questions"].pop(0)
    save(tania, draft, QUIZ, yaml_text(payload))
    with pytest.raises(SaveConflict) as told:
        save_question(tariq, draft, "q1", single("q1", points=7))
    assert "points: 7" in told.value.clashes[0].mine
    assert keys(draft) == ["q2"]


def test_two_authors_of_a_module_keep_both_fields(draft, tariq, tania):
    facts = value_of(authored_files()[MODULE].decode())
    for actor, change in ((tania, {"minutes": 70}), (tariq, {"title": {"en": "New"}})):
        with transaction():
            services.save_value(
                actor=actor, draft_id=draft.id, path=MODULE, version=1, value=facts | change
            )
    found = value_of(files.text_file(draft.id, MODULE).text)
    assert (found["minutes"], found["title"]) == (70, {"en": "New"})


@pytest.mark.both
def test_every_state_can_be_brought_back(draft, tariq, tania):
    save(tariq, draft, ONE, lesson("Second"))
    save(tania, draft, ONE, None)
    save(tariq, draft, ONE, lesson("Fourth"))
    rows = history.changes(draft.id, ONE)
    assert [(row.kind.value, row.by) for row in rows] == [
        ("created", "Tariq One"),
        ("removed", "Tania Two"),
        ("changed", "Tariq One"),
    ]
    assert files.text_file(draft.id, ONE).version == 4
    base = authored_files()[ONE].decode()
    texts = [history.text_at(draft.id, ONE, version) for version in (1, 2, 3, 4)]
    assert texts == [base, lesson("Second"), None, lesson("Fourth")]
    with transaction():
        services.restore_file(actor=tania, draft_id=draft.id, sequence=1, before=True)
    assert files.text_file(draft.id, ONE).text == base


def test_an_act_is_undone_as_a_whole_or_not_at_all(draft, tariq):
    before = files.texts_of(draft.id)
    with transaction():
        made = services.change_files(
            actor=tariq, draft_id=draft.id, change=lambda _texts: {ONE: None, MODULE: "title: x\n"}
        )
    assert made.last - made.first == 1
    with transaction():
        services.undo(actor=tariq, draft_id=draft.id, first=made.first, last=made.last)
    assert files.texts_of(draft.id) == before
    made = save(tariq, draft, ONE, lesson("Other"))
    save(tariq, draft, ONE, lesson("Later"))
    with pytest.raises(Refused), transaction():
        services.undo(actor=tariq, draft_id=draft.id, first=made.first, last=made.last)


@pytest.mark.parametrize("path", ["../out.yaml", "modules/a b.md", "run.py", "/x.md"])
def test_only_files_of_a_package_are_written(draft, tariq, path):
    with pytest.raises(Invalid):
        save(tariq, draft, path, "x")


lines = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8)


@given(lines, lines, lines)
@settings(max_examples=30)
def test_merging_loses_nothing(base, theirs, mine):
    texts = ["".join(f"{line}\n" for line in side) for side in (base, theirs, mine)]
    assert merge_texts(texts[0], texts[1], texts[0]).text == texts[1]
    assert merge_texts(texts[0], texts[0], texts[2]).text == texts[2]
    merged = merge_texts(*texts)
    for side, other in ((theirs, mine), (mine, theirs)):
        new = {line for line in side if line not in base}
        assert new <= set(merged.text.split("\n")), (merged, other)


@given(
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2)),
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2)),
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2)),
)
@settings(max_examples=30)
def test_merging_fields_takes_each_ones_own(base, theirs, mine):
    merged, clean = merge_values(base, theirs, mine)
    for name in "xyz":
        sides = [side.get(name) for side in (base, theirs, mine)]
        if sides[1] == sides[0]:
            assert merged.get(name) == sides[2]
        elif sides[2] in (sides[0], sides[1]):
            assert merged.get(name) == sides[1]
        else:
            assert not clean


def told():
    rows = entries(course_session_id=None, limit=50, rooms=["authoring"])
    return [(one.actor, one.after["parts"]) for one in rows if one.act == "authoring.changed"][::-1]


def test_the_log_names_each_writer_once_for_a_part_and_hour(draft, tariq, tania, clock):
    clock.set(clock.now().replace(minute=5))
    urdu = ONE.replace(".md", ".ur.md")
    save(tariq, draft, ONE, lesson("First"))
    save(tariq, draft, urdu, lesson("Urdu"))
    clock.advance(timedelta(minutes=50))
    save(tariq, draft, ONE, lesson("Second"))
    assert told() == [("Tariq One", [ONE])]
    save(tania, draft, ONE, lesson("Third"))
    save(tania, draft, ONE, lesson("Third"))
    save(tariq, draft, QUIZ, "kind: quiz\n")
    clock.advance(timedelta(minutes=10))
    save(tariq, draft, ONE, lesson("Fourth"))
    assert told()[1:] == [("Tania Two", [ONE]), ("Tariq One", [QUIZ]), ("Tariq One", [ONE])]
