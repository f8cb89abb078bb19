"""Use cases of the draft agenda. Each is one step, all or nothing, and can be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.inputs import ItemInput
from lms.agenda.models import AgendaItem
from lms.agenda.queries import places
from lms.agenda.queries.agenda import session_items
from lms.agenda.rows import ItemRow
from lms.agenda.rules.hours import half_day_spans
from lms.agenda.rules.times import local_moment
from lms.agenda.services.checking import check_items
from lms.agenda.services.steps import Saved, apply, open_draft, refuse_overtaken
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.courses.inputs import HalfDayInput
from lms.courses.policies import Permission as CoursePermission
from lms.courses.rows import SessionHead
from lms.courses.services.sessions import set_half_days


class Keep:
    """Stands for "as it is"."""


KEEP: Final = Keep()


def add_item(*, actor: Identity, slug: str, item: ItemInput, item_id: UUID | None = None) -> Saved:
    """Put a new item into the draft, under `item_id` where that is free. Raises Invalid with
    every fault at its field."""
    head, draft = open_draft(actor, slug)
    free = item_id is not None and db.session.get(AgendaItem, item_id) is None
    row = _row(item_id if item_id and free else new_id(), head, item)
    check_items(head, draft.venue_id, {row.id: item}, {})
    return apply(actor=actor, head=head, draft=draft, act="added", changes={row.id: row})


def change_item(
    *, actor: Identity, slug: str, item_id: UUID, item: ItemInput, revision: int | None = None
) -> Saved:
    """Change an item as a whole. `revision` is what the editor saw: Refused where somebody else
    has changed the item since."""
    head, draft = open_draft(actor, slug)
    present = {one.id: one for one in session_items(head.id)}
    if item_id not in present:
        raise NotFound
    refuse_overtaken(actor, head, {item_id}, revision)
    check_items(head, draft.venue_id, {item_id: item}, present)
    row = _row(item_id, head, item)
    return apply(actor=actor, head=head, draft=draft, act="changed", changes={item_id: row})


def move_item(
    *,
    actor: Identity,
    slug: str,
    item_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    room_id: UUID | Keep | None = KEEP,
    track: str | Keep = KEEP,
    trainer_ids: Sequence[UUID] | Keep = KEEP,
    revision: int | None = None,
) -> Saved:
    """Move or resize an item, or give it to another room, track or trainer.

    A locked item is refused. Raises Invalid, Refused as `change_item` does.
    """
    head, draft = open_draft(actor, slug)
    present = {one.id: one for one in session_items(head.id)}
    known = present.get(item_id)
    if known is None:
        raise NotFound
    if known.locked:
        raise Refused(N_("This item is locked. Unlock it to move it."))
    refuse_overtaken(actor, head, {item_id}, revision)
    moved = replace(
        known,
        starts_at=starts_at,
        ends_at=ends_at,
        room_id=known.room_id if isinstance(room_id, Keep) else room_id,
        track=known.track if isinstance(track, Keep) else track,
        trainer_ids=(
            known.trainer_ids if isinstance(trainer_ids, Keep) else tuple(sorted(trainer_ids))
        ),
    )
    check_items(head, draft.venue_id, {item_id: as_input(moved)}, present)
    return apply(actor=actor, head=head, draft=draft, act="moved", changes={item_id: moved})


def copy_item(
    *,
    actor: Identity,
    slug: str,
    item_id: UUID,
    starts_at: datetime | None = None,
    track: str | Keep = KEEP,
    room_id: UUID | Keep | None = KEEP,
    trainer_ids: Sequence[UUID] | Keep = KEEP,
) -> Saved:
    """The same item once more, at `starts_at`, else right behind the first; on another track, in
    another room or with other trainers where they are named."""
    head, draft = open_draft(actor, slug)
    items = session_items(head.id)
    known = next((one for one in items if one.id == item_id), None)
    if known is None:
        raise NotFound
    begin = starts_at or known.ends_at
    copy = replace(
        known,
        id=new_id(),
        starts_at=begin,
        ends_at=begin + (known.ends_at - known.starts_at),
        track=known.track if isinstance(track, Keep) else track,
        room_id=known.room_id if isinstance(room_id, Keep) else room_id,
        trainer_ids=(
            known.trainer_ids if isinstance(trainer_ids, Keep) else tuple(sorted(trainer_ids))
        ),
        locked=False,
    )
    check_items(head, draft.venue_id, {copy.id: as_input(copy)}, {})
    return apply(actor=actor, head=head, draft=draft, act="copied", changes={copy.id: copy})


def remove_item(*, actor: Identity, slug: str, item_id: UUID, revision: int | None = None) -> Saved:
    """Take an item out of the draft; undoing brings it back."""
    head, draft = open_draft(actor, slug)
    known = {one.id: one for one in session_items(head.id)}.get(item_id)
    if known is None:
        raise NotFound
    if known.locked:
        raise Refused(N_("This item is locked. Unlock it to take it out."))
    refuse_overtaken(actor, head, {item_id}, revision)
    return apply(actor=actor, head=head, draft=draft, act="removed", changes={item_id: None})


def replace_agenda(
    *,
    actor: Identity,
    slug: str,
    act: str,
    items: Mapping[UUID, ItemInput],
    remove: Iterable[UUID] = (),
    revision: int | None = None,
) -> Saved:
    """Set many items in one step: new ids are added, known ones changed, `remove` taken out.

    With `revision`, Refused where the draft is no longer that one.
    """
    head, draft = open_draft(actor, slug)
    if revision is not None and draft.revision != revision:
        raise Refused(
            N_("The agenda was changed meanwhile. Look at it as it is now and ask again.")
        )
    present = {one.id: one for one in session_items(head.id)}
    check_items(head, draft.venue_id, items, present)
    changes: dict[UUID, ItemRow | None] = {
        item_id: _row(item_id, head, item) for item_id, item in items.items()
    }
    changes |= {item_id: None for item_id in remove if item_id in present}
    return apply(actor=actor, head=head, draft=draft, act=act, changes=changes)


def set_venue(*, actor: Identity, slug: str, venue_id: UUID | None) -> int:
    """Where the session is held. Items lose rooms of another venue, in a step of their own;
    returns how many did."""
    head, draft = open_draft(actor, slug)
    if venue_id is not None and places.venue_by_id(venue_id) is None:
        raise Invalid([FieldError("venue_id", N_("Choose a venue from the list."))])
    rooms = {room.id for room in places.rooms_of(venue_id)} if venue_id else set()
    before, draft.venue_id = draft.venue_id, venue_id
    lost = {
        item.id: replace(item, room_id=None)
        for item in session_items(head.id)
        if item.room_id is not None and item.room_id not in rooms
    }
    audit.record(
        actor,
        "agenda.venue_set",
        object_type="course_session",
        object_id=head.id,
        summary=N_("Agenda: venue set."),
        course_session_id=head.id,
        before={"venue_id": before},
        after={"venue_id": venue_id},
    )
    apply(actor=actor, head=head, draft=draft, act="rooms_cleared", changes=lost)
    return len(lost)


def shift_days(*, actor: Identity, slug: str, days: Mapping[date, date]) -> Saved:
    """Move whole days of the draft to other days, at the same clock times, in one step.

    Days that are not named stay. Raises Invalid where a time does not exist on its new day.
    """
    head, draft = open_draft(actor, slug)
    place = ZoneInfo(head.zone)
    changes: dict[UUID, ItemRow | None] = {}
    faults: list[FieldError] = []
    for item in session_items(head.id):
        local = item.starts_at.astimezone(place)
        if local.date() not in days:
            continue
        moment = local_moment(days[local.date()], local.time(), head.zone)
        if isinstance(moment, Message):
            faults.append(FieldError("days", moment))
        else:
            length = item.ends_at - item.starts_at
            changes[item.id] = replace(item, starts_at=moment, ends_at=moment + length)
    if faults:
        raise Invalid(faults)
    return apply(actor=actor, head=head, draft=draft, act="shifted", changes=changes)


def half_days_from_agenda(*, actor: Identity, slug: str) -> int:
    """Set the half-days for attendance as the draft makes them; returns how many.

    Raises Invalid where a half-day with attendance would vanish, Refused for an empty draft.
    """
    head, _draft = open_draft(actor, slug)
    require(actor, CoursePermission.MANAGE_SESSION, head)
    spans = half_day_spans(session_items(head.id), head.zone)
    if not spans:
        raise Refused(N_("The agenda has no teaching yet. Add modules or exercises first."))
    halves = [HalfDayInput(*span) for span in spans]
    set_half_days(actor=actor, course_session_id=head.id, half_days=halves)
    return len(halves)


def as_input(item: ItemRow) -> ItemInput:
    """An item as it would be given anew."""
    return ItemInput(
        kind=item.kind,
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        track=item.track,
        room_id=item.room_id,
        trainer_ids=item.trainer_ids,
        content=item.content,
        guests=item.guests,
        materials=item.materials,
        notes=item.notes,
        locked=item.locked,
    )


def _row(item_id: UUID, head: SessionHead, item: ItemInput) -> ItemRow:
    return ItemRow(
        id=item_id,
        course_session_id=head.id,
        kind=item.kind,
        title=item.tidy_title(),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        track=item.track,
        room_id=item.room_id,
        content=item.content,
        guests=item.guests.strip(),
        materials=item.materials.strip(),
        notes=item.notes.strip(),
        locked=item.locked,
        trainer_ids=tuple(sorted(set(item.trainer_ids))),
    )
