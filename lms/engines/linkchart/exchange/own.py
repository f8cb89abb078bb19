"""What i2 has no field for stands in attributes of our own, so that nothing is lost on the way.

Three of them a person can read ("Concord: also known as", "Concord: until", "Concord: assessed").
The fourth, "Concord: data", is JSON: the id, and for each value that had to be changed for the
file both forms. The first form comes back only while the file still has the second.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.engines.linkchart.exchange.dates import is_moment
from lms.engines.linkchart.exchange.words import clean, joined
from lms.engines.linkchart.model import Attribute, AttributeKind, Card, Entity, Link

OWN = "Concord: "
ALIASES = f"{OWN}also known as"
UNTIL = f"{OWN}until"
ASSESSED = f"{OWN}assessed"
DATA = f"{OWN}data"
COLOUR = "Colour"
_ALL = (ALIASES, UNTIL, ASSESSED, DATA)
_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute as a file holds it: the name of its class and its value."""

    name: str
    value: str


def held_as(attribute: Attribute) -> tuple[AttributeKind, str]:
    """The kind and the words with which a file can hold a value; text if they do not fit."""
    kind, value = attribute.kind, attribute.value
    if kind is AttributeKind.NUMBER and _NUMBER.fullmatch(value):
        return kind, value
    if kind is AttributeKind.FLAG and value in ("true", "false"):
        return kind, value
    if kind is AttributeKind.TIME and is_moment(value):
        return kind, value.removesuffix("Z")
    return AttributeKind.TEXT, clean(value)


class Classes:
    """The attribute classes of a chart: each name with one kind.

    The first kind of a name gets the name; values of another kind get "name (kind)".
    """

    def __init__(self, items: Iterable[Entity | Link]) -> None:
        self.kinds: dict[str, AttributeKind] = dict.fromkeys(_ALL, AttributeKind.TEXT)
        self.kinds[ASSESSED] = AttributeKind.FLAG
        self._names: dict[tuple[str, AttributeKind], str] = {}
        pairs = {
            (name, held_as(one)[0]): None for item in items for name, one in item.attributes.items()
        }
        first: dict[str, AttributeKind] = {}
        for name, kind in pairs:
            first.setdefault(name, kind)
        for name, kind in sorted(pairs, key=lambda pair: first[pair[0]] is not pair[1]):
            self._names[name, kind] = self._place(name, kind)

    def _place(self, name: str, kind: AttributeKind) -> str:
        plain = clean(name).strip() or "Attribute"
        wanted, count = (f"{OWN}{plain}" if plain.startswith(OWN) else plain), 1
        while wanted in self.kinds:
            wanted = f"{plain} ({kind.value})" if count == 1 else f"{plain} ({kind.value} {count})"
            count += 1
        self.kinds[wanted] = kind
        return wanted

    def row(self, name: str, attribute: Attribute) -> Row:
        """An attribute as it is written."""
        kind, value = held_as(attribute)
        return Row(self._names[name, kind], value)


def rows_of(item: Entity | Link, classes: Classes, changed: Json) -> list[Row]:
    """All attributes of an item as written; `changed` is what else its data has to say."""
    rows: list[Row] = []
    data: Json = {"id": item.id, **changed}
    other: dict[str, list[str]] = {}
    for name, attribute in item.attributes.items():
        row = classes.row(name, attribute)
        rows.append(row)
        was = clean(name).strip(), Attribute(clean(attribute.value), attribute.kind)
        if _plain_reading(row, classes.kinds[row.name]) != was:
            other[row.name] = [row.value, was[0], was[1].kind.value, was[1].value]
    if other:
        data["attributes"] = other
    if isinstance(item, Entity) and item.aliases:
        rows.append(Row(ALIASES, joined(item.aliases)))
    if item.until:
        rows.append(Row(UNTIL, item.until))
    if isinstance(item, Link) and item.assessed:
        rows.append(Row(ASSESSED, "true"))
    if item.cards:
        data["cards"] = [card.id for card in item.cards]
    rows.append(Row(DATA, json.dumps(data, ensure_ascii=False, separators=(",", ":"))))
    return rows


def _plain_reading(row: Row, kind: AttributeKind) -> tuple[str, Attribute]:
    """What a reader makes of a written attribute that is nothing special."""
    value = f"{row.value}Z" if kind is AttributeKind.TIME else row.value
    return row.name, Attribute(value, kind)


@dataclass(frozen=True)
class Read:
    """The attributes of an item as they came back: of the person, and our own."""

    attributes: Mapping[str, Attribute]
    aliases: str
    until: str
    assessed: bool
    data: Json


def read_rows(rows: Sequence[tuple[str, str, AttributeKind]]) -> Read:
    """The attributes of an item from their names, values and kinds of class."""
    own = {name: value for name, value, _kind in rows if name in _ALL}
    found: dict[str, Attribute] = {}
    data = _json(own[DATA]) if DATA in own else {}
    changed = data.get("attributes")
    changed = changed if isinstance(changed, dict) else {}
    for name, value, kind in rows:
        if name in _ALL:
            continue
        real, attribute = _as_it_was(changed.get(name), value) or _plain_reading(
            Row(name, value), kind
        )
        found[real] = attribute
    assessed = own.get(ASSESSED, "").lower() in ("true", "1")
    return Read(found, own.get(ALIASES, ""), own.get(UNTIL, ""), assessed, data)


def _as_it_was(kept: object, value: str) -> tuple[str, Attribute] | None:
    if not (isinstance(kept, list) and len(kept) == 4 and all(isinstance(x, str) for x in kept)):
        return None
    written, name, kind, was = kept
    if written != value or kind not in list(AttributeKind):
        return None
    return name, Attribute(was, AttributeKind(kind))


def _json(text: str) -> Json:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def kept(data: Json, name: str, written: str) -> str | None:
    """The first form of a value from [second form, first form], if the file has the second."""
    pair: object = data.get(name)
    if isinstance(pair, list) and len(pair) == 2 and pair[0] == written:
        first: object = pair[1]
        return first if isinstance(first, str) else None
    return None


def card_id(data: Json, place: int) -> str:
    """The id of the card at a place, or a new one."""
    ids: object = data.get("cards")
    wish: object = ids[place] if isinstance(ids, list) and place < len(ids) else None
    return wish if isinstance(wish, str) and _ID.fullmatch(wish) else f"c{place + 1}"


def same_cards(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards with each id once: a second one of that id gets another."""
    found: dict[str, Card] = {}
    for card in cards:
        key, count = card.id, 2
        while key in found:
            key, count = f"{card.id[:34]}-{count}", count + 1
        found[key] = card if key == card.id else _renamed(card, key)
    return tuple(found.values())


def _renamed(card: Card, key: str) -> Card:
    return Card(
        key, card.source, card.source_type, card.summary, card.text, card.grading, card.date
    )
