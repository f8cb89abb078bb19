"""What people type of travel, sleep and pay, made into values or into faults at their fields."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lms.agenda.rules.times import local_moment
from lms.arrangements.enums import TravelMode
from lms.core.errors import FieldError
from lms.core.messages import N_, Message
from lms.core.names import CONTROL_MESSAGE, direction_message, has_control, has_direction_control

LIMITS = {"comes_from": 120, "ticket": 120, "notes": 500}
MOST_DAYS = 366
AROUND = timedelta(days=60)
"""How long before and after a session somebody may travel for it."""


@dataclass(frozen=True)
class Stretch:
    """The days of a session and the zone of its clock."""

    starts_on: date
    ends_on: date
    zone: str


def cleaned(cells: Mapping[str, str], about: Stretch) -> tuple[dict[str, Any], list[FieldError]]:
    """The columns of a stay that the cells set, and the faults at the cells' names.

    Cells: mode, comes_from, arrival, departure (`2026-03-04T09:30` on the session's clock),
    ticket, wants_room (`yes`, `no` or empty), days, notes. A cell that is not given sets nothing.
    """
    values: dict[str, Any] = {}
    faults: list[FieldError] = []
    for name, text in cells.items():
        column, reader = _READERS[name]
        found = reader(name, text.strip(), about)
        if isinstance(found, Message):
            faults.append(FieldError(name, found))
        else:
            values[column] = found
    begin, end = values.get("arrives_at"), values.get("departs_at")
    if begin and end and end <= begin:
        message = N_("The departure lies before the arrival. Mend one of them.")
        faults.append(FieldError("departure", message))
    return values, faults


def _text(name: str, text: str, _about: Stretch) -> str | Message:
    value = unicodedata.normalize("NFC", text)
    if name != "notes":
        value = " ".join(value.split())
    if hidden := has_direction_control(value):
        return direction_message(hidden)
    if has_control(value.replace("\n", " ").replace("\r", " ")):
        return CONTROL_MESSAGE
    if len(value) > LIMITS[name]:
        return N_("The text is longer than %(most)s signs. Shorten it.", most=LIMITS[name])
    return value


def _mode(_name: str, text: str, _about: Stretch) -> TravelMode | Message | None:
    if not text:
        return None
    return TravelMode(text) if text in set(TravelMode) else N_("Choose one of the list.")


def _moment(_name: str, text: str, about: Stretch) -> datetime | Message | None:
    if not text:
        return None
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        return N_("Write day and time like 2026-03-04 09:30.")
    if naive.tzinfo is not None:
        return N_("Write day and time like 2026-03-04 09:30.")
    if not about.starts_on - AROUND <= naive.date() <= about.ends_on + AROUND:
        return N_("This day is far from the session. Look at month and year.")
    return local_moment(naive.date(), naive.time().replace(second=0, microsecond=0), about.zone)


def _yes_or_no(_name: str, text: str, _about: Stretch) -> bool | Message | None:
    answers: dict[str, bool | None] = {"yes": True, "no": False, "": None}
    return answers[text] if text in answers else N_("Choose one of the list.")


def _days(_name: str, text: str, _about: Stretch) -> int | Message | None:
    if not text:
        return None
    if text.isdecimal() and int(text) <= MOST_DAYS:
        return int(text)
    return N_("Write a number of days from 0 to %(most)s.", most=MOST_DAYS)


_READERS: Mapping[str, tuple[str, Callable[[str, str, Stretch], Any]]] = {
    "mode": ("mode", _mode),
    "comes_from": ("comes_from", _text),
    "arrival": ("arrives_at", _moment),
    "departure": ("departs_at", _moment),
    "ticket": ("ticket", _text),
    "wants_room": ("wants_room", _yes_or_no),
    "days": ("days_paid", _days),
    "notes": ("notes", _text),
}
CELLS = frozenset(_READERS)
