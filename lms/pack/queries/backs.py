"""What stands on the back of a paper: aims, days and hours of the session."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from lms.agenda.enums import ItemKind
from lms.agenda.queries.releases import latest_release, released_items
from lms.agenda.rows import ReleasedItem
from lms.core.db import LocalizedText
from lms.courses import queries as courses
from lms.courses.queries.content import content
from lms.courses.rows import SessionHead
from lms.pack.printing.backs import Day, Facts, words

_NOT_TOLD = {ItemKind.BREAK, ItemKind.PRAYER, ItemKind.LUNCH, ItemKind.REGISTRATION}


def back_facts(head: SessionHead) -> Facts:
    """The session as its backs tell it: the released agenda's days, else those of the half-days;
    the aims of the course that is taught."""
    half_days = courses.half_days(head.id)
    release = latest_release(head.id)
    items = released_items(release.id) if release else ()
    days = _days([one for one in items if not one.cancelled], head.zone)
    if not days:
        days = tuple(Day(day, ()) for day in sorted({half.day for half in half_days}))
    return Facts(
        title=words(head.title),
        place=words(head.place or head.venue),
        host=words(head.host_name),
        code=head.code,
        starts_on=head.starts_on,
        ends_on=head.ends_on,
        minutes=sum(half.contact_minutes for half in half_days),
        half_days=len(half_days),
        aims=tuple(words(aim) for aim in _aims(head)),
        days=days,
    )


def _aims(head: SessionHead) -> Sequence[LocalizedText]:
    if head.content_hash is None:
        return ()
    found: Sequence[LocalizedText] = content(head.content_hash)["course"]["aims"]
    return found


def _days(items: Sequence[ReleasedItem], zone: str) -> tuple[Day, ...]:
    place = ZoneInfo(zone)

    def day_of(item: ReleasedItem) -> date:
        return item.starts_at.astimezone(place).date()

    found = []
    for day, rows in groupby(items, key=day_of):
        titles = dict.fromkeys(words(one.title) for one in rows if one.kind not in _NOT_TOLD)
        found.append(Day(day, tuple(titles)))
    return tuple(found)
