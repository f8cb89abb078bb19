"""Sentences of the paper: dates, lengths and the certified text in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import get_month_names
from markupsafe import Markup, escape

from lms.certificates.printing import template
from lms.core import papers
from lms.engines.credentials.payload import Localized, PaperKind, Payload

_URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FIRST_LANGUAGE = "en"
SECOND_LANGUAGE = "ur"
# WeasyPrint knows no bidi isolation, so the signs for it stand in the text
_ISOLATE, _END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class Wording:
    """The paper's texts in one language."""

    language: str
    texts: Mapping[str, str]

    @classmethod
    def of(cls, language: str, texts: Mapping[str, Mapping[str, str]] | None = None) -> "Wording":
        """The wording of a language, or the second language's where the design has none.

        `texts` is a design's own wording by language; without it, that of the designs that ship.
        """
        known = texts if texts is not None else papers.wordings(template.FOLDER)
        chosen = language if language in known else SECOND_LANGUAGE
        return cls(chosen, known[chosen])

    def number(self, value: int) -> str:
        """A whole number in the language's digits."""
        return str(value).translate(_URDU_DIGITS) if self.language == "ur" else str(value)

    def say(self, key: str, **values: object) -> Markup:
        """One text with its values; every value is escaped and kept apart from its surroundings."""
        return Markup(self.texts[key]).format(**values)  # noqa: S704 - the template's own text

    def dates(self, first: date, last: date) -> Markup:
        """The days of the training, as short as they can be said."""
        if first == last:
            return self._date("day", first)
        values = self._parts("from", first) | self._parts("to", last)
        if first.year != last.year:
            return self.say("days_two_years", **values)
        if first.month != last.month:
            return self.say("days_two_months", **values)
        return self.say("days_one_month", **values)

    def issued(self, day: date) -> Markup:
        """The line that names the day of issue."""
        return self._date("issued", day)

    def expires(self, day: date) -> Markup:
        """The line that names the last day on which the paper holds."""
        return self._date("expires", day)

    def length(self, minutes: int) -> str:
        """A contact time of this many minutes in words."""
        hours, rest = divmod(minutes, 60)
        parts = []
        if hours:
            key = "length_hour" if hours == 1 else "length_hours"
            parts.append(self.say(key, hours=self.number(hours)))
        if rest or not hours:
            parts.append(self.say("length_minutes", minutes=self.number(rest)))
        return "\N{NO-BREAK SPACE}".join(parts)

    def _date(self, key: str, day: date) -> Markup:
        return self.say(
            key,
            day=self.number(day.day),
            month=self._month(day),
            year=self.number(day.year),
        )

    def _parts(self, side: str, day: date) -> dict[str, str]:
        return {
            f"{side}_day": self.number(day.day),
            f"{side}_month": self._month(day),
            f"{side}_year": self.number(day.year),
        }

    def _month(self, day: date) -> str:
        return str(get_month_names("wide", locale=self.language)[day.month])


def in_language(text: Localized, wording: Wording) -> Markup:
    """An authored text in the wording's language; else in English, marked and isolated as such."""
    if own := text.get(wording.language):
        return escape(own)
    other = text.get(FIRST_LANGUAGE) or next(iter(text.values()), "")
    if not other:
        return Markup("")
    return Markup('<bdi lang="en">{}{}{}</bdi>').format(_ISOLATE, other, _END_ISOLATE)


def plain_in_language(text: Localized, wording: Wording) -> str:
    """As `in_language`, for a field: no markup, the isolation by its signs alone."""
    if own := text.get(wording.language):
        return own
    other = text.get(FIRST_LANGUAGE) or next(iter(text.values()), "")
    return f"{_ISOLATE}{other}{_END_ISOLATE}" if other else ""


def certified(payload: Payload, wording: Wording) -> Markup:
    """The sentence that says what this person did."""
    training = payload.training
    place = in_language(training.place, wording)
    values: dict[str, object] = {
        "title": in_language(training.title, wording),
        "where": wording.say("where", place=place) if place else "",
        "dates": wording.dates(training.starts_on, training.ends_on),
    }
    if payload.kind is PaperKind.APPRECIATION:
        capacity = in_language(payload.holder.capacity, wording)
        values["capacity"] = wording.say("as", capacity=capacity) if capacity else ""
    elif payload.kind is PaperKind.PARTICIPATION:
        values["attended"] = wording.number(training.half_days_attended)
        values["half_days"] = wording.number(training.half_days)
    elif training.contact_minutes:
        values["hours"] = wording.say("hours", length=wording.length(training.contact_minutes))
    else:
        values["hours"] = ""
    return wording.say(payload.kind.value, **values)


def backing(payload: Payload, wording: Wording) -> Markup:
    """Organiser, donor and project as one line of text, without what is not set."""
    training = payload.training
    parts = [
        wording.say(key, **{name: in_language(text, wording)})
        for key, name, text in (
            ("organised", "organiser", training.organiser),
            ("donor", "donor", training.donor),
            ("project", "project", training.project),
        )
        if text and wording.texts[key]
    ]
    if not parts:
        return Markup("")
    line = wording.say("comma").join(parts[:2])
    line = Markup(" ").join([line, *parts[2:]])
    return line[:1].upper() + line[1:] + "."
