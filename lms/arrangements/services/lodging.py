"""Rooms to sleep in, and who is put into them."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.enums import Gender
from lms.arrangements.inputs import LodgingInput
from lms.arrangements.models import LodgingRoom, Stay
from lms.arrangements.services.gate import enrolled, note, opened, stays_of
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.names import direction_message, has_direction_control
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment

MOST_BEDS = 100
MOST_AT_ONCE = 200
_COMMAS = re.compile(r"[,،;\n]")


def add_rooms(*, actor: Identity, slug: str, given: LodgingInput) -> int:
    """Add one room for each label; returns how many. Raises Invalid with faults at the fields."""
    head = opened(actor, slug)
    labels = [" ".join(text.split()) for text in _COMMAS.split(given.labels) if text.strip()]
    values = _clean(given, labels)
    taken = set(_labels(head))
    double = [label for label, n in Counter(labels).items() if n > 1 or label in taken]
    if double:
        message = N_("There is a room %(label)s already.", label=double[0])
        raise Invalid([FieldError("labels", message)])
    for label in labels:
        db.session.add(LodgingRoom(id=new_id(), course_session_id=head.id, label=label, **values))
    db.session.flush()
    summary = N_("Added %(count)s rooms to sleep in.", count=len(labels))
    note(actor, "arrangements.rooms_added", head, summary, after={"labels": labels, **values})
    return len(labels)


def change_room(*, actor: Identity, slug: str, room_id: UUID, given: LodgingInput) -> None:
    """Change one room. Raises NotFound, Invalid; fewer beds than people in it are refused."""
    head = opened(actor, slug)
    row = _room(head, room_id)
    label = " ".join(given.labels.split())
    values = {"label": label, **_clean(given, [label] if label else [])}
    if label != row.label and label in set(_labels(head)):
        message = N_("There is a room %(label)s already.", label=label)
        raise Invalid([FieldError("labels", message)])
    _free_withdrawn(head)
    inside = _inside(head)[row.id]
    if values["beds"] < inside:
        message = N_("%(people)s people sleep there. Put some elsewhere first.", people=inside)
        raise Invalid([FieldError("beds", message)])
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    summary = N_("Changed the room %(label)s.", label=row.label)
    note(actor, "arrangements.room_changed", head, summary, before=before, after=values)


def remove_room(*, actor: Identity, slug: str, room_id: UUID) -> None:
    """Take away an empty room. Raises NotFound, Refused."""
    head = opened(actor, slug)
    row = _room(head, room_id)
    _free_withdrawn(head)
    if inside := _inside(head)[row.id]:
        raise Refused(N_("%(people)s people sleep there. Put some elsewhere first.", people=inside))
    db.session.delete(row)
    db.session.flush()
    note(
        actor,
        "arrangements.room_removed",
        head,
        N_("Took away the room %(label)s.", label=row.label),
    )


def place(*, actor: Identity, slug: str, places: Mapping[UUID, UUID | None]) -> int:
    """Put people into rooms (None: into none); returns how many moved. All or nothing.

    Whoever is withdrawn gives the bed back. Raises NotFound, and Refused with the room's name
    where more people than beds would be in it.
    """
    head = opened(actor, slug)
    rooms = {row.id: row for row in _rooms(head)}
    if not {room_id for room_id in places.values() if room_id is not None} <= set(rooms):
        raise NotFound
    _free_withdrawn(head)
    stays = stays_of(enrolled(head, set(places)))
    moved = {key: room for key, room in places.items() if stays[key].room_id != room}
    for enrolment_id, room_id in moved.items():
        stays[enrolment_id].room_id = room_id
    db.session.flush()
    for room_id, count in _inside(head).items():
        if count > rooms[room_id].beds:
            raise Refused(
                N_(
                    "Room %(label)s has %(beds)s beds and %(people)s people were put into it. "
                    "Nothing was saved; choose other rooms.",
                    label=rooms[room_id].label,
                    beds=rooms[room_id].beds,
                    people=count,
                )
            )
    if moved:
        after: dict[str, object] = {
            str(key): str(room) if room else None for key, room in moved.items()
        }
        summary = N_("Changed where %(count)s people sleep.", count=len(moved))
        note(actor, "arrangements.placed", head, summary, after=after)
    return len(moved)


def _free_withdrawn(head: SessionHead) -> None:
    """Give back the beds of people who were withdrawn from the roll."""
    for stay in db.session.scalars(
        unscoped(
            sa.select(Stay)
            .join(Enrolment, Enrolment.id == Stay.enrolment_id)
            .where(
                Stay.course_session_id == head.id,
                Stay.room_id.is_not(None),
                Enrolment.state == EnrolmentState.WITHDRAWN,
            ),
            because="beds of all agencies",
        )
    ):
        stay.room_id = None
    db.session.flush()


def _inside(head: SessionHead) -> Counter[UUID]:
    """How many people sleep in each room. Call after `_free_withdrawn`."""
    statement = (
        sa.select(Stay.room_id, sa.func.count())
        .where(Stay.course_session_id == head.id, Stay.room_id.is_not(None))
        .group_by(Stay.room_id)
    )
    rows = db.session.execute(unscoped(statement, because="beds are counted over all agencies"))
    return Counter({room_id: count for room_id, count in rows if room_id is not None})


def _rooms(head: SessionHead) -> list[LodgingRoom]:
    statement = sa.select(LodgingRoom).where(LodgingRoom.course_session_id == head.id)
    return list(db.session.scalars(statement))


def _labels(head: SessionHead) -> list[str]:
    return [row.label for row in _rooms(head)]


def _room(head: SessionHead, room_id: UUID) -> LodgingRoom:
    row = db.session.get(LodgingRoom, room_id)
    if row is None or row.course_session_id != head.id:
        raise NotFound
    return row


def _clean(given: LodgingInput, labels: list[str]) -> dict[str, Any]:
    faults: list[FieldError] = []
    house = " ".join(given.house.split())
    for field, texts, most in (("house", [house], 120), ("labels", labels, 40)):
        for text in texts:
            if len(text) > most:
                message = N_("The text is longer than %(most)s signs. Shorten it.", most=most)
                faults.append(FieldError(field, message))
            elif hidden := has_direction_control(text):
                faults.append(FieldError(field, direction_message(hidden)))
    if not labels or len(labels) > MOST_AT_ONCE:
        message = N_("Write the number or name of the room, at most %(most)s.", most=MOST_AT_ONCE)
        faults.append(FieldError("labels", message))
    beds = int(given.beds) if given.beds.strip().isdecimal() and len(given.beds) < 5 else 0
    if not 1 <= beds <= MOST_BEDS:
        message = N_("Write a number of beds from 1 to %(most)s.", most=MOST_BEDS)
        faults.append(FieldError("beds", message))
    if given.gender not in {"", Gender.FEMALE.value, Gender.MALE.value}:
        faults.append(FieldError("gender", N_("Choose one of the list.")))
    if faults:
        raise Invalid(faults)
    return {"house": house, "beds": beds, "gender": Gender(given.gender) if given.gender else None}
