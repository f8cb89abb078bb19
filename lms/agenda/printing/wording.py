"""Texts of the papers in one language: days, times, lengths, names."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from markupsafe import Markup, escape

from lms.agenda.enums import ItemKind
from lms.agenda.printing import template
from lms.agenda.printing.rows import Edition, PaperItem, PaperTrainer
from lms.core import papers
from lms.core.i18n import NATIVE_DIGITS, zone_name

FIRST_LANGUAGE = "en"
_STRONG = frozenset({"L", "R", "AL"})


def direction_of(words: str) -> str:
    """`rtl` where the first letter with a direction is written from right to left."""
    sides = (unicodedata.bidirectional(sign) for sign in words)
    return next(("ltr" if side == "L" else "rtl" for side in sides if side in _STRONG), "ltr")


@dataclass(frozen=True)
class Text:
    """An authored text as it is to be set: its words, and whether they are in another language."""

    words: str
    foreign: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Wording:
    """The papers' texts in one language."""

    language: str
    texts: Mapping[str, str]

    @classmethod
    def of(cls, language: str) -> "Wording":
        """The wording of a language, English for one that the papers do not have."""
        known = papers.wordings(template.FOLDER)
        chosen = language if language in known else FIRST_LANGUAGE
        return cls(chosen, known[chosen])

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return self.texts["direction"]

    @property
    def right_to_left(self) -> bool:
        return self.direction == "rtl"

    def say(self, key: str, **values: object) -> Markup:
        """One text with its values, which are escaped."""
        return Markup(self.texts[key]).format(**values)  # noqa: S704 - the template's own text

    def number(self, value: object) -> str:
        """A figure in the language's digits."""
        table = NATIVE_DIGITS.get(self.language)
        return str(value).translate(table) if table else str(value)

    def kind(self, item: PaperItem) -> str:
        """The word for the item's kind."""
        return self.texts[f"kind_{item.kind.value}"]

    def label(self, item: PaperItem) -> str:
        """The word for the item's kind, where there is one and the title does not say it."""
        word = "" if item.kind is ItemKind.OTHER else self.kind(item)
        return "" if word.casefold() in self.pick(item.title).words.casefold() else word

    def counted(self, key: str, total: int | None) -> Markup:
        """ "Page n of m": the layout counts pages, and their number where `total` is None."""
        all_pages = self.number(total) if total else Markup('<span class="of"></span>')
        return self.say(key, page=Markup('<span class="n"></span>'), pages=all_pages)

    # --- authored text and names ---

    def pick(self, text: Mapping[str, str] | None) -> Text:
        """An authored text in this language, else in English, else in any."""
        if not text:
            return Text("")
        if own := text.get(self.language):
            return Text(own)
        other = text.get(FIRST_LANGUAGE) or next((one for one in text.values() if one), "")
        return Text(other, foreign=True)

    def name(self, trainer: PaperTrainer) -> Text:
        """A trainer's name: in Urdu the local form where there is one, else in Latin letters."""
        if self.right_to_left and trainer.local:
            return Text(trainer.local)
        return Text(trainer.name, foreign=self.right_to_left)

    def html(self, text: Text | Mapping[str, str] | None) -> Markup:
        """A text for a page, kept apart from its surroundings where it is in another language."""
        one = text if isinstance(text, Text) else self.pick(text)
        if not one.foreign:
            return escape(one.words)
        return Markup('<bdi dir="{}" lang="en">{}</bdi>').format(direction_of(one.words), one.words)

    def apart(self, words: str) -> Markup:
        """A typed text of any direction, kept apart from its surroundings."""
        if not words:
            return Markup("")
        return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(words), words)

    def code(self, words: str) -> Markup:
        """A code or an address: always left to right."""
        return Markup('<bdi dir="ltr" lang="en" class="code">{}</bdi>').format(words)

    def names(self, trainers: Iterable[PaperTrainer]) -> Markup:
        """Trainers' names in a row."""
        return Markup(self.texts["comma"]).join(  # noqa: S704 - the template's own text
            self.html(self.name(one)) for one in trainers
        )

    def large(self, text: Mapping[str, str] | None, steps: Mapping[int, float]) -> float:
        """The size of a headline in points: `steps` has the largest for each length in letters."""
        length = len(self.pick(text).words)
        fitting = [points for letters, points in sorted(steps.items()) if length <= letters]
        return fitting[0] if fitting else min(steps.values())

    # --- days and times ---

    def day(self, value: date) -> str:
        """A day with its weekday and year."""
        return self._date(value, self.texts["day"])

    def day_short(self, value: date) -> str:
        """A day with its weekday, without the year."""
        return self._date(value, self.texts["day_short"])

    def days(self, first: date, last: date) -> str:
        """A range of days without repeating month or year."""
        end = self._date(last, "d MMMM y")
        if first == last:
            return end
        if first.year != last.year:
            start = self._date(first, "d MMMM y")
        else:
            start = self._date(first, "d" if first.month == last.month else "d MMMM")
        return str(self.say("range_days", first=start, last=end))

    def clock(self, moment: datetime, zone: str) -> str:
        """The time of day at the place, e.g. `09:30`."""
        return self.number(f"{moment.astimezone(ZoneInfo(zone)):%H:%M}")

    def span(self, item: PaperItem, zone: str) -> Markup:
        """From when to when an item goes."""
        return self.say(
            "range_times",
            first=self.clock(item.starts_at, zone),
            last=self.clock(item.ends_at, zone),
        )

    def zone(self, zone: str, at: datetime) -> Markup:
        """The line that names the zone of all times on the paper."""
        place: Text | str = zone
        if self.language != FIRST_LANGUAGE and "/" in zone:
            place = get_timezone_location(zone, locale=self.language, return_city=True)
        offset = f"{at.astimezone(ZoneInfo(zone)):%z}"
        hours, minutes = int(offset[:3]), offset[3:5]
        utc = f"UTC{hours:+d}" + (f":{minutes}" if minutes != "00" else "")
        short = zone_name(zone, at)
        named = utc if short.startswith("UTC") else f"{short}, {utc}"
        return self.say("zone", place=place, short=self.code(named))

    def length(self, minutes: int) -> str:
        """A contact time of this many minutes."""
        hours, rest = divmod(minutes, 60)
        key = "length" if hours and rest else "length_whole" if hours else "length_minutes"
        shown = f"{rest:02d}" if hours else str(rest)
        return str(self.say(key, hours=self.number(hours), minutes=self.number(shown)))

    def edition(self, edition: Edition, zone: str) -> str:
        """Which agenda this is: number and day of the release, or draft and when it changed."""
        local = edition.at.astimezone(ZoneInfo(zone))
        key = "edition_draft" if edition.draft else "edition_release"
        return str(
            self.say(
                key,
                number=self.number(edition.number),
                day=self._date(local.date(), "d MMMM y"),
                time=self.clock(edition.at, zone),
            )
        )

    def _date(self, value: date, style: str) -> str:
        return self.number(format_date(value, style, locale=self.language))
