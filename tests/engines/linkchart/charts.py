"""Charts written in a line: "a>b" an arrow, "a-b" none, "a=b" both ways."""

from lms.engines.linkchart.model import Chart, Entity, Link
from lms.engines.linkchart.vocabulary import Direction, Strength

_SIGNS = {">": Direction.FORWARD, "-": Direction.NONE, "=": Direction.BOTH}


def chart(*links: str, alone: str = "") -> Chart:
    """A chart of links such as "a>b calls confirmed 2019-03 2019-04"; all but the ends may miss.

    The links are l0, l1 and so on; `alone` names entities without one.
    """
    found = {}
    for at, words in enumerate(links):
        ends, *more = words.split()
        sign = next(sign for sign in ends if sign in _SIGNS)
        source, target = ends.split(sign)
        kind, strength, since, until = (*more, *["knows", "confirmed", "", ""][len(more) :])
        found[f"l{at}"] = Link(
            f"l{at}",
            source,
            target,
            kind,
            direction=_SIGNS[sign],
            strength=Strength(strength),
            since="" if since == "." else since,
            until="" if until == "." else until,
        )
    ids = [end for link in found.values() for end in (link.source, link.target)]
    entities = {key: Entity(key, "person", key.upper()) for key in (*ids, *alone.split())}
    return Chart(entities, found)
