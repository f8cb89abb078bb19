"""Year plans: what is asked, what the worker finds, taking one over whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import BusySource, ClashRule, ProposalState, Severity, TrainerState
from lms.agenda.formats.proposals import message_of
from lms.agenda.formats.years import ask_json, ask_of
from lms.agenda.models import (
    AgendaItem,
    ClashSetting,
    DayOff,
    RoomClosure,
    SessionAgenda,
    SessionTrainer,
    Unavailability,
    YearPlan,
)
from lms.agenda.queries import years as queries
from lms.agenda.queries.agenda import session_items
from lms.agenda.rules.solving.asking import Strength
from lms.agenda.rules.years.asking import Block, YearAsk
from lms.agenda.services import year_accepting, year_solving, years
from lms.audit.models import AuditEntry
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.jobs import run_pending
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession
from lms.courses.queries import half_days
from lms.engines.timetable.year import Rule, RuleKind, Wish
from tests.factories.accounts import acting, make_focal_point, make_person, today
from tests.factories.agencies import make_agency
from tests.factories.agenda import hold_at, make_item, make_venue, moment, rooms_of
from tests.factories.courses import make_course, make_session, make_staff

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
KARACHI = ZoneInfo("Asia/Karachi")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread, so that answers are the same each time; seconds that people may not choose."""
    monkeypatch.setattr(year_solving, "WORKERS", 1)
    monkeypatch.setattr(years, "SECONDS", (3, 20))


class Scene:
    """Two drafts of an organiser, one venue with a hall, two trainers, four weeks to plan in."""

    def __init__(self) -> None:
        self.organiser = make_person("Omar", "Saeed")
        self.agency = make_agency("Customs")
        self.venue = make_venue(rooms=(("Hall", 40),), weekdays="12345")
        self.monday = today() + timedelta(days=28 - today().weekday())
        self.trainers = [make_person("Tariq", "Aziz"), make_person("Zara", "Noor")]
        self.one = self.draft("Charts", code="C-1")
        self.two = self.draft("Sources", code="S-1")
        for session, trainer in zip((self.one, self.two), self.trainers, strict=True):
            make_staff(session, trainer, StaffRole.TRAINER)

    def draft(self, title: str, **more: Any) -> CourseSession:
        given: dict[str, Any] = {
            "organiser": self.organiser,
            "agencies": [self.agency],
            "starts_on": self.monday + timedelta(days=140),
            "days": 2,
            "state": SessionState.DRAFT,
            "title": {"en": title},
        }
        return make_session(**(given | more))

    def block(self, session: CourseSession, **more: Any) -> Block:
        return Block(
            **{
                "key": str(session.id),
                "course_session_id": session.id,
                "course_id": session.course_id,
                "title": session.title,
                "days": 2,
                "seats": 20,
                "agency_ids": (self.agency.id,),
                **more,
            }
        )

    def ask(self, *blocks: Block, **more: Any) -> YearAsk:
        given: dict[str, Any] = {
            "title": "Spring",
            "first": self.monday,
            "last": self.monday + timedelta(days=25),
            "blocks": blocks or (self.block(self.one), self.block(self.two)),
            "venue_ids": (self.venue.id,),
            "trainer_ids": tuple(one.id for one in self.trainers),
            "wishes": {Wish.FEW_MOVES: Strength.NONE},
            "seconds": 3,
        }
        return YearAsk(**(given | more))

    def solved(self, wanted: YearAsk, by: Person | None = None) -> queries.PlanPage:
        actor = acting(by or self.organiser)
        with transaction():
            row = years.ask(actor=actor, wanted=wanted)
        return self.run(row.id, by)

    def run(self, plan_id: UUID, by: Person | None = None) -> queries.PlanPage:
        run_pending()
        db.session.expire_all()
        return queries.plan_page(plan_id, acting(by or self.organiser))

    def accept(self, page: queries.PlanPage, number: int = 0, by: Person | None = None) -> int:
        with transaction():
            return year_accepting.accept(
                actor=acting(by or self.organiser), plan_id=page.id, number=number
            )

    def away(self, trainer: Person, first: date, last: date) -> None:
        with transaction():
            db.session.add(
                Unavailability(
                    person_id=trainer.id,
                    starts_at=moment(first, "00:00"),
                    ends_at=moment(last, "23:00"),
                    source=BusySource.WRITTEN,
                )
            )


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def placed(page: queries.PlanPage, number: int = 0) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in page.result["proposals"][number]["placed"]}


def sentences(page: queries.PlanPage) -> list[str]:
    rules = page.result["contradiction"]["rules"]
    return sorted(message_of(one["sentence"]).english() for one in rules)


def fresh(session: CourseSession) -> CourseSession:
    return db.session.get_one(CourseSession, session.id, populate_existing=True)


