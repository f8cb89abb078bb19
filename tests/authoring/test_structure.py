"""The tree: parts added, moved, copied, removed; the course stays one that can be published."""

import pytest

from lms.authoring.formats import structure
from lms.authoring.formats.paths import media_name, numbered, slug_of
from lms.authoring.formats.supply import supplies
from lms.authoring.formats.texts import peek, value_of, yaml_text
from lms.authoring.formats.tree import read_tree
from lms.courses.formats import parse_package
from lms.exercises.kinds import CONTENT_KINDS
from tests.authoring.packages import authored_files, single


@pytest.fixture
def texts():
    return {p: t.decode() for p, t in authored_files().items() if p.endswith((".yaml", ".md"))}


def applied(texts, changes):
    merged = {**texts, **changes}
    return {path: text for path, text in merged.items() if text is not None}


def faultless(texts):
    files = {path: text.encode() for path, text in texts.items()}
    svg = authored_files()["media/cycle.svg"]
    return parse_package({**files, "media/cycle.svg": svg}, CONTENT_KINDS).snapshot.content


def test_modules_and_lessons_move(texts):
    after = applied(texts, structure.reorder(texts, "modules", "", "02-second", 0))
    assert [one["slug"] for one in faultless(after)["modules"]] == ["02-second", "01-first"]
    after = applied(texts, structure.move_lesson(texts, "01-first", "01-one", "02-second", 0))
    first, second = faultless(after)["modules"]
    assert [one["slug"] for one in first["lessons"]] == ["02-two"]
    assert [one["slug"] for one in second["lessons"]] == ["01-one", "01-three"]
    assert set(second["lessons"][0]["text"]) == {"en", "ur"}
    assert structure.reorder(texts, "modules", "", "01-first", 0) == {}


@pytest.mark.parametrize(
    ("kind", "module", "name"),
    [
        ("modules", "", "01-first"),
        ("lessons", "01-first", "01-one"),
        ("banks", "", "boats"),
        ("tests", "", "pre-test"),
    ],
)
def test_a_copy_is_a_part_of_its_own(texts, kind, module, name):
    after = applied(texts, structure.copy_part(texts, kind, module, name, "copy"))
    tree = read_tree(after)
    faultless(after)
    names = {
        "modules": [one.slug for one in tree.modules],
        "lessons": [one.slug for one in tree.modules[0].lessons],
        "banks": [one.name for one in tree.banks],
        "tests": [one.name for one in tree.tests],
    }[kind]
    assert names[names.index(name) + 1] == f"{name}-copy"


def test_what_is_removed_leaves_no_stray_file(texts):
    for kind, module, name in (
        ("lessons", "01-first", "01-one"),
        ("quiz", "", "01-first"),
        ("modules", "", "02-second"),
        ("tests", "", "pre-test"),
        ("banks", "", "boats"),
    ):
        texts = applied(texts, structure.remove(texts, kind, module, name))
        faultless(texts)
    assert [one.slug for one in read_tree(texts).modules] == ["01-first"]


def test_a_new_check_and_bank_wait_only_for_questions(texts):
    changes, name = structure.add_questions(texts, "modules", "02-second", "Check")
    texts = applied(texts, changes)
    changes, bank = structure.add_questions(texts, "banks", "", "Boats")
    texts = applied(texts, changes)
    assert (name, bank) == ("02-second", "boats-2")
    for path in ("modules/02-second/quiz.yaml", "banks/boats-2.yaml"):
        payload = value_of(texts[path]) | {"questions": [single(f"new-{len(path)}")]}
        texts[path] = yaml_text(payload)
    faultless(texts)


def test_names_are_narrow_and_new():
    assert slug_of("Café, Welt!", {"cafe-welt"}) == "cafe-welt-2"
    assert slug_of("نقشہ", {"part"}) == "part-2"
    assert numbered("Sources", ["01-a", "07-b"], default="module") == "08-sources"
    assert media_name("a/b.PNG", {"media/b.png"}) == "media/b-2.png"


def test_each_row_says_how_many_questions_fit(texts):
    quiz = peek(texts["tests/pre-test.yaml"])
    row = quiz["sections"][0]["draw"][0]
    two = {**quiz, "sections": [{"draw": [row, {**row, "form": "a"}, {"bank": "none"}]}]}
    found = supplies(two, {"boats": peek(texts["banks/boats.yaml"])})
    assert [(one.row, one.fits, one.sure) for one in found] == [(0, 4, 4), (1, 2, 0)]


def test_a_learning_package_becomes_an_exercise_that_a_module_can_have(texts):
    after = applied(texts, structure.add_exercise(texts, "Cargo scan", "media/scan.zip"))
    assert peek(after["course.yaml"])["exercises"] == ["cargo-scan"]
    assert peek(after["exercises/cargo-scan.yaml"])["file"] == "media/scan.zip"


def test_a_case_is_removed_with_its_folder_and_tasks(texts):
    course = value_of(texts["course.yaml"])
    course["exercises"] = ["first", "mill", "grades"]
    folder = "exercises/mill/"
    names = ("case.yaml", "key.yaml", "reports.yaml", "tables/calls.csv", "tasks/grades.yaml")
    more = {f"{folder}{name}": "" for name in names}
    more[f"{folder}case.yaml"] = "title: {en: The mill}"
    before = {**texts, **more, "course.yaml": yaml_text(course), "exercises/first.yaml": ""}
    tree = read_tree(before)
    assert tree.exercises[1] == ("mill", {"en": "The mill"})
    assert tree.exercise_files["mill"] == [f"{folder}{name}" for name in names[:4]]
    assert tree.exercise_files["grades"] == [f"{folder}tasks/grades.yaml"]
    after = applied(before, structure.remove(before, "exercises", "", "mill"))
    assert not [path for path in after if path.startswith(folder)]
    assert peek(after["course.yaml"])["exercises"] == ["first"]
    after = applied(before, structure.remove(before, "exercises", "", "grades"))
    assert f"{folder}case.yaml" in after and f"{folder}tasks/grades.yaml" not in after
