"""A dated agenda as a template: moments become days and clock times, names become roles.

Pure. What names people of that time (guests, staff notes) is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.formats.template import (
    RoomRole,
    TemplateBody,
    TemplateItem,
    Text,
    TrainerRole,
)
from lms.agenda.rows import ItemRow, RoomRow

TRAINER_LABEL = {"en": "Trainer %(n)s", "ur": "تربیت کار %(n)s"}
ROOM_LABEL = {"en": "Room %(n)s", "ur": "کمرہ %(n)s"}


@dataclass(frozen=True)
class Stripped:
    """The template, and who and what took its roles before."""

    body: TemplateBody
    rooms: Mapping[str, UUID]
    trainers: Mapping[str, UUID]


def strip_agenda(
    items: Sequence[ItemRow],
    days: Sequence[date],
    zone: str,
    rooms: Mapping[UUID, RoomRow],
    *,
    course: str = "",
) -> Stripped:
    """The agenda as a template. `days` are the calendar days that count, in order.

    Items on other days are left out. The first trainer is the one who teaches longest.
    """
    place = {day: at for at, day in enumerate(days)}
    room_keys = _keys("room", _by_first_use(items))
    trainer_keys = _keys("trainer", _by_minutes(items))
    found = [
        _item(item, place[day], zone, room_keys, trainer_keys)
        for item in items
        if (day := item.starts_at.astimezone(ZoneInfo(zone)).date()) in place
    ]
    body = TemplateBody(
        days=len(days),
        course=course,
        rooms=tuple(
            _room_role(key, number, rooms.get(room_id))
            for number, (room_id, key) in enumerate(room_keys.items(), start=1)
        ),
        trainers=tuple(
            TrainerRole(key, _numbered(TRAINER_LABEL, number))
            for number, key in enumerate(trainer_keys.values(), start=1)
        ),
        items=tuple(found),
    )
    return Stripped(
        body,
        {key: room_id for room_id, key in room_keys.items()},
        {key: person_id for person_id, key in trainer_keys.items()},
    )


def _item(
    item: ItemRow,
    day: int,
    zone: str,
    room_keys: Mapping[UUID, str],
    trainer_keys: Mapping[UUID, str],
) -> TemplateItem:
    begin = item.starts_at.astimezone(ZoneInfo(zone))
    return TemplateItem(
        day=day,
        start=begin.hour * 60 + begin.minute,
        minutes=_clock_length(item, zone),
        kind=item.kind,
        title=dict(item.title),
        track=item.track,
        room=room_keys.get(item.room_id, "") if item.room_id else "",
        trainers=tuple(key for who, key in trainer_keys.items() if who in item.trainer_ids),
        content=item.content,
        materials=item.materials,
        locked=item.locked,
    )


def _clock_length(item: ItemRow, zone: str) -> int:
    """Minutes on the wall clock: an item over a clock change keeps its end as people read it."""
    begin, end = (
        moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for moment in (item.starts_at, item.ends_at)
    )
    return max(1, int((end - begin).total_seconds() // 60))


def _by_first_use(items: Sequence[ItemRow]) -> list[UUID]:
    return list(dict.fromkeys(item.room_id for item in items if item.room_id is not None))


def _by_minutes(items: Sequence[ItemRow]) -> list[UUID]:
    minutes: dict[UUID, float] = {}
    for item in items:
        for person_id in item.trainer_ids:
            length = (item.ends_at - item.starts_at).total_seconds()
            minutes[person_id] = minutes.get(person_id, 0) + length
    return sorted(minutes, key=lambda person_id: (-minutes[person_id], str(person_id)))


def _keys(name: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {one: f"{name}-{number}" for number, one in enumerate(ids, start=1)}


def _room_role(key: str, number: int, room: RoomRow | None) -> RoomRole:
    if room is None:
        return RoomRole(key, _numbered(ROOM_LABEL, number))
    return RoomRole(key, dict(room.name), room.capacity, room.equipment)


def _numbered(label: Text, number: int) -> dict[str, str]:
    return {code: text % {"n": number} for code, text in label.items()}
