"""A package is taken whole, with one hash, or refused with every fault at its line."""

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.plainyaml import dump
from lms.courses.formats import (
    PackageError,
    freeze,
    parse_package,
    read_folder,
    read_zip,
    upgrade,
    write_zip,
)
from lms.courses.formats import (
    package_files as written,
)
from lms.courses.formats.yamlsource import load_yaml
from tests.courses.packages import COURSE, KINDS, LESSON, MODULE, SVG, package_files


def faults(files: dict[str, bytes]) -> list[tuple[str, int | None, str]]:
    with pytest.raises(PackageError) as caught:
        parse_package(files, KINDS)
    return [(p.file, p.line, p.message.english()) for p in caught.value.problems]


def test_a_whole_package_gives_its_parts_in_the_order_of_the_course():
    snapshot = parse_package(package_files(), KINDS).snapshot
    module = snapshot.content["modules"][0]
    assert snapshot.course["slug"] == "small-course"
    assert [lesson["slug"] for lesson in module["lessons"]] == ["01-one", "02-two"]
    assert module["lessons"][0]["title"] == {"en": "One", "ur": "ایک"}
    assert module["quiz"] == "first-check"
    assert sorted(snapshot.content["activities"]) == ["first-check", "post-test", "warm-up"]
    assert snapshot.content["media"]["media/cycle.svg"]["bytes"] == len(SVG)


def test_folder_and_zip_with_and_without_a_top_folder_have_the_same_hash(tmp_path):
    files = package_files()
    for name, content in files.items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "pack" / ".DS_Store").write_bytes(b"litter")
    topped = {f"pack/{name}": content for name, content in files.items()}
    hashes = {
        parse_package(given_files, KINDS).snapshot.content_hash
        for given_files in (
            files,
            read_folder(tmp_path / "pack"),
            read_zip(write_zip(files)),
            read_zip(write_zip(topped)),
        )
    }
    assert len(hashes) == 1


def test_what_is_written_back_reads_to_the_same_hash():
    package = parse_package(package_files(), KINDS)
    again = parse_package(written(package.snapshot.content, package.media), KINDS)
    assert again.snapshot == package.snapshot


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    files = package_files()
    plain = parse_package(files, KINDS).snapshot.content_hash
    for name in files:
        if name.endswith((".md", ".yaml")):
            files[name] = b"\xef\xbb\xbf" + files[name].replace(b"\n", b"\r\n")
    assert parse_package(files, KINDS).snapshot.content_hash == plain


