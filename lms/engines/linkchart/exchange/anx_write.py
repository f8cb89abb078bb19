"""A chart as an i2 chart exchange file (.anx), in either of its two ways of linking.

Links name their ends twice (by number and by reference) and their type and strength twice (by
name and by reference), so that a reader of either way resolves them.
"""

from collections.abc import Mapping

from lms.core.messages import N_
from lms.engines.linkchart.exchange.anx_tables import BLACK, WHITE, Tables
from lms.engines.linkchart.exchange.anx_tags import Ids, group, tag
from lms.engines.linkchart.exchange.beside import beside_as_json
from lms.engines.linkchart.exchange.dates import to_i2
from lms.engines.linkchart.exchange.ends import places, unique_identities
from lms.engines.linkchart.exchange.grades import words_of
from lms.engines.linkchart.exchange.kinds import type_name
from lms.engines.linkchart.exchange.own import COLOUR, OWN, Json, rows_of
from lms.engines.linkchart.exchange.types import NOTICE, Exported
from lms.engines.linkchart.exchange.words import clean, colorref
from lms.engines.linkchart.model import About, Card, Chart, Entity, Grading, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Shape

MEDIA_TYPE = "application/xml"
GRADES = ("GradeOneIndex", "GradeTwoIndex", "GradeThreeIndex")
GROUPS = f"{OWN}groups"
OWN_GRADES = f"{OWN}own grades"
HANDLING, DATE = f"{OWN}handling", f"{OWN}date"
_UNGRADED = dict.fromkeys(GRADES, "0")
_ARROWS = {
    Direction.FORWARD: "ArrowOnHead",
    Direction.NONE: "ArrowNone",
    Direction.BOTH: "ArrowOnBoth",
}


def write_anx(
    chart: Chart, *, references: bool = False, link_names: Mapping[str, str] | None = None
) -> Exported:
    """The file. `references`: the way of linking by Id and IDREF instead of by number and name.
    `link_names` are what link types are called, where that is not their key."""
    writer = _Writer(chart, link_names or {})
    text = writer.file(references)
    notes = [NOTICE]
    if writer.renamed:
        notes.append(
            N_(
                "%(count)s identities were numbered, because i2 wants each once.",
                count=writer.renamed,
            )
        )
    return Exported(text.encode(), MEDIA_TYPE, tuple(notes))


