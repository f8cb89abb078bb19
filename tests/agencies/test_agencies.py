"""Agencies: names for everybody signed in, changes for administrators, never people."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Membership
from lms.agencies import queries, services
from lms.agencies.models import Agency
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from tests.factories.accounts import acting, make_administrator, make_person, today
from tests.factories.agencies import make_agency, make_unit

SignedIn = Callable[..., FlaskClient]


def add(english: str, urdu: str = "", **values: object) -> Agency:
    with transaction():
        return services.create_agency(
            actor=SYSTEM,
            name={"en": english, "ur": urdu},
            short_name={"en": "", "ur": ""},
            country="pk",
            **values,  # type: ignore[arg-type]
        )


def order() -> list[str]:
    return [row.name["en"] for row in queries.agency_list(actor=SYSTEM)]


def test_an_agency_gets_an_address_a_short_name_and_the_last_place(app: Flask) -> None:
    one = add("Pakistan Customs", "پاکستان کسٹمز")
    two = add("Pakistan Customs")
    assert (one.slug, two.slug) == ("pakistan-customs", "pakistan-customs-2")
    assert one.short_name == {"en": "Pakistan Customs", "ur": "پاکستان کسٹمز"}
    assert (one.country, one.precedence, two.precedence) == ("PK", 1, 2)
    assert two.name == {"en": "Pakistan Customs"}


def test_faults_are_named_at_their_fields(app: Flask) -> None:
    with pytest.raises(Invalid) as caught, transaction():
        services.create_agency(
            actor=SYSTEM,
            name={"en": "", "ur": ""},
            short_name={"en": "x" * 41, "ur": "\u202eabc"},
            country="Pakistan",
        )
    assert [item.field for item in caught.value.errors] == [
        "name_en",
        "short_name_en",
        "short_name_ur",
        "country",
    ]


def test_the_order_of_precedence(app: Flask) -> None:
    rows = [add(name) for name in ("Alpha", "Beta", "Gamma")]
    with transaction():
        services.move_agency(actor=SYSTEM, agency_id=rows[2].id, up=True)
    assert order() == ["Alpha", "Gamma", "Beta"]
    with transaction():
        services.move_agency(actor=SYSTEM, agency_id=rows[0].id, up=True)  # first already
        services.set_precedence(actor=SYSTEM, agency_ids=[rows[1].id])
    assert order() == ["Beta", "Alpha", "Gamma"]


def test_an_archived_agency_leaves_lists_and_choices(app: Flask) -> None:
    agency = add("Alpha")
    with transaction():
        services.archive_agency(actor=SYSTEM, agency_id=agency.id)
    assert order() == [] and queries.agency_names() == []
    assert [row.id for row in queries.agency_names(also=agency.id)] == [agency.id]
    assert [row.id for row in queries.agency_list(actor=SYSTEM, archived=True)] == [agency.id]
    with pytest.raises(NotFound):
        queries.agency_list(actor=acting(make_person()), archived=True)


def test_a_unit_in_which_people_serve_stays(app: Flask) -> None:
    agency = add("Alpha")
    unit = make_unit(agency)
    person = make_person()
    with transaction():
        db.session.add(
            Membership(person_id=person.id, agency_id=agency.id, unit_id=unit.id, starts_on=today())
        )
    with pytest.raises(Refused, match="Rename it instead"), transaction():
        services.remove_unit(actor=SYSTEM, unit_id=unit.id)
    empty = make_unit(agency, "Spare")
    with transaction():
        services.remove_unit(actor=SYSTEM, unit_id=empty.id)
    assert [row.id for row in queries.agency_page(actor=SYSTEM, slug=agency.slug).units] == [
        unit.id
    ]


def test_only_administrators_change_agencies(app: Flask) -> None:
    with pytest.raises(NotFound), transaction():
        services.create_agency(
            actor=acting(make_person()), name={"en": "Mine"}, short_name={}, country="PK"
        )


def test_an_administrator_in_the_browser(client: FlaskClient, signed_in: SignedIn) -> None:
    signed_in(client, make_administrator())
    assert "Add the first agency" in client.get("/agencies/").text
    data = {"name_en": "Coast Guards", "name_ur": "کوسٹ گارڈز", "country": "PK"}
    assert client.post("/agencies/new", data=data).location == "/agencies/coast-guards/"
    assert client.post("/agencies/new", data=data | {"name_en": ""}).status_code == 422
    edited = data | {"short_name_en": "PCG"}
    assert client.post("/agencies/coast-guards/edit", data=edited).status_code == 302
    assert "PCG" in client.get("/agencies/").text
    unit = client.post("/agencies/coast-guards/units/new", data={"name_en": "Gwadar"})
    assert unit.location == "/agencies/coast-guards/"
    path = "/agencies/coast-guards/units/gwadar"
    assert client.post(path, data={"name_en": "Gwadar base"}).status_code == 302
    assert "Gwadar base" in client.get("/agencies/coast-guards/").text
    client.post(path, data={"act": "remove"})
    assert client.get(path).status_code == 404
    client.post("/agencies/coast-guards/archive")
    assert "Coast Guards" in client.get("/agencies/?show=archived").text
    client.post("/agencies/coast-guards/restore")
    assert client.get("/agencies/?show=archived").status_code == 200


def test_others_read_names_and_no_numbers_of_people(
    client: FlaskClient, signed_in: SignedIn
) -> None:
    agency = make_agency("Coast Guards", slug="coast-guards")
    signed_in(client, make_person(agency=make_agency("Police")))
    pages = []
    for _time in range(2):
        page = BeautifulSoup(client.get("/agencies/coast-guards/").text, "html.parser")
        main = page.select_one("main")
        assert main is not None
        pages.append(main.get_text())
        make_person("Bilal", agency=agency)
    assert "Coast Guards" in pages[0] and pages[0] == pages[1]
    for path in ("new", "coast-guards/edit", "coast-guards/units/new"):
        assert client.get(f"/agencies/{path}").status_code == 404
    assert client.get("/agencies/?show=archived").status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agency)) == 2


def test_agencies_are_for_who_is_signed_in(client: FlaskClient) -> None:
    assert client.get("/agencies/").status_code == 302
