"""Our own tables: one row for each link and card, and a file of entities beside it.

The first eighteen columns are what i2's import asks for; those after them keep what it does not.
"""

import re
from collections.abc import Iterable, Sequence

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.delimited import MEDIA_TYPE, write_text_table
from lms.engines.linkchart.exchange.ends import unique_identities
from lms.engines.linkchart.exchange.grades import words_of
from lms.engines.linkchart.exchange.kinds import type_name
from lms.engines.linkchart.exchange.rows_read import EMPTY_VALUE
from lms.engines.linkchart.exchange.sheets import MEDIA_TYPE as XLSX
from lms.engines.linkchart.exchange.sheets import write_sheets
from lms.engines.linkchart.exchange.spec import (
    AttributeFrom,
    Between,
    CardFrom,
    End,
    Pick,
    Spec,
)
from lms.engines.linkchart.exchange.types import NOTICE, Exported
from lms.engines.linkchart.exchange.words import clean, from_one_line, in_one_line, joined
from lms.engines.linkchart.model import AttributeKind, Card, Chart, Entity, Link

LINKS, ENTITIES = "Links", "Entities"
CARD = ("source ref", "source type", "grade1", "grade2", "grade3", "description")
EDGE = (
    "end1 type", "end1 identity", "end1 label", "end2 type", "end2 identity", "end2 label",
    "link type", "link label", "direction", "strength", "date", "time", *CARD,
)  # fmt: skip
EDGE_MORE = ("link id", "until", "note", "assessed", "card id", "card summary", "card date")
NODE = (
    "type", "identity", "label", "aliases", "date", "until", "note", "x", "y", *CARD, "entity id",
    "identity on the chart", "card id", "card summary", "card date",
)  # fmt: skip
_ATTRIBUTE = re.compile(r"attribute: (.*) \((text|number|flag|time)\)", re.DOTALL)
Named = tuple[str, AttributeKind]


def write_csv(chart: Chart, delimiter: str = ",") -> Exported:
    """The links as a text table, and the entities as a file beside it (`nodes`)."""
    edges, nodes = edge_table(chart), node_table(chart)
    return Exported(
        write_text_table(*edges, delimiter),
        MEDIA_TYPE,
        _notes(chart),
        {"nodes": write_text_table(*nodes, delimiter)},
    )


def write_xlsx(chart: Chart) -> Exported:
    """A workbook with a sheet of links and one of entities."""
    content = write_sheets({LINKS: edge_table(chart), ENTITIES: node_table(chart)})
    return Exported(content, XLSX, _notes(chart))


def _notes(chart: Chart) -> tuple[Message, ...]:
    notes = [NOTICE]
    lost = (
        (N_("groups"), bool(chart.groups)),
        (N_("own grades of reports"), bool(chart.grades)),
        (N_("the title block"), any(vars(chart.about).values())),
        (N_("the traces of merging"), any(one.merged for one in chart.entities.values())),
    )
    notes += [
        N_("A table does not hold %(what)s. Use the own format or i2's for that.", what=what)
        for what, there in lost
        if there
    ]
    return tuple(notes)


def edge_table(chart: Chart) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the links: as many rows for a link as it has cards, at least one."""
    names = _attribute_names(chart.links.values())
    identities = unique_identities(chart.entities.values())
    rows = [
        _plain([*_edge(chart, link, identities, card), *_values(link, names)])
        for link in chart.links.values()
        for card in link.cards or (None,)
    ]
    return [*EDGE, *EDGE_MORE, *map(_heading, names)], rows


def node_table(chart: Chart) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the entities: as many rows for one as it has cards, at least one."""
    names = _attribute_names(chart.entities.values())
    identities = unique_identities(chart.entities.values())
    rows = [
        _plain([*_node(entity, identities[entity.id], card), *_values(entity, names)])
        for entity in chart.entities.values()
        for card in entity.cards or (None,)
    ]
    return [*NODE, *map(_heading, names)], rows


def _edge(chart: Chart, link: Link, identities: dict[str, str], card: Card | None) -> Iterable[str]:
    for key in (link.source, link.target):
        end = chart.entities[key]
        yield from (type_name(end.type), identities[key], end.label)
    day, _, time = link.since.partition("T")
    yield from (link.type, link.label, link.direction.value, link.strength.value, day, time)
    yield from _card(card)
    yield from (link.id, link.until, link.note, "true" if link.assessed else "")
    yield from _card_rest(card)


