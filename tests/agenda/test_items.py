"""The draft agenda: items are added, moved, copied, taken out, and every step can be taken back."""

from datetime import date, timedelta

import pytest
from flask import Flask

from lms.agenda.enums import ItemKind
from lms.agenda.queries.agenda import days, draft
from lms.agenda.services import items, steps
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState, StaffRole
from lms.courses.queries import half_days
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import hold_at, item_input, make_venue, moment, rooms_of
from tests.factories.courses import make_session, make_staff


class World:
    """A session of three days from 2 March 2026 with an organiser, a trainer and two rooms."""

    def __init__(self, **values: object) -> None:
        self.rana, self.bakht = make_person("Rana", "Marwat"), make_person("Bakht", "Brohi")
        self.session = make_session(
            organiser=self.rana, starts_on=date(2026, 3, 2), days=3, **values
        )
        make_staff(self.session, self.bakht, StaffRole.TRAINER)
        self.venue = make_venue(rooms=(("Hall A", 40), ("Lab 1", 20)))
        hold_at(self.session, self.venue)
        self.rooms = rooms_of(self.venue)

    @property
    def slug(self) -> str:
        return self.session.slug

    def add(self, at: str = "09:00", minutes: int = 60, **values: object) -> steps.Saved:
        who = values.pop("actor", self.rana)
        with transaction():
            return items.add_item(
                actor=acting(who),
                slug=self.slug,
                item=item_input(self.session, at, minutes, **values),
            )

    def seen(self) -> list[tuple[str, str]]:
        found = draft(self.slug, acting(self.rana)).items
        zone = moment(date(2026, 3, 2), "00:00").tzinfo
        return [(one.title["en"], f"{one.starts_at.astimezone(zone):%d %H:%M}") for one in found]


def at(day: int, clock: str) -> object:
    return moment(date(2026, 3, 2) + timedelta(days=day), clock)


@pytest.mark.both
def test_an_item_is_moved_resized_copied_and_taken_out(app: Flask) -> None:
    world = World()
    me = acting(world.rana)
    first = world.add(room_id=world.rooms["Hall A"], trainer_ids=(world.bakht.id,)).items[0]
    with transaction():
        items.move_item(
            actor=me, slug=world.slug, item_id=first.id, starts_at=at(1, "10:00"),
            ends_at=at(1, "11:30"), room_id=world.rooms["Lab 1"], track="A",
        )  # fmt: skip
        items.copy_item(actor=me, slug=world.slug, item_id=first.id)
    found = draft(world.slug, me)
    assert world.seen() == [("Principles", "03 10:00"), ("Principles", "03 11:30")]
    assert [(one.track, one.room_id) for one in found.items] == [("A", world.rooms["Lab 1"])] * 2
    assert found.items[0].trainer_ids == (world.bakht.id,)
    assert found.trainers[0].minutes == 180
    with transaction():
        items.remove_item(actor=me, slug=world.slug, item_id=first.id)
    assert world.seen() == [("Principles", "03 11:30")]


@pytest.mark.both
def test_steps_are_taken_back_and_made_again_one_by_one(app: Flask) -> None:
    world = World()
    me = acting(world.rana)
    one = world.add(title="One").items[0]
    world.add("11:00", title="Two")
    with transaction():
        items.remove_item(actor=me, slug=world.slug, item_id=one.id)
    for left in (["One", "Two"], ["One"], []):
        with transaction():
            steps.undo(actor=me, slug=world.slug)
        assert [title for title, _when in world.seen()] == left
    with pytest.raises(Refused), transaction():
        steps.undo(actor=me, slug=world.slug)
    for left in (["One"], ["One", "Two"], ["Two"]):
        with transaction():
            steps.redo(actor=me, slug=world.slug)
        assert [title for title, _when in world.seen()] == left
    with transaction():
        steps.undo(actor=me, slug=world.slug)
    world.add("15:00", title="Three")
    with pytest.raises(Refused), transaction():
        steps.redo(actor=me, slug=world.slug)


def test_undo_takes_back_the_own_steps_only_and_not_over_anothers_change(app: Flask) -> None:
    world = World()
    mine = world.add(title="Mine").items[0]
    world.add("11:00", title="Hers", actor=world.bakht)
    with transaction():
        steps.undo(actor=acting(world.rana), slug=world.slug)
    assert [title for title, _when in world.seen()] == ["Hers"]
    with transaction():
        steps.redo(actor=acting(world.rana), slug=world.slug)
        items.move_item(
            actor=acting(world.bakht), slug=world.slug, item_id=mine.id,
            starts_at=at(2, "09:00"), ends_at=at(2, "10:00"),
        )  # fmt: skip
    with pytest.raises(Refused, match="Bakht Brohi has changed this meanwhile"), transaction():
        steps.undo(actor=acting(world.rana), slug=world.slug)