def test_all_faults_come_at_once_each_at_its_line():
    files = package_files()
    files["course.yaml"] = COURSE.replace("aims:", "ames:").replace("90", '"90"').encode()
    assert faults(files) == [
        ("course.yaml", 1, "“aims” is missing. Add it."),
        ("course.yaml", 7, "“ames” is not known here. Check its spelling or remove it."),
        ("course.yaml", 9, "“contact_minutes” needs a whole number without quotes."),
    ]
    files = package_files()
    files["modules/01-first/module.yaml"] = MODULE.replace("02-two", "03-three").encode()
    files["modules/01-first/quiz.yaml"] = files["modules/01-first/quiz.yaml"].replace(
        b"Which?", b"Wrong?"
    )
    assert [fault[:2] for fault in faults(files)] == [
        ("modules/01-first/lessons/02-two.md", None),
        ("modules/01-first/module.yaml", 6),
        ("modules/01-first/quiz.yaml", 7),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        ("course.yaml", 'version: "1.0"', "version: 1.0", 3, "version"),
        ("course.yaml", "slug: small-course", "slug: Small Course", 2, "small Latin letters"),
        ("course.yaml", "[01-first]", "[01-first, 01-first]", 10, "twice"),
        ("course.yaml", "schema: 1", "schema: 3", 1, "must be 1 or 2"),
        ("course.yaml", "languages: [en, ur]", "languages: [en]", 5, "“ur” is not in the list"),
        ("course.yaml", '{en: "Two lessons."}', '{ur: "دو"}', 6, "The text in “en” is missing"),
        ("course.yaml", "tests: [post-test]", "tests: [post-test", 12, "YAML"),
        ("course.yaml", "schema: 1", "schema: &one 1\nschema: 1", 2, "twice"),
        ("modules/01-first/lessons/01-one.md", "minutes: 10", "minutes: ten", 3, "whole number"),
        ("modules/01-first/lessons/01-one.md", "---\ntitle", "title", 1, "its head"),
        ("modules/01-first/lessons/01-one.md", "cycle.svg", "circle.svg", 10, "no figure"),
        (
            "modules/01-first/lessons/01-one.md",
            "The cycle as a ring of six steps",
            "",
            10,
            "no alternative text",
        ),
        (
            "modules/01-first/lessons/01-one.md",
            "| 1 | 2 |",
            "| 1 | <b onclick=x>2</b> |",
            14,
            "HTML",
        ),
        (
            "modules/01-first/lessons/01-one.md",
            "A figure",
            "[x](javascript:alert(1))",
            10,
            "leads nowhere",
        ),
        ("tests/post-test.yaml", "kind: quiz", "kind: riddle", 2, "link_chart, quiz"),
        ("tests/post-test.yaml", "key: post-test", "key: final", 3, "name of the file"),
        ("tests/post-test.yaml", "A title", "A \u202etitle", 4, "invisible"),
        ("media/cycle.svg", "<circle", "<script>alert(1)</script><circle", None, "script"),
        ("media/cycle.svg", "<circle", '<circle onload="x()"', None, "circle"),
        ("media/cycle.svg", "<circle", '<image href="https://a.b/c.png"/><circle', None, "image"),
        ("media/cycle.svg", "<svg", '<!DOCTYPE s [<!ENTITY a "b">]><svg', None, "plain SVG"),
    ],
)
def test_each_fault_is_named_with_its_line_and_mend(file, old, new, line, words):
    files = package_files()
    text = files[file].decode()
    assert old in text
    files[file] = text.replace(old, new, 1).encode()
    found = faults(files)
    assert (file, line) in [fault[:2] for fault in found]
    assert any(words in fault[2] for fault in found if fault[0] == file)


def test_an_alias_is_refused_before_it_can_grow():
    files = package_files()
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    files["course.yaml"] = bomb.encode()
    assert any("Anchors" in fault[2] for fault in faults(files))


def test_files_that_the_course_does_not_name_are_told():
    files = package_files() | {"modules/02-lost/module.yaml": MODULE.encode(), "run.exe": b"MZ"}
    assert {fault[0] for fault in faults(files)} == {"modules/02-lost/module.yaml", "run.exe"}


def test_a_package_without_its_course_file_says_so():
    files = package_files()
    del files["course.yaml"]
    assert faults(files) == [
        ("course.yaml", None, "There is no course.yaml at the top of the package. Add it.")
    ]


texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u202d\u202e\ufeff"
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5), st.integers(0, 2**53 - 1))
def test_any_text_survives_writing_and_reading(lines, number):
    package = parse_package(package_files(), KINDS)
    content = {**package.snapshot.content}
    activity = {
        **content["activities"]["post-test"],
        "extra": {"lines": ["\n".join(lines), *lines], "number": number, "none": None},
    }
    content["activities"] = {**content["activities"], "post-test": activity}
    again = parse_package(written(content, package.media), KINDS).snapshot
    expected = parse_package(written(again.content, package.media), KINDS).snapshot
    assert again == expected


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(package_files())), st.binary(max_size=80), st.integers(0, 200))
def test_no_damage_makes_the_reader_fall_over(file, noise, at):
    files = package_files()
    files[file] = files[file][:at] + noise + files[file][at:]
    try:
        parse_package(files, KINDS)
    except PackageError as error:
        told = [str(problem) for problem in error.problems]
    else:
        told = ["taken"]
    assert all(told)


def test_the_hash_does_not_depend_on_the_order_of_names():
    content = parse_package(package_files(), KINDS).snapshot.content
    turned = dict(reversed(list(content.items())))
    assert freeze(turned).content_hash == freeze(content).content_hash


def test_the_lesson_keeps_its_markdown_as_written():
    content = parse_package(package_files(), KINDS).snapshot.content
    assert content["modules"][0]["lessons"][0]["text"]["en"] == LESSON.split("---\n\n", 1)[1]


