"""Acts of all who move nominations and seats, and what must hold after each of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.courses.models import CourseSession
from lms.courses.queries import session_facts, session_head
from lms.courses.services import update_session
from lms.enrolments import services as roll
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.formats import Field
from lms.enrolments.models import Enrolment
from lms.enrolments.services.roll import EnrolmentInput
from lms.nominations.enums import FlowRule, StepKind, Verdict
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination, NominationEvent, NominationPlan
from lms.nominations.queries import steps as waiting
from lms.nominations.rows import PlanRow
from lms.nominations.rules.replaying import state_after
from lms.nominations.services import (
    answering,
    deadlines,
    deciding,
    nominating,
    plans,
    steps,
    verdicts,
)
from lms.seats.enums import Pool
from lms.seats.models import SeatMove
from lms.seats.queries.ledger import balance
from lms.seats.rows import Balance
from lms.seats.services.ledger import Ledger, open_ledger
from tests.factories.accounts import acting, make_administrator, make_person
from tests.factories.nominations import Scene, nomination_input

SIDES = ("police", "force")
LIVE = (State.NOMINATED, State.SHORTLISTED, State.WAIT_LISTED, State.APPROVED, State.CONFIRMED)


class Acts:
    """What people do. Each act takes a number that says on whom; where there is nobody in the
    right state it does nothing. Returns False then."""

    ALL: ClassVar[Sequence[str]] = (
        "nominate", "nominate", "nominate", "nominate_again", "step_approves", "step_declines",
        "approve", "approve_within_quota", "wait_list", "decline", "put_back", "offer", "confirm",
        "confirm", "refuse", "withdraw", "leave_roll", "return_to_roll", "walk_in", "replace",
        "replace_by_agency", "promote", "reserve", "release", "set_quota", "set_capacity",
        "deadline", "toggle_step",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        # plain values only: rows of this thread's session are not for other threads
        chief = make_person("Chief", "Test", agency=scene.police)
        self.decider, self.chief_id = acting(chief), chief.id
        self.agency_names = {side: getattr(scene, side).name["en"] for side in SIDES}
        self.administrator = acting(make_administrator())
        self.focal = {side: scene.focal(side) for side in SIDES}
        self.organiser = scene.organiser
        self.agency_ids = {side: getattr(scene, side).id for side in SIDES}
        self.slug, self.session_id = scene.slug, scene.session.id

    def do(self, name: str, number: int) -> bool:
        """Do one act in a transaction of its own."""
        with transaction():
            return getattr(self, name)(number) is not False

    def _pick(self, number: int, *states: State) -> Nomination | None:
        rows = db.session.scalars(
            unscoped(
                sa.select(Nomination)
                .where(
                    Nomination.course_session_id == self.session_id, Nomination.state.in_(states)
                )
                .order_by(*_by_name(Nomination)),
                because="a test looks",
            )
        ).all()
        return rows[number % len(rows)] if rows else None

    def _one(self, number: int, act: Callable[[Nomination], object], *states: State) -> bool:
        row = self._pick(number, *states)
        if row is None:
            return False
        act(row)
        return True

    def _side(self, number: int) -> tuple[Identity, UUID]:
        side = SIDES[number % len(SIDES)]
        return self.focal[side], self.agency_ids[side]

    def _ledger(self) -> Ledger:
        return open_ledger(self.session_id, actor=self.organiser)

    def nominate(self, number: int) -> None:
        focal, agency_id = self._side(number)
        nominating.nominate(
            actor=focal, slug=self.slug, agency_id=agency_id, given=nomination_input()
        )

    def nominate_again(self, number: int) -> bool:
        def again(row: Nomination) -> None:
            name = f"{row.first_name} {row.last_name}"
            given = replace(nomination_input(name), person=str(row.person_id))
            side = next(one for one in SIDES if self.agency_ids[one] == row.agency_id)
            nominating.nominate(
                actor=self.focal[side], slug=self.slug, agency_id=row.agency_id, given=given
            )

        return self._one(number, again, State.WITHDRAWN)

    def toggle_step(self, number: int) -> None:
        rows = waiting.steps_in_force()
        if rows and number % 2:
            steps.archive(actor=self.administrator, step_id=rows[number % len(rows)].id)
        elif len(rows) < 2:
            key = steps.add(
                actor=self.administrator,
                kind=StepKind.UNIT_HEAD,
                title={"en": f"Step {number}", "ur": f"قدم {number}"},
            )
            steps.appoint(
                actor=self.administrator,
                agency_id=self.agency_ids["police"],
                step_id=key,
                person_id=self.chief_id,
            )

    def _by_step(self, number: int, verdict: Verdict) -> bool:
        names = waiting.waits_for_me(self.chief_id)
        if not names:
            return False
        name = names[number % len(names)]
        pick = verdicts.Pick(name.id, name.step.id)
        verdicts.decide(actor=self.decider, picks=[pick], verdict=verdict, reason="Because.")
        return True

    def step_approves(self, number: int) -> bool:
        return self._by_step(number, Verdict.APPROVED)

    def step_declines(self, number: int) -> bool:
        return self._by_step(number, Verdict.DECLINED)

    def _decide(self, number: int, to: State, *states: State, common: int = 0) -> bool:
        return self._one(
            number,
            lambda row: deciding.decide(
                actor=self.organiser,
                slug=self.slug,
                nomination_ids=[row.id],
                to=to,
                reason="Because.",
                common=common,
            ),
            *states,
        )

    def approve(self, number: int) -> bool:
        """With the consent that a seat of no agency may be taken."""
        states = (State.SHORTLISTED, State.WAIT_LISTED)
        return self._decide(number, State.APPROVED, *states, common=1)

    def approve_within_quota(self, number: int) -> bool:
        """Without it: then no agency's quota grows by an approval."""
        before = {key: side.quota for key, side in self._ledger().balance.agencies.items()}
        done = self._decide(number, State.APPROVED, State.SHORTLISTED, State.WAIT_LISTED)
        now = self._ledger().balance
        grown = [key for key, side in now.agencies.items()
                 if side.has_quota and side.quota > before.get(key, 0)]  # fmt: skip
        assert not grown
        return done

    def wait_list(self, number: int) -> bool:
        return self._decide(number, State.WAIT_LISTED, State.SHORTLISTED, State.APPROVED)

    def decline(self, number: int) -> bool:
        return self._decide(number, State.DECLINED, *LIVE[:4])

    def put_back(self, number: int) -> bool:
        return self._decide(number, State.SHORTLISTED, State.DECLINED, State.WAIT_LISTED)

    def offer(self, number: int) -> bool:
        return self._one(
            number,
            lambda row: deciding.offer(
                actor=self.organiser, slug=self.slug, nomination_ids=[row.id]
            ),
            State.WAIT_LISTED,
        )

    def promote(self, number: int) -> None:
        deciding.promote(self._ledger(), reason="a seat is free")

    def confirm(self, number: int) -> bool:
        return self._one(
            number,
            lambda row: answering.confirm(
                actor=Identity(row.person_id, name="The nominee"), nomination_id=row.id, way="link"
            ),
            State.APPROVED,
            State.WAIT_LISTED,
            State.CONFIRMED,
        )

    def refuse(self, number: int) -> bool:
        return self._one(
            number,
            lambda row: answering.refuse(
                actor=Identity(row.person_id, name="The nominee"), nomination_id=row.id
            ),
            *LIVE,
        )

    def withdraw(self, number: int) -> bool:
        def out(row: Nomination) -> None:
            side = next(one for one in SIDES if self.agency_ids[one] == row.agency_id)
            nominating.withdraw(
                actor=self.focal[side], slug=self.slug, nomination_id=row.id, reason="Posted away."
            )

        return self._one(number, out, *LIVE)

    def _replace(self, number: int, actor: Identity | None) -> bool:
        def swap(row: Nomination) -> None:
            side = next(one for one in SIDES if self.agency_ids[one] == row.agency_id)
            nominating.replace(
                actor=actor or self.focal[side],
                slug=self.slug,
                nomination_id=row.id,
                given=nomination_input(),
            )

        return self._one(number, swap, *LIVE, State.WITHDRAWN)

    def replace(self, number: int) -> bool:
        return self._replace(number, self.organiser)

    def replace_by_agency(self, number: int) -> bool:
        return self._replace(number, None)

    def _enrolled(self, number: int, *, gone: bool) -> UUID | None:
        state = Enrolment.state == EnrolmentState.WITHDRAWN
        keys = db.session.scalars(
            unscoped(
                sa.select(Enrolment.id)
                .where(state if gone else ~state)
                .order_by(*_by_name(Enrolment)),
                because="a test looks",
            )
        ).all()
        return keys[number % len(keys)] if keys else None

    def leave_roll(self, number: int) -> bool:
        key = self._enrolled(number, gone=False)
        if key is None:
            return False
        roll.withdraw(actor=self.organiser, slug=self.slug, enrolment_id=key)
        return True

    def return_to_roll(self, number: int) -> bool:
        key = self._enrolled(number, gone=True)
        if key is None:
            return False
        roll.restore(actor=self.organiser, slug=self.slug, enrolment_id=key)
        return True

    def walk_in(self, number: int) -> bool:
        """Put somebody who is nominated straight on the roll."""

        def straight(row: Nomination) -> None:
            side = next(one for one in SIDES if self.agency_ids[one] == row.agency_id)
            cells = {
                Field.CERTIFICATE_NAME: f"{row.first_name} {row.last_name}",
                Field.AGENCY: self.agency_names[side],
            }
            given = EnrolmentInput(cells, person=str(row.person_id))
            roll.add(actor=self.organiser, slug=self.slug, given=given)

        return self._one(number, straight, State.SHORTLISTED, State.WAIT_LISTED, State.APPROVED)

    def reserve(self, number: int) -> None:
        _focal, agency_id = self._side(number)
        ledger = self._ledger()
        side = ledger.balance.of(agency_id)
        if number % 3 and side.allotted:
            ledger.reserve(agency_id, 1 + number % side.allotted)
        elif side.reserved:
            ledger.unreserve(agency_id, 1)

    def release(self, number: int) -> None:
        _focal, agency_id = self._side(number)
        self._ledger().release(agency_id)

    def set_quota(self, number: int) -> None:
        _focal, agency_id = self._side(number)
        wanted = None if number % 5 == 0 else number % 6
        self._ledger().set_quotas({agency_id: wanted})

    def set_capacity(self, number: int) -> None:
        head = session_head(self.slug, self.organiser)
        facts = replace(session_facts(head), capacity=2 + number % 9)
        update_session(actor=self.organiser, course_session_id=head.id, facts=facts)

    def deadline(self, number: int) -> None:
        """A deadline that has just passed lets seats flow; then the session is open again."""
        rules = list(FlowRule)
        past = utcnow() - timedelta(seconds=1)
        flow = rules[number % len(rules)]
        agencies = (self.agency_ids["force"],) if flow is FlowRule.NAMED else ()
        plan = PlanRow(closes_at=past, flow=flow, flow_agencies=agencies)
        plans.set_plan(actor=self.organiser, slug=self.slug, plan=plan)
        db.session.get_one(NominationPlan, self.session_id).flowed_at = None
        db.session.flush()
        deadlines.flow_on(self.session_id)
        open_plan = PlanRow(needs_answer=bool(number % 4))
        plans.set_plan(actor=self.organiser, slug=self.slug, plan=open_plan)


