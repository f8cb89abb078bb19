"""Public holidays of a country, from the `holidays` library: the one place that asks it.

Pure. The library is imported when first asked, because it is large.
"""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year, by day, with their English names. Islamic days are the
    library's estimate until the moon is seen; the name says so.

    Countries that the library does not know have none; an unknown subdivision is left aside.
    """
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        return {}
    part = subdivision if subdivision in known[country] else None
    found = holidays.country_holidays(country, subdiv=part, years=year, language="en_US")
    return dict(sorted((day, name) for day, name in found.items() if day.year == year))


def holiday_on(country: str, subdivision: str, day: date) -> str | None:
    """The name of the public holiday on a day, None on any other day."""
    return public_holidays(country, subdivision, day.year).get(day)


@lru_cache(maxsize=1)
def known_countries() -> dict[str, tuple[str, ...]]:
    """The countries whose public holidays are known, each with the codes of its parts."""
    import holidays

    return {code: tuple(parts) for code, parts in holidays.list_supported_countries().items()}
