"""The second process that draws: the same drawings, no key or setting in it, no loss with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.certificates.enums import CertificateState
from lms.certificates.printing import compose
from lms.certificates.printing.fast import Begun, Press
from lms.certificates.printing.render import PaperProblem
from lms.certificates.printing.second import SecondPress, drawn
from lms.certificates.services import making, sealing
from lms.core import files
from lms.core.db import db
from lms.engines.press import signed
from lms.signing.validate import check_seal
from tests.certificates.test_fast import NAMES, opening_of
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.factories.papers import make_paper


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture(scope="module")
def second() -> Iterator[SecondPress]:
    made = SecondPress()
    yield made
    made.close()


@pytest.fixture(scope="module")
def begun(press: Press) -> list[Begun]:
    """Twenty of the hard names, each on a paper with a design that can be drawn."""
    chosen = (make_paper(name=name, local=local) for name, local in NAMES[:20])
    return [press.begin(paper) for paper in chosen]


def orders(of: list[Begun]):  # type: ignore[no-untyped-def]
    found = [one.order for one in of]
    assert all(found)
    return found


def test_it_draws_the_very_same(second: SecondPress, begun: list[Begun]) -> None:
    second.ask(orders(begun))
    made = second.drawings()
    assert made == [drawn(order) for order in orders(begun)]


def test_its_environment_is_empty(second: SecondPress) -> None:
    running = Path(f"/proc/{second._process.pid}/environ")
    assert running.read_bytes() == b""


def test_what_cannot_be_drawn_is_told_by_the_first(press: Press, second: SecondPress) -> None:
    paper = make_paper(name="Tabassum ស")
    one = press.begin(paper)
    second.ask(orders([one]))
    (nothing,) = second.drawings()
    assert nothing is None
    with pytest.raises(PaperProblem, match="U\\+179F"):
        signed(press.finish(one, opening_of(paper), drawing=nothing), [])


def test_when_it_dies_the_first_draws_alone(press: Press, begun: list[Begun]) -> None:
    second = SecondPress()
    second._process.kill()
    second._process.wait()
    second.ask(orders(begun[:2]))
    assert second.drawings() == [None, None]
    second.ask(orders(begun[:1]))
    assert second.drawings() == [None]
    second.close()
    paper = begun[0].paper
    alone = signed(press.finish(begun[0], opening_of(paper), drawing=None), [])
    assert compose.title_of(paper).encode() in alone


def test_it_ends_when_its_line_breaks() -> None:
    second = SecondPress()
    second._line.close()
    assert second._process.wait(timeout=20) == 0


def test_an_action_drawn_by_the_second_is_whole(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WORTH_A_SECOND", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _who: {0, 1})
    rows = issue_all(make_earned_session([make_agency()], 8))
    assert {row.state for row in rows} == {CertificateState.VALID}
    assert [row.number for row in rows] == list(range(1, 9))
    roots = sealing.roots()
    db.session.rollback()
    reports = [check_seal(files.read(row.file_id), roots) for row in rows[3:6] if row.file_id]
    assert [report.fault for report in reports] == [None] * 3
