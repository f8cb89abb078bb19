"""The key of a case drawn as a chart: for demonstrations, tests and the look at an answer."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import rustworkx as rx

from lms.engines.linkchart.board import Event
from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.model import Entity, Link, citing
from lms.engines.linkchart.steps_items import AddEntity, AddLink
from lms.engines.linkchart.vocabulary import Direction

WIDE, HIGH = 190, 130  # pixels that a thing with its name takes


def draw_key(key: Key, share: Fraction) -> Iterator[Event]:
    """Steps that draw the first `share` of the key's links, each behind its ends."""
    links = key.links[: int(len(key.links) * share)]
    places = _places(links)
    drawn: set[str] = set()
    for link in links:
        for code in (link.source, link.target):
            if code not in drawn:
                drawn.add(code)
                right = key.entities[code]
                yield AddEntity(Entity(f"m-{code}", right.type, right.names[0], at=places[code]))
        yield AddLink(_link(link))


def _places(links: Sequence[KeyLink]) -> dict[str, tuple[int, int]]:
    """Where each end is drawn, in pixels: what is linked stands near, the rest apart."""
    codes = list(dict.fromkeys(end for link in links for end in (link.source, link.target)))
    if not codes:
        return {}
    number = {code: at for at, code in enumerate(codes)}
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(codes)
    graph.add_edges_from_no_data([(number[link.source], number[link.target]) for link in links])
    found = rx.spring_layout(graph, seed=1, num_iter=400, k=2 / len(codes) ** 0.5)
    size = len(codes) ** 0.5 / 1.6
    return {
        code: (round(found[at][0] * size * WIDE), round(found[at][1] * size * HIGH))
        for code, at in number.items()
    }


def _link(link: KeyLink) -> Link:
    return Link(
        id=f"m-{link.id}",
        source=f"m-{link.source}",
        target=f"m-{link.target}",
        type=link.type,
        direction=Direction.FORWARD if link.directed else Direction.NONE,
        strength=link.strength,
        cards=citing(sorted(link.evidence[0])),
    )
