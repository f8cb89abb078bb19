"""Identities and places that a file needs where the chart has none."""

from collections.abc import Iterable

from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import Chart, Entity

_STEP = 130
_COLUMNS = 8


def unique_identities(entities: Iterable[Entity]) -> dict[str, str]:
    """An identity for each entity, by id: its own or its label, numbered where it is taken.

    Case and spaces do not tell identities apart, as people do not.
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for entity in entities:
        wanted = (clean(entity.identity) or clean(entity.label)).strip() or entity.id
        folded = _folded(wanted)
        chosen = wanted
        while _folded(chosen) in taken:
            counts[folded] = counts.get(folded, 1) + 1
            chosen = f"{wanted} ({counts[folded]})"
        taken.add(_folded(chosen))
        found[entity.id] = chosen
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def places(chart: Chart) -> dict[str, tuple[int, int]]:
    """Where each entity is drawn: where it was put, the others in rows below all of these."""
    put = {key: one.at for key, one in chart.entities.items() if one.at is not None}
    left = min((x for x, _ in put.values()), default=0)
    top = max((y for _, y in put.values()), default=-_STEP) + _STEP
    free = [key for key in chart.entities if key not in put]
    for place, key in enumerate(free):
        put[key] = (left + place % _COLUMNS * _STEP, top + place // _COLUMNS * _STEP)
    return put
