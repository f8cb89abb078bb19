"""The calendar of all sessions: bars on days, filters, and only what one may see."""

from datetime import date, timedelta
from types import SimpleNamespace

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.rules.planner import laid_out, months_of, next_month, weeks_of
from lms.core.db import transaction
from lms.courses.enums import SessionState, StaffRole
from tests.factories.accounts import make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_venue
from tests.factories.courses import make_session, make_staff

WEEK = tuple(date(2026, 3, 2) + timedelta(days=day) for day in range(7))


def thing(first: date, last: date) -> SimpleNamespace:
    return SimpleNamespace(starts_on=first, ends_on=last)


def test_weeks_and_months_are_whole() -> None:
    weeks = weeks_of(date(2026, 2, 11))
    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (date(2026, 1, 26), date(2026, 3, 1), 5)
    assert [len(month) for month in months_of(2028)][:3] == [31, 29, 31]
    assert (next_month(date(2026, 12, 5)), next_month(date(2026, 1, 31), -1)) == (
        date(2027, 1, 1),
        date(2025, 12, 1),
    )


def test_a_bar_is_cut_at_the_ends_of_its_row_and_says_so() -> None:
    row = laid_out(
        WEEK,
        [
            thing(date(2026, 2, 27), date(2026, 3, 3)),
            thing(date(2026, 3, 4), date(2026, 3, 6)),
            thing(date(2026, 3, 5), date(2026, 3, 12)),
            thing(date(2026, 3, 9), date(2026, 3, 10)),
        ],
    )
    assert [(b.column, b.span, b.lane, b.begins, b.ends) for b in row.bars] == [
        (1, 2, 1, False, True),
        (3, 3, 1, True, True),
        (4, 4, 2, True, False),
    ]


@given(
    st.lists(
        st.tuples(st.integers(-5, 10), st.integers(0, 9)).map(
            lambda pair: thing(
                WEEK[0] + timedelta(days=pair[0]), WEEK[0] + timedelta(days=sum(pair))
            )
        ),
        max_size=12,
    )
)
def test_bars_of_one_lane_never_share_a_day(things: list[SimpleNamespace]) -> None:
    row = laid_out(WEEK, things)
    cells = [(bar.lane, bar.column + day) for bar in row.bars for day in range(bar.span)]
    assert len(cells) == len(set(cells))
    assert len(row.bars) == sum(
        one.starts_on <= WEEK[-1] and one.ends_on >= WEEK[0] for one in things
    )


def codes(page: str) -> list[str]:
    soup = BeautifulSoup(page, "html.parser")
    return sorted({str(mark.get_text()) for mark in soup.select(".plan .bar b")})


class World:
    """Two sessions in March 2026: Karachi with agency A, Quetta with agency B; one in June."""

    def __init__(self) -> None:
        self.a, self.b = make_agency("A"), make_agency("B")
        self.rana, self.tahir = make_person("Rana"), make_person("Tahir", "Sattar")
        spring = date(2026, 3, 9)
        common = {"organiser": self.rana, "days": 3}
        self.karachi = make_session(agencies=[self.a], starts_on=spring, code="K-1", **common)
        self.quetta = make_session(agencies=[self.b], starts_on=spring, code="Q-1", **common)
        self.summer = make_session(
            agencies=[self.a], starts_on=date(2026, 6, 1), code="S-1", **common
        )
        make_staff(self.quetta, self.tahir, StaffRole.TRAINER)
        self.venue = make_venue("Academy")
        hold_at(self.karachi, self.venue)


def test_month_and_year_show_the_sessions_of_their_time(
    app: Flask, client: FlaskClient, signed_in
) -> None:
    world = World()
    browser = signed_in(client, world.rana)
    month = browser.get("/calendar?at=2026-03").get_data(as_text=True)
    assert codes(month) == ["K-1", "Q-1"]
    assert "March 2026" in month
    assert codes(browser.get("/calendar?at=2026-05").get_data(as_text=True)) == []
    assert codes(browser.get("/calendar?at=2026-06").get_data(as_text=True)) == ["S-1"]
    year = browser.get("/calendar?view=year&at=2026-09").get_data(as_text=True)
    assert codes(year) == ["K-1", "Q-1", "S-1"]
    assert "Pakistan Day" in year  # a public holiday of the installation's country
    assert codes(browser.get("/calendar?at=99999-1").get_data(as_text=True)) == ["K-1", "Q-1"]


def test_filters_narrow_it(app: Flask, client: FlaskClient, signed_in) -> None:
    world = World()
    browser = signed_in(client, world.rana)

    def shown(**query: object) -> list[str]:
        text = "&".join(f"{name}={value}" for name, value in query.items())
        page = browser.get(f"/calendar?view=year&at=2026-01&{text}")
        return codes(page.get_data(as_text=True))

    assert shown(agency=world.a.id) == ["K-1", "S-1"]
    assert shown(trainer=world.tahir.id) == ["Q-1"]
    assert shown(venue=world.venue.id) == ["K-1"]
    assert shown(course=world.summer.course_id) == ["S-1"]
    assert shown(state="running") == ["K-1", "Q-1", "S-1"]
    assert shown(state="closed") == []
    assert shown(agency="nonsense", state="nonsense") == ["K-1", "Q-1", "S-1"]


def test_a_focal_point_sees_the_sessions_of_the_own_agency_only(
    app: Flask, client: FlaskClient, signed_in
) -> None:
    world = World()
    focal = make_focal_point(world.b)
    with transaction() as session:
        session.get_one(type(world.summer), world.summer.id).state = SessionState.DRAFT
    page = signed_in(client, focal).get("/calendar?view=year&at=2026-01").get_data(as_text=True)
    assert codes(page) == ["Q-1"]
    assert "K-1" not in page
    assert "Academy" not in page  # a venue that only unseen sessions have


def test_the_calendar_asks_as_often_for_many_as_for_few(
    app: Flask, client: FlaskClient, signed_in, count_queries
) -> None:
    world = World()
    browser = signed_in(client, world.rana)
    browser.get("/calendar?view=year&at=2026-01")
    with count_queries() as few:
        browser.get("/calendar?view=year&at=2026-01")
    for month in range(4, 10):
        make_session(agencies=[world.a], organiser=world.rana, starts_on=date(2026, month, 6))
    browser.get("/calendar?view=year&at=2026-01")
    with count_queries() as many:
        browser.get("/calendar?view=year&at=2026-01")
    assert len(many.statements) == len(few.statements)
