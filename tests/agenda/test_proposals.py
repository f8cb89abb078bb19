"""Timetables that the solver proposes: what stays, what changes, why nothing fits, taking over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import ItemKind, ProposalState
from lms.agenda.formats.proposals import ask_json, ask_of, message_json, message_of
from lms.agenda.models import AgendaItem
from lms.agenda.queries import proposals as queries
from lms.agenda.queries.agenda import draft, session_items
from lms.agenda.queries.solving import day_choices, parts_of
from lms.agenda.rules.solving.asking import Ask, LeftOut, NewPart, Strength, Which
from lms.agenda.rules.solving.problem import build, movable_ids
from lms.agenda.services import proposals as services
from lms.agenda.services import solving, steps
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.jobs import Job, JobState, run_pending
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.engines.timetable.within import RuleKind, Wish
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import (
    hold_at,
    item_input,
    make_item,
    make_prayer,
    make_venue,
    moment,
)
from tests.factories.courses import make_session
from tests.factories.exercises import make_content
from tests.factories.solving import KARACHI, Scene, with_seconds

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds that are asked for in tests; one thread, so that answers are the same each time."""
    monkeypatch.setattr(solving, "WORKERS", 1)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def placed(page: queries.ProposalPage, number: int = 0) -> dict[str, dict[str, Any]]:
    """What a proposal places, by English title."""
    items = page.result["items"]
    proposal = page.result["proposals"][number]
    return {items[one["item"]]["title"]["en"]: one for one in proposal["placed"]}


def sentences(page: queries.ProposalPage) -> list[str]:
    rules = page.result["contradiction"]["rules"]
    return sorted(message_of(one["sentence"]).english() for one in rules)


def overlaps(one: dict[str, Any], two: dict[str, Any]) -> bool:
    return one["starts_at"] < two["ends_at"] and two["starts_at"] < one["ends_at"]


def test_a_request_and_a_sentence_are_kept_whole() -> None:
    wanted = Ask(
        which=Which.CHOSEN,
        days=(date(2026, 3, 2),),
        opens=540,
        closes=1020,
        room_ids=(uuid4(),),
        trainer_ids=(uuid4(),),
        item_ids=(uuid4(),),
        keep_rooms=True,
        move_pauses=True,
        seconds=30,
        wishes={Wish.IDLE: Strength.MUCH},
        new=(NewPart(uuid4(), "module:one", 90),),
        left_out=(LeftOut(RuleKind.HOURS, day=date(2026, 3, 2)),),
    )
    assert ask_of(ask_json(wanted)) == wanted
    assert wanted.weights[Wish.IDLE] == 12 and wanted.weights[Wish.ORDER] == 20
    message = N_("%(a)s %(b)s", a={"en": "x"}, b=N_("on %(day)s", day=date(2026, 3, 2)))
    assert message_of(message_json(message)) == message


def test_all_that_clashes_is_pulled_apart(scene: Scene) -> None:
    hall = scene.rooms["Hall"]
    for title in ("One", "Two", "Three"):
        scene.item("09:00", title, room_id=hall, trainers=(scene.people[0],))
    page = scene.solved()
    assert page.state is ProposalState.DONE and not page.stale
    entries = list(placed(page).values())
    assert len(entries) == 3
    assert not any(overlaps(a, b) for a in entries for b in entries if a is not b)
    assert {person for one in entries for person in one["trainers"]} == {str(scene.people[0].id)}
    proposals = page.result["proposals"]
    assert 1 <= len(proposals) <= 3
    assert [one["cost"] for one in proposals] == sorted(one["cost"] for one in proposals)
    assert page.result["present"] is not None


def test_what_is_locked_stays(scene: Scene) -> None:
    hall = scene.rooms["Hall"]
    locked = scene.item("10:00", "Locked", room_id=hall, locked=True, trainers=(scene.people[0],))
    scene.item("10:00", "Free", room_id=hall, trainers=(scene.people[0],))
    page = scene.solved()
    assert set(placed(page)) == {"Free"}
    free = placed(page)["Free"]
    begin = moment(scene.day, "10:00").astimezone(KARACHI)
    starts = datetime.fromisoformat(free["starts_at"])
    assert not begin <= starts < begin + timedelta(hours=1)
    scene.accept(page)
    assert scene.at(locked) == "0 10:00"


