"""Texts of the papers in one language, with the other small beside it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_currency
from markupsafe import Markup, escape

from lms.arrangements.rules import money
from lms.core import papers
from lms.core.i18n import NATIVE_DIGITS, zone_name
from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "arrangements" / "print"
LANGUAGES = ("en", "ur")
_STRONG = frozenset({"L", "R", "AL"})


def direction_of(words: str) -> str:
    """`rtl` where the first letter with a direction is written from right to left."""
    sides = (unicodedata.bidirectional(sign) for sign in words)
    return next(("ltr" if side == "L" else "rtl" for side in sides if side in _STRONG), "ltr")


@dataclass(frozen=True)
class Wording:
    """The papers' texts in one language."""

    language: str

    @classmethod
    def of(cls, language: str) -> "Wording":
        """The wording of a language, English for one that the papers do not have."""
        return cls(language if language in LANGUAGES else LANGUAGES[0])

    @property
    def texts(self) -> Mapping[str, str]:
        return papers.wordings(FOLDER)[self.language]

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return self.texts["direction"]

    @property
    def _other(self) -> "Wording":
        return Wording(next(one for one in LANGUAGES if one != self.language))

    def say(self, key: str, **values: object) -> Markup:
        """One text with its values, which are escaped."""
        return Markup(self.texts[key]).format(**values)  # noqa: S704 - the template's own text

    def second(self, key: str) -> Markup:
        """The text in the other language, kept apart from its surroundings."""
        other = self._other
        return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
            other.language, other.direction, other.texts[key]
        )

    def both(self, key: str) -> Markup:
        """The text, and under it small the other language's."""
        other = self._other
        small = Markup('<small class="other" lang="{}">{}</small>')
        return escape(self.texts[key]) + small.format(other.language, self.second(key))

    def title(self, key: str) -> Markup:
        """A headline with the other language's behind it."""
        return escape(self.texts[key]) + Markup("<small>{}</small>").format(self.second(key))

    def pages(self) -> Markup:
        """ "Page n of m", counted by the layout."""
        return self.say(
            "page",
            page=Markup('<span class="n"></span>'),
            pages=Markup('<span class="of"></span>'),
        )

    def number(self, value: object) -> str:
        """A figure in the language's digits."""
        table = NATIVE_DIGITS.get(self.language)
        return str(value).translate(table) if table else str(value)

    def money(self, minor: int, currency: str) -> Markup:
        """A sum as the language writes it, from left to right."""
        text = format_currency(money.amount(minor, currency), currency, locale=self.language)
        return Markup('<bdi dir="ltr" class="nw">{}</bdi>').format(self.number(text))

    def html(self, text: Mapping[str, str] | None) -> Markup:
        """An authored text in this language, else in English, else in any."""
        if not text:
            return Markup("")
        words = text.get(self.language) or text.get("en") or next(iter(text.values()), "")
        return self.apart(words)

    def apart(self, words: str) -> Markup:
        """A typed text of any direction, kept apart from its surroundings."""
        if not words:
            return Markup("")
        return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(words), words)

    def code(self, words: str) -> Markup:
        """A code: always left to right."""
        return Markup('<bdi dir="ltr" lang="en" class="code">{}</bdi>').format(words)

    def days(self, first: date, last: date) -> str:
        """A range of days without repeating month or year."""
        end = self.day(last)
        if first == last:
            return end
        if first.year != last.year:
            start = self.day(first)
        else:
            start = self.day(first, "d" if first.month == last.month else "d MMMM")
        return str(self.say("range_days", first=start, last=end))

    def day(self, value: date, style: str = "d MMMM y") -> str:
        """A day."""
        return self.number(format_date(value, style, locale=self.language))

    def moment(self, value: datetime | None, zone: str) -> Markup:
        """Day and time at a place, nothing where it is not known."""
        if value is None:
            return Markup("")
        local = value.astimezone(ZoneInfo(zone))
        return Markup('<span class="nw">{}</span> <b class="nw">{}</b>').format(
            self.day(local.date(), "EEE d MMM"), self.number(f"{local:%H:%M}")
        )

    def zone(self, zone: str, at: datetime) -> Markup:
        """The line that names the zone of all times on the paper."""
        place = zone
        if self.language != "en" and "/" in zone:
            place = get_timezone_location(zone, locale=self.language, return_city=True)
        return self.say("zone", place=place, short=self.code(zone_name(zone, at)))