def test_who_saw_an_older_draft_does_not_overwrite_a_colleague(app: Flask) -> None:
    world = World()
    saved = world.add()
    item = saved.items[0]
    with transaction():
        items.move_item(
            actor=acting(world.bakht), slug=world.slug, item_id=item.id,
            starts_at=at(0, "10:00"), ends_at=at(0, "11:00"), revision=saved.revision,
        )  # fmt: skip
    with pytest.raises(Refused, match="Bakht Brohi"), transaction():
        items.remove_item(
            actor=acting(world.rana), slug=world.slug, item_id=item.id, revision=saved.revision
        )
    other = world.add("14:00")
    with transaction():  # what nobody else touched may go on from the older draft
        items.remove_item(
            actor=acting(world.rana), slug=world.slug, item_id=other.items[0].id, revision=1
        )


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("starts_at", {"day": 3}),
        ("ends_at", {"at": "23:30", "minutes": 45}),
        ("ends_at", {"minutes": 17 * 60, "at": "06:00"}),
        ("ends_at", {"minutes": 0}),
        ("starts_at", {"at": "08:07", "minutes": 53}),
        ("title", {"title": " "}),
        ("track", {"track": "Z"}),
        ("room_id", {"room_id": "stranger"}),
        ("trainers", {"trainer_ids": ("stranger",)}),
        ("content", {"content": "module:of-another-course"}),
    ],
)
def test_a_wrong_item_is_refused_at_its_field_and_nothing_is_saved(
    app: Flask, field: str, values: dict[str, object]
) -> None:
    world = World()
    stranger = make_person("Sana", "Stranger").id
    values = {
        key: stranger if value == "stranger" else (stranger,) if value == ("stranger",) else value
        for key, value in values.items()
    }
    with pytest.raises(Invalid) as refused:
        world.add(**values)
    assert [error.field for error in refused.value.errors] == [field]
    assert world.seen() == []


def test_a_locked_item_stays_where_it_is(app: Flask) -> None:
    world = World()
    item = world.add(locked=True).items[0]
    with pytest.raises(Refused, match="locked"), transaction():
        items.move_item(
            actor=acting(world.rana), slug=world.slug, item_id=item.id,
            starts_at=at(0, "10:00"), ends_at=at(0, "11:00"),
        )  # fmt: skip
    with pytest.raises(Refused, match="locked"), transaction():
        items.remove_item(actor=acting(world.rana), slug=world.slug, item_id=item.id)


def test_many_items_are_one_step_or_nothing(app: Flask) -> None:
    world = World()
    me = acting(world.rana)
    good, bad = item_input(world.session), item_input(world.session, day=9)
    first, second = make_person().id, make_person().id
    with pytest.raises(Invalid) as refused, transaction():
        items.replace_agenda(
            actor=me, slug=world.slug, act="template", items={first: good, second: bad}
        )
    assert [error.field for error in refused.value.errors] == [f"{second}.starts_at"]
    assert world.seen() == []
    later = item_input(world.session, "11:00", title="Later")
    with transaction():
        items.replace_agenda(
            actor=me, slug=world.slug, act="template", items={first: good, second: later}
        )
        steps.undo(actor=me, slug=world.slug)
    assert world.seen() == []
    with pytest.raises(Refused, match="changed meanwhile"), transaction():
        items.replace_agenda(
            actor=me, slug=world.slug, act="proposal", items={first: good}, revision=0
        )


def test_another_venue_takes_its_rooms_away_and_undo_brings_them_back(app: Flask) -> None:
    world = World()
    me = acting(world.rana)
    world.add(room_id=world.rooms["Hall A"])
    hotel = make_venue("Hotel", rooms=(("Ballroom", 200),))
    with transaction():
        items.set_venue(actor=me, slug=world.slug, venue_id=hotel.id)
    seen = draft(world.slug, me)
    assert (seen.venue and seen.venue.name["en"], seen.items[0].room_id) == ("Hotel", None)


def test_half_days_follow_the_agenda(app: Flask) -> None:
    world = World()
    world.add("08:30", 30, kind=ItemKind.REGISTRATION, title="Registration")
    world.add("09:00", 90)
    world.add("10:00", 60, track="B", title="Beside it")
    world.add("12:00", 60, kind=ItemKind.LUNCH, title="Lunch")
    world.add("13:00", 45, kind=ItemKind.EXERCISE, title="Drill")
    with transaction():
        items.half_days_from_agenda(actor=acting(world.rana), slug=world.slug)
    found = [
        (half.day.day, half.part.value, half.contact_minutes)
        for half in half_days(world.session.id)
    ]
    assert found == [(2, "morning", 120), (2, "afternoon", 45)]
    assert [
        one.contact_minutes
        for one in days(draft(world.slug, acting(world.rana)).items, seen_head(world))
    ] == [165, 0, 0]


def seen_head(world: World) -> object:
    return draft(world.slug, acting(world.rana)).head


def test_whole_days_are_shifted_at_the_same_clock_times(app: Flask) -> None:
    world = World()
    world.add("09:15", 30, title="One")
    world.add("10:15", 30, day=1, title="Two")
    with transaction():
        items.shift_days(
            actor=acting(world.rana), slug=world.slug,
            days={date(2026, 3, 2): date(2026, 3, 4), date(2026, 3, 3): date(2026, 3, 2)},
        )  # fmt: skip
    assert world.seen() == [("Two", "02 10:15"), ("One", "04 09:15")]


def test_who_does_not_plan_finds_no_draft(app: Flask) -> None:
    world = World()
    world.add()
    observer = make_person("Olga")
    make_staff(world.session, observer, StaffRole.OBSERVER)
    with pytest.raises(NotFound):
        draft(world.slug, acting(observer))
    with pytest.raises(NotFound):
        world.add(actor=observer)


def test_a_closed_session_keeps_its_agenda(app: Flask) -> None:
    world = World(state=SessionState.CLOSED)
    with pytest.raises(Refused, match="closed"):
        world.add()
