"""Sessions from a template or an earlier session: dates by rule, all of them or none."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from lms.agenda.enums import ClashRule, ItemKind, Severity, TrainerState
from lms.agenda.making_inputs import TakeAlong, TrancheInput
from lms.agenda.models import AgendaItem, AgendaItemTrainer, AgendaStep, ClashSetting, DayOff
from lms.agenda.queries import agenda
from lms.agenda.queries.making import plan_of_session, plan_of_template, previews
from lms.agenda.queries.making_choices import suggested
from lms.agenda.rules.shifting import DayRule
from lms.agenda.services.making import make_sessions
from lms.core.access import SYSTEM, Role
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound
from lms.courses import queries
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession, CourseStaff, HalfDay, SessionAgency, Signatory
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_item, make_venue, rooms_of
from tests.factories.courses import make_content, make_course, make_session, make_staff
from tests.factories.templates import THREE_DAYS, load_templates, make_wish

ROOMS = (("Hall A", 40), ("Lab 1", 16), ("Lab 2", 16))


@pytest.fixture
def venue(app):
    return make_venue("Academy", rooms=ROOMS, weekdays="12345")


@pytest.fixture
def content(app):
    load_templates()
    return make_content(make_course("operationalization-of-criminal-intelligence-products"))


@pytest.fixture
def organiser(app):
    return make_person("Omar", "Sattar")


@pytest.fixture
def trainers(app):
    return [make_person(name, "Brohi") for name in ("Nadia", "Kamal", "Tariq", "Zara")]


@pytest.fixture
def earlier(content, organiser, trainers, venue):
    """A session of last month at the academy with two agencies, four trainers and an observer."""
    row = make_session(
        content=content,
        agencies=[make_agency("Coast Guards"), make_agency("Customs")],
        organiser=organiser,
        starts_on=date(2026, 2, 2),
        state=SessionState.COMPLETED,
        code="HOST-2026-07",
        donor={"en": "Japan"},
    )
    for person in trainers:
        make_staff(row, person, StaffRole.TRAINER)
    make_staff(row, make_person("Olga"), StaffRole.OBSERVER)
    hold_at(row, venue)
    return row


@pytest.fixture
def actor(earlier, organiser):
    return acting(organiser)


def make(actor, plan, wish):
    with transaction():
        return make_sessions(actor=actor, plan=plan, wish=wish)


def days_of(slug: str) -> list[date]:
    found = agenda.draft(slug, SYSTEM)
    return [row.day for row in agenda.days(found.items, found.head) if row.items]


def count(model) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.both
def test_three_tranches_go_round_eid_and_weekends(actor, content, earlier, venue):
    plan = plan_of_template(THREE_DAYS, actor)
    firsts = (date(2026, 3, 9), date(2026, 3, 18), date(2026, 3, 27))
    wish = make_wish(
        content.course_id,
        tranches=tuple(TrancheInput(first, venue_id=venue.id) for first in firsts),
        earlier=earlier.slug,
    )
    made = make(actor, plan, wish)
    assert [one.code for one in made] == ["HOST-2026-08", "HOST-2026-09", "HOST-2026-10"]
    assert [days_of(one.slug) for one in made] == [
        [date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)],
        [date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 24)],
        [date(2026, 3, 27), date(2026, 3, 30), date(2026, 3, 31)],
    ]
    second = queries.session_head(made[1].slug, SYSTEM)
    assert (second.starts_on, second.ends_on) == (date(2026, 3, 18), date(2026, 3, 24))
    assert [one.items for one in made] == [36, 36, 36]
    assert [one.half_days for one in made] == [6, 6, 6]
    assert [one.unlinked for one in made] == [0, 0, 0]


def test_an_own_day_off_is_skipped_too(actor, content, venue):
    with transaction():
        db.session.add(
            DayOff(first_day=date(2026, 3, 10), last_day=date(2026, 3, 11), name={"en": "Fair"})
        )
    plan = plan_of_template(THREE_DAYS, actor)
    wish = make_wish(
        content.course_id, tranches=(TrancheInput(date(2026, 3, 9), venue_id=venue.id),)
    )
    [look] = previews(plan, wish, None, actor)
    assert [day.day for day in look.laid.days] == [9, 12, 13]
    assert [one.reason.english() for one in look.laid.closed] == ["day off: Fair"] * 2


def test_what_a_new_session_takes_along(actor, content, earlier, organiser, trainers, venue):
    plan = plan_of_template(THREE_DAYS, actor)
    roles = [role.key for role in plan.body.trainers]
    wish = make_wish(
        content.course_id,
        tranches=(TrancheInput(date(2026, 3, 9), venue_id=venue.id),),
        trainers=dict(zip(roles, (person.id for person in trainers), strict=True)),
        earlier=earlier.slug,
    )
    [made] = make(actor, plan, wish)
    head = queries.session_head(made.slug, SYSTEM)
    assert head.state is SessionState.DRAFT
    assert head.content_hash == content.hash
    assert (head.venue, head.donor, head.zone) == (
        {"en": "Academy"},
        {"en": "Japan"},
        "Asia/Karachi",
    )
    assert head.agency_ids == queries.session_head(earlier.slug, SYSTEM).agency_ids
    assert [row.office for row in queries.signatories(head.id)] == [{"en": "Director General"}]
    staff = {(row.first_name, row.role) for row in queries.session_staff(head.id)}
    assert staff == {
        ("Omar", StaffRole.ORGANISER),
        ("Olga", StaffRole.OBSERVER),
        *((person.first_name, StaffRole.TRAINER) for person in trainers),
    }
    found = agenda.draft(made.slug, SYSTEM)
    assert {row.state for row in found.trainers} == {TrainerState.ASKED}
    assert found.venue.id == venue.id
    rooms = {room.name["en"]: room.id for room in found.rooms}
    by_title = {item.title["en"]: item for item in found.items}
    assert by_title["Opening"].room_id == rooms["Hall A"]
    assert by_title["Link chart, group A"].room_id == rooms["Lab 1"]
    assert by_title["Link chart, group B"].room_id == rooms["Lab 2"]
    assert by_title["Link chart, group A"].content == "exercise:pale-harbour"
    assert by_title["Opening"].trainer_ids == (trainers[0].id,)
    opening = by_title["Opening"].starts_at.astimezone(ZoneInfo("Asia/Karachi"))
    assert (opening.date(), opening.hour) == (date(2026, 3, 9), 9)
    assert count(AgendaStep) == 1


def test_what_shall_not_be_taken_along_stays_behind(actor, content, earlier):
    plan = plan_of_template(THREE_DAYS, actor)
    nothing = TakeAlong(agencies=False, signatories=False, rule=False, staff=False)
    wish = make_wish(content.course_id, date(2026, 3, 9), earlier=earlier.slug, take=nothing)
    [made] = make(actor, plan, wish)
    head = queries.session_head(made.slug, SYSTEM)
    assert head.agency_ids == frozenset()
    assert queries.signatories(head.id) == []
    assert [row.first_name for row in queries.session_staff(head.id)] == ["Omar"]


def test_too_few_days_is_said_at_the_place_and_nothing_is_saved(actor, content, earlier, venue):
    plan = plan_of_template(THREE_DAYS, actor)
    before = {model: count(model) for model in (CourseSession, AgendaItem, CourseStaff, HalfDay)}
    wish = make_wish(
        content.course_id,
        tranches=(
            TrancheInput(date(2026, 3, 9), venue_id=venue.id),
            TrancheInput(date(2026, 3, 18), last=date(2026, 3, 20), venue_id=venue.id),
            TrancheInput(date(2026, 3, 27), code="HOST-2026-07"),
        ),
    )
    with pytest.raises(Invalid) as caught:
        make(actor, plan, wish)
    assert [(fault.field, fault.message.english()) for fault in caught.value.errors] == [
        (
            "tranches-1-first",
            (
                "Too few days: the agenda needs 3, and from 2026-03-18 to 2026-03-20 there are 2 "
                "that count. Choose a later last day, or a shorter agenda."
            ),
        ),
        ("tranches-2-code", "Another session has this already. Choose another one."),
    ]
    assert {model: count(model) for model in before} == before


@pytest.mark.both
def test_a_fault_found_late_takes_the_earlier_tranches_back(actor, content, earlier):
    plan = plan_of_template(THREE_DAYS, actor)
    before = {model: count(model) for model in (CourseSession, AgendaItem, CourseStaff, HalfDay)}
    wish = make_wish(
        content.course_id,
        tranches=(TrancheInput(date(2026, 3, 9)), TrancheInput(date(2026, 3, 16), code="X" * 41)),
    )
    with pytest.raises(Invalid) as caught:
        make(actor, plan, wish)
    assert [fault.field for fault in caught.value.errors] == ["tranches-1-code"]
    assert {model: count(model) for model in before} == before


def test_a_clash_that_refuses_changes_is_said_at_its_session(actor, content, earlier, venue):
    with transaction():
        db.session.add(ClashSetting(rule=ClashRule.ROOM_TWICE, severity=Severity.BLOCK))
    plan = plan_of_template(THREE_DAYS, actor)
    tranche = TrancheInput(date(2026, 3, 9), venue_id=venue.id)
    before = count(CourseSession)
    with pytest.raises(Invalid) as caught:
        make(actor, plan, make_wish(content.course_id, tranches=(tranche, tranche)))
    [fault] = caught.value.errors
    assert fault.field == "tranches-1-first"
    assert "Hall A" in fault.message.english()
    assert count(CourseSession) == before


def test_sessions_made_together_are_checked_against_each_other(actor, content, earlier, venue):
    plan = plan_of_template(THREE_DAYS, actor)
    tranche = TrancheInput(date(2026, 3, 9), venue_id=venue.id)
    wish = make_wish(content.course_id, tranches=(tranche, tranche), earlier=earlier.slug)
    # each of the 24 items that have a room
    assert [row.clashes for row in make(actor, plan, wish)] == [24, 24]
    later = replace(wish, tranches=(replace(tranche, first=date(2026, 4, 6)),))
    assert [row.clashes for row in make(actor, plan, later)] == [0]


def test_refusing_names_the_closed_days(actor, content, venue):
    plan = plan_of_template(THREE_DAYS, actor)
    wish = make_wish(
        content.course_id,
        tranches=(TrancheInput(date(2026, 3, 18), venue_id=venue.id),),
        day_rule=DayRule.REFUSE,
    )
    [look] = previews(plan, wish, None, actor)
    [fault] = look.faults
    assert fault.english() == (
        "2026-03-20 is no working day (public holiday: Eid al-Fitr). Choose another first day or "
        "another rule for days off."
    )


def test_a_time_that_the_clock_change_leaves_out_names_its_item(app, organiser):
    berlin = make_venue("Office", rooms=(("Room", 30),), time_zone="Europe/Berlin", country="DE")
    night = make_session(organiser=organiser, starts_on=date(2026, 2, 1), days=1)
    make_item(night, "02:30", 60, title="Night watch")
    actor = acting(organiser)
    plan = plan_of_session(night.slug, actor)
    tranche = TrancheInput(date(2026, 3, 29), venue_id=berlin.id)
    wish = make_wish(night.course_id, tranches=(tranche,), day_rule=DayRule.CONSECUTIVE)
    before = count(CourseSession)
    with pytest.raises(Invalid) as caught:
        make(actor, plan, wish)
    [fault] = caught.value.errors
    assert fault.field == "tranches-0-first"
    assert fault.message.english() == (
        "Night watch: 02:30 does not exist on 2026-03-29: the clocks go forward. Choose a time "
        "outside that hour."
    )
    assert count(CourseSession) == before


def test_an_earlier_session_is_copied_with_its_people_and_without_its_guests(
    actor, earlier, organiser, trainers, venue
):
    rooms = rooms_of(venue)
    make_item(
        earlier,
        "09:00",
        title="Opening",
        kind=ItemKind.OPENING,
        room_id=rooms["Lab 1"],
        trainers=(trainers[1],),
        guests="A Consul",
        materials="Flags",
        notes="Ask him twice",
    )
    make_item(earlier, "10:00", 120, day=2, title="Cycle", trainers=(trainers[2], trainers[1]))
    plan = plan_of_session(earlier.slug, actor)
    # the second day is an open one without items: it stays part of the programme
    assert plan.body.days == 3
    tranche = TrancheInput(date(2026, 3, 18), venue_id=venue.id)
    wish = make_wish(
        earlier.course_id, tranches=(tranche,), trainers=plan.trainers, earlier=earlier.slug
    )
    [made] = make(actor, plan, wish)
    first, last = agenda.draft(made.slug, SYSTEM).items
    assert days_of(made.slug) == [date(2026, 3, 18), date(2026, 3, 24)]
    assert (first.room_id, first.trainer_ids) == (rooms["Lab 1"], (trainers[1].id,))
    assert (first.guests, first.materials, first.notes) == ("", "Flags", "")
    assert set(last.trainer_ids) == {trainers[1].id, trainers[2].id}
    assert last.kind is ItemKind.MODULE


def test_a_weekend_inside_the_earlier_session_is_no_part_of_its_programme(app, organiser, venue):
    row = make_session(organiser=organiser, starts_on=date(2026, 2, 6), days=4)  # Friday to Monday
    hold_at(row, venue)
    make_item(row, "09:00", title="Friday")
    make_item(row, "09:00", day=3, title="Monday")
    actor = acting(organiser)
    plan = plan_of_session(row.slug, actor)
    assert plan.body.days == 2
    tranche = TrancheInput(date(2026, 3, 9), venue_id=venue.id)
    [made] = make(actor, plan, make_wish(row.course_id, tranches=(tranche,)))
    assert days_of(made.slug) == [date(2026, 3, 9), date(2026, 3, 10)]


def test_a_trainer_schedules_and_becomes_organiser_and_trainer(content, earlier, trainers, venue):
    nadia = trainers[0]
    actor = acting(nadia)
    plan = plan_of_template(THREE_DAYS, actor)
    proposed = suggested(plan, actor)
    assert proposed.venue_id == venue.id
    assert proposed.earlier.slug == earlier.slug
    assert proposed.course_id == content.course_id
    assert set(proposed.trainers.values()) == {person.id for person in trainers}
    assert proposed.first == date(2026, 3, 23)
    wish = make_wish(
        content.course_id,
        tranches=(TrancheInput(proposed.first, venue_id=venue.id),),
        trainers=proposed.trainers,
        earlier=earlier.slug,
    )
    [made] = make(actor, plan, wish)
    now = acting(nadia)
    new = queries.session_head(made.slug, now)
    assert now.has(Role.ORGANISER, course_session_id=new.id)
    assert now.has(Role.TRAINER, course_session_id=new.id)
    states = {row.person_id: row.state for row in agenda.draft(made.slug, now).trainers}
    assert states[nadia.id] is TrainerState.CONFIRMED
    assert states[trainers[1].id] is TrainerState.ASKED
    # the organiser of the earlier session comes along
    assert acting(make_person()).sessions_as(Role.ORGANISER) == frozenset()
    staff = {
        row.first_name for row in queries.session_staff(new.id) if row.role is StaffRole.ORGANISER
    }
    assert staff == {"Nadia", "Omar"}


def test_nobody_takes_along_what_is_not_theirs(app, content, earlier, trainers):
    stranger = make_person("Sana")
    own = make_session(organiser=stranger)
    actor = acting(stranger)
    with pytest.raises(NotFound):
        plan_of_session(earlier.slug, actor)
    plan = plan_of_template(THREE_DAYS, actor)
    with pytest.raises(NotFound):
        make(actor, plan, make_wish(own.course_id, date(2026, 3, 9), earlier=earlier.slug))
    wish = make_wish(
        own.course_id, date(2026, 3, 9), trainers={"lead": trainers[0].id}, earlier=own.slug
    )
    with pytest.raises(Invalid) as caught:
        make(actor, plan, wish)
    assert [fault.field for fault in caught.value.errors] == ["trainers-lead"]
    assert [row.slug for row in db.session.scalars(sa.select(CourseSession))].count(own.slug) == 1


def test_links_that_the_course_does_not_have_are_left_out_and_counted(actor, earlier):
    load_templates()
    plain = make_course("other")
    plan = plan_of_template(THREE_DAYS, actor)
    [made] = make(actor, plan, make_wish(plain, date(2026, 3, 9)))
    linked = [item for item in plan.body.items if item.content]
    assert made.unlinked == len(linked) == 8
    assert all(not item.content for item in agenda.draft(made.slug, SYSTEM).items)


def test_rooms_are_as_wished_and_a_venue_change_proposes_anew(actor, content, venue):
    other = make_venue("Hotel", rooms=(("Ballroom", 200), ("Salon", 30)))
    plan = plan_of_template(THREE_DAYS, actor)
    theirs, ours = rooms_of(other), rooms_of(venue)
    wished = TrancheInput(
        date(2026, 3, 9), venue_id=other.id, rooms={"hall": ours["Lab 1"], "lab-1": None}
    )
    [look] = previews(plan, make_wish(content.course_id, tranches=(wished,)), None, actor)
    # the smallest that seats all is the hall; the lab that is left never needs a room with it
    assert look.chosen == {"hall": theirs["Salon"], "lab-2": theirs["Salon"]}
    free = replace(wished, rooms={"hall": theirs["Ballroom"]})
    [look] = previews(plan, make_wish(content.course_id, tranches=(free,)), None, actor)
    assert look.chosen["hall"] == theirs["Ballroom"]


def test_signatories_and_agencies_are_one_each(actor, content, earlier):
    plan = plan_of_template(THREE_DAYS, actor)
    wish = make_wish(content.course_id, date(2026, 3, 9), date(2026, 4, 6), earlier=earlier.slug)
    made = make(actor, plan, wish)
    assert len(made) == 2
    assert count(Signatory) == 3
    assert count(SessionAgency) == 6
    assert count(AgendaItemTrainer) == 0
