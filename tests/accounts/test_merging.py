"""Two records of one person made one, and two again: nothing lost, nothing doubled."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.accounts import queries, services
from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Account, Appointment, Membership, Person, PersonMerge
from lms.agencies.models import Agency
from lms.core.access import SYSTEM
from lms.core.db import Model, db, transaction, unscoped
from lms.core.errors import NotFound, Refused
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession, CourseStaff
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.outbox.models import OutboxMessage
from tests.factories.accounts import (
    acting,
    appoint,
    make_account,
    make_administrator,
    make_person,
    today,
)
from tests.factories.agencies import make_agency
from tests.support.world import make_world

TABLES: tuple[type[Model], ...] = (
    Person,
    Membership,
    Appointment,
    Account,
    Enrolment,
    CourseStaff,
    OutboxMessage,
)
PASSING = {"updated_at", "version"}


def state() -> dict[str, Any]:
    """Every row of every table that keeps people, but for what only counts changes."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    for table in TABLES:
        names = [name for name in table.__table__.columns.keys() if name not in PASSING]  # noqa: SIM118
        columns = [getattr(table, name) for name in names]
        rows = db.session.execute(unscoped(sa.select(*columns), because="the test looks"))
        found[table.__tablename__] = sorted([tuple(map(str, row)) for row in rows])
    return found


def merge(kept: Person, merged: Person) -> uuid.UUID:
    with transaction():
        return services.merge_people(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id).id


def unmerge(merge_id: uuid.UUID) -> None:
    with transaction():
        services.unmerge_people(actor=SYSTEM, merge_id=merge_id)


def enrol(person: Person, course_session_id: uuid.UUID, agency: Agency, **values: Any) -> Enrolment:
    with transaction():
        row = Enrolment(
            course_session_id=course_session_id,
            person_id=person.id,
            agency_id=agency.id,
            position=1,
            first_name=person.first_name,
            certificate_name=person.full_name,
            **values,
        )
        db.session.add(row)
        db.session.flush()
    return row


def course_sessions() -> list[CourseSession]:
    with transaction():
        world = make_world()
    return [
        db.session.get_one(CourseSession, world.session_id),
        db.session.get_one(CourseSession, world.other_session_id),
    ]


def owner(row: Enrolment | CourseStaff | Account) -> uuid.UUID:
    db.session.expire_all()
    return db.session.scalars(
        unscoped(
            sa.select(type(row).person_id).where(type(row).id == row.id), because="the test looks"
        )
    ).one()


def test_what_hangs_on_the_other_record_moves(app: Flask) -> None:
    one, two = course_sessions()
    agency = make_agency()
    kept = make_person("Ayesha", "Khan")
    merged = make_person("Aisha", "Khan", agency=agency, name_local="عائشہ", mobile="0300")
    first, second = enrol(kept, one.id, agency), enrol(merged, two.id, agency)
    account = make_account(merged)
    appoint(merged, AppointmentRole.FOCAL_POINT, agency=agency)
    merge(kept, merged)
    assert owner(first) == owner(second) == owner(account) == kept.id
    assert acting(kept).focal_agencies == {agency.id}
    page = queries.person_page(actor=SYSTEM, person_id=kept.id)
    assert page.facts.name_local == "عائشہ" and page.facts.mobile == "0300"
    assert page.present is not None and page.present.agency_id == agency.id
    assert [row.merged_id for row in page.merges] == [merged.id]
    rows, _place = queries.people(actor=SYSTEM, wish=queries.PeopleFilter(search="khan"), page=1)
    assert [row.id for row in rows] == [kept.id]


def test_the_preview_says_what_would_move_and_moves_nothing(app: Flask) -> None:
    kept, merged = make_person(), make_person(agency=make_agency(), email="a@office.example")
    make_account(merged, username="ayesha.k")
    before = state()
    with transaction():
        preview = services.preview_merge(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id)
    assert [(line.label.english(), line.count) for line in preview.lines] == [
        ("Memberships", 1),
        ("Account ayesha.k", 1),
    ]
    assert preview.filled == ["email"]
    assert state() == before


def draw_pair(data: st.DataObject, session_ids: list[uuid.UUID]) -> list[Person]:
    """Two people with whatever may hang on them."""
    agencies = [make_agency(), make_agency("Police")]
    pair = [
        make_person(
            agency=data.draw(st.sampled_from([None, *agencies])),
            service_no=data.draw(st.sampled_from([None, f"{number}"])),
            name_local=data.draw(st.sampled_from(["", "عائشہ"])),
            email=data.draw(st.sampled_from([None, f"p{number}@office.example"])),
        )
        for number in range(2)
    ]
    for number, person in enumerate(pair):
        if data.draw(st.booleans()):
            make_account(person)
        if data.draw(st.booleans()):
            appoint(person, AppointmentRole.FOCAL_POINT, agency=agencies[0])
        if data.draw(st.booleans()):
            enrol(person, session_ids[number], agencies[0])
        if data.draw(st.booleans()):
            db.session.add(
                CourseStaff(
                    course_session_id=session_ids[0],
                    person_id=person.id,
                    role=StaffRole.TRAINER,
                    starts_on=today(),
                )
            )
    return pair


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_merge_and_unmerge_leave_everything_as_it_was(app: Flask, data: st.DataObject) -> None:
    if not db.session.scalar(sa.select(sa.func.count()).select_from(CourseSession)):
        course_sessions()
    session_ids = list(db.session.scalars(sa.select(CourseSession.id)))
    with transaction():
        for table in (PersonMerge, *reversed(TABLES)):
            db.session.execute(sa.delete(table))
        pair = draw_pair(data, session_ids)
    before = state()
    merge_id = merge(*pair)
    assert state() != before
    unmerge(merge_id)
    assert state() == before


