"""A session moved to other dates: agenda and half-days move along, or nothing does."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.agenda.queries.agenda import draft
from lms.agenda.rules.shifting import DayRule
from lms.agenda.services import items
from lms.agenda.services.moving_dates import move_dates
from lms.attendance.enums import Presence
from lms.attendance.formats import MarkEvent
from lms.attendance.services import mark
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.ids import new_id
from lms.courses.queries import half_days, session_head
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, item_input, make_venue
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment


class World:
    """Three days from Monday 2 March 2026 with an item at nine on each, at a weekday venue."""

    def __init__(self) -> None:
        self.rana, self.agency = make_person("Rana"), make_agency()
        self.session = make_session(
            organiser=self.rana, agencies=[self.agency], starts_on=date(2026, 3, 2), days=3
        )
        hold_at(self.session, make_venue(weekdays="12345"))
        for day in range(3):
            with transaction():
                items.add_item(
                    actor=acting(self.rana),
                    slug=self.session.slug,
                    item=item_input(self.session, day=day, title=f"Day {day}"),
                )

    def move(self, first: date, rule: DayRule = DayRule.SKIP) -> None:
        with transaction():
            move_dates(actor=acting(self.rana), slug=self.session.slug, first=first, rule=rule)

    def dates(self) -> tuple[list[str], list[int], str]:
        found = draft(self.session.slug, acting(self.rana))
        head = session_head(self.session.slug, acting(self.rana))
        return (
            [f"{one.starts_at:%d %H:%M}" for one in found.items],
            sorted({half.day.day for half in half_days(head.id)}),
            f"{head.starts_on:%d}-{head.ends_on:%d}",
        )


@pytest.mark.both
def test_everything_moves_over_the_weekend(app: Flask) -> None:
    world = World()
    world.move(date(2026, 3, 12))  # a Thursday
    assert world.dates() == (["12 04:00", "13 04:00", "16 04:00"], [12, 13, 16], "12-16")
    world.move(date(2026, 3, 3), DayRule.CONSECUTIVE)
    assert world.dates()[2] == "03-05"


def test_nothing_moves_where_the_rule_refuses_or_attendance_was_taken(app: Flask) -> None:
    world = World()
    before = world.dates()
    with pytest.raises(Invalid) as refused:
        world.move(date(2026, 3, 13), DayRule.REFUSE)
    assert {error.field for error in refused.value.errors} == {"first_day"}
    somebody = make_enrolment(world.session, world.agency, make_person("Ali", agency=world.agency))
    half = half_days(world.session.id)[0]
    with transaction():
        event = MarkEvent(new_id(), somebody.id, half.id, Presence.PRESENT, "")
        mark(actor=acting(world.rana), slug=world.session.slug, events=[event])
    with pytest.raises(Invalid):
        world.move(date(2026, 3, 9))
    assert world.dates() == before


def test_the_page_moves_it_and_says_what_next(app: Flask, client: FlaskClient, signed_in) -> None:
    world = World()
    browser = signed_in(client, world.rana)
    address = f"/sessions/{world.session.slug}/agenda/dates"
    assert "New first day" in browser.get(address).get_data(as_text=True)
    wrong = browser.post(address, data={"first_day": "0001-01-01", "rule": "skip"})
    assert "between the years" in wrong.get_data(as_text=True)
    done = browser.post(
        address, data={"first_day": "2026-03-10", "rule": "skip"}, follow_redirects=True
    )
    assert "Moved to 10-12 March 2026" in done.get_data(as_text=True)
    assert world.dates()[2] == "10-12"
