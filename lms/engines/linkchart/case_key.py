"""Read the key of a case: entities, links, tolerated pairs and traps, checked against the rest."""

import re
from collections.abc import Iterable, Mapping

from lms.core.messages import N_, Message
from lms.engines.folding import fold
from lms.engines.linkchart.key import Finding, Key, KeyEntity, KeyLink, LinkType, Pair, Report
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Strength
from lms.engines.reading import Node, Text, Unknown, unique

_CODE = re.compile(r"[A-Za-z0-9-]{1,16}")


def read_key(
    node: Node,
    entity_types: tuple[str, ...],
    link_types: Mapping[str, LinkType],
    reports: Mapping[str, Report],
) -> Key:
    """The key; problems go to the node's list."""
    entities = _entities(node, entity_types)
    known = not node.problems.broken(node.at("entities"), entities)
    links = _Links(node, entities if known else None, link_types, reports).read()
    tolerated = frozenset(
        pair for path, raw in node.items("tolerated", low=0, high=2000)
        if (pair := _pair(node, path, raw, entities, known=known))
    )  # fmt: skip
    traps = _traps(node, entities, known=known)
    findings = _findings(node)
    node.close()
    for pair in traps:
        if pair in {link.pair for link in links} or pair in tolerated:
            where = ", ".join(sorted(pair))
            node.fault("traps", N_("%(pair)s cannot be right and a trap at once.", pair=where))
    if known and all(end in entities for link in links for end in link.pair):
        _touch_all(node, entities, links)
    return Key(
        entities=entities,
        links=tuple(links),
        tolerated=tolerated,
        traps=traps,
        items={code: _item(report) for code, report in reports.items()},
        mentions=read_mentions(reports, entities),
        link_labels={key: kind.label for key, kind in link_types.items()},
        findings=findings,
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
        for form in entity.forms.forms:
            other = forms.setdefault((entity.type, form), code)
            if other != code:
                item.fault("names", N_("A name of %(other)s is the same.", other=other))
    return found


class _Links:
    """Reads the links. What points to nothing is told once each, and not at all where the list
    that it points to could not be read: `entities` is None then."""

    def __init__(
        self,
        node: Node,
        entities: Mapping[str, KeyEntity] | None,
        link_types: Mapping[str, LinkType],
        reports: Mapping[str, Report],
    ) -> None:
        problems = node.problems
        self._node, self._entities, self._types = node, entities, link_types
        self._types_known = not problems.broken("vocabulary.link_types", link_types)
        self._reports = None if problems.broken("reports", reports) else reports
        self._no_entity = Unknown(
            problems, lambda _id: N_("No entity of the key has this id."), _many_no_entity
        )
        self._no_report = Unknown(
            problems, lambda code: N_("No report has the id %(id)s.", id=code), _many_no_report
        )

    def read(self) -> list[KeyLink]:
        """The links in their order."""
        seen: set[str] = set()
        pairs: set[tuple[Pair, str]] = set()
        found = []
        for item in self._node.nodes("links", low=1, high=1000):
            link = self._link(item)
            unique(item, "id", link.id, seen)
            if link.source and link.source == link.target:
                item.fault("to", N_("A link needs two different ends."))
            if (link.pair, link.type) in pairs:
                item.fault("type", N_("This pair has a link of this type already."))
            pairs.add((link.pair, link.type))
            found.append(link)
        return found

    def _link(self, item: Node) -> KeyLink:
        kind = self._type(item)
        directed = self._types[kind].directed if kind in self._types else True
        return KeyLink(
            id=read_code(item, "id"),
            source=self._end(item, "from"),
            target=self._end(item, "to"),
            type=kind,
            directed=item.truth("directed", default=directed),
            strength=Strength(item.choice("strength", Strength)),
            evidence=self._evidence(item),
            near=frozenset(self._near(item)),
            weight=item.whole("weight", low=1, high=3, default=1),
            contractible=item.truth("contractible"),
            why=item.text_or_none("why"),
        )

    def _type(self, item: Node) -> str:
        if not self._types_known:
            return item.string("type", most=64)
        return item.choice("type", self._types)

    def _near(self, item: Node) -> list[str]:
        names = item.strings("near", low=0, high=40, most=64)
        for value in names if self._types_known else ():
            if value not in self._types:
                item.fault("near", N_("%(value)s is no link type of this case.", value=value))
        return names

    def _end(self, item: Node, name: str) -> str:
        value = item.string(name, most=16)
        if not value or self._entities is None:
            return value
        entity = self._entities.get(value)
        if entity is None:
            self._no_entity.note(item.at(name), value)
        elif entity.distractor:
            item.fault(name, N_("%(id)s is a distractor, and has no link here.", id=value))
        return value

    def _evidence(self, item: Node) -> tuple[frozenset[str], ...]:
        sets = []
        for path, raw in item.items("evidence", low=1, high=40):
            if not isinstance(raw, list | tuple) or not raw:
                item.problems.add(path, N_("Write a list of report ids, such as [R01]."))
                continue
            for one in raw:
                if not self._is_report(one):
                    self._no_report.note(path, str(one)[:40])
            sets.append(frozenset(one for one in raw if isinstance(one, str)))
        return tuple(sets)

    def _is_report(self, code: object) -> bool:
        return self._reports is None or (isinstance(code, str) and code in self._reports)


def _many_no_entity(code: str, more: int) -> Message:
    return N_(
        "No entity of the key has the id %(id)s. It stands at %(more)s more places.",
        id=code,
        more=more,
    )


def _many_no_report(code: str, more: int) -> Message:
    return N_("No report has the id %(id)s. It stands at %(more)s more places.", id=code, more=more)


def _traps(
    node: Node, entities: Mapping[str, KeyEntity], *, known: bool
) -> dict[Pair, Text | None]:
    found: dict[Pair, Text | None] = {}
    for item in node.nodes("traps", low=0, high=500):
        pair = _pair(item, item.at("between"), item.raw("between"), entities, known=known)
        why = item.text_or_none("why")
        if pair:
            found[pair] = why
    return found


def _findings(node: Node) -> tuple[Finding, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("findings", low=0, high=60):
        code = read_code(item, "id")
        unique(item, "id", code, seen)
        found.append(
            Finding(
                id=code,
                question=item.text("question", most=600),
                accepted=tuple(item.strings("accepted", low=1, high=40, most=200)),
                why=item.text_or_none("why"),
            )
        )
    return tuple(found)


def _pair(
    node: Node, path: str, raw: object, entities: Mapping[str, KeyEntity], *, known: bool
) -> Pair | None:
    ends = raw if isinstance(raw, list | tuple) else ()
    there = [end for end in ends if isinstance(end, str) and (end in entities or not known)]
    if len(ends) == 2 and len(set(there)) == 2:
        return frozenset(there)
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


def read_mentions(
    reports: Mapping[str, Report], entities: Mapping[str, KeyEntity]
) -> dict[str, frozenset[str]]:
    """For each report the entities of which its text or title holds a name, in any language."""
    spotter = Spotter(entities)
    return {
        code: spotter.named([*report.text.values(), *report.title.values()])
        for code, report in reports.items()
    }


class Spotter:
    """Finds which entities a text calls by one of their names, as whole words, folded.

    The longest name counts: "Kestrel Cold Storage" does not name a firm that is called Kestrel.
    """

    def __init__(self, entities: Mapping[str, KeyEntity]) -> None:
        forms: dict[str, set[str]] = {}
        for code, entity in entities.items():
            for form in filter(None, map(fold, entity.names)):
                forms.setdefault(f" {form} ", set()).add(code)
        self._forms = sorted(forms.items(), key=lambda item: -len(item[0]))

    def named(self, texts: Iterable[str]) -> frozenset[str]:
        """The ids of the entities that these texts name."""
        left = f" {' | '.join(map(fold, texts))} "
        found: set[str] = set()
        for form, codes in self._forms:
            if form in left:
                left = left.replace(form, " | ")
                found |= codes
        return frozenset(found)
