"""People: who sees whom, clean fields, user names, service by date."""

import threading
import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts import queries, services
from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Account, Appointment, Membership, Person
from lms.accounts.queries import PeopleFilter
from lms.accounts.queries.recipients import people_named
from lms.agencies.models import Agency
from lms.audit.models import AuditEntry
from lms.core.access import SYSTEM, Grant, Identity, Role
from lms.core.clock import FixedClock
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.queries.people import find_people
from tests.factories.accounts import (
    acting,
    appoint,
    make_account,
    make_administrator,
    make_focal_point,
    make_person,
    today,
)
from tests.factories.agencies import make_agency, make_unit


def names(actor: Identity, **wish: object) -> list[str]:
    rows, _place = queries.people(actor=actor, wish=PeopleFilter(**wish), page=1)  # type: ignore[arg-type]
    return [row.first_name for row in rows]


def organiser(agency: Agency | None = None) -> Identity:
    """An organiser of some course session, member of an agency."""
    person = make_person("Omar", agency=agency)
    grant = Grant(Role.ORGANISER, course_session_id=uuid.uuid4())
    return Identity(person.id, grants=frozenset({grant}))


def faults(caught: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {item.field: item.message.english() for item in caught.value.errors}


def memberships(person: Person) -> list[tuple[uuid.UUID, date, date | None]]:
    rows = db.session.execute(
        unscoped(
            sa.select(Membership.agency_id, Membership.starts_on, Membership.ends_on)
            .where(Membership.person_id == person.id)
            .order_by(Membership.starts_on),
            because="the test looks",
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_person_is_added_with_clean_fields_and_service(app: Flask) -> None:
    agency = make_agency()
    with transaction():
        person = services.create_person(
            actor=SYSTEM,
            first_name="  Zoë  Ann ",
            last_name="O’Neil",
            email=" Zoe@Office.Example ",
            mobile="+۹۲ ۳۰۰ 1234567",
            agency_id=agency.id,
            service_no=" 77 ",
            rank="Inspector",
        )
    assert (person.first_name, person.last_name) == ("Zoë Ann", "O’Neil")
    assert (person.email, person.mobile) == ("zoe@office.example", "+92 300 1234567")
    page = queries.person_page(actor=SYSTEM, person_id=person.id)
    assert page.present is not None
    assert (page.present.service_no, page.present.rank) == ("77", "Inspector")
    assert page.present.starts_on == today()


def test_every_fault_is_named_at_its_field(app: Flask) -> None:
    with pytest.raises(Invalid) as caught, transaction():
        services.create_person(
            actor=SYSTEM,
            first_name="",
            last_name="Khan\u202e",
            certificate_name="R2D2",
            email="nowhere",
            mobile="call me",
        )
    found = faults(caught)
    assert set(found) == {"first_name", "last_name", "certificate_name", "email", "mobile"}
    assert "U+202E" in found["last_name"] and "digits" in found["certificate_name"]


def test_a_service_number_stands_once_in_an_agency_and_may_stand_in_another(app: Flask) -> None:
    one, two = make_agency(), make_agency("Police")
    make_person(agency=one, service_no="12")
    with pytest.raises(Invalid) as caught, transaction():
        services.create_person(actor=SYSTEM, first_name="Bilal", agency_id=one.id, service_no="12")
    assert "Another person of this agency" in faults(caught)["service_no"]
    with transaction():
        services.create_person(actor=SYSTEM, first_name="Bilal", agency_id=two.id, service_no="12")


@pytest.mark.parametrize(
    ("first", "last", "local", "expected"),
    [
        ("Ayesha", "Khan", "", "ayesha.khan"),
        ("Zoë", "O’Neil-Łukasz", "", "zoe.o-neil-lukasz"),
        ("Madonna", "", "", "madonna"),
        ("عائشہ", "خان", "", "i-shh.khn"),
    ],
)
def test_user_names_are_made_of_latin_letters(
    app: Flask, first: str, last: str, local: str, expected: str
) -> None:
    person = make_person(first, last, name_local=local)
    with transaction():
        account = services.create_account(actor=SYSTEM, person_id=person.id)
    assert account.username.isascii()
    assert account.username == expected


def test_the_second_of_a_name_gets_a_number_and_shared_addresses_sign_in_once(app: Flask) -> None:
    with transaction():
        accounts = [
            services.create_account(
                actor=SYSTEM, person_id=make_person(email="station@office.example").id
            )
            for _number in range(3)
        ]
    assert [row.username for row in accounts] == ["ayesha.khan", "ayesha.khan2", "ayesha.khan3"]
    assert [row.email for row in accounts] == ["station@office.example", None, None]


def test_administrators_see_all_focal_points_and_organisers_their_own(app: Flask) -> None:
    one, two = make_agency(), make_agency("Police")
    host = make_agency("Academy")
    make_person("Hina", agency=host)
    organising = organiser(host)
    make_person("Anwar", agency=one)
    make_person("Bilal", agency=two)
    make_person("Celine")
    focal = acting(make_focal_point(one, "Farah"))
    assert set(names(acting(make_administrator("Adil")))) >= {"Anwar", "Bilal", "Celine", "Farah"}
    assert set(names(organising)) == {"Omar", "Hina"}
    with transaction():
        services.create_person(actor=organising, first_name="Newly", agency_id=two.id)
    assert set(names(organising)) == {"Omar", "Hina", "Newly"}
    assert set(names(focal)) == {"Anwar", "Farah"}
    assert names(focal, search="Bilal") == []
    assert names(focal, agency_id=two.id) == []


def test_another_agencys_person_is_not_found_for_a_focal_point(app: Flask) -> None:
    one, two = make_agency(), make_agency("Police")
    other = make_person("Bilal", agency=two)
    focal = acting(make_focal_point(one))
    for person_id in (other.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            queries.person_page(actor=focal, person_id=person_id)
        with pytest.raises(NotFound), transaction():
            services.update_person(actor=focal, person_id=person_id, first_name="Mine")


def test_a_person_without_a_role_lists_nobody(app: Flask) -> None:
    with pytest.raises(NotFound):
        names(acting(make_person()))


def test_a_focal_point_sees_neither_account_nor_other_memberships(app: Flask) -> None:
    one, two = make_agency(), make_agency("Police")
    person = make_person(agency=two)
    make_account(person)
    with transaction():
        services.change_agency(actor=SYSTEM, person_id=person.id, agency_id=one.id)
    page = queries.person_page(actor=acting(make_focal_point(one)), person_id=person.id)
    assert page.account is None and page.appointments == []
    assert [row.agency_id for row in page.memberships] == [one.id]


@pytest.mark.parametrize(
    "search", ["ayesha", "KHAN", "khan ayesha", "عائشہ", "P-77", "ayesha.khan", "Khan P-77"]
)
def test_search_finds_by_any_name_or_number(app: Flask, search: str) -> None:
    person = make_person(name_local="عائشہ خان", agency=make_agency(), service_no="P-77")
    make_account(person, username="ayesha.khan")
    make_person("Bilal", "Ahmed", name_local="بلال")
    assert names(SYSTEM, search=search) == ["Ayesha"]


@pytest.mark.both
@pytest.mark.parametrize("search", ["王小明", "王", "小明", "王 小明", "小明 王", "王小"])
def test_search_finds_a_name_as_it_is_shown(app: Flask, search: str) -> None:
    agency = make_agency()
    shown = make_person("小明", "王", agency=agency)
    make_person("小红", "李", agency=agency)
    assert shown.full_name == "王小明"
    assert names(SYSTEM, search=search) == ["小明"]
    with app.test_request_context():
        assert [one.name for one in find_people(SYSTEM, search)] == ["王小明"]
    word = search.split(maxsplit=1)[0]
    assert list(db.session.scalars(people_named(word))) == [shown.id]


def test_search_takes_signs_as_they_are(app: Flask) -> None:
    make_person()
    assert names(SYSTEM, search="%") == [] and names(SYSTEM, search="_") == []


def test_lists_sort_and_page(app: Flask) -> None:
    second, first = make_agency(precedence=2), make_agency(precedence=1)
    make_person("Cyra", "B", agency=second, service_no="1")
    make_person("Anwar", "C", agency=first, service_no="2")
    make_person("Bilal", "A")
    assert names(SYSTEM) == ["Bilal", "Cyra", "Anwar"]
    assert names(SYSTEM, sort="agency") == ["Anwar", "Cyra", "Bilal"]
    assert names(SYSTEM, sort="service_no") == ["Cyra", "Anwar", "Bilal"]
    assert names(SYSTEM, sort="newest") == ["Bilal", "Anwar", "Cyra"]
    with transaction():
        db.session.add_all([Person(first_name=f"Dara {number}") for number in range(60)])
    rows, place = queries.people(actor=SYSTEM, wish=PeopleFilter(search="dara"), page=2)
    assert (len(rows), place.total, place.last) == (10, 60, 2)


def test_a_transfer_ends_the_old_service_and_its_rights_at_once(app: Flask) -> None:
    one, two = make_agency(), make_agency("Police")
    focal = make_focal_point(one)
    assert acting(focal).focal_agencies == {one.id}
    with transaction():
        services.change_agency(actor=SYSTEM, person_id=focal.id, agency_id=two.id)
    assert acting(focal).focal_agencies == frozenset()
    assert memberships(focal) == [
        (one.id, today() - timedelta(days=365), today() - timedelta(days=1)),
        (two.id, today(), None),
    ]


def test_a_transfer_in_the_future_leaves_rights_until_then(app: Flask, clock: FixedClock) -> None:
    one, two = make_agency(), make_agency("Police")
    focal = make_focal_point(one)
    with transaction():
        services.change_agency(
            actor=SYSTEM, person_id=focal.id, agency_id=two.id, on=today() + timedelta(days=3)
        )
    clock.advance(timedelta(days=2))
    assert acting(focal).focal_agencies == {one.id}
    clock.advance(timedelta(days=1))
    assert acting(focal).focal_agencies == frozenset()


def test_a_transfer_before_the_present_service_began_is_refused(app: Flask) -> None:
    one = make_agency()
    person = make_person(agency=one)
    with pytest.raises(Refused, match="Choose a later day"), transaction():
        services.change_agency(
            actor=SYSTEM,
            person_id=person.id,
            agency_id=make_agency("Police").id,
            on=today() - timedelta(days=400),
        )


def test_leaving_ends_rights_and_the_unit_must_be_the_agencys(app: Flask) -> None:
    one = make_agency()
    unit, foreign = make_unit(one), make_unit(make_agency("Police"))
    focal = make_focal_point(one)
    details = {"service_no": "9", "rank": "BS-16", "designation": "", "posting": "Quetta"}
    with transaction():
        services.correct_membership(actor=SYSTEM, person_id=focal.id, unit_id=unit.id, **details)
    with pytest.raises(Invalid), transaction():
        services.correct_membership(actor=SYSTEM, person_id=focal.id, unit_id=foreign.id, **details)
    with transaction():
        services.end_membership(actor=SYSTEM, person_id=focal.id)
    assert acting(focal).focal_agencies == frozenset()


def test_archiving_ends_sign_ins_and_leaves_the_lists(app: Flask) -> None:
    person = make_person()
    with transaction():
        services.archive_person(actor=SYSTEM, person_id=person.id)
    assert names(SYSTEM) == [] and names(SYSTEM, archived=True) == ["Ayesha"]
    with transaction():
        services.restore_person(actor=SYSTEM, person_id=person.id)
    assert names(SYSTEM) == ["Ayesha"]


def test_organisers_do_not_open_accounts_above_their_own(app: Flask) -> None:
    host = make_agency("Academy")
    actor = organiser(host)
    plain = make_person(email="a@office.example", agency=host)
    make_account(plain)
    with transaction():
        services.invite(actor=actor, person_id=plain.id, by_mail=False)
    for above in (
        make_administrator("Adil", agency=host),
        make_focal_point(host),
    ):
        with pytest.raises(Refused, match="Ask an administrator"), transaction():
            services.invite(actor=actor, person_id=above.id, by_mail=False)
        with pytest.raises(Refused), transaction():
            services.issue_slip(actor=actor, person_id=above.id)
        with pytest.raises(Refused), transaction():  # a reset would go there
            services.update_person(actor=actor, person_id=above.id, email="mine@office.example")
        with pytest.raises(Refused), transaction():
            services.archive_person(actor=actor, person_id=above.id)


def test_reading_a_record_is_written_down_but_not_ones_own(app: Flask) -> None:
    reader, other = make_administrator(), make_person()
    with transaction():
        services.note_reading(actor=acting(reader), person_id=reader.id)
        services.note_reading(actor=acting(reader), person_id=other.id)
    rows = db.session.execute(
        sa.select(AuditEntry.actor_id, AuditEntry.object_id).where(
            AuditEntry.act == "accounts.person_read"
        )
    ).all()
    assert [tuple(row) for row in rows] == [(reader.id, str(other.id))]


# --- appointments ---


def test_an_appointment_holds_between_its_days(app: Flask, clock: FixedClock) -> None:
    person, agency = make_person(), make_agency()
    with transaction():
        services.appoint(
            actor=SYSTEM,
            person_id=person.id,
            role=AppointmentRole.FOCAL_POINT,
            agency_id=agency.id,
            starts_on=today() + timedelta(days=1),
            ends_on=today() + timedelta(days=2),
        )
    seen = []
    for _day in range(4):
        seen.append(bool(acting(person).focal_agencies))
        clock.advance(timedelta(days=1))
    assert seen == [False, True, True, False]


def test_an_appointment_needs_its_agency_and_days_in_order(app: Flask) -> None:
    person = make_person()
    with pytest.raises(Invalid) as caught, transaction():
        services.appoint(
            actor=SYSTEM,
            person_id=person.id,
            role=AppointmentRole.FOCAL_POINT,
            ends_on=today() - timedelta(days=1),
        )
    assert set(faults(caught)) == {"agency_id", "ends_on"}


def test_only_administrators_appoint(app: Flask) -> None:
    person = make_person()
    for actor in (organiser(), acting(make_focal_point(make_agency()))):
        with pytest.raises(NotFound), transaction():
            services.appoint(actor=actor, person_id=person.id, role=AppointmentRole.ADMINISTRATOR)


def appointment_of(person: Person) -> uuid.UUID:
    return db.session.scalars(
        sa.select(Appointment.id).where(Appointment.person_id == person.id)
    ).one()


def test_the_last_administrator_stays(app: Flask) -> None:
    one = make_administrator()
    with pytest.raises(Refused, match="last administrator"), transaction():
        services.end_appointment(actor=SYSTEM, appointment_id=appointment_of(one))
    with pytest.raises(Refused, match="last administrator"), transaction():
        services.archive_person(actor=SYSTEM, person_id=one.id)
    appoint(make_person("Noaccount"), AppointmentRole.ADMINISTRATOR)  # cannot sign in
    temporary = make_person("Temporary")
    make_account(temporary)
    appoint(temporary, AppointmentRole.ADMINISTRATOR, ends_on=today() + timedelta(days=9))
    with pytest.raises(Refused, match="last administrator"), transaction():
        services.end_appointment(actor=SYSTEM, appointment_id=appointment_of(one))
    make_administrator("Second")
    with transaction():
        services.end_appointment(actor=SYSTEM, appointment_id=appointment_of(one))
    assert not acting(one).is_administrator


@pytest.mark.both
def test_two_administrators_do_not_end_each_other_at_once(app: Flask) -> None:
    rows = [appointment_of(make_administrator(name)) for name in ("Adil", "Bano")]
    db.session.rollback()
    start = threading.Barrier(2)
    answers: list[str] = []

    def end(appointment_id: uuid.UUID) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    services.end_appointment(actor=SYSTEM, appointment_id=appointment_id)
                answers.append("ended")
            except Refused:
                answers.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=end, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["ended", "refused"]


@pytest.mark.both
def test_one_service_number_of_two_at_once(app: Flask) -> None:
    agency: Agency = make_agency()
    db.session.rollback()
    start = threading.Barrier(2)
    answers: list[str] = []

    def add(name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    services.create_person(
                        actor=SYSTEM, first_name=name, agency_id=agency.id, service_no="1"
                    )
                answers.append("added")
            except Invalid:
                answers.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=add, args=(name,)) for name in ("Anwar", "Bano")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["added", "refused"]
    assert len(names(SYSTEM)) == 1


def test_an_account_of_a_person_is_one(app: Flask) -> None:
    person = make_person()
    with transaction():
        first = services.create_account(actor=SYSTEM, person_id=person.id)
        again = services.create_account(actor=SYSTEM, person_id=person.id, username="other.name")
    assert first.id == again.id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1
