"""What the services of courses take: facts as typed values, checked with every fault at once."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from lms.core.days import day_fault
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message
from lms.core.names import (
    CONTROL_MESSAGE,
    direction_message,
    has_control,
    has_direction_control,
)
from lms.courses.enums import DayPart
from lms.courses.formats.names import SLUG
from lms.courses.rules import ProposedHalfDay

LONGEST_DAYS = 60
LONGEST_TEXT = 300
MOST_SEATS = 5_000


@dataclass(frozen=True)
class SessionFacts:
    """The facts of a course session. Texts are {language: text}; dates are days at the venue."""

    course_id: UUID
    slug: str
    code: str
    title: Mapping[str, str]
    starts_on: date
    ends_on: date
    time_zone: str
    capacity: int
    venue: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)
    host_name: Mapping[str, str] = field(default_factory=dict)
    organised_by: Mapping[str, str] = field(default_factory=dict)
    donor: Mapping[str, str] = field(default_factory=dict)
    project: Mapping[str, str] = field(default_factory=dict)
    names_visible: bool = False

    def checked(self) -> dict[str, object]:
        """Clean column values; raises `Invalid` with every fault at its field."""
        errors = [FieldError(name, message) for name, message in self._faults()]
        if errors:
            raise Invalid(errors)
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: tidy(value) if isinstance(value, Mapping) else value
            for name, value in values.items()
        }

    def _faults(self) -> list[tuple[str, Message]]:
        found: list[tuple[str, Message]] = []
        if not SLUG.fullmatch(self.slug):
            found.append(
                ("slug", N_("Use small Latin letters, digits and hyphens, e.g. quetta-2026."))
            )
        if not 1 <= len(self.code.strip()) <= 40:
            found.append(
                ("code", N_("Give the session a code of up to 40 signs, e.g. DGTR-2026-03."))
            )
        if not self.title.get("en", "").strip():
            found.append(
                ("title", N_("Write the title in English; it stands in for other languages."))
            )
        for name in ("starts_on", "ends_on"):
            fault = day_fault(getattr(self, name))
            if fault is not None:
                found.append((name, fault))
        if self.ends_on < self.starts_on:
            found.append(("ends_on", N_("The last day lies before the first. Change one of them.")))
        elif (self.ends_on - self.starts_on).days >= LONGEST_DAYS:
            found.append(
                ("ends_on", N_("A session lasts at most %(days)s days.", days=LONGEST_DAYS))
            )
        if self.time_zone not in available_timezones():
            found.append(("time_zone", N_("Choose a time zone from the list, e.g. Asia/Karachi.")))
        if not 1 <= self.capacity <= MOST_SEATS:
            found.append(
                ("capacity", N_("Give a number of seats from 1 to %(most)s.", most=MOST_SEATS))
            )
        texts = {item.name: getattr(self, item.name) for item in fields(self)}
        faults = {
            name: text_fault(text) for name, text in texts.items() if isinstance(text, Mapping)
        }
        found += [(name, fault) for name, fault in faults.items() if fault is not None]
        return found


@dataclass(frozen=True)
class HalfDayInput:
    """One half-day. Times are aware; minutes are what it counts for as contact."""

    day: date
    part: DayPart
    starts_at: datetime
    ends_at: datetime
    contact_minutes: int

    @classmethod
    def of(cls, half: ProposedHalfDay, zone: str) -> "HalfDayInput":
        """From clock times at the venue."""
        place = ZoneInfo(zone)
        begin = datetime.combine(half.day, time(*half.starts), tzinfo=place)
        end = datetime.combine(half.day, time(*half.ends), tzinfo=place)
        return cls(half.day, half.part, begin, end, half.contact_minutes)


@dataclass(frozen=True)
class SignatoryInput:
    """An office that signs; the person's name may stay empty. One of them seals the file.

    `person_id` is who reads and signs the list for it; where it is None nobody is asked.
    """

    office: Mapping[str, str]
    organisation: Mapping[str, str]
    name: Mapping[str, str] = field(default_factory=dict)
    seals_file: bool = False
    person_id: UUID | None = None


@dataclass(frozen=True)
class CompletionRule:
    """What a certificate asks for. All shares are percent, whole numbers from 0 to 100."""

    attendance_percent: int = 80
    modules_percent: int = 100
    post_test_percent: int | None = 60
    exercises_percent: int = 100
    participation_percent: int = 50

    def checked(self) -> "CompletionRule":
        """Itself; raises `Invalid` where a share is out of range or the rule turns on its head."""
        errors = [
            FieldError(item.name, N_("Give a whole number from 0 to 100."))
            for item in fields(self)
            if not _is_percent(getattr(self, item.name))
        ]
        if not errors and self.participation_percent > self.attendance_percent:
            errors.append(
                FieldError(
                    "participation_percent",
                    N_("Participation cannot ask for more attendance than completion."),
                )
            )
        if errors:
            raise Invalid(errors)
        return self


def half_day_faults(half_days: Sequence[HalfDayInput], first: date, last: date) -> list[FieldError]:
    """Faults of a whole set of half-days; the field is `half_days-N-name`, N from 0."""
    errors: list[FieldError] = []
    seen: set[tuple[date, DayPart]] = set()
    for at, half in enumerate(half_days):
        if not first <= half.day <= last:
            errors.append(_at(at, "day", N_("The day lies outside the dates of the session.")))
        if (half.day, half.part) in seen:
            errors.append(_at(at, "part", N_("This day has this half twice. Remove one.")))
        seen.add((half.day, half.part))
        length = int((half.ends_at - half.starts_at).total_seconds() // 60)
        if length <= 0:
            errors.append(_at(at, "ends_at", N_("The end lies before the start.")))
        elif not 0 < half.contact_minutes <= length:
            message = N_("Contact minutes are from 1 to %(most)s here.", most=length)
            errors.append(_at(at, "contact_minutes", message))
    return errors


def tidy(text: Mapping[str, str]) -> dict[str, str]:
    """Authored text in its one stored form, without languages that say nothing."""
    cleaned = {
        language: " ".join(unicodedata.normalize("NFC", value).split())
        for language, value in text.items()
    }
    return {language: value for language, value in cleaned.items() if value}


def text_fault(text: Mapping[str, str]) -> Message | None:
    """Why an authored text is not taken: hidden signs, or far too long."""
    for value in text.values():
        sign = has_direction_control(value)
        if sign is not None:
            return direction_message(sign)
        if has_control(value):
            return CONTROL_MESSAGE
        if len(value) > LONGEST_TEXT:
            return N_("Write at most %(most)s signs.", most=LONGEST_TEXT)
    return None


def _at(at: int, name: str, message: Message) -> FieldError:
    return FieldError(f"half_days-{at}-{name}", message)


def _is_percent(value: object) -> bool:
    return value is None or (isinstance(value, int) and 0 <= value <= 100)
