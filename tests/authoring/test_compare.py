"""What differs is told part by part, question by question, in words."""

from lms.authoring.formats.texts import value_of, yaml_text
from lms.authoring.formats.words import Op, paragraphs, word_runs
from lms.authoring.queries.compare import differences
from tests.authoring.packages import authored_files, single


def states():
    old = {path: text.decode() for path, text in authored_files().items()}
    return old, dict(old)


def test_words_that_stay_come_and_go():
    runs = word_runs("The old boat lands.", "The new boat lands.")
    assert [(run.op, run.text) for run in runs if run.op is not Op.SAME] == [
        (Op.REMOVED, "old"),
        (Op.ADDED, "new"),
    ]
    (one,) = paragraphs("First.\n\nSecond here.\n", "First.\n\nSecond there.\n")
    assert (one.line, "".join(r.text for r in one.runs if r.op is not Op.REMOVED)) == (
        3,
        "Second there.",
    )


def test_questions_are_told_one_by_one():
    old, new = states()
    payload = value_of(old["banks/boats.yaml"])
    first, _second, third, fourth = payload["questions"]
    first["options"][1]["feedback"]["en"] = "That is not it at all."
    payload["questions"] = [first, fourth, third, single("boat-9")]
    new["banks/boats.yaml"] = yaml_text(payload)
    (part,) = differences(old, new)
    assert (part.kind, part.change, part.fields) == ("questions", "changed", ())
    assert [(item.kind, item.name) for item in part.items] == [
        ("changed", "boat-1"),
        ("added", "boat-9"),
        ("removed", "boat-2"),
        ("moved", ""),
    ]
    (field,) = part.items[0].fields
    assert field.name == "options[b].feedback.en"
    assert "".join(run.text for run in field.runs if run.op is Op.ADDED) == " at all"


def test_lessons_glossary_settings_and_media():
    old, new = states()
    path = "modules/01-first/lessons/01-one.md"
    new[path] = new[path].replace("minutes: 10", "minutes: 12").replace("Words stay", "Words go")
    course = value_of(old["course.yaml"])
    course["glossary"].append(
        {"key": "quay", "term": {"en": "Quay"}, "meaning": {"en": "A place."}}
    )
    course["version"] = "1.1"
    new["course.yaml"] = yaml_text(course)
    new["media/cycle.svg"] = "another"
    del new["modules/01-first/lessons/01-one.ur.md"]
    found = {part.path: part for part in differences(old, new)}
    assert [field.name for field in found["course.yaml"].fields] == ["version"]
    assert [(i.kind, i.name) for i in found["course.yaml"].items] == [("added", "quay")]
    assert [field.name for field in found[path].fields] == ["minutes"]
    assert len(found[path].paragraphs) == 1
    assert found["modules/01-first/lessons/01-one.ur.md"].change == "removed"
    assert found["media/cycle.svg"].change == "changed"
    assert differences(old, old) == []


def test_the_files_of_a_case_are_told_among_the_others():
    old, new = states()
    path = "exercises/two-friends/case.yaml"
    old[path] = yaml_text({"schema": 2, "title": {"en": "Two friends"}})
    new[path] = yaml_text({"schema": 2, "title": {"en": "Two friends and a van"}})
    new["media/cycle.svg"] = "another"
    case, media = differences(old, new)
    assert (case.path, case.kind, case.title) == (path, "case", "Two friends and a van")
    assert [field.name for field in case.fields] == ["title.en"]
    assert media.path == "media/cycle.svg"
