"""Whether items fit their session: its days, its venue's rooms, its trainers, its course."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from lms.agenda.inputs import ItemInput
from lms.agenda.queries import places
from lms.agenda.queries.agenda import content_choices
from lms.agenda.queries.trainers import session_trainers
from lms.agenda.rows import ItemRow
from lms.agenda.rules.times import day_of, minutes_of
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.rows import SessionHead

MOST_ITEMS = 400
GRAIN = 5  # minutes; the editor moves by quarter hours


def check_items(
    head: SessionHead,
    venue_id: UUID | None,
    items: Mapping[UUID, ItemInput],
    present: Mapping[UUID, ItemRow],
) -> None:
    """Raise Invalid with every fault. Of several items, a fault's field is `<id>.<field>`.

    What an item had before (a room now closed, a trainer who left) it may keep.
    """
    if len(items.keys() | present.keys()) > MOST_ITEMS:
        message = N_("An agenda has at most %(most)s items. Take some out.", most=MOST_ITEMS)
        raise Invalid([FieldError("", message)])
    fit = _Fit(head, venue_id)
    many = len(items) > 1
    faults = [
        FieldError(f"{item_id}.{fault.field}" if many else fault.field, fault.message)
        for item_id, item in items.items()
        for fault in [*item.checked(), *fit.faults(item, present.get(item_id))]
    ]
    if faults:
        raise Invalid(faults)


class _Fit:
    """What the session offers, read once for all items."""

    def __init__(self, head: SessionHead, venue_id: UUID | None) -> None:
        self.head = head
        rooms = places.rooms_of(venue_id) if venue_id else []
        self.rooms = {room.id for room in rooms if room.archived_at is None}
        self.trainers = {row.person_id for row in session_trainers(head.id)}
        self.content = {value for value, _title, _kind in content_choices(head)}

    def faults(self, item: ItemInput, before: ItemRow | None) -> list[FieldError]:
        found = self._times(item)
        if item.room_id not in {None, before.room_id if before else None} | self.rooms:
            message = N_("Choose a room of the session's venue.")
            found.append(FieldError("room_id", message))
        known = self.trainers | set(before.trainer_ids if before else ())
        if set(item.trainer_ids) - known:
            message = N_("Choose among the trainers of this session, or add the trainer first.")
            found.append(FieldError("trainers", message))
        if item.content not in {"", before.content if before else ""} | self.content:
            message = N_("Choose what the pinned course has, or no link.")
            found.append(FieldError("content", message))
        return found

    def _times(self, item: ItemInput) -> list[FieldError]:
        day = day_of(item.starts_at, self.head.zone)
        last = day_of(item.ends_at - timedelta(microseconds=1), self.head.zone)
        if not self.head.starts_on <= day <= self.head.ends_on:
            return [
                FieldError(
                    "starts_at",
                    N_(
                        "%(day)s is not a day of this session (%(first)s to %(last)s).",
                        day=day,
                        first=self.head.starts_on,
                        last=self.head.ends_on,
                    ),
                )
            ]
        off = [
            name
            for name in ("starts_at", "ends_at")
            if minutes_of(getattr(item, name), self.head.zone) % GRAIN or getattr(item, name).second
        ]
        if off:
            message = N_("Choose a time in steps of five minutes, e.g. 10:15.")
            return [FieldError(name, message) for name in off]
        if last != day and item.ends_at > item.starts_at:
            message = N_("The item runs into the next day. End it by midnight or split it.")
            return [FieldError("ends_at", message)]
        return []
