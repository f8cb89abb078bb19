"""Which room of a venue takes a template's room role: by equipment, seats and time.

Pure. Two roles share a room only where they never need it at once.
"""

from collections.abc import Sequence
from uuid import UUID

from lms.agenda.formats.template import RoomRole, TemplateBody
from lms.agenda.rows import RoomRow


def choose_rooms(body: TemplateBody, rooms: Sequence[RoomRow], seats: int) -> dict[str, UUID]:
    """A room for each role, as far as the venue goes; a role without a room is left out.

    A room with the equipment comes first, then one that is large enough, then one that no other
    role has, then the smallest. Roles with the greatest need choose first.
    """
    chosen: dict[str, RoomRow] = {}
    order = sorted(body.rooms, key=lambda role: (-seats_needed(body, role, seats), role.key))
    for role in order:
        need = seats_needed(body, role, seats)
        free = [
            room
            for room in rooms
            if not any(
                taken.id == room.id and at_once(body, role.key, key)
                for key, taken in chosen.items()
            )
        ]
        if free:
            used = {room.id for room in chosen.values()}
            chosen[role.key] = min(free, key=lambda room: _rank(role, room, need, used))
    return {role.key: chosen[role.key].id for role in body.rooms if role.key in chosen}


def _rank(
    role: RoomRole, room: RoomRow, need: int, used: set[UUID]
) -> tuple[bool, bool, bool, int]:
    fits = room.capacity >= need
    size = room.capacity if fits else -room.capacity
    return (not fits, not equipped(role, room), room.id in used, size)


def equipped(role: RoomRole, room: RoomRow) -> bool:
    """Whether the room has each thing that the role names, word by word."""
    has = room.equipment.casefold()
    return all(word in has for word in role.equipment.casefold().replace(",", " ").split())


def seats_needed(body: TemplateBody, role: RoomRole, seats: int) -> int:
    """Seats for a role: the whole session, or its share where only groups meet there."""
    used = [item for item in body.items if item.room == role.key]
    if any(not item.track for item in used):
        return seats
    tracks = {item.track for item in body.items if item.track}
    return -(-seats // len(tracks)) if used and tracks else role.seats or 1


def at_once(body: TemplateBody, one: str, other: str) -> bool:
    """Whether two roles need a room at the same time somewhere in the template."""
    first = [item for item in body.items if item.room == one]
    second = [item for item in body.items if item.room == other]
    return any(
        a.day == b.day and a.start < b.end and b.start < a.end for a in first for b in second
    )