def test_taking_a_trainer_away_changes_the_proposal(scene: Scene) -> None:
    tariq, zara = scene.people
    for title in ("One", "Two"):
        scene.item("09:00", title, trainers=(tariq,), room_id=scene.rooms["Hall"])
    before = placed(scene.solved())
    assert {one["trainers"][0] for one in before.values()} == {str(tariq.id)}
    after = placed(scene.solved(trainer_ids=(zara.id,)))
    assert {one["trainers"][0] for one in after.values()} == {str(zara.id)}


def test_trainers_and_rooms_taken_by_others_are_left_alone(scene: Scene) -> None:
    tariq = scene.people[0]
    other = make_session(days=2)
    for day in (0, 1):
        make_item(other, "09:00", 360, day=day, title="Secret", trainers=(tariq,))
    make_item(other, "15:00", 120, day=0, room_id=scene.rooms["Hall"])
    mine = scene.item("09:00", "Mine", minutes=120, trainers=(tariq,))
    page = scene.solved(room_ids=(scene.rooms["Hall"],))
    assert placed(page)["Mine"]["starts_at"].startswith(f"{scene.day + timedelta(days=1)}T10")
    assert placed(page)["Mine"]["room"] == str(scene.rooms["Hall"])
    assert "Secret" not in str(page.result)
    assert str(mine) in page.result["items"]


def test_pauses_and_prayers_that_hold_are_kept_free(scene: Scene) -> None:
    make_prayer(scene.venue, 13 * 60, 14 * 60)
    lunch = scene.item("12:00", "Lunch", kind=ItemKind.LUNCH)
    scene.item("12:00", "Long", minutes=180)
    wanted = scene.ask(days=(scene.day,), closes=17 * 60)
    problem = build(scene.known(), wanted).problem
    windows = {window.key: window.hard for window in problem.days[0].windows}
    assert windows[str(lunch)] and [hard for key, hard in windows.items() if "prayer" in key] == [
        False
    ]
    page = scene.solved(days=(scene.day,))
    starts = datetime.fromisoformat(placed(page)["Long"]["starts_at"]).astimezone(KARACHI)
    assert f"{starts:%H:%M}" in {"09:00", "13:00", "13:15", "13:30", "13:45", "14:00"}
    moved = movable_ids(scene.known(), replace(wanted, move_pauses=True))
    assert lunch in moved and lunch not in movable_ids(scene.known(), wanted)


def test_a_contradiction_is_told_in_sentences(scene: Scene) -> None:
    tariq = scene.people[0]
    for title in ("One", "Two"):
        scene.item("09:00", title, minutes=180, trainers=(tariq,))
    page = scene.solved(days=(scene.day,), opens=9 * 60, closes=14 * 60)
    assert page.state is ProposalState.IMPOSSIBLE
    told = sentences(page)
    hours = "runs from 09:00 to 14:00."
    assert any(one.endswith(hours) for one in told)
    assert any("one thing at a time" in one or "one item at a time" in one for one in told)
    assert len(told) == 2
    rules = {one["kind"]: one for one in page.result["contradiction"]["rules"]}
    assert rules["hours"]["may_be_left"] and rules["hours"]["link"] == "ask"
    kept = next(one for kind, one in rules.items() if kind != "hours")
    assert not kept["may_be_left"]


def test_a_rule_is_left_out_and_it_fits(scene: Scene) -> None:
    for title in ("One", "Two"):
        scene.item("09:00", title, minutes=180)
    page = scene.solved(days=(scene.day,), opens=9 * 60, closes=14 * 60)
    left_out = LeftOut(RuleKind.HOURS, day=scene.day)
    with_seconds(page.id, 10)
    with transaction():
        row = services.ask_again(
            actor=acting(scene.organiser), slug=scene.slug, proposal_id=page.id, left_out=left_out
        )
    again = scene.run(row.id)
    assert again.state is ProposalState.DONE and again.ask.left_out == (left_out,)