def test_both_on_one_roll_is_refused_with_what_to_do(app: Flask) -> None:
    one, _two = course_sessions()
    agency = make_agency()
    kept, merged = make_person(), make_person()
    enrol(kept, one.id, agency)
    second = enrol(merged, one.id, agency)
    before = state()
    with pytest.raises(Refused, match="Withdraw one of them there"):
        merge(kept, merged)
    assert state() == before
    with transaction():
        second.state = EnrolmentState.WITHDRAWN
    with pytest.raises(Refused, match="Merge the other way round"):
        merge(merged, kept)
    merge(kept, merged)
    assert owner(second) == merged.id  # the withdrawn row stays behind


def test_the_second_account_stays_behind_closed_and_opens_again(app: Flask) -> None:
    kept, merged = make_person(), make_person()
    first, second = make_account(kept), make_account(merged)
    merge_id = merge(kept, merged)
    assert (owner(first), owner(second)) == (kept.id, merged.id)
    assert second.disabled_at is not None
    unmerge(merge_id)
    db.session.expire_all()
    assert second.disabled_at is None


def test_the_kept_records_present_service_counts(app: Flask) -> None:
    one, two = make_agency(), make_agency("Police")
    kept, merged = make_person(agency=one), make_person(agency=two)
    merge(kept, merged)
    page = queries.person_page(actor=SYSTEM, person_id=kept.id)
    assert [row.agency_id for row in page.memberships] == [one.id]


def test_what_came_later_stays_with_the_kept_record(app: Flask) -> None:
    one, two = course_sessions()
    agency = make_agency()
    kept, merged = make_person(), make_person()
    moved = enrol(merged, one.id, agency)
    merge_id = merge(kept, merged)
    later = enrol(kept, two.id, agency)
    with transaction():
        services.update_person(actor=SYSTEM, person_id=kept.id, mobile="+92 300 1")
    unmerge(merge_id)
    assert (owner(moved), owner(later)) == (merged.id, kept.id)
    assert queries.person_facts(actor=SYSTEM, person_id=kept.id).mobile == "+92 300 1"


def test_merges_are_undone_in_turn(app: Flask) -> None:
    one, two, three = make_person("Anwar"), make_person("Bilal"), make_person("Cyra")
    before = state()
    first = merge(two, three)
    second = merge(one, two)
    with pytest.raises(Refused, match="Undo that merge first"):
        unmerge(first)
    unmerge(second)
    unmerge(first)
    assert state() == before
    with pytest.raises(NotFound):
        unmerge(first)


def test_only_administrators_merge_and_nobody_merges_away_the_own_record(app: Flask) -> None:
    kept, merged = make_person(), make_person()
    with pytest.raises(NotFound), transaction():
        services.merge_people(actor=acting(kept), kept_id=kept.id, merged_id=merged.id)
    administrator = make_administrator()
    with pytest.raises(Refused, match="your own record"), transaction():
        services.merge_people(
            actor=acting(administrator), kept_id=kept.id, merged_id=administrator.id
        )
    with pytest.raises(Refused, match="not two records"):
        merge(kept, kept)
    with pytest.raises(NotFound), transaction():
        services.merge_people(actor=SYSTEM, kept_id=kept.id, merged_id=uuid.uuid4())


def test_possible_doubles_are_found(app: Flask) -> None:
    agency = make_agency()
    person = make_person("Ayesha", "Khan", agency=agency, service_no="7", email="a@x.example")
    same_name = make_person("KHAN", "Ayésha")
    same_mail = make_person("Aisha", "K.", email="a@x.example")
    same_number = make_person("A.", "Khan")
    with transaction():
        db.session.add(
            Membership(
                person_id=same_number.id,
                agency_id=agency.id,
                service_no="7",
                starts_on=today() - timedelta(days=900),
                ends_on=today() - timedelta(days=600),
            )
        )
    make_person("Bilal", "Ahmed")
    found = queries.possible_doubles(actor=SYSTEM, person_id=person.id)
    assert {(row.id, row.reason.english()) for row in found} == {
        (same_name.id, "same name"),
        (same_mail.id, "same e-mail address"),
        (same_number.id, "same service number"),
    }


def test_the_preview_says_what_stays_behind(app: Flask) -> None:
    kept, merged = make_person(agency=make_agency()), make_person(agency=make_agency("Police"))
    make_account(kept)
    make_account(merged, username="second.one")
    with transaction():
        preview = services.preview_merge(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id)
    assert preview.lines == []
    assert [(line.label.english(), line.count) for line in preview.staying] == [
        ("Memberships", 1),
        ("Account second.one", 1),
    ]
