"""Packages that mean harm, or are half there: each is refused with the file named."""

import io
import zipfile

import pytest

from lms.courses.formats.media import media_fault
from lms.engines.scorm import Limits, check_whole, read_package
from tests.factories.scorm import (
    item,
    manifest,
    packed,
    promising,
    resource,
    small,
    small_files,
    symlink,
    with_entry,
)

ENTITIES = (
    b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><manifest>&b;</manifest>'
)
OUTSIDE = b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>'
DTD_ONLY = b'<!DOCTYPE manifest SYSTEM "http://evil.example/x.dtd"><manifest/>'
DEEP = b"<manifest>" + b"<a>" * 3000 + b"</a>" * 3000 + b"</manifest>"
WIDE = b"<manifest>" + b"<a/>" * 30_000 + b"</manifest>"


def with_manifest(content: bytes) -> bytes:
    return packed(small_files() | {"imsmanifest.xml": content})


def with_href(href: str) -> bytes:
    content = manifest(item("one", "r1"), resource("r1", href))
    return packed(small_files() | {"imsmanifest.xml": content})


def without(name: str) -> bytes:
    return packed({path: data for path, data in small_files().items() if path != name})


def in_a_folder() -> bytes:
    return packed({f"my course/{path}": data for path, data in small_files().items()})


HOSTILE = [
    (lambda: with_entry("../evil.html"), "../evil.html", "leads out of the package"),
    (lambda: with_entry("a/../../evil.html"), "a/../../evil.html", "leads out"),
    (lambda: with_entry("/etc/cron.d/x"), "/etc/cron.d/x", "leads out"),
    (lambda: with_entry("..\\evil.html"), "..\\evil.html", "leads out"),
    (lambda: with_entry("C:/evil.html"), "C:/evil.html", "leads out"),
    (lambda: with_entry("a//b.html"), "a//b.html", "not one that every system"),
    (lambda: with_entry("x" * 300), "x" * 240, "longer than"),
    (lambda: with_entry("a/" * 20 + "x"), "a/" * 20 + "x", "deeper than"),
    (symlink, "link.html", "a link or a device"),
    (lambda: with_entry("locked.html", flags=1), "locked.html", "password"),
    (lambda: with_entry("ONE.html"), "ONE.html", "Another file is called one.html"),
    (lambda: promising(2_147_483_648), "film.mp4", "2048 MB"),
    (lambda: with_entry("zeros.bin", bytes(40_000_000)), "zeros.bin", "more than 60 times"),
    (lambda: with_manifest(ENTITIES), "imsmanifest.xml", "document type or entities"),
    (lambda: with_manifest(OUTSIDE), "imsmanifest.xml", "document type or entities"),
    (lambda: with_manifest(DTD_ONLY), "imsmanifest.xml", "document type or entities"),
    (lambda: with_manifest(DEEP), "imsmanifest.xml", "too deep or too wide"),
    (lambda: with_manifest(WIDE), "imsmanifest.xml", "too deep or too wide"),
    (lambda: with_manifest(b"<manifest><a>"), "imsmanifest.xml", "not whole XML"),
    (lambda: with_manifest(b"<html/>"), "imsmanifest.xml", "does not begin with a manifest"),
    (lambda: with_manifest(b"<manifest/>"), "imsmanifest.xml", "does not say"),
    (lambda: without("imsmanifest.xml"), "imsmanifest.xml", "no imsmanifest.xml"),
    (lambda: without("one.html"), "one.html", "not in the zip"),
    (lambda: without("style.css"), "style.css", "not in the zip"),
    (lambda: without("pages/two.html"), "pages/two.html", "not in the zip"),
    (in_a_folder, "my course/imsmanifest.xml", "the folder my course"),
    (lambda: with_href("https://evil.example/x.html"), "imsmanifest.xml", "outside of the package"),
    (lambda: with_href("javascript:alert(1)"), "imsmanifest.xml", "outside of the package"),
    (lambda: with_href("//evil.example/x.html"), "imsmanifest.xml", "outside of the package"),
    (lambda: with_href("../../desk"), "imsmanifest.xml", "outside of the package"),
    (lambda: with_href("%2e%2e/desk"), "imsmanifest.xml", "outside of the package"),
    (lambda: small()[: len(small()) // 2], ".", "not a whole zip"),
    (lambda: b"PK is how it begins", ".", "not a whole zip"),
    (lambda: b"", ".", "not a whole zip"),
]


@pytest.mark.parametrize(("make", "file", "says"), HOSTILE)
def test_a_hostile_package_is_refused_with_its_file_named(make, file, says):
    found = check_whole(make())
    assert found.value is None
    told = [one.message.english() for one in found.problems if one.path == file]
    assert any(says in line for line in told), found.problems
    assert media_fault("media/course.zip", make()) is not None


def test_a_damaged_file_inside_is_named():
    data = bytearray(small())
    at = data.find(b"one.html") + len("one.html") + 3
    data[at] ^= 0xFF
    assert [problem.path for problem in check_whole(bytes(data)).problems] == ["one.html"]


def test_nothing_is_unpacked_to_find_a_bomb_out():
    """A zip that would be too large is judged from its own list alone."""
    buffer = io.BytesIO(small())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(300):
            archive.writestr(f"layer-{number}.bin", bytes(2_000_000))
    problems = read_package(buffer.getvalue()).problems
    assert [problem.path for problem in problems] == ["."]
    assert "when unpacked" in problems[0].message.english()


def test_too_many_files_and_parts():
    few = Limits(files=3)
    assert "more than 3 files" in read_package(small(), few).problems[0].message.english()
    one = Limits(items=1)
    assert "more than 1 parts" in read_package(small(), one).problems[0].message.english()


def test_all_faults_are_told_at_once():
    files = small_files() | {
        "imsmanifest.xml": manifest(
            item("one", "r1") + item("one", "gone") + item("three", "r3"),
            resource("r1", "a.html") + resource("r3", "b.html"),
        )
    }
    assert {problem.path for problem in read_package(packed(files)).problems} == {
        "a.html",
        "b.html",
        "imsmanifest.xml",
    }


def test_a_manifest_in_another_encoding_hides_no_entity():
    text = OUTSIDE.decode().encode("utf-16")
    found = read_package(with_manifest(text))
    assert "document type or entities" in found.problems[0].message.english()
