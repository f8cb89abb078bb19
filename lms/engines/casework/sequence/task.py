"""A sequence as authored: boxes with what states them, and the order as far as it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lms.core.messages import N_
from lms.engines.casework.cited import Support, is_confirmed, read_support
from lms.engines.casework.order import Edge, Order, When, ordered, read_when
from lms.engines.casework.sheet import Settings, read_settings
from lms.engines.casework.wording import Group, missing_groups, names_in, read_groups
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds.common import distinct
from lms.engines.marking.types import token
from lms.engines.reading import Node, Parsed, Problems, Text, unique

EVENT_CHART = "event_chart"
CHART = "chart"
SCHEMA = 1
MOST_BOXES = 60
MOST_OWN = 20


@dataclass(frozen=True)
class Box:
    """An event or a step. `given`: it lies there as a card; else it has to be written, and `words`
    tell when a text means it. A `distractor` is a card that belongs nowhere."""

    key: str
    text: Text
    given: bool
    words: tuple[Group, ...]
    when: When | None
    support: Support
    weight: int
    distractor: bool
    why: Text | None

    def is_meant_by(self, text: str) -> bool:
        """Whether a text that somebody wrote tells this."""
        return bool(self.words) and not missing_groups(self.words, text)


@dataclass(frozen=True)
class Sequence:
    """A task. `own`: how many boxes may be written; `timed`: they are events with dates that are
    verified or not; `dates`: dates are asked. Names are faults where a sequence is not timed:
    `names` are more of them, `generic` are words that are none."""

    settings: Settings
    case: Case
    boxes: Mapping[str, Box]
    order: Order
    own: int
    timed: bool
    dates: bool = False
    names: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()

    @cached_property
    def right(self) -> tuple[Box, ...]:
        """The boxes of a right chart, in an order that is right."""
        real = [box for box in self.boxes.values() if not box.distractor]
        return tuple(sorted(real, key=lambda box: self.order.steps[box.key]))

    @cached_property
    def cards(self) -> tuple[Box, ...]:
        return tuple(box for box in self.boxes.values() if box.given)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is answered: the chart as a whole."""
        return (CHART,)

    @property
    def most_rows(self) -> int:
        return len(self.cards) + self.own

    def is_verified(self, box: Box) -> bool:
        """Whether all that states it, taken together, confirms it."""
        return is_confirmed(self.case, box.support.stating)

    def cards_by_token(self, seed: str) -> dict[str, Box]:
        """The cards by the names that a browser knows, in an order of the attempt's own."""
        found = {token(seed, "card", box.key): box for box in self.cards}
        return dict(sorted(found.items()))

    def names_in(self, text: str) -> list[str]:
        """Names that a text should not hold."""
        if self.timed:
            return []
        return names_in(text, self.case, self.names, self.generic)


def read_sequence(
    node: Node, name: str, settings: Settings, case: Case, *, timed: bool
) -> Sequence:
    """The boxes in the list `name`, and the fields that go with them."""
    own = node.whole("own", low=0, high=MOST_OWN, default=0)
    boxes: dict[str, Box] = {}
    after: dict[str, list[str]] = {}
    seen: set[str] = set()
    for item in node.nodes(name, low=2, high=MOST_BOXES):
        box = _read_box(item, case, own=own, timed=timed)
        unique(item, "key", box.key, seen)
        boxes[box.key] = box
        after[box.key] = item.strings("after", low=0, high=MOST_BOXES, most=64)
    distinct(node, name, [box.text for box in boxes.values() if box.given])
    if sum(not box.distractor for box in boxes.values()) < 2:
        node.fault(name, N_("A sequence needs two that belong into it, at least."))
    found = Sequence(
        settings=settings,
        case=case,
        boxes=boxes,
        order=_read_order(node, name, boxes, after),
        own=own,
        timed=timed,
        dates=node.truth("dates") if timed else False,
        names=() if timed else tuple(node.strings("names", low=0, high=100, most=100)),
        generic=() if timed else tuple(node.strings("generic", low=0, high=100, most=100)),
    )
    _check_words(node, name, found)
    return found


def _read_box(node: Node, case: Case, *, own: int, timed: bool) -> Box:
    distractor = node.truth("distractor")
    given = node.truth("given", default=True)
    box = Box(
        key=node.key(),
        text=node.text("text", most=400),
        given=given,
        words=read_groups(node, "words"),
        when=read_when(node) if timed else None,
        support=read_support(node, case, needed=timed and not distractor),
        weight=node.whole("weight", low=1, high=3, default=1),
        distractor=distractor,
        why=node.text_or_none("why"),
    )
    if distractor and not given:
        node.fault("given", N_("A card that belongs nowhere has to lie there as a card."))
    if distractor and not box.why:
        node.fault("why", N_("Say why this belongs nowhere: people read it with their mark."))
    if not given and not box.words:
        node.fault("words", N_("Give the words by which a text that means this is known."))
    if not given and not own:
        node.fault("given", N_("Nobody can write this: set own to how many may be written."))
    return box


def _read_order(
    node: Node, name: str, boxes: Mapping[str, Box], after: Mapping[str, list[str]]
) -> Order:
    """The order by `after` and by dates. Where they run in a ring, none is known."""
    real = [key for key, box in boxes.items() if not box.distractor]
    edges: list[Edge] = []
    for at, (key, earlier) in enumerate(after.items()):
        for one in earlier:
            if key in real and one in real and one != key:
                edges.append((one, key))
            else:
                message = N_("%(key)s cannot come before this. Mend its key.", key=one)
                node.fault(f"{name}[{at}].after", message)
    edges += [(one, other) for one in real for other in real if _is_before(boxes, one, other)]
    found = ordered(real, edges)
    if isinstance(found, Order):
        return found
    keys = ", ".join(sorted(found))
    node.fault(name, N_("By dates and `after` these come before themselves: %(keys)s.", keys=keys))
    return Order(dict.fromkeys(real, frozenset()))


def _is_before(boxes: Mapping[str, Box], one: str, other: str) -> bool:
    first, second = boxes[one].when, boxes[other].when
    return bool(first and second and first.is_before(second))


def _check_words(node: Node, name: str, sequence: Sequence) -> None:
    """A box's own text has to be known as what it is, and as nothing else."""
    for at, box in enumerate(sequence.boxes.values()):
        text = box.text.get("en", "")
        if box.words and not box.is_meant_by(text):
            lacking = missing_groups(box.words, text)[0].shown
            message = N_("The text itself lacks “%(words)s”.", words=lacking)
            node.fault(f"{name}[{at}].words", message)
        if box.given or box.distractor:
            continue
        for other in sequence.boxes.values():
            if other is not box and other.is_meant_by(text):
                message = N_("The words of %(key)s fit this text, too.", key=other.key)
                node.fault(f"{name}[{at}].words", message)
        if sequence.names_in(text):
            named = ", ".join(sequence.names_in(text))
            node.fault(f"{name}[{at}].text", N_("Steps hold no names: %(names)s.", names=named))


def parse_events(payload: object, case: Case) -> Parsed[Sequence]:
    """An event chart on the reports of `case`; all problems at once."""
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, EVENT_CHART, schema=SCHEMA)
    sequence = read_sequence(node, "events", settings, case, timed=True)
    node.close()
    return problems.parsed(lambda: sequence)
