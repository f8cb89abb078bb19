"""Own days off: general ones for all, black-out days written by the agency alone."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.models import DayOff
from lms.agenda.place_inputs import DayOffInput
from lms.agenda.queries import days_off as queries
from lms.agenda.rules.holidays import holiday_on, public_holidays
from lms.agenda.services import days_off as services
from lms.core.access import SYSTEM, Identity
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound
from lms.courses.enums import StaffRole
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session, make_staff

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


def off(actor: Identity, first: date, last: date | None = None, **values: object) -> DayOff:
    given: dict[str, object] = {"name": {"en": "Stock-taking"}}
    with transaction():
        return services.add_days_off(
            actor=actor,
            days=DayOffInput(first, last or first, **(given | values)),  # type: ignore[arg-type]
        )


def test_who_sees_which_days_off(app: Flask) -> None:
    customs, anf = make_agency("Customs"), make_agency("ANF")
    focal_c, focal_a = make_focal_point(customs), make_focal_point(anf)
    organiser, trainer, participant = make_person("Omar"), make_person("Tariq"), make_person("Pia")
    session = make_session(organiser=organiser)
    make_staff(session, trainer, StaffRole.TRAINER)
    off(SYSTEM, date(2026, 4, 1), name={"en": "Founding day"})
    off(SYSTEM, date(2026, 4, 2), country="pk", name={"en": "Moon day"})
    off(acting(focal_c), date(2026, 4, 3), date(2026, 4, 5), agency_id=customs.id)
    off(acting(focal_a), date(2026, 4, 6), agency_id=anf.id, name={})

    def seen(person: Person) -> list[tuple[int, str]]:
        rows = queries.days_off(actor=acting(person))
        return [(row.first_day.day, row.name.get("en", "-")) for row in rows]

    assert seen(focal_c) == [(1, "Founding day"), (2, "Moon day"), (3, "Stock-taking")]
    assert seen(focal_a) == [(1, "Founding day"), (2, "Moon day"), (6, "-")]
    assert seen(organiser) == [(1, "Founding day"), (2, "Moon day"), (3, "-"), (6, "-")]
    assert seen(trainer) == [(1, "Founding day"), (2, "Moon day")]
    with pytest.raises(NotFound):
        queries.days_off(actor=acting(participant))


def test_who_writes_which_days_off(app: Flask) -> None:
    customs, anf = make_agency("Customs"), make_agency("ANF")
    focal, organiser = make_focal_point(customs), make_person("Omar")
    make_session(organiser=organiser)
    black = off(acting(focal), date(2026, 4, 3), agency_id=customs.id)
    general = off(acting(organiser), date(2026, 4, 1))
    for who, agency in ((focal, anf.id), (focal, None), (organiser, customs.id)):
        with pytest.raises(NotFound):
            off(acting(who), date(2026, 4, 4), agency_id=agency)
    with pytest.raises(NotFound), transaction():
        services.remove_days_off(actor=acting(focal), day_off_id=general.id)
    with pytest.raises(NotFound), transaction():
        services.remove_days_off(actor=acting(organiser), day_off_id=black.id)
    to_other = DayOffInput(date(2026, 4, 3), date(2026, 4, 3), agency_id=anf.id)
    with pytest.raises(NotFound), transaction():
        services.change_days_off(actor=acting(focal), day_off_id=black.id, days=to_other)
    longer = DayOffInput(date(2026, 4, 3), date(2026, 4, 9), agency_id=customs.id)
    with transaction():
        services.change_days_off(actor=acting(focal), day_off_id=black.id, days=longer)
    assert black.last_day == date(2026, 4, 9)


def test_faults_stand_at_their_fields(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        off(SYSTEM, date(2026, 4, 3), date(2026, 4, 1), name={"en": ""}, country="PAK")
    assert [item.field for item in caught.value.errors] == ["name_en", "last_day", "country"]
    with pytest.raises(Invalid) as caught:
        off(SYSTEM, date(2026, 1, 1), date(2027, 1, 2))
    assert [item.field for item in caught.value.errors] == ["last_day"]


def test_days_off_of_a_country_hold_there_alone(app: Flask) -> None:
    off(SYSTEM, date(2026, 4, 1), date(2026, 4, 2))
    off(SYSTEM, date(2026, 4, 3), country="AT")
    off(SYSTEM, date(2026, 4, 4), agency_id=make_agency().id)
    span = (date(2026, 4, 2), date(2026, 4, 30))
    assert queries.days_off_between(*span, "PK") == [(date(2026, 4, 1), date(2026, 4, 2))]
    assert queries.days_off_between(*span, "AT")[1] == (date(2026, 4, 3), date(2026, 4, 3))


def test_public_holidays_come_from_the_library() -> None:
    assert holiday_on("PK", "", date(2026, 8, 14)) == "Independence Day"
    assert holiday_on("PK", "", date(2026, 8, 13)) is None
    assert public_holidays("ZZ", "", 2026) == {}
    assert "Labor Day" in public_holidays("PK", "no such part", 2026).values()
    days = list(public_holidays("AT", "", 2026))
    assert days == sorted(days) and {day.year for day in days} == {2026}


def test_the_page_of_a_focal_point(app: Flask, client: FlaskClient, signed_in: SignedIn) -> None:
    customs, anf = make_agency("Customs"), make_agency("ANF")
    off(SYSTEM, date(2026, 4, 6), agency_id=anf.id)
    signed_in(client, make_focal_point(customs))
    page = BeautifulSoup(client.get("/days-off/new").data, "html.parser")
    offered = [box["value"] for box in page.select("input[name=whose]")]
    assert offered == [str(customs.id)]
    form = {"first_day": "2026-04-03", "last_day": "2026-04-01", "name_en": "Exercise"}
    answer = client.post("/days-off/new", data=form | {"whose": str(customs.id)})
    assert answer.status_code == 422 and "last day lies before the first" in answer.text
    good = form | {"last_day": "2026-04-05"}
    assert client.post("/days-off/new", data=good | {"whose": str(anf.id)}).status_code == 422
    assert client.post("/days-off/new", data=good | {"whose": str(customs.id)}).status_code == 302
    shown = client.get("/days-off").text
    assert "Exercise" in shown and "ANF" not in shown
    row = db.session.scalars(sa.select(DayOff).where(DayOff.agency_id == anf.id)).one()
    assert client.get(f"/days-off/{row.id}").status_code == 404
    assert client.post(f"/days-off/{row.id}/remove").status_code == 404