BANK = """\
schema: 1
kind: bank
key: evaluation
title: {en: "Bank"}
questions:
  - {key: b1, aim: know-one, text: {en: "Which?"}}
"""


def banked() -> dict[str, bytes]:
    """A package of schema 2: a bank, aims with keys, a module that waits for a result."""
    files = package_files()
    head = COURSE.replace("schema: 1", "schema: 2").replace(
        "tests: [post-test]", "tests: [post-test]\nbanks: [evaluation]"
    )
    plain = '  - {en: "Tell one from the other."}'
    module = MODULE.replace(plain, '  - {key: know-one, text: {en: "Tell one from the other."}}')
    files |= {"course.yaml": head.encode(), "banks/evaluation.yaml": BANK.encode()}
    files["modules/01-first/module.yaml"] = (
        module + "needs: {activity: post-test, percent: 50}\n"
    ).encode()
    return files


def test_banks_keyed_aims_and_needs_come_through_and_go_out_again():
    snapshot = parse_package(banked(), KINDS).snapshot
    module = snapshot.content["modules"][0]
    assert module["aims"] == [{"key": "know-one", "text": {"en": "Tell one from the other."}}]
    assert module["needs"] == {"activity": "post-test", "percent": 50}
    assert snapshot.content["banks"]["evaluation"]["questions"][0]["key"] == "b1"
    again = parse_package(written(snapshot.content, parse_package(banked(), KINDS).media), KINDS)
    assert again.snapshot.content_hash == snapshot.content_hash


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        ("banks/evaluation.yaml", "aim: know-one", "aim: know-two", 6, "No module has the aim"),
        ("banks/evaluation.yaml", "key: evaluation", "key: other", 3, "name of the file"),
        ("modules/01-first/module.yaml", "activity: post-test", "activity: no", 9, "no quiz or"),
        ("course.yaml", "banks: [evaluation]", "banks: [gone]", 12, "banks/gone.yaml"),
        (
            "modules/01-first/module.yaml",
            "minutes: 60",
            "minutes: 60\nafter: [02-next]",
            6,
            "before this one",
        ),
    ],
)
def test_names_that_nothing_has_are_told_at_their_line(file, old, new, line, words):
    files = banked()
    assert old in files[file].decode()
    files[file] = files[file].decode().replace(old, new, 1).encode()
    found = faults(files)
    assert any(one[:2] == (file, line) and words in one[2] for one in found), found


def test_content_of_schema_1_is_read_as_schema_2_with_the_same_aims():
    new = parse_package(package_files(), KINDS).snapshot.content
    old = json.loads(json.dumps(new))
    old["schema"], old["course"] = 1, {k: v for k, v in old["course"].items() if k != "banks"}
    del old["banks"]
    for module in old["modules"]:
        module["aims"] = [aim["text"] for aim in module["aims"]]
        del module["after"], module["needs"]
    assert upgrade(old) == new


def test_words_that_old_yaml_takes_for_other_things_stay_words():
    text = "a: no\nb: 1:30\nc: 2026-03-02\nd: on\ne: 010\nf: 12\ng: 1.5\nh: true\ni: ~\n"
    document = load_yaml("x.yaml", text.encode())
    assert document.data == {
        "a": "no", "b": "1:30", "c": "2026-03-02", "d": "on", "e": "010", "f": 12, "g": 1.5,
        "h": True, "i": None,
    }  # fmt: skip


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(1 - 2**53, 2**53 - 1),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(["no", "1e5", "0o17", "1:30", "~", "", " a", "a\nb", "a\n b\n"]),
    st.sampled_from(["- x", "#", "<<", "=", "+1", ".5", "0x1f", "010"]),
)  # fmt: skip


@settings(max_examples=60)
@given(st.dictionaries(st.text("abcn01~", min_size=1, max_size=5), scalars, max_size=6))
def test_what_is_written_is_read_back_the_same(value):
    document = load_yaml("x.yaml", dump(value))
    if not document.problems:
        kept = {key: unicodedata.normalize("NFC", one) if isinstance(one, str) else one
                for key, one in value.items()}  # fmt: skip
        assert (document.data or {}) == kept
