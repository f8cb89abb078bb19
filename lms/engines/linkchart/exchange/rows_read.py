"""Rows of a table as a chart, by a specification."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lms.core.messages import N_, Message
from lms.core.spreadsheet import Row
from lms.engines.linkchart.exchange.building import Builder, Types, with_type
from lms.engines.linkchart.exchange.columns import Cells, Named, named_rows
from lms.engines.linkchart.exchange.grades import grading_of
from lms.engines.linkchart.exchange.spec import (
    AttributeFrom,
    Between,
    CardFrom,
    End,
    Pick,
    Spec,
)
from lms.engines.linkchart.exchange.types import (
    Imported,
    Limits,
    Told,
    TypeMap,
    Unreadable,
    at_row,
    refused,
)
from lms.engines.linkchart.exchange.words import from_one_line, parted
from lms.engines.linkchart.model import Attribute, Card, Entity, Grading, Link
from lms.engines.linkchart.parts import FARTHEST
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.scales import SCALES

EMPTY_VALUE = "\\e"
_DIRECTIONS = {
    "forward": "forward", "->": "forward", "→": "forward", "head": "forward", "to": "forward",
    "arrow on head": "forward", "directed": "forward", "end1 to end2": "forward",
    "backward": "backward", "<-": "backward", "←": "backward", "tail": "backward",
    "from": "backward", "arrow on tail": "backward", "end2 to end1": "backward",
    "both": "both", "<->": "both", "↔": "both", "arrow on both": "both", "two-way": "both",
    "none": "none", "--": "none", "-": "none", "no arrow": "none", "undirected": "none",
}  # fmt: skip
_STRENGTHS = {
    "solid": "confirmed", "dashed": "unconfirmed", "dotted": "tentative", "known": "confirmed",
    "suspected": "unconfirmed",
}  # fmt: skip
_YES = {"true", "yes", "1", "x", "y"}


class Reading:
    """A chart that grows by one or more tables."""

    def __init__(self, limits: Limits, types: TypeMap | None = None) -> None:
        self.told = Told()
        self.types = Types(self.told, types or TypeMap())
        self.builder = Builder(self.told, limits)
        self._entities: dict[tuple[str, ...], str] = {}
        self._labels: set[tuple[str, str]] = set()
        self._links: dict[tuple[str, ...], str] = {}

    def table(self, rows: Sequence[Row], spec: Spec) -> None:
        """Take the rows of a table in. Raises Unreadable."""
        for row in named_rows(rows, spec, self.told):
            _RowReader(self, spec, row).read()

    def imported(self) -> Imported:
        """The chart of all tables."""
        chart = self.builder.chart()
        if not chart.entities:
            self.told.refuse(at_row(1), N_("No row gives an entity. Look at the specification."))
        return self.told.imported(chart, *self.types.seen())

    def entity(self, entity: Entity, identity: tuple[str, ...], where: Message) -> str:
        """The id of the entity of this identity: a new one, or one that now knows more."""
        known = self._entities.get(identity)
        if known is None:
            known = self._entities[identity] = self.builder.entity(entity, where)
        elif (known, entity.label) in self._labels and _says_no_more(entity):
            return known
        else:
            self.builder.add_to(known, entity, where)
        self._labels.add((known, entity.label))
        return known

    def link(self, link: Link, identity: tuple[str, ...], where: Message) -> None:
        """A new link, or one more card of one that is there."""
        known = self._links.get(identity) if identity else None
        if known is not None:
            self.builder.add_cards(known, link, where)
            return
        key = self.builder.link(link, where)
        if key is not None and identity:
            self._links[identity] = key


def _says_no_more(entity: Entity) -> bool:
    """Whether this is an end of a link and nothing else."""
    return not (entity.cards or entity.attributes or entity.aliases or entity.note or entity.since)


def read_rows(
    rows: Sequence[Row], spec: Spec, *, limits: Limits, types: TypeMap | None = None
) -> Imported:
    """The chart in the rows of one table."""
    reading = Reading(limits, types)
    try:
        reading.table(rows, spec)
    except Unreadable as error:
        return refused(error)
    return reading.imported()


class _RowReader:
    """Reads one row."""

    def __init__(self, reading: Reading, spec: Spec, row: Named) -> None:
        self._reading = reading
        self._spec = spec
        self._cells: Cells = row.cells
        self._where = at_row(row.number)

    def read(self) -> None:
        spec = self._spec
        card = self._card(spec.card) if spec.card else None
        linked = self._has(spec.end1) and spec.end2 is not None and self._has(spec.end2)
        alone = (card,) if card and not linked else ()
        first = self._end(spec.end1, alone)
        second = self._end(spec.end2, () if first else alone) if spec.end2 else None
        if first is None and second is None:
            self._told(N_("This row names no entity. It was left out."))
        elif spec.link and spec.end2 and not linked:
            self._told(N_("This row names one end only. It gave no link."))
        elif linked and spec.link and first and second:
            self._between(spec.link, first, second, card)

    def _told(self, message: Message) -> None:
        self._reading.told.mended(self._where, message)

    def _text(self, column: str) -> str:
        value = self._cells[column].strip() if column else ""
        return from_one_line(value) if self._spec.escapes else value

    def _picked(self, pick: Pick) -> str:
        if not pick.column:
            return pick.fixed
        value = self._text(pick.column)
        return pick.words.get(value, value)

    def _has(self, end: End) -> bool:
        return any(self._text(name) for name in (*end.identity, end.label))

    def _end(self, end: End, cards: tuple[Card, ...]) -> str | None:
        if not self._has(end):
            return None
        label = self._text(end.label)
        identity = " ".join(filter(None, map(self._text, end.identity))) or label
        name = self._picked(end.type)
        shown = self._text(end.shown_identity) if end.shown_identity else ""
        plain = "" if identity == label or not label else identity
        entity = Entity(
            id=self._text(end.id),
            type=self._type(name),
            label=label or identity,
            identity=shown if end.shown_identity else plain,
            aliases=self._aliases(end.aliases),
            cards=cards,
            note=self._text(end.note),
            attributes=self._attributes(end.attributes),
            since=self._date(end.since, end.time),
            until=self._text(end.until),
            at=self._place(end),
        )
        typed = with_type(entity, name) if name not in ENTITY_TYPES else entity
        return self._reading.entity(typed, (identity,), self._where)

    def _type(self, name: str) -> str:
        return name if name in ENTITY_TYPES else self._reading.types.entity(name, self._where)

    def _aliases(self, column: str) -> tuple[str, ...]:
        if not column:
            return ()
        words = self._text(column)
        if self._spec.escapes:
            return parted(words)
        return tuple(filter(None, (name.strip() for name in words.split(";"))))

    def _attributes(self, wanted: Sequence[AttributeFrom]) -> Mapping[str, Attribute]:
        found = {}
        for one in wanted:
            raw = self._cells[one.column].strip()
            if raw:
                value = "" if self._spec.escapes and raw == EMPTY_VALUE else self._text(one.column)
                found[one.name] = Attribute(value, one.kind)
        return MappingProxyType(found)

    def _date(self, day: str, time: str) -> str:
        since, clock = self._text(day), self._text(time)
        if not since or not clock or "T" in since:
            return since
        return f"{since}T{clock.zfill(5) if clock[1:2] == ':' else clock}"

    def _place(self, end: End) -> tuple[int, int] | None:
        try:
            x, y = round(float(self._text(end.x))), round(float(self._text(end.y)))
        except (ValueError, OverflowError):
            return None
        return (x, y) if max(abs(x), abs(y)) <= FARTHEST else None

    def _between(self, link: Between, source: str, target: str, card: Card | None) -> None:
        direction = self._direction(link)
        if direction == "backward":
            source, target, direction = target, source, "forward"
        identity = tuple(map(self._text, link.identity))
        made = Link(
            id=self._text(link.id),
            source=source,
            target=target,
            type=self._reading.types.link(self._picked(link.type)),
            direction=Direction(direction),
            strength=self._strength(link),
            label=self._text(link.label),
            cards=(card,) if card else (),
            assessed=self._text(link.assessed).casefold() in _YES,
            note=self._text(link.note),
            attributes=self._attributes(link.attributes),
            since=self._date(link.since, link.time),
            until=self._text(link.until),
        )
        self._reading.link(made, identity if any(identity) else (), self._where)

    def _direction(self, link: Between) -> str:
        said = self._picked(link.direction).casefold()
        if said and said not in _DIRECTIONS:
            self._told(N_("“%(word)s” is no direction. An arrow was drawn.", word=said[:40]))
        return _DIRECTIONS.get(said, "forward")

    def _strength(self, link: Between) -> Strength:
        said = self._picked(link.strength).casefold()
        plain = _STRENGTHS.get(said, said)
        if plain and plain not in list(Strength):
            self._told(N_("“%(word)s” is no strength. The line is solid.", word=said[:40]))
        return Strength(plain) if plain in list(Strength) else Strength.CONFIRMED

    def _card(self, wanted: CardFrom) -> Card | None:
        card = Card(
            self._text(wanted.id) or "c1",
            self._text(wanted.source),
            self._text(wanted.source_type),
            self._text(wanted.summary),
            self._text(wanted.text),
            self._grading(wanted),
            self._date(wanted.date, wanted.time),
        )
        blank = card == Card(card.id) and not self._text(wanted.id)
        return None if blank else card

    def _grading(self, wanted: CardFrom) -> Grading:
        words = [
            self._text(one)
            for one in (wanted.source_grade, wanted.information_grade, wanted.handling_grade)
        ]
        if not wanted.scheme:
            return grading_of(words)
        scale = SCALES[wanted.scheme]
        coded = [
            f"{word} ({wanted.scheme})" if word in scale.codes(part) else word
            for word, part in zip(words, ("source", "information", "handling"), strict=True)
        ]
        return grading_of(coded)
