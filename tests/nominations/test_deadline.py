"""What becomes of seats without a name when the deadline has passed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.core.files import put
from lms.courses.queries import session_head
from lms.nominations.enums import FlowRule
from lms.nominations.enums import NominationState as State
from lms.nominations.rows import PlanRow
from lms.nominations.services import deadlines, plans
from lms.nominations.services.deadlines import Flowed
from lms.outbox.models import OutboxMessage
from lms.seats.queries.ledger import balance
from tests.factories.nominations import Scene


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(police=4, force=2, capacity=7)


def close(scene: Scene, flow: FlowRule, *agencies: str) -> None:
    plan = PlanRow(
        closes_at=utcnow() + timedelta(hours=1),
        flow=flow,
        flow_agencies=tuple(getattr(scene, one).id for one in agencies),
    )
    with transaction():
        plans.set_plan(actor=scene.organiser, slug=scene.slug, plan=plan)


def flow(scene: Scene, clock: FixedClock) -> Flowed | None:
    clock.advance(timedelta(hours=1, seconds=1))
    with transaction():
        return deadlines.flow_on(scene.session.id)


def quotas(scene: Scene) -> tuple[int, int, int]:
    now = balance(session_head(scene.slug, scene.organiser))
    return now.of(scene.police.id).quota, now.of(scene.force.id).quota, now.common


def waiting(scene: Scene, agency: str, count: int) -> list[object]:
    keys = [scene.nominate(agency) for _ in range(count)]
    scene.decide(*keys, to=State.WAIT_LISTED)
    return list(keys)


def test_in_the_second_of_the_deadline_names_are_taken_and_after_it_none(
    scene: Scene, clock: FixedClock
) -> None:
    wall = datetime(2026, 3, 2, 18, 0, tzinfo=ZoneInfo("Asia/Karachi"))
    plan = PlanRow(closes_at=wall, flow=FlowRule.COMMON)
    with transaction():
        plans.set_plan(actor=scene.organiser, slug=scene.slug, plan=plan)
    clock.set(datetime(2026, 3, 2, 13, 0, 0, tzinfo=UTC))
    scene.nominate()
    assert deadlines.due() == []
    with transaction():
        assert deadlines.flow_on(scene.session.id) is None
    clock.advance(timedelta(microseconds=1))
    with pytest.raises(Refused, match="time for nominations is over"):
        scene.nominate()
    assert deadlines.due() == [scene.session.id]
    with transaction():
        assert deadlines.flow_on(scene.session.id) is not None
    with transaction():
        assert deadlines.flow_on(scene.session.id) is None
    assert deadlines.due() == []


def test_names_still_to_be_decided_keep_seats_and_the_rest_is_of_no_agency(
    scene: Scene, clock: FixedClock
) -> None:
    scene.nominate()
    scene.decide(scene.nominate(), to=State.APPROVED)
    close(scene, FlowRule.COMMON)
    flowed = flow(scene, clock)
    assert flowed is not None and flowed.left == 4
    assert quotas(scene) == (2, 0, 5)


def test_to_the_agencies_named_in_their_order_what_they_can_use(
    scene: Scene, clock: FixedClock
) -> None:
    waiting(scene, "force", 2)
    scene.decide(*[scene.nominate("force") for _ in range(2)], to=State.APPROVED)
    close(scene, FlowRule.NAMED, "force", "police")
    flowed = flow(scene, clock)
    assert flowed is not None
    assert (flowed.released, flowed.given) == ({scene.police.id: 4}, {scene.force.id: 2})
    assert quotas(scene) == (0, 4, 3)


def test_by_the_ratio_of_quotas_with_the_largest_remainder(scene: Scene, clock: FixedClock) -> None:
    scene.decide(*[scene.nominate() for _ in range(2)], to=State.APPROVED)
    scene.decide(scene.nominate("force"), to=State.APPROVED)
    waiting(scene, "police", 3)
    waiting(scene, "force", 3)
    close(scene, FlowRule.RATIO)
    flowed = flow(scene, clock)
    assert flowed is not None and sum(flowed.released.values()) == 3
    assert flowed.given == {scene.police.id: 2, scene.force.id: 1}  # 3 * 4/6 and 3 * 2/6


def test_to_the_first_of_the_wait_list_and_not_to_kept_seats(
    scene: Scene, clock: FixedClock
) -> None:
    undecided = scene.nominate("force")
    first, second = waiting(scene, "force", 2)
    [third] = waiting(scene, "police", 1)
    close(scene, FlowRule.WAIT_LIST)
    flowed = flow(scene, clock)
    assert flowed is not None and sum(flowed.released.values()) == 5
    states = [scene.row(key).state for key in (undecided, first, second, third)]  # type: ignore[arg-type]
    assert states == [State.SHORTLISTED, *[State.APPROVED] * 3]
    now = balance(session_head(scene.slug, scene.organiser))
    assert (now.of(scene.force.id).unnamed, now.common, now.held) == (1, 3, 3)
    assert len(flowed.promoted) == 3


def test_a_missing_letter_keeps_one_name_waiting_and_holds_up_nobody_else(
    scene: Scene, clock: FixedClock
) -> None:
    without, with_letter = waiting(scene, "force", 2)
    with transaction():
        file = put(b"%PDF-1.7", media_type="application/pdf", owner="probe", name="letter.pdf")
        scene.row(with_letter).letter_file_id = file.id  # type: ignore[arg-type]
    plan = PlanRow(
        closes_at=utcnow() + timedelta(hours=1), flow=FlowRule.WAIT_LIST, needs_letter=True
    )
    with transaction():
        plans.set_plan(actor=scene.organiser, slug=scene.slug, plan=plan)
    flowed = flow(scene, clock)
    assert flowed is not None and len(flowed.promoted) == 1
    states = [scene.row(key).state for key in (without, with_letter)]  # type: ignore[arg-type]
    assert states == [State.WAIT_LISTED, State.APPROVED]


def test_whom_it_touches_is_told_of_the_own_agency_alone(scene: Scene, clock: FixedClock) -> None:
    scene.decide(*[scene.nominate("force") for _ in range(2)], to=State.APPROVED)
    waiting(scene, "police", 1)
    close(scene, FlowRule.COMMON)
    flow(scene, clock)
    rows = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.template)).all()
    assert [(row.template, row.digest) for row in rows] == [
        ("nominations/own_seats_flowed", True),
        ("nominations/seats_flowed", True),
    ]
    own, whole = rows
    assert own.person_id == scene.people["police"].id
    assert "4 seats of your agency had no name" in own.body
    assert whole.person_id == scene.people["organiser"].id
    assert "Sindh Police: 4 seats released." in whole.body
    assert "Anti Narcotics" not in own.body
