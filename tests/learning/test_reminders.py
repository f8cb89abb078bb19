"""Reminders: the right people, once, in the morning of the venue."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound
from lms.learning.enums import ReminderKind
from lms.learning.models import ReminderSent
from lms.learning.rules.reminders import Standing, concerns, is_open
from lms.learning.services import reminders
from lms.outbox.models import OutboxMessage
from tests.support.signing_in import sign_in_directly

STARTS, ENDS = date(2026, 3, 9), date(2026, 3, 11)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "days", "now", "open_"),
    [
        (ReminderKind.NOT_BEGUN, 3, at(5), False),
        (ReminderKind.NOT_BEGUN, 3, at(6), True),
        (ReminderKind.NOT_BEGUN, 3, at(8), True),
        (ReminderKind.NOT_BEGUN, 3, at(9), False),
        (ReminderKind.PRE_TEST, 1, at(8, hour=7), False),
        (ReminderKind.PRE_TEST, 1, at(8, hour=17), False),
        (ReminderKind.SILENT, 2, at(11), True),
        (ReminderKind.SILENT, 2, at(12), False),
        (ReminderKind.UNFINISHED, 3, at(13), False),
        (ReminderKind.UNFINISHED, 3, at(14), True),
    ],
)
def test_a_rule_writes_in_its_days_and_by_daylight(kind, days, now, open_):
    assert is_open(kind, days, STARTS, ENDS, now) is open_


def test_whom_a_rule_means():
    now = at(10)
    new = Standing(last_at=None, modules_left=3, pre_test_left=True)
    silent = Standing(last_at=now - timedelta(days=4), modules_left=1, pre_test_left=False)
    done = Standing(last_at=now - timedelta(days=9), modules_left=0, pre_test_left=False)
    meant = {
        kind: [concerns(kind, 4, one, now) for one in (new, silent, done)] for kind in ReminderKind
    }
    assert meant == {
        ReminderKind.NOT_BEGUN: [True, False, False],
        ReminderKind.PRE_TEST: [True, False, False],
        ReminderKind.SILENT: [False, True, False],
        ReminderKind.UNFINISHED: [True, True, False],
    }


def written() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMessage.template)))


def remind() -> int:
    with transaction():
        return reminders.remind_all()


def test_who_has_not_begun_is_reminded_once_and_only_in_the_own_session(world, who, clock):
    with transaction():
        reminders.add_rule(actor=who.trainer, slug=world.slug, kind=ReminderKind.UNFINISHED, days=2)
    assert remind() == 0
    clock.advance(timedelta(days=4))
    assert remind() == 2
    assert remind() == 0
    assert written() == ["learning/reminder"] * 2
    reached = set(db.session.scalars(sa.select(ReminderSent.enrolment_id)))
    assert reached == {world.enrolment_a, world.enrolment_b}


def test_a_rule_that_rests_writes_nothing(world, who, clock):
    with transaction():
        rule = reminders.add_rule(
            actor=who.organiser, slug=world.slug, kind=ReminderKind.UNFINISHED, days=1
        )
        reminders.switch_rule(actor=who.organiser, slug=world.slug, rule_id=rule, active=False)
    clock.advance(timedelta(days=5))
    assert remind() == 0


def test_the_same_rule_twice_and_odd_days_are_refused(world, who):
    with transaction():
        reminders.add_rule(actor=who.trainer, slug=world.slug, kind=ReminderKind.SILENT, days=2)
    for days in (2, 0, 61):
        with pytest.raises(Invalid), transaction():
            reminders.add_rule(
                actor=who.trainer, slug=world.slug, kind=ReminderKind.SILENT, days=days
            )


def test_only_who_teaches_sets_reminders(world, who):
    for actor in (who.a, who.other, who.focal):
        with pytest.raises(NotFound), transaction():
            reminders.add_rule(actor=actor, slug=world.slug, kind=ReminderKind.SILENT, days=2)


def test_the_page_sets_a_rule_and_keeps_what_was_typed(client, world):
    trainer = sign_in_directly(client, world.people["trainer"])
    address = f"/sessions/{world.slug}/learning/reminders"
    assert trainer.post(address, data={"kind": "silent", "days": "4"}).status_code == 302
    again = trainer.post(address, data={"kind": "silent", "days": "4"})
    assert again.status_code == 422 and 'value="4"' in again.text