def trainer_state(session: CourseSession, person: Person) -> TrainerState | None:
    return db.session.scalar(
        sa.select(SessionTrainer.state).where(
            SessionTrainer.course_session_id == session.id, SessionTrainer.person_id == person.id
        )
    )


def test_what_is_asked_is_kept_whole(scene: Scene) -> None:
    block = scene.block(
        scene.one,
        earliest=scene.monday,
        latest=scene.monday,
        months=(3, 4),
        venue_ids=(scene.venue.id,),
        trainer_ids=(scene.trainers[0].id,),
        after="new1",
        gap_days=5,
        keep_venue=True,
    )
    new = Block(key="new1", course_id=block.course_id, title={"en": "T"}, days=3, seats=9, count=2)
    wanted = scene.ask(
        block,
        new,
        trainer_days=6,
        agency_sessions=2,
        left_out=(Rule(RuleKind.AFTER, ("a", "b")),),
    )
    assert ask_of(ask_json(wanted)) == wanted
    assert [key for key, _block in wanted.each()] == [str(scene.one.id), "new1-1", "new1-2"]


def test_drafts_get_dates_venues_and_trainers(scene: Scene) -> None:
    page = scene.solved(scene.ask())
    assert page.state is ProposalState.DONE
    assert 1 <= len(page.result["proposals"]) <= 3
    for number in range(len(page.result["proposals"])):
        places = placed(page, number)
        days = [date.fromisoformat(one["first"]) for one in places.values()]
        assert all(scene.monday <= day <= scene.monday + timedelta(days=24) for day in days)
        assert abs((days[0] - days[1]).days) >= 2  # one hall
        assert {one["venue"] for one in places.values()} == {str(scene.venue.id)}
        assert all(len(one["trainers"]) == 1 for one in places.values())
    assert [row.title for row in queries.plan_list(acting(scene.organiser))] == ["Spring"]


def test_taking_over_moves_dates_agenda_half_days_and_trainers(scene: Scene) -> None:
    tariq, zara = scene.trainers
    make_item(scene.one, "09:15", 60, day=0, trainers=(tariq,))
    make_item(scene.one, "14:00", 90, day=1, trainers=(tariq,))
    scene.away(tariq, scene.monday, scene.monday + timedelta(days=30))
    page = scene.solved(scene.ask(scene.block(scene.one)))
    first = date.fromisoformat(placed(page)[str(scene.one.id)]["first"])
    assert scene.accept(page) == 1
    row = fresh(scene.one)
    assert (row.starts_on, row.ends_on) == (first, first + timedelta(days=1))
    assert (row.venue, row.place) == ({"en": "Academy"}, {"en": "Karachi"})
    assert db.session.get_one(SessionAgenda, row.id).venue_id == scene.venue.id
    items = session_items(row.id)
    local = [item.starts_at.astimezone(KARACHI) for item in items]
    assert local == [
        datetime(first.year, first.month, first.day, 9, 15, tzinfo=KARACHI),
        datetime(first.year, first.month, first.day, 14, 0, tzinfo=KARACHI) + timedelta(days=1),
    ]
    assert {one for item in items for one in item.trainer_ids} == {zara.id}
    assert sorted({half.day for half in half_days(row.id)}) == [first, first + timedelta(days=1)]
    assert trainer_state(row, zara) is TrainerState.ASKED
    acts = set(db.session.scalars(sa.select(AuditEntry.act)))
    assert {"agenda.year_plan_asked", "agenda.year_plan_accepted"} <= acts
    assert fresh(scene.two).starts_on == scene.monday + timedelta(days=140)


def test_half_days_without_an_agenda_move_with_the_days(scene: Scene) -> None:
    before = [half.starts_at.astimezone(KARACHI).time() for half in half_days(scene.one.id)]
    page = scene.solved(scene.ask(scene.block(scene.one)))
    scene.accept(page)
    halves = half_days(scene.one.id)
    assert [half.starts_at.astimezone(KARACHI).time() for half in halves] == before
    row = fresh(scene.one)
    assert {half.day for half in halves} == {row.starts_on, row.ends_on}


def test_trainers_who_stay_are_asked_anew_for_the_new_date(scene: Scene) -> None:
    tariq = scene.trainers[0]
    with transaction():
        db.session.add(
            SessionTrainer(
                course_session_id=scene.one.id,
                person_id=tariq.id,
                mode="internal",
                state=TrainerState.CONFIRMED,
                asked_at=utcnow(),
            )
        )
    page = scene.solved(scene.ask(scene.block(scene.one, trainer_ids=(tariq.id,))))
    scene.accept(page)
    assert trainer_state(scene.one, tariq) is TrainerState.ASKED


