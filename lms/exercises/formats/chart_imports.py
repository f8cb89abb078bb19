"""A chart of a file made to fit a case and what is drawn already: as steps, before any is kept.

The rule for duplicates is i2's: one identity is one entity. Without an identity the label is it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from lms.core.messages import N_, Message
from lms.engines.folding import fold
from lms.engines.linkchart.board import MOST_ENTITIES, MOST_LINKS, Event
from lms.engines.linkchart.exchange.building import FILE_TYPE, joined_entity
from lms.engines.linkchart.exchange.ends import places
from lms.engines.linkchart.exchange.fitting import Fitter
from lms.engines.linkchart.exchange.kinds import type_name
from lms.engines.linkchart.exchange.types import WHOLE, Told
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.model import CARD_SIGNS, MOST_CARDS, Card, Chart, Entity, Group, Link
from lms.engines.linkchart.names import clean_identifier
from lms.engines.linkchart.steps_items import (
    AddEntity,
    AddLink,
    EditEntity,
    PutGroup,
)
from lms.engines.linkchart.steps_more import PutCard, SetGrade
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction

MOST_IMPORTED = 3000
_NEAR = 80
_APART = 200


@dataclass(frozen=True)
class Kind:
    """A type name of the file: how many have it, and the case's type that is proposed for it
    (empty: these are left out)."""

    name: str
    count: int
    proposed: str


@dataclass(frozen=True)
class Choices:
    """What a person chose for the type names of a file; names that are not there keep what is
    proposed, empty ones are left out."""

    entities: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The steps that would be kept, and what they come to. `refusal` says why they cannot be."""

    events: tuple[Event, ...]
    added: int
    joined: int
    links: int
    known_links: int
    left_out: int
    notes: tuple[Message, ...] = ()
    refusal: Message | None = None


def kind_of(entity: Entity) -> str:
    """What the file calls the type of an entity."""
    said = entity.attributes.get(FILE_TYPE)
    return said.value if said else type_name(entity.type)


def entity_kinds(chart: Chart, case: Case) -> list[Kind]:
    """The type names of the file's entities, with a proposal out of the case's types."""
    counts = Counter(map(kind_of, chart.entities.values()))
    types = {kind_of(one): one.type for one in chart.entities.values()}
    return [Kind(name, count, _near_type(types[name], case)) for name, count in counts.items()]


def _near_type(name: str, case: Case) -> str:
    if name in case.entity_types:
        return name
    family = ENTITY_TYPES[name].family
    return next((one for one in case.entity_types if ENTITY_TYPES[one].family == family), "")


def link_kinds(chart: Chart, case: Case) -> list[Kind]:
    """The type names of the file's links, with a proposal by key, label, or a like spelling."""
    counts = Counter(link.type for link in chart.links.values())
    known = {
        fold(label): key
        for key, kind in reversed(list(case.link_types.items()))
        for label in (key, *kind.label.values())
    }
    return [Kind(name, count, _near_link(name, known)) for name, count in counts.items()]


