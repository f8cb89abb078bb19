"""A quiz on paper: the same marks as on a screen, no keys on the form, typed back quickly."""

import subprocess
import uuid
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.engines.marking.quiz import mark_question, parse_question, public_question
from lms.exercises import queries, services
from lms.exercises.enums import ActKind, AttemptState
from lms.exercises.formats.paper import LETTERS, Unreadable, read_answer
from lms.exercises.models import Attempt
from lms.exercises.queries.paper import paper_form
from lms.exercises.queries.people import people
from lms.exercises.services.typing_back import type_back
from tests.engines.marking.making import answer, question
from tests.factories.exercises import CANARY, make_content, quiz, right_events
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, MARK_B, make_world

S = "/sessions/spring-2026/exercises"
KEY = "on-paper"
KINDS = [
    "single", "multiple", "confidence", "source_grading", "numeric", "calculated", "short_text",
    "matching", "ordering", "categorise", "cloze", "essay",
]  # fmt: skip


def letter(token, lines):
    return LETTERS[[one["token"] for one in lines].index(token)] if token else "-"


def as_written(view, given):
    """What a person writes on the form for an answer."""
    kind = view["kind"]
    if kind in ("single", "multiple", "confidence"):
        letters = "".join(letter(one, view["options"]) for one in given["chosen"])
        return letters + str(given.get("certainty") or "")
    if kind == "source_grading":
        return " ".join(given.get(part) or "-" for part in view["parts"])
    if kind == "matching":
        found = given["pairs"]
        return ", ".join(letter(found.get(one["token"]), view["rights"]) for one in view["lefts"])
    if kind == "categorise":
        found = given["items"]
        return "".join(
            f"{at}{letter(found.get(one['token']), view['categories'])}".lower()
            for at, one in enumerate(view["items"], 1)
        )
    if kind == "ordering":
        return "".join(letter(one, view["items"]) for one in given["order"])
    if kind == "cloze":
        return "; ".join(gap(one, given["blanks"].get(one["token"])) for one in view["blanks"])
    return next(iter(given.values()))


def gap(blank, given):
    if not given:
        return "-"
    return (
        letter(given["chosen"], blank["options"])
        if "chosen" in given
        else next(iter(given.values()))
    )


