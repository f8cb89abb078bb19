"""A chart as GEXF 1.3 for Gephi: one way, for measuring and looking. What is lost is told."""

from collections.abc import Iterable, Mapping

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.ends import places
from lms.engines.linkchart.exchange.types import NOTICE, Exported
from lms.engines.linkchart.exchange.words import escaped
from lms.engines.linkchart.model import Attribute, Chart, Entity, Link
from lms.engines.linkchart.vocabulary import Direction, Strength

MEDIA_TYPE = "application/gexf+xml"
NAMESPACE = "http://gexf.net/1.3"
_VIZ = "http://gexf.net/1.3/viz"
_NODE = ("type", "identity", "aliases", "note", "since", "until", "cards", "reports")
_EDGE = ("type", "direction", "strength", "assessed", "note", "since", "until", "cards", "reports")
_DRAWN = {
    Strength.CONFIRMED: "solid",
    Strength.UNCONFIRMED: "dashed",
    Strength.TENTATIVE: "dotted",
}
_OWN = "attribute: "


def write_gexf(chart: Chart) -> Exported:
    """The file. Links keep their ids, so that several between two entities stay apart."""
    at = places(chart)
    nodes = _Columns("node", _NODE, chart.entities.values())
    edges = _Columns("edge", _EDGE, chart.links.values())
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<gexf xmlns="{NAMESPACE}" xmlns:viz="{_VIZ}" version="1.3">\n',
        f"<meta><creator>Concord</creator><description>{NOTICE.english()}</description></meta>\n",
        '<graph defaultedgetype="directed" mode="static">\n',
        *nodes.written(),
        *edges.written(),
        "<nodes>\n",
        *(_node(one, nodes, at[one.id]) for one in chart.entities.values()),
        "</nodes>\n<edges>\n",
        *(_edge(one, edges) for one in chart.links.values()),
        "</edges>\n</graph>\n</gexf>\n",
    ]
    return Exported("".join(parts).encode(), MEDIA_TYPE, tuple(_notes(chart)))


def _notes(chart: Chart) -> list[Message]:
    notes = [NOTICE, N_("GEXF is for Gephi: it is written, and not read back here.")]
    items: list[Entity | Link] = [*chart.entities.values(), *chart.links.values()]
    if any(item.cards for item in items):
        notes.append(N_("Of cards it has their number and the reports that they cite."))
    if chart.groups or chart.grades:
        notes.append(N_("It has no groups and no own grades of reports."))
    if len({frozenset((one.source, one.target)) for one in chart.links.values()}) < len(
        chart.links
    ):
        notes.append(N_("Some programs make one line of several links between the same two."))
    return notes


class _Columns:
    """The attributes of nodes or of edges: their names with a number each."""

    def __init__(self, domain: str, names: Iterable[str], items: Iterable[Entity | Link]) -> None:
        self._domain = domain
        more = (f"{_OWN}{name}" for item in items for name in item.attributes)
        self._numbers = {name: at for at, name in enumerate(dict.fromkeys((*names, *more)))}

    def written(self) -> Iterable[str]:
        yield f'<attributes class="{self._domain}">\n'
        for name, at in self._numbers.items():
            kind = "integer" if name == "cards" else "string"
            yield f'<attribute id="{at}" title="{escaped(name)}" type="{kind}"/>\n'
        yield "</attributes>\n"

    def values(self, values: Mapping[str, str], attributes: Mapping[str, Attribute]) -> str:
        more = {f"{_OWN}{name}": one.value for name, one in attributes.items()}
        written = "".join(
            f'<attvalue for="{self._numbers[name]}" value="{escaped(value)}"/>'
            for name, value in {**values, **more}.items()
            if value
        )
        return f"<attvalues>{written}</attvalues>"


def _shared(item: Entity | Link) -> dict[str, str]:
    return {
        "note": item.note,
        "since": item.since,
        "until": item.until,
        "cards": str(len(item.cards)),
        "reports": ", ".join(item.evidence),
    }


def _node(entity: Entity, columns: _Columns, at: tuple[int, int]) -> str:
    values = {
        "type": entity.type,
        "identity": entity.identity,
        "aliases": "; ".join(entity.aliases),
        **_shared(entity),
    }
    # y grows upwards in Gephi
    return (
        f'<node id="{entity.id}" label="{escaped(entity.label)}">'
        f"{columns.values(values, entity.attributes)}"
        f'<viz:position x="{at[0]}" y="{-at[1]}" z="0"/></node>\n'
    )


def _edge(link: Link, columns: _Columns) -> str:
    values = {
        "type": link.type,
        "direction": link.direction.value,
        "strength": link.strength.value,
        "assessed": "true" if link.assessed else "",
        **_shared(link),
    }
    kind = {Direction.NONE: "undirected", Direction.BOTH: "mutual"}.get(link.direction, "directed")
    return (
        f'<edge id="{link.id}" source="{link.source}" target="{link.target}" type="{kind}" '
        f'label="{escaped(link.label or link.type)}">'
        f"{columns.values(values, link.attributes)}"
        f'<viz:shape value="{_DRAWN[link.strength]}"/></edge>\n'
    )