def _by_name(table: type[Nomination] | type[Enrolment]) -> tuple[sa.ColumnElement[object], ...]:
    """The order in which they came, alike at each run: names are numbered, ids are not."""
    name = table.first_name + table.last_name
    return sa.func.length(name), name


@dataclass(frozen=True)
class Facts:
    """All that an act may change, for comparing before and after a refusal."""

    moves: tuple[tuple[object, ...], ...]
    nominations: dict[UUID, tuple[State, UUID, UUID, UUID | None]]
    enrolments: dict[UUID, tuple[EnrolmentState, UUID, UUID]]
    events: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, session_id: UUID) -> "Facts":
        """As they stand now. Four queries."""
        return cls(
            tuple(tuple(row) for row in db.session.execute(_moves(session_id))),
            _nominations(session_id),
            _enrolments(session_id),
            tuple(tuple(row) for row in db.session.execute(_EVENTS)),
        )


_EVENTS = sa.select(
    NominationEvent.owner_id,
    NominationEvent.sequence,
    NominationEvent.kind,
    NominationEvent.payload,
).order_by(NominationEvent.owner_id, NominationEvent.sequence)


def _moves(session_id: UUID) -> sa.Select[*tuple[object, ...]]:
    return unscoped(
        sa.select(
            SeatMove.sequence, SeatMove.source, SeatMove.target, SeatMove.seats,
            SeatMove.agency_id, SeatMove.holder_id, SeatMove.freed_id,
        )
        .where(SeatMove.course_session_id == session_id)
        .order_by(SeatMove.sequence),
        because="a test looks",
    )  # fmt: skip


