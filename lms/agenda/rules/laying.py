"""The items of a template on calendar days: roles become rooms and people, clock times moments.

Pure. A clock time that its day does not have, or has twice, is named with its item.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from lms.agenda.enums import ItemKind
from lms.agenda.formats.template import TemplateBody, TemplateItem
from lms.agenda.inputs import ItemInput
from lms.agenda.rules.hours import contact_minutes
from lms.agenda.rules.times import clock_time, local_moment
from lms.core.messages import N_, Message


def lay_items(
    body: TemplateBody,
    days: Sequence[date],
    zone: str,
    *,
    rooms: Mapping[str, UUID],
    trainers: Mapping[str, UUID],
    content: Callable[[TemplateItem], str],
) -> tuple[list[ItemInput], list[Message]]:
    """The items as the services take them, and what stands against their times.

    `days` has a day for each of the template's; roles that are given nobody stay open; `content`
    says which part of the session's course an item is linked to.
    """
    items: list[ItemInput] = []
    faults: list[Message] = []
    for item in body.items:
        span = _moments(item, days[item.day], zone)
        if isinstance(span, Message):
            faults.append(span)
            continue
        people = (trainers.get(key) for key in item.trainers)
        items.append(
            ItemInput(
                kind=item.kind,
                title=dict(item.title),
                starts_at=span[0],
                ends_at=span[1],
                track=item.track,
                room_id=rooms.get(item.room),
                trainer_ids=tuple(dict.fromkeys(one for one in people if one is not None)),
                content=content(item),
                materials=item.materials,
                locked=item.locked,
            )
        )
    return items, faults


def time_faults(body: TemplateBody, days: Sequence[date], zone: str) -> list[Message]:
    """The items whose clock times their days do not have, or have twice."""
    spans = [_moments(item, days[item.day], zone) for item in body.items]
    return [span for span in spans if isinstance(span, Message)]


def _moments(item: TemplateItem, day: date, zone: str) -> tuple[datetime, datetime] | Message:
    begin = local_moment(day, clock_time(item.start), zone)
    end = local_moment(day, clock_time(item.end), zone)
    if isinstance(begin, Message):
        return N_("%(title)s: %(why)s", title=dict(item.title), why=begin)
    if isinstance(end, Message):
        return N_("%(title)s: %(why)s", title=dict(item.title), why=end)
    return begin, end


def template_minutes(items: Sequence[TemplateItem]) -> int:
    """The contact minutes of items of a template, as an agenda counts them."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return contact_minutes(
        _Span(
            item.kind,
            start + timedelta(days=item.day, minutes=item.start),
            start + timedelta(days=item.day, minutes=item.end),
        )
        for item in items
    )


@dataclass(frozen=True)
class _Span:
    kind: ItemKind
    starts_at: datetime
    ends_at: datetime
