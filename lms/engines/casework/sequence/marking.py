"""Marking a sequence: each box for being there, for its order, its evidence and what is asked more.

The order is judged by pairs. Only pairs whose order the reports tell count; which of two came first
when nobody can say is not judged. A pair is right when its two stand in different steps the right
way round; left open, turned round or with one of them missing it earns nothing.

Whether an event is verified follows from the grades of all that states it, by the case's rule of
strength. Who draws it as his own citations allow, though not as all of them do, has half.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.casework.cited import is_confirmed, mark_cited, reports_told
from lms.engines.casework.order import Edge
from lms.engines.casework.sequence.rows import Placed, Row, Rows, place
from lms.engines.casework.sequence.task import Box, Sequence
from lms.engines.casework.sheet import (
    ZERO,
    LineMark,
    SheetMark,
    by_hand,
    line_of_parts,
    lost_in,
    outcome_of,
)
from lms.engines.marking.types import HandMark, Outcome, PartMark
from lms.engines.reading import Text

ENGINE = "sequence/1"
# shares of a box's points; those that a task does not ask for are dealt to the others
THERE, ORDER, VERIFIED, CITED, DATE = 2, 4, 2, 2, 1
HALF = Fraction(1, 2)
WRONG_CARD = Fraction(1, 2)
NAMED = Fraction(1, 4)
MOST_TOLD = 3


def mark_sequence(
    sequence: Sequence, rows: Rows, hand: Mapping[str, HandMark] | None = None
) -> SheetMark:
    """The mark of the rows: a line for each box of the key, then for what does not belong there.

    `facts.pairs` has how many known pairs stand right, and how many there are; `facts.drawn` the
    chart as it was drawn: the lines that stand in each step, and whether each is verified.
    """
    placed = place(sequence, rows)
    lines = [
        *(_mark_box(sequence, placed, box) for box in sequence.right),
        *(_mark_wrong(sequence, row) for row in placed.wrong),
        *(_mark_unknown(sequence, row, at) for at, row in enumerate(placed.unknown, 1)),
    ]
    lines = [by_hand(line, hand) for line in lines]
    points = max(ZERO, sum((line.points for line in lines), ZERO))
    maximum = sum((line.maximum for line in lines), ZERO)
    right = sum(_stands(placed, pair) for pair in sequence.order.pairs)
    facts = {"pairs": [right, len(sequence.order.pairs)], "drawn": _drawn(placed)}
    return SheetMark(points, maximum, tuple(lines), facts)


def _drawn(placed: Placed) -> list[list[tuple[str, bool | None]]]:
    named = [
        *placed.rows.items(),
        *((row.card, row) for row in placed.wrong),
        *((f"own-{at}", row) for at, row in enumerate(placed.unknown, 1)),
    ]
    steps: dict[int, list[tuple[str, bool | None]]] = {}
    for name, row in named:
        steps.setdefault(row.step or 0, []).append((name, row.verified))
    return [steps[step] for step in sorted(steps)]


def _mark_box(sequence: Sequence, placed: Placed, box: Box) -> LineMark:
    row = placed.rows.get(box.key)
    pairs = sequence.order.pairs_of(box.key)
    asked = {
        "there": THERE,
        "order": ORDER if pairs else 0,
        "verified": VERIFIED if sequence.timed else 0,
        "cited": CITED if box.support.sets else 0,
        "date": DATE if sequence.dates and box.when and not box.when.until else 0,
    }
    most = {
        part: Fraction(box.weight * units, sum(asked.values())) for part, units in asked.items()
    }
    if row is None:
        told = box.support.told
        reason = (
            N_("Not on the chart. It is stated in %(reports)s.", reports=told)
            if told
            else N_("Not on the chart.")
        )
        parts: tuple[PartMark, ...] = (
            PartMark(None, Outcome.BLANK, ZERO, Fraction(box.weight), reason),
        )
    else:
        parts = tuple(_parts(sequence, placed, box, row, most))
    solution = (_solution(sequence, box),) if sequence.timed else ()
    return line_of_parts(
        box.key, box.text, parts, solution=solution, why=box.why, given=lost_in(parts)
    )


def _parts(
    sequence: Sequence, placed: Placed, box: Box, row: Row, most: Mapping[str, Fraction]
) -> Iterable[PartMark]:
    yield _mark_there(sequence, row, most["there"])
    if most["order"]:
        yield _mark_order(sequence, placed, box, most["order"])
    if most["verified"]:
        yield _mark_verified(sequence, box, row, most["verified"])
    if most["cited"]:
        yield mark_cited(sequence.case, box.support, row.cited, most["cited"], N_("Evidence"))
    if most["date"] and box.when:
        yield _mark_date(box.when.day.isoformat(), row, most["date"])


def _mark_there(sequence: Sequence, row: Row, most: Fraction) -> PartMark:
    subject = N_("On the chart")
    named = sequence.names_in(row.own)
    if named:
        reason = N_(
            "It holds names: %(names)s. Write the step so that it fits any case.",
            names=", ".join(named),
        )
        return PartMark(subject, Outcome.PARTLY, most * HALF, most, reason)
    reason = N_("Read as this: “%(text)s”", text=row.own) if row.own else N_("It belongs there.")
    return PartMark(subject, Outcome.RIGHT, most, most, reason)


def _mark_order(sequence: Sequence, placed: Placed, box: Box, most: Fraction) -> PartMark:
    pairs = sequence.order.pairs_of(box.key)
    right = sum(_stands(placed, pair) for pair in pairs)
    reason = N_("In order with %(right)s of %(all)s.", right=right, all=len(pairs))
    there = [pair for pair in pairs if set(pair) <= placed.rows.keys()]
    astray = [pair for pair in there if not _stands(placed, pair)]
    for words, names in (
        (N_("Before it come: "), [one for one, other in astray if other == box.key]),
        (N_("After it come: "), [other for one, other in astray if one == box.key]),
    ):
        if names:
            listed = _listed([sequence.boxes[name].text for name in names[:MOST_TOLD]])
            reason = N_(
                "%(reason)s %(words)s“%(names)s”.", reason=reason, words=words, names=listed
            )
    if len(there) < len(pairs):
        reason = N_(
            "%(reason)s Not on the chart: %(count)s.", reason=reason, count=len(pairs) - len(there)
        )
    points = most * Fraction(right, len(pairs))
    return PartMark(N_("Order"), outcome_of(points, most, answered=True), points, most, reason)


def _stands(placed: Placed, pair: Edge) -> bool:
    earlier, later = (placed.rows.get(key) for key in pair)
    if earlier is None or later is None or earlier.step is None or later.step is None:
        return False
    return earlier.step < later.step


def _mark_verified(sequence: Sequence, box: Box, row: Row, most: Fraction) -> PartMark:
    subject, right = N_("Verified"), sequence.is_verified(box)
    told = reports_told(box.support.stating)
    rule = (
        N_("By the grades of %(reports)s it is verified: solid.", reports=told)
        if right
        else N_("By the grades of %(reports)s it is not verified: dotted.", reports=told)
    )
    if row.verified is None:
        return PartMark(subject, Outcome.BLANK, ZERO, most, rule)
    if row.verified is right:
        return PartMark(subject, Outcome.RIGHT, most, most, rule)
    stating = box.support.stating & frozenset(row.cited)
    if stating and is_confirmed(sequence.case, stating) is row.verified:
        reason = N_("It follows from what you cite, not from all there is. %(rule)s", rule=rule)
        return PartMark(subject, Outcome.PARTLY, most * HALF, most, reason)
    return PartMark(subject, Outcome.WRONG, ZERO, most, rule)


def _mark_date(right: str, row: Row, most: Fraction) -> PartMark:
    subject = N_("Date")
    if row.day is None:
        return PartMark(subject, Outcome.BLANK, ZERO, most, N_("It was on %(date)s.", date=right))
    if row.day.isoformat() == right:
        return PartMark(subject, Outcome.RIGHT, most, most, N_("The day is right."))
    reason = N_("It was on %(date)s.", date=right)
    return PartMark(subject, Outcome.WRONG, ZERO, most, reason)


def _mark_wrong(sequence: Sequence, row: Row) -> LineMark:
    box = sequence.boxes[row.card]
    cost = WRONG_CARD * box.weight
    reason = N_("This card does not belong on the chart.")
    part = PartMark(None, Outcome.WRONG, -cost, ZERO, reason)
    return LineMark(
        key=box.key,
        subject=box.text,
        outcome=Outcome.WRONG,
        points=-cost,
        maximum=ZERO,
        parts=(part,),
        why=box.why,
        minimum=-cost,
    )


def _mark_unknown(sequence: Sequence, row: Row, number: int) -> LineMark:
    """A text that means no box that is still open: it earns nothing, and costs if it has names."""
    named = sequence.names_in(row.own)
    cost, outcome = (NAMED, Outcome.WRONG) if named else (ZERO, Outcome.BLANK)
    reason = (
        N_(
            "It holds names: %(names)s. Write the step so that it fits any case.",
            names=", ".join(named),
        )
        if named
        else N_("Not read as one that the key has, or it stands there already. Not counted.")
    )
    part = PartMark(None, outcome, -cost, ZERO, reason)
    return LineMark(
        key=f"own-{number}",
        subject=N_("Your own: “%(text)s”", text=row.own),
        outcome=outcome,
        points=-cost,
        maximum=ZERO,
        parts=(part,),
        minimum=-NAMED,
    )


def _solution(sequence: Sequence, box: Box) -> Message:
    kind = N_("verified") if sequence.is_verified(box) else N_("not verified")
    if box.when is None:
        return kind
    return N_("%(when)s, %(kind)s", when=box.when.shown, kind=kind)


def _listed(texts: list[Text]) -> Text | Message:
    first, *rest = texts
    found: Text | Message = first
    for one in rest:
        found = N_("%(one)s”; “%(other)s", one=found, other=one)
    return found


def model_rows(sequence: Sequence) -> Rows:
    """A right chart."""
    return tuple(
        Row(
            card=box.key if box.given else "",
            own="" if box.given else box.text["en"],
            step=sequence.order.steps[box.key],
            verified=sequence.is_verified(box) if sequence.timed else None,
            cited=tuple(sorted(box.support.sets[0])) if box.support.sets else (),
            day=box.when.day if sequence.dates and box.when else None,
        )
        for box in sequence.right
    )
