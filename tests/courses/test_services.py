"""Setting up a course session through its services, on both kinds of database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses import queries, services
from lms.courses.enums import DayPart, SessionState, StaffRole
from lms.courses.inputs import CompletionRule, HalfDayInput, SessionFacts, SignatoryInput
from lms.courses.models import CourseSession, CourseStaff
from lms.courses.rules import usual_half_days
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_content, make_course, make_session, make_staff

pytestmark = pytest.mark.usefixtures("app")
FIRST, LAST = date(2026, 4, 6), date(2026, 4, 8)


def facts(**values) -> SessionFacts:
    given = {
        "course_id": values.pop("course_id", None) or make_course().id,
        "slug": "quetta-2026",
        "code": "DGTR-2026-04",
        "title": {"en": "Link charts", "ur": "روابط کا نقشہ"},
        "starts_on": FIRST,
        "ends_on": LAST,
        "time_zone": "Asia/Karachi",
        "capacity": 30,
        "venue": {"en": " Hall   A "},
    }
    return SessionFacts(**(given | values))


def fields(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [item.field for item in error.value.errors]


def organiser_of(session: CourseSession):
    person = make_person("Omar")
    make_staff(session, person)
    return acting(person)


@pytest.mark.both
def test_who_makes_a_session_organises_it_and_teaches_the_newest_version():
    course = make_course()
    make_content(course, label="1.0")
    newest = make_content(course, label="1.1")
    elsewhere = make_session(organiser=(person := make_person("Omar")))
    assert elsewhere.state is SessionState.RUNNING
    with transaction():
        made = services.create_session(actor=acting(person), facts=facts(course_id=course.id))
    head = queries.session_head("quetta-2026", acting(person))
    assert (head.state, head.content_hash) == (SessionState.DRAFT, newest.hash)
    assert head.venue == {"en": "Hall A"}
    assert [row.role for row in queries.session_staff(made.id)] == [StaffRole.ORGANISER]


def test_every_wrong_fact_is_told_at_its_field():
    wrong = facts(
        slug="Quetta 2026",
        code="",
        title={"ur": "صرف اردو"},
        ends_on=FIRST - timedelta(days=1),
        time_zone="Karachi",
        capacity=0,
        donor={"en": "left\u202eright"},
    )
    with transaction(), pytest.raises(Invalid) as error:
        services.create_session(actor=SYSTEM, facts=wrong)
    assert sorted(fields(error)) == [
        "capacity", "code", "donor", "ends_on", "slug", "time_zone", "title",
    ]  # fmt: skip


@pytest.mark.both
def test_slug_and_code_belong_to_one_session():
    with transaction():
        services.create_session(actor=SYSTEM, facts=facts())
    with transaction(), pytest.raises(Invalid) as error:
        services.create_session(actor=SYSTEM, facts=facts())
    assert fields(error) == ["slug", "code"]


@pytest.mark.both
def test_agencies_keep_the_order_that_the_organiser_gives():
    session = make_session(state=SessionState.DRAFT)
    a, b, c = (make_agency(name) for name in ("A", "B", "C"))
    for wanted in ([c, a, b], [b, c]):
        with transaction():
            services.set_agencies(
                actor=SYSTEM, course_session_id=session.id, agency_ids=[one.id for one in wanted]
            )
        assert [row.agency_id for row in queries.session_agencies(session.id)] == [
            one.id for one in wanted
        ]
    with transaction(), pytest.raises(Invalid):
        services.set_agencies(actor=SYSTEM, course_session_id=session.id, agency_ids=[a.id, a.id])


@pytest.mark.both
def test_half_days_keep_their_rows_and_stand_in_the_zone_of_the_venue():
    session = make_session(starts_on=FIRST, state=SessionState.DRAFT)
    before = {row.id for row in queries.half_days(session.id)}
    halves = [HalfDayInput.of(half, "Asia/Karachi") for half in usual_half_days(FIRST, LAST)]
    with transaction():
        services.set_half_days(actor=SYSTEM, course_session_id=session.id, half_days=halves[:-1])
    rows = queries.half_days(session.id)
    assert len(rows) == 5
    assert {row.id for row in rows} < before
    assert rows[0].starts_at == datetime(2026, 4, 6, 4, 0, tzinfo=UTC)


def test_wrong_half_days_are_told_at_their_rows():
    session = make_session(starts_on=FIRST, state=SessionState.DRAFT)
    good = HalfDayInput.of(usual_half_days(FIRST, FIRST)[0], "Asia/Karachi")
    wrong = [
        good,
        replace(good, day=LAST + timedelta(days=1)),
        replace(good, part=DayPart.AFTERNOON, contact_minutes=500),
        replace(good, part=DayPart.EVENING, ends_at=good.starts_at),
        good,
    ]
    with transaction(), pytest.raises(Invalid) as error:
        services.set_half_days(actor=SYSTEM, course_session_id=session.id, half_days=wrong)
    assert fields(error) == [
        "half_days-1-day",
        "half_days-2-contact_minutes",
        "half_days-3-ends_at",
        "half_days-4-part",
    ]


def test_dates_cannot_leave_half_days_behind():
    session = make_session(starts_on=FIRST, state=SessionState.DRAFT)
    moved = replace(
        queries.session_facts(queries.session_head(session.slug, SYSTEM)), ends_on=FIRST
    )
    with transaction(), pytest.raises(Invalid) as error:
        services.update_session(actor=SYSTEM, course_session_id=session.id, facts=moved)
    assert "4 half-days" in error.value.errors[0].message.english()


@pytest.mark.both
def test_signatories_by_office_only_and_the_rule_are_kept():
    session = make_session(state=SessionState.DRAFT)
    with transaction():
        services.set_signatories(
            actor=SYSTEM,
            course_session_id=session.id,
            signatories=[
                SignatoryInput({"en": "Consul-General of Japan"}, {"en": "Consulate"}),
                SignatoryInput({"en": "Director General"}, {"en": "DGTR"}, seals_file=True),
            ],
        )
        services.set_rule(
            actor=SYSTEM,
            course_session_id=session.id,
            rule=CompletionRule(attendance_percent=75, post_test_percent=None),
        )
    assert [
        (row.position, row.office["en"], row.name) for row in queries.signatories(session.id)
    ] == [
        (1, "Consul-General of Japan", {}),
        (2, "Director General", {}),
    ]
    assert queries.completion_rule(session.id) == CompletionRule(75, 100, None, 100, 50)
    with pytest.raises(Invalid) as error:
        CompletionRule(attendance_percent=40, participation_percent=50).checked()
    assert fields(error) == ["participation_percent"]


@pytest.mark.both
def test_a_session_lives_from_draft_to_closed_and_back():
    agency = make_agency()
    session = make_session(
        content=make_content(), agencies=[agency], state=SessionState.DRAFT, days=1
    )
    actor = organiser_of(session)
    way = [SessionState.ANNOUNCED, SessionState.CONFIRMED, SessionState.RUNNING,
           SessionState.COMPLETED, SessionState.CLOSED]  # fmt: skip
    for state in way:
        with transaction():
            services.change_state(actor=actor, course_session_id=session.id, to=state)
    with transaction(), pytest.raises(Refused):
        services.set_rule(actor=actor, course_session_id=session.id, rule=CompletionRule())
    with transaction(), pytest.raises(Invalid) as error:
        services.change_state(actor=actor, course_session_id=session.id, to=SessionState.COMPLETED)
    assert fields(error) == ["reason"]
    with transaction():
        services.change_state(
            actor=actor, course_session_id=session.id, to=SessionState.COMPLETED, reason="A name."
        )
    assert queries.session_head(session.slug, actor).state is SessionState.COMPLETED
    acts = db.session.scalars(
        sa.select(AuditEntry.act).where(AuditEntry.act == "courses.state_changed")
    ).all()
    assert len(acts) == 6


def test_a_turn_that_is_not_on_the_way_is_refused():
    session = make_session(state=SessionState.DRAFT)
    with transaction(), pytest.raises(Refused):
        services.change_state(actor=SYSTEM, course_session_id=session.id, to=SessionState.COMPLETED)
    with transaction(), pytest.raises(Refused) as error:
        services.change_state(actor=SYSTEM, course_session_id=session.id, to=SessionState.ANNOUNCED)
    assert "organiser" in error.value.message.english()


def test_content_of_another_course_cannot_be_pinned():
    session = make_session(content=make_content(), state=SessionState.DRAFT)
    newer = make_content(label="9")
    with transaction(), pytest.raises(NotFound):
        services.pin_content(actor=SYSTEM, course_session_id=session.id, content_hash=newer.hash)


def test_content_stays_once_somebody_has_worked_with_it(app):
    first = make_content(course := make_course())
    newer = make_content(course, label="9")
    session = make_session(content=first, state=SessionState.DRAFT)
    app.extensions["concord.work_probes"], kept = (
        [lambda _id: True],
        app.extensions["concord.work_probes"],
    )
    try:
        with transaction(), pytest.raises(Refused, match="have worked"):
            services.pin_content(
                actor=SYSTEM, course_session_id=session.id, content_hash=newer.hash
            )
    finally:
        app.extensions["concord.work_probes"] = kept
    with transaction():
        services.pin_content(actor=SYSTEM, course_session_id=session.id, content_hash=newer.hash)
    assert queries.session_head(session.slug, SYSTEM).content_hash == newer.hash


@pytest.mark.both
def test_staff_come_and_go_by_date_and_the_last_organiser_stays(clock):
    session = make_session()
    actor = organiser_of(session)
    trainer = make_person("Tariq", created_by=actor.person_id)
    with transaction():
        row = services.appoint_staff(
            actor=actor, course_session_id=session.id, person_id=trainer.id, role=StaffRole.TRAINER
        )
        again = services.appoint_staff(
            actor=actor, course_session_id=session.id, person_id=trainer.id, role=StaffRole.TRAINER
        )
    assert row.id == again.id
    assert acting(trainer).sessions_as() == frozenset()
    assert {grant.role for grant in acting(trainer).grants} == {"trainer"}
    clock.advance(timedelta(days=2))
    with transaction():
        services.end_staff(actor=actor, course_staff_id=row.id)
    assert acting(trainer).grants == frozenset()
    own = db.session.scalar(
        sa.select(CourseStaff.id).where(CourseStaff.person_id == actor.person_id)
    )
    with transaction(), pytest.raises(Refused):
        services.end_staff(actor=actor, course_staff_id=own)


def test_who_does_not_organise_a_session_does_not_find_it():
    agency = make_agency()
    session = make_session(agencies=[agency], state=SessionState.DRAFT)
    stranger = make_person("Sana")
    make_staff(make_session(), stranger)
    focal = make_focal_point(agency)
    for person in (stranger, focal):
        with pytest.raises(NotFound):
            queries.session_head(session.slug, acting(person))
        with transaction(), pytest.raises(NotFound):
            services.set_rule(
                actor=acting(person), course_session_id=session.id, rule=CompletionRule()
            )
    with transaction():
        db.session.get_one(CourseSession, session.id).state = SessionState.ANNOUNCED
    assert queries.session_head(session.slug, acting(focal)).slug == session.slug
    with transaction(), pytest.raises(NotFound):
        services.set_rule(actor=acting(focal), course_session_id=session.id, rule=CompletionRule())


@pytest.mark.both
def test_the_list_shows_what_one_may_see_filtered_and_in_pages():
    agency, other = make_agency(), make_agency()
    shown = [
        make_session(
            agencies=[agency],
            title={"en": f"Charts {year}", "ur": "نقشہ"},
            starts_on=date(year, 5, 4),
            state=state,
        )
        for year, state in ((2024, SessionState.CLOSED), (2025, SessionState.RUNNING))
    ]
    make_session(agencies=[other])
    make_session(agencies=[agency], state=SessionState.DRAFT)
    actor = acting(make_focal_point(agency))
    rows, total = queries.session_list(actor, queries.SessionFilter())
    assert ([row.slug for row in rows], total) == ([shown[1].slug, shown[0].slug], 2)
    assert queries.session_years(actor) == [2025, 2024]
    for wanted, found in (
        (queries.SessionFilter(state=SessionState.CLOSED), [shown[0].slug]),
        (queries.SessionFilter(year=2025), [shown[1].slug]),
        (queries.SessionFilter(text="CHARTS 2024"), [shown[0].slug]),
        (queries.SessionFilter(text="100%"), []),
        (queries.SessionFilter(sort="date"), [shown[0].slug, shown[1].slug]),
    ):
        assert [row.slug for row in queries.session_list(actor, wanted)[0]] == found
    assert queries.session_list(actor, queries.SessionFilter(text="نقشہ"))[1] == 2
    page, total = queries.session_list(actor, queries.SessionFilter(), offset=1, limit=1)
    assert ([row.slug for row in page], total) == ([shown[0].slug], 2)
