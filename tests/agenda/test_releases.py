"""Releasing an agenda: frozen and numbered; others see the release, never the draft."""

from datetime import date

import pytest
from flask import Flask

from lms.agenda.queries.agenda import draft, released
from lms.agenda.queries.releases import release_list, released_items
from lms.agenda.services import items, releases, steps
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.courses.enums import StaffRole
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import hold_at, item_input, make_venue, rooms_of
from tests.factories.courses import make_session, make_staff


class World:
    """A session of two days with an organiser, an observer and a hall."""

    def __init__(self) -> None:
        self.rana, self.olga = make_person("Rana", "Marwat"), make_person("Olga")
        self.session = make_session(organiser=self.rana, starts_on=date(2026, 3, 2), days=2)
        make_staff(self.session, self.olga, StaffRole.OBSERVER)
        venue = make_venue(rooms=(("Hall A", 40),))
        hold_at(self.session, venue)
        self.hall = rooms_of(venue)["Hall A"]

    def add(self, at: str = "09:00", **values: object) -> steps.Saved:
        with transaction():
            return items.add_item(
                actor=acting(self.rana),
                slug=self.session.slug,
                item=item_input(self.session, at, room_id=self.hall, **values),
            )

    def release(self, **values: object) -> None:
        with transaction():
            releases.release(actor=acting(self.rana), slug=self.session.slug, **values)

    def seen(self) -> list[str]:
        found = released(self.session.slug, acting(self.olga))
        return [item.title["en"] for item in found.items]


@pytest.mark.both
def test_others_see_what_was_released_and_not_what_is_planned(app: Flask) -> None:
    world = World()
    first = world.add(title="One", notes="tell nobody").items[0]
    assert world.seen() == []
    world.release()
    world.add("11:00", title="Two")
    assert world.seen() == ["One"]
    with transaction():
        items.remove_item(actor=acting(world.rana), slug=world.session.slug, item_id=first.id)
    assert world.seen() == ["One"]
    world.release(note="Room changes follow.")
    assert world.seen() == ["Two"]
    listed = release_list(world.session.id)
    assert [(one.number, one.note, one.released_by) for one in listed] == [
        (2, "Room changes follow.", "Rana Marwat"),
        (1, "", "Rana Marwat"),
    ]
    old = released_items(listed[1].id)
    assert [(one.title["en"], one.room["en"], one.sequence) for one in old] == [
        ("One", "Hall A", 0)
    ]
    assert not hasattr(old[0], "notes")


def test_what_waits_to_be_released_is_said_in_words(app: Flask) -> None:
    world = World()
    world.add(title="One")
    world.release()
    world.add("11:00", title="Two")
    seen = draft(world.session.slug, acting(world.rana))
    assert seen.changed_since_release
    assert [s.english() for change in releases.pending_changes(seen) for s in change.sentences] == [
        "New: Two, Mon 2 March, 11:00 to 12:00."
    ]


def test_nothing_new_an_empty_or_an_overtaken_draft_is_not_released(app: Flask) -> None:
    world = World()
    with pytest.raises(Refused, match="empty"):
        world.release()
    saved = world.add()
    world.add("11:00")
    with pytest.raises(Refused, match="changed meanwhile"):
        world.release(revision=saved.revision)
    with pytest.raises(Invalid):
        world.release(note="x" * 501)
    world.release()
    with pytest.raises(Refused, match="Nothing has changed"):
        world.release()
