"""What a whole package says of itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.scorm import Version, check_whole, read_package
from tests.factories.scorm import (
    HEAD_2004,
    item,
    manifest,
    packed,
    resource,
    small,
    small_files,
)

RULES = (
    "<imsss:sequencing><imsss:objectives><imsss:primaryObjective>"
    "<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>"
    "</imsss:primaryObjective></imsss:objectives></imsss:sequencing>"
)


def test_a_package_of_1_2():
    package = check_whole(small()).value
    assert package.version is Version.SCORM_1_2
    assert package.title == "Small package"
    assert [(one.key, one.title, one.href, one.mastery) for one in package.playable] == [
        ("one", "Part one", "one.html", ""),
        ("two", "Part two", "pages/two.html?part=2", "70"),
    ]
    assert package.notes == ()


def test_a_package_of_2004_with_a_tree_and_what_is_not_followed():
    items = item(
        "top",
        None,
        item("in", "r1", "<adlcp:dataFromLMS>start</adlcp:dataFromLMS>" + RULES)
        + item("old", "r1", "<adlcp:prerequisites>in</adlcp:prerequisites>"),
    )
    files = small_files() | {
        "imsmanifest.xml": manifest(items, resource("r1", "one.html"), HEAD_2004)
    }
    package = read_package(packed(files)).value
    assert package.version is Version.SCORM_2004
    assert [(level, one.key, one.href) for level, one in package.lines] == [
        (0, "top", ""),
        (1, "in", "one.html"),
        (1, "old", "one.html"),
    ]
    assert (package.playable[0].mastery, package.playable[0].launch_data) == ("0.8", "start")
    told = " ".join(note.english() for note in package.notes)
    assert "sequencing" in told and "prerequisites" in told


def test_addresses_are_joined_with_base_and_parameters():
    head = HEAD_2004
    more = ' parameters="?mode=full"'
    content = manifest(item("a", "r", "", more), resource("r", "start%20here.html"), head)
    content = content.replace(b"<resources>", b'<resources xml:base="content/">')
    files = {"imsmanifest.xml": content, "content/start here.html": b"<p>hello"}
    package = read_package(packed(files)).value
    assert package.playable[0].href == "content/start%20here.html?mode=full"


@settings(max_examples=30)
@given(data=st.binary(max_size=400), at=st.integers(0, 2000), cut=st.integers(0, 40))
def test_no_bytes_make_it_fall_over(data, at, cut):
    whole = small()
    spoilt = whole[:at] + data + whole[at + cut :]
    found = check_whole(spoilt)
    assert (found.value is None) == bool(found.problems)


@settings(max_examples=30)
@given(text=st.text(max_size=300))
def test_no_manifest_makes_it_fall_over(text):
    content = manifest(item("one", "r1"), resource("r1", "one.html")).decode()
    files = small_files() | {
        "imsmanifest.xml": content.replace("Part", text).encode("utf-8", "replace")
    }
    found = read_package(packed(files))
    assert (found.value is None) == bool(found.problems)
