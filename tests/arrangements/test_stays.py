"""Travel, pay and beds of a session: what is told, set, summed and refused."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.enums import Gender
from lms.arrangements.enums import TravelMode
from lms.arrangements.inputs import LodgingInput, RateInput, StayInput
from lms.arrangements.merging import MOVERS
from lms.arrangements.models import Stay
from lms.arrangements.queries import lists
from lms.arrangements.queries.sheets import pay_sheet, rooming, travel_sheet
from lms.arrangements.services import lodging, rates, stays
from lms.core.access import Identity
from lms.core.db import db, transaction, unscoped
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.services import restore, withdraw
from tests.arrangements.scene import Scene
from tests.factories.accounts import acting, make_person
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment


def add_rate(scene: Scene, name: str, currency: str, daily: str, journey: str) -> object:
    with transaction():
        return rates.add_rate(
            actor=scene.organiser,
            slug=scene.slug,
            given=RateInput({"en": name, "ur": ""}, currency, daily, journey),
        )


def add_rooms(scene: Scene, labels: str, beds: str = "2", gender: str = "") -> list[object]:
    with transaction():
        lodging.add_rooms(
            actor=scene.organiser,
            slug=scene.slug,
            given=LodgingInput("Hostel", labels, beds, gender),
        )
    return [row.id for row in lists.lodging(lists.managed(scene.slug, scene.organiser))]


def place(scene: Scene, places: dict[object, object]) -> int:
    with transaction():
        return lodging.place(actor=scene.organiser, slug=scene.slug, places=places)  # type: ignore[arg-type]


def set_state(scene: Scene, state: SessionState) -> None:
    with transaction():
        row = db.session.get(CourseSession, scene.session.id)
        assert row is not None
        row.state = state


def test_the_list_of_allowances_adds_up(app: Flask) -> None:
    """3 planned days: Customs get 2,500.00 a day and 1,250.50, a Ranger 25.5 dollars for one."""
    scene = Scene()
    rupees = add_rate(scene, "Officers", "PKR", "2,500.00", "1,250.50")
    dollars = add_rate(scene, "Guests", "USD", "25.5", "")
    actor, slug = scene.organiser, scene.slug
    with transaction():
        assert (
            stays.assign_rate(actor=actor, slug=slug, rate_id=rupees, agency_id=scene.customs.id)
            == 2
        )
        assert (
            stays.assign_rate(
                actor=actor, slug=slug, rate_id=dollars, rank="BS-16", only_without=True
            )
            == 1
        )
        stays.save_rows(
            actor=actor,
            slug=slug,
            rows={scene.rows[1].id: {"days": "۵"}, scene.rows[4].id: {"days": "1"}},
        )
    sheet = pay_sheet(slug, actor=actor)
    totals = {line.person.first_name: line.total for part in sheet.parts for line in part.lines}
    assert totals == {
        "Ayesha": 3 * 250_000 + 125_050,
        "Bilal": 5 * 250_000 + 125_050,
        "Chand": None,
        "Dur": None,
        "Eman": 2_550,
    }
    assert [part.sums for part in sheet.parts] == [{"PKR": 2_250_100}, {"USD": 2_550}]
    assert dict(sheet.sums) == {"PKR": 2_250_100, "USD": 2_550}
    assert (sheet.planned_days, sheet.people, sheet.without_rate) == (3, 5, 2)
    with pytest.raises(Refused), transaction():
        rates.remove_rate(actor=actor, slug=slug, rate_id=rupees)
    with pytest.raises(Invalid) as caught:
        add_rate(scene, "", "Rs", "x", "y")
    assert [fault.field for fault in caught.value.errors] == ["name_en", "currency"]


def test_a_participant_tells_and_the_driver_reads_by_arrival(app: Flask) -> None:
    scene = Scene()
    told = StayInput(
        True, TravelMode.AIR, "Lahore", "2026-03-01T09:30", "2026-03-05T18:00", "Late dinner"
    )
    with transaction():  # signed in, and by a link, which holds no role
        stays.tell(actor=acting(scene.people[2]), enrolment_id=scene.rows[2].id, given=told)
        stays.tell(
            actor=Identity(person_id=scene.people[0].id),
            enrolment_id=scene.rows[0].id,
            given=StayInput(arrival="2026-03-01T07:15"),
        )
    sheet = travel_sheet(scene.slug, actor=scene.organiser)
    assert [row.first_name for row in sheet.people][:2] == ["Ayesha", "Chand"]
    row = sheet.people[1]
    assert row.arrives_at == datetime(2026, 3, 1, 4, 30, tzinfo=UTC)  # 09:30 in Karachi
    assert (row.mode, row.wants_room, row.notes) == (TravelMode.AIR, True, "Late dinner")
    for wrong, field in (
        (StayInput(arrival="2026-03-05T09:00", departure="2026-03-04T09:00"), "departure"),
        (StayInput(arrival="2025-03-05T09:00"), "arrival"),
        (StayInput(arrival="soon"), "arrival"),
        (StayInput(comes_from="La\u202ehore"), "comes_from"),
        (StayInput(notes="x" * 501), "notes"),
    ):
        with pytest.raises(Invalid) as caught, transaction():
            stays.tell(actor=acting(scene.people[2]), enrolment_id=scene.rows[2].id, given=wrong)
        assert [fault.field for fault in caught.value.errors] == [field]
    for other in (acting(scene.people[3]), scene.focal(), scene.organiser, Identity(None)):
        with pytest.raises(NotFound), transaction():
            stays.tell(actor=other, enrolment_id=scene.rows[2].id, given=told)
    set_state(scene, SessionState.CLOSED)
    for actor in (acting(scene.people[2]), Identity(person_id=scene.people[2].id)):
        with pytest.raises(Refused), transaction():
            stays.tell(actor=actor, enrolment_id=scene.rows[2].id, given=told)


def test_a_table_with_a_fault_saves_nothing(app: Flask) -> None:
    scene = Scene()
    good, bad = scene.rows[0].id, scene.rows[1].id
    with pytest.raises(Invalid) as caught, transaction():
        stays.save_rows(
            actor=scene.organiser,
            slug=scene.slug,
            rows={good: {"ticket": "PK-302"}, bad: {"arrival": "2026-03-99", "rate": "none"}},
        )
    assert [fault.field for fault in caught.value.errors] == [f"{bad}-arrival", f"{bad}-rate"]
    assert lists.person(scene.slug, good, actor=scene.organiser).person.ticket == ""
    elsewhere = make_enrolment(make_session(agencies=[scene.customs]), scene.customs)
    with pytest.raises(NotFound), transaction():
        stays.save_rows(
            actor=scene.organiser, slug=scene.slug, rows={elsewhere.id: {"ticket": "1"}}
        )


def test_a_room_never_takes_more_than_its_beds(app: Flask) -> None:
    scene = Scene()
    first, second = add_rooms(scene, "101, 102")
    ids = [row.id for row in scene.rows]
    assert place(scene, {ids[0]: first, ids[3]: first}) == 2
    with pytest.raises(Refused):
        place(scene, {ids[1]: second, ids[2]: first})
    assert [len(plan.people) for plan in rooming(scene.slug, actor=scene.organiser).rooms] == [2, 0]
    assert place(scene, {ids[1]: first, ids[0]: second}) == 2  # an exchange, all at once
    with pytest.raises(Invalid) as caught, transaction():
        lodging.change_room(
            actor=scene.organiser,
            slug=scene.slug,
            room_id=first,
            given=LodgingInput("Hostel", "101", "1", ""),
        )
    assert [fault.field for fault in caught.value.errors] == ["beds"]
    with pytest.raises(Refused), transaction():
        lodging.remove_room(actor=scene.organiser, slug=scene.slug, room_id=first)
    with transaction():
        withdraw(actor=scene.organiser, slug=scene.slug, enrolment_id=ids[1])
    assert place(scene, {ids[2]: first}) == 1  # the bed of somebody withdrawn is free
    with transaction():
        restore(actor=scene.organiser, slug=scene.slug, enrolment_id=ids[1])
    assert lists.person(scene.slug, ids[1], actor=scene.organiser).room is None


def test_what_is_wrong_with_a_plan_is_said(app: Flask) -> None:
    scene = Scene()
    [room] = add_rooms(scene, "101", "3", Gender.FEMALE.value)
    ids = [row.id for row in scene.rows]
    place(scene, {ids[0]: room, ids[1]: room})
    with transaction():
        stays.save_rows(
            actor=scene.organiser,
            slug=scene.slug,
            rows={
                ids[0]: {"wants_room": "no"},
                ids[2]: {"wants_room": "yes"},
                ids[4]: {"wants_room": "yes"},
            },
        )
    said = [text.english() for text in rooming(scene.slug, actor=scene.organiser).problems]
    assert said == [
        "4 people need a bed and there are 3. Add rooms.",
        "Ayesha Khan has a bed in Hostel 101 but said that none is wanted.",
        "Bilal Khan sleeps in Hostel 101, which is for women.",
        "Women and men share Hostel 101.",
    ]


@pytest.mark.both
def test_two_organisers_at_once_do_not_fill_a_room_twice(app: Flask) -> None:
    scene = Scene()
    [room] = add_rooms(scene, "101", "1")
    actor, slug, ids = scene.organiser, scene.slug, [row.id for row in scene.rows]
    done: list[bool] = []

    def put(enrolment_id: object) -> None:
        with app.app_context():
            try:
                with transaction():
                    lodging.place(actor=actor, slug=slug, places={enrolment_id: room})  # type: ignore[dict-item]
            except Refused:
                done.append(False)
            else:
                done.append(True)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=put, args=(key,)) for key in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, False, True]
    db.session.rollback()
    assert len(rooming(slug, actor=actor).rooms[0].people) == 1


def test_each_side_sees_its_own_rows(app: Flask) -> None:
    scene = Scene()
    focal, own = scene.focal(), acting(scene.people[2])

    def names(actor: Identity) -> list[str]:
        return [line.person.first_name for line in lists.overview(scene.slug, actor=actor).lines]

    assert names(scene.organiser) == ["Ayesha", "Bilal", "Chand", "Dur", "Eman"]
    assert names(focal) == ["Ayesha", "Bilal"]
    assert names(own) == ["Chand"]
    with pytest.raises(NotFound):
        lists.person(scene.slug, scene.rows[2].id, actor=focal)
    for sheet in (pay_sheet, travel_sheet, rooming):
        for actor in (focal, own):
            with pytest.raises(NotFound):
                sheet(scene.slug, actor=actor)
    for actor in (focal, own, acting(make_person("No", "Body"))):
        with pytest.raises(NotFound), transaction():
            stays.save_rows(actor=actor, slug=scene.slug, rows={scene.rows[0].id: {"ticket": "x"}})


def test_pages_of_any_size_ask_the_same_number_of_questions(
    app: Flask, count_queries: Callable[[], object]
) -> None:
    scene = Scene()
    actor = scene.organiser

    def asked() -> list[int]:
        numbers = []
        for read in (lists.overview, pay_sheet, travel_sheet, rooming):
            db.session.rollback()
            with count_queries() as count:
                read(scene.slug, actor=actor)  # type: ignore[operator]
            numbers.append(int(count))
        return numbers

    before = asked()
    for _more in range(12):
        make_enrolment(scene.session, scene.rangers)
    assert asked() == before


def test_a_stay_goes_with_its_person_and_stays_with_a_withdrawn_enrolment(app: Flask) -> None:
    scene = Scene()
    [mover] = MOVERS
    kept = make_person("Ayesha", "Khan", agency=scene.customs)
    with transaction():
        stays.save_rows(
            actor=scene.organiser, slug=scene.slug, rows={scene.rows[0].id: {"ticket": "1"}}
        )
    assert [line.count for line in mover.lines(kept.id, scene.people[0].id)] == [1]
    make_enrolment(scene.session, scene.customs, kept, state=EnrolmentState.WITHDRAWN)
    assert mover.lines(kept.id, scene.people[0].id) == []
    found = sa.select(Stay.person_id)
    assert db.session.scalar(unscoped(found, because="a test looks")) == scene.people[0].id
