"""Looking into a table of calls: records, frequency, pattern, chains and common numbers.

What is shown is in the address, so that it works without scripts and can be passed on.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from lms.core.i18n import day, localized
from lms.engines.casework.calls.listing import Call, Listing
from lms.engines.casework.calls.measures import (
    Filter,
    NumberLine,
    PairLine,
    chains,
    chosen,
    common,
    frequency,
    pairs,
)
from lms.engines.casework.calls.pattern import Pattern, pattern
from lms.engines.casework.calls.task import CallsTask
from lms.exercises.kinds.base import Json

VIEWS = ("records", "frequency", "pattern", "chains", "common")
PAGE = 50
LEVELS = 5
MOST_MINUTES = 24 * 60
Args = MultiDict[str, str]
_MONDAY = date(2024, 1, 1)  # any Monday


@dataclass(frozen=True)
class Look:
    """What the reader asks to see. `sort` is a column's name, with - before it the other way."""

    view: str
    local: bool
    filter: Filter
    sort: str
    page: int
    minutes: int
    a: str
    b: str
    numbers: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Whether not all calls are looked at."""
        asked = self.filter
        return bool(asked.number or asked.type or asked.first or asked.last or self.a or self.b)

    def href(self, **changes: Any) -> str:
        """The address of this look with changes, from the page on which it stands."""
        asked = self.filter
        kept = {
            "look": self.view,
            "clock": "local" if self.local else "",
            "number": asked.number,
            "type": asked.type,
            "first": asked.first.isoformat() if asked.first else "",
            "last": asked.last.isoformat() if asked.last else "",
            "sort": self.sort,
            "minutes": self.minutes,
            "a": self.a,
            "b": self.b,
            "numbers": self.numbers,
        }
        shown = {name: value for name, value in {**kept, **changes}.items() if value}
        return f"?{urlencode(shown, doseq=True)}"

    def href_all(self) -> str:
        """The same view of all calls."""
        return f"?{urlencode({'look': self.view})}"


def read_look(listing: Listing, args: Args) -> Look:
    """What an address asks for; what it cannot mean is passed over."""
    local = args.get("clock") == "local"
    minutes = args.get("minutes", 10, type=int)
    named = tuple(one for one in args.getlist("numbers") if one in listing.numbers)
    return Look(
        view=args.get("look", "") if args.get("look") in VIEWS else VIEWS[0],
        local=local,
        filter=Filter(
            number=_known(args.get("number", ""), listing.numbers),
            type=_known(args.get("type", ""), listing.types),
            first=args.get("first", type=date.fromisoformat),
            last=args.get("last", type=date.fromisoformat),
            local=local,
        ),
        sort=args.get("sort", "")[:20],
        page=max(1, args.get("page", 1, type=int)),
        minutes=min(max(1, minutes), MOST_MINUTES),
        a=_known(args.get("a", ""), listing.numbers),
        b=_known(args.get("b", ""), listing.numbers),
        numbers=named or listing.listed[:2],
    )


def _known(value: str, known: Sequence[str]) -> str:
    return value if value in known else ""


def calls_page(task: CallsTask, args: Args) -> Json:
    """All that the page of a look needs."""
    listing = task.listing
    look = read_look(listing, args)
    calls = chosen(listing, look.filter)
    return {
        "look": look,
        "listing": listing,
        "table_title": localized(task.table.title),
        "labels": {number: localized(words) for number, words in listing.labels.items()},
        "taken": len(calls),
        "zone_word": _zone(listing, look.local),
        "now_sorted": look.sort.removeprefix("-"),
        "descending": look.sort.startswith("-"),
        **_VIEWS[look.view](listing, look, calls),
    }


def _zone(listing: Listing, local: bool) -> str:
    """The clock as it is written, such as UTC+01:00."""
    return str(listing.zone) if local else "UTC"


Key = Callable[[Any], Any]
_RECORDS: Mapping[str, Key] = {
    "start": lambda call: call.start,
    "a": lambda call: call.a,
    "b": lambda call: call.b,
    "seconds": lambda call: call.seconds,
    "type": lambda call: call.type,
    "cell": lambda call: call.cell,
    "imei": lambda call: call.imei,
}
_FREQUENCY: Mapping[str, Key] = {
    "number": lambda line: line.number,
    "made": lambda line: line.made,
    "received": lambda line: line.received,
    "calls": lambda line: line.calls,
    "seconds": lambda line: line.seconds,
    "contacts": lambda line: line.contacts,
    "first": lambda line: line.first,
    "last": lambda line: line.last,
}


def _sorted(rows: Sequence[Any], look: Look, columns: Mapping[str, Key]) -> list[Any]:
    """Rows by the column that is asked for; their own order decides between equal ones."""
    column = columns.get(look.sort.removeprefix("-"))
    if column is None:
        return list(rows)
    return sorted(rows, key=column, reverse=look.sort.startswith("-"))


def _records(listing: Listing, look: Look, calls: Sequence[Call]) -> Json:
    rows = _sorted(calls, look, _RECORDS)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(look.page, pages)
    shown = [
        (call, listing.clock(call.start, local=look.local))
        for call in rows[(page - 1) * PAGE : page * PAGE]
    ]
    return {"rows": shown, "page": page, "pages_count": pages, "page_size": PAGE}


def _frequency(listing: Listing, look: Look, calls: Sequence[Call]) -> Json:
    lines: list[NumberLine] = _sorted(frequency(calls), look, _FREQUENCY)
    who: list[PairLine] = pairs(calls)
    return {
        "lines": lines,
        "most": max((line.calls for line in lines), default=1),
        "pairs": who,
        "most_pair": max((line.calls for line in who), default=1),
    }


def _pattern(listing: Listing, look: Look, calls: Sequence[Call]) -> Json:
    found: Pattern = pattern(listing, calls, local=look.local)
    most = max((count for row in found.grid for count in row), default=0) or 1
    tallest = max((count for _day, count in found.days), default=0) or 1
    return {
        "grid": [[(count, _level(count, most)) for count in row] for row in found.grid],
        "hours": found.hours,
        "days": found.days,
        "tallest": tallest,
        "weekdays": [day(_MONDAY + timedelta(days=step), "EEE") for step in range(7)],
    }


def _level(count: int, most: int) -> int:
    """A shade from 0 (none) to 4."""
    return -(-count * (LEVELS - 1) // most)


def _chains(listing: Listing, look: Look, calls: Sequence[Call]) -> Json:
    found = chains(calls, look.minutes, a=look.a, b=look.b)
    ways = Counter((one.first.a, one.first.b, one.second.b) for one in found)
    return {
        "chains": [
            (
                one,
                *(listing.clock(call.start, local=look.local) for call in (one.first, one.second)),
            )
            for one in found
        ],
        "ways": ways.most_common(),
    }


def _common(listing: Listing, look: Look, calls: Sequence[Call]) -> Json:
    return {"common": common(calls, look.numbers)}


_VIEWS: Mapping[str, Callable[[Listing, Look, Sequence[Call]], Json]] = {
    "records": _records,
    "frequency": _frequency,
    "pattern": _pattern,
    "chains": _chains,
    "common": _common,
}