def test_new_sessions_are_made_with_all_they_need(scene: Scene) -> None:
    course = make_course(title="Link charts")
    block = Block(
        key="new1",
        course_id=course.id,
        title=course.title,
        count=2,
        days=3,
        seats=25,
        agency_ids=(scene.agency.id,),
    )
    page = scene.solved(scene.ask(block))
    assert scene.accept(page) == 2
    made = db.session.scalars(
        sa.select(CourseSession).where(CourseSession.course_id == course.id)
    ).all()
    assert len({row.code for row in made}) == 2
    places = sorted((one["first"], one["last"]) for one in placed(page).values())
    assert sorted((str(row.starts_on), str(row.ends_on)) for row in made) == places
    organiser = acting(scene.organiser)
    for row in made:
        assert row.state is SessionState.DRAFT
        assert row.capacity == 25
        assert len(half_days(row.id)) == 6
        assert db.session.get_one(SessionAgenda, row.id).venue_id == scene.venue.id
    assert len([one for one in queries.plannable(organiser) if one.course_id == course.id]) == 2


def test_a_longer_session_is_not_taught_at_the_weekend(scene: Scene) -> None:
    page = scene.solved(scene.ask(scene.block(scene.one, days=6)))
    scene.accept(page)
    row = fresh(scene.one)
    assert (row.ends_on - row.starts_on).days == 7
    assert {half.day.isoweekday() for half in half_days(row.id)} <= {1, 2, 3, 4, 5}


def test_others_sessions_take_their_place_but_are_not_named(
    scene: Scene, client: FlaskClient, signed_in: SignedIn
) -> None:
    other = make_session(
        organiser=make_person("Rana"),
        starts_on=scene.monday,
        days=19,
        title={"en": "Secret matters"},
        code="X-9",
    )
    hold_at(other, scene.venue)
    page = scene.solved(scene.ask(scene.block(scene.one)))
    free = scene.monday + timedelta(days=21)
    assert date.fromisoformat(placed(page)[str(scene.one.id)]["first"]) >= free
    text = signed_in(client, scene.organiser).get(f"/planning/{page.id}").get_data(as_text=True)
    assert "Secret" not in text
    assert "X-9" not in text


def test_closed_rooms_black_out_days_and_absences_are_kept_free(scene: Scene) -> None:
    week = timedelta(days=7)
    with transaction():
        db.session.add(
            RoomClosure(
                venue_id=scene.venue.id,
                room_id=rooms_of(scene.venue)["Hall"],
                starts_at=moment(scene.monday, "08:00"),
                ends_at=moment(scene.monday + timedelta(days=4), "17:00"),
            )
        )
        db.session.add(
            DayOff(
                first_day=scene.monday + week,
                last_day=scene.monday + week + timedelta(days=4),
                name={"en": "Audit"},
                agency_id=scene.agency.id,
            )
        )
    for trainer in scene.trainers:
        scene.away(trainer, scene.monday + 2 * week, scene.monday + 2 * week + timedelta(days=4))
    page = scene.solved(scene.ask(scene.block(scene.one)))
    for number in range(len(page.result["proposals"])):
        first = placed(page, number)[str(scene.one.id)]["first"]
        assert date.fromisoformat(first) >= scene.monday + 3 * week


def test_a_contradiction_is_told_and_one_rule_may_be_left_out(scene: Scene) -> None:
    with transaction():
        db.session.add(
            DayOff(first_day=scene.one.starts_on, last_day=scene.one.starts_on, name={"en": "Fair"})
        )
    block = scene.block(scene.one, keep_date=True)
    far = scene.one.starts_on + timedelta(days=30)
    page = scene.solved(scene.ask(block, last=far))
    assert page.state is ProposalState.IMPOSSIBLE
    day = scene.one.starts_on
    assert sentences(page) == [
        f"Charts stays on {day}.",
        "Nothing is taught on holidays and general days off.",
    ]
    with transaction():
        row = years.ask_again(
            actor=acting(scene.organiser),
            plan_id=page.id,
            left_out=Rule(RuleKind.LOCKED_DATE, (str(scene.one.id),)),
        )
    assert scene.run(row.id).state is ProposalState.DONE


def test_too_few_trainers_are_named_in_words(scene: Scene) -> None:
    wanted = scene.ask(scene.block(scene.one, trainers_needed=3))
    page = scene.solved(wanted)
    assert sentences(page) == ["Charts needs trainers (3) of these: Tariq Aziz, Zara Noor."]


