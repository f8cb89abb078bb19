"""Two to five people draw one chart: who may join, what each hears of the others."""

import base64
import threading
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.engines.linkchart.history import chart_of
from lms.engines.linkchart.model import Card, Chart, Entity
from lms.engines.linkchart.shared import union, written
from lms.enrolments.models import Enrolment, Syndicate
from lms.exercises import queries, services
from lms.exercises.models import AttemptEvent, AttemptMember
from lms.exercises.rows import EventInput, PresenceInput
from lms.exercises.rules import partner_code
from lms.exercises.services import events as saving
from lms.exercises.services.presence import note_presence
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly

ONE, TWO = 2**21 + 1, 2**21 + 2


def start(actor, world, **more):
    more = {"activity": "warm-up"} | more
    with transaction():
        return services.start_attempt(actor=actor, course_session_id=world.session_id, **more)


def save(actor, attempt_id, events):
    with transaction():
        return services.append_events(actor=actor, attempt_id=attempt_id, events=events)


def drawn(update: bytes) -> EventInput:
    payload = {"schema": 2, "update": base64.b64encode(update).decode()}
    return EventInput(uuid.uuid4(), "update", payload)


def adding(entity: Entity, writer: int, history: list[bytes]) -> bytes:
    before = chart_of(history)
    return written(history, before, Chart({**before.entities, entity.id: entity}), writer)


@pytest.fixture
def shared(world, who):
    """A chart of two people."""
    return start(who.a, world, partner_codes=[partner_code(world.enrolment_b)])


def seat(*enrolments, world):
    with transaction():
        table = Syndicate(
            id=new_id(),
            course_session_id=world.session_id,
            position=1,
            letter="A",
            name={"en": "Table A"},
        )
        db.session.add(table)
        db.session.flush()
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.id.in_(enrolments))
            .values(syndicate_id=table.id)
            .execution_options(synchronize_session=False)
        )


@pytest.mark.both
def test_ten_steps_of_two_people_at_once_get_ten_numbers(app, who, shared):
    steps = [(who.a, who.b)[number % 2] for number in range(10)]
    updates = [
        drawn(adding(Entity(f"e{number}", "person", "Velk"), ONE + number, []))
        for number in range(10)
    ]
    faults = []

    def draw(number):
        with app.app_context():
            try:
                save(steps[number], shared, [updates[number]])
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert faults == []
    numbers = db.session.scalars(
        sa.select(AttemptEvent.sequence)
        .where(AttemptEvent.owner_id == shared)
        .order_by(AttemptEvent.sequence)
    )
    assert list(numbers) == list(range(1, 11))


@pytest.mark.both
def test_each_hears_what_the_other_drew_since_a_mark(world, who, shared):
    first = adding(Entity("a", "person", "Velk", cards=(Card("c", "R01"),)), ONE, [])
    second = adding(Entity("b", "vessel", "Ship"), TWO, [first])
    assert save(who.a, shared, [drawn(first)]).sequence == 1
    assert save(who.b, shared, [drawn(second)]).sequence == 2
    attempt = queries.attempt_head(shared, actor=who.b)
    found = queries.drawn_since(attempt, 0)
    assert [(one.sequence, one.kind, one.update) for one in found.updates] == [
        (1, "update", first),
        (2, "update", second),
    ]
    assert [one.who for one in found.updates] in ([1, 2], [2, 1])
    since = queries.drawn_since(attempt, 1)
    assert [one.update for one in since.updates] == [second]
    assert (since.sequence, since.more) == (2, False)
    nothing = queries.drawn_since(attempt, 2)
    assert (nothing.updates, nothing.sequence, nothing.more) == ((), 2, False)


def test_steps_of_forms_are_heard_as_updates(world, who, shared):
    update = adding(Entity("a", "person", "Velk"), ONE, [])
    steps = right_events(who.a, shared)
    save(who.a, shared, [drawn(update), *steps])
    attempt = queries.attempt_head(shared, actor=who.b)
    found = queries.drawn_since(attempt, 0)
    known = queries.activity_of(attempt)
    folded = known.kind.fold(known.spec, attempt.seed, queries.work(shared, actor=who.b).steps)
    heard = union(one.update for one in found.updates).chart()
    assert sorted(heard.entities) == sorted(one["id"] for one in folded["entities"])
    assert len(heard.links) == len(folded["links"]) == 2
    behind = queries.drawn_since(attempt, 3)
    parts = [*found.updates[:3], *behind.updates]
    assert [one.sequence for one in parts] == [1, 2, 3, 4, 5, 6]
    assert union(one.update for one in parts).chart() == heard


