"""How central each entity and link of a chart is.

Units, all on the links that the filter takes:

- `degree` counts links that end at an entity, parallels each; `incoming` and `outgoing` those
  with an arrow to it or from it; `neighbours` the entities it is linked to.
- All other measures take parallel links as one, and follow arrows only if the filter does.
- `betweenness` is the share (0 to 1) of the pairs of other entities whose shortest paths run
  through it (Freeman, normalised by (n-1)(n-2)/2; a pair with several shortest paths counts in
  parts). Of a link: the share of all pairs, n(n-1)/2. With arrows the pairs are ordered.
- `closeness` is (r/(n-1)) * (r/sum of steps) over the r entities that reach it (Wasserman and
  Faust), so 1 for one that is a single step from all and 0 for one that stands alone.
- `eigenvector` is the share (0 to 1) of the most central entity's value, which has 1; arrows are
  never followed. None where the iteration does not settle.
- `core` is the largest k such that it belongs to a part in which all have k neighbours or more.
- `component` and `cluster` count from 0, the largest first.
"""

from dataclasses import asdict, dataclass
from typing import Any

import rustworkx as rx

from lms.engines.linkchart.clusters import clusters, modularity
from lms.engines.linkchart.model import Chart, Link
from lms.engines.linkchart.network import EVERY_LINK, Filter, Follow, Network, walked
from lms.engines.linkchart.vocabulary import Direction

SCHEMA = 1
# One thread: sums in one order, the same to the last bit on every machine.
_ONE_THREAD = 10**9
_PLACES = 9
Json = dict[str, Any]


@dataclass(frozen=True)
class EntityMeasures:
    """The measures of one entity, in the units told above."""

    degree: int
    incoming: int
    outgoing: int
    neighbours: int
    betweenness: float
    closeness: float
    eigenvector: float | None
    core: int
    component: int
    cluster: int


@dataclass(frozen=True)
class Measures:
    """All measures of a chart. `density` is the share of pairs that are linked, `modularity` how
    well the clusters stand apart (below 0.3 they hardly do)."""

    entities: dict[str, EntityMeasures]
    links: dict[str, float]
    components: list[list[str]]
    clusters: list[list[str]]
    density: float
    modularity: float


def measures(chart: Chart, only: Filter = EVERY_LINK) -> Measures:
    """Measure a chart; the result does not hang on the order of drawing."""
    network = Network(chart, only)
    pairs = _pairs(network)
    graph = network.simple()
    plain = graph if only.follow is Follow.ANY else Network(chart, _plain(only)).simple()
    components = _components(network, plain)
    groups = clusters(network.ids, pairs)
    between = _of_nodes(network, rx.betweenness_centrality(graph, parallel_threshold=_ONE_THREAD))
    close = _of_nodes(network, rx.closeness_centrality(graph, parallel_threshold=_ONE_THREAD))
    vector, core = _eigenvector(network, plain), _of_nodes(network, rx.core_number(plain))
    component, cluster = _places(components), _places(groups)
    degrees = _degrees(network)
    near = dict.fromkeys(network.ids, 0)
    for pair in pairs:
        for key in pair:
            near[key] += 1
    count = len(network.ids)
    return Measures(
        entities={
            key: EntityMeasures(
                *degrees[key],
                neighbours=near[key],
                betweenness=between[key],
                closeness=close[key],
                eigenvector=vector[key] if vector else None,
                core=int(core[key]),
                component=component[key],
                cluster=cluster[key],
            )
            for key in chart.entities
        },
        links=_links(network, graph),
        components=components,
        clusters=groups,
        density=round(len(pairs) / (count * (count - 1) / 2), _PLACES) if count > 1 else 0.0,
        modularity=round(float(modularity(groups, pairs)), _PLACES),
    )


def betweenness(chart: Chart, only: Filter = EVERY_LINK) -> dict[str, float]:
    """The betweenness of each entity alone, for shading a chart while it is drawn."""
    network = Network(chart, only)
    found = rx.betweenness_centrality(network.simple(), parallel_threshold=_ONE_THREAD)
    return _of_nodes(network, found)


def dump_measures(found: Measures) -> Json:
    """The measures as JSON for a browser or a tool."""
    return {
        "schema": SCHEMA,
        "entities": [{"id": key, **asdict(one)} for key, one in found.entities.items()],
        "links": [{"id": key, "betweenness": value} for key, value in found.links.items()],
        "components": found.components,
        "clusters": found.clusters,
        "density": found.density,
        "modularity": found.modularity,
    }


def _plain(only: Filter) -> Filter:
    return Filter(only.types, only.strengths, Follow.ANY, only.since, only.until)


def _pairs(network: Network) -> dict[tuple[str, str], int]:
    """Each linked pair once, with how many links it has."""
    found: dict[tuple[str, str], int] = {}
    for link in network.links.values():
        pair = (min(link.source, link.target), max(link.source, link.target))
        found[pair] = found.get(pair, 0) + 1
    return found


def _of_nodes(network: Network, values: Any) -> dict[str, float]:
    return {key: round(values[at], _PLACES) for at, key in enumerate(network.ids)}


def _components(network: Network, plain: Any) -> list[list[str]]:
    found = [sorted(network.ids[at] for at in one) for one in rx.connected_components(plain)]
    return sorted(found, key=lambda names: (-len(names), names[0]))


def _eigenvector(network: Network, plain: Any) -> dict[str, float] | None:
    if not plain.num_edges():
        return dict.fromkeys(network.ids, 0.0)
    try:
        found = rx.graph_eigenvector_centrality(plain, max_iter=20_000, tol=1e-8)
    except rx.FailedToConverge:
        return None
    most = max(found.values())
    alone = {at for at in plain.node_indices() if not plain.degree(at)}  # else a rest of iterating
    return {
        key: 0.0 if at in alone else round(found[at] / most, _PLACES)
        for at, key in enumerate(network.ids)
    }


def _places(groups: list[list[str]]) -> dict[str, int]:
    return {key: at for at, group in enumerate(groups) for key in group}


def _degrees(network: Network) -> dict[str, tuple[int, int, int]]:
    """Links, arrows in and arrows out, by entity; a link with two arrows is both at each end."""
    found = {key: [0, 0, 0] for key in network.ids}
    for link in network.links.values():
        arrows = () if link.direction is Direction.NONE else walked(link, Follow.WITH)
        for end in (link.source, link.target):
            found[end][0] += 1
        for source, target in arrows:
            found[target][1] += 1
            found[source][2] += 1
    return {key: (one[0], one[1], one[2]) for key, one in found.items()}


def _links(network: Network, graph: Any) -> dict[str, float]:
    """The betweenness of each link: that of its pair, both ways together where arrows count."""
    values = rx.edge_betweenness_centrality(graph, parallel_threshold=_ONE_THREAD)
    ways: dict[tuple[str, str], float] = {}
    for at, (source, target) in enumerate(graph.edge_list()):
        ways[network.ids[source], network.ids[target]] = values[at]

    def of(link: Link) -> float:
        both = ((link.source, link.target), (link.target, link.source))
        steps = walked(link, network.only.follow) if network.only.follow is not Follow.ANY else both
        return round(sum(ways.get(step, 0.0) for step in steps), _PLACES)

    return {key: of(link) for key, link in network.links.items()}