def test_every_fault_stands_at_its_field(scene: Scene) -> None:
    stranger = make_session(state=SessionState.DRAFT)
    block = scene.block(
        scene.one,
        days=0,
        earliest=scene.monday + timedelta(days=9),
        latest=scene.monday,
        after="nothing",
        trainer_ids=(make_person().id,),
    )
    wanted = scene.ask(
        block,
        scene.block(stranger),
        title=" ",
        first=today() - timedelta(days=1),
        last=today() - timedelta(days=2),
        weekdays=frozenset(),
        seconds=7,
    )
    with pytest.raises(Invalid) as caught:
        years.ask(actor=acting(scene.organiser), wanted=wanted)
    one, other = scene.one.id, stranger.id
    assert {error.field for error in caught.value.errors} == {
        "title",
        "first",
        "last",
        "weekdays",
        "seconds",
        f"{one}-days",
        f"{one}-latest",
        f"{one}-after",
        f"{one}-trainers",
        f"{other}-title",
    }
    with pytest.raises(Invalid):
        years.ask(actor=acting(scene.organiser), wanted=replace(scene.ask(), blocks=()))


def test_a_session_keeps_the_days_that_its_agenda_has(scene: Scene) -> None:
    for day in range(2):
        make_item(scene.one, day=day)
    with pytest.raises(Invalid) as caught:
        years.ask(actor=acting(scene.organiser), wanted=scene.ask(scene.block(scene.one, days=1)))
    [error] = caught.value.errors
    assert error.field == f"{scene.one.id}-days"


def test_a_plan_that_no_longer_fits_is_refused(scene: Scene) -> None:
    tariq = scene.trainers[0]
    wanted = scene.ask(scene.block(scene.one, trainer_ids=(tariq.id,)))
    page = scene.solved(wanted)
    scene.away(tariq, scene.monday, scene.monday + timedelta(days=40))
    with pytest.raises(Refused, match="Tariq Aziz is away on some days"):
        scene.accept(page)
    assert fresh(scene.one).starts_on == scene.monday + timedelta(days=140)


def test_a_session_that_is_no_draft_any_more_is_not_moved(scene: Scene) -> None:
    page = scene.solved(scene.ask())
    with transaction():
        fresh(scene.two).state = SessionState.ANNOUNCED
    with pytest.raises(Refused, match="Sources is no draft any more"):
        scene.accept(page)
    assert fresh(scene.one).starts_on == scene.monday + timedelta(days=140)
    with transaction():
        again = years.ask_again(actor=acting(scene.organiser), plan_id=page.id)
    assert [block.key for block in ask_of(again.request).blocks] == [str(scene.one.id)]


def test_nothing_is_set_by_half(scene: Scene) -> None:
    """A clash that refuses changes in this house stops the second session: the first stays too."""
    make_item(scene.two, "05:00", 60)
    with transaction():
        db.session.add(ClashSetting(rule=ClashRule.OUTSIDE_HOURS, severity=Severity.BLOCK))
    hold_at(scene.two, scene.venue)
    page = scene.solved(scene.ask())
    with pytest.raises(Refused, match="Sources: "):
        scene.accept(page)
    db.session.expire_all()
    for session in (scene.one, scene.two):
        assert fresh(session).starts_on == scene.monday + timedelta(days=140)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgendaItem)) == 1
    assert db.session.get_one(YearPlan, page.id).accepted is None


def test_a_plan_is_taken_over_once(scene: Scene) -> None:
    page = scene.solved(scene.ask())
    scene.accept(page)
    with pytest.raises(Refused, match="taken over already"):
        scene.accept(page)
    with pytest.raises(NotFound):
        scene.accept(page, number=7)


def test_a_stop_is_heard(scene: Scene) -> None:
    actor = acting(scene.organiser)
    with transaction():
        row = years.ask(actor=actor, wanted=scene.ask())
    with transaction():
        years.stop(actor=actor, plan_id=row.id)
    page = scene.run(row.id)
    assert page.stop_asked
    assert not page.live


def test_a_plan_is_its_makers(scene: Scene, client: FlaskClient, signed_in: SignedIn) -> None:
    page = scene.solved(scene.ask())
    other = make_person("Rana")
    make_session(organiser=other)
    with pytest.raises(NotFound):
        queries.plan_page(page.id, acting(other))
    with pytest.raises(NotFound):
        scene.accept(page, by=other)
    browser = signed_in(client, other)
    assert browser.get("/planning/").status_code == 200
    assert "Spring" not in browser.get("/planning/").get_data(as_text=True)
    for path in (f"/planning/{page.id}", f"/planning/{page.id}/progress"):
        assert browser.get(path).status_code == 404
    for who in (make_focal_point(scene.agency), scene.trainers[0]):
        browser = signed_in(client, who)
        for path in ("/planning/", "/planning/new", "/planning/wishes", f"/planning/{page.id}"):
            assert browser.get(path).status_code == 404


def test_only_own_drafts_can_be_planned(scene: Scene) -> None:
    make_session(organiser=make_person("Rana"), state=SessionState.DRAFT)
    scene.draft("Running", state=SessionState.RUNNING)
    postponed = scene.draft("Postponed", state=SessionState.POSTPONED)
    ids = {one.id for one in queries.plannable(acting(scene.organiser))}
    assert ids == {scene.one.id, scene.two.id, postponed.id}
