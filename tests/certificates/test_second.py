"""The processes beside the worker: the same drawings and reports, and no loss with them."""

import functools
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask

from lms.certificates import services
from lms.certificates.enums import CertificateState
from lms.certificates.jobs import run_batch
from lms.certificates.printing import compose
from lms.certificates.printing.fast import Begun, Press
from lms.certificates.printing.render import PaperProblem
from lms.certificates.printing.second import SecondPress, drawn
from lms.certificates.services import making, sealing
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Unavailable
from lms.engines.press import signed
from lms.signing.second_judge import SecondJudge, judged_here
from lms.signing.validate import check_seal
from tests.certificates.test_fast import NAMES, opening_of
from tests.factories.agencies import make_agency
from tests.factories.certificates import (
    certificates_of,
    issue_all,
    make_earned_session,
    make_seal,
)
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
    second.beside.process.kill()
    second.beside.process.wait()
    second.ask(orders(begun[:2]))
    assert second.drawings() == [None, None]
    second.ask(orders(begun[:1]))
    assert second.drawings() == [None]
    second.close()
    paper = begun[0].paper
    alone = signed(press.finish(begun[0], opening_of(paper), drawing=None), [])
    assert compose.title_of(paper).encode() in alone


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the smallest action has processes beside it."""
    monkeypatch.setattr(making, "WORTH_HELPERS", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _who: {0, 1})


@pytest.mark.usefixtures("helped")
def test_an_action_drawn_by_the_second_is_whole(app: Flask) -> None:
    rows = issue_all(make_earned_session([make_agency()], 8))
    assert {row.state for row in rows} == {CertificateState.VALID}
    assert [row.number for row in rows] == list(range(1, 9))
    roots = sealing.roots()
    db.session.rollback()
    reports = [check_seal(files.read(row.file_id), roots) for row in rows[3:6] if row.file_id]
    assert [report.fault for report in reports] == [None] * 3


def test_the_strict_validator_says_the_same_beside_and_here(app: Flask) -> None:
    (row,) = issue_all(make_earned_session([make_agency()], 1))
    roots = sealing.roots()
    assert row.file_id is not None
    good = files.read(row.file_id)
    changed = good.replace(b"/Contents <30", b"/Contents <31", 1)
    with closing(SecondJudge()) as judge:
        both, strange = judge.ask([good, changed], roots, []), judge.ask([good], [], [])
        said = [*both(), *strange()]
        judge.beside.process.kill()
        judge.beside.process.wait()
        assert judge.ask([good], roots, [])() == said[:1]
    assert said == [*judged_here([good, changed], roots, [])(), *judged_here([good], [], [])()]
    assert [report.fault is None for report in said] == [True, False, False]


@pytest.mark.parametrize("beside", [True, False])
def test_nothing_goes_on_record_that_the_strict_validator_refuses(
    app: Flask, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, beside: bool
) -> None:
    if beside:
        request.getfixturevalue("helped")
    course_session = make_earned_session([make_agency()], 5)
    make_seal()
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    assert begun.batch_id is not None
    quiet = functools.partial(run_batch, begun.batch_id, progress=lambda *_: None, actor=SYSTEM)
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "roots", list)
        with pytest.raises(Unavailable, match="sealed by somebody else"):
            quiet()
    rows = certificates_of(course_session.id)
    assert [(row.state, row.file_id) for row in rows] == [(CertificateState.RESERVED, None)] * 5
    quiet()
    rows = certificates_of(course_session.id)
    assert [(row.number, row.state) for row in rows] == [
        (number, CertificateState.VALID) for number in range(1, 6)
    ]
