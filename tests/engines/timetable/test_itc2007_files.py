"""The .ctt format and the solution format: what is read, and what is said of faulty files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.timetable.itc2007 import (
    Course,
    Lecture,
    Room,
    read_instance,
    read_solution,
    write_solution,
)
from tests.engines.timetable.instances import data_of, instance_of


def faults_of(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.message.english()) for one in read_instance(text.encode()).faults]


def changed(before: str, after: str) -> list[tuple[int, str]]:
    """The faults of the toy instance with one change."""
    text = data_of("toy").decode()
    assert before in text
    return faults_of(text.replace(before, after, 1))


def test_the_toy_instance_is_read_whole() -> None:
    toy = instance_of("toy")
    assert (toy.name, toy.days, toy.periods_per_day, toy.periods) == ("ToyExample", 5, 4, 20)
    assert toy.courses[0] == Course("SceCosC", "Ocra", 3, 3, 30)
    assert toy.rooms == (Room("A", 32), Room("B", 50))
    assert toy.curricula == (("Cur1", frozenset({0, 1, 2})), ("Cur2", frozenset({2, 3})))
    assert len(toy.unavailable) == 8
    assert (2, 2 * 4 + 1) in toy.unavailable  # TecCos on day 2, period 1
    assert (1, 4 * 4 + 3) in toy.unavailable  # ArcTec, in columns set with several blanks


@pytest.mark.parametrize(
    ("name", "courses", "lectures", "rooms", "curricula"),
    [
        ("comp01", 30, 160, 6, 14),
        ("comp02", 82, 283, 16, 70),
        ("comp03", 72, 251, 16, 68),
        ("comp04", 79, 286, 18, 57),
        ("comp05", 54, 152, 9, 139),
    ],
)
def test_the_published_instances_have_their_known_sizes(
    name: str, courses: int, lectures: int, rooms: int, curricula: int
) -> None:
    one = instance_of(name)
    assert len(one.courses) == courses
    assert sum(course.lectures for course in one.courses) == lectures
    assert (len(one.rooms), len(one.curricula)) == (rooms, curricula)


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    text = data_of("toy").decode().replace("\t", " ").splitlines()
    text[2] = "Rooms: many"
    text[9] = "SceCosC Ocra 3 3"
    text[11] = "TecCos Rosa five 4 40"
    text[15] = "A 32 7"
    text[19] = "Cur1 3 SceCosC ArcTec Nowhere"
    text[23] = "TecCos 2 9"
    assert faults_of("\n".join(text)) == [
        (3, "many stands where a whole number from 1 to 200 is needed."),
        (
            10,
            "Write 5 columns: course, teacher, lectures, least days, students. Here are 4.",
        ),
        (12, "five stands where a whole number from 0 to 2976 is needed."),
        (16, "Write 2 columns: room, capacity. Here are 3."),
        (20, "There is no course SceCosC. Add it or mend the name."),
        (20, "There is no course Nowhere. Add it or mend the name."),
        (24, "9 stands where a whole number from 0 to 3 is needed."),
        (
            33,
            "The header says Rooms: 1, but the section has 2. Correct one of them.",
        ),
    ]


def test_each_kind_of_fault_names_its_mend() -> None:
    assert changed("END.", "") == [(31, "The file must end with a line END.")]
    assert changed("Days: 5\n", "") == [(1, "The header lacks Days:.")]
    assert changed("Name: ToyExample\n", "")[0] == (1, "The header lacks Name:.")
    assert changed("Days: 5", "Days: 5\nDays: 5") == [(5, "Days stands in the header twice.")]
    assert changed("Days: 5", "Weeks: 5")[0][1].startswith("The header lacks Days:.")
    assert changed("ROOMS:", "COURSES:") != []
    assert changed("Courses: 4", "Courses: 5") == [
        (33, "The header says Courses: 5, but the section has 4. Correct one of them.")
    ]
    assert changed("B 50", "A 50") == [(17, "A is used twice. Rename one.")]
    assert changed("Cur2 2 TecCos", "Cur2 3 TecCos") == [
        (21, "3 courses are announced, but 2 follow.")
    ]
    assert changed("END.", "END.\nmore") == [(34, "Remove what stands behind END.")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\x00", "This is no text file. Save it as plain text in UTF-8."),
        (b"x" * 2_000_001, "The file is larger than 2000000 bytes."),
        (b"\n" * 100_001, "The file has more than 100000 lines."),
    ],
)
def test_a_file_that_is_none_is_one_fault(data: bytes, message: str) -> None:
    assert [one.message.english() for one in read_instance(data).faults] == [message]


def test_hostile_files_stay_bounded() -> None:
    assert len(read_instance(b"COURSES:\n" + b"x\n" * 99_000).faults) == 200
    long = "A" * 70
    assert changed("SceCosC Ocra", f"{long} Ocra")[0] == (
        10,
        "Write a name of at most 64 signs.",
    )
    assert changed("3 3 30", "3 3 " + "9" * 5000) != []
    assert changed("3 3 30", "3 3 ٣") != []  # a digit, but none of this format


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = read_instance(data)
    assert (found.value is None) == bool(found.faults)


@given(
    st.lists(st.sampled_from(data_of("toy").decode().splitlines()), max_size=40),
    st.text(max_size=12),
)
def test_mixed_up_files_are_read_or_refused(lines: list[str], word: str) -> None:
    found = read_instance("\n".join([*lines, word]).encode())
    assert (found.value is None) == bool(found.faults)


def test_a_solution_comes_back_as_it_was_written() -> None:
    toy = instance_of("toy")
    lectures = (Lecture(0, 0, 1), Lecture(0, 5, 0), Lecture(2, 19, 1))
    data = write_solution(toy, lectures)
    assert data == b"SceCosC B 0 0\nSceCosC A 1 1\nTecCos B 4 3\n"
    assert read_solution(toy, data).value == lectures


def test_faults_of_a_solution_are_told_at_once() -> None:
    data = b"SceCosC B 0 0\nSceCosC\nNobody A 0 0\nArcTec Z 5 4\n\nArcTec A 0 x\n"
    found = read_solution(instance_of("toy"), data)
    assert found.value is None
    assert [(one.line, one.message.english()) for one in found.faults] == [
        (2, "Write 4 columns: course, room, day, period. Here are 1."),
        (3, "The instance has no course Nobody."),
        (4, "The instance has no room Z."),
        (4, "5 stands where a whole number from 0 to 4 is needed."),
        (4, "4 stands where a whole number from 0 to 3 is needed."),
        (6, "x stands where a whole number from 0 to 3 is needed."),
    ]
