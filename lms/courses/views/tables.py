"""Forms that are tables: from rows to fields and back, with everything typed kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.core.db import LocalizedText
from lms.core.errors import Invalid
from lms.core.messages import N_, Message
from lms.courses.enums import DayPart
from lms.courses.inputs import HalfDayInput, SignatoryInput
from lms.courses.rows import AgencyPlace, HalfDayRow, SessionHead, SignatoryRow
from lms.courses.rules import ProposedHalfDay

MOST_SIGNATORIES = 4
_SIGNED = ("office", "organisation", "name")


@dataclass(frozen=True)
class HalfDayFields:
    """A line of the table of half-days; what was typed stays as typed."""

    day: date
    part: DayPart
    held: bool = False
    starts: str = ""
    ends: str = ""
    minutes: str = ""

    @property
    def key(self) -> str:
        return f"{self.day.isoformat()}-{self.part.value}"


def half_day_rows(head: SessionHead, rows: Sequence[HalfDayRow]) -> list[HalfDayFields]:
    """A line for each part of each day of the session, filled where a half-day is held."""
    zone = ZoneInfo(head.zone)
    held = {
        (row.day, row.part): HalfDayFields(
            row.day,
            row.part,
            True,
            row.starts_at.astimezone(zone).strftime("%H:%M"),
            row.ends_at.astimezone(zone).strftime("%H:%M"),
            str(row.contact_minutes),
        )
        for row in rows
    }
    return [held.get(key) or HalfDayFields(*key) for key in _parts(head)]


def usual_rows(head: SessionHead, proposed: Sequence[ProposedHalfDay]) -> list[HalfDayFields]:
    """The lines with the usual times filled in; nothing is saved by this."""
    usual = {
        (half.day, half.part): HalfDayFields(
            half.day,
            half.part,
            True,
            "{:02d}:{:02d}".format(*half.starts),
            "{:02d}:{:02d}".format(*half.ends),
            str(half.contact_minutes),
        )
        for half in proposed
    }
    return [usual.get(key) or HalfDayFields(*key) for key in _parts(head)]


def read_half_days(
    head: SessionHead, form: Mapping[str, str]
) -> tuple[list[HalfDayFields], list[HalfDayInput], dict[str, Message]]:
    """The lines as typed, the half-days they mean, and what cannot be read, by `key-field`."""
    rows, given, errors = [], [], {}
    for day, part in _parts(head):
        key = f"{day.isoformat()}-{part.value}"
        row = HalfDayFields(
            day,
            part,
            f"{key}-held" in form,
            *(form.get(f"{key}-{name}", "").strip()[:8] for name in ("starts", "ends", "minutes")),
        )
        rows.append(row)
        if not row.held:
            continue
        starts, ends = _clock(row.starts), _clock(row.ends)
        for name, value in (("starts", starts), ("ends", ends)):
            if value is None:
                errors[f"{key}-{name}"] = N_("Write a time of day such as 09:00.")
        if not row.minutes.isdigit():
            errors[f"{key}-minutes"] = N_("Write the minutes as a whole number.")
        if starts and ends and row.minutes.isdigit():
            half = ProposedHalfDay(day, part, starts, ends, int(row.minutes))
            given.append(HalfDayInput.of(half, head.zone))
    return rows, given, errors


def at_rows(error: Invalid, rows: Sequence[HalfDayFields]) -> dict[str, Message]:
    """Faults that the service found, by the key of their line."""
    held = [row for row in rows if row.held]
    names = {"ends_at": "ends", "contact_minutes": "minutes", "day": "starts", "part": "starts"}
    found: dict[str, Message] = {}
    for item in error.errors:
        _prefix, _, rest = item.field.partition("-")
        at, _, name = rest.partition("-")
        key = f"{held[int(at)].key}-{names[name]}" if at.isdigit() else "all"
        found[key] = item.message
    return found


def _parts(head: SessionHead) -> list[tuple[date, DayPart]]:
    length = (head.ends_on - head.starts_on).days + 1
    days = [head.starts_on + timedelta(days=offset) for offset in range(length)]
    return [(day, part) for day in days for part in DayPart]


def _clock(text: str) -> tuple[int, int] | None:
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit()):
        return None
    value = int(hours), int(minutes)
    return value if value[0] < 24 and value[1] < 60 else None


@dataclass(frozen=True)
class AgencyFields:
    """An agency with its place as typed; empty where it is no partner."""

    agency_id: UUID
    name: LocalizedText
    place: str


def agency_rows(places: Sequence[AgencyPlace], form: Mapping[str, str]) -> list[AgencyFields]:
    """Partners first, in their order; the others after them."""
    return [
        AgencyFields(
            row.agency_id,
            row.name,
            form.get(f"place-{row.agency_id}", str(row.place or "")).strip()[:4],
        )
        for row in places
    ]


def in_order(rows: Sequence[AgencyFields]) -> list[UUID]:
    """The partners by the places that were typed; equal places keep the order of the list."""
    chosen = [row for row in rows if row.place.isdigit() and int(row.place) > 0]
    return [row.agency_id for row in sorted(chosen, key=lambda row: int(row.place))]


def signatory_rows(
    rows: Sequence[SignatoryRow], form: Mapping[str, str]
) -> list[dict[str, str | bool]]:
    """Lines of fields `office_en`, `office_ur`, ... as typed where a form came in; one is free."""
    found: list[dict[str, str | bool]] = []
    for at in range(min(MOST_SIGNATORIES, max(2, len(rows) + 1))):
        row = rows[at] if at < len(rows) else None
        line: dict[str, str | bool] = {"seals": row is not None and row.seals_file}
        known_person = str(row.person_id or "") if row else ""
        line["person"] = form.get(f"{at}-person", known_person)[:36]
        for name in _SIGNED:
            for code in ("en", "ur"):
                known = getattr(row, name).get(code, "") if row else ""
                line[f"{name}_{code}"] = form.get(f"{at}-{name}_{code}", known)[:400]
        if form:
            line["seals"] = form.get("seals") == str(at)
        found.append(line)
    return found


def read_signatories(rows: Sequence[Mapping[str, str | bool]]) -> list[SignatoryInput]:
    """The lines that say anything. One of them seals: the marked one, else the first."""
    said = [
        row
        for row in rows
        if any(str(row[key]).strip() for key in row if key not in {"seals", "person"})
    ]
    sealing = next((at for at, row in enumerate(said) if row["seals"]), 0)
    return [
        SignatoryInput(
            **{
                name: {code: str(row[f"{name}_{code}"]) for code in ("en", "ur")}
                for name in _SIGNED
            },
            seals_file=at == sealing,
            person_id=_uuid(str(row["person"])),
        )
        for at, row in enumerate(said)
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
