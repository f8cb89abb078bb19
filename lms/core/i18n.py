"""Languages on screen: gettext, direction, authored text, dates and numbers."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_domain, get_locale, gettext, lazy_gettext
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from lms.core.messages import Message, Span

_l = lazy_gettext
__all__ = ["_", "_l", "_n", "direction", "force_locale", "language", "localized", "say"]

COOKIE = "language"
NATIVE_DIGITS = {"ur": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
LANGUAGE_NAMES = {"en": "English", "ur": "اردو"}


def choose_language() -> str:
    """The person's own choice, else the browser's cookie, else what the browser asks for."""
    offered: tuple[str, ...] = current_app.extensions["concord.settings"].languages
    if not has_request_context():
        return offered[0]
    identity = getattr(current_user, "identity", None)
    for wish in (request.cookies.get(COOKIE), getattr(identity, "language", None)):
        if wish in offered:
            return str(wish)
    return str(request.accept_languages.best_match(offered) or offered[0])


def language() -> str:
    """The language of this page, e.g. `ur`."""
    try:  # where Flask-Babel keeps it once it was chosen; a page asks some hundred times
        held = g._get_current_object()._flask_babel  # noqa: SLF001
        known: str = held.babel_locale.language
    except (AttributeError, RuntimeError):
        locale = get_locale()
        return locale.language if locale else "en"
    return known


def direction() -> str:
    """`rtl` or `ltr`, for the page's language."""
    return str(Locale.parse(language()).text_direction)


def _(text: str, **values: object) -> str:
    """The msgid in the page's language; whole numbers get its digits."""
    return str(gettext(text, **_digits(values)))


def _n(singular: str, plural: str, num: int, **values: object) -> str:
    """The msgid in the form for this number, which stands in it as %(num)s."""
    form: str = _catalogue().ungettext(singular, plural, num)
    return form % _digits({"num": num, **values})


def _digits(values: Mapping[str, object]) -> dict[str, object]:
    return {name: number(one) if type(one) is int else one for name, one in values.items()}


def say(message: object) -> str:
    """A Message (or plain text) in the page's language."""
    if not isinstance(message, Message):
        return str(message)
    text: str = _catalogue().ugettext(message.text)
    return text % {key: _value(value) for key, value in message.values.items()}


def _value(value: object) -> object:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, Mapping):
        return localized(value)
    if isinstance(value, Span):
        return span(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return native_digits(f"{value:%H:%M}")
    return number(value) if type(value) is int else value


def localized(text: Mapping[str, str] | None) -> str:
    """The best of an authored {language: text}: the page's language, English, then any."""
    return pick(text, language())


def pick(text: Mapping[str, str] | None, language: str) -> str:
    """An authored text in a language, else in English, else in any."""
    if not text:
        return ""
    return text.get(language) or text.get("en") or next((one for one in text.values() if one), "")


def native_digits(text: str) -> str:
    """Western digits written in the page language's own digits."""
    table = NATIVE_DIGITS.get(language())
    return text.translate(table) if table else text


def number(value: object) -> str:
    """A count or figure with the page language's digits."""
    return native_digits(str(value))


def day(value: date, style: str = "d MMMM y") -> str:
    """A date, e.g. `17 September 2019`."""
    return native_digits(format_date(value, style, locale=language()))


def weekday(value: date) -> str:
    """A date with its weekday, e.g. `Tue 17 Sep`."""
    return day(value, "EEE d MMM")


def days(first: date, last: date) -> str:
    """A range of dates without repeating month or year, e.g. `17-19 September 2019`."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        start = native_digits(str(first.day))
    else:
        start = day(first, "d MMMM" if first.year == last.year else "d MMMM y")
    joined = gettext("%(first)s to %(last)s") if " " in start else "%(first)s-%(last)s"
    if language() == "ur":
        joined = gettext("%(first)s to %(last)s")
    return joined % {"first": start, "last": day(last)}


def clock(value: datetime, zone: str) -> str:
    """The time of day in a zone, e.g. `09:30`."""
    return native_digits(format_time(value.astimezone(ZoneInfo(zone)), "HH:mm", locale=language()))


def day_at(value: datetime, zone: str) -> date:
    """The day of a moment on the calendar of a place."""
    return value.astimezone(ZoneInfo(zone)).date()


def span(value: Span) -> str:
    """From one moment to another at a place, e.g. `Wed 6 November, 11:15 to 11:45`."""
    begins, ends = value.local
    last = clock(value.ends, value.zone)
    if begins.date() != ends.date():
        last = f"{day(ends, 'EEE d MMMM')} {last}"
    return _(
        "%(day)s, %(from)s to %(to)s",
        **{"day": day(begins, "EEE d MMMM"), "from": clock(value.begins, value.zone), "to": last},
    )


def stamp(value: datetime, zone: str) -> str:
    """Date and time in a zone, with the zone named, e.g. `19 Sep 2019, 14:30 PKT`."""
    local = value.astimezone(ZoneInfo(zone))
    text = native_digits(format_date(local, "d MMM y", locale=language()))
    return f"{text}{_(', ')}{clock(value, zone)} {zone_name(zone, value)}"


def zone_place(zone: str) -> str:
    """The zone as a reader knows it: `Asia/Karachi`, on Urdu pages the town in Urdu."""
    if language() == "en" or "/" not in zone:
        return zone
    return str(get_timezone_location(zone, locale=language(), return_city=True))


def zone_name(zone: str, at: datetime) -> str:
    """The short name of a zone at a moment, e.g. `PKT`; `UTC+5` where it has none."""
    local = at.astimezone(ZoneInfo(zone))
    name = local.tzname() or ""
    if name and name[0] not in "+-":
        return name
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


_catalogues: dict[str, Any] = {}


def _catalogue() -> Any:
    """The catalogue of the page's language. Flask-Babel's own way there is taken once a language:
    a page has some hundred texts, and it would cost a fifth of the page's time."""
    tongue = language()
    found = _catalogues.get(tongue)
    if found is None:
        found = _catalogues[tongue] = get_domain().get_translations()
    return found


def _filled(context: Context, text: str, values: Mapping[str, object]) -> str:
    """A text with its values, safe where the template escapes."""
    safe = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 - from the catalogue
    return safe % _digits(values) if "%" in text else safe


@pass_context
def _gettext_in_templates(context: Context, text: str, /, **values: object) -> str:
    return _filled(context, _catalogue().ugettext(text), values)


@pass_context
def _ngettext_in_templates(
    context: Context, singular: str, plural: str, num: int, /, **values: object
) -> str:
    form = _catalogue().ungettext(singular, plural, num)
    return _filled(context, form, {"num": num, **values})


def init_i18n(app: Flask) -> None:
    """Bind Babel and the template filters to the app."""
    Babel(
        app,
        locale_selector=choose_language,
        default_translation_directories=str(app.config["BABEL_TRANSLATION_DIRECTORIES"]),
    )
    filters: dict[str, Any] = {
        "say": say,
        "localized": localized,
        "day": day,
        "weekday": weekday,
        "days": days,
        "day_at": day_at,
        "clock": clock,
        "stamp": stamp,
        "span": span,
        "number": number,
        "zone": zone_place,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        _=_gettext_in_templates, gettext=_gettext_in_templates, ngettext=_ngettext_in_templates
    )
    app.jinja_env.globals.update(lang=language, dir=direction, language_names=LANGUAGE_NAMES)
