"""Clock times of a place against moments in time, with the two odd hours of a clock change.

Pure. Which local times exist and which exist twice follows PEP 495 (`fold`).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.core.days import day_fault
from lms.core.errors import FieldError
from lms.core.messages import N_, Message

QUARTER = 15


def local_moment(day: date, at: time, zone: str) -> datetime | Message:
    """The moment of a clock time at a place, in UTC, or why it cannot be meant.

    A time that the clock change leaves out does not exist; one that it repeats exists twice.
    """
    outside = day_fault(day)
    if outside is not None:
        return outside
    place = ZoneInfo(zone)
    naive = datetime.combine(day, at)
    first = naive.replace(tzinfo=place, fold=0)
    second = naive.replace(tzinfo=place, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    words = {"at": f"{at:%H:%M}", "day": day}
    if first.astimezone(UTC).astimezone(place).replace(tzinfo=None) != naive:
        return N_(
            "%(at)s does not exist on %(day)s: the clocks go forward. Choose a time outside "
            "that hour.",
            **words,
        )
    return N_(
        "%(at)s comes twice on %(day)s: the clocks go back. Choose a time outside that hour.",
        **words,
    )


def local_span(
    day: date, begin: time, end: time, zone: str
) -> tuple[datetime, datetime] | list[FieldError]:
    """Begin and end of an item on one day, in UTC, or the faults at `starts_at` and `ends_at`."""
    faults: list[FieldError] = []
    moments: list[datetime] = []
    for name, at in (("starts_at", begin), ("ends_at", end)):
        moment = local_moment(day, at, zone)
        if isinstance(moment, Message):
            faults.append(FieldError(name, moment))
        else:
            moments.append(moment)
    if faults:
        return faults
    return moments[0], moments[1]


def minutes_of(moment: datetime, zone: str) -> int:
    """Minutes from midnight of a moment on the clock of a place."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def day_of(moment: datetime, zone: str) -> date:
    """The day of a moment on the calendar of a place."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock_time(minutes: int) -> time:
    """Minutes from midnight as a clock time; 24:00 is the last minute of the day."""
    return time(*divmod(min(minutes, 24 * 60 - 1), 60))


def whole_day(day: date, zone: str) -> tuple[datetime, datetime]:
    """The moments between which a day lies at a place: 23 to 25 hours."""
    place = ZoneInfo(zone)
    begin = datetime.combine(day, time(), tzinfo=place).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=place).astimezone(UTC)
    return begin, end
