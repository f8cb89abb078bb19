"""An agenda item as stored JSON: in the steps of editing and in releases.

Schema 1. `upgrade` turns older payloads into today's form.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lms.agenda.enums import ItemKind
from lms.agenda.rows import ItemRow, ReleasedItem
from lms.core.db import Json

SCHEMA = 1


def item_json(item: ItemRow) -> Json:
    """An item of the draft; times in UTC, people as ids."""
    return {
        "kind": item.kind.value,
        "title": dict(item.title),
        "starts_at": item.starts_at.astimezone(UTC).isoformat(),
        "ends_at": item.ends_at.astimezone(UTC).isoformat(),
        "track": item.track,
        "room_id": str(item.room_id) if item.room_id else None,
        "trainer_ids": sorted(str(one) for one in item.trainer_ids),
        "content": item.content,
        "guests": item.guests,
        "materials": item.materials,
        "notes": item.notes,
        "locked": item.locked,
    }


def item_row(item_id: UUID, course_session_id: UUID, body: Json) -> ItemRow:
    """The item back from `item_json`."""
    return ItemRow(
        id=item_id,
        course_session_id=course_session_id,
        kind=ItemKind(body["kind"]),
        title=dict(body["title"]),
        starts_at=datetime.fromisoformat(body["starts_at"]),
        ends_at=datetime.fromisoformat(body["ends_at"]),
        track=body["track"],
        room_id=UUID(body["room_id"]) if body["room_id"] else None,
        content=body["content"],
        guests=body["guests"],
        materials=body["materials"],
        notes=body["notes"],
        locked=body["locked"],
        trainer_ids=tuple(UUID(one) for one in body["trainer_ids"]),
    )


def step_json(items: Mapping[UUID, ItemRow | None]) -> Json:
    """One side of a step: items by id, null where there is none."""
    return {
        "schema": SCHEMA,
        "items": {
            str(item_id): item_json(item) if item else None for item_id, item in items.items()
        },
    }


def step_items(course_session_id: UUID, body: Json) -> dict[UUID, ItemRow | None]:
    """The items of one side of a step."""
    return {
        UUID(key): item_row(UUID(key), course_session_id, value) if value else None
        for key, value in body["items"].items()
    }


def released_json(item: ReleasedItem) -> Json:
    """A released item with its names as they were at the release."""
    return {
        "id": str(item.id),
        "kind": item.kind.value,
        "title": dict(item.title),
        "starts_at": item.starts_at.astimezone(UTC).isoformat(),
        "ends_at": item.ends_at.astimezone(UTC).isoformat(),
        "track": item.track,
        "room_id": str(item.room_id) if item.room_id else None,
        "room": dict(item.room),
        "content": item.content,
        "guests": item.guests,
        "materials": item.materials,
        "trainers": [[str(who), name, local] for who, name, local in item.trainers],
        "sequence": item.sequence,
        "cancelled": item.cancelled,
    }


def released_item(body: Json) -> ReleasedItem:
    """The item back from `released_json`."""
    values: dict[str, Any] = {
        **body,
        "id": UUID(body["id"]),
        "kind": ItemKind(body["kind"]),
        "starts_at": datetime.fromisoformat(body["starts_at"]),
        "ends_at": datetime.fromisoformat(body["ends_at"]),
        "room_id": UUID(body["room_id"]) if body["room_id"] else None,
        "trainers": tuple((UUID(who), name, local) for who, name, local in body["trainers"]),
    }
    return ReleasedItem(**values)
