"""The part of an edit that says what changes: read, written, and turned back."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import N_
from lms.engines.linkchart.document import read_id
from lms.engines.linkchart.model import (
    LABEL_SIGNS,
    MOST_ALIASES,
    MOST_EVIDENCE,
    NOTE_SIGNS,
    Entity,
    Link,
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
    _texts(node, found, identity=LABEL_SIGNS, note=NOTE_SIGNS)
    _lists(node, found, aliases=(MOST_ALIASES, LABEL_SIGNS), evidence=(MOST_EVIDENCE, 16))
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
    _lists(node, found, evidence=(MOST_EVIDENCE, 16))
    node.close()
    return found


def _texts(node: Node, found: Changes, **most: int) -> None:
    for name, signs in most.items():
        if node.has(name):
            found[name] = node.string(name, most=signs)


def _lists(node: Node, found: Changes, **limits: tuple[int, int]) -> None:
    for name, (high, most) in limits.items():
        if node.has(name):
            found[name] = tuple(node.strings(name, low=0, high=high, most=most))


def dump_changes(changes: Mapping[str, Any]) -> Changes:
    """Changes as JSON."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()
    }


def as_it_was(thing: Entity | Link, changes: Mapping[str, Any]) -> Changes:
    """The values that these changes would replace."""
    return {name: getattr(thing, name) for name in changes}