def _node(entity: Entity, identity: str, card: Card | None) -> Iterable[str]:
    x, y = map(str, entity.at) if entity.at else ("", "")
    yield from (type_name(entity.type), identity, entity.label, joined(entity.aliases))
    yield from (entity.since, entity.until, entity.note, x, y)
    yield from _card(card)
    yield from (entity.id, entity.identity)
    yield from _card_rest(card)


def _card(card: Card | None) -> Sequence[str]:
    if card is None:
        return ("",) * len(CARD)
    return (card.source, card.source_type, *words_of(card.grading), card.text)


def _card_rest(card: Card | None) -> Sequence[str]:
    return (card.id, card.summary, card.date) if card else ("", "", "")


def _plain(cells: Iterable[str]) -> list[str]:
    """Cells in one line each. An attribute's empty value is already written as such."""
    return [cell if cell == EMPTY_VALUE else in_one_line(clean(cell)) for cell in cells]


def _attribute_names(items: Iterable[Entity | Link]) -> list[Named]:
    pairs = ((name, one.kind) for item in items for name, one in item.attributes.items())
    return list(dict.fromkeys(pairs))


def _heading(named: Named) -> str:
    return f"attribute: {in_one_line(clean(named[0]))} ({named[1].value})"


def _values(item: Entity | Link, names: Sequence[Named]) -> Iterable[str]:
    for name, kind in names:
        one = item.attributes.get(name)
        yield "" if one is None or one.kind is not kind else one.value or EMPTY_VALUE


def own_spec(columns: Sequence[str], delimiter: str = "", sheet: str = "") -> Spec | None:
    """The specification of a table of our own by its columns; None for other tables.

    The first eighteen columns are enough for links, the first three for entities.
    """
    there = set(columns)
    card = CardFrom(
        source="source ref",
        source_type="source type",
        text="description",
        source_grade="grade1",
        information_grade="grade2",
        handling_grade="grade3",
    )
    attributes = _attributes(columns)
    if there.issuperset(EDGE):
        whole = there.issuperset(EDGE_MORE)
        return Spec(
            end1=End(Pick(column="end1 type"), ("end1 identity",), "end1 label"),
            end2=End(Pick(column="end2 type"), ("end2 identity",), "end2 label"),
            link=_own_link(attributes, whole),
            card=_own_card(card) if whole else card,
            escapes=whole,
            delimiter=delimiter,
            sheet=sheet,
        )
    if there.issuperset(NODE):
        return Spec(
            end1=_own_end(attributes),
            card=_own_card(card),
            escapes=True,
            delimiter=delimiter,
            sheet=sheet,
        )
    return None


def _own_link(attributes: tuple[AttributeFrom, ...], whole: bool) -> Between:
    plain = Between(
        Pick(column="link type"),
        label="link label",
        direction=Pick(column="direction"),
        strength=Pick(column="strength"),
        since="date",
        time="time",
        attributes=attributes,
    )
    if not whole:
        return plain
    return Between(
        **{
            **vars(plain),
            "identity": ("link id",),
            "until": "until",
            "note": "note",
            "assessed": "assessed",
            "id": "link id",
        }
    )


def _own_end(attributes: tuple[AttributeFrom, ...]) -> End:
    return End(
        Pick(column="type"),
        ("identity",),
        "label",
        shown_identity="identity on the chart",
        aliases="aliases",
        note="note",
        since="date",
        until="until",
        x="x",
        y="y",
        id="entity id",
        attributes=attributes,
    )


def _own_card(card: CardFrom) -> CardFrom:
    return CardFrom(
        **{**vars(card), "id": "card id", "summary": "card summary", "date": "card date"}
    )


def _attributes(columns: Sequence[str]) -> tuple[AttributeFrom, ...]:
    found = ((column, _ATTRIBUTE.fullmatch(column)) for column in columns)
    return tuple(
        AttributeFrom(from_one_line(match[1]), column, AttributeKind(match[2]))
        for column, match in found
        if match
    )
