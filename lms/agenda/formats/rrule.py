"""Reading a rule of repetition (RFC 5545, 3.3.10) as strangers write it: what is not known, or
repeats more often than hourly, is refused with the reason."""

import re
from dataclasses import dataclass

from lms.core.messages import N_, Message

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_TIMES_A_DAY = 24
_LISTS = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYSETPOS": (-366, 366),
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,7}")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_LISTS}


class RuleUnreadable(ValueError):
    """A rule that is broken, or of a kind that is not read. `reason` says which."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.english())
        self.reason = reason


@dataclass(frozen=True)
class Rule:
    """A rule of repetition. `by_day` holds (n or 0, weekday from 0); `until` stays as written."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    week_start: int = 0
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: frozenset[int] = frozenset()
    by_week: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_position: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()


def read_rule(text: str) -> Rule:
    """The rule of an RRULE line's value. Raises RuleUnreadable."""
    parts: dict[str, str] = {}
    for piece in text.strip().rstrip(";").split(";"):
        name, _sign, value = piece.partition("=")
        name = name.strip().upper()
        if not value.strip() or name in parts:
            raise RuleUnreadable(N_("The rule of repetition is broken."))
        parts[name] = value.strip().upper()
    if parts.get("FREQ") in {"SECONDLY", "MINUTELY", "HOURLY"}:
        raise RuleUnreadable(N_("It repeats more often than daily. Such rules are not read."))
    if parts.get("FREQ") not in FREQUENCIES or not parts.keys() <= _KNOWN:
        raise RuleUnreadable(N_("The rule of repetition is of a kind that is not read."))
    return _rule(parts)


def _rule(parts: dict[str, str]) -> Rule:
    lists = {name: _numbers(parts.get(name, ""), *ends) for name, ends in _LISTS.items()}
    rule = Rule(
        frequency=parts["FREQ"],
        interval=_numbers(parts.get("INTERVAL", "1"), 1, 10_000)[0],
        count=_numbers(parts["COUNT"], 1, 1_000_000)[0] if "COUNT" in parts else None,
        until=parts.get("UNTIL", ""),
        week_start=_weekday(parts.get("WKST", "MO")),
        by_day=_days(parts.get("BYDAY", "")),
        by_month=frozenset(lists["BYMONTH"]),
        by_week=frozenset(lists["BYWEEKNO"]),
        by_year_day=frozenset(lists["BYYEARDAY"]),
        by_month_day=frozenset(lists["BYMONTHDAY"]),
        by_position=tuple(sorted(set(lists["BYSETPOS"]))),
        hours=tuple(sorted(set(lists["BYHOUR"]))),
        minutes=tuple(sorted(set(lists["BYMINUTE"]))),
        seconds=tuple(sorted(set(lists["BYSECOND"]))),
    )
    sizes = [max(1, len(one)) for one in (rule.hours, rule.minutes, rule.seconds)]
    if sizes[0] * sizes[1] * sizes[2] > MOST_TIMES_A_DAY:
        raise RuleUnreadable(N_("It repeats more often than hourly. Such rules are not read."))
    return rule


def _numbers(text: str, least: int, most: int) -> list[int]:
    if not text:
        return []
    pieces = text.split(",")
    found = [int(one) for one in pieces if _NUMBER.fullmatch(one)]
    if (
        len(found) != len(pieces)
        or any(not least <= one <= most for one in found)
        or (least < 0 and 0 in found)
    ):
        raise RuleUnreadable(N_("The rule of repetition is broken."))
    return found


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise RuleUnreadable(N_("The rule of repetition is broken."))
    return WEEKDAYS.index(text)


def _days(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for piece in filter(None, text.split(",")):
        number = piece.strip()[:-2]
        ordinal = _numbers(number, -53, 53)[0] if number else 0
        found.append((ordinal, _weekday(piece.strip()[-2:])))
    return tuple(found)
