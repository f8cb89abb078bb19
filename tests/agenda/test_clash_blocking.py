"""A kind of clash that refuses changes: nothing is saved that makes a new one."""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.models import AgendaItem, ClashSetting
from lms.agenda.queries import clashes
from lms.agenda.queries.agenda import draft
from lms.agenda.services import items, releases, steps
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import (
    hold_at,
    item_input,
    make_item,
    make_prayer,
    make_venue,
    moment,
    rooms_of,
)
from tests.factories.courses import make_session, make_staff

DAY = date(2026, 3, 4)


def set_rule(rule: ClashRule, severity: Severity) -> None:
    with transaction():
        db.session.merge(ClashSetting(rule=rule, severity=severity))


class Scene:
    """A session with an organiser and a trainer at a venue with one room and a prayer time."""

    def __init__(self) -> None:
        self.rana, self.brohi = make_person("Rana", "Marwat"), make_person("Naveed", "Brohi")
        self.venue = make_venue(rooms=(("Lab 1", 20),))
        make_prayer(self.venue, 13 * 60, 13 * 60 + 30)
        (self.room,) = rooms_of(self.venue).values()
        self.session = self.make_session()

    def make_session(self) -> CourseSession:
        row = make_session(organiser=self.rana, starts_on=DAY, days=2)
        make_staff(row, self.brohi, StaffRole.TRAINER)
        hold_at(row, self.venue)
        return row

    def move(self, item_id: object, at: str, until: str) -> steps.Saved:
        with transaction():
            return items.move_item(
                actor=acting(self.rana),
                slug=self.session.slug,
                item_id=item_id,  # type: ignore[arg-type]
                starts_at=moment(DAY, at),
                ends_at=moment(DAY, until),
            )


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.mark.both
def test_a_change_that_makes_such_a_clash_is_not_saved(scene: Scene) -> None:
    row = make_item(scene.session, "09:00", title="Lesson")
    scene.move(row.id, "12:30", "13:30")  # a warning only
    scene.move(row.id, "09:00", "10:00")
    set_rule(ClashRule.OVER_PRAYER, Severity.BLOCK)
    with pytest.raises(Refused) as refused:
        scene.move(row.id, "12:30", "13:30")
    assert refused.value.message.english() == (
        "Not saved. Lesson runs over Zuhr: Wed 4 March, 13:00 to 13:30."
    )
    found = draft(scene.session.slug, acting(scene.rana))
    assert found.items[0].starts_at == moment(DAY, "09:00") and found.revision == 2


def test_what_clashed_before_may_be_mended_and_left(scene: Scene) -> None:
    row = make_item(scene.session, "12:30", title="Lesson")
    other = make_item(scene.session, "09:00", title="Other", trainers=(scene.brohi,))
    set_rule(ClashRule.OVER_PRAYER, Severity.BLOCK)
    scene.move(other.id, "10:00", "11:00")
    with pytest.raises(Refused):
        scene.move(row.id, "13:15", "14:15")
    scene.move(row.id, "11:00", "12:00")
    with pytest.raises(Refused), transaction():
        steps.undo(actor=acting(scene.rana), slug=scene.session.slug)


def test_a_clash_told_once_is_no_new_one_when_its_first_item_goes(scene: Scene) -> None:
    stranger = make_person("Stranger")
    first = make_item(scene.session, "09:00", trainers=(stranger,))
    make_item(scene.session, "10:00", trainers=(stranger,))
    set_rule(ClashRule.TRAINER_UNCONFIRMED, Severity.BLOCK)
    with transaction():
        items.remove_item(actor=acting(scene.rana), slug=scene.session.slug, item_id=first.id)


def test_only_what_holds_it_back_keeps_a_release(scene: Scene) -> None:
    make_item(scene.session, "12:30", title="Lesson")
    me = acting(scene.rana)
    set_rule(ClashRule.OVER_PRAYER, Severity.BLOCK_RELEASE)
    assert len(clashes.blocking(clashes.found(draft(scene.session.slug, me), me))) == 1
    with pytest.raises(Refused), transaction():
        releases.release(actor=me, slug=scene.session.slug)
    set_rule(ClashRule.OVER_PRAYER, Severity.WARN)
    with transaction():
        releases.release(actor=me, slug=scene.session.slug)


@pytest.mark.both
def test_two_sessions_cannot_take_one_room_in_the_same_moment(app: Flask, scene: Scene) -> None:
    """Both organisers save at once; each would be alone in the room without the other."""
    set_rule(ClashRule.ROOM_TWICE, Severity.BLOCK)
    sessions = [scene.session, scene.make_session()]
    slugs = [row.slug for row in sessions]
    wishes = [item_input(row, "09:00", room_id=scene.room) for row in sessions]
    me, gate, ends = acting(scene.rana), threading.Barrier(2), []
    db.session.rollback()

    def save(slug: str, wish: object) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    items.add_item(actor=me, slug=slug, item=wish)  # type: ignore[arg-type]
                ends.append("saved")
            except Refused:
                ends.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(slugs, wishes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["refused", "saved"]
    assert len(db.session.scalars(select(AgendaItem.id)).all()) == 1
