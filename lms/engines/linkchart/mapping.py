"""Which entity of the key each drawn entity stands for.

The rule that a near name must be clearly ahead of the next one leaves every drawn entity at most
one candidate, so the assignment between the two sides has exactly one solution and hangs neither
on ids nor on the order of drawing. A second drawn entity for one of the key is a duplicate.
Ids of drawn entities are never looked at: browsers make them, and an id of the key that somebody
guessed must not stand for its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.engines.linkchart.key import Key, KeyEntity
from lms.engines.linkchart.model import Chart, Entity
from lms.engines.linkchart.vocabulary import ENTITY_TYPES


@dataclass(frozen=True)
class Mapped:
    """`to` is the key's id, None if the entity is extra. `near`: read as, not written as."""

    to: str | None
    near: bool = False


def map_entities(chart: Chart, key: Key) -> dict[str, Mapped]:
    """The key's entity for every drawn one, by drawn id."""
    return {entity.id: _map_one(entity, key) for entity in chart.entities.values()}


def _map_one(entity: Entity, key: Key) -> Mapped:
    for text in (entity.label, entity.identity, *entity.aliases):
        fits = key.names.same(text) if text else []
        if fits:
            return Mapped(
                min(fits, key=lambda code: (-type_credit(entity, key.entities[code]), code))
            )
    if ENTITY_TYPES[entity.type].identifier:
        return Mapped(None)
    found = key.names.nearest(entity.label)
    return Mapped(found, near=found is not None)


def type_credit(entity: Entity, right: KeyEntity) -> Fraction:
    """1 for the right type, 3/4 for one of its family, else 1/2."""
    if entity.type == right.type:
        return Fraction(1)
    if ENTITY_TYPES[entity.type].family == ENTITY_TYPES[right.type].family:
        return Fraction(3, 4)
    return Fraction(1, 2)


def grouped(mapping: Mapping[str, Mapped]) -> dict[str, list[str]]:
    """Drawn ids by the key's id; the first of each is the one that counts."""
    found: dict[str, list[str]] = {}
    for drawn, mapped in mapping.items():
        if mapped.to is not None:
            found.setdefault(mapped.to, []).append(drawn)
    return found
