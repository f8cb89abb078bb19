"""Hostile archives are refused with the file named, and never read whole."""

import io
import stat
import zipfile

import pytest

from lms.courses.formats import Limits, PackageError, read_folder, read_zip


def packed(*members: tuple[str, bytes], mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            item = zipfile.ZipInfo("x")
            item.filename = name
            item.compress_type = zipfile.ZIP_DEFLATED
            item.external_attr = mode << 16
            archive.writestr(item, content)
    return buffer.getvalue()


def refused(content: bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PackageError) as caught:
        read_zip(content, limits or Limits())
    return [(p.file, p.message.english()) for p in caught.value.problems]


@pytest.mark.parametrize(
    "name",
    ["../course.yaml", "/etc/passwd", "a/../../b.md", "C:/x.md", "a\\..\\b.md", "m/\u202egvs.md"],
)
def test_names_that_climb_out_or_hide_are_refused(name):
    faults = refused(packed(("course.yaml", b"x"), (name, b"x")))
    assert [fault[0] for fault in faults] == [name]


def test_a_link_is_refused_in_a_zip_and_in_a_folder(tmp_path):
    link = packed(("course.yaml", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777)
    assert "link" in refused(link)[0][1]
    (tmp_path / "course.yaml").symlink_to("/etc/passwd")
    with pytest.raises(PackageError) as caught:
        read_folder(tmp_path)
    assert [problem.file for problem in caught.value.problems] == ["course.yaml"]


def test_a_bomb_is_stopped_by_counting_what_inflates():
    bomb = packed(("media/a.csv", b"0" * 5_000_000), ("b.md", b"0" * 5_000))
    limits = Limits(text_bytes=1_000, media_bytes=100_000, total_bytes=1_000_000)
    assert [fault[0] for fault in refused(bomb, limits)] == ["b.md", "media/a.csv"]
    many = packed(*[(f"media/{n}.csv", b"0" * 90_000) for n in range(30)])
    assert "larger than" in refused(many, limits)[-1][1]


def test_a_claimed_size_is_not_believed():
    honest = packed(("media/a.csv", b"0" * 5_000_000))
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(PackageError):
        read_zip(lying, Limits(media_bytes=100_000))


def test_more_than_two_thousand_files_are_refused():
    content = packed(*[(f"media/{n}.csv", b"") for n in range(2_001)])
    assert "2000 files" in refused(content)[-1][1]


def test_the_same_name_twice_is_refused_also_in_other_case():
    faults = refused(packed(("media/A.csv", b"1"), ("media/a.csv", b"2")))
    assert faults[0][0] == "media/a.csv"


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", packed(("a", b"x"))[:-9]])
def test_what_is_no_zip_is_told(content):
    assert refused(content)[0][1].startswith("This is not a whole zip file.")
