"""A chart as GraphML, and GraphML of other programs as a chart.

Each field is a key of its own; cards and traces of merging, which are lists, are JSON.
"""

import json
from collections.abc import Iterable, Mapping

from lms.engines.linkchart.exchange.beside import beside_as_json
from lms.engines.linkchart.exchange.types import NOTICE, Exported
from lms.engines.linkchart.exchange.words import clean, escaped, joined
from lms.engines.linkchart.model import AttributeKind, Chart, Entity, Link
from lms.engines.linkchart.parts import dump_card
from lms.engines.linkchart.vocabulary import Direction

MEDIA_TYPE = "application/graphml+xml"
NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
PREFIX = "attribute: "
_NODE = ("label", "type", "identity", "aliases", "note", "since", "until", "x", "y", "cards",
         "merged")  # fmt: skip
_EDGE = ("label", "type", "direction", "strength", "assessed", "note", "since", "until", "cards")
_GRAPH = ("title", "author", "handling", "date", "groups", "own grades", "comment")
_TYPES = {"x": "int", "y": "int", "assessed": "boolean"}


def write_graphml(chart: Chart) -> Exported:
    """The file; nothing is lost on the way back."""
    keys = _Keys(chart)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f"<!-- Concord. {NOTICE.english()} -->\n",
        f'<graphml xmlns="{NAMESPACE}">\n',
        *keys.written(),
        '<graph id="chart" edgedefault="directed">\n',
        *keys.data("graph", _about(chart)),
        *(_node(entity, keys) for entity in chart.entities.values()),
        *(_edge(link, keys) for link in chart.links.values()),
        "</graph>\n</graphml>\n",
    ]
    return Exported("".join(parts).encode(), MEDIA_TYPE, (NOTICE,))


class _Keys:
    """The keys of the file: name and type for nodes, edges and the graph."""

    def __init__(self, chart: Chart) -> None:
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}
        for domain, names in (("graph", _GRAPH), ("node", _NODE), ("edge", _EDGE)):
            for name in names:
                self._add(domain, name, _TYPES.get(name, "string"))
        for domain, items in (("node", chart.entities.values()), ("edge", chart.links.values())):
            for name, kind in _attributes(items).items():
                self._add(domain, name, kind)

    def _add(self, domain: str, name: str, kind: str) -> None:
        self._keys[domain, name] = (f"d{len(self._keys)}", kind)

    def written(self) -> Iterable[str]:
        for (domain, name), (key, kind) in self._keys.items():
            yield (
                f'<key id="{key}" for="{domain}" attr.name="{escaped(name)}" attr.type="{kind}"/>\n'
            )

    def data(self, domain: str, values: Mapping[str, str]) -> Iterable[str]:
        for name, value in values.items():
            if value or name.startswith(PREFIX):
                yield f'<data key="{self._keys[domain, name][0]}">{_text(value)}</data>'


def _text(value: str) -> str:
    """The value as the text of an element; a return that XML would change is a reference."""
    plain = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("\r", "&#13;")


def _attributes(items: Iterable[Entity | Link]) -> dict[str, str]:
    """The names of attributes with the type that all their values fit."""
    found: dict[str, str] = {}
    for item in items:
        for name, one in item.attributes.items():
            kind = _fits(one.kind, one.value)
            key = _heading(name, one.kind)
            found[key] = kind if found.get(key, kind) == kind else "string"
    return found


def _fits(kind: AttributeKind, value: str) -> str:
    if kind is AttributeKind.NUMBER:
        try:
            return "double" if abs(float(value)) < 1e15 else "string"
        except ValueError:
            return "string"
    return "boolean" if kind is AttributeKind.FLAG and value in ("true", "false") else "string"


def _heading(name: str, kind: AttributeKind) -> str:
    return f"{PREFIX}{clean(name)} ({kind.value})"


def _shared(item: Entity | Link) -> dict[str, str]:
    cards = [dump_card(card) for card in item.cards]
    return {
        "note": item.note,
        "since": item.since,
        "until": item.until,
        "cards": json.dumps(cards, ensure_ascii=False) if cards else "",
        **{_heading(name, one.kind): one.value for name, one in item.attributes.items()},
    }


def _node(entity: Entity, keys: _Keys) -> str:
    merged = [[one.id, one.label, one.why] for one in entity.merged]
    values = {
        "label": entity.label,
        "type": entity.type,
        "identity": entity.identity,
        "aliases": joined(entity.aliases),
        "x": str(entity.at[0]) if entity.at else "",
        "y": str(entity.at[1]) if entity.at else "",
        "merged": json.dumps(merged, ensure_ascii=False) if merged else "",
        **_shared(entity),
    }
    return f'<node id="{entity.id}">{"".join(keys.data("node", values))}</node>\n'


def _edge(link: Link, keys: _Keys) -> str:
    values = {
        "label": link.label,
        "type": link.type,
        "direction": link.direction.value,
        "strength": link.strength.value,
        "assessed": "true" if link.assessed else "",
        **_shared(link),
    }
    directed = "false" if link.direction is Direction.NONE else "true"
    return (
        f'<edge id="{link.id}" source="{link.source}" target="{link.target}" '
        f'directed="{directed}">{"".join(keys.data("edge", values))}</edge>\n'
    )


def _about(chart: Chart) -> dict[str, str]:
    groups, grades = beside_as_json(chart)
    return {
        **vars(chart.about),
        "groups": groups,
        "own grades": grades,
        "comment": NOTICE.english(),
    }