def test_an_answer_holds_so_much_and_tells_that_there_is_more(world, who, shared):
    save(who.a, shared, right_events(who.a, shared))
    attempt = queries.attempt_head(shared, actor=who.a)
    found = queries.drawn_since(attempt, 0, most=2)
    assert (len(found.updates), found.sequence, found.more) == (2, 2, True)
    rest = queries.drawn_since(attempt, 2, most=3)
    assert (len(rest.updates), rest.sequence, rest.more) == (3, 5, False)


def test_an_update_twice_is_kept_once(world, who, shared):
    event = drawn(adding(Entity("a", "person", "Velk"), ONE, []))
    save(who.a, shared, [event])
    again = save(who.a, shared, [event])
    assert (again.kept, again.known, again.sequence) == (0, 1, 1)


def test_what_is_no_update_is_refused_with_its_place(world, who, shared):
    bad = EventInput(uuid.uuid4(), "update", {"schema": 2, "update": "AAAA", "more": 1})
    with pytest.raises(Invalid) as refused:
        save(who.a, shared, [bad])
    fields = {one.field for one in refused.value.errors}
    assert fields == {"events[0].payload.more", "events[0].payload.update"}


@pytest.mark.both
def test_a_chart_that_is_full_refuses_updates_whatever_their_size(world, who, shared, monkeypatch):
    first = adding(Entity("a", "person", "Velk"), ONE, [])
    monkeypatch.setattr(saving, "MOST_DRAWN", 10)
    save(who.a, shared, [drawn(first)])
    with pytest.raises(Refused, match="holds as much as can be saved"):
        save(who.a, shared, [drawn(adding(Entity("b", "person", "B"), TWO, [first]))])
    steps = right_events(who.a, shared)[:1]  # forms have their own bound
    assert save(who.a, shared, steps).kept == 1


def test_types_that_the_case_does_not_have_are_left_out(world, who, shared):
    save(who.a, shared, [drawn(adding(Entity("a", "cash", "Notes"), ONE, []))])
    done = queries.work(shared, actor=who.a)
    known = queries.activity_of(done.attempt)
    assert "cash" not in known.spec.entity_types
    assert known.kind.fold(known.spec, done.attempt.seed, done.steps)["entities"] == []


@pytest.mark.both
def test_who_is_there_and_what_each_has_chosen(world, who, shared, clock):
    with transaction():
        note_presence(actor=who.a, attempt_id=shared, said=PresenceInput(chosen="e-1"))
    attempt = queries.attempt_head(shared, actor=who.b)
    here = {one.is_actor: one for one in queries.members_here(attempt, actor=who.b)}
    assert (here[False].is_here, here[False].chosen) == (True, "e-1")
    assert (here[True].is_here, here[True].seen_at) == (False, None)
    assert here[False].name
    clock.advance(timedelta(minutes=1))
    gone = queries.members_here(attempt, actor=who.b, with_names=False)
    assert {(one.is_here, one.chosen, one.name) for one in gone} == {(False, "", "")}


def test_nobody_else_hears_anything(world, who, shared):
    for stranger in (who.other, who.stranger, who.focal):
        with pytest.raises(NotFound):
            queries.attempt_head(shared, actor=stranger)
    with pytest.raises(NotFound), transaction():
        note_presence(actor=who.other, attempt_id=shared, said=PresenceInput(chosen="a"))


def test_a_quiz_has_no_updates(world, who):
    attempt = queries.attempt_head(start(who.a, world, activity="first-check"), actor=who.a)
    with pytest.raises(NotFound):
        queries.drawn_since(attempt, 0)