def _near_link(name: str, known: Mapping[str, str]) -> str:
    plain = fold(name)
    if plain in known:
        return known[plain]
    best = process.extractOne(plain, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return known[best[0]] if best and plain else ""


def plan(
    chart: Chart, drawn: Chart, case: Case, choices: Choices, fresh: Callable[[], str]
) -> Plan:
    """The steps by which the chart of a file comes into the drawn one. `fresh` makes ids."""
    return _Planner(drawn, case, choices, fresh).plan(chart)


class _Planner:
    def __init__(
        self, drawn: Chart, case: Case, choices: Choices, fresh: Callable[[], str]
    ) -> None:
        self._drawn = drawn
        self._case = case
        self._choices = choices
        self._fresh = fresh
        self._events: list[Event] = []
        self._new: dict[str, Entity] = {}
        self._known = {_identity(one): one.id for one in drawn.entities.values()}
        self._lines: dict[tuple[frozenset[str], str], list[Link]] = defaultdict(list)
        for link in drawn.links.values():
            self._lines[_pair(link)].append(link)
        self._ids: dict[str, str] = {}
        self._told = Told()
        self._foreign: Counter[str] = Counter()
        self._added = self._joined = self._links = self._same = self._left = 0

    def plan(self, chart: Chart) -> Plan:
        kinds = {one.name: one.proposed for one in entity_kinds(chart, self._case)}
        at = _beside(chart, self._drawn)
        for entity in chart.entities.values():
            name = kind_of(entity)
            chosen = self._choices.entities.get(name, kinds[name])
            if chosen in self._case.entity_types:
                self._entity(replace(entity, type=chosen, at=at[entity.id]))
            else:
                self._left += 1
        named = {one.name: one.proposed for one in link_kinds(chart, self._case)}
        for link in chart.links.values():
            self._link(link, self._choices.links.get(link.type, named[link.type]))
        for group in chart.groups.values():
            self._group(group)
        for report, grade in chart.grades.items():
            if report in self._case.reports and report not in self._drawn.grades:
                self._events.append(SetGrade(report, grade))
        return self._made(len(chart.entities) + len(chart.links))

    def _entity(self, entity: Entity) -> None:
        known = self._known.get(_identity(entity))
        entity = replace(entity, cards=self._cards(entity.cards))
        if known is None:
            key = self._ids[entity.id] = self._known[_identity(entity)] = self._fresh()
            self._new[key] = replace(entity, id=key, merged=())
            self._added += 1
            return
        self._ids[entity.id] = known
        self._joined += 1
        if known in self._new:
            both = joined_entity(self._new[known], entity)
            self._new[known] = Fitter(self._told, WHOLE).entity(both)
        else:
            self._join(self._drawn.entities[known], entity)

    def _join(self, known: Entity, other: Entity) -> None:
        """What the file knows more about an entity that is drawn: cards one by one, the rest as
        one change."""
        both = Fitter(self._told, WHOLE).entity(joined_entity(known, other))
        changes = {
            name: getattr(both, name)
            for name in ("aliases", "note", "attributes", "since", "until")
            if getattr(both, name) != getattr(known, name)
        }
        if changes:
            self._events.append(EditEntity(known.id, changes))
        self._add_cards(known.id, known.cards, other.cards)

    def _add_cards(self, key: str, there: tuple[Card, ...], more: tuple[Card, ...]) -> None:
        said = {replace(card, id="") for card in there}
        fresh = [card for card in more if replace(card, id="") not in said]
        for card in fresh[: max(0, MOST_CARDS - len(there))]:
            self._events.append(PutCard(key, replace(card, id=self._fresh())))

    def _cards(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        return tuple(map(self._card, cards))

    def _card(self, card: Card) -> Card:
        """A card that cites a report of the case, or none: what else it names is kept in words."""
        if not card.source or card.source in self._case.reports:
            return card
        self._foreign[card.source] += 1
        text = f"{card.source}\n{card.text}".strip()[:CARD_SIGNS]
        return replace(card, source="", text=text)

    def _link(self, link: Link, chosen: str) -> None:
        source, target = self._ids.get(link.source), self._ids.get(link.target)
        if chosen not in self._case.link_types or not source or not target or source == target:
            self._left += 1
            return
        made = replace(
            link,
            id=self._fresh(),
            source=source,
            target=target,
            type=chosen,
            cards=self._cards(link.cards),
        )
        same = next((one for one in self._lines[_pair(made)] if _says_the_same(one, made)), None)
        if same is not None:
            self._same += 1
            self._add_cards(same.id, same.cards, made.cards)
            return
        self._links += 1
        self._events.append(AddLink(made))

    def _group(self, group: Group) -> None:
        members = tuple(self._ids[one] for one in group.members if one in self._ids)
        entity = self._ids.get(group.entity, "")
        known = {(one.label, one.members, one.entity) for one in self._drawn.groups.values()}
        if (members or entity) and (group.label, members, entity) not in known:
            self._events.append(PutGroup(Group(self._fresh(), group.label, members, entity)))

    def _made(self, items: int) -> Plan:
        notes = []
        if self._foreign:
            named = ", ".join(list(self._foreign)[:5])
            notes.append(
                N_(
                    "%(count)s cards cite reports that this case does not have (%(names)s). Their "
                    "names are kept in the text of the cards.",
                    count=sum(self._foreign.values()),
                    names=named,
                )
            )
        return Plan(
            (*map(AddEntity, self._new.values()), *self._events),
            self._added,
            self._joined,
            self._links,
            self._same,
            self._left,
            tuple(notes),
            self._refusal(items),
        )

    def _refusal(self, items: int) -> Message | None:
        entities = len(self._drawn.entities) + self._added
        links = len(self._drawn.links) + self._links
        if items > MOST_IMPORTED:
            return N_(
                "The file has %(count)s entities and links; %(most)s come in at once at the most.",
                count=items,
                most=MOST_IMPORTED,
            )
        if entities > MOST_ENTITIES or links > MOST_LINKS:
            return N_(
                "A chart holds %(entities)s entities and %(links)s links at the most.",
                entities=MOST_ENTITIES,
                links=MOST_LINKS,
            )
        return None if self._events or self._new else N_("Nothing of this file would come in.")


def _identity(entity: Entity) -> tuple[str, str]:
    words = entity.identity or entity.label
    if ENTITY_TYPES[entity.type].identifier:
        return entity.type, clean_identifier(words) or words
    return entity.type, " ".join(words.split()).casefold()


def _pair(link: Link) -> tuple[frozenset[str], str]:
    return frozenset((link.source, link.target)), link.type


def _says_the_same(one: Link, other: Link) -> bool:
    """Whether two links of one pair and type are one: without an arrow either end is first."""
    names = ("direction", "label", "since", "until")
    turned = one.source != other.source and one.direction is Direction.FORWARD
    return not turned and all(getattr(one, name) == getattr(other, name) for name in names)


def _beside(chart: Chart, drawn: Chart) -> dict[str, tuple[int, int]]:
    """Where the file's entities come to lie: to the right of what is drawn."""
    at = places(chart)
    there = places(drawn).values()
    if not there or not at:
        return at
    right = max(x for x, _ in there) + _APART - min(x for x, _ in at.values())
    down = min(y for _, y in there) - min(y for _, y in at.values())
    return {key: (x + right, y + down) for key, (x, y) in at.items()}
