"""Attendance: events are appended, the mark is their fold, corrections are new events."""

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.attendance.enums import Presence
from lms.attendance.formats import MarkEvent, read
from lms.attendance.models import AttendanceEvent
from lms.attendance.queries import (
    attendance_evidence,
    cell_history,
    own_attendance,
    register,
    shares,
)
from lms.attendance.rules import outcome
from lms.attendance.services import all_present, mark, undo_batch, write_outcomes
from lms.core.access import Identity
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.courses.enums import SessionState, StaffRole
from lms.courses.queries import half_days
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.queries import roll
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment

P, L, A, E = Presence.PRESENT, Presence.LATE, Presence.ABSENT, Presence.EXCUSED


class World:
    """A running session of two days, two agencies and three people."""

    def __init__(self, **values: object) -> None:
        self.police, self.force = make_agency("Sindh Police"), make_agency("ANF")
        self.person = make_person("Rana", "Marwat")
        self.session = make_session(
            agencies=[self.police, self.force], organiser=self.person, days=2, **values
        )
        self.ali, self.bano, self.chand = (
            make_enrolment(self.session, agency, make_person(name, "Khan", agency=agency))
            for name, agency in (("Ali", self.police), ("Bano", self.police), ("Chand", self.force))
        )
        self.halves = [half.id for half in half_days(self.session.id)]

    @property
    def organiser(self) -> Identity:
        return acting(self.person)

    @property
    def slug(self) -> str:
        return self.session.slug

    def mark(self, *marks: MarkEvent, actor: Identity | None = None) -> int:
        with transaction():
            return mark(actor=actor or self.organiser, slug=self.slug, events=marks).new

    def event(self, who: object, half: int, presence: Presence | None, note: str = "") -> MarkEvent:
        return MarkEvent(new_id(), who.id, self.halves[half], presence, note)  # type: ignore[attr-defined]


@pytest.mark.both
def test_marks_are_kept_counted_and_corrected(app: Flask) -> None:
    world = World()
    world.mark(
        world.event(world.ali, 0, P),
        world.event(world.bano, 0, L, "traffic"),
        world.event(world.chand, 0, A),
        world.event(world.ali, 1, P),
    )
    world.mark(world.event(world.ali, 1, E, "court"))
    world.mark(world.event(world.chand, 0, None))
    seen = register(world.slug, actor=world.organiser)
    assert seen.people == 3
    assert [seen.unmarked(half) for half in world.halves] == [1, 2, 3, 3]
    assert seen.counts[world.halves[0]] == {P: 1, L: 1, A: 0, E: 0}
    assert seen.marks[world.ali.id, world.halves[1]] == (E, "court")
    assert (world.chand.id, world.halves[0]) not in seen.marks
    kinds = db.session.execute(
        sa.select(AttendanceEvent.sequence, AttendanceEvent.kind)
        .where(AttendanceEvent.owner_id == world.chand.id)
        .order_by(AttendanceEvent.sequence)
    ).all()
    assert [tuple(kind) for kind in kinds] == [(1, "marked"), (2, "cleared")]


@pytest.mark.both
def test_a_repeated_event_changes_nothing(app: Flask) -> None:
    world = World()
    first = world.event(world.ali, 0, A)
    assert world.mark(first, first) == 1
    assert world.mark(world.event(world.ali, 0, P)) == 1
    assert world.mark(first) == 0
    assert register(world.slug, actor=world.organiser).marks[world.ali.id, world.halves[0]][0] is P


def test_a_cell_tells_its_history(app: Flask) -> None:
    world = World()
    world.mark(world.event(world.ali, 0, A))
    world.mark(world.event(world.ali, 0, L, "came at ten"))
    seen = cell_history(world.slug, world.ali.id, world.halves[0], actor=world.organiser)
    assert [(c.actor, c.presence, c.note) for c in seen.changes] == [
        ("Rana Marwat", A, ""),
        ("Rana Marwat", L, "came at ten"),
    ]


@pytest.mark.both
def test_all_present_marks_only_who_has_no_mark_and_can_be_undone(app: Flask) -> None:
    world = World()
    world.mark(world.event(world.ali, 0, A))
    with transaction():
        done = all_present(actor=world.organiser, slug=world.slug, half_day_id=world.halves[0])
    assert done.count == 2
    world.mark(world.event(world.chand, 0, L))
    with transaction():
        assert undo_batch(actor=world.organiser, slug=world.slug, batch=done.id) == 1
        assert undo_batch(actor=world.organiser, slug=world.slug, batch=done.id) == 0
    marks = register(world.slug, actor=world.organiser).marks
    assert {key[0]: value.presence for key, value in marks.items()} == {
        world.ali.id: A,
        world.chand.id: L,
    }


def test_what_is_not_of_this_session_is_not_found_and_nothing_is_kept(app: Flask) -> None:
    world, other = World(), World()
    good = world.event(world.ali, 0, P)
    for wrong in (
        MarkEvent(new_id(), other.ali.id, world.halves[0], P),
        MarkEvent(new_id(), world.ali.id, other.halves[0], P),
        MarkEvent(new_id(), uuid.uuid4(), world.halves[0], P),
    ):
        with pytest.raises(NotFound):
            world.mark(good, wrong)
    assert register(world.slug, actor=world.organiser).marks == {}


