"""The part of an edit that says what changes: read, written, and turned back."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import N_
from lms.engines.linkchart.model import (
    LABEL_SIGNS,
    MOST_ALIASES,
    NOTE_SIGNS,
    Entity,
    Link,
)
from lms.engines.linkchart.parts import (
    dump_attributes,
    dump_card,
    read_attributes,
    read_cards,
    read_date,
    read_id,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.reading import Node

Changes = dict[str, Any]


def entity_changes(node: Node) -> Changes:
    """New values by field name; problems go to the node's list."""
    found: Changes = {}
    if node.has("type"):
        found["type"] = node.choice("type", ENTITY_TYPES)
    if node.has("label"):
        found["label"] = node.string("label", most=LABEL_SIGNS)
        if not found["label"]:
            node.fault("label", N_("Write a name."))
    if node.has("aliases"):
        names = node.strings("aliases", low=0, high=MOST_ALIASES, most=LABEL_SIGNS)
        found["aliases"] = tuple(names)
    _texts(node, found, identity=LABEL_SIGNS, note=NOTE_SIGNS)
    _common(node, found)
    node.close()
    return found


def link_changes(node: Node) -> Changes:
    """New values by field name; problems go to the node's list."""
    found: Changes = {}
    for name in ("source", "target"):
        if node.has(name):
            found[name] = read_id(node, name)
    if node.has("direction"):
        found["direction"] = Direction(node.choice("direction", Direction))
    if node.has("strength"):
        found["strength"] = Strength(node.choice("strength", Strength))
    if node.has("assessed"):
        found["assessed"] = node.truth("assessed")
    _texts(node, found, type=64, label=LABEL_SIGNS, note=NOTE_SIGNS)
    _common(node, found)
    node.close()
    return found


def _texts(node: Node, found: Changes, **most: int) -> None:
    for name, signs in most.items():
        if node.has(name):
            found[name] = node.string(name, most=signs)


def _common(node: Node, found: Changes) -> None:
    if node.has("cards") or node.has("evidence"):
        found["cards"] = read_cards(node)
    if node.has("attributes"):
        found["attributes"] = read_attributes(node)
    for name in ("since", "until"):
        if node.has(name):
            found[name] = read_date(node, name)


def dump_changes(changes: Mapping[str, Any]) -> Changes:
    """Changes as JSON."""
    return {name: _plain(name, value) for name, value in changes.items()}


def _plain(name: str, value: Any) -> Any:
    if name == "cards":
        return [dump_card(card) for card in value]
    if name == "attributes":
        return dump_attributes(value)
    return list(value) if isinstance(value, tuple) else value


def as_it_was(thing: Entity | Link, changes: Mapping[str, Any]) -> Changes:
    """The values that these changes would replace."""
    return {name: getattr(thing, name) for name in changes}
