"""A chart as FollowTheMoney entities, one JSON object a line, as Aleph and others load them.

Written by the names of its published schema, without its package. A link becomes the schema that
its type and its ends allow, else `UnknownLink`, which joins any two things. What has no schema
is left out and told.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.dates import moment
from lms.engines.linkchart.exchange.ftm_schema import IDENTITIES, LABELS, LEGAL, edge_schema
from lms.engines.linkchart.exchange.grades import words_of
from lms.engines.linkchart.exchange.types import NOTICE, Exported
from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import Card, Chart, Entity, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES

MEDIA_TYPE = "application/json+ftm"
Json = dict[str, Any]


def write_ftm(chart: Chart) -> Exported:
    """The lines, with notes on what has no place in the schema."""
    writer = _Writer(chart)
    lines = [json.dumps(one, ensure_ascii=False) for one in writer.entities()]
    content = "".join(f"{line}\n" for line in lines)
    return Exported(content.encode(), MEDIA_TYPE, (NOTICE, *writer.notes()))


class _Writer:
    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._schemata = {key: ENTITY_TYPES[one.type].ftm for key, one in chart.entities.items()}
        self._left: Counter[str] = Counter()
        self._links_left = 0

    def entities(self) -> Iterator[Json]:
        """The nodes with their notes, then the links."""
        phones = self._phones()
        for key, one in self._chart.entities.items():
            schema = self._schemata[key]
            if schema:
                yield _node(one, schema, phones.get(key, []))
                yield from _notes_of(one)
            elif one.type != "phone":
                self._left[one.type] += 1
        for link in self._chart.links.values():
            found = self._link(link)
            if found is not None:
                yield found
            elif not self._is_use(link):
                self._links_left += 1

    def notes(self) -> Iterator[Message]:
        """What was left out, after all was written."""
        for name, count in self._left.items():
            yield N_(
                "%(type)s: FollowTheMoney has no schema for it; %(count)s were left out with "
                "their links.",
                type=ENTITY_TYPES[name].label,
                count=count,
            )
        if any(one.type == "phone" for one in self._chart.entities.values()):
            yield N_(
                "Phone numbers are written to the persons and organisations that they are linked "
                "with, and calls between numbers as calls."
            )
        if self._links_left:
            yield N_("%(count)s links have an end that is left out.", count=self._links_left)
        if self._chart.groups or self._chart.grades:
            yield N_("Groups and own grades of reports are not written.")

    def _phones(self) -> dict[str, list[str]]:
        """The numbers of each person and organisation."""
        found: dict[str, list[str]] = {}
        for link in self._chart.links.values():
            for one, other in ((link.source, link.target), (link.target, link.source)):
                if self._schemata[one] in LEGAL and self._is_phone(other):
                    found.setdefault(one, []).append(self._chart.entities[other].label)
        return found

    def _is_phone(self, key: str) -> bool:
        return self._chart.entities[key].type == "phone"

    def _is_use(self, link: Link) -> bool:
        """Whether this link is told by a property: a number and who has it."""
        ends = (link.source, link.target)
        return any(map(self._is_phone, ends)) and any(self._schemata[one] in LEGAL for one in ends)

    def _link(self, link: Link) -> Json | None:
        if self._is_phone(link.source) and self._is_phone(link.target):
            return self._call(link)
        source, target = self._schemata[link.source], self._schemata[link.target]
        if not source or not target:
            return None
        edge = edge_schema(link, source, target)
        return _entity(
            f"concord-{link.id}",
            edge.name,
            {
                edge.source: [f"concord-{link.source}"],
                edge.target: [f"concord-{link.target}"],
                edge.role: [" ".join(filter(None, (link.type, link.label)))],
                **_told(link),
            },
        )

    def _call(self, link: Link) -> Json:
        caller, receiver = (self._chart.entities[key].label for key in (link.source, link.target))
        return _entity(
            f"concord-{link.id}",
            "Call",
            {"callerNumber": [caller], "receiverNumber": [receiver], **_told(link)},
        )


def _told(link: Link) -> dict[str, list[str]]:
    """What every link says: dates, strength, note and cards."""
    texts = [link.note, *map(_card_text, link.cards)]
    return {
        "startDate": _date(link.since),
        "endDate": _date(link.until),
        "description": texts,
        "summary": [f"strength: {link.strength.value}"] + (["assessed"] if link.assessed else []),
        "recordId": list(link.evidence),
    }


def _node(entity: Entity, schema: str, phones: Sequence[str]) -> Json:
    properties: dict[str, list[str]] = {
        "name": [entity.label],
        "alias": list(entity.aliases),
        "notes": [entity.note, *_attributes(entity)],
    }
    for name in LABELS.get(schema, ()):
        properties.setdefault(name, []).append(entity.label)
    if entity.type == "email":
        properties["email"] = [entity.label]
    if entity.identity and schema in IDENTITIES:
        properties.setdefault(IDENTITIES[schema], []).append(entity.identity)
    elif entity.identity:
        properties["notes"].append(entity.identity)
    if phones:
        properties["phone"] = list(phones)
    if schema == "Event":
        properties |= {"startDate": _date(entity.since), "endDate": _date(entity.until)}
    elif entity.since or entity.until:
        properties["notes"].append(f"{entity.since} – {entity.until}")
    return _entity(f"concord-{entity.id}", schema, properties)


def _attributes(item: Entity | Link) -> list[str]:
    return [f"{name}: {one.value}" for name, one in item.attributes.items()]


def _notes_of(entity: Entity) -> Iterator[Json]:
    """A card of an entity is a note about it."""
    for card in entity.cards:
        yield _entity(
            f"concord-{entity.id}-{card.id}",
            "Note",
            {
                "entity": [f"concord-{entity.id}"],
                "name": [card.source or card.summary],
                "description": [_card_text(card)],
            },
        )


def _card_text(card: Card) -> str:
    """A card in one text: reference, type, date, grades, then its words."""
    head = ", ".join(
        filter(None, (card.source, card.source_type, card.date, *words_of(card.grading)))
    )
    return "\n".join(filter(None, (head, card.summary, card.text)))


def _date(value: str) -> list[str]:
    return [moment(value) or value] if value else []


def _entity(key: str, schema: str, properties: dict[str, list[str]]) -> Json:
    found = {}
    for name, values in properties.items():
        plain = [one for one in dict.fromkeys(clean(value).strip() for value in values) if one]
        if plain:
            found[name] = plain
    return {"id": key, "schema": schema, "properties": found}
