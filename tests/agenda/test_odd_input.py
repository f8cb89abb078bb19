"""Input that no program should break on: far days, hidden signs, pages that nobody turns."""

from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.agenda.queries.agenda import draft
from lms.agenda.queries.shown_days import shown_days
from lms.agenda.rules.times import local_moment
from lms.agenda.services.availability import AbsenceInput
from lms.core.errors import Invalid
from lms.core.messages import Message
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import hold_at, item_input, make_item, make_venue
from tests.factories.courses import make_session


@pytest.mark.parametrize("day", [date.min, date(1066, 10, 14), date.max])
def test_a_day_that_nobody_means_is_named_at_its_field(day: date) -> None:
    with pytest.raises(Invalid) as refused:
        AbsenceInput(day, day, None, None, "Asia/Karachi").span()
    assert [error.field for error in refused.value.errors] == ["first_day", "last_day"]
    assert isinstance(local_moment(day, time(9), "Asia/Karachi"), Message)


@pytest.mark.parametrize("field", ["title", "guests", "materials", "notes"])
def test_signs_that_no_database_takes_are_refused(app: Flask, field: str) -> None:
    session = make_session(starts_on=date(2026, 3, 2))
    item = item_input(session, **{field: "Bring\x00 it"})
    assert [error.field for error in item.checked()] == [field]


def test_a_page_far_behind_the_last_is_empty(client: FlaskClient, signed_in, app: Flask) -> None:
    person = make_person("Rana")
    make_session(organiser=person)
    page = signed_in(client, person).get("/sessions/?page=99999999999999999999")
    assert page.status_code == 200


def test_closed_days_without_items_are_named_and_not_shown(app: Flask) -> None:
    """From Friday 27 March to Tuesday 31 March 2026; the weekend lies between."""
    person = make_person("Rana")
    session = make_session(organiser=person, starts_on=date(2026, 3, 27), days=5)
    hold_at(session, make_venue(weekdays="12345"))
    found = shown_days(draft(session.slug, acting(person)))
    assert [row.day.day for row in found.days] == [27, 30, 31]
    assert [one.day.day for one in found.left_out] == [28, 29]
    make_item(session, day=1)  # somebody works on Saturday
    found = shown_days(draft(session.slug, acting(person)))
    assert [row.day.day for row in found.days] == [27, 28, 30, 31]
