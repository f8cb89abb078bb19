"""Notes and highlights: kept once, changed, removed and brought back, seen by nobody else."""

import uuid

import pytest
import sqlalchemy as sa

from lms.core.db import db, transaction, unscoped
from lms.core.errors import Invalid, Refused
from lms.courses.queries import session_head
from lms.learning.models import LessonNote
from lms.learning.queries.notes import notes_in, own_notes
from lms.learning.rules import notes as rules
from lms.learning.rules.notes import read_note
from lms.learning.services.notes import keep_note
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/learning"
LESSON = "01-first/01-one"
MARK = "Only mine, said Belar"


def payload(note_id, **more):
    return {
        "schema": 1,
        "id": str(note_id),
        "lesson": LESSON,
        "language": "en",
        "paragraph": 0,
        "begins": 6,
        "quote": "of 01-one",
        "body": "",
    } | more


def post(client, *events):
    batch = [
        {"uuid": str(uuid.uuid4()), "sequence": at, "kind": kind, "payload": body}
        for at, (kind, body) in enumerate(events, 1)
    ]
    return client.post(f"{S}/notes", json={"events": batch})


def kept(world, who):
    head = session_head(world.slug, who.a)
    return notes_in(head, LESSON, actor=who.a)


def test_a_note_that_comes_twice_is_one_and_the_last_words_count(mine, world, who):
    note = uuid.uuid4()
    for _time in range(2):
        assert post(mine, ("note", payload(note))).status_code == 200
    assert post(mine, ("note", payload(note, body=MARK))).json == {"kept": 1}
    (line,) = kept(world, who)
    assert (line.id, line.quote, line.body) == (note, "of 01-one", MARK)
    page = mine.get(f"{S}/{LESSON}").text
    assert MARK in page
    assert f'data-note="{note}"' in page
    assert MARK in mine.get(f"{S}/notes").text
    text = mine.get(f"{S}/notes.txt")
    assert text.content_type == "text/plain; charset=utf-8"
    assert f"“of 01-one”\n{MARK}" in text.text


@pytest.mark.both
def test_what_is_removed_comes_back_by_undo(mine, world, who):
    note = uuid.uuid4()
    post(mine, ("note", payload(note)), ("removed", {"schema": 1, "id": str(note)}))
    assert kept(world, who) == []
    post(mine, ("restored", {"schema": 1, "id": str(note)}))
    assert len(kept(world, who)) == 1
    gone = mine.post(f"{S}/notes/{note}", data={"act": "remove"})
    assert kept(world, who) == []
    assert "Undo" in mine.get(gone.location).text
    mine.post(f"{S}/notes/{note}", data={"act": "restore"})
    mine.post(f"{S}/notes/{note}", data={"act": "save", "body": "Changed"})
    assert kept(world, who)[0].body == "Changed"


def test_a_note_is_written_without_scripts(mine, world, who):
    answer = mine.post(f"{S}/{LESSON}/notes", data={"body": " Plain words "})
    assert answer.location == f"{S}/{LESSON}#notes"
    assert [line.body for line in kept(world, who)] == ["Plain words"]
    mine.post(f"{S}/{LESSON}/notes", data={"body": "  "})
    assert len(kept(world, who)) == 1


def test_nobody_else_sees_or_changes_a_note(mine, app, world, who):
    note = uuid.uuid4()
    post(mine, ("note", payload(note, body=MARK)))
    for part in ("participant_b", "trainer", "organiser", "administrator"):
        other = sign_in_directly(app.test_client(), world.people[part])
        assert MARK not in other.get(f"{S}/{LESSON}").text
        assert MARK not in other.get(f"{S}/notes").text
        other.post(f"{S}/notes/{note}", data={"act": "remove"})
        assert post(other, ("note", payload(note, body="Theirs"))).status_code in (404, 422)
    assert [line.body for line in kept(world, who)] == [MARK]
    head = session_head(world.slug, who.trainer)
    assert notes_in(head, LESSON, actor=who.trainer) == []
    assert own_notes(session_head(world.slug, who.b), actor=who.b) == []


def test_half_a_sign_is_left_out():
    assert read_note(payload(uuid.uuid4(), quote="cut \ud83d")).quote == "cut "
    assert read_note(payload(uuid.uuid4(), body="whole \U0001f600")).body == "whole \U0001f600"


@pytest.mark.parametrize(
    "more",
    [
        {"quote": "", "body": " "},
        {"body": "x" * 4001},
        {"paragraph": -1},
        {"paragraph": "1"},
        {"id": "x"},
        {"schema": 2},
        {"language": 3},
    ],
)
def test_what_is_no_note_is_refused_with_a_reason(more):
    with pytest.raises(Invalid) as fault:
        read_note(payload(uuid.uuid4()) | more)
    assert fault.value.errors[0].message.english()


def test_a_fault_is_told_to_the_script_and_nothing_of_the_batch_is_kept(mine, world, who):
    answer = post(
        mine, ("note", payload(uuid.uuid4())), ("note", payload(uuid.uuid4(), lesson="x/y"))
    )
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert kept(world, who) == []


def test_there_is_a_most(world, who, monkeypatch):
    monkeypatch.setattr("lms.learning.services.notes.MOST_NOTES", 2)
    assert rules.MOST_NOTES == 2_000
    for _note in range(2):
        with transaction():
            note = read_note(payload(uuid.uuid4()))
            keep_note(actor=who.a, slug=world.slug, note=note)
    with pytest.raises(Refused), transaction():
        keep_note(actor=who.a, slug=world.slug, note=read_note(payload(uuid.uuid4())))
    count = unscoped(sa.select(sa.func.count(LessonNote.id)), because="a test counts")
    assert db.session.scalar(count) == 2
