"""The lists at the head of an i2 file: strengths, grades, source types, classes and types."""

from collections.abc import Mapping

from lms.engines.linkchart.exchange.anx_tags import Ids, group, tag
from lms.engines.linkchart.exchange.grades import lists_of
from lms.engines.linkchart.exchange.kinds import type_name
from lms.engines.linkchart.exchange.own import ALIASES, ASSESSED, DATA, UNTIL, Classes
from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import AttributeKind, Chart, Entity, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Shape, Strength

DOTS = {
    Strength.CONFIRMED: "DotStyleSolid",
    Strength.UNCONFIRMED: "DotStyleDashed",
    Strength.TENTATIVE: "DotStyleDotted",
}
CLASS_TYPES = {
    AttributeKind.TEXT: "AttText",
    AttributeKind.NUMBER: "AttNumber",
    AttributeKind.FLAG: "AttFlag",
    AttributeKind.TIME: "AttTime",
}
REPRESENTED = {
    Shape.CIRCLE: "RepresentAsCircle",
    Shape.BOX: "RepresentAsBox",
    Shape.ICON: "RepresentAsIcon",
}
BLACK, WHITE = "0", "16777215"
# colours of the families of types, as Windows numbers (blue, green, red)
_FAMILY = {
    "party": "9109504", "communication": "32768", "money": "33023", "transport": "8388736",
    "place": "8421376", "document": "8421504", "goods": "255", "event": "128",
}  # fmt: skip


class Tables:
    """The lists of one chart, with the ids that its items refer to."""

    def __init__(self, chart: Chart, ids: Ids, link_names: Mapping[str, str]) -> None:
        items: list[Entity | Link] = [*chart.entities.values(), *chart.links.values()]
        cards = [card for item in items for card in item.cards]
        self._ids = ids
        self.grades = lists_of(card.grading for card in cards)
        self._places = [{text: at for at, text in enumerate(one)} for one in self.grades]
        self._hints = list(dict.fromkeys(card.source_type for card in cards if card.source_type))
        self.strengths = {strength: ids.new() for strength in Strength}
        self.classes = Classes(items)
        used = self.classes.kinds.keys() - _unused(items)
        self.class_ids = {name: ids.new() for name in self.classes.kinds if name in used}
        types = dict.fromkeys(entity.type for entity in chart.entities.values())
        self.entity_types = {name: ids.new() for name in types}
        self.link_names = _names(chart, link_names)
        self.link_types = {name: ids.new() for name in dict.fromkeys(self.link_names.values())}

    def grade_at(self, part: int, words: str) -> str:
        """The index of a grade in its list, as text."""
        return str(self._places[part].get(words, 0))

    def written(self) -> str:
        """All lists, in the order of the public structure."""
        ids = self._ids
        return "\n".join(
            (
                group("StrengthCollection", map(self._strength, self.strengths)),
                *(
                    group(name, [_strings(texts, ids)])
                    for name, texts in zip(
                        ("GradeOne", "GradeTwo", "GradeThree"), self.grades, strict=True
                    )
                ),
                group("SourceHints", [_strings(self._hints, ids)] if self._hints else []),
                group("AttributeClassCollection", map(self._class, self.class_ids)),
                group("EntityTypeCollection", map(self._entity_type, self.entity_types)),
                group("LinkTypeCollection", map(self._link_type, self.link_types)),
            )
        )

    def _strength(self, strength: Strength) -> str:
        name = strength.value.capitalize()
        return tag(
            "Strength", {"Id": self.strengths[strength], "Name": name, "DotStyle": DOTS[strength]}
        )

    def _class(self, name: str) -> str:
        shown = "false" if name == DATA else "true"
        return tag(
            "AttributeClass",
            {
                "Id": self.class_ids[name],
                "Name": name,
                "Type": CLASS_TYPES[self.classes.kinds[name]],
                "ShowValue": shown,
                "Visible": shown,
                "IsUser": "true",
                "UserCanAdd": "true",
                "UserCanRemove": "true",
            },
        )

    def _entity_type(self, name: str) -> str:
        kind = ENTITY_TYPES[name]
        return tag(
            "EntityType",
            {
                "Id": self.entity_types[name],
                "Name": type_name(name),
                "IconFile": kind.anx,
                "Colour": _FAMILY.get(kind.family, BLACK),
                "PreferredRepresentation": REPRESENTED[kind.shape],
            },
        )

    def _link_type(self, name: str) -> str:
        return tag("LinkType", {"Id": self.link_types[name], "Name": name, "Colour": BLACK})


def _strings(texts: list[str], ids: Ids) -> str:
    return group(
        "StringCollection", (tag("String", {"Id": ids.new(), "Text": text}) for text in texts)
    )


def _unused(items: list[Entity | Link]) -> set[str]:
    """Our own classes that no item needs."""
    used = {DATA}
    for item in items:
        used |= {UNTIL} if item.until else set()
        used |= {ALIASES} if isinstance(item, Entity) and item.aliases else set()
        used |= {ASSESSED} if isinstance(item, Link) and item.assessed else set()
    return {name for name in (ALIASES, UNTIL, ASSESSED, DATA) if name not in used}


def _names(chart: Chart, given: Mapping[str, str]) -> dict[str, str]:
    """What each link type is called in the file; no two have one name."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in dict.fromkeys(link.type for link in chart.links.values()):
        name = clean(given.get(key, key)).strip() or "Link"
        if name in taken:
            name = f"{name} ({clean(key)})"
        taken.add(name)
        found[key] = name
    return found
