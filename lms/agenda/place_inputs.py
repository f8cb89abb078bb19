"""What the services of venues and days off take, checked with every fault at its field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import available_timezones

from lms.agencies.rules import MAX_NAME, clean_country, clean_text
from lms.agenda.rules.times import local_moment
from lms.core.days import day_fault
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message

WEEK = "1234567"
MOST_SEATS = 5_000
LONGEST_DAYS_OFF = 366
_ORDER = N_("The end lies before the start.")


@dataclass(frozen=True)
class VenueInput:
    """A venue. `opens` and `closes` are minutes from midnight; weekdays ISO digits, "12345"."""

    name: Mapping[str, str]
    place: Mapping[str, str]
    country: str
    time_zone: str
    opens: int
    closes: int
    weekdays: str
    subdivision: str = ""

    def checked(self) -> dict[str, object]:
        """Clean column values. Raises Invalid with every fault at its field."""
        name, errors = clean_text("name", self.name, MAX_NAME, required=True)
        place, more = clean_text("place", self.place, MAX_NAME, required=False)
        errors += more
        country = clean_country(self.country)
        if country is None:
            message = N_("Write the two letters of the country, as in PK.")
            errors.append(FieldError("country", message))
        subdivision = self.subdivision.strip().upper()
        if not re.fullmatch(r"[A-Z0-9-]{0,10}", subdivision):
            message = N_("Write the code of the province, as in SD, or leave it empty.")
            errors.append(FieldError("subdivision", message))
        if self.time_zone not in available_timezones():
            message = N_("Choose a time zone from the list, e.g. Asia/Karachi.")
            errors.append(FieldError("time_zone", message))
        if self.closes <= self.opens:
            errors.append(FieldError("closes", N_("The venue closes before it opens.")))
        if not self.weekdays:
            errors.append(FieldError("weekdays", N_("Choose at least one day.")))
        if errors:
            raise Invalid(errors)
        return {
            "name": name,
            "place": place,
            "country": country,
            "subdivision": subdivision,
            "time_zone": self.time_zone,
            "opens": self.opens,
            "closes": self.closes,
            "weekdays": in_order(self.weekdays),
        }


@dataclass(frozen=True)
class RoomInput:
    """A room with its seats."""

    name: Mapping[str, str]
    capacity: int
    equipment: str = ""

    def checked(self) -> dict[str, object]:
        """Clean column values. Raises Invalid with every fault at its field."""
        name, errors = clean_text("name", self.name, MAX_NAME, required=True)
        if not 1 <= self.capacity <= MOST_SEATS:
            message = N_("Give a number of seats from 1 to %(most)s.", most=MOST_SEATS)
            errors.append(FieldError("capacity", message))
        equipment, more = _line("equipment", self.equipment, 200)
        if errors or more:
            raise Invalid([*errors, *more])
        return {"name": name, "capacity": self.capacity, "equipment": equipment}


@dataclass(frozen=True)
class ClosureInput:
    """When a room (None: the whole venue) is closed, on the clock of the venue."""

    room_id: UUID | None
    first_day: date
    starts: time
    last_day: date
    ends: time
    reason: str = ""

    def checked(self, zone: str) -> dict[str, object]:
        """Clean column values. Raises Invalid, also at a time that a clock change leaves out."""
        moments: list[datetime] = []
        reason, errors = _line("reason", self.reason, 200)
        for name, day, at in (
            ("starts", self.first_day, self.starts),
            ("ends", self.last_day, self.ends),
        ):
            moment = local_moment(day, at, zone)
            if isinstance(moment, Message):
                errors.append(FieldError(name, moment))
            else:
                moments.append(moment)
        if len(moments) == 2 and moments[1] <= moments[0]:
            errors.append(FieldError("ends", _ORDER))
        if errors:
            raise Invalid(errors)
        return {
            "room_id": self.room_id,
            "starts_at": moments[0],
            "ends_at": moments[1],
            "reason": reason,
        }


@dataclass(frozen=True)
class PrayerInput:
    """A daily time of prayer in minutes from midnight; the season's ends may stay open."""

    name: Mapping[str, str]
    weekdays: str
    starts: int
    ends: int
    first_day: date | None = None
    last_day: date | None = None

    def checked(self) -> dict[str, object]:
        """Clean column values. Raises Invalid with every fault at its field."""
        name, errors = clean_text("name", self.name, MAX_NAME, required=True)
        if self.ends <= self.starts:
            errors.append(FieldError("ends", _ORDER))
        if not self.weekdays:
            errors.append(FieldError("weekdays", N_("Choose at least one day.")))
        if self.first_day and self.last_day and self.last_day < self.first_day:
            errors.append(FieldError("last_day", N_("The last day lies before the first.")))
        if errors:
            raise Invalid(errors)
        return {
            "name": name,
            "weekdays": in_order(self.weekdays),
            "starts": self.starts,
            "ends": self.ends,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


@dataclass(frozen=True)
class DayOffInput:
    """Own days off: of everybody, of one country, or the black-out days of one agency."""

    first_day: date
    last_day: date
    name: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    agency_id: UUID | None = None

    def checked(self) -> dict[str, object]:
        """Clean column values. Raises Invalid with every fault at its field.

        Black-out days may stay without a name: the agency need not say why.
        """
        black_out = self.agency_id is not None
        name, errors = clean_text("name", self.name, MAX_NAME, required=not black_out)
        errors += [
            FieldError(field, fault)
            for field in ("first_day", "last_day")
            if (fault := day_fault(getattr(self, field))) is not None
        ]
        if self.last_day < self.first_day:
            errors.append(FieldError("last_day", N_("The last day lies before the first.")))
        elif (self.last_day - self.first_day).days >= LONGEST_DAYS_OFF:
            message = N_("Name at most %(days)s days at once.", days=LONGEST_DAYS_OFF)
            errors.append(FieldError("last_day", message))
        country = None
        if self.country is not None and not black_out:
            country = clean_country(self.country)
            if country is None:
                message = N_("Write the two letters of the country, as in PK.")
                errors.append(FieldError("country", message))
        if errors:
            raise Invalid(errors)
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "name": name,
            "country": country,
            "agency_id": self.agency_id,
        }


def in_order(weekdays: str) -> str:
    """ISO weekdays once each, Monday first."""
    return "".join(day for day in WEEK if day in weekdays)


def _line(name: str, text: str, most: int) -> tuple[str, list[FieldError]]:
    clean, errors = clean_text(name, {"": text}, most, required=False)
    return clean.get("", ""), [FieldError(name, error.message) for error in errors]
