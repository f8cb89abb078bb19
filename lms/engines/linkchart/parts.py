"""The parts of a chart as JSON: written, and read from strangers with every problem named."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from lms.core.messages import N_
from lms.engines.linkchart.model import (
    CARD_SIGNS,
    LABEL_SIGNS,
    MOST_ALIASES,
    MOST_ATTRIBUTES,
    MOST_CARDS,
    MOST_ENTITIES,
    NOTE_SIGNS,
    About,
    Attribute,
    AttributeKind,
    Card,
    Entity,
    Grade,
    Grading,
    Group,
    Link,
    Merged,
    citing,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.reading import Node
from lms.engines.scales import FOUR_BY_FOUR

FARTHEST = 100_000
_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
_DATE = re.compile(
    r"(\d{4})(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?"
)
Json = dict[str, Any]


def read_id(node: Node, name: str) -> str:
    """An id made by a client: 1 to 40 letters, digits and hyphens."""
    value = node.string(name, most=40)
    if value and not _ID.fullmatch(value):
        node.fault(name, N_("Use letters, digits and hyphens only."))
    elif not value and node.has(name):
        node.fault(name, N_("This field is needed."))
    return value


def is_id(value: str) -> bool:
    """Whether these signs can be the id of an item."""
    return _ID.fullmatch(value) is not None


def read_date(node: Node, name: str) -> str:
    """A date in ISO 8601 that may stop at the year, month or day; empty if there is none."""
    value = node.string(name, most=40, default="")
    if value and not is_date(value):
        node.fault(name, N_("Write a date as 2019, 2019-03, 2019-03-12 or 2019-03-12T22:15Z."))
        return ""
    return value


def is_date(value: str) -> bool:
    """Whether these words are a date that exists, at least its year."""
    if not _DATE.fullmatch(value):
        return False
    try:
        if "T" in value:
            datetime.fromisoformat(value)
        else:
            date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value)
    except ValueError:
        return False
    return True


def dump_card(card: Card) -> Json:
    """A card; what is empty is left out."""
    grading = {
        name: value
        for name in ("scheme", "source", "information", "handling")
        if (value := getattr(card.grading, name))
    }
    found: Json = {"id": card.id}
    for name in ("source", "source_type", "summary", "text", "date"):
        if value := getattr(card, name):
            found[name] = value
    return found | ({"grading": grading} if grading else {})


def read_card(node: Node) -> Card:
    """A card; problems go to the node's list."""
    inner = node.node_or_none("grading")
    return Card(
        id=read_id(node, "id"),
        source=node.string("source", most=LABEL_SIGNS, default=""),
        source_type=node.string("source_type", most=LABEL_SIGNS, default=""),
        summary=node.string("summary", most=CARD_SIGNS, default=""),
        text=node.string("text", most=CARD_SIGNS, default=""),
        grading=_read_grading(inner) if inner else Grading(),
        date=read_date(node, "date"),
    )


def _read_grading(node: Node) -> Grading:
    names = ("scheme", "source", "information", "handling")
    found = Grading(*(node.string(name, most=LABEL_SIGNS, default="") for name in names))
    node.close()
    return found


def read_cards(node: Node, name: str = "cards") -> tuple[Card, ...]:
    """The cards of an item, each id once. Schema 1 had report ids only, as `evidence`."""
    if not node.has(name) and node.has("evidence"):
        codes = node.strings("evidence", low=0, high=MOST_CARDS, most=16)
        return citing(codes)
    found = {card.id: card for card in map(read_card, node.nodes(name, low=0, high=MOST_CARDS))}
    return tuple(found.values())


def dump_attributes(attributes: Mapping[str, Attribute]) -> Json:
    return {name: {"value": one.value, "kind": one.kind.value} for name, one in attributes.items()}


def read_attributes(node: Node, name: str = "attributes") -> Mapping[str, Attribute]:
    """Attributes by their name; problems go to the node's list."""
    raw = node.raw(name)
    if raw is None:
        return MappingProxyType({})
    if not isinstance(raw, Mapping) or len(raw) > MOST_ATTRIBUTES:
        node.fault(name, N_("Write a mapping of at most %(most)s names.", most=MOST_ATTRIBUTES))
        return MappingProxyType({})
    found: dict[str, Attribute] = {}
    for key, value in raw.items():
        inner = Node(value, f"{node.at(name)}.{key}", node.problems)
        kind = AttributeKind(inner.choice("kind", AttributeKind, default=AttributeKind.TEXT))
        found[str(key)[:LABEL_SIGNS]] = Attribute(inner.string("value", most=NOTE_SIGNS), kind)
        inner.close()
    return MappingProxyType(found)


