"""A flow chart as authored: parties, what can pass between them, and what does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.casework.cited import Support, read_support
from lms.engines.casework.order import When, read_when
from lms.engines.casework.sequence.task import CHART, Sequence, read_sequence
from lms.engines.casework.sheet import Settings, read_settings
from lms.engines.casework.wording import short_key
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds.common import distinct
from lms.engines.marking.kinds.quantity import (
    Quantity,
    Units,
    decimal,
    read_quantity,
    read_unit,
    read_units,
)
from lms.engines.marking.types import token
from lms.engines.reading import Node, Parsed, Problems, Text, unique

NAME = "flow"
SCHEMA = 1
COMMODITY, ACTIVITY = MODES = ("commodity", "activity")
MOST_PARTIES, MOST_FLOWS, MOST_ROWS = 40, 60, 80
# two parties and a commodity make the name of a line
MOST_KEY = 18


@dataclass(frozen=True)
class Party:
    """Who passes something on or gets it: an entity of the case, or one that the task names."""

    key: str
    name: Text


@dataclass(frozen=True)
class Commodity:
    """What can pass from one to another, and the unit in which it is counted (empty: none)."""

    key: str
    label: Text
    units: Units


@dataclass(frozen=True)
class Amount:
    """How much passed, in the commodity's unit; `tolerance` is how far off is still right."""

    number: Fraction
    tolerance: Fraction
    units: Units

    def fits(self, found: Quantity) -> bool:
        return abs(found.number - self.number) <= self.tolerance

    @property
    def shown(self) -> str:
        """As a person writes it."""
        return f"{decimal(self.number)} {self.units.unit}".strip()

    def read(self, text: str) -> Quantity | None:
        """A typed amount; None where it cannot be read or has a strange unit."""
        return read_quantity(text, self.units)


@dataclass(frozen=True)
class Flow:
    """One passing: `source` gives `commodity` to `target`. `days`: how far off a date may be."""

    key: str
    source: str
    target: str
    commodity: str
    amount: Amount | None
    when: When | None
    days: int
    support: Support
    weight: int
    why: Text | None

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.source, self.target))


@dataclass(frozen=True)
class Harmless:
    """A passing that the key does not have: harmless, or a trap with the reason why it is wrong.

    `commodity` is empty where it stands for all.
    """

    source: str
    target: str
    commodity: str
    why: Text | None

    def covers(self, source: str, target: str, commodity: str) -> bool:
        is_same = (self.source, self.target) == (source, target)
        return is_same and self.commodity in ("", commodity)


@dataclass(frozen=True)
class FlowChart:
    """A task in mode "commodity"."""

    settings: Settings
    case: Case
    parties: Mapping[str, Party]
    commodities: Mapping[str, Commodity]
    flows: Mapping[str, Flow]
    tolerated: tuple[Harmless, ...]
    traps: tuple[Harmless, ...]
    dates: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """What is answered: the chart as a whole."""
        return (CHART,)

    def parties_by_token(self, seed: str) -> dict[str, Party]:
        """The parties by the names that a browser knows: a case's own names for its entities tell
        which of them are there to mislead."""
        named = sorted(self.parties.values(), key=lambda party: party.name["en"].casefold())
        return {token(seed, "party", party.key): party for party in named}

    def amount(self, commodity: str, text: str) -> Quantity | None:
        """A typed amount of a commodity; None where it cannot be read."""
        return read_quantity(text, self.commodities[commodity].units)


def parse_flow(payload: object, case: Case) -> Parsed[FlowChart | Sequence]:
    """A flow task on the reports of `case`, of either mode; all problems at once."""
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, NAME, schema=SCHEMA)
    mode = node.choice("mode", MODES)
    found: FlowChart | Sequence
    if mode == ACTIVITY:
        found = read_sequence(node, "steps", settings, case, timed=False)
    else:
        found = _read_chart(node, settings, case)
    node.close()
    return problems.parsed(lambda: found)


def _read_chart(node: Node, settings: Settings, case: Case) -> FlowChart:
    parties = _read_parties(node, case)
    commodities = _read_commodities(node)
    dates = node.truth("dates")
    seen: set[str] = set()
    flows = {}
    for item in node.nodes("flows", low=1, high=MOST_FLOWS):
        flow = _read_flow(item, case, parties, commodities, dates=dates)
        unique(item, "key", flow.key, seen)
        flows[flow.key] = flow
    kinds = [(flow.source, flow.target, flow.commodity) for flow in flows.values()]
    if len(set(kinds)) < len(kinds):
        message = N_("Two flows have the same ends and commodity. Make one of them, with the sum.")
        node.fault("flows", message)
    tolerated = _read_harmless(node, "tolerated", parties, commodities, why_needed=False)
    traps = _read_harmless(node, "traps", parties, commodities, why_needed=True)
    for one in (*tolerated, *traps):
        if any(one.covers(*kind) for kind in kinds):
            message = N_("%(one)s to %(other)s is a right flow.", one=one.source, other=one.target)
            node.fault("traps" if one in traps else "tolerated", message)
    return FlowChart(settings, case, parties, commodities, flows, tolerated, traps, dates)


