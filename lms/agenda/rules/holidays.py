"""Public holidays of a country, from the `holidays` library: the one place that asks it.

Pure. The library is imported when first asked, because it is large.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year, by day, with their English names. Islamic days are the
    library's estimate until the moon is seen; the name says so.

    Countries that the library does not know have none; an unknown subdivision is left aside.
    """
    return _named(country, subdivision, year, "en_US")


def holiday_on(country: str, subdivision: str, day: date) -> str | None:
    """The name of the public holiday on a day, None on any other day."""
    return public_holidays(country, subdivision, day.year).get(day)


def holiday_names(
    country: str, subdivision: str, day: date, languages: Sequence[str]
) -> dict[str, str]:
    """The name of a public holiday in English, and in those languages that the library has it in;
    empty on any other day."""
    english = holiday_on(country, subdivision, day)
    if english is None:
        return {}
    names = {"en": english}
    for language in languages:
        tongue = _spoken(country).get(language)
        if tongue is not None and language != "en":
            names[language] = _named(country, subdivision, day.year, tongue).get(day, english)
    return names


@lru_cache(maxsize=256)
def _named(country: str, subdivision: str, year: int, tongue: str) -> dict[date, str]:
    import holidays

    calendar = _calendar(country)
    if calendar is None:
        return {}
    part = subdivision if subdivision in calendar.subdivisions else None
    found = holidays.country_holidays(country, subdiv=part, years=year, language=tongue)
    return dict(sorted((day, name) for day, name in found.items() if day.year == year))


@lru_cache(maxsize=64)
def _spoken(country: str) -> dict[str, str]:
    """The languages in which a country's holidays have names, by their two letters."""
    calendar = _calendar(country)
    # An empty calendar is one, too: it holds no days before it is asked for a year.
    tongues: tuple[str, ...] = () if calendar is None else calendar.supported_languages
    return {tongue.split("_")[0]: tongue for tongue in tongues}


def _calendar(country: str) -> Any:
    """The library's calendar of one country, None where it has none. Asking for the list of all
    countries would load every one of them."""
    import holidays

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=1)
def known_countries() -> dict[str, tuple[str, ...]]:
    """The countries whose public holidays are known, each with the codes of its parts."""
    import holidays

    return {code: tuple(parts) for code, parts in holidays.list_supported_countries().items()}
