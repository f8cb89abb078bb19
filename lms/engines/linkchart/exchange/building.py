"""A chart put together from what a file says: ids fresh where needed, one entity an identity."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from lms.core.messages import N_, Message
from lms.engines.folding import fold
from lms.engines.linkchart.exchange.fitting import Fitter
from lms.engines.linkchart.exchange.kinds import nearest_type, type_name
from lms.engines.linkchart.exchange.own import same_cards
from lms.engines.linkchart.exchange.types import (
    Limits,
    SeenType,
    Told,
    TypeMap,
    Unreadable,
)
from lms.engines.linkchart.model import (
    EMPTY,
    MOST_CARDS,
    About,
    Attribute,
    Chart,
    Entity,
    Grade,
    Group,
    Link,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES

FILE_TYPE = "Type in the file"
_ID = re.compile(r"[A-Za-z0-9-]{1,40}")


class Types:
    """What the type names of a file mean, and how often each was met."""

    def __init__(self, told: Told, given: TypeMap) -> None:
        self._told = told
        self._given = given
        self._entities: dict[str, tuple[str, bool]] = {}
        self._links: dict[str, str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def entity(self, name: str, where: Message, shape: str = "", icon: str = "") -> str:
        """Our type for a name. One that had to be guessed is told where it first stands."""
        shown = name.strip() or icon.strip() or shape
        self._counts["entity", shown] += 1
        if shown not in self._entities:
            ours, sure = nearest_type(name.strip(), shape, icon.strip())
            chosen = self._given.entities.get(shown, "")
            if chosen in ENTITY_TYPES:
                ours, sure = chosen, True
            self._entities[shown] = ours, sure
            if not sure:
                self._told.mended(where, _guessed(shown, ours))
        return self._entities[shown][0]

    def link(self, name: str) -> str:
        """Our link type for a name: the name itself, if nobody said otherwise."""
        shown = name.strip() or "link"
        self._counts["link", shown] += 1
        return self._links.setdefault(shown, self._given.links.get(shown) or shown)

    def seen(self) -> tuple[tuple[SeenType, ...], tuple[SeenType, ...]]:
        """The type names of entities and of links."""
        entities = tuple(
            SeenType(name, self._counts["entity", name], ours, sure)
            for name, (ours, sure) in self._entities.items()
        )
        links = tuple(
            SeenType(name, self._counts["link", name], ours, True)
            for name, ours in self._links.items()
        )
        return entities, links


def _guessed(name: str, ours: str) -> Message:
    if not name:
        return N_("This has no type. It was taken for “%(ours)s”.", ours=ENTITY_TYPES[ours].label)
    return N_(
        "The type “%(name)s” is not known here. It was taken for “%(ours)s”, and its name is kept "
        "as an attribute.",
        name=name[:60],
        ours=ENTITY_TYPES[ours].label,
    )


def with_type(entity: Entity, name: str) -> Entity:
    """The entity with the type's name in the file as an attribute, where that says more."""
    if not name.strip() or fold(name) in (fold(type_name(entity.type)), fold(entity.type)):
        return entity
    attributes = {**entity.attributes}
    attributes.setdefault(FILE_TYPE, Attribute(name.strip()))
    return replace(entity, attributes=MappingProxyType(attributes))


class Builder:
    """The chart so far. Entities and links come as the file has them; their ids are wishes."""

    def __init__(self, told: Told, limits: Limits) -> None:
        self._told = told
        self._limits = limits
        self._entities: dict[str, Entity] = {}
        self._links: dict[str, Link] = {}
        self._by_identity: dict[tuple[str, ...], str] = {}
        self._ids: set[str] = set()
        self._count = 0

    def entity(self, entity: Entity, where: Message, identity: tuple[str, ...] = ()) -> str:
        """Take an entity in and return its id in the chart. One whose `identity` is there
        already becomes part of that one, which is told. Raises Unreadable for too many."""
        fitted = Fitter(self._told, where).entity(entity)
        known = self._by_identity.get(identity) if identity else None
        if known is not None:
            self._join(known, fitted, where)
            return known
        if len(self._entities) >= self._limits.entities:
            raise Unreadable(
                N_("The chart has more than %(most)s entities.", most=self._limits.entities), where
            )
        key = self._fresh(entity.id, "e")
        self._entities[key] = replace(fitted, id=key)
        if identity:
            self._by_identity[identity] = key
        return key

    def known(self, identity: tuple[str, ...]) -> str | None:
        """The id of the entity with this identity."""
        return self._by_identity.get(identity)

    def add_to(self, key: str, entity: Entity, where: Message) -> None:
        """More about an entity that is there: nothing is told, the file means it so."""
        self._put_together(key, Fitter(self._told, where).entity(entity), where)

    def _join(self, key: str, other: Entity, where: Message) -> None:
        self._told.mended(
            where,
            N_(
                "The identity of “%(name)s” is there already. The two were put together.",
                name=other.label[:60],
            ),
        )
        self._put_together(key, other, where)

    def _put_together(self, key: str, other: Entity, where: Message) -> None:
        both = joined_entity(self._entities[key], other)
        self._entities[key] = Fitter(self._told, where).entity(both)

    def link(self, link: Link, where: Message) -> str | None:
        """Take a link in; one to nothing or to its own end is left out and told."""
        fitted = Fitter(self._told, where).link(link)
        if fitted.source not in self._entities or fitted.target not in self._entities:
            self._told.mended(where, N_("This link has an end that is nowhere. It was left out."))
            return None
        if fitted.source == fitted.target:
            self._told.mended(where, N_("This link leads to its own start. It was left out."))
            return None
        if len(self._links) >= self._limits.links:
            raise Unreadable(
                N_("The chart has more than %(most)s links.", most=self._limits.links), where
            )
        key = self._fresh(link.id, "l")
        self._links[key] = replace(fitted, id=key)
        return key

    def add_cards(self, key: str, link: Link, where: Message) -> None:
        """More cards of a link that is there."""
        more = Fitter(self._told, where).link(link)
        first = self._links[key]
        cards = same_cards((*first.cards, *more.cards))
        if len(cards) > MOST_CARDS:
            self._told.mended(where, N_("This link has too many cards; this one was left out."))
        self._links[key] = replace(first, cards=cards[:MOST_CARDS])

    def _fresh(self, wish: str, letter: str) -> str:
        key = wish if _ID.fullmatch(wish) else ""
        while not key or key in self._ids:
            self._count += 1
            key = f"{letter}{self._count}"
        self._ids.add(key)
        return key

    def chart(
        self,
        about: About = EMPTY.about,
        groups: Mapping[str, Group] = EMPTY.groups,
        grades: Mapping[str, Grade] = EMPTY.grades,
    ) -> Chart:
        """The chart as it stands."""
        return Chart(
            MappingProxyType(self._entities),
            MappingProxyType(self._links),
            grades,
            groups,
            about,
        )


def joined_entity(first: Entity, other: Entity) -> Entity:
    """Two entities in one, which may be more than a chart can hold of one."""
    names = dict.fromkeys((*first.aliases, other.label, *other.aliases))
    notes = [note for note in dict.fromkeys((first.note, other.note)) if note]
    cards = [card for card in other.cards if card not in first.cards]
    return replace(
        first,
        aliases=tuple(name for name in names if name != first.label),
        cards=same_cards((*first.cards, *cards)),
        note="\n".join(notes),
        attributes=MappingProxyType({**other.attributes, **first.attributes}),
        since=first.since or other.since,
        until=first.until or other.until,
        merged=(*first.merged, *other.merged)[:100],
        at=first.at or other.at,
    )