class _Writer:
    def __init__(self, chart: Chart, link_names: Mapping[str, str]) -> None:
        self.chart = chart
        self.ids = Ids()
        self.tables = Tables(chart, self.ids, link_names)
        self.identities = unique_identities(chart.entities.values())
        self.places = places(chart)
        self.numbers = {key: str(at) for at, key in enumerate(chart.entities, start=1)}
        self.items = {key: self.ids.new() for key in (*chart.entities, *chart.links)}
        self.renamed = sum(
            self.identities[key] != (clean(one.identity) or clean(one.label)).strip()
            for key, one in chart.entities.items()
        )

    def file(self, references: bool) -> str:
        head = {
            "IdReferenceLinking": "true" if references else "false",
            "Rigorous": "false",
            "SchemaVersion": "7.0.0.1",
            "BackColour": WHITE,
            "IsBackColourFilled": "true",
            "UseLocalTimeZone": "false",
        }
        items = [self._entity(one) for one in self.chart.entities.values()]
        items += [self._link(one) for one in self.chart.links.values()]
        inner = "".join(
            (
                "\n",
                self.tables.written(),
                self._summary(),
                "\n<ChartItemCollection>\n",
                *items,
                "</ChartItemCollection>\n",
            )
        )
        comment = f"<!-- Concord. {NOTICE.english()} -->"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{comment}\n{tag("Chart", head, inner)}\n'

    def _summary(self) -> str:
        about = self.chart.about
        fields = {
            "SummaryFieldTitle": about.title,
            "SummaryFieldAuthor": about.author,
            "SummaryFieldComments": NOTICE.english(),
        }
        own = {**_about_rest(about), **_beside(self.chart)}
        return group(
            "Summary",
            (
                group(
                    "FieldCollection",
                    (tag("Field", {"Type": k, "Field": v}) for k, v in fields.items() if v),
                ),
                group(
                    "CustomPropertyCollection",
                    (
                        tag("CustomProperty", {"Name": k, "Type": "String", "Value": v})
                        for k, v in own.items()
                    ),
                ),
            ),
        )

    def _entity(self, entity: Entity) -> str:
        x, y = map(str, self.places[entity.id])
        identity = self.identities[entity.id]
        label = clean(entity.label)
        is_label = not entity.identity and identity == label
        data: Json = {}
        if _plain_identity(identity, label) != clean(entity.identity):
            data["identity"] = [identity, clean(entity.identity)]
        if entity.at is None:
            data["free"] = [x, y]
        if entity.merged:
            data["merged"] = [[one.id, clean(one.label), clean(one.why)] for one in entity.merged]
        attributes = {
            "EntityId": self.numbers[entity.id],
            "Identity": identity,
            "LabelIsIdentity": "true" if is_label else "false",
        }
        inner = tag("Entity", attributes, self._drawn(entity) + self._cards(entity.cards))
        item = self._item(entity, entity.label)
        item["XPosition"] = x
        end = tag("End", {"X": x, "Y": y, "Z": "0"}, inner)
        return tag("ChartItem", item, end + self._attributes(entity, data)) + "\n"

    def _drawn(self, entity: Entity) -> str:
        """The circle, box or icon."""
        kind = ENTITY_TYPES[entity.type]
        style = {
            "Type": type_name(entity.type),
            "EntityTypeReference": self.tables.entity_types[entity.type],
        }
        colour = _colour(entity)
        if kind.shape is Shape.ICON:
            shade = {"IconShadingColour": colour} if colour else {}
            return tag("Icon", {}, tag("IconStyle", {**style, **shade}))
        shape = "Circle" if kind.shape is Shape.CIRCLE else "Box"
        back = {"Strength": "Confirmed", "BackColour": colour or WHITE, "Filled": "true"}
        return tag(shape, {}, tag(f"{shape}Style", {**style, **back}))

    def _link(self, link: Link) -> str:
        name = self.tables.link_names[link.type]
        label = clean(link.label)
        data: Json = {}
        if clean(link.type) != name:
            data["type"] = [name, clean(link.type)]
        if label == name:
            data["label"] = [name, label]
        style = {
            "Type": name,
            "LinkTypeReference": self.tables.link_types[name],
            "ArrowStyle": _ARROWS[link.direction],
            "Strength": link.strength.value.capitalize(),
            "StrengthReference": self.tables.strengths[link.strength],
            "LineColour": _colour(link) or BLACK,
            "LineWidth": "1",
        }
        ends = {
            "End1Id": self.numbers[link.source],
            "End2Id": self.numbers[link.target],
            "End1Reference": self.items[link.source],
            "End2Reference": self.items[link.target],
        }
        inner = tag("Link", ends, self._cards(link.cards) + tag("LinkStyle", style))
        item = self._item(link, link.label or name)
        return tag("ChartItem", item, inner + self._attributes(link, data)) + "\n"

    def _item(self, item: Entity | Link, label: str) -> dict[str, str]:
        found = {"Id": self.items[item.id], "Label": label}
        if item.note:
            found["Description"] = item.note
        dates = to_i2(item.since)
        found |= dates
        found["Ordered"] = "true" if dates.get("TimeSet") == "true" else "false"
        return {**found, **_UNGRADED, "Shown": "true"}

    def _cards(self, cards: tuple[Card, ...]) -> str:
        return group("CardCollection", map(self._card, cards))

    def _card(self, card: Card) -> str:
        found = {"Summary": card.summary, "Text": card.text, **to_i2(card.date)}
        found |= {"SourceReference": card.source, "SourceType": card.source_type}
        return tag("Card", {k: v for k, v in found.items() if v} | self._grades(card.grading))

    def _grades(self, grading: Grading) -> dict[str, str]:
        words = words_of(grading)
        return {name: self.tables.grade_at(at, words[at]) for at, name in enumerate(GRADES)}

    def _attributes(self, item: Entity | Link, data: Json) -> str:
        rows = rows_of(item, self.tables.classes, data)
        return tag(
            "AttributeCollection",
            {},
            "".join(
                tag(
                    "Attribute",
                    {
                        "AttributeClass": row.name,
                        "AttributeClassReference": self.tables.class_ids[row.name],
                        "Value": row.value,
                    },
                )
                for row in rows
            ),
        )


def _plain_identity(identity: str, label: str) -> str:
    """What a reader makes of an identity that is nothing special."""
    return "" if identity == label else identity


def _colour(item: Entity | Link) -> str:
    attribute = item.attributes.get(COLOUR)
    number = colorref(attribute.value) if attribute else None
    return "" if number is None else str(number)


def _about_rest(about: About) -> dict[str, str]:
    found = {HANDLING: about.handling, DATE: about.date}
    return {name: value for name, value in found.items() if value}


def _beside(chart: Chart) -> dict[str, str]:
    """Groups and own grades, which i2 has no place for."""
    groups, grades = beside_as_json(chart)
    found = {GROUPS: groups, OWN_GRADES: grades}
    return {name: value for name, value in found.items() if value}
