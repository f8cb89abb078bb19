"""Writing iCalendar (RFC 5545): feeds, one-off files, and what goes by mail (RFC 5546).

Pure: every text comes in the reader's language, every moment is aware. The same entries always
give the same bytes, so that a feed has a stable tag.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText, vUri
from icalendar.prop import vCategory

from lms.agenda.formats.zones import zone_component

PRODUCT = "-//Concord//Concord//EN"
MEDIA_TYPE = "text/calendar"
REFRESH = timedelta(hours=1)


class Method(StrEnum):
    """What a calendar sent by mail asks of its reader (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Mailbox:
    """Somebody with an address, as organiser or as the one invited."""

    name: str
    address: str


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar. The same `uid` with a higher `sequence` replaces the earlier one.

    `stamp` is when the entry was last set; `rings` whether an alarm before it makes sense.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    location: str = ""
    description: str = ""
    category: str = ""
    url: str = ""
    cancelled: bool = False
    rings: bool = True


def calendar_text(entries: Iterable[Entry], *, name: str, alarm_minutes: int | None = None) -> str:
    """A calendar to subscribe to or to import, named `name`; with `alarm_minutes` each entry that
    rings has an alarm so many minutes before it."""
    ordered = _ordered(entries)
    calendar = _calendar(ordered)
    calendar.add("X-WR-CALNAME", Text(clean(name)))
    calendar.add("NAME", Text(clean(name)))
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for entry in ordered:
        event = _event(entry)
        if alarm_minutes is not None and entry.rings and not entry.cancelled:
            event.add_component(_alarm(entry, alarm_minutes))
        calendar.add_component(event)
    return _written(calendar)


def mailed_text(
    entries: Sequence[Entry], *, organiser: Mailbox, invited: Mailbox | None
) -> tuple[str, Method]:
    """What goes to one person by mail, and its method.

    One entry is a request to `invited`, or its cancellation. A request may hold one UID only
    (RFC 5546, 3.2.2), so several entries are published in one calendar, cancelled ones as such;
    so is what goes to somebody without an address.
    """
    ordered = _ordered(entries)
    if len(ordered) == 1 and invited is not None:
        method = Method.CANCEL if ordered[0].cancelled else Method.REQUEST
    else:
        method = Method.PUBLISH
    calendar = _calendar(ordered)
    calendar.add("METHOD", method.value)
    for entry in ordered:
        event = _event(entry)
        event.add("ORGANIZER", _address(organiser))
        if invited is not None and method is not Method.PUBLISH:
            event.add("ATTENDEE", _attendee(invited))
        calendar.add_component(event)
    return _written(calendar), method


class Text(vText):
    """A text value whose writing loses nothing: the library takes a backslash before an N for a
    line break."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def clean(text: str) -> str:
    """A text without signs that a calendar may not hold; every kind of line break as one."""
    lines = text.replace("\r\n", "\n").translate(_BREAKS)
    return "".join(
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )


_BREAKS = dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.starts_at, one.ends_at, one.uid))


def _calendar(entries: Sequence[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    for zone in sorted({entry.zone for entry in entries} - {"UTC"}):
        place = ZoneInfo(zone)
        years = [
            moment.astimezone(place).year
            for entry in entries
            if entry.zone == zone
            for moment in (entry.starts_at, entry.ends_at)
        ]
        calendar.add_component(zone_component(zone, min(years), max(years)))
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.stamp.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.stamp.astimezone(UTC))
    event.add("DTSTART", _moment(entry.starts_at, entry.zone))
    event.add("DTEND", _moment(entry.ends_at, entry.zone))
    event.add("SUMMARY", Text(clean(entry.summary)))
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for name, value in (("LOCATION", entry.location), ("DESCRIPTION", entry.description)):
        if value:
            event.add(name, Text(clean(value)))
    if entry.category:
        event.add("CATEGORIES", vCategory([Text(clean(entry.category))]))
    if entry.url:
        event.add("URL", vUri(entry.url))
    return event


def _moment(moment: datetime, zone: str) -> datetime:
    """The moment on the clock of the place. In the hour that comes twice a local time would be
    taken for the first of the two (RFC 5545, 3.3.5), so the second is written in UTC."""
    local = moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
    return moment.astimezone(UTC) if local.fold else local


def _alarm(entry: Entry, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", timedelta(minutes=-minutes))
    alarm.add("DESCRIPTION", Text(clean(entry.summary)))
    return alarm


def _address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.address}")
    name = " ".join(clean(mailbox.name).split())
    if name:
        address.params["CN"] = name
    return address


def _attendee(invited: Mailbox) -> vCalAddress:
    address = _address(invited)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "FALSE"
    return address


def _written(calendar: Calendar) -> str:
    written: bytes = calendar.to_ical()
    return written.decode()
