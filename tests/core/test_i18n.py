"""Languages: authored text, dates that repeat nothing, zones that are named."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from lms.core import i18n
from lms.core.messages import N_

SEPTEMBER_17 = date(2019, 9, 17)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2019, 9, 17), "17 September 2019"),
        (date(2019, 9, 19), "17-19 September 2019"),
        (date(2019, 10, 2), "17 September to 2 October 2019"),
        (date(2020, 1, 2), "17 September 2019 to 2 January 2020"),
    ],
)
def test_a_range_of_dates_repeats_nothing(app: Flask, last: date, said: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert i18n.days(SEPTEMBER_17, last) == said


def test_urdu_pages_have_urdu_digits_and_run_right_to_left(app: Flask) -> None:
    with app.test_request_context(), force_locale("ur"):
        assert i18n.direction() == "rtl"
        assert i18n.number(2019) == "۲۰۱۹"
        assert "۲۰۱۹" in i18n.day(SEPTEMBER_17)


def test_a_time_is_shown_in_the_sessions_zone_with_its_name(app: Flask) -> None:
    moment = datetime(2019, 9, 19, 9, 30, tzinfo=UTC)
    with app.test_request_context(), force_locale("en"):
        assert i18n.stamp(moment, "Asia/Karachi") == "19 Sept 2019, 14:30 PKT" or i18n.stamp(
            moment, "Asia/Karachi"
        ) == ("19 Sep 2019, 14:30 PKT")
        assert i18n.zone_name("America/Sao_Paulo", moment) == "UTC-3"
        assert i18n.zone_name("Asia/Kathmandu", moment) == "UTC+5:45"


def test_authored_text_falls_back_to_english_and_then_to_any(app: Flask) -> None:
    with app.test_request_context(), force_locale("ur"):
        assert i18n.localized({"en": "Customs", "ur": "کسٹمز"}) == "کسٹمز"
        assert i18n.localized({"en": "Customs"}) == "Customs"
        assert i18n.localized({"fr": "Douane"}) == "Douane"
        assert i18n.localized({}) == ""


def test_a_message_may_carry_messages_and_authored_text(app: Flask) -> None:
    message = N_("%(who)s of %(agency)s", who=N_("Nobody"), agency={"en": "Customs", "ur": "کسٹمز"})
    assert message.english() == "Nobody of Customs"
    with app.test_request_context(), force_locale("en"):
        assert i18n.say(message) == "Nobody of Customs"


def test_numbers_in_a_text_have_the_digits_of_its_language(app: Flask) -> None:
    seats = N_("%(count)s of %(capacity)s seats taken", count=12, capacity=30)
    code = N_("Cancel %(code)s?", code="DGTR-2019-03")
    in_template = app.jinja_env.from_string(
        '{{ ngettext("%(num)s person", "%(num)s people", 25) }}, {{ _("Attempt %(n)s", n=3) }}'
    )
    with app.test_request_context(), force_locale("ur"):
        assert "۱۲" in i18n.say(seats) and "۳۰" in i18n.say(seats)
        assert "DGTR-2019-03" in i18n.say(code)
        assert "۷" in i18n._n("%(num)s person", "%(num)s people", 7)
        assert "۲۵" in in_template.render() and "۳" in in_template.render()
    with app.test_request_context(), force_locale("en"):
        assert in_template.render() == "25 people, Attempt 3"
        assert i18n._n("%(num)s person", "%(num)s people", 1) == "1 person"


def test_a_zone_is_named_by_its_town_in_urdu(app: Flask) -> None:
    with app.test_request_context(), force_locale("ur"):
        assert i18n.zone_place("Asia/Karachi") == "کراچی"
        assert i18n.zone_place("UTC") == "UTC"
    with app.test_request_context(), force_locale("en"):
        assert i18n.zone_place("Asia/Karachi") == "Asia/Karachi"