def test_a_day_that_was_not_chosen_can_be_taken_as_well(scene: Scene) -> None:
    for title in ("One", "Two", "Three"):
        scene.item("09:00", title, day=1, minutes=180)
    page = scene.solved(days=(scene.day,))
    assert page.state is ProposalState.IMPOSSIBLE
    second = scene.day + timedelta(days=1)
    rule = next(
        one for one in page.result["contradiction"]["rules"] if one["day"] == second.isoformat()
    )
    assert message_of(rule["sentence"]).text == "%(day)s is not among the chosen days."
    with_seconds(page.id, 10)
    with transaction():
        row = services.ask_again(
            actor=acting(scene.organiser),
            slug=scene.slug,
            proposal_id=page.id,
            left_out=LeftOut(RuleKind.HOURS, day=second),
        )
    assert scene.run(row.id).state is ProposalState.DONE


def test_the_order_of_the_course_is_kept(app: Flask) -> None:
    organiser = make_person("Omar")
    with transaction():
        content = make_content()
    session = make_session(organiser=organiser, content=content, days=1)
    head = session_head(session.slug, SYSTEM)
    parts = parts_of(head)
    assert [part.content for part in parts] == [
        "test:pre-test",
        "module:01-first",
        "exercise:warm-up",
        "module:02-second",
        "exercise:big-case",
        "test:post-test",
    ]
    assert parts[2].module == "module:01-first" and parts[5].purpose == "post_test"
    wanted = Ask(
        which=Which.ALL,
        days=(session.starts_on,),
        opens=9 * 60,
        closes=17 * 60,
        new=tuple(NewPart(uuid4(), part.content, 60) for part in reversed(parts)),
    )
    with transaction():
        row = services.ask(actor=acting(organiser), slug=session.slug, wanted=wanted)
    with_seconds(row.id, 2)
    run_pending()
    db.session.expire_all()
    page = queries.proposal_page(session.slug, row.id, acting(organiser))
    order = sorted(placed(page).values(), key=lambda one: one["starts_at"])
    contents = [page.result["items"][one["item"]]["content"] for one in order]
    assert contents == [part.content for part in parts]
    with transaction():
        services.accept(actor=acting(organiser), slug=session.slug, proposal_id=page.id, number=0)
    assert sorted(item.content for item in session_items(session.id)) == sorted(contents)


def test_opening_and_ceremony_are_the_ends(scene: Scene) -> None:
    scene.item("09:00", "Ceremony", kind=ItemKind.CEREMONY)
    scene.item("10:00", "Module")
    scene.item("11:00", "Opening", kind=ItemKind.OPENING)
    entries = placed(scene.solved(days=(scene.day,)))
    order = sorted(entries, key=lambda title: entries[title]["starts_at"])
    assert order == ["Opening", "Module", "Ceremony"]


def test_taking_over_is_one_step_that_can_be_undone(scene: Scene) -> None:
    items = [scene.item("09:00", title) for title in ("One", "Two", "Three")]
    page = scene.solved(days=(scene.day,))
    scene.accept(page)
    assert len({scene.at(one) for one in items}) == 3
    seen = draft(scene.slug, acting(scene.organiser))
    assert seen.revision == 1
    again = queries.proposal_page(scene.slug, page.id, acting(scene.organiser))
    assert again.accepted == 0 and again.stale
    with transaction():
        steps.undo(actor=acting(scene.organiser), slug=scene.slug)
    assert {scene.at(one) for one in items} == {"0 09:00"}


def test_a_draft_that_changed_meanwhile_is_not_overwritten(scene: Scene) -> None:
    from lms.agenda.services import items

    one = scene.item("09:00", "One")
    scene.item("09:00", "Two")
    page = scene.solved()
    with transaction():
        items.add_item(
            actor=acting(scene.organiser), slug=scene.slug, item=item_input(scene.session, "15:00")
        )
    with pytest.raises(Refused) as caught:
        scene.accept(page)
    assert "Ask again" in str(caught.value.message)
    assert scene.at(one) == "0 09:00"
    with pytest.raises(NotFound):
        scene.accept(page, 7)


