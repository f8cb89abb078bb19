"""Read the key of a case: entities, links, tolerated pairs and traps, checked against the rest."""

import re
from collections.abc import Mapping

from lms.core.messages import N_
from lms.engines.folding import fold
from lms.engines.linkchart.key import Key, KeyEntity, KeyLink, LinkType, Pair, Report
from lms.engines.linkchart.names import Names
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Strength
from lms.engines.reading import Node, Text, unique

_CODE = re.compile(r"[A-Za-z0-9-]{1,16}")


def read_key(
    node: Node,
    entity_types: tuple[str, ...],
    link_types: Mapping[str, LinkType],
    reports: Mapping[str, Report],
) -> Key:
    """The key; problems go to the node's list."""
    entities = _entities(node, entity_types)
    links = _links(node, entities, link_types, reports)
    tolerated = frozenset(
        pair for path, raw in node.items("tolerated", low=0, high=2000)
        if (pair := _pair(node, path, raw, entities))
    )  # fmt: skip
    traps = _traps(node, entities)
    node.close()
    for pair in traps:
        if pair in {link.pair for link in links} or pair in tolerated:
            where = ", ".join(sorted(pair))
            node.fault("traps", N_("%(pair)s cannot be right and a trap at once.", pair=where))
    _touch_all(node, entities, links)
    return Key(
        entities=entities,
        links=tuple(links),
        tolerated=tolerated,
        traps=traps,
        items={code: _item(report) for code, report in reports.items()},
        mentions={code: _mentions(report, entities) for code, report in reports.items()},
        link_labels={key: kind.label for key, kind in link_types.items()},
    )


def _entities(node: Node, entity_types: tuple[str, ...]) -> dict[str, KeyEntity]:
    seen: set[str] = set()
    forms: dict[tuple[str, str], str] = {}
    found = {}
    for item in node.nodes("entities", low=1, high=500):
        code = read_code(item, "id")
        unique(item, "id", code, seen)
        entity = KeyEntity(
            id=code,
            type=item.choice("type", entity_types or ENTITY_TYPES),
            names=tuple(item.strings("names", low=1, high=40, most=200)),
            weight=item.whole("weight", low=1, high=3, default=1),
            distractor=item.truth("distractor"),
            isolated_ok=item.truth("isolated_ok"),
            why=item.text_or_none("why"),
        )
        found[code] = entity
        names = Names.of(code, ENTITY_TYPES[entity.type].identifier, entity.names)
        for form in names.forms:
            other = forms.setdefault((entity.type, form), code)
            if other != code:
                item.fault("names", N_("A name of %(other)s is the same.", other=other))
    return found


def _links(
    node: Node,
    entities: Mapping[str, KeyEntity],
    link_types: Mapping[str, LinkType],
    reports: Mapping[str, Report],
) -> list[KeyLink]:
    seen: set[str] = set()
    pairs: set[tuple[Pair, str]] = set()
    found = []
    for item in node.nodes("links", low=1, high=1000):
        code = read_code(item, "id")
        unique(item, "id", code, seen)
        kind = item.choice("type", link_types)
        directed = link_types[kind].directed if kind in link_types else True
        link = KeyLink(
            id=code,
            source=_end(item, "from", entities),
            target=_end(item, "to", entities),
            type=kind,
            directed=item.truth("directed", default=directed),
            strength=Strength(item.choice("strength", Strength)),
            evidence=_evidence(item, reports),
            near=frozenset(_known(item, "near", link_types)),
            weight=item.whole("weight", low=1, high=3, default=1),
            contractible=item.truth("contractible"),
            why=item.text_or_none("why"),
        )
        if link.source and link.source == link.target:
            item.fault("to", N_("A link needs two different ends."))
        if (link.pair, kind) in pairs:
            item.fault("type", N_("This pair has a link of this type already."))
        pairs.add((link.pair, kind))
        found.append(link)
    return found


def _known(item: Node, name: str, link_types: Mapping[str, LinkType]) -> list[str]:
    names = item.strings(name, low=0, high=40, most=64)
    for value in names:
        if value not in link_types:
            item.fault(name, N_("%(value)s is no link type of this case.", value=value))
    return names


def _end(item: Node, name: str, entities: Mapping[str, KeyEntity]) -> str:
    value = item.string(name, most=16)
    if value and value not in entities:
        item.fault(name, N_("No entity of the key has this id."))
    return value


def _evidence(item: Node, reports: Mapping[str, Report]) -> tuple[frozenset[str], ...]:
    sets = []
    for path, raw in item.items("evidence", low=1, high=40):
        if not isinstance(raw, list | tuple) or not raw:
            item.problems.add(path, N_("Write a list of report ids, such as [R01]."))
            continue
        unknown = [one for one in raw if not isinstance(one, str) or one not in reports]
        for one in unknown:
            item.problems.add(path, N_("No report has the id %(id)s.", id=str(one)[:40]))
        sets.append(frozenset(one for one in raw if isinstance(one, str)))
    return tuple(sets)


def _traps(node: Node, entities: Mapping[str, KeyEntity]) -> dict[Pair, Text | None]:
    found: dict[Pair, Text | None] = {}
    for item in node.nodes("traps", low=0, high=500):
        pair = _pair(item, item.at("between"), item.raw("between"), entities)
        why = item.text_or_none("why")
        if pair:
            found[pair] = why
    return found


def _pair(node: Node, path: str, raw: object, entities: Mapping[str, KeyEntity]) -> Pair | None:
    ends = raw if isinstance(raw, list | tuple) else ()
    known = [end for end in ends if isinstance(end, str) and end in entities]
    if len(ends) == 2 and len(set(known)) == 2:
        return frozenset(known)
    node.problems.add(path, N_("Write two different entity ids of the key, such as [E01, E02]."))
    return None


def _touch_all(node: Node, entities: Mapping[str, KeyEntity], links: list[KeyLink]) -> None:
    touched = {end for link in links for end in link.pair}
    for code, entity in entities.items():
        if code not in touched and not entity.distractor and not entity.isolated_ok:
            node.fault(
                "entities",
                N_("%(id)s has no link. Add one, or say isolated_ok or distractor.", id=code),
            )


def read_code(node: Node, name: str) -> str:
    """A short code such as R01 or E12."""
    value = node.string(name, most=16)
    if value and not _CODE.fullmatch(value):
        node.fault(name, N_("Use letters, digits and hyphens only, at most 16."))
    return value


def _item(report: Report) -> Item:
    grade = report.grade
    if grade is None:
        return Item(report.origin, "X", "4")
    return Item(report.origin, grade.source, grade.information)


def _mentions(report: Report, entities: Mapping[str, KeyEntity]) -> frozenset[str]:
    """Entities of which the report's text or title holds a name, in any of its languages."""
    text = f" {' '.join(map(fold, [*report.text.values(), *report.title.values()]))} "
    return frozenset(
        entity.id
        for entity in entities.values()
        if any(f" {form} " in text for form in map(fold, entity.names) if form)
    )