def _read_parties(node: Node, case: Case) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for path, raw in node.items("parties", low=2, high=MOST_PARTIES):
        if isinstance(raw, str):
            entity = case.key.entities.get(raw)
            if entity is None:
                node.problems.add(path, N_("%(id)s is no entity of the case's key.", id=raw[:40]))
                continue
            party = Party(raw, {"en": entity.names[0]})
        else:
            item = Node(raw, path, node.problems)
            key = short_key(item, most=MOST_KEY)
            party = Party(key, item.text("name", most=100))
            item.close()
        if party.key in found:
            node.problems.add(path, N_("This stands in the list twice."))
        found[party.key] = party
    distinct(node, "parties", [party.name for party in found.values()])
    return found


def _read_commodities(node: Node) -> dict[str, Commodity]:
    seen: set[str] = set()
    found = {}
    for item in node.nodes("commodities", low=1, high=20):
        key = short_key(item, most=MOST_KEY)
        unique(item, "key", key, seen)
        found[key] = Commodity(key, item.text("label", most=60), read_units(item, read_unit(item)))
    return found


def _read_flow(
    node: Node,
    case: Case,
    parties: Mapping[str, Party],
    commodities: Mapping[str, Commodity],
    *,
    dates: bool,
) -> Flow:
    source, target, commodity = _read_ends(node, parties, commodities)
    amount = None
    if node.has("amount"):
        units = commodities[commodity].units if commodity else Units("", {}, Fraction(0))
        number, tolerance = node.exact("amount"), node.exact("tolerance", default="0")
        amount = Amount(number, tolerance, units)
        for name, value in (("amount", number), ("tolerance", tolerance)):
            if value < 0:
                node.fault(name, N_("Write a number that is not below 0."))
    when = read_when(node)
    if when and not dates:
        node.fault("date", N_("This task asks for no dates. Set dates: true, or remove this."))
    flow = Flow(
        key=node.key(),
        source=source,
        target=target,
        commodity=commodity,
        amount=amount,
        when=when,
        days=node.whole("days", low=0, high=60, default=0),
        support=read_support(node, case),
        weight=node.whole("weight", low=1, high=3, default=1),
        why=node.text_or_none("why"),
    )
    _check_stated(node, case, flow)
    return flow


def _read_ends(
    node: Node, parties: Mapping[str, Party], commodities: Mapping[str, Commodity]
) -> tuple[str, str, str]:
    source, target = node.choice("from", parties), node.choice("to", parties)
    if source and source == target:
        node.fault("to", N_("A flow needs two different ends."))
    return source, target, node.choice("commodity", commodities)


def _check_stated(node: Node, case: Case, flow: Flow) -> None:
    """Each set of evidence names both ends, as far as they are entities of the case."""
    for reports in flow.support.sets:
        named = frozenset().union(*(case.key.mentions[code] for code in reports))
        for end in sorted(flow.pair - named):
            if end in case.key.entities:
                message = N_(
                    "%(reports)s does not name %(id)s.", reports=", ".join(sorted(reports)), id=end
                )
                node.fault("evidence", message)


def _read_harmless(
    node: Node,
    name: str,
    parties: Mapping[str, Party],
    commodities: Mapping[str, Commodity],
    *,
    why_needed: bool,
) -> tuple[Harmless, ...]:
    read_why: Callable[[Node], Text | None] = (
        (lambda item: item.text("why")) if why_needed else (lambda item: item.text_or_none("why"))
    )
    found = []
    for item in node.nodes(name, low=0, high=200):
        source, target = item.choice("from", parties), item.choice("to", parties)
        commodity = item.choice("commodity", commodities, default="")
        found.append(Harmless(source, target, commodity, read_why(item)))
    return tuple(found)


def fits_date(flow: Flow, ordinal: int) -> bool:
    """Whether a day (as its ordinal) is the flow's, as far off as it may be."""
    if flow.when is None:
        return False
    margin = timedelta(days=flow.days)
    first = (flow.when.day - margin).toordinal()
    return first <= ordinal <= ((flow.when.until or flow.when.day) + margin).toordinal()