def test_who_may_mark(app: Flask) -> None:
    world = World()
    trainer = make_person("Tariq")
    observer = make_person("Omar")
    make_staff(world.session, trainer, StaffRole.TRAINER)
    make_staff(world.session, observer, StaffRole.OBSERVER)
    assert world.mark(world.event(world.ali, 0, P), actor=acting(trainer)) == 1
    focal = make_focal_point(world.police)
    for person in (observer, focal):
        with pytest.raises(NotFound):
            world.mark(world.event(world.ali, 0, A), actor=acting(person))
    seen = register(world.slug, actor=acting(focal))
    assert (seen.people, seen.may_mark) == (2, False)
    assert seen.unmarked(world.halves[0]) == 1
    with pytest.raises(NotFound):
        cell_history(world.slug, world.chand.id, world.halves[0], actor=acting(focal))


@pytest.mark.parametrize("state", [SessionState.ANNOUNCED, SessionState.CLOSED])
def test_attendance_waits_for_the_first_day_and_ends_with_the_session(
    app: Flask, state: SessionState
) -> None:
    world = World(state=state)
    with pytest.raises(Refused):
        world.mark(world.event(world.ali, 0, P))


def test_rows_behind_a_number(app: Flask) -> None:
    world = World()
    world.mark(world.event(world.ali, 0, A), world.event(world.bano, 0, P))
    absent = register(world.slug, actor=world.organiser, half_day_id=world.halves[0], presence=A)
    assert [e.first_name for group in absent.groups for e in group.entries] == ["Ali"]
    open_ = register(world.slug, actor=world.organiser, half_day_id=world.halves[0], unmarked=True)
    assert [e.first_name for group in open_.groups for e in group.entries] == ["Chand"]
    assert open_.people == 3


def test_shares_and_outcomes(app: Flask) -> None:
    world = World()
    world.mark(
        *(world.event(world.ali, half, P) for half in range(4)),
        *(world.event(world.bano, half, L if half < 2 else A) for half in range(4)),
        *(world.event(world.chand, half, E) for half in range(4)),
    )
    assert attendance_evidence(world.session.id, actor=world.organiser) == {
        world.ali.id: (4, 4),
        world.bano.id: (2, 4),
        world.chand.id: (0, 4),
    }
    assert shares(world.session.id, actor=world.organiser)[world.bano.id].minutes == 330
    with transaction():
        assert write_outcomes(actor=world.organiser, slug=world.slug) == 3
    states = {e.first_name: e.state for e in roll(world.slug, actor=world.organiser).entries}
    assert states == {
        "Ali": EnrolmentState.ATTENDED,
        "Bano": EnrolmentState.PARTLY_ATTENDED,
        "Chand": EnrolmentState.NO_SHOW,
    }
    own = acting_of(world, "Bano")
    assert [m.presence for m in own_attendance(actor=own, slug=world.slug)[1].values()].count(
        L
    ) == 2


def acting_of(world: World, name: str) -> Identity:
    from lms.accounts.identity import grants_of
    from lms.core.clock import utcnow

    row = world.bano if name == "Bano" else world.ali
    return Identity(row.person_id, grants=grants_of(row.person_id, utcnow().date()))


@pytest.mark.parametrize(
    ("attended", "marked", "state"),
    [
        (0, 0, EnrolmentState.CONFIRMED),
        (0, 3, EnrolmentState.NO_SHOW),
        (1, 5, EnrolmentState.PARTLY_ATTENDED),
        (4, 5, EnrolmentState.ATTENDED),
    ],
)
def test_outcome(attended: int, marked: int, state: EnrolmentState) -> None:
    assert (
        outcome(attended_half_days=attended, half_days=5, percent_needed=80, marked=marked) is state
    )


def test_events_are_read_with_every_fault() -> None:
    good = {
        "uuid": str(uuid.uuid4()),
        "client_at": "2026-03-02T08:00:00.000Z",
        "payload": {
            "enrolment": str(uuid.uuid4()),
            "half_day": str(uuid.uuid4()),
            "presence": "late",
            "note": " traffic ",
        },
    }
    [event] = read({"events": [good]})
    assert isinstance(event, MarkEvent)
    assert (event.presence, event.note) == (L, "traffic")
    assert event.client_at is not None and event.client_at.tzinfo
    bad = [
        {**good, "uuid": "x"},
        {**good, "payload": {**good["payload"], "presence": "dancing"}},
        {**good, "payload": {**good["payload"], "note": "x" * 201}},
        {**good, "payload": {**good["payload"], "note": "\u202e"}},
        "text",
    ]
    with pytest.raises(Invalid) as refused:
        read({"events": [good, *bad]})
    assert [e.field for e in refused.value.errors] == [f"events.{place}" for place in range(1, 6)]
    with pytest.raises(Invalid) as refused:
        read({"events": "x"})
    assert [e.field for e in refused.value.errors] == ["events"]


def test_the_register_costs_the_same_for_one_and_for_many(
    app: Flask, count_queries: Callable[[], object]
) -> None:
    counts = []
    for people in (1, 3):
        agency, person = make_agency(), make_person()
        made = make_session(agencies=[agency], organiser=person)
        rows = [make_enrolment(made, agency) for _ in range(people)]
        halves = half_days(made.id)
        with transaction():
            mark(
                actor=acting(person),
                slug=made.slug,
                events=[MarkEvent(new_id(), row.id, halves[0].id, P) for row in rows],
            )
        actor, slug = acting(person), made.slug
        with count_queries() as queries:
            assert register(slug, actor=actor).people == people
        counts.append(int(queries))
    assert counts == [5, 5]  # head, roll, agencies, half-days, marks
