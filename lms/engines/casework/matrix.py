"""The association matrix: a triangular grid of given entities, each cell blank or with a sign.

People stand first in alphabetical order, then organisations, then things (the convention that the
course teaches). A sign says that two are linked, whether that is confirmed, and whether it is
membership or office; which signs are drawn is a setting of the case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.engines.casework.sheet import Settings, read_settings
from lms.engines.folding import fold
from lms.engines.linkchart.key import Case, KeyEntity, KeyLink, Pair
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Strength
from lms.engines.marking.types import Answered
from lms.engines.reading import Node, Parsed, Problem, Problems

NAME = "association_matrix"
SCHEMA = 1
FEWEST, MOST = 3, 40


class Symbol(StrEnum):
    """What a cell says."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    MEMBER = "member"
    MEMBER_UNCONFIRMED = "member_unconfirmed"

    @property
    def is_member(self) -> bool:
        return self in (Symbol.MEMBER, Symbol.MEMBER_UNCONFIRMED)

    @property
    def is_confirmed(self) -> bool:
        return self in (Symbol.CONFIRMED, Symbol.MEMBER)


SYMBOL_WORDS: dict[Symbol, Message] = {
    Symbol.CONFIRMED: N_("linked, confirmed"),
    Symbol.UNCONFIRMED: N_("linked, not confirmed"),
    Symbol.MEMBER: N_("member, officer or investor, confirmed"),
    Symbol.MEMBER_UNCONFIRMED: N_("member, officer or investor, not confirmed"),
}


@dataclass(frozen=True)
class Cell:
    """Two entities of the grid: `row` stands below `column` in the order."""

    row: KeyEntity
    column: KeyEntity

    @property
    def key(self) -> str:
        return f"{self.column.id}|{self.row.id}"

    @property
    def pair(self) -> Pair:
        return frozenset((self.row.id, self.column.id))

    @property
    def names(self) -> Message:
        return N_("%(one)s and %(other)s", one=self.column.names[0], other=self.row.names[0])


@dataclass(frozen=True)
class Matrix:
    """A matrix task as authored; `entities` in the order of the grid.

    `also` has signs that count as right beside that of the key, where the reports leave a choice.
    """

    settings: Settings
    case: Case
    entities: tuple[KeyEntity, ...]
    also: Mapping[Pair, frozenset[Symbol]] = field(default_factory=dict)

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell, row by row."""
        for at, row in enumerate(self.entities):
            for column in self.entities[:at]:
                yield Cell(row, column)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(cell.key for cell in self.cells)

    def sign(self, symbol: Symbol) -> str:
        """How this case draws a symbol."""
        return str(getattr(self.case.symbols, symbol.value))

    def symbol_of(self, link: KeyLink) -> Symbol:
        """The sign that stands for a link of the key."""
        kind = self.case.link_types.get(link.type)
        confirmed = link.strength is Strength.CONFIRMED
        if kind is not None and kind.member:
            return Symbol.MEMBER if confirmed else Symbol.MEMBER_UNCONFIRMED
        return Symbol.CONFIRMED if confirmed else Symbol.UNCONFIRMED

    def right(self) -> dict[Pair, tuple[KeyLink, ...]]:
        """The links of the key between entities of the grid, by pair."""
        given = {entity.id for entity in self.entities}
        links = self.case.key.links_by_pair
        return {pair: tuple(found) for pair, found in links.items() if pair <= given}


def parse_matrix(payload: object, case: Case) -> Parsed[Matrix]:
    """A matrix on the key of `case`; all problems at once."""
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, NAME, schema=SCHEMA)
    matrix = Matrix(settings, case, in_order(_entities(node, case)))
    matrix = replace(matrix, also=_also(node, matrix))
    node.close()
    if not problems.found and not matrix.right():
        node.fault("entities", N_("The key links no two of these. Choose others."))
    return problems.parsed(lambda: matrix)


def _entities(node: Node, case: Case) -> list[KeyEntity]:
    known = case.key.entities
    found = []
    for at, code in enumerate(node.strings("entities", low=FEWEST, high=MOST, most=16)):
        if code in known:
            found.append(known[code])
        else:
            node.fault(f"entities[{at}]", N_("No entity of the key has this id."))
    names: dict[str, str] = {}
    for entity in found:
        other = names.setdefault(fold(entity.names[0]), entity.id)
        if other != entity.id:
            message = N_("%(one)s and %(other)s have one name.", one=other, other=entity.id)
            node.fault("entities", message)
    return found


def _also(node: Node, matrix: Matrix) -> dict[Pair, frozenset[Symbol]]:
    """Further right signs of pairs that the key links."""
    right = matrix.right()
    found: dict[Pair, frozenset[Symbol]] = {}
    for item in node.nodes("also", low=0, high=200):
        pair = frozenset(item.strings("between", low=2, high=2, most=16))
        symbols = item.strings("symbols", low=1, high=len(Symbol), most=20)
        if pair not in right:
            item.fault("between", N_("The key does not link these two in this grid."))
        for name in symbols:
            if name not in list(Symbol):
                item.fault("symbols", N_("Choose from: %(options)s.", options=", ".join(Symbol)))
        found[pair] = frozenset(Symbol(name) for name in symbols if name in list(Symbol))
    return found


def in_order(entities: list[KeyEntity]) -> tuple[KeyEntity, ...]:
    """People by name, then organisations by name, then the other types in their order."""
    types = list(ENTITY_TYPES)
    return tuple(
        sorted(entities, key=lambda one: (types.index(one.type), fold(one.names[0]), one.id))
    )


def read_answer(matrix: Matrix, line: str, raw: object) -> Answered[Symbol]:
    """The sign that a browser sends for one cell."""
    value = raw.get("symbol") if isinstance(raw, Mapping) else None
    if value in (None, ""):
        return Answered(None)
    if value in list(Symbol):
        return Answered(Symbol(value))
    return Answered(None, (Problem("symbol", N_("Choose one of the signs of the list.")),))


def model_answers(matrix: Matrix) -> dict[str, Symbol]:
    """Right signs by cell."""
    right = matrix.right()
    return {
        cell.key: matrix.symbol_of(right[cell.pair][0])
        for cell in matrix.cells
        if cell.pair in right
    }
