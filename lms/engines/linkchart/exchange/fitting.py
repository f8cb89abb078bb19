"""Texts, cards and attributes of strangers cut to what a chart holds, each cut told."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.own import same_cards
from lms.engines.linkchart.exchange.types import Told
from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import (
    CARD_SIGNS,
    LABEL_SIGNS,
    MOST_ALIASES,
    MOST_ATTRIBUTES,
    MOST_CARDS,
    NOTE_SIGNS,
    Attribute,
    Card,
    Entity,
    Grading,
    Link,
)
from lms.engines.linkchart.parts import is_date

T = TypeVar("T")
AS_WRITTEN = "Date as written"
_TYPE_SIGNS = 64


class Fitter:
    """Cuts to size at one place of a file."""

    def __init__(self, told: Told, where: Message) -> None:
        self._told = told
        self._where = where

    def text(self, text: str, most: int) -> str:
        """The text without forbidden signs, at most so long."""
        fine = clean(text).strip()
        if len(fine) > most:
            self._told.mended(self._where, N_("A text was cut to %(most)s signs.", most=most))
            return fine[:most].strip()
        return fine

    def entity(self, entity: Entity) -> Entity:
        """An entity that a chart can hold."""
        aliases = dict.fromkeys(self.text(name, LABEL_SIGNS) for name in entity.aliases)
        since, until, attributes = self._rest(entity)
        return replace(
            entity,
            label=self._label(entity),
            identity=self.text(entity.identity, LABEL_SIGNS),
            aliases=self._most(tuple(filter(None, aliases)), MOST_ALIASES),
            cards=self._cards(entity.cards),
            note=self.text(entity.note, NOTE_SIGNS),
            since=since,
            until=until,
            attributes=attributes,
        )

    def link(self, link: Link) -> Link:
        """A link that a chart can hold."""
        since, until, attributes = self._rest(link)
        return replace(
            link,
            type=self.text(link.type, _TYPE_SIGNS) or "link",
            label=self.text(link.label, LABEL_SIGNS),
            cards=self._cards(link.cards),
            note=self.text(link.note, NOTE_SIGNS),
            since=since,
            until=until,
            attributes=attributes,
        )

    def _label(self, entity: Entity) -> str:
        label = self.text(entity.label, LABEL_SIGNS)
        if label:
            return label
        fallback = self.text(entity.identity, LABEL_SIGNS) or "?"
        self._told.mended(
            self._where, N_("This has no label; it is called %(name)s.", name=fallback)
        )
        return fallback

    def _rest(self, item: Entity | Link) -> tuple[str, str, Mapping[str, Attribute]]:
        """The dates and the attributes. A date that is none is kept as an attribute."""
        attributes = dict(item.attributes)
        since = self._date(item.since, AS_WRITTEN, attributes)
        until = self._date(item.until, f"{AS_WRITTEN} (until)", attributes)
        return since, until, self._attributes(attributes)

    def _date(self, text: str, name: str, attributes: dict[str, Attribute]) -> str:
        value = text.strip()
        if not value or is_date(value):
            return value
        attributes.setdefault(name, Attribute(value))
        self._no_date(value, N_("It was kept as an attribute."))
        return ""

    def _no_date(self, value: str, kept: Message) -> None:
        self._told.mended(
            self._where,
            N_("“%(value)s” is no date. %(kept)s", value=value[:60], kept=kept),
        )

    def _attributes(self, attributes: Mapping[str, Attribute]) -> Mapping[str, Attribute]:
        found: dict[str, Attribute] = {}
        for name, one in attributes.items():
            key = self.text(name, LABEL_SIGNS) or "?"
            found[key] = replace(one, value=self.text(one.value, NOTE_SIGNS))
        kept = self._most(tuple(found), MOST_ATTRIBUTES)
        return MappingProxyType({name: found[name] for name in kept})

    def _cards(self, cards: Iterable[Card]) -> tuple[Card, ...]:
        return same_cards(self._most(tuple(map(self._card, cards)), MOST_CARDS))

    def _card(self, card: Card) -> Card:
        date, text = card.date.strip(), card.text
        if date and not is_date(date):
            self._no_date(date, N_("It was kept in the text of the card."))
            text = f"{text}\n{AS_WRITTEN}: {date}".strip()
            date = ""
        grading = Grading(
            card.grading.scheme,
            *(
                self.text(word, LABEL_SIGNS)
                for word in (card.grading.source, card.grading.information, card.grading.handling)
            ),
        )
        return Card(
            card.id,
            self.text(card.source, LABEL_SIGNS),
            self.text(card.source_type, LABEL_SIGNS),
            self.text(card.summary, CARD_SIGNS),
            self.text(text, CARD_SIGNS),
            grading,
            date,
        )

    def _most(self, things: tuple[T, ...], most: int) -> tuple[T, ...]:
        if len(things) <= most:
            return things
        self._told.mended(
            self._where,
            N_(
                "This has %(count)s of what a chart holds %(most)s of; the rest was left out.",
                count=len(things),
                most=most,
            ),
        )
        return things[:most]
