"""Marking a matrix: by the rules of the chart, as far as a matrix can show them.

A chart's link earns 0.55 for the pair, 0.20 for the type, 0.10 for the direction, 0.15 for the
strength. A matrix shows no direction, and of the type only whether it is membership: so a cell
earns 11/18 for the pair, 4/18 for that, 3/18 for the strength. A pair that no report links costs
1, a trap 2, a tolerated one nothing; two links drawn past the thing between them earn 0.35 each.
Score = 100 * F of precision and recall, as for a chart's links.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from lms.core.messages import N_, Message
from lms.engines.casework.matrix import SYMBOL_WORDS, Cell, Matrix, Symbol
from lms.engines.casework.sheet import (
    ZERO,
    LineMark,
    SheetMark,
    by_hand,
    line_of_parts,
)
from lms.engines.linkchart.key import KeyLink, Pair
from lms.engines.marking.types import HandMark, Outcome, PartMark, Tells
from lms.engines.reading import Text

ENGINE = "association_matrix/1"
PAIR, ROLE, STRENGTH = Fraction(11, 18), Fraction(4, 18), Fraction(3, 18)
SHORTCUT = Fraction(35, 100)
UNSUPPORTED, TRAP = Fraction(1), Fraction(2)
FULL = Fraction(1)
Answers = Mapping[str, Symbol]


@dataclass(frozen=True)
class _Key:
    """What the key says of the grid: right links by pair, pairs drawn past a thing between."""

    right: Mapping[Pair, tuple[KeyLink, ...]]
    shortcuts: Mapping[Pair, tuple[KeyLink, KeyLink]]


def mark_matrix(
    matrix: Matrix, answers: Answers, hand: Mapping[str, HandMark] | None = None
) -> SheetMark:
    """The mark of the signs by cell, out of 100.

    Lines: one for each pair of the key (0 to 1), then one for each filled cell that is none (its
    points are what it costs, below 0). `facts` has the links of each entity, counted.
    """
    key = _Key(matrix.right(), _shortcuts(matrix))
    passed = _passed(matrix, answers, key)
    lines = []
    for cell in matrix.cells:
        symbol = answers.get(cell.key)
        if cell.pair in key.right:
            lines.append(_mark_pair(matrix, cell, key.right[cell.pair], symbol, passed))
        elif symbol is not None:
            lines.append(_mark_other(matrix, cell, symbol, key))
    lines = [by_hand(line, hand) for line in lines]
    weights = {cell.key: _weight(key.right.get(cell.pair, ())) for cell in matrix.cells}
    score = 100 * _f(lines, weights)
    return SheetMark(score, Fraction(100), tuple(_sorted(lines)), _facts(matrix, answers, key))


def _sorted(lines: list[LineMark]) -> list[LineMark]:
    return [line for line in lines if not line.costs] + [line for line in lines if line.costs]


def _weight(links: tuple[KeyLink, ...]) -> int:
    return max((link.weight for link in links), default=0)


def _f(lines: list[LineMark], weights: Mapping[str, int]) -> Fraction:
    """2PR/(P+R) over credits and costs; 0 where nothing right is there."""
    credited = [line for line in lines if not line.costs and line.points > 0]
    costs = -sum((line.points for line in lines if line.costs), ZERO)
    earned = sum((line.points for line in credited), ZERO)
    if not earned:
        return ZERO
    precision = earned / (len(credited) + costs)
    reached = sum((weights[line.key] * line.points for line in credited), ZERO)
    recall = reached / sum(weights[line.key] for line in lines if not line.costs)
    return 2 * precision * recall / (precision + recall)


def _shortcuts(matrix: Matrix) -> dict[Pair, tuple[KeyLink, KeyLink]]:
    """Pairs that the key links through one thing between, where a chart may leave that out."""
    right = matrix.case.key.links_by_pair
    open_links = [link for link in matrix.case.key.links if link.contractible]
    found: dict[Pair, tuple[KeyLink, KeyLink]] = {}
    for one, two in combinations(open_links, 2):
        pair = one.pair ^ two.pair
        if len(one.pair & two.pair) == 1 and pair not in right:
            found.setdefault(pair, (one, two))
    return found


def _passed(matrix: Matrix, answers: Answers, key: _Key) -> set[Pair]:
    """Pairs of the key that were left blank while a filled cell draws past the thing between."""
    found: set[Pair] = set()
    for cell in matrix.cells:
        if cell.key in answers and cell.pair in key.shortcuts:
            found.update(link.pair for link in key.shortcuts[cell.pair])
    return found


def _mark_pair(
    matrix: Matrix,
    cell: Cell,
    links: tuple[KeyLink, ...],
    symbol: Symbol | None,
    passed: set[Pair],
) -> LineMark:
    wanted = [(matrix.symbol_of(link), link) for link in links]
    further = sorted(matrix.also.get(cell.pair, ()))
    right, link = max(
        [*wanted, *((one, links[0]) for one in further)], key=lambda one: _credit(one[0], symbol)
    )
    parts: tuple[PartMark, ...]
    if symbol is not None:
        parts = _judge(matrix, right, symbol, link)
    elif cell.pair in passed:
        reason = N_("Drawn past the thing between them: the cell of this pair is blank.")
        parts = (PartMark(None, Outcome.PARTLY, SHORTCUT, FULL, reason, None, Tells.ALL),)
    else:
        reason = N_("Blank. The link is stated in %(reports)s.", reports=_reports(link))
        parts = (PartMark(None, Outcome.BLANK, ZERO, FULL, reason, None, Tells.ALL),)
    return line_of_parts(
        cell.key,
        cell.names,
        parts,
        solution=tuple(_told(matrix, one) for one in dict.fromkeys(one for one, _ in wanted)),
        why=link.why,
        given=(symbol.value,) if symbol else (),
    )


def _credit(right: Symbol, symbol: Symbol | None) -> Fraction:
    if symbol is None:
        return ZERO
    role = ROLE if right.is_member is symbol.is_member else ZERO
    return PAIR + role + (STRENGTH if right.is_confirmed is symbol.is_confirmed else ZERO)


def _judge(
    matrix: Matrix, right: Symbol, symbol: Symbol, link: KeyLink
) -> tuple[PartMark, PartMark, PartMark]:
    reports = _reports(link)
    pair = PartMark(
        N_("Pair"),
        Outcome.RIGHT,
        PAIR,
        PAIR,
        N_("Stated in %(reports)s.", reports=reports),
    )
    return pair, _judge_role(right, symbol), _judge_strength(right, symbol, reports)


def _judge_role(right: Symbol, symbol: Symbol) -> PartMark:
    subject = N_("Kind of link")
    if right.is_member is symbol.is_member:
        reason = (
            N_("Membership or office, rightly.")
            if right.is_member
            else N_("A plain link, rightly.")
        )
        return PartMark(subject, Outcome.RIGHT, ROLE, ROLE, reason)
    reason = (
        N_("The reports say more than that they are linked: one is member, officer or investor.")
        if right.is_member
        else N_("They are linked, but the reports name no membership or office.")
    )
    return PartMark(subject, Outcome.WRONG, ZERO, ROLE, reason, None, Tells.REASON)


def _judge_strength(right: Symbol, symbol: Symbol, reports: str) -> PartMark:
    subject = N_("Strength")
    if right.is_confirmed is symbol.is_confirmed:
        reason = N_("Confirmed, rightly.") if right.is_confirmed else N_("Not confirmed, rightly.")
        return PartMark(subject, Outcome.RIGHT, STRENGTH, STRENGTH, reason)
    reason = (
        N_("By the grades of %(reports)s it is confirmed.", reports=reports)
        if right.is_confirmed
        else N_("By the grades of %(reports)s it is not confirmed.", reports=reports)
    )
    return PartMark(subject, Outcome.WRONG, ZERO, STRENGTH, reason, None, Tells.REASON)


def _mark_other(matrix: Matrix, cell: Cell, symbol: Symbol, key: _Key) -> LineMark:
    """A filled cell of a pair that the key does not link."""
    cost, reason, why = ZERO, N_("Not counted: true or harmless, but not what the key asks."), None
    outcome = Outcome.RIGHT
    traps = matrix.case.key.traps
    if cell.pair in traps:
        cost, outcome, why = TRAP, Outcome.WRONG, traps[cell.pair]
        reason = N_("A trap: the reports do not link these two. It counts twice.")
    elif cell.pair in key.shortcuts:
        names = matrix.case.key.entities
        one, two = key.shortcuts[cell.pair]
        between = names[next(iter(one.pair & two.pair))].names[0]
        reason = N_("They are linked only through %(between)s, not directly.", between=between)
    elif cell.pair not in matrix.case.key.tolerated:
        cost, outcome = UNSUPPORTED, Outcome.WRONG
        reason = N_("No report links these two.")
    part = PartMark(None, outcome, -cost, ZERO, reason, None, Tells.REASON)
    return LineMark(
        key=cell.key,
        subject=cell.names,
        outcome=outcome,
        points=-cost,
        maximum=ZERO,
        parts=(part,),
        why=why,
        given=(symbol.value,),
        minimum=-TRAP,
    )


def _reports(link: KeyLink) -> str:
    """The first accepted set of reports, as "R03, R07"."""
    return ", ".join(sorted(link.evidence[0])) if link.evidence else ""


def _told(matrix: Matrix, symbol: Symbol) -> Text | Message:
    return N_("%(sign)s %(words)s", sign=matrix.sign(symbol), words=SYMBOL_WORDS[symbol])


def _facts(matrix: Matrix, answers: Answers, key: _Key) -> dict[str, object]:
    """How many links each entity has, drawn and in the key; counting comes before drawing."""
    drawn = dict.fromkeys((entity.id for entity in matrix.entities), 0)
    wanted = dict(drawn)
    for cell in matrix.cells:
        for code in cell.pair:
            drawn[code] += cell.key in answers
            wanted[code] += cell.pair in key.right
    return {"counts": {code: [drawn[code], wanted[code]] for code in drawn}}