def _nominations(session_id: UUID) -> dict[UUID, tuple[State, UUID, UUID, UUID | None]]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Nomination.id,
                Nomination.state,
                Nomination.agency_id,
                Nomination.person_id,
                Nomination.enrolment_id,
            ).where(Nomination.course_session_id == session_id),
            because="a test looks",
        )
    )
    return {key: tuple(rest) for key, *rest in rows}  # type: ignore[misc]


def _enrolments(session_id: UUID) -> dict[UUID, tuple[EnrolmentState, UUID, UUID]]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Enrolment.id, Enrolment.state, Enrolment.agency_id, Enrolment.person_id
            ).where(Enrolment.course_session_id == session_id),
            because="a test looks",
        )
    )
    return {key: tuple(rest) for key, *rest in rows}  # type: ignore[misc]


def check(session_id: UUID, slug: str, actor: Identity) -> tuple[Balance, Facts]:
    """What must hold between acts; returns the balance and the facts. Counts moves by itself, not
    with the ledger's own code."""
    now, found = balance(session_head(slug, actor)), Facts.of(session_id)
    pools, holders = _recount(found)
    capacity = db.session.scalar(
        sa.select(CourseSession.capacity).where(CourseSession.id == session_id)
    )
    assert min(seats for (_a, pool), seats in pools.items() if pool is not Pool.OUTSIDE) >= 0
    inside = sum(seats for (_a, pool), seats in pools.items() if pool is not Pool.OUTSIDE)
    assert inside == capacity == now.capacity
    assert now.common + sum(side.quota for side in now.agencies.values()) == capacity
    for agency_id, side in now.agencies.items():
        assert (side.allotted, side.reserved, side.held, side.taken) == tuple(
            pools[agency_id, pool] for pool in (Pool.ALLOTTED, Pool.RESERVED, Pool.HELD, Pool.TAKEN)
        )
    nominations, enrolments = found.nominations, found.enrolments
    held = {(key, row[1]) for key, row in nominations.items() if row[0] is State.APPROVED}
    assert held == {(key, side) for key, (side, pool) in holders.items() if pool is Pool.HELD}
    on_roll = {
        key: row for key, row in enrolments.items() if row[0] is not EnrolmentState.WITHDRAWN
    }
    assert {(key, row[1]) for key, row in on_roll.items()} == {
        (key, side) for key, (side, pool) in holders.items() if pool is Pool.TAKEN
    }
    confirmed = {row[3]: row for row in nominations.values() if row[0] is State.CONFIRMED}
    assert len(confirmed) == sum(row[0] is State.CONFIRMED for row in nominations.values())
    nominated = {row[2] for row in nominations.values()}
    assert set(confirmed) == {key for key, row in on_roll.items() if row[2] in nominated}
    for key, row in confirmed.items():
        assert on_roll[key][1:] == row[1:3]  # type: ignore[index]
    _check_history(found)
    return now, found


