"""Which days are no working days at a venue, each with its reason in words."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from lms.agenda.models import DayOff
from lms.agenda.rows import VenueRow
from lms.agenda.rules.holidays import holiday_names
from lms.agenda.rules.shifting import Closed
from lms.core.db import LocalizedText, db
from lms.core.messages import N_, Message
from lms.core.settings import settings

USUAL_WEEKDAYS = "12345"


def closed_days(venue: VenueRow | None, first: date, last: date) -> Closed:
    """Asks of a day between the two whether it is closed at the venue (None: at home), and why.

    Closed are the weekdays on which the venue is shut, public holidays of its country, and own
    days off of everybody or of that country. Black-out days of agencies are not asked for.
    """
    country = venue.country if venue else settings().country
    part = venue.subdivision if venue else ""
    weekdays = venue.weekdays if venue else USUAL_WEEKDAYS
    own = _own(country, first, last)

    def closed(day: date) -> Message | None:
        holiday = holiday_names(country, part, day, settings().languages)
        if holiday:
            return N_("public holiday: %(name)s", name=holiday)
        if day in own:
            return N_("day off: %(name)s", name=own[day])
        if str(day.isoweekday()) not in weekdays:
            return N_("the venue is closed on this weekday") if venue else N_("weekend")
        return None

    return closed


def working_days(days: Sequence[date], venue: VenueRow | None, used: frozenset[date]) -> list[date]:
    """Of some days those that are used, and the unused ones on which one could work."""
    if not days:
        return []
    closed = closed_days(venue, days[0], days[-1])
    return [day for day in days if day in used or closed(day) is None]


def _own(country: str, first: date, last: date) -> dict[date, LocalizedText]:
    rows = db.session.execute(
        sa.select(DayOff.first_day, DayOff.last_day, DayOff.name).where(
            DayOff.agency_id.is_(None),
            DayOff.country.is_(None) | (DayOff.country == country),
            DayOff.first_day <= last,
            DayOff.last_day >= first,
        )
    )
    found: dict[date, LocalizedText] = {}
    for begin, end, name in rows:
        start, stop = max(begin, first), min(end, last)
        for offset in range((stop - start).days + 1):
            found.setdefault(start + timedelta(days=offset), name)
    return found


def free_days(first: date, last: date) -> dict[date, LocalizedText]:
    """Public holidays and general days off of the installation's country, with their names."""
    country = settings().country
    found = _own(country, first, last)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        names = holiday_names(country, "", day, settings().languages)
        if names:
            found[day] = names
    return found
