"""An i2 chart exchange file as a chart: both ways of linking, cards at either place, any order.

What i2 knows and a chart does not is kept as an attribute; what cannot be is told.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lms.core.messages import N_
from lms.engines.linkchart.exchange.anx_head import Head, about_and_beside
from lms.engines.linkchart.exchange.anx_stream import Attributes, RawItem, read_raw
from lms.engines.linkchart.exchange.building import Builder, Types, with_type
from lms.engines.linkchart.exchange.dates import from_i2
from lms.engines.linkchart.exchange.fitting import AS_WRITTEN
from lms.engines.linkchart.exchange.own import COLOUR, Read, card_id, kept, read_rows
from lms.engines.linkchart.exchange.types import (
    LIMITS,
    Imported,
    Limits,
    Told,
    TypeMap,
    Unreadable,
    at_line,
    refused,
)
from lms.engines.linkchart.exchange.words import colour_of, parted
from lms.engines.linkchart.model import Attribute, Card, Entity, Grading, Link, Merged
from lms.engines.linkchart.parts import FARTHEST
from lms.engines.linkchart.vocabulary import Direction

_BLACK, _WHITE = "#000000", "#ffffff"
_STRENGTH = "Strength in the file"
_ARROWS = {
    "arrowonhead": Direction.FORWARD,
    "arrowontail": Direction.FORWARD,
    "arrowonboth": Direction.BOTH,
}


def read_anx(content: bytes, *, types: TypeMap | None = None, limits: Limits = LIMITS) -> Imported:
    """The chart in the file, with every problem at its line."""
    try:
        return _Reading(content, types or TypeMap(), limits).imported()
    except Unreadable as error:
        return refused(error)


class _Reading:
    def __init__(self, content: bytes, types: TypeMap, limits: Limits) -> None:
        self.raw = read_raw(content, limits)
        self.told = Told()
        self.head = Head(self.raw)
        self.types = Types(self.told, types)
        self.builder = Builder(self.told, limits)
        self.by_number: dict[str, str] = {}
        self.by_item: dict[str, str] = {}

    def imported(self) -> Imported:
        entities = [one for one in self.raw.items if one.entity is not None]
        places = [_place(item) for item in entities]
        laid_out = len(set(places)) != 1 or len(places) == 1
        for item, at in zip(entities, places, strict=True):
            self._entity(item, at, laid_out=laid_out)
        for item in self.raw.items:
            if item.entity is None and item.link is not None:
                self._link(item, item.link)
            elif item.entity is None:
                message = N_("This item is neither an entity nor a link. It was left out.")
                self.told.mended(at_line(item.line), message)
        chart = self.builder.chart()
        about, beside = about_and_beside(self.raw, chart, self.told)
        chart = self.builder.chart(about, beside.groups, beside.grades)
        if not chart.entities:
            self.told.note(N_("There is nothing on this chart."))
        return self.told.imported(chart, *self.types.seen())

    def _entity(self, item: RawItem, at: tuple[int, int], *, laid_out: bool) -> None:
        where = at_line(item.line)
        raw = item.entity or {}
        name, icon = self.head.entity_type(item.style)
        kind = self.types.entity(name, where, item.shape, icon)
        label, written = item.item.get("Label", ""), raw.get("Identity", "").strip()
        read, cards, since = self._common(item)
        is_label = raw.get("LabelIsIdentity", "").lower() in ("true", "1")
        identity = "" if is_label or written == label.strip() else written
        data = read.data
        own = kept(data, "identity", written)
        entity = Entity(
            id=_word(data.get("id")),
            type=kind,
            label=label,
            identity=identity if own is None else own,
            aliases=parted(read.aliases),
            cards=cards,
            note=item.item.get("Description", ""),
            attributes=read.attributes,
            since=since,
            until=read.until,
            merged=_merged(data.get("merged")),
            at=None if _is_free(data, item) or not (laid_out or data) else at,
        )
        unique = written or (label.strip() if is_label else "")
        key = self.builder.entity(with_type(entity, name), where, (unique,) if unique else ())
        if raw.get("EntityId"):
            self.by_number.setdefault(raw["EntityId"], key)
        if item.item.get("Id"):
            self.by_item.setdefault(item.item["Id"], key)

    def _link(self, item: RawItem, raw: Attributes) -> None:
        where = at_line(item.line)
        source, target = self._ends(raw)
        arrow = item.style.get("ArrowStyle", "").lower()
        if arrow == "arrowontail":
            source, target = target, source
        read, cards, since = self._common(item)
        name = self.head.link_type(item.style)
        label = item.item.get("Label", "")
        strength, unknown = self.head.strength(item.style)
        attributes = dict(read.attributes)
        if unknown:
            attributes.setdefault(_STRENGTH, Attribute(unknown))
        own = kept(read.data, "type", name)
        self.builder.link(
            Link(
                id=_word(read.data.get("id")),
                source=source,
                target=target,
                type=self.types.link(name if own is None else own),
                direction=_ARROWS.get(arrow, Direction.NONE),
                strength=strength,
                label=label if label != name else kept(read.data, "label", name) or "",
                cards=cards,
                assessed=read.assessed,
                note=item.item.get("Description", ""),
                attributes=MappingProxyType(attributes),
                since=since,
                until=read.until,
            ),
            where,
        )

    def _ends(self, raw: Attributes) -> tuple[str, str]:
        """The first pair that is there: by number, else by reference."""
        for names, known in (
            (("End1Id", "End2Id"), self.by_number),
            (("End1Reference", "End2Reference"), self.by_item),
        ):
            first, second = (known.get(raw.get(name, ""), "") for name in names)
            if first and second:
                return first, second
        return "", ""

    def _common(self, item: RawItem) -> tuple[Read, tuple[Card, ...], str]:
        """Attributes, cards and date of an item. Its own source and grades become a card."""
        read = read_rows([self.head.attribute(one) for one in item.attributes])
        attributes = dict(read.attributes)
        colour = _colour(item)
        if colour and COLOUR not in attributes:
            attributes[COLOUR] = Attribute(colour)
        since, words = from_i2(item.item)
        if words:
            since = since or words
            if since != words:
                attributes.setdefault(AS_WRITTEN, Attribute(words))
        cards = [self._card(one, card_id(read.data, at)) for at, one in enumerate(item.cards)]
        if (_said(item.item), self.head.grading(item.item)) != _UNSAID:
            own = {k: v for k, v in item.item.items() if k not in _NOT_OF_CARD}
            cards.append(self._card(own, "c0"))
        fields = Read(
            MappingProxyType(attributes), read.aliases, read.until, read.assessed, read.data
        )
        return fields, tuple(cards), since

    def _card(self, raw: Attributes, key: str) -> Card:
        date, words = from_i2(raw)
        text = raw.get("Text", "")
        if words and date:
            text = f"{text}\n{AS_WRITTEN}: {words}".strip()
        return Card(
            key,
            raw.get("SourceReference", ""),
            raw.get("SourceType", ""),
            raw.get("Summary", ""),
            text,
            self.head.grading(raw),
            date or words,
        )


_NOT_OF_CARD = ("DateTime", "DateSet", "TimeSet", "DateTimeDescription")
_UNSAID = ("", Grading())


def _said(item: Attributes) -> str:
    return item.get("SourceReference", "") + item.get("SourceType", "")


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _merged(value: Any) -> tuple[Merged, ...]:
    rows = value if isinstance(value, list) else []
    return tuple(
        Merged(*row)
        for row in rows[:100]
        if isinstance(row, list) and len(row) == 3 and all(isinstance(one, str) for one in row)
    )


def _is_free(data: Mapping[str, Any], item: RawItem) -> bool:
    """Whether the place was made up by the writer, and nobody moved it since."""
    return data.get("free") == [item.end.get("X"), item.end.get("Y")]


def _place(item: RawItem) -> tuple[int, int]:
    return _whole(item.end.get("X", "")), _whole(item.end.get("Y", ""))


def _whole(text: str) -> int:
    try:
        return max(-FARTHEST, min(FARTHEST, round(float(text))))
    except (ValueError, OverflowError):
        return 0


def _colour(item: RawItem) -> str:
    """The colour that somebody gave the item: white and black are what nobody chose."""
    for name in ("IconShadingColour", "BackColour", "LineColour"):
        colour = colour_of(item.style.get(name, ""))
        if colour and colour not in (_BLACK, _WHITE):
            return colour
    return ""