def _recount(
    found: Facts,
) -> tuple[Counter[tuple[object, Pool]], dict[object, tuple[object, Pool]]]:
    pools: Counter[tuple[object, Pool]] = Counter()
    holders: dict[object, tuple[object, Pool]] = {}
    for place, move in enumerate(found.moves, start=1):
        sequence, source, target, seats, agency_id, holder_id, freed_id = move
        assert sequence == place
        for pool, count in ((source, -seats), (target, seats)):
            mine = None if pool in {Pool.OUTSIDE, Pool.COMMON} else agency_id
            pools[mine, pool] += count
        holders.pop(freed_id, None)
        if holder_id is not None:
            assert seats == 1
            holders.pop(holder_id, None)
            if target in {Pool.HELD, Pool.TAKEN}:
                holders[holder_id] = (agency_id, target)
    return pools, holders


def _check_history(found: Facts) -> None:
    """Nobody is lost: each nomination has one state, and its history leads to just that one."""
    told: dict[object, list[tuple[str, dict[str, object]]]] = {key: [] for key in found.nominations}
    for owner_id, sequence, kind, payload in found.events:
        told[owner_id].append((kind, payload))
        assert sequence == len(told[owner_id])
    assert {key: state_after(said) for key, said in told.items()} == {
        key: row[0] for key, row in found.nominations.items()
    }
    stuck = [key for key, row in found.nominations.items() if row[0] is State.NOMINATED]
    if stuck:
        assert all(waiting.present_steps(stuck).values())


def has_seat_for(slug: str, actor: Identity, agency_id: UUID) -> bool:
    """Whether somebody of the agency can get a seat, as the balance says."""
    now = balance(session_head(slug, actor))
    return now.of(agency_id).unnamed > 0 or now.common > 0
