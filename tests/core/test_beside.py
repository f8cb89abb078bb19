"""A process beside: answers in order, nothing of ours in it, none left behind."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lms.core.beside import Beside


@pytest.fixture
def measuring() -> Iterator[Beside]:
    with closing(Beside("builtins:len")) as beside:
        yield beside


def test_answers_come_to_their_requests_in_whatever_order_they_are_fetched(
    measuring: Beside,
) -> None:
    answers = [measuring.ask("a" * count) for count in range(5)]
    assert [one.get() for one in reversed(answers)] == [4, 3, 2, 1, 0]


def test_more_than_a_line_holds_goes_both_ways_without_standing_still() -> None:
    with closing(Beside("copy:copy")) as beside:
        answers = [beside.ask(b"%d" % number * 2_000_000) for number in range(4)]
        assert [one.get()[:1] for one in answers] == [b"0", b"1", b"2", b"3"]


def test_what_fails_there_has_no_answer_and_the_next_has(measuring: Beside) -> None:
    assert measuring.ask(5).get() is None
    assert measuring.ask("five").get() == 4


def test_its_environment_is_empty(measuring: Beside) -> None:
    measuring.ask("").get()
    assert Path(f"/proc/{measuring.process.pid}/environ").read_bytes() == b""


def test_when_it_dies_there_are_no_answers(measuring: Beside) -> None:
    asked = measuring.ask("before")
    measuring.process.kill()
    measuring.process.wait()
    assert asked.get() in {None, 6}
    assert measuring.ask("after").get() is None


def test_it_ends_when_its_line_breaks(measuring: Beside) -> None:
    measuring.line.close()
    assert measuring.process.wait(timeout=20) == 0
