"""An agenda without dates: the typed form of a template and its stored JSON.

Schema 1. Days count from 0, `start` is minutes from midnight; rooms and trainers are roles, which
get places and people when a session is made. `UPGRADERS` turn older bodies into today's form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.agenda.enums import ItemKind
from lms.core.errors import Refused
from lms.core.messages import N_

SCHEMA = 1
Body = dict[str, Any]
Text = Mapping[str, str]
UPGRADERS: Mapping[int, Callable[[Body], Body]] = {}


@dataclass(frozen=True)
class RoomRole:
    """A room as a template knows it. `seats` is a hint, `equipment` names what it must have."""

    key: str
    label: Text
    seats: int | None = None
    equipment: str = ""


@dataclass(frozen=True)
class TrainerRole:
    """A trainer as a template knows it."""

    key: str
    label: Text


@dataclass(frozen=True)
class TemplateItem:
    """An item on day `day` (from 0) at `start` minutes from midnight, for `minutes`."""

    day: int
    start: int
    minutes: int
    kind: ItemKind
    title: Text
    track: str = ""
    room: str = ""
    trainers: tuple[str, ...] = ()
    content: str = ""
    materials: str = ""
    locked: bool = False

    @property
    def end(self) -> int:
        """Minutes from midnight at which it is over."""
        return self.start + self.minutes


@dataclass(frozen=True)
class TemplateBody:
    """Days, roles and items. `course` is the slug of the course it was made for, if any."""

    days: int
    rooms: tuple[RoomRole, ...] = ()
    trainers: tuple[TrainerRole, ...] = ()
    items: tuple[TemplateItem, ...] = ()
    course: str = ""

    def on_day(self, day: int) -> list[TemplateItem]:
        """The items of one day in the order of time and track."""
        found = [item for item in self.items if item.day == day]
        return sorted(found, key=lambda item: (item.start, item.track))


def body_json(body: TemplateBody) -> Body:
    """The stored form."""
    return {
        "schema": SCHEMA,
        "days": body.days,
        "course": body.course,
        "roles": {
            "rooms": [
                {
                    "key": one.key,
                    "label": dict(one.label),
                    "seats": one.seats,
                    "equipment": one.equipment,
                }
                for one in body.rooms
            ],
            "trainers": [{"key": one.key, "label": dict(one.label)} for one in body.trainers],
        },
        "items": [_item_json(item) for item in body.items],
    }


def _item_json(item: TemplateItem) -> Body:
    return {
        "day": item.day,
        "start": clock_text(item.start),
        "minutes": item.minutes,
        "kind": item.kind.value,
        "title": dict(item.title),
        "track": item.track,
        "room": item.room,
        "trainers": list(item.trainers),
        "content": item.content,
        "materials": item.materials,
        "locked": item.locked,
    }


def body_of(stored: Body) -> TemplateBody:
    """The template back from its stored form; raises `Refused` for a newer form than this code."""
    found = upgrade(stored)
    return TemplateBody(
        days=found["days"],
        course=found["course"],
        rooms=tuple(RoomRole(**one) for one in found["roles"]["rooms"]),
        trainers=tuple(TrainerRole(**one) for one in found["roles"]["trainers"]),
        items=tuple(
            TemplateItem(
                **{
                    **one,
                    "kind": ItemKind(one["kind"]),
                    "start": clock_minutes(one["start"]),
                    "trainers": tuple(one["trainers"]),
                }
            )
            for one in found["items"]
        ),
    )


def upgrade(stored: Body) -> Body:
    """A stored body in today's form; raises `Refused` for a form that is newer than this code."""
    number = stored.get("schema")
    while isinstance(number, int) and number in UPGRADERS:
        stored = UPGRADERS[number](stored)
        number = stored.get("schema")
    if number != SCHEMA:
        raise Refused(
            N_(
                "This template was written by a newer Concord (form %(number)s). Update first.",
                number=str(number),
            )
        )
    return stored


def clock_text(minutes: int) -> str:
    """Minutes from midnight as `HH:MM`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def clock_minutes(text: str) -> int:
    """`HH:MM` as minutes from midnight. Raises ValueError for anything else."""
    hours, _, minutes = text.partition(":")
    if not (len(hours) == len(minutes) == 2 and text.isascii() and (hours + minutes).isdigit()):
        raise ValueError(text)
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(text)
    return int(hours) * 60 + int(minutes)
