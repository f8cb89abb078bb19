"""GraphML as a chart: ours without loss, that of yEd, Gephi and others by what their keys say."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.beside import about_of, read_beside
from lms.engines.linkchart.exchange.building import Builder, Types, with_type
from lms.engines.linkchart.exchange.graphml import PREFIX
from lms.engines.linkchart.exchange.types import (
    LIMITS,
    Imported,
    Limits,
    Told,
    TypeMap,
    Unreadable,
    at_line,
    refused,
)
from lms.engines.linkchart.exchange.words import parted
from lms.engines.linkchart.exchange.xml_stream import read_stream
from lms.engines.linkchart.model import Attribute, AttributeKind, Card, Entity, Link, Merged
from lms.engines.linkchart.parts import FARTHEST, read_card
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.reading import Node, Problems

_OWN = re.compile(r"attribute: (.*) \((text|number|flag|time)\)", re.DOTALL)
_NODE = {"label", "type", "identity", "aliases", "note", "since", "until", "x", "y", "cards",
         "merged"}  # fmt: skip
_EDGE = {"label", "type", "direction", "strength", "assessed", "note", "since", "until", "cards"}
# what other programs call the same
_ALSO = {
    "name": "label", "Label": "label", "title": "label", "description": "note", "kind": "type",
    "Type": "type", "relation": "type", "relationship": "type", "date": "since", "start": "since",
    "end": "until", "Name": "label",
}  # fmt: skip
_KINDS = {
    "int": AttributeKind.NUMBER, "long": AttributeKind.NUMBER, "float": AttributeKind.NUMBER,
    "double": AttributeKind.NUMBER, "boolean": AttributeKind.FLAG,
}  # fmt: skip
_BIG = 1_000_000


@dataclass(slots=True)
class _Raw:
    line: int
    attributes: Mapping[str, str]
    data: dict[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass
class _File:
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    directed: bool = True
    graph: dict[str, str] = field(default_factory=dict)
    nodes: list[_Raw] = field(default_factory=list)
    edges: list[_Raw] = field(default_factory=list)


class _Reader:
    """Gathers keys, nodes, edges, and the words of their data."""

    def __init__(self, limits: Limits) -> None:
        self.file = _File()
        self.line: Callable[[], int] = lambda: 0
        self._limits = limits
        self._root = False
        self._items: list[_Raw] = []  # nodes stand in nodes where a program groups them
        self._key = ""
        self._label = False
        self._words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._root:
            self._root = True
            if name != "graphml":
                message = N_("This is XML, but no GraphML.")
                raise Unreadable(message, at_line(self.line()))
        elif name == "key":
            plain = attributes.get("attr.name", attributes.get("id", ""))
            self.file.keys[attributes.get("id", "")] = plain, attributes.get("attr.type", "")
        elif name == "graph" and not self.file.nodes:
            self.file.directed = attributes.get("edgedefault") != "undirected"
        elif name in ("node", "edge"):
            self._begin(name, attributes)
        elif name == "data":
            self._key, self._words = attributes.get("key", ""), []
        elif name in ("NodeLabel", "EdgeLabel"):
            self._label, self._words = True, []

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        raw = _Raw(self.line(), attributes)
        rows, most = (
            (self.file.nodes, self._limits.entities)
            if name == "node"
            else (self.file.edges, self._limits.links)
        )
        if len(rows) >= most:
            raise Unreadable(N_("The chart has more than %(most)s of these.", most=most),
                             at_line(self.line()))  # fmt: skip
        rows.append(raw)
        self._items.append(raw)

    def end(self, name: str) -> None:
        if name == "data":
            if self._key and not self._label:
                owner = self._items[-1].data if self._items else self.file.graph
                owner[self._key] = "".join(self._words)
            self._key, self._label = "", False
        elif name in ("NodeLabel", "EdgeLabel") and self._items:
            self._items[-1].label = self._items[-1].label or "".join(self._words).strip()
        elif name in ("node", "edge"):
            self._items.pop()

    def text(self, words: str) -> None:
        if self._key:
            self._words.append(words)


def read_graphml(
    content: bytes, *, types: TypeMap | None = None, limits: Limits = LIMITS
) -> Imported:
    """The chart in the file, with every problem at its line."""
    reader = _Reader(limits)
    try:
        read_stream(content, reader, limits)
        return _Reading(reader.file, types or TypeMap(), limits).imported()
    except Unreadable as error:
        return refused(error)


class _Reading:
    def __init__(self, file: _File, types: TypeMap, limits: Limits) -> None:
        self.file = file
        self.told = Told()
        self.types = Types(self.told, types)
        self.builder = Builder(self.told, limits)
        self.ids: dict[str, str] = {}

    def imported(self) -> Imported:
        for raw in self.file.nodes:
            self._node(raw)
        for raw in self.file.edges:
            self._edge(raw)
        graph = self._named(self.file.graph)
        chart = self.builder.chart()
        beside = read_beside(graph.get("groups", ""), graph.get("own grades", ""), chart, self.told)
        about = about_of(*(graph.get(one, "") for one in ("title", "author", "handling", "date")))
        return self.told.imported(
            self.builder.chart(about, beside.groups, beside.grades), *self.types.seen()
        )

    def _named(self, data: Mapping[str, str]) -> dict[str, str]:
        return {self.file.keys.get(key, (key, ""))[0]: value for key, value in data.items()}

    def _fields(self, raw: _Raw, known: set[str]) -> tuple[dict[str, str], dict[str, Attribute]]:
        """The fields that we know, and the rest as attributes."""
        found: dict[str, str] = {}
        attributes: dict[str, Attribute] = {}
        for key, value in raw.data.items():
            name, kind = self.file.keys.get(key, (key, ""))
            own = _OWN.fullmatch(name)
            if own:
                attributes[own[1]] = Attribute(value, AttributeKind(own[2]))
            elif name in known:
                found[name] = value
            elif _ALSO.get(name) in known:
                found.setdefault(_ALSO[name], value)
            elif value.strip():
                attributes[name.removeprefix(PREFIX)] = Attribute(
                    value, _KINDS.get(kind, AttributeKind.TEXT)
                )
        return found, attributes

    def _node(self, raw: _Raw) -> None:
        data, attributes = self._fields(raw, _NODE)
        name, key = data.get("type", ""), raw.attributes.get("id", "")
        where = N_("line %(line)s, node %(id)s", line=raw.line, id=key[:60])
        known = name in ENTITY_TYPES
        entity = Entity(
            id=key,
            type=name if known else self.types.entity(name, where),
            label=data.get("label") or raw.label or key,
            identity=data.get("identity", ""),
            aliases=parted(data.get("aliases", "")),
            cards=_cards(data.get("cards", "")),
            note=data.get("note", ""),
            attributes=MappingProxyType(attributes),
            since=data.get("since", ""),
            until=data.get("until", ""),
            merged=_merged(data.get("merged", "")),
            at=_place(data),
        )
        made = self.builder.entity(entity if known else with_type(entity, name), where, (key,))
        self.ids.setdefault(key, made)

    def _edge(self, raw: _Raw) -> None:
        data, attributes = self._fields(raw, _EDGE)
        where, said = _place_of_edge(raw), [raw.attributes.get(one, "") for one in _ENDS]
        gone = next((one for one in said if one not in self.ids), None)
        if gone is not None:
            message = N_("There is no node %(id)s. The edge was left out.", id=gone[:60] or "–")
            self.told.mended(where, message)
            return
        source, target = (self.ids[one] for one in said)
        self.builder.link(
            Link(
                id=raw.attributes.get("id", ""),
                source=source,
                target=target,
                type=self.types.link(data.get("type") or data.get("label") or raw.label),
                direction=self._direction(raw, data),
                strength=_strength(data.get("strength", "")),
                label=data.get("label", raw.label),
                cards=_cards(data.get("cards", "")),
                assessed=data.get("assessed", "") == "true",
                note=data.get("note", ""),
                attributes=MappingProxyType(attributes),
                since=data.get("since", ""),
                until=data.get("until", ""),
            ),
            where,
        )

    def _direction(self, raw: _Raw, data: Mapping[str, str]) -> Direction:
        said = data.get("direction", "")
        if said in list(Direction):
            return Direction(said)
        default = "true" if self.file.directed else "false"
        directed = raw.attributes.get("directed", default) == "true"
        return Direction.FORWARD if directed else Direction.NONE


_ENDS = ("source", "target")


def _place_of_edge(raw: _Raw) -> Message:
    """The place of an edge by its id, which edges may lack, else by its ends."""
    key = raw.attributes.get("id", "")
    if key:
        return N_("line %(line)s, edge %(id)s", line=raw.line, id=key[:60])
    source, target = (raw.attributes.get(one, "")[:60] for one in _ENDS)
    return N_(
        "line %(line)s, edge %(source)s to %(target)s",
        line=raw.line,
        source=source,
        target=target,
    )


def _strength(word: str) -> Strength:
    return Strength(word) if word in list(Strength) else Strength.CONFIRMED


def _json(text: str) -> list[Any]:
    try:
        found = json.loads(text) if text and len(text) < _BIG else []
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _cards(text: str) -> tuple[Card, ...]:
    """Cards that can be read; what else stands there is not one of ours."""
    problems = Problems()
    cards = tuple(read_card(Node(one, "", problems)) for one in _json(text)[:100])
    return () if problems.found else cards


def _merged(text: str) -> tuple[Merged, ...]:
    return tuple(
        Merged(*row)
        for row in _json(text)[:100]
        if isinstance(row, list) and len(row) == 3 and all(isinstance(one, str) for one in row)
    )


def _place(data: Mapping[str, str]) -> tuple[int, int] | None:
    try:
        x, y = round(float(data["x"])), round(float(data["y"]))
    except (KeyError, ValueError, OverflowError):
        return None
    return (x, y) if max(abs(x), abs(y)) <= FARTHEST else None
