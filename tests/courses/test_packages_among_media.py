"""Learning packages as part of a course package: taken whole, refused with zip and file named."""

import pytest

from lms.courses.formats import PackageError, parse_package
from lms.exercises.kinds.package import Package
from tests.courses.packages import KINDS, package_files
from tests.factories.scorm import packed, small, small_files, symlink

EXERCISE = b"""\
schema: 1
kind: package
key: outside
title: {en: "From outside", ur: "x"}
file: media/outside.zip
"""


def course_with(zipped: bytes | None, exercise: bytes = EXERCISE) -> dict[str, bytes]:
    files = package_files()
    course = files["course.yaml"].replace(b"exercises: [warm-up]", b"exercises: [warm-up, outside]")
    files |= {"course.yaml": course, "exercises/outside.yaml": exercise}
    return files if zipped is None else files | {"media/outside.zip": zipped}


def read(files: dict[str, bytes]):
    return parse_package(files, {**KINDS, "package": Package()})


def test_a_whole_package_is_an_exercise_and_its_zip_a_medium():
    content = read(course_with(small())).snapshot.content
    assert content["activities"]["outside"]["file"] == "media/outside.zip"
    assert content["media"]["media/outside.zip"]["media_type"] == "application/zip"


HALF = {name: data for name, data in small_files().items() if name != "pages/two.html"}


@pytest.mark.parametrize(
    ("zipped", "file", "says"),
    [
        (symlink(), "media/outside.zip", "link.html: This is a link or a device"),
        (packed(HALF), "media/outside.zip", "pages/two.html: The manifest names this file"),
        (b"PK no zip", "media/outside.zip", "not a whole zip file"),
        (None, "exercises/outside.yaml", "media/outside.zip"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_names(zipped, file, says):
    with pytest.raises(PackageError) as caught:
        read(course_with(zipped))
    told = [str(one) for one in caught.value.problems if one.file == file]
    assert len(told) == 1 and says in told[0]
