"""Seats and names under any order of acts, one after the other and all at once."""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import hypothesis
import pytest
from flask import Flask
from flask.ctx import AppContext
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.errors import DomainError, Refused
from lms.courses.queries import session_head
from lms.nominations.enums import FlowRule
from lms.nominations.enums import NominationState as State
from lms.nominations.rows import PlanRow
from lms.nominations.services import answering, deadlines, deciding, plans
from lms.seats.queries.ledger import balance
from lms.seats.rows import Balance
from tests.factories.nominations import Scene, make_waiting
from tests.support.apps import TestApp
from tests.support.nominating import Acts, Facts, check, has_seat_for

NUMBERS = st.integers(min_value=0, max_value=59)


class Nominations(RuleBasedStateMachine):
    """Any act on anybody, in any order, on an empty session of ten seats."""

    give: Callable[[], TestApp]

    def __init__(self) -> None:
        super().__init__()
        self.context: AppContext | None = None

    @initialize()
    def begin(self) -> None:
        made = type(self).give()
        self.clock = made.clock
        self.context = made.fresh().app_context()
        self.context.push()
        self.acts = Acts(Scene(police=3, force=2, capacity=6))
        self.past: list[tuple[object, Balance]] = []

    def teardown(self) -> None:
        if self.context is not None:
            db.session.remove()
            self.context.pop()

    @rule(name=st.sampled_from(Acts.ALL), number=NUMBERS)
    def act(self, name: str, number: int) -> None:
        self.clock.advance(timedelta(minutes=1))
        try:
            self.acts.do(name, number)
        except DomainError as refused:
            assert Facts.of(self.acts.session_id) == self.before
            self._had_reason(name, number, refused)

    def _had_reason(self, name: str, number: int, refused: DomainError) -> None:
        """Who is approved can always confirm; a seat is refused only where there is none."""
        assert isinstance(refused, Refused) or refused.status == 422
        if name not in {"approve", "confirm"}:
            return
        states = {
            "approve": (State.SHORTLISTED, State.WAIT_LISTED),
            "confirm": (State.APPROVED, State.WAIT_LISTED, State.CONFIRMED),
        }[name]
        row = self.acts._pick(number, *states)
        assert row is not None
        if name == "confirm":
            assert row.state is State.WAIT_LISTED
            if row.offered_at is None:
                return
        assert not has_seat_for(self.acts.slug, self.acts.organiser, row.agency_id)

    @invariant()
    def holds(self) -> None:
        now, self.before = check(self.acts.session_id, self.acts.slug, self.acts.organiser)
        head = session_head(self.acts.slug, self.acts.organiser)
        self.past.append((utcnow(), now))
        at, then = self.past[len(self.past) // 2]
        assert balance(head, at) == then  # type: ignore[arg-type]


@pytest.mark.both
def test_any_order_of_acts(test_apps: Callable[[str], TestApp], database: str) -> None:
    machine = type("Machine", (Nominations,), {"give": staticmethod(lambda: test_apps(database))})
    run_state_machine_as_test(
        machine,
        settings=hypothesis.settings(
            max_examples=5 if database == "sqlite" else 2,
            stateful_step_count=30,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )


def at_once(app: Flask, acts: Sequence[Callable[[], None]]) -> list[Exception]:
    """Run all in the same moment, each in a thread and session of its own; returns faults."""
    faults: list[Exception] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        with app.app_context():
            try:
                ready.wait()
                act()
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return faults


@pytest.mark.postgres
def test_random_acts_in_the_same_moment(app: Flask) -> None:
    acts = Acts(Scene(police=3, force=2, capacity=6))
    for number in range(8):
        acts.do("nominate", number)

    def some(seed: int) -> Callable[[], None]:
        chance = random.Random(seed)

        def run() -> None:
            for _ in range(12):
                try:
                    acts.do(chance.choice(Acts.ALL), chance.randrange(60))
                except DomainError:
                    continue

        return run

    assert at_once(app, [some(seed) for seed in range(5)]) == []
    check(acts.session_id, acts.slug, acts.organiser)


@pytest.mark.postgres
def test_of_fifty_who_confirm_the_last_seat_at_once_one_gets_it(app: Flask) -> None:
    scene = Scene(police=0, force=0, capacity=1)
    people = make_waiting(scene, 50)
    with transaction():
        deciding.offer(actor=scene.organiser, slug=scene.slug, nomination_ids=people)
    nominees = [Identity(scene.row(key).person_id, name="Nominee") for key in people]
    told: list[str] = []

    def answer(place: int) -> Callable[[], None]:
        def run() -> None:
            try:
                with transaction():
                    answering.confirm(actor=nominees[place], nomination_id=people[place])
            except Refused as refused:
                told.append(refused.message.english())
            else:
                told.append("comes")

        return run

    assert at_once(app, [answer(place) for place in range(50)]) == []
    gone = (
        "The free seat has gone to somebody who answered before. You stay on the wait-list; "
        "nothing is lost."
    )
    assert sorted(told) == sorted(["comes"] + [gone] * 49)
    states = [scene.row(key).state for key in people]
    assert (states.count(State.CONFIRMED), states.count(State.WAIT_LISTED)) == (1, 49)
    now, _facts = check(scene.session.id, scene.slug, scene.organiser)
    assert now.taken == 1


@pytest.mark.postgres
def test_two_workers_let_seats_flow_on_once(app: Flask) -> None:
    scene = Scene(police=3, force=2, capacity=6)
    with transaction():
        plan = PlanRow(closes_at=utcnow() - timedelta(seconds=1), flow=FlowRule.COMMON)
        plans.set_plan(actor=scene.organiser, slug=scene.slug, plan=plan)
    session_id, done = scene.session.id, []

    def work() -> None:
        with transaction():
            done.append(deadlines.flow_on(session_id))

    assert at_once(app, [work, work]) == []
    [flowed] = [one for one in done if one is not None]
    assert flowed.released == {scene.police.id: 3, scene.force.id: 2}
    now = balance(session_head(scene.slug, scene.organiser))
    assert (now.common, now.of(scene.police.id).quota, now.of(scene.force.id).quota) == (6, 0, 0)
