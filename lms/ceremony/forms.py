"""Forms of the run sheet: an item, a guest."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from lms.ceremony.enums import ItemKind
from lms.ceremony.formats.plan import Guest, Item, Plan
from lms.core.i18n import LANGUAGE_NAMES, _, _l, localized
from lms.core.settings import Settings


def languages() -> tuple[str, ...]:
    """The languages of the installation, in which texts are typed."""
    found: Settings = current_app.extensions["concord.settings"]
    return found.languages


def typed(form: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text in each language from fields called `<name>_<language>`."""
    return {one: str(form.get(f"{name}_{one}") or "") for one in languages()}


class ItemForm(FlaskForm):  # type: ignore[misc]
    """An item of the run sheet; titles and speakers stand in each language."""

    kind = SelectField(_l("What it is"))
    minutes = IntegerField(_l("Minutes"))
    guest = SelectField(_l("Who speaks or leads, of the guests"))
    note = StringField(_l("Note for the staff"))

    def offer(self, plan: Plan, kinds: Mapping[ItemKind, str]) -> None:
        """Fill the choices."""
        self.kind.choices = [SelectChoice(kind.value, word) for kind, word in kinds.items()]
        self.guest.choices = [SelectChoice("", "")] + [
            SelectChoice(guest.key, localized(guest.name) or localized(guest.office))
            for guest in plan.guests
        ]

    def given(self, key: str, texts: Mapping[str, Any]) -> Item:
        """What was typed."""
        kind = str(self.kind.data or "")
        return Item(
            key=key,
            kind=ItemKind(kind) if kind in set(ItemKind) else ItemKind.OTHER,
            title=typed(texts, "title"),
            minutes=self.minutes.data or 0,
            guest=str(self.guest.data or ""),
            speaker=typed(texts, "speaker"),
            note=self.note.data or "",
        )


class GuestForm(FlaskForm):  # type: ignore[misc]
    """A guest; office, name and organisation stand in each language."""

    arrives = StringField(_l("Arrives at"))
    received_by = StringField(_l("Received by"))
    hands = BooleanField(_l("Hands certificates over"))

    def given(self, key: str, texts: Mapping[str, Any]) -> Guest:
        """What was typed."""
        return Guest(
            key=key,
            office=typed(texts, "office"),
            name=typed(texts, "name"),
            organisation=typed(texts, "organisation"),
            arrives=self.arrives.data or "",
            received_by=self.received_by.data or "",
            hands=bool(self.hands.data),
        )


def language_names() -> list[tuple[str, str]]:
    """The languages with their own names, for labels."""
    return [(one, LANGUAGE_NAMES.get(one, _("this language"))) for one in languages()]
