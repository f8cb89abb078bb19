"""Marking a commodity flow: each flow of the key for its ends, direction, commodity and amount.

Each row of a person is set against at most one flow of the key between the same two parties, with
its direction or its commodity, so that all together earn the most. What stands on no flow costs: a
quarter of a point where it is drawn twice or the pair passes something else, half a point where no
report states it, a whole one for a trap; what the author tolerates costs nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import rustworkx as rx

from lms.core.messages import N_, Message
from lms.engines.casework.cited import mark_cited
from lms.engines.casework.flow.rows import Row, Rows
from lms.engines.casework.flow.task import Flow, FlowChart, fits_date
from lms.engines.casework.sheet import ZERO, LineMark, SheetMark, by_hand, line_of_parts, lost_in
from lms.engines.marking.types import HandMark, Outcome, PartMark
from lms.engines.reading import Text

ENGINE = "commodity_flow/1"
# shares of a flow's points; those that a flow has no use for are dealt to the others
ENDS, DIRECTION, WHAT, AMOUNT, DATE, CITED = 4, 2, 2, 2, 1, 2
AGAIN, UNSUPPORTED, TRAP = Fraction(1, 4), Fraction(1, 2), Fraction(1)


@dataclass(frozen=True)
class Fitted:
    """Rows by the flow that each stands for, and those that stand for none."""

    rows: Mapping[str, int]
    others: tuple[int, ...]


def mark_flow(
    chart: FlowChart, rows: Rows, hand: Mapping[str, HandMark] | None = None
) -> SheetMark:
    """The mark of the rows: a line for each flow of the key, then for each row beside it.

    `facts.rows` has the outcome of each row, for the drawing ("none": not whole, not judged).
    """
    fitted = fit(chart, rows)
    flow_of = {at: key for key, at in fitted.rows.items()}
    lines = [
        by_hand(_mark_flow(chart, flow, rows, fitted.rows.get(key)), hand)
        for key, flow in chart.flows.items()
    ]
    names = _names(rows, fitted.others)
    beside = {at: by_hand(_mark_beside(chart, rows, at, names[at]), hand) for at in fitted.others}
    points = sum((line.points for line in (*lines, *beside.values())), ZERO)
    outcomes = {line.key: line.outcome.value for line in lines}
    told = [
        outcomes[flow_of[at]]
        if at in flow_of
        else (beside[at].outcome.value if at in beside else "none")
        for at in range(len(rows))
    ]
    maximum = sum((line.maximum for line in lines), ZERO)
    return SheetMark(max(ZERO, points), maximum, (*lines, *beside.values()), {"rows": told})


def fit(chart: FlowChart, rows: Rows) -> Fitted:
    """Which row stands for which flow, so that all together earn the most."""
    whole = [at for at, row in enumerate(rows) if row.is_whole]
    flows = list(chart.flows.values())
    earns = {
        (at, place): sum((part.points for part in _parts(chart, flow, rows[at])), ZERO)
        for at in whole
        for place, flow in enumerate(flows)
        if _may_stand_for(chart, rows[at], flow)
    }
    scale = lcm(*(points.denominator for points in earns.values()))
    graph: rx.PyGraph[int, int] = rx.PyGraph()
    graph.add_nodes_from(range(len(rows) + len(flows)))
    for (at, place), points in earns.items():
        graph.add_edge(at, len(rows) + place, int(points * scale))
    found = {}
    for one, other in rx.max_weight_matching(graph, weight_fn=int, verify_optimum=False):
        at, place = sorted((one, other))
        found[flows[place - len(rows)].key] = at
    taken = set(found.values())
    return Fitted(found, tuple(at for at in whole if at not in taken))


def _may_stand_for(chart: FlowChart, row: Row, flow: Flow) -> bool:
    """Whether a row is a try at a flow: between its two, with its direction or its commodity, and
    nothing that the author speaks of by itself."""
    if flow.pair != {row.source, row.target}:
        return False
    if any(one.covers(*row.kind) for one in (*chart.traps, *chart.tolerated)):
        return False
    return row.source == flow.source or row.commodity == flow.commodity


def _mark_flow(chart: FlowChart, flow: Flow, rows: Rows, at: int | None) -> LineMark:
    if at is None:
        told = flow.support.told
        reason = N_("Not drawn. It is stated in %(reports)s.", reports=told)
        parts = [PartMark(None, Outcome.BLANK, ZERO, Fraction(flow.weight), reason)]
    else:
        parts = list(_parts(chart, flow, rows[at]))
    return line_of_parts(
        flow.key,
        arrow_words(chart, flow.source, flow.target, flow.commodity),
        tuple(parts),
        solution=(_solution(flow),) if flow.amount or flow.when else (),
        why=flow.why,
        given=lost_in(parts),
    )


def _parts(chart: FlowChart, flow: Flow, row: Row) -> Iterable[PartMark]:
    units = {
        "ends": ENDS,
        "direction": DIRECTION,
        "what": WHAT,
        "amount": AMOUNT if flow.amount else 0,
        "date": DATE if flow.when else 0,
        "cited": CITED,
    }
    whole = sum(units.values())
    most = {part: Fraction(flow.weight * count, whole) for part, count in units.items()}
    reason = N_("These two, as %(reports)s states.", reports=flow.support.told)
    yield PartMark(N_("Ends"), Outcome.RIGHT, most["ends"], most["ends"], reason)
    yield _mark_direction(flow, row, most["direction"])
    yield _mark_what(chart, flow, row, most["what"])
    if flow.amount:
        yield _mark_amount(chart, flow, row, most["amount"])
    if flow.when:
        yield _mark_date(flow, row, most["date"])
    yield mark_cited(chart.case, flow.support, row.cited, most["cited"], N_("Evidence"))


def _mark_direction(flow: Flow, row: Row, most: Fraction) -> PartMark:
    subject = N_("Direction")
    if row.source == flow.source:
        return PartMark(subject, Outcome.RIGHT, most, most, N_("The arrow points the right way."))
    return PartMark(subject, Outcome.WRONG, ZERO, most, N_("It passes the other way round."))


def _mark_what(chart: FlowChart, flow: Flow, row: Row, most: Fraction) -> PartMark:
    subject, label = N_("What passes"), chart.commodities[flow.commodity].label
    if row.commodity == flow.commodity:
        reason = N_("%(what)s, rightly.", what=label)
        return PartMark(subject, Outcome.RIGHT, most, most, reason)
    return PartMark(subject, Outcome.WRONG, ZERO, most, N_("It is %(what)s.", what=label))


def _mark_amount(chart: FlowChart, flow: Flow, row: Row, most: Fraction) -> PartMark:
    assert flow.amount is not None
    subject = N_("Amount")
    reason = N_("It is %(amount)s.", amount=flow.amount.shown)
    if not row.amount:
        return PartMark(subject, Outcome.BLANK, ZERO, most, reason)
    found = flow.amount.read(row.amount)
    if found is None:
        unread = N_(
            "“%(text)s” cannot be read as an amount. %(reason)s", text=row.amount, reason=reason
        )
        return PartMark(subject, Outcome.WRONG, ZERO, most, unread)
    if not flow.amount.fits(found):
        return PartMark(subject, Outcome.WRONG, ZERO, most, reason)
    return PartMark(subject, Outcome.RIGHT, most, most, reason)


def _mark_date(flow: Flow, row: Row, most: Fraction) -> PartMark:
    assert flow.when is not None
    subject, reason = N_("Date"), N_("It was on %(date)s.", date=flow.when.shown)
    if row.day is None:
        return PartMark(subject, Outcome.BLANK, ZERO, most, reason)
    if fits_date(flow, row.day.toordinal()):
        return PartMark(subject, Outcome.RIGHT, most, most, reason)
    return PartMark(subject, Outcome.WRONG, ZERO, most, reason)


def _names(rows: Rows, others: Iterable[int]) -> dict[int, str]:
    """A name for each row that stands for no flow: the same for the same arrow in every attempt,
    with a number from the second one on."""
    seen: Counter[str] = Counter()
    names = {}
    for at in others:
        row = rows[at]
        name = extra_name(*row.kind)
        seen[name] += 1
        names[at] = name if seen[name] == 1 else f"{name}#{seen[name]}"
    return names


def extra_name(source: str, target: str, commodity: str) -> str:
    """The name of a line for an arrow that the key does not have."""
    return f"{source}>{target}:{commodity}"


def _mark_beside(chart: FlowChart, rows: Rows, at: int, name: str) -> LineMark:
    """A whole row that stands for no flow of the key."""
    row = rows[at]
    kind = row.kind
    cost, outcome, why = UNSUPPORTED, Outcome.WRONG, None
    reason = N_("No report states this.")
    trap = next((one for one in chart.traps if one.covers(*kind)), None)
    if trap is not None:
        cost, why = TRAP, trap.why
        reason = N_("A trap: the reports say otherwise. It counts twice.")
    elif any(one.covers(*kind) for one in chart.tolerated):
        cost, outcome = ZERO, Outcome.RIGHT
        reason = N_("Not counted: true or harmless, but not what the key asks.")
    elif any(flow.pair == {row.source, row.target} for flow in chart.flows.values()):
        cost = AGAIN
        reason = N_("Between these two the key has no further flow: it is drawn twice, or wrong.")
    return LineMark(
        key=name,
        subject=arrow_words(chart, *kind),
        outcome=outcome,
        points=-cost,
        maximum=ZERO,
        parts=(PartMark(None, outcome, -cost, ZERO, reason),),
        why=why,
        minimum=-TRAP,
    )


def arrow_words(chart: FlowChart, source: str, target: str, commodity: str) -> Message:
    """Who passes what to whom, in words."""
    return N_(
        "%(what)s: from %(one)s to %(other)s",
        what=chart.commodities[commodity].label,
        one=chart.parties[source].name,
        other=chart.parties[target].name,
    )


def _solution(flow: Flow) -> Text | Message:
    amount = flow.amount.shown if flow.amount else ""
    day = flow.when.shown if flow.when else ""
    if amount and day:
        return N_("%(amount)s, on %(date)s", amount=amount, date=day)
    return {"en": amount or day}


def model_rows(chart: FlowChart) -> Rows:
    """A right chart."""
    return tuple(
        Row(
            source=flow.source,
            target=flow.target,
            commodity=flow.commodity,
            amount=flow.amount.shown if flow.amount else "",
            cited=tuple(sorted(flow.support.sets[0])),
            day=flow.when.day if flow.when else None,
        )
        for flow in chart.flows.values()
    )
