"""The ledger under random acts: no pool below nothing, seats always sum, replay tells the past."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Invalid, Refused
from lms.courses.models import CourseSession
from lms.seats.enums import Pool
from lms.seats.following import follow_agencies, follow_capacity
from lms.seats.queries.ledger import balance, entries
from lms.seats.rows import Balance
from lms.seats.rules.flow import ByRatio, ByWaitList, ToNamed
from lms.seats.rules.replay import Tally, balance_of
from lms.seats.services.flowing import release_unused, share_out
from lms.seats.services.ledger import Ledger, open_ledger
from tests.seats.world import World
from tests.support.apps import TestApp

which = st.integers(0, 2)
few = st.integers(0, 6)
holder = st.integers(0, 7)


class LedgerMachine(RuleBasedStateMachine):
    """Three agencies, eight seats, eight people; each act in a transaction of its own."""

    tests: Callable[[str], TestApp]

    def __init__(self) -> None:
        super().__init__()
        self.app: Flask = self.tests("sqlite").fresh()
        self.context = self.app.app_context()
        self.context.push()
        self.clock: FixedClock = self.app.extensions["concord.clock"]
        self.world = World(capacity=8)
        self.sides = [agency.id for agency in self.world.agencies]
        self.people = [uuid.uuid4() for _ in range(8)]
        self.past: list[tuple[datetime, Balance]] = []

    def teardown(self) -> None:
        db.session.rollback()
        self.context.pop()

    def act(self, do: Callable[[Ledger], object]) -> None:
        """One act; refused ones leave everything as it was."""
        self.clock.advance(timedelta(minutes=1))
        before = balance(self.world.head)
        try:
            with transaction():
                do(open_ledger(self.world.session.id, actor=SYSTEM))
        except (Refused, Invalid):
            assert balance(self.world.head) == before
        self.past.append((self.clock.now(), balance(self.world.head)))

    @initialize()
    def begin(self) -> None:
        self.act(lambda _ledger: None)

    @rule(side=which, seats=st.one_of(st.none(), few))
    def set_quota(self, side: int, seats: int | None) -> None:
        self.act(lambda ledger: ledger.set_quotas({self.sides[side]: seats}))

    @rule(numbers=st.lists(few, min_size=3, max_size=3))
    def set_all_quotas(self, numbers: list[int]) -> None:
        self.act(lambda ledger: ledger.set_quotas(dict(zip(self.sides, numbers, strict=True))))

    @rule(side=which, seats=few, back=st.booleans())
    def reserve(self, side: int, seats: int, back: bool) -> None:
        name = "unreserve" if back else "reserve"
        self.act(lambda ledger: getattr(ledger, name)(self.sides[side], seats))

    @rule(side=which, who=holder, strictly=st.booleans())
    def hold(self, side: int, who: int, strictly: bool) -> None:
        self.act(
            lambda ledger: ledger.hold(self.sides[side], self.people[who], within_quota=strictly)
        )

    @rule(side=which, who=holder, by=holder)
    def take(self, side: int, who: int, by: int) -> None:
        held_by = self.people[by] if by != who else None
        self.act(lambda ledger: ledger.take(self.sides[side], self.people[who], held_by=held_by))

    @rule(side=which, who=holder, of=holder)
    def substitute(self, side: int, who: int, of: int) -> None:
        self.act(
            lambda ledger: ledger.take_place(self.sides[side], self.people[who], of=self.people[of])
        )

    @rule(who=holder)
    def give_back(self, who: int) -> None:
        self.act(lambda ledger: ledger.give_back(self.people[who]))

    @rule(side=which, seats=st.one_of(st.none(), few))
    def release(self, side: int, seats: int | None) -> None:
        self.act(lambda ledger: ledger.release(self.sides[side], seats=seats))

    @rule(keep=few, waiting=st.lists(few, min_size=3, max_size=3), way=which)
    def deadline(self, keep: int, waiting: list[int], way: int) -> None:
        asked = dict(zip(self.sides, waiting, strict=True))
        rules = (ToNamed(self.sides[::-1]), ByRatio(asked), ByWaitList(self.sides * 3))
        free = balance(self.world.head).free

        def pass_on(ledger: Ledger) -> None:
            release_unused(ledger, keep={self.sides[0]: keep})
            there = ledger.balance.common
            given = share_out(ledger, rules[way], waiting=asked)
            assert all(number <= asked[key] for key, number in given.items())
            assert ledger.balance.common == there - sum(given.values())

        self.act(pass_on)
        assert balance(self.world.head).free == free

    @rule(seats=st.integers(1, 14))
    def change_capacity(self, seats: int) -> None:
        session_id = self.world.session.id
        self.clock.advance(timedelta(minutes=1))
        try:
            with transaction():
                row = db.session.get(CourseSession, session_id)
                assert row is not None
                row.capacity = seats
                db.session.flush()
                follow_capacity(SYSTEM, session_id)
        except Invalid:
            assert seats < balance(self.world.head).capacity
        self.past.append((self.clock.now(), balance(self.world.head)))

    @rule(side=which)
    def agency_leaves(self, side: int) -> None:
        self.act(lambda ledger: follow_agencies(SYSTEM, ledger.head.id, [self.sides[side]]))

    @invariant()
    def no_pool_is_below_nothing_and_all_seats_are_somewhere(self) -> None:
        now = balance(self.world.head)
        sides = list(now.agencies.values())
        pools = [now.common, *(n for s in sides for n in (s.allotted, s.reserved, s.held, s.taken))]
        assert min(pools) >= 0
        assert sum(pools) == now.capacity == self.world.head.capacity
        assert now.free + now.held + now.taken == now.capacity

    @invariant()
    def everybody_has_one_seat_or_none(self) -> None:
        tally = Tally(entries(self.world.head))
        assert tally.balance == balance(self.world.head)
        for side in self.sides:
            for pool in (Pool.HELD, Pool.TAKEN):
                mine = [h for h in tally.holdings.values() if (h.agency_id, h.pool) == (side, pool)]
                assert len(mine) == tally.seats(side, pool)

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        for at, then in self.past[-1:-9:-3] + self.past[:1]:
            assert balance(self.world.head, at) == then == balance_of(entries(self.world.head, at))


def test_the_ledger_under_random_acts(test_apps: Callable[[str], TestApp]) -> None:
    machine = type("BoundMachine", (LedgerMachine,), {"tests": staticmethod(test_apps)})
    run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=25))
