"""The chart's own JSON: the master format, which all others are converted from and to."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lms.core.messages import N_, Message
from lms.engines.linkchart.model import (
    MOST_ENTITIES,
    MOST_GROUPS,
    MOST_LINKS,
    About,
    Chart,
    Entity,
    Grade,
    Group,
    Link,
)
from lms.engines.linkchart.parts import (
    Json,
    dump_about,
    dump_entity,
    dump_grade,
    dump_group,
    dump_link,
    read_about,
    read_entity,
    read_grade,
    read_group,
    read_link,
)
from lms.engines.reading import Node, Parsed, Problems, Unknown, unique

SCHEMA = 2
_MOST_GRADES = 1000


def dump_chart(chart: Chart) -> Json:
    """The chart as JSON; `parse_chart` reads it back without loss."""
    return {
        "schema": SCHEMA,
        "about": dump_about(chart.about),
        "entities": [dump_entity(entity) for entity in chart.entities.values()],
        "links": [dump_link(link) for link in chart.links.values()],
        "groups": [dump_group(group) for group in chart.groups.values()],
        "grades": {report: dump_grade(grade) for report, grade in chart.grades.items()},
    }


def parse_chart(payload: object) -> Parsed[Chart]:
    """A chart from a file or a browser: sizes, types and ends are checked, all problems told."""
    problems = Problems()
    node = Node(upgrade(payload), "", problems)
    node.schema(SCHEMA)
    about = node.node_or_none("about")
    seen: set[str] = set()
    entities = _read_entities(node, seen)
    known = None if problems.broken("entities", entities) else entities
    unknown = Unknown(problems, lambda _id: N_("No entity has this id."), _no_entity)
    links = _read_links(node, seen, known, unknown)
    groups = _read_groups(node, seen, known, unknown)
    grades = _read_grades(node)
    title = read_about(about) if about else About()
    if about:
        about.close()
    node.close()
    return problems.parsed(
        lambda: Chart(
            MappingProxyType(entities),
            MappingProxyType(links),
            MappingProxyType(grades),
            MappingProxyType(groups),
            title,
        )
    )


def upgrade(payload: object) -> object:
    """A chart of an older schema in today's form.

    Schema 1 knew report ids as `evidence` where schema 2 has cards; the readers of the parts
    take both, so nothing needs to change here.
    """
    return payload


def _no_entity(key: str, more: int) -> Message:
    return N_("No entity has the id %(id)s. It stands at %(more)s more places.", id=key, more=more)


def _list(node: Node, name: str, most: int) -> Iterable[Node]:
    if node.null(name):
        node.fault(name, N_("Write a list here, [] for none."))
        return ()
    return node.nodes(name, low=0, high=most)


def _read_entities(node: Node, seen: set[str]) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for item in _list(node, "entities", MOST_ENTITIES):
        entity = read_entity(item)
        unique(item, "id", entity.id, seen)
        found[entity.id] = entity
    return found


def _read_links(
    node: Node, seen: set[str], known: Mapping[str, Entity] | None, unknown: Unknown
) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for item in _list(node, "links", MOST_LINKS):
        link = read_link(item)
        unique(item, "id", link.id, seen)
        for name, end in (("source", link.source), ("target", link.target)):
            if end and known is not None and end not in known:
                unknown.note(item.at(name), end)
        found[link.id] = link
    return found


def _read_groups(
    node: Node, seen: set[str], known: Mapping[str, Entity] | None, unknown: Unknown
) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for item in _list(node, "groups", MOST_GROUPS):
        group = read_group(item)
        unique(item, "id", group.id, seen)
        for name, ids in (("members", group.members), ("entity", (group.entity,))):
            for one in filter(None, ids):
                if known is not None and one not in known:
                    unknown.note(item.at(name), one)
        found[group.id] = group
    return found


def _read_grades(node: Node) -> dict[str, Grade]:
    value = node.raw("grades")
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > _MOST_GRADES:
        node.fault("grades", N_("Write a mapping of report ids to grades."))
        return {}
    grades = {}
    for report, raw in value.items():
        inner = Node(raw, f"grades.{report}", node.problems)
        grades[str(report)[:16]] = read_grade(inner)
        inner.close()
    return grades
