"""How central each entity of a chart is."""

from dataclasses import dataclass

import networkx as nx

from lms.engines.linkchart.model import Chart


@dataclass(frozen=True)
class Centrality:
    """Links that end here, and the share of shortest paths that run through (0 to 1)."""

    degree: int
    betweenness: float


def centrality(chart: Chart) -> dict[str, Centrality]:
    """Degree (parallel links count each) and betweenness (parallel links count once)."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(chart.entities)
    graph.add_edges_from((link.source, link.target) for link in chart.links.values())
    between = nx.betweenness_centrality(graph)
    degree = dict.fromkeys(chart.entities, 0)
    for link in chart.links.values():
        degree[link.source] += 1
        degree[link.target] += 1
    return {key: Centrality(degree[key], between[key]) for key in chart.entities}
