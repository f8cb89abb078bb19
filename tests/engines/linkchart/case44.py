"""A key of 7 entities and 5 links, of the shape of the table of marking cases, and its charts."""

from dataclasses import replace

from lms.engines.linkchart.key import Key, KeyEntity, KeyLink
from lms.engines.linkchart.model import Chart, Entity, Link, citing
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import Direction, Strength

ENTITIES = (
    KeyEntity("E1", "person", ("Radomir Velk", "the Cooper", "Радомир Велк"), weight=3),
    KeyEntity("E2", "organisation", ("Kestrel Cold Chain Ltd",)),
    KeyEntity("E3", "person", ("Osei Bandar",)),
    KeyEntity("E4", "phone", ("+999 200 0101",)),
    KeyEntity("E5", "vehicle", ("KV-4471-C",)),
    KeyEntity("E6", "person", ("Petar Lunn",)),
    KeyEntity("D1", "organisation", ("Kestrel Cold Storage Ltd",), distractor=True),
)


def _link(code, source, target, kind, strength, *reports, weight=1, contractible=False):
    return KeyLink(
        code, source, target, kind, True, Strength(strength), (frozenset(reports),),
        weight=weight, contractible=contractible,
    )  # fmt: skip


LINKS = (
    _link("L1", "E1", "E2", "controls", "confirmed", "R1", "R2", weight=2),
    _link("L2", "E1", "E4", "uses", "confirmed", "R3", contractible=True),
    _link("L3", "E4", "E3", "calls", "confirmed", "R4", contractible=True),
    _link("L4", "E3", "E5", "drives", "confirmed", "R5"),
    _link("L5", "E6", "E2", "works-for", "unconfirmed", "R6"),
)
ITEMS = {
    "R1": Item("R1", "B", "2"),
    "R2": Item("R2", "B", "3"),
    "R3": Item("R3", "A", "1"),
    "R4": Item("R4", "A", "1"),
    "R5": Item("R5", "A", "1"),
    "R6": Item("R6", "B", "2"),
}
KEY = Key(
    entities={entity.id: entity for entity in ENTITIES},
    links=LINKS,
    tolerated=frozenset({frozenset(("E1", "E5"))}),
    traps={frozenset(("E2", "D1")): {"en": "Another firm with another number."}},
    items=ITEMS,
    mentions={
        "R1": frozenset({"E1", "E2"}),
        "R2": frozenset({"E1", "E2"}),
        "R3": frozenset({"E1", "E4"}),
        "R4": frozenset({"E3", "E4"}),
        "R5": frozenset({"E3", "E5"}),
        "R6": frozenset({"E2", "E6"}),
    },
    link_labels={},
)


def chart_of(entities, links, grades=None):
    """A chart from lists."""
    return Chart(
        {entity.id: entity for entity in entities}, {link.id: link for link in links}, grades or {}
    )


def key_entities():
    """The key's entities as a person would draw them, without the decoy."""
    return [Entity(e.id, e.type, e.names[0]) for e in ENTITIES if not e.distractor]


def key_links():
    """The key's links as a person would draw them."""
    return [
        Link(
            k.id, k.source, k.target, k.type, Direction.FORWARD, k.strength,
            cards=citing(sorted(k.evidence[0])),
        )
        for k in LINKS
    ]  # fmt: skip


def perfect():
    return chart_of(key_entities(), key_links())


def changed(link_id, **changes):
    """The right chart with one link drawn otherwise."""
    links = [replace(k, **changes) if k.id == link_id else k for k in key_links()]
    return chart_of(key_entities(), links)
