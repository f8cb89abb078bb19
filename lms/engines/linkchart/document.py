"""The chart's own JSON (the master format), and the reading of parts of it from strangers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lms.core.messages import N_
from lms.engines.linkchart.model import (
    LABEL_SIGNS,
    MOST_ALIASES,
    MOST_ENTITIES,
    MOST_EVIDENCE,
    MOST_LINKS,
    NOTE_SIGNS,
    Chart,
    Entity,
    Grade,
    Link,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.reading import Node, Parsed, Problems, unique
from lms.engines.scales import FOUR_BY_FOUR

SCHEMA = 1
_FARTHEST = 100_000
Json = dict[str, Any]


def dump_chart(chart: Chart) -> Json:
    """The chart as JSON; `parse_chart` reads it back without loss."""
    return {
        "schema": SCHEMA,
        "entities": [dump_entity(entity) for entity in chart.entities.values()],
        "links": [dump_link(link) for link in chart.links.values()],
        "grades": {
            report: {"source": grade.source, "information": grade.information}
            for report, grade in chart.grades.items()
        },
    }


def dump_entity(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "type": entity.type,
        "label": entity.label,
        "identity": entity.identity,
        "aliases": list(entity.aliases),
        "evidence": list(entity.evidence),
        "note": entity.note,
        "at": list(entity.at) if entity.at else None,
    }


def dump_link(link: Link) -> Json:
    return {
        "id": link.id,
        "source": link.source,
        "target": link.target,
        "type": link.type,
        "direction": link.direction.value,
        "strength": link.strength.value,
        "label": link.label,
        "evidence": list(link.evidence),
        "assessed": link.assessed,
        "note": link.note,
    }


def parse_chart(payload: object) -> Parsed[Chart]:
    """A chart from a file or a browser: sizes, types and ends are checked, all problems told."""
    problems = Problems()
    node = Node(upgrade(payload), "", problems)
    node.whole("schema", low=1, high=SCHEMA)
    seen: set[str] = set()
    entities: dict[str, Entity] = {}
    for item in node.nodes("entities", low=0, high=MOST_ENTITIES):
        entity = read_entity(item)
        unique(item, "id", entity.id, seen)
        entities[entity.id] = entity
    links: dict[str, Link] = {}
    for item in node.nodes("links", low=0, high=MOST_LINKS):
        link = read_link(item)
        unique(item, "id", link.id, seen)
        for name, end in (("source", link.source), ("target", link.target)):
            if end and end not in entities:
                item.fault(name, N_("No entity has this id."))
        links[link.id] = link
    grades = _read_grades(node)
    node.close()
    return problems.parsed(
        lambda: Chart(MappingProxyType(entities), MappingProxyType(links), MappingProxyType(grades))
    )


def upgrade(payload: object) -> object:
    """A chart of an older schema in today's form. Schema 1 is the first."""
    return payload


def read_id(node: Node, name: str) -> str:
    """An id made by a client: 1 to 40 letters, digits and hyphens."""
    value = node.string(name, most=40)
    if value and not all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in value):
        node.fault(name, N_("Use letters, digits and hyphens only."))
    elif not value and node.has(name):
        node.fault(name, N_("This field is needed."))
    return value


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
        evidence=tuple(node.strings("evidence", low=0, high=MOST_EVIDENCE, most=16)),
        note=node.string("note", most=NOTE_SIGNS, default=""),
        at=read_place(node),
    )


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
        evidence=tuple(node.strings("evidence", low=0, high=MOST_EVIDENCE, most=16)),
        assessed=node.truth("assessed"),
        note=node.string("note", most=NOTE_SIGNS, default=""),
    )
    if link.source and link.source == link.target:
        node.fault("target", N_("A link needs two different ends."))
    return link


def read_place(node: Node, name: str = "at") -> tuple[int, int] | None:
    """Where an entity is drawn: two whole numbers, or nothing."""
    value = node.raw(name)
    if value is None:
        return None
    if (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        and all(abs(one) <= _FARTHEST for one in value)
    ):
        return value[0], value[1]
    node.fault(name, N_("Write a place as two whole numbers."))
    return None


def read_grade(node: Node) -> Grade:
    """Own grade of a report in the 4x4 scale."""
    return Grade(
        node.choice("source", FOUR_BY_FOUR.codes("source")),
        node.choice("information", FOUR_BY_FOUR.codes("information")),
    )


def _read_grades(node: Node) -> dict[str, Grade]:
    value = node.raw("grades")
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > MOST_EVIDENCE * 10:
        node.fault("grades", N_("Write a mapping of report ids to grades."))
        return {}
    grades = {}
    for report, raw in value.items():
        inner = Node(raw, f"grades.{report}", node.problems)
        grades[str(report)[:16]] = read_grade(inner)
        inner.close()
    return grades