def dump_entity(entity: Entity) -> Json:
    """An entity as JSON; `read_entity` reads it back without loss."""
    return {
        "id": entity.id,
        "type": entity.type,
        "label": entity.label,
        "identity": entity.identity,
        "aliases": list(entity.aliases),
        "cards": [dump_card(card) for card in entity.cards],
        "note": entity.note,
        "attributes": dump_attributes(entity.attributes),
        "since": entity.since,
        "until": entity.until,
        "merged": [{"id": one.id, "label": one.label, "why": one.why} for one in entity.merged],
        "at": list(entity.at) if entity.at else None,
    }


def read_entity(node: Node) -> Entity:
    """An entity; problems go to the node's list."""
    label = node.string("label", most=LABEL_SIGNS)
    if not label and node.has("label"):
        node.fault("label", N_("Write a name."))
    return Entity(
        id=read_id(node, "id"),
        type=node.choice("type", ENTITY_TYPES),
        label=label,
        identity=node.string("identity", most=LABEL_SIGNS, default=""),
        aliases=tuple(node.strings("aliases", low=0, high=MOST_ALIASES, most=LABEL_SIGNS)),
        cards=read_cards(node),
        note=node.string("note", most=NOTE_SIGNS, default=""),
        attributes=read_attributes(node),
        since=read_date(node, "since"),
        until=read_date(node, "until"),
        merged=tuple(read_merged(item) for item in node.nodes("merged", low=0, high=100)),
        at=read_place(node),
    )


def read_merged(node: Node) -> Merged:
    """What an entity took in; problems go to the node's list."""
    return Merged(
        read_id(node, "id"),
        node.string("label", most=LABEL_SIGNS),
        node.string("why", most=NOTE_SIGNS, default=""),
    )


def dump_link(link: Link) -> Json:
    """A link as JSON; `read_link` reads it back without loss."""
    return {
        "id": link.id,
        "source": link.source,
        "target": link.target,
        "type": link.type,
        "direction": link.direction.value,
        "strength": link.strength.value,
        "label": link.label,
        "cards": [dump_card(card) for card in link.cards],
        "assessed": link.assessed,
        "note": link.note,
        "attributes": dump_attributes(link.attributes),
        "since": link.since,
        "until": link.until,
    }


def read_link(node: Node) -> Link:
    """A link; its ends must differ, and whether they exist is for the caller to see."""
    link = Link(
        id=read_id(node, "id"),
        source=read_id(node, "source"),
        target=read_id(node, "target"),
        type=node.string("type", most=64),
        direction=Direction(node.choice("direction", Direction, default=Direction.FORWARD)),
        strength=Strength(node.choice("strength", Strength, default=Strength.CONFIRMED)),
        label=node.string("label", most=LABEL_SIGNS, default=""),
        cards=read_cards(node),
        assessed=node.truth("assessed"),
        note=node.string("note", most=NOTE_SIGNS, default=""),
        attributes=read_attributes(node),
        since=read_date(node, "since"),
        until=read_date(node, "until"),
    )
    if link.source and link.source == link.target:
        node.fault("target", N_("A link needs two different ends."))
    return link


def dump_group(group: Group) -> Json:
    return {
        "id": group.id,
        "label": group.label,
        "members": list(group.members),
        "entity": group.entity,
    }


def read_group(node: Node) -> Group:
    """A group; whether its members exist is for the caller to see."""
    return Group(
        id=read_id(node, "id"),
        label=node.string("label", most=LABEL_SIGNS, default=""),
        members=tuple(node.strings("members", low=0, high=MOST_ENTITIES, most=40)),
        entity=node.string("entity", most=40, default=""),
    )


def dump_about(about: About) -> Json:
    names = ("title", "author", "handling", "date")
    return {name: getattr(about, name) for name in names}


def read_about(node: Node) -> About:
    """The title block; problems go to the node's list."""
    return About(
        title=node.string("title", most=LABEL_SIGNS, default=""),
        author=node.string("author", most=LABEL_SIGNS, default=""),
        handling=node.string("handling", most=LABEL_SIGNS, default=""),
        date=read_date(node, "date"),
    )


def read_place(node: Node, name: str = "at") -> tuple[int, int] | None:
    """Where an entity is drawn: two whole numbers, or nothing."""
    value = node.raw(name)
    if value is None:
        return None
    if (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        and all(abs(one) <= FARTHEST for one in value)
    ):
        return value[0], value[1]
    node.fault(name, N_("Write a place as two whole numbers."))
    return None


def dump_grade(grade: Grade) -> Json:
    return {"source": grade.source, "information": grade.information}


def read_grade(node: Node) -> Grade:
    """Own grade of a report in the 4x4 scale."""
    return Grade(
        node.choice("source", FOUR_BY_FOUR.codes("source")),
        node.choice("information", FOUR_BY_FOUR.codes("information")),
    )