def test_an_item_keeps_its_minutes_and_its_length(scene: Scene) -> None:
    odd = scene.item("09:05", "Odd", minutes=50)
    scene.item("09:30", "Even")
    page = scene.solved(days=(scene.day,))
    scene.accept(page)
    row = db.session.get_one(AgendaItem, odd, populate_existing=True)
    assert row.ends_at - row.starts_at == timedelta(minutes=50)
    local = row.starts_at.astimezone(KARACHI)
    assert local.minute in {0, 5, 15, 30, 45}


def test_the_worker_can_be_stopped_with_the_best_so_far(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        scene.item("09:00", f"Item {number}", trainers=(scene.people[number % 2],))
    actor = acting(scene.organiser)
    with transaction():
        row = services.ask(actor=actor, slug=scene.slug, wanted=scene.ask(seconds=60))
    monkeypatch.setattr(solving, "BEAT", 0.0)
    calls: list[tuple[int, int]] = []

    def beat(done: int, of: int) -> None:
        calls.append((done, of))
        if len(calls) == 3:
            with transaction():
                services.stop(actor=actor, slug=scene.slug, proposal_id=row.id)

    solving.solve(row.id, progress=beat)
    db.session.expire_all()
    page = queries.proposal_page(scene.slug, row.id, actor)
    assert page.result["stopped"] and page.state is ProposalState.DONE
    assert 3 <= len(calls) < 100 and calls[-1][1] == 60


def test_one_asking_at_a_time(scene: Scene) -> None:
    scene.item("09:00", "One")
    actor = acting(scene.organiser)
    with transaction():
        first = services.ask(actor=actor, slug=scene.slug, wanted=scene.ask())
    with pytest.raises(Refused), transaction():
        services.ask(actor=actor, slug=scene.slug, wanted=scene.ask())
    with transaction():
        job = db.session.scalar(sa.select(Job))
        assert job is not None
        job.state = JobState.FAILED
    page = queries.proposal_page(scene.slug, first.id, actor)
    assert page.state is ProposalState.FAILED
    with transaction():
        services.ask(actor=actor, slug=scene.slug, wanted=scene.ask())


def test_faults_of_an_asking_stand_at_their_fields(scene: Scene) -> None:
    scene.item("09:00", "Locked", locked=True)

    def faults(**more: Any) -> list[str]:
        with pytest.raises(Invalid) as caught, transaction():
            services.ask(actor=acting(scene.organiser), slug=scene.slug, wanted=scene.ask(**more))
        return [error.field for error in caught.value.errors]

    assert faults(days=(), opens=1020, closes=540, room_ids=(), seconds=5) == [
        "days",
        "closes",
        "rooms",
        "seconds",
        "which",
    ]
    assert faults(which=Which.CHOSEN) == ["items"]
    assert faults(which=Which.WITHOUT_ROOM) == ["which"]
    assert faults(new=(NewPart(uuid4(), "module:x", 1000),)) == ["new"]


def test_days_say_what_speaks_against_them(app: Flask, clock: FixedClock) -> None:
    session = make_session(starts_on=date(2026, 3, 22), days=2)
    hold_at(session, make_venue(weekdays="12345"))
    days = day_choices(draft(session.slug, SYSTEM))
    remarks = [one.remark.english() if one.remark else "" for one in days]
    assert remarks == ["the venue is closed", "public holiday: Pakistan Day"]


def test_who_may_ask(scene: Scene) -> None:
    stranger = make_person("Sana")
    make_session(organiser=stranger)
    with pytest.raises(NotFound), transaction():
        services.ask(actor=acting(stranger), slug=scene.slug, wanted=scene.ask())
    with pytest.raises(NotFound):
        queries.ask_page(scene.slug, acting(stranger))
    scene.item("09:00", "One")
    with transaction():
        services.ask(actor=acting(scene.people[0]), slug=scene.slug, wanted=scene.ask())
