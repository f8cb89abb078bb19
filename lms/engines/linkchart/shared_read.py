"""What a shared document holds, read as a chart. It never fails: a value that no chart could hold
is left out, and an item only where its id, type, name or ends are wrong, so that a broken or
hostile update harms nobody. The browser reads by the same rules (static/exercises/chart_read.js).
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from lms.engines.linkchart.model import (
    LABEL_SIGNS,
    MOST_ALIASES,
    MOST_ATTRIBUTES,
    MOST_CARDS,
    MOST_ENTITIES,
    NOTE_SIGNS,
    About,
    AttributeKind,
    Chart,
    Entity,
    Group,
)
from lms.engines.linkchart.parts import (
    Json,
    dump_card,
    is_id,
    read_about,
    read_card,
    read_entity,
    read_grade,
    read_group,
    read_link,
    read_merged,
)
from lms.engines.reading import Node, Problems

LISTED = ("cards", "merged")
SETS = ("aliases", "members")
MOST_REPORT = 16
_MOST_MERGED = 100
_FARTHEST_ORDER = 2**53
_GRADING = ("scheme", "source", "information", "handling")
_CARD = ("id", "source", "source_type", "summary", "text", "grading", "date")
_MERGED = ("id", "label", "why")
T = TypeVar("T")
Read = Callable[[Node], T]
READERS: Mapping[str, Read[Any]] = {
    "entities": read_entity,
    "links": read_link,
    "groups": read_group,
    "grades": read_grade,
}


class Items:
    """The items of a document as plain values: each is read again only when it was touched."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, tuple[float, Any]]] = {name: {} for name in READERS}
        self._about = About()

    def take(self, name: str, key: str, raw: Any) -> None:
        """An item as it stands in the document now; None where it is gone."""
        if not isinstance(raw, Mapping):
            self._found[name].pop(key, None)
        elif name == "grades":
            fits = len(key) <= MOST_REPORT
            self._found[name][key] = (0, _fitting(raw, read_grade) if fits else None)
        else:
            item = _item(_unshared(key, raw), READERS[name]) if is_id(key) else None
            self._found[name][key] = (order_of(raw), item)

    def take_about(self, raw: Mapping[str, Any]) -> None:
        """The title block as it stands in the document now."""
        self._about = _fitting(raw, read_about) or About()

    def behind(self, name: str) -> float:
        """A place behind all items of a kind."""
        return max((order for order, _ in self._found[name].values()), default=-1) + 1

    def chart(self) -> Chart:
        """The chart; links need both ends, and groups hold only what is there."""
        entities = self._ordered("entities")
        links = {
            key: link
            for key, link in self._ordered("links").items()
            if link.source in entities and link.target in entities
        }
        groups = {
            key: with_known(group, entities) for key, group in self._ordered("groups").items()
        }
        return Chart(
            MappingProxyType(entities),
            MappingProxyType(links),
            MappingProxyType(self._ordered("grades")),
            MappingProxyType(groups),
            self._about,
        )

    def _ordered(self, name: str) -> dict[str, Any]:
        found = [(at, key, one) for key, (at, one) in self._found[name].items() if one is not None]
        return {key: one for _, key, one in sorted(found, key=lambda entry: entry[:2])}


def order_of(value: Any) -> float:
    """The place of an entry, where it has one: a number of at most 2**53 either way, else 0."""
    place = value.get("n") if isinstance(value, Mapping) else value
    if isinstance(place, bool) or not isinstance(place, int | float):
        return 0
    return place if math.isfinite(place) and abs(place) <= _FARTHEST_ORDER else 0


def _ordered(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(values.items(), key=lambda one: (order_of(one[1]), one[0]))


def _unshared(key: str, fields: Mapping[str, Any]) -> Json:
    """An item as the readers of the own JSON take it."""
    found = {name: value for name, value in fields.items() if name != "n"}
    for name in LISTED:
        if isinstance(found.get(name), Mapping):
            found[name] = [_without_n(one) for _, one in _ordered(found[name])]
    for name in SETS:
        if isinstance(found.get(name), Mapping):
            found[name] = [one for one, _ in _ordered(found[name])]
    return {**found, "id": key}


def _without_n(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {name: one for name, one in value.items() if name != "n"}


def _item(fields: Json, read: Read[T]) -> T | None:
    problems = Problems()
    found = read(Node(fields, "", problems))
    fit = found if not problems.found else _fitting(_mended(fields), read)
    if isinstance(fit, Entity) and len(set(fit.aliases)) < len(fit.aliases):
        return replace(fit, aliases=tuple(dict.fromkeys(fit.aliases)))
    return fit


def _fitting(fields: Mapping[str, Any], read: Read[T]) -> T | None:
    """What is read once the fields at fault are left out; None where one is needed."""
    while True:
        problems = Problems()
        found = read(Node(fields, "", problems))
        if not problems.found:
            return found
        faulty = {re.split(r"[.\[]", one.path, maxsplit=1)[0] for one in problems.found}
        if not faulty & fields.keys():
            return None
        fields = {name: value for name, value in fields.items() if name not in faulty}


def _mended(fields: Json) -> Json:
    """The lists inside an item without the entries that are at fault, and not too long."""
    found = dict(fields)
    if isinstance(found.get("cards"), list):
        found["cards"] = list(_cards(found["cards"][:MOST_CARDS]))
    if isinstance(found.get("merged"), list):
        found["merged"] = [
            {"id": trace.id, "label": trace.label, "why": trace.why}
            for raw in found["merged"][:_MOST_MERGED]
            if (trace := _fitting(_only(raw, _MERGED), read_merged)) is not None
        ]
    if isinstance(found.get("attributes"), Mapping):
        found["attributes"] = {
            name: one
            for name, raw in sorted(found["attributes"].items())[:MOST_ATTRIBUTES]
            if (one := _fitting(_only(raw, ("value", "kind")), _attribute)) is not None
        }
    for name, count, most in (
        ("aliases", MOST_ALIASES, LABEL_SIGNS),
        ("members", MOST_ENTITIES, 40),
    ):
        if isinstance(found.get(name), list):
            found[name] = _texts(found[name][:count], most)
    return found


def _cards(raws: Iterable[Any]) -> Iterable[Json]:
    for raw in raws:
        fields = _only(raw, _CARD)
        if isinstance(fields.get("grading"), Mapping):
            fields["grading"] = _fitting(_only(fields["grading"], _GRADING), _grading)
        card = _fitting(fields, read_card)
        if card is not None:
            yield dump_card(card)


def _grading(node: Node) -> Json:
    return {name: node.string(name, most=LABEL_SIGNS, default="") for name in _GRADING}


def _attribute(node: Node) -> Json:
    kind = node.choice("kind", AttributeKind, default=AttributeKind.TEXT)
    return {"value": node.string("value", most=NOTE_SIGNS), "kind": kind}


def _only(raw: Any, names: tuple[str, ...]) -> Json:
    return {name: raw[name] for name in names if name in raw} if isinstance(raw, Mapping) else {}


def _texts(raws: Iterable[Any], most: int) -> list[str]:
    found: list[str] = []
    for raw in raws:
        words = _fitting({"words": raw}, lambda node: node.string("words", most=most))
        if words and words not in found:
            found.append(words)
    return found


def with_known(group: Group, entities: Mapping[str, Entity]) -> Group:
    """The group with only those members that there are."""
    members = tuple(one for one in group.members if one in entities)
    return Group(group.id, group.label, members, group.entity if group.entity in entities else "")
