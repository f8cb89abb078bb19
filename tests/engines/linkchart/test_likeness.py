"""Doubles on one's own chart: what is offered, and the reasons that stand beside it."""

import hypothesis.strategies as st
from hypothesis import given

from lms.engines.linkchart.likeness import MOST_PAIRS, Pair, dump_pairs, likely_pairs
from lms.engines.linkchart.model import Chart, Entity, Link, citing


def person(key: str, label: str, **more: object) -> Entity:
    return Entity(key, "person", label, **more)


def chart(*entities: Entity, links: tuple[tuple[str, str], ...] = ()) -> Chart:
    return Chart(
        entities={one.id: one for one in entities},
        links={
            f"l{at}": Link(f"l{at}", source, target, "knows")
            for at, (source, target) in enumerate(links)
        },
    )


def told(pair: Pair) -> list[tuple[str, str]]:
    return [(reason.sign.value, reason.text.english()) for reason in pair.reasons]


def test_the_same_name_in_another_script_and_order_speaks_for():
    found = likely_pairs(chart(person("a", "Radomir Velk"), person("b", "Велк Радомир")))
    (pair,) = found
    assert told(pair) == [("+", "The name is the same.")]


def test_an_alias_and_a_shared_neighbour_speak_for():
    cooper = person("a", "Radomir Velk", aliases=("the Cooper",))
    firm = Entity("f", "organisation", "Kestrel")
    (pair,) = likely_pairs(
        chart(cooper, person("b", "The Cooper"), firm, links=(("a", "f"), ("b", "f")))
    )
    assert told(pair) == [("+", "They share another name."), ("+", "Both are linked to: Kestrel.")]


def test_a_namesake_of_another_birth_date_is_shown_with_what_contradicts():
    velk = person("a", "Radomir Velk", identity="1971-02-03", cards=citing(["R05"]))
    velik = person("b", "Dr Radomir Velik", identity="1980-11-09", cards=citing(["R05", "R06"]))
    firm = Entity("f", "organisation", "Kestrel")
    ship = Entity("s", "vessel", "Saltmarsh")
    (pair,) = likely_pairs(chart(velk, velik, firm, ship, links=(("a", "f"), ("b", "s"))))
    assert told(pair) == [
        ("~", "The names are near: 86 of 100."),
        ("!", "Told apart by 1971-02-03 and 1980-11-09."),
        ("-", "Nothing is linked to both."),
        ("-", "One report is cited for both: R05."),
    ]


def test_one_sign_makes_two_numbers():
    lorry = [Entity(key, "vehicle", text) for key, text in (("a", "KV-4471-C"), ("b", "KV-4477-C"))]
    (pair,) = likely_pairs(chart(*lorry))
    assert told(pair) == [("!", "Numbers that differ in a sign are two numbers.")]


def test_a_number_written_otherwise_is_the_same():
    phone = [
        Entity(key, "phone", text) for key, text in (("a", "+999 200 0101"), ("b", "009992000101"))
    ]
    (pair,) = likely_pairs(chart(*phone))
    assert told(pair) == [("+", "The name is the same.")]


def test_a_part_of_a_name_is_near_and_a_link_between_them_contradicts():
    (pair,) = likely_pairs(
        chart(person("a", "Velk"), person("b", "Radomir Velk"), links=(("a", "b"),))
    )
    assert told(pair) == [
        ("~", "All words of one name stand in the other."),
        ("!", "They are linked to each other."),
    ]


def test_another_type_of_the_same_family_speaks_a_little_against():
    shop = Entity("b", "organisation", "Ann Dell")
    (pair,) = likely_pairs(chart(person("a", "Ann Dell"), shop))
    assert told(pair) == [("+", "The name is the same."), ("-", "Their types differ.")]


def test_what_only_shares_a_register_number_is_found():
    one, other = person("a", "Ann", identity="ID 7"), person("b", "Zofia", identity="id-7")
    (pair,) = likely_pairs(chart(one, other))
    assert told(pair) == [("+", "Both have: ID 7.")]


def test_the_likeliest_stand_first_and_others_are_left_out():
    found = likely_pairs(
        chart(
            person("a", "Ann Dell"),
            person("b", "Ann Dell"),
            person("c", "Ann Dall"),
            person("d", "Someone Else"),
            Entity("e", "place", "Ann Dell"),
        )
    )
    assert [(pair.one, pair.other) for pair in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert dump_pairs(found[:1], str)["pairs"][0]["reasons"] == [
        {"sign": "+", "text": "The name is the same."}
    ]


NAMES = st.text("abcde 123", min_size=1, max_size=8).filter(str.strip)
ENTITIES = st.lists(
    st.builds(
        Entity,
        id=st.uuids().map(str),
        type=st.sampled_from(["person", "organisation", "phone", "place"]),
        label=NAMES,
        identity=st.sampled_from(["", "x1", "x2"]),
        aliases=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(ENTITIES, st.randoms())
def test_pairs_are_two_different_entities_once_in_any_order_of_drawing(entities, random):
    found = likely_pairs(chart(*entities))
    assert len(found) <= MOST_PAIRS
    assert all(pair.one < pair.other and pair.reasons for pair in found)
    assert len({(pair.one, pair.other) for pair in found}) == len(found)
    random.shuffle(entities)
    assert likely_pairs(chart(*entities)) == found
