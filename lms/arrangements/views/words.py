"""Words, sums and times as the pages of arrangements write them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_currency

from lms.accounts.enums import Gender
from lms.arrangements.enums import TravelMode
from lms.arrangements.rules import money
from lms.core.errors import Invalid
from lms.core.i18n import _, language, native_digits, say
from lms.privacy.views.blueprint import question_words


def mode_words() -> dict[TravelMode, str]:
    """How somebody travels."""
    return {
        TravelMode.ROAD: _("by road"),
        TravelMode.RAIL: _("by rail"),
        TravelMode.AIR: _("by air"),
        TravelMode.SEA: _("by sea"),
        TravelMode.LOCAL: _("lives near"),
    }


def gender_words() -> dict[Gender, str]:
    """The gender of a participant; nothing where it was not said."""
    return {
        Gender.FEMALE: _("female"),
        Gender.MALE: _("male"),
        Gender.OTHER: _("other"),
        Gender.NOT_SAID: _("not said"),
    }


def whom_words() -> dict[Gender | None, str]:
    """For whom a room is kept."""
    return {
        None: _("women or men, never both"),
        Gender.FEMALE: _("women"),
        Gender.MALE: _("men"),
    }


def wish_words() -> dict[bool | None, str]:
    """Whether somebody wants a room."""
    return {True: _("wants a room"), False: _("needs no room"), None: _("not known")}


def shown(minor: int, currency: str) -> str:
    """A sum as the page's language writes it."""
    text = format_currency(money.amount(minor, currency), currency, locale=language())
    return native_digits(text)


def shown_sums(sums: Mapping[str, int]) -> list[str]:
    """Sums by currency."""
    return [shown(minor, currency) for currency, minor in sums.items()]


def for_input(moment: datetime | None, zone: str) -> str:
    """A moment as a field for day and time takes it, on the clock of a place."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if moment else ""


def faults(error: Invalid) -> dict[str, str]:
    """What is wrong, by field."""
    return {one.field: say(one.message) for one in error.errors}


def words() -> dict[str, Any]:
    """What the templates of this room have in their context."""
    return {
        "modes": mode_words(),
        "genders": gender_words(),
        "whom": whom_words(),
        "wishes": wish_words(),
        "shown": shown,
        "shown_sums": shown_sums,
        "for_input": for_input,
        **question_words(),
    }
