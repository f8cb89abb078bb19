"""A chart is the fold of its events; each step can be undone; what strangers send is checked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.events import (
    AddEntity,
    AddLink,
    EditEntity,
    EditLink,
    MoveEntities,
    RemoveEntity,
    RemoveLink,
    SetGrade,
    dump_event,
    fold,
    read_event,
)
from lms.engines.linkchart.model import Entity, Grade, Link
from lms.engines.linkchart.vocabulary import Strength

IDS = st.sampled_from(["a", "b", "c", "d"])
LINK_IDS = st.sampled_from(["k", "l", "m"])
TEXT = st.sampled_from(["Radomir Velk", "کیسٹرل", "x\ny"])
PLACE = st.tuples(st.integers(-99, 99), st.integers(-99, 99))

EVENTS = st.one_of(
    st.builds(AddEntity, st.builds(Entity, IDS, st.just("person"), TEXT, at=st.none() | PLACE)),
    st.builds(EditEntity, IDS, st.fixed_dictionaries({"label": TEXT})),
    st.builds(RemoveEntity, IDS),
    st.builds(MoveEntities, st.dictionaries(IDS, PLACE, min_size=1)),
    st.tuples(LINK_IDS, st.lists(IDS, min_size=2, max_size=2, unique=True)).map(
        lambda drawn: AddLink(Link(drawn[0], *drawn[1], "knows"))
    ),
    st.builds(EditLink, LINK_IDS, st.fixed_dictionaries({"strength": st.sampled_from(Strength)})),
    st.builds(EditLink, LINK_IDS, st.fixed_dictionaries({"target": IDS})),
    st.builds(RemoveLink, LINK_IDS),
    st.builds(SetGrade, st.just("R1"), st.none() | st.just(Grade("A", "2"))),
)


@given(st.lists(EVENTS, max_size=30))
@settings(max_examples=30, deadline=None)
def test_the_fold_never_fails_and_every_link_has_two_ends(events):
    chart = fold(events)
    for link in chart.links.values():
        assert link.source != link.target
        assert {link.source, link.target} <= chart.entities.keys()


@given(st.lists(EVENTS, max_size=20), EVENTS)
@settings(max_examples=30, deadline=None)
def test_the_way_back_restores_the_chart(events, last):
    before = fold(events)
    after = fold([last], before)
    back = fold(last.way_back(before), after)
    places = {e.id for e in before.entities.values() if e.at is None}
    if isinstance(last, MoveEntities) and places & last.places.keys():
        return  # a first place has no place to go back to
    assert dict(back.entities) == dict(before.entities)
    assert dict(back.links) == dict(before.links)
    assert dict(back.grades) == dict(before.grades)


@given(EVENTS)
@settings(max_examples=30, deadline=None)
def test_an_event_survives_its_json(event):
    kind, payload = dump_event(event)
    parsed = read_event(kind, payload)
    assert parsed.problems == ()
    assert parsed.value == event


@given(st.lists(EVENTS, max_size=25))
@settings(max_examples=30, deadline=None)
def test_a_chart_survives_its_json(events):
    chart = fold(events)
    assert parse_chart(dump_chart(chart)).value == chart


@pytest.mark.parametrize(
    ("kind", "payload", "path"),
    [
        ("fly", {}, "kind"),
        ("add_entity", None, "."),
        ("add_entity", {"schema": 1}, "entity"),
        ("add_entity", {"schema": 9, "entity": {}}, "schema"),
        (
            "add_entity",
            {"schema": 1, "entity": {"id": "a", "type": "ghost", "label": "x"}},
            "entity.type",
        ),
        (
            "add_entity",
            {"schema": 1, "entity": {"id": "a", "type": "person", "label": "x" * 201}},
            "entity.label",
        ),
        (
            "add_entity",
            {"schema": 1, "entity": {"id": "?a", "type": "person", "label": "x"}},
            "entity.id",
        ),
        (
            "add_entity",
            {"schema": 1, "entity": {"id": "a", "type": "person", "label": "x", "html": 1}},
            "entity.html",
        ),
        ("edit_entity", {"schema": 1, "id": "a", "changes": {"label": ""}}, "changes.label"),
        ("move", {"schema": 1, "places": [{"id": "a", "at": [1, 2.5]}]}, "places[0].at"),
        ("move", {"schema": 1, "places": []}, "places"),
        (
            "add_link",
            {"schema": 1, "link": {"id": "k", "source": "a", "target": "a", "type": "x"}},
            "link.target",
        ),
        ("set_grade", {"schema": 1, "report": "R1", "grade": {"source": "Z"}}, "grade.source"),
    ],
)
def test_bad_events_are_refused_with_the_place(kind, payload, path):
    parsed = read_event(kind, payload)
    assert parsed.value is None
    assert path in [problem.path for problem in parsed.problems]


def test_a_hostile_chart_is_refused_with_every_problem():
    payload = {
        "schema": 1,
        "entities": [
            {"id": "a", "type": "person", "label": "One"},
            {"id": "a", "type": "person", "label": "Two\x00"},
        ],
        "links": [
            {"id": "k", "source": "a", "target": "ghost", "type": "x"},
            {"id": "l", "source": "a", "target": "a", "type": "x", "strength": "huge"},
        ],
        "extra": {},
    }
    paths = [problem.path for problem in parse_chart(payload).problems]
    assert paths == [
        "entities[1].label",
        "entities[1].id",
        "links[0].target",
        "links[1].strength",
        "links[1].target",
        "extra",
    ]


def test_too_many_things_are_refused():
    many = [{"id": f"e{i}", "type": "person", "label": "x"} for i in range(20_001)]
    paths = [p.path for p in parse_chart({"schema": 1, "entities": many, "links": []}).problems]
    assert paths == ["entities"]


def test_a_repeated_step_changes_nothing():
    once = fold([AddEntity(Entity("a", "person", "One"))])
    twice = fold([AddEntity(Entity("a", "person", "Other"))], once)
    assert twice == once