@pytest.mark.parametrize("kind", KINDS)
@given(shown=st.integers(0, 10**6), key=st.integers(0, 10**6), chance=st.integers(0, 10**6))
@settings(max_examples=20)
def test_what_stands_on_paper_gets_the_mark_that_it_gets_on_a_screen(kind, shown, key, chance):
    asked = parse_question(question(kind, shown, key)).value
    view = public_question(asked, "seed")
    given_answer = answer(view, Random(chance))
    read = read_answer(view, as_written(view, given_answer))
    on_screen = mark_question(asked, "seed", given_answer).mark
    on_paper = mark_question(asked, "seed", read).mark
    assert (on_paper.points, on_paper.outcome) == (on_screen.points, on_screen.outcome)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("single", "AB"), ("single", "Z"), ("multiple", "A9"), ("confidence", "A4"),
        ("source_grading", "Q"), ("source_grading", "AB12345"), ("matching", "A"),
        ("ordering", "AA"), ("cloze", ";;;;;;;;;;;;;x"), ("hotspot", "K1"), ("hotspot", "A11"),
        ("hotspot", "A"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(kind, typed):
    view = public_question(parse_question(question(kind, 1, 1)).value, "seed")
    with pytest.raises(Unreadable):
        read_answer(view, typed)


def test_a_cell_of_the_grid_is_its_middle():
    view = public_question(parse_question(question("hotspot", 1, 1)).value, "seed")
    assert read_answer(view, "d 7") == {"x": "35", "y": "65"}
    assert read_answer(view, "J10") == {"x": "95", "y": "95"}


# --- in a session ---


@pytest.fixture
def world(app):
    with transaction():
        return make_world(make_content(**{KEY: quiz(KEY, "post_test", attempts=1)}))


def head_of(world, who):
    from lms.courses.queries import session_head

    return session_head(world.slug, who.trainer)


def right_words(form):
    steps = form.known.kind.model_steps(form.known.spec, form.seed, share=Fraction(1))
    answers = {step.payload["question"]: step.payload["answer"] for step in steps}
    return [as_written(one, answers[one["token"]]) for one in form.view["questions"]]


def back(world, who, enrolment_id, typed, actor=None, **more):
    with transaction():
        return type_back(
            actor=actor or who.trainer, course_session_id=world.session_id, activity_key=KEY,
            enrolment_id=enrolment_id, typed=typed, **more,
        )  # fmt: skip


def mark_of(who, attempt_id):
    return queries.mark_of(queries.attempt_head(attempt_id, actor=who.trainer), actor=who.trainer)


@pytest.mark.both
def test_a_paper_becomes_an_attempt_with_the_marks_of_a_screen(world, who):
    form = paper_form(head_of(world, who), KEY, actor=who.trainer)
    attempt_id = back(world, who, world.enrolment_a, right_words(form))
    found = queries.attempt_head(attempt_id, actor=who.trainer)
    assert found.state is AttemptState.MARKED
    assert found.typed_by == who.trainer.person_id
    assert [act.kind for act in queries.acts_of(attempt_id)] == [ActKind.TYPED_BACK]
    with transaction():
        screen = services.start_attempt(
            actor=who.b, course_session_id=world.session_id, activity=KEY
        )
        services.append_events(actor=who.b, attempt_id=screen, events=right_events(who.b, screen))
        services.hand_in(actor=who.b, attempt_id=screen)
    on_paper, on_screen = mark_of(who, attempt_id), mark_of(who, screen)
    assert (on_paper.points, on_paper.maximum) == (on_screen.points, on_screen.maximum)
    assert on_paper.percent == 100
    with pytest.raises(Refused):
        back(world, who, world.enrolment_a, right_words(form))


def test_each_person_can_have_an_own_form_that_stays_the_same(world, who):
    head = head_of(world, who)
    a, b = people(head.id)
    first, again = (paper_form(head, KEY, a, actor=who.trainer) for _ in range(2))
    other, room = (
        paper_form(head, KEY, b, actor=who.trainer),
        paper_form(head, KEY, actor=who.trainer),
    )
    assert first.view == again.view
    assert len({first.seed, other.seed, room.seed}) == 3
    attempt_id = back(world, who, a.enrolment_id, right_words(first), own_form=True)
    assert mark_of(who, attempt_id).percent == 100


def test_nothing_is_kept_where_one_answer_cannot_be_read(world, who):
    form = paper_form(head_of(world, who), KEY, actor=who.trainer)
    words = right_words(form)
    at = next(n for n, one in enumerate(form.view["questions"]) if one["kind"] == "single")
    words[at] = "Z"
    with pytest.raises(Invalid) as error:
        back(world, who, world.enrolment_a, words)
    assert [one.field for one in error.value.errors] == [f"q-{at + 1}"]
    db.session.rollback()
    assert queries.results(world.session_id, actor=who.trainer) == []


def test_only_trainers_of_the_session_type_back_and_only_its_people(world, who):
    for actor in (who.a, who.stranger, who.focal, who.other, who.observer):
        with pytest.raises(NotFound):
            back(world, who, world.enrolment_a, [], actor=actor)
    with pytest.raises(NotFound):
        back(world, who, uuid.uuid4(), [])


def pdf_text(data):
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    return run.stdout.decode()


def test_the_form_holds_the_questions_and_no_key(world, client):
    trainer = sign_in_directly(client, world.people["trainer"])
    page = trainer.get(f"{S}/{KEY}/paper")
    assert page.status_code == 200
    answered = trainer.get(f"{S}/{KEY}/paper.pdf?lang=en")
    assert answered.mimetype == "application/pdf"
    text = pdf_text(answered.data)
    for words in ("Which one?", "Choice a", "Grade this item.", "A farmer saw a lorry.", "in kg"):
        assert words in text
    assert CANARY.lower() not in text.lower()
    assert "73129" not in text
    own = pdf_text(trainer.get(f"{S}/{KEY}/paper.pdf?own=1").data)
    assert MARK_A in own
    assert MARK_B in own
    assert trainer.get(f"{S}/{KEY}/paper.pdf?own=1&part=2").status_code == 404


def test_papers_are_typed_one_after_the_other(world, who, client):
    trainer = sign_in_directly(client, world.people["trainer"])
    form = paper_form(head_of(world, who), KEY, actor=who.trainer)
    data = {f"q-{n}": words for n, words in enumerate(right_words(form), 1)}
    person = str(world.enrolment_a)
    bad = trainer.post(f"{S}/{KEY}/typing", data=data | {"person": person, "q-1": "ZZZ;;;9"})
    page = trainer.get(f"{S}/{KEY}/typing?person={person}").text
    assert f"{MARK_A} Person</h3>" in page
    assert bad.status_code in {302, 422}
    if bad.status_code == 422:
        assert 'value="ZZZ;;;9"' in bad.text
        answered = trainer.post(f"{S}/{KEY}/typing", data=data | {"person": person})
        assert answered.status_code == 302
    following = trainer.get(f"{S}/{KEY}/typing").text
    assert f"{MARK_B} Person</h3>" in following
    # what was typed first may be taken as it is, where the first question takes any words
    assert "is kept and marked" in (page if bad.status_code == 302 else following)
    assert db.session.query(Attempt).execution_options(concord_scope="test").count() == 1


@pytest.mark.parametrize(
    "part", ["participant", "participant_other", "trainer_other", "focal_a", "observer"]
)
def test_nobody_else_reaches_papers(world, client, part):
    other = sign_in_directly(client, world.people[part])
    for address in (f"{S}/{KEY}/paper", f"{S}/{KEY}/paper.pdf", f"{S}/{KEY}/typing"):
        assert other.get(address).status_code == 404
    assert other.post(f"{S}/{KEY}/typing", data={}).status_code == 404
