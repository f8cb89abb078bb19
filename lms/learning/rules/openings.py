"""What opens a module to a participant, and what is still missing, in words."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.core.messages import N_, Message
from lms.courses.enums import DayPart

Title = Mapping[str, str]
PART_WORDS = {
    DayPart.MORNING: N_("morning"),
    DayPart.AFTERNOON: N_("afternoon"),
    DayPart.EVENING: N_("evening"),
}


@dataclass(frozen=True)
class Result:
    """A result that opens a module: whole percent of an activity."""

    activity: str
    percent: int


@dataclass(frozen=True)
class HalfDayAsked:
    """A half-day at which somebody must have been present."""

    id: uuid.UUID
    day: date
    part: DayPart


@dataclass(frozen=True)
class Ask:
    """All that must hold before a module opens. Nothing set: it is open."""

    after: Sequence[str] = ()
    results: Sequence[Result] = ()
    opens_at: datetime | None = None
    half_day: HalfDayAsked | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.after or self.results or self.opens_at or self.half_day)


@dataclass(frozen=True)
class Standing:
    """What one person has done. `percents` holds released marks only, so that a closed module
    tells nothing of a mark that is not released; `waiting` are activities with such a mark."""

    modules_done: Collection[str] = ()
    percents: Mapping[str, int] | None = None
    waiting: Collection[str] = ()
    present: Collection[uuid.UUID] = ()


@dataclass(frozen=True)
class Titles:
    """Names for the words: modules and activities by their keys, and the zone of the session."""

    modules: Mapping[str, Title]
    activities: Mapping[str, Title]
    zone: str


def missing(ask: Ask, standing: Standing, titles: Titles, now: datetime) -> list[Message]:
    """What is still missing for a module, in words; empty where it is open."""
    found = [
        N_("First finish the module “%(module)s”.", module=dict(titles.modules.get(slug, {})))
        for slug in ask.after
        if slug not in standing.modules_done
    ]
    if ask.opens_at is not None and now < ask.opens_at:
        found.append(moment_words(ask.opens_at, titles.zone))
    half_day = ask.half_day
    if half_day is not None and half_day.id not in standing.present:
        found.append(half_day_words(half_day))
    found += [
        _result_words(result, standing, dict(titles.activities.get(result.activity, {})))
        for result in ask.results
        if (standing.percents or {}).get(result.activity, -1) < result.percent
    ]
    return found


def moment_words(at: datetime, zone: str) -> Message:
    """When something opens, on the clock of the session's place."""
    local = at.astimezone(ZoneInfo(zone))
    return N_(
        "It opens on %(day)s at %(time)s (%(zone)s).",
        day=local.date(),
        time=local.time(),
        zone=zone,
    )


def half_day_words(half_day: HalfDayAsked) -> Message:
    """That a mark of presence is missing."""
    return N_(
        "It opens to those who were present on %(day)s, %(part)s.",
        day=half_day.day,
        part=PART_WORDS[half_day.part],
    )


def _result_words(result: Result, standing: Standing, title: Title) -> Message:
    if result.activity in standing.waiting:
        return N_(
            "“%(activity)s” must reach %(percent)s %%. Your marks are not released yet.",
            activity=title,
            percent=result.percent,
        )
    return N_(
        "First reach %(percent)s %% in “%(activity)s”.", percent=result.percent, activity=title
    )


def next_moment(asks: Sequence[Ask], now: datetime) -> datetime | None:
    """The next moment at which one of these opens by date, if there is one."""
    return min((ask.opens_at for ask in asks if ask.opens_at and ask.opens_at > now), default=None)