@pytest.mark.both
def test_the_code_of_somebody_who_draws_leads_into_the_chart(world, who):
    theirs = start(who.b, world)
    assert start(who.a, world, partner_codes=[partner_code(world.enrolment_b)]) == theirs
    members = db.session.scalars(
        sa.select(AttemptMember.enrolment_id).where(AttemptMember.attempt_id == theirs)
    )
    assert set(members) == {world.enrolment_a, world.enrolment_b}
    save(who.a, theirs, [drawn(adding(Entity("a", "person", "Velk"), ONE, []))])
    row = db.session.scalars(sa.select(AttemptEvent)).one()
    assert row.actor_id == who.a.person_id


def test_who_draws_already_is_not_taken_into_another_chart(world, who):
    mine = start(who.a, world)
    start(who.b, world)
    assert start(who.a, world, partner_codes=[partner_code(world.enrolment_b)]) == mine


def test_a_table_begins_together(world, who):
    seat(world.enrolment_a, world.enrolment_b, world=world)
    attempt_id = start(who.a, world, with_table=True)
    assert start(who.b, world) == attempt_id


@pytest.mark.both
def test_a_table_begins_without_who_is_busy(world, who):
    seat(world.enrolment_a, world.enrolment_b, world=world)
    theirs = start(who.b, world)
    mine = start(who.a, world, with_table=True)
    assert mine != theirs
    assert queries.attempt_head(mine, actor=who.a).members == {world.enrolment_a}


def test_who_sits_at_the_same_table_can_be_chosen(world, who):
    head = session_head(world.slug, who.a)
    assert queries.tablemates(head, actor=who.a) == []
    seat(world.enrolment_a, world.enrolment_b, world=world)
    found = queries.tablemates(head, actor=who.a)
    assert [one.enrolment_id for one in found] == [world.enrolment_b]
    attempt_id = start(who.a, world, partner_ids=[world.enrolment_b])
    assert len(queries.attempt_head(attempt_id, actor=who.b).members) == 2


def test_the_page_before_offers_the_table_by_name_only_where_names_are_shown(world, who, client):
    seat(world.enrolment_a, world.enrolment_b, world=world)
    mine = sign_in_directly(client, world.people["participant"])
    page = mine.get(f"/sessions/{world.slug}/exercises/warm-up/").text
    assert 'name="table"' in page
    assert str(world.enrolment_b) not in page
    with transaction():
        db.session.get_one(CourseSession, world.session_id).names_visible = True
    page = mine.get(f"/sessions/{world.slug}/exercises/warm-up/").text
    assert f'name="partner" value="{world.enrolment_b}"' in page


def test_the_interface_tells_members_by_number_and_name(world, who, shared, client):
    save(who.b, shared, [drawn(adding(Entity("a", "person", "Velk"), ONE, []))])
    mine = sign_in_directly(client, world.people["participant"])
    mine.post(f"/api/v1/attempts/{shared}/presence", json={"chosen": "a"})
    found = mine.get(f"/api/v1/attempts/{shared}/updates?since=0").json
    assert (found["state"], found["sequence"], found["more"]) == ("open", 1, False)
    (update,) = found["updates"]
    you = next(one for one in found["members"] if one["you"])
    other = next(one for one in found["members"] if not one["you"])
    assert (you["chosen"], you["here"], other["here"]) == ("a", True, False)
    assert update["who"] == other["number"]
    assert other["name"]
    assert "key" not in found
    for odd in ("-5", "x", "99999999"):
        assert mine.get(f"/api/v1/attempts/{shared}/updates?since={odd}").status_code == 200


def test_a_trainer_hears_names_only_on_asking(world, who, shared, client):
    trainer = sign_in_directly(client, world.people["trainer"])
    url = f"/api/v1/attempts/{shared}/updates"
    assert {one["name"] for one in trainer.get(url).json["members"]} == {""}
    assert all(one["name"] for one in trainer.get(f"{url}?names=1").json["members"])


def test_a_page_gets_the_document_in_one_piece(world, who, shared, client):
    save(who.a, shared, right_events(who.a, shared))
    mine = sign_in_directly(client, world.people["participant"])
    page = mine.get(f"/sessions/{world.slug}/exercises/warm-up/").text
    assert '"document": "' in page
    assert '"sequence": 5' in page
