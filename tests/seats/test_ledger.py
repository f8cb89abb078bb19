"""Moves of the ledger in values: whose seat it is, where it goes, what is refused."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from lms.core.clock import FixedClock
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses import services as courses
from lms.courses.queries import session_facts
from lms.enrolments.enums import Arrival
from lms.enrolments.formats import Field
from lms.enrolments.services import EnrolmentInput, add, restore, withdraw
from lms.seats.queries.ledger import balance
from lms.seats.rows import AgencySeats
from lms.seats.rules.flow import ByRatio, ByWaitList, ToNamed
from lms.seats.services.flowing import release_unused, share_out
from lms.seats.services.ledger import open_ledger
from tests.factories.accounts import acting, make_focal_point
from tests.factories.agencies import make_agency
from tests.factories.enrolments import make_enrolment
from tests.seats.world import World, db


def put_on_roll(world: World, name: str, agency: str, **values: object) -> uuid.UUID:
    cells = {Field.CERTIFICATE_NAME: name, Field.AGENCY: agency}
    with transaction():
        return add(actor=world.organiser, slug=world.slug, given=EnrolmentInput(cells), **values)


def set_capacity(world: World, seats: int) -> None:
    with transaction():
        facts = session_facts(world.head)
        courses.update_session(
            actor=world.organiser,
            course_session_id=world.head.id,
            facts=replace(facts, capacity=seats),
        )


def test_a_ledger_opens_with_a_seat_for_everybody_on_the_roll(app: Flask) -> None:
    world = World(capacity=5)
    make_enrolment(world.session, world.police)
    make_enrolment(world.session, world.police)
    assert (world.balance.common, world.balance.of(world.police.id).taken) == (3, 2)
    assert world.do() == world.balance
    assert world.balance.capacity == 5


def test_a_quota_of_just_what_an_agency_has_is_a_quota(app: Flask) -> None:
    world = World(capacity=5)
    [one, two] = world.hold(world.police, 2)
    assert world.balance.of(world.police.id) == AgencySeats(held=2)
    world.do(lambda ledger: ledger.set_quotas({world.police.id: 2}))
    after = world.do(lambda ledger: ledger.give_back(one))
    assert after.of(world.police.id) == AgencySeats(allotted=1, held=1, has_quota=True)
    world.do(lambda ledger: ledger.set_quotas({world.police.id: None}))
    after = world.do(lambda ledger: ledger.give_back(two))
    assert (after.of(world.police.id), after.common) == (AgencySeats(), 5)


def test_quotas_are_set_all_or_none(app: Flask) -> None:
    world = World(capacity=10)
    police, force, guards = (agency.id for agency in world.agencies)
    world.do(lambda ledger: ledger.set_quotas({police: 6, force: 4}))
    world.hold(world.police, 5)
    # a seat that one gives up goes to the next in the same act, in whatever order they are named
    with pytest.raises(Invalid) as caught:
        world.do(lambda ledger: ledger.set_quotas({force: 7, police: 4, guards: 0}))
    assert [error.field for error in caught.value.errors] == [f"quota-{police}"]
    with pytest.raises(Invalid) as caught:
        world.do(lambda ledger: ledger.set_quotas({force: 7, police: 5}))
    assert [error.field for error in caught.value.errors] == ["quotas"]
    after = world.do(lambda ledger: ledger.set_quotas({guards: 1, force: 4, police: 5}))
    assert [after.of(key).quota for key in (police, force, guards)] == [5, 4, 1]
    with pytest.raises(NotFound):
        world.do(lambda ledger: ledger.set_quotas({make_agency("Other").id: 1}))


def test_a_seat_of_no_agency_raises_the_quota_on_record_or_is_refused(app: Flask) -> None:
    world = World(capacity=3)
    police = world.police.id
    world.do(lambda ledger: ledger.set_quotas({police: 1}))
    world.hold(world.police)
    with pytest.raises(Refused, match=r"Sindh Police are in use \(1\)\. Raise its quota; .*: 2"):
        world.do(lambda ledger: ledger.hold(police, uuid.uuid4(), within_quota=True))
    world.hold(world.police)
    assert world.balance.of(police) == AgencySeats(held=2, has_quota=True)
    world.do(lambda ledger: ledger.set_quotas({world.force.id: 1}))
    with pytest.raises(Refused, match="belong to other agencies"):
        world.hold(world.police)
    with pytest.raises(Refused, match="belong to other agencies"):
        world.hold(world.guards)


def test_a_held_seat_passes_to_the_enrolment_and_nobody_has_two(app: Flask) -> None:
    world = World(capacity=2)
    [nomination], enrolment = world.hold(world.police), uuid.uuid4()
    after = world.do(
        lambda ledger: ledger.take(world.police.id, enrolment, held_by=nomination),
        lambda ledger: ledger.take(world.police.id, enrolment),
        lambda ledger: ledger.hold(world.police.id, enrolment),
    )
    assert (after.held, after.taken, after.common) == (0, 1, 1)
    [other] = world.hold(world.police)
    after = world.do(lambda ledger: ledger.take(world.police.id, enrolment, held_by=other))
    assert (after.held, after.taken, after.common) == (0, 1, 1)


def test_reserving_uses_the_quota_and_without_one_asks_an_organiser(app: Flask) -> None:
    world = World(capacity=6)
    police = world.police.id
    world.do(lambda ledger: ledger.set_quotas({police: 4}))
    after = world.do(lambda ledger: ledger.reserve(police, 3))
    assert after.of(police) == AgencySeats(allotted=1, reserved=3, has_quota=True)
    with pytest.raises(Refused, match="Free seats of the quota: 1"):
        world.do(lambda ledger: ledger.reserve(police, 2))
    world.hold(world.police, 3)  # the free one first, then reserved ones
    assert world.balance.of(police) == AgencySeats(reserved=1, held=3, has_quota=True)
    after = world.do(lambda ledger: ledger.reserve(world.force.id, 2))
    assert (after.common, after.of(world.force.id).reserved) == (0, 2)
    after = world.do(lambda ledger: ledger.unreserve(world.force.id, 2))
    assert after.common == 2


def test_a_substitute_of_another_agency_takes_the_very_seat(app: Flask) -> None:
    world = World(capacity=4)
    police, force = world.police.id, world.force.id
    world.do(lambda ledger: ledger.set_quotas({police: 2, force: 2}))
    ali = put_on_roll(world, "Ali Khan", "Sindh Police")
    for name in ("Dur Khan", "Eva Khan"):
        put_on_roll(world, name, "Anti Narcotics Force")
    zoya = put_on_roll(
        world, "Zoya Malik", "Anti Narcotics Force", arrival=Arrival.SUBSTITUTE, replaces_id=ali
    )
    assert world.balance.of(police) == AgencySeats(allotted=1, has_quota=True)
    assert world.balance.of(force) == AgencySeats(taken=3, has_quota=True)
    # who comes back needs a seat, and the own agency has one
    with transaction():
        restore(actor=world.organiser, slug=world.slug, enrolment_id=ali)
    assert world.balance.of(police) == AgencySeats(taken=1, has_quota=True)
    with transaction():
        withdraw(actor=world.organiser, slug=world.slug, enrolment_id=zoya)
    assert world.balance.of(force) == AgencySeats(allotted=1, taken=2, has_quota=True)


def test_capacity_follows_both_ways_and_never_below_what_is_in_use(app: Flask) -> None:
    world = World(capacity=10)
    world.do(lambda ledger: ledger.set_quotas({world.police.id: 6}))
    world.hold(world.force, 2)
    set_capacity(world, 8)
    assert (world.balance.capacity, world.balance.common) == (8, 0)
    with pytest.raises(Invalid) as caught:
        set_capacity(world, 7)
    assert caught.value.errors[0].field == "capacity"
    assert "8 seats are in use or belong to agencies" in caught.value.errors[0].message.english()
    db.session.rollback()
    set_capacity(world, 12)
    assert (world.balance.capacity, world.balance.common) == (12, 4)


def test_a_roll_that_was_too_full_before_shrinks_as_people_leave(app: Flask) -> None:
    world = World(capacity=2)
    rows = [make_enrolment(world.session, world.police) for _ in range(4)]
    assert (world.balance.capacity, world.balance.free) == (4, 0)
    for row, left in zip(rows[:3], (3, 2, 2), strict=True):
        with transaction():
            withdraw(actor=world.organiser, slug=world.slug, enrolment_id=row.id)
        assert world.do().capacity == left
    assert (world.balance.taken, world.balance.free) == (1, 1)


def test_an_agency_leaves_the_session_with_its_free_seats_only(app: Flask) -> None:
    world = World(capacity=10)
    police, force, guards = (agency.id for agency in world.agencies)
    world.do(lambda ledger: ledger.set_quotas({police: 4, force: 3}))
    put_on_roll(world, "Ali Khan", "Sindh Police")
    world.do(lambda ledger: ledger.reserve(force, 1))

    def keep(*agency_ids: uuid.UUID) -> None:
        with transaction():
            courses.set_agencies(
                actor=world.organiser, course_session_id=world.head.id, agency_ids=agency_ids
            )

    with pytest.raises(Invalid) as caught:
        keep(police, guards)
    assert "0 people approved and 1 seats reserved" in caught.value.errors[0].message.english()
    db.session.rollback()
    keep(force, guards)
    assert world.balance.of(police) == AgencySeats(taken=1)
    assert world.balance.common == 6


def test_unused_seats_flow_on_by_rule(app: Flask) -> None:
    world = World(capacity=12)
    police, force, guards = (agency.id for agency in world.agencies)
    world.do(lambda ledger: ledger.set_quotas({police: 6, force: 4, guards: 2}))
    world.hold(world.police, 2)
    world.do(lambda ledger: ledger.reserve(police, 1))
    told: list[dict[uuid.UUID, int]] = []
    world.do(lambda ledger: told.append(release_unused(ledger, keep={police: 1, guards: 5})))
    assert told == [{police: 3, force: 4}]
    assert (world.balance.common, world.balance.of(police).unnamed) == (7, 1)
    waiting = {force: 2, guards: 4}
    world.do(
        lambda ledger: told.append(
            share_out(ledger, ToNamed([guards], {guards: 1}), waiting=waiting)
        ),
        lambda ledger: told.append(
            share_out(ledger, ByRatio({force: 1, guards: 2}), waiting=waiting, seats=3)
        ),
        lambda ledger: told.append(
            share_out(ledger, ByWaitList([force, guards, force]), waiting=waiting, seats=2)
        ),
    )
    assert told[1:] == [{guards: 1}, {force: 1, guards: 2}, {force: 1, guards: 1}]
    assert (world.balance.common, world.balance.capacity) == (1, 12)


def test_who_is_no_organiser_is_told_no_numbers_of_the_session(app: Flask) -> None:
    world = World(capacity=7)
    focal = acting(make_focal_point(world.police))
    with pytest.raises(Refused) as caught, transaction():
        open_ledger(world.session.id, actor=focal).need(8)
    assert caught.value.message.english() == "No seat is free. Ask the organiser."
    with pytest.raises(Refused, match="Free seats of the quota: 0"), transaction():
        open_ledger(world.session.id, actor=focal).reserve(world.police.id, 1)


def test_the_balance_of_any_moment_also_where_the_clock_was_put_back(
    app: Flask, clock: FixedClock
) -> None:
    world = World(capacity=5)
    start = clock.now()
    assert balance(world.head, start).capacity == 0
    world.do(lambda ledger: ledger.set_quotas({world.police.id: 3}))
    clock.advance(timedelta(hours=2))
    [key] = world.hold(world.police)
    clock.set(start + timedelta(hours=1))  # the machine's clock was wrong
    world.do(lambda ledger: ledger.give_back(key))
    at_one = balance(world.head, start + timedelta(hours=1))
    assert at_one.of(world.police.id) == AgencySeats(allotted=3, has_quota=True)
    assert balance(world.head, start).of(world.police.id).held == 0
    assert balance(world.head, start + timedelta(hours=9)) == world.balance
