"""Taking attendance: events are appended, the mark is their fold; nothing is overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.attendance.enums import Presence
from lms.attendance.formats import MarkEvent
from lms.attendance.models import AttendanceEvent, AttendanceMark
from lms.attendance.policies import Permission
from lms.attendance.queries import marked_half_days
from lms.attendance.rules import SCHEMA, Kind, attended, outcome
from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by
from lms.core.errors import NotFound
from lms.core.events import not_yet_kept
from lms.core.ids import new_id, random_id
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import completion_rule, session_head
from lms.courses.queries import half_days as half_days_in
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.services import set_outcomes
from lms.enrolments.services.gate import require_state


@dataclass(frozen=True)
class Marked:
    """What came of a batch: how many events were new, and the marks as they are now."""

    new: int
    marks: Mapping[tuple[UUID, UUID], Presence | None]


def mark(*, actor: Identity, slug: str, events: Sequence[MarkEvent]) -> Marked:
    """Append events in their order. A repeated uuid changes nothing.

    Raises NotFound where an event names an enrolment or a half-day that is not of this session,
    Refused where the session's state forbids it: then no event is kept.
    """
    head = session_head(slug, actor)
    require(actor, Permission.MARK, head)
    require_state(head, Act.ATTENDANCE)
    _known_only(actor, head, events)
    fresh = not_yet_kept(AttendanceEvent, events)
    if fresh:
        sequences = _last_sequences({event.enrolment_id for event in fresh})
        for event in fresh:
            sequences[event.enrolment_id] = sequences.get(event.enrolment_id, 0) + 1
            db.session.add(_row(actor, event, sequences[event.enrolment_id]))
        db.session.flush()
        _fold(fresh)
        _put_on_record(actor, head, fresh)
    return Marked(len(fresh), _now({(e.enrolment_id, e.half_day_id) for e in events}))


def _known_only(actor: Identity, head: SessionHead, events: Sequence[MarkEvent]) -> None:
    wanted = {event.enrolment_id for event in events}
    # One writer at a time for each session: sequences stay gapless and folds in order.
    db.session.execute(lock_row(sa.select(CourseSession.id).where(CourseSession.id == head.id)))
    found = set(
        db.session.scalars(
            seen_by(
                actor,
                sa.select(Enrolment.id).where(
                    Enrolment.course_session_id == head.id, Enrolment.id.in_(wanted)
                ),
            )
        )
    )
    half_days = {half_day.id for half_day in half_days_in(head.id)}
    if found != wanted or not {event.half_day_id for event in events} <= half_days:
        raise NotFound


def _last_sequences(enrolment_ids: set[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        sa.select(AttendanceEvent.owner_id, sa.func.max(AttendanceEvent.sequence))
        .where(AttendanceEvent.owner_id.in_(enrolment_ids))
        .group_by(AttendanceEvent.owner_id)
    )
    return {row[0]: row[1] for row in rows}


def _row(actor: Identity, event: MarkEvent, sequence: int) -> AttendanceEvent:
    return AttendanceEvent(
        id=new_id(),
        uuid=event.uuid,
        owner_id=event.enrolment_id,
        half_day_id=event.half_day_id,
        sequence=sequence,
        kind=Kind.MARKED if event.presence else Kind.CLEARED,
        payload=_payload(event),
        client_at=event.client_at,
        server_at=utcnow(),
        actor_id=actor.person_id,
    )


def _payload(event: MarkEvent) -> dict[str, object]:
    payload: dict[str, object] = {
        "schema": SCHEMA,
        "presence": event.presence,
        "note": event.note,
    }
    return payload | ({"batch": str(event.batch)} if event.batch else {})


def _fold(events: Sequence[MarkEvent]) -> None:
    """The last event of a cell is its mark."""
    last = {(event.enrolment_id, event.half_day_id): event for event in events}
    marks = {
        (mark.enrolment_id, mark.half_day_id): mark
        for mark in db.session.scalars(
            sa.select(AttendanceMark).where(
                AttendanceMark.enrolment_id.in_({key[0] for key in last}),
                AttendanceMark.half_day_id.in_({key[1] for key in last}),
            )
        )
    }
    for key, event in last.items():
        mark = marks.get(key)
        if event.presence is None:
            if mark is not None:
                db.session.delete(mark)
            continue
        if mark is None:
            mark = AttendanceMark(enrolment_id=key[0], half_day_id=key[1])
            db.session.add(mark)
        mark.presence, mark.note, mark.marked_at = event.presence, event.note, utcnow()
    db.session.flush()


def _now(cells: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Presence | None]:
    rows = db.session.execute(
        sa.select(
            AttendanceMark.enrolment_id, AttendanceMark.half_day_id, AttendanceMark.presence
        ).where(AttendanceMark.enrolment_id.in_({cell[0] for cell in cells}))
    )
    found = {(row[0], row[1]): row[2] for row in rows}
    return {cell: found.get(cell) for cell in cells}


def _put_on_record(actor: Identity, head: SessionHead, events: Sequence[MarkEvent]) -> None:
    record(
        actor,
        "attendance.marked",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Marked attendance (%(count)s marks).", count=len(events)),
        after={
            "marks": [[str(e.enrolment_id), str(e.half_day_id), e.presence, e.note] for e in events]
        },
    )


@dataclass(frozen=True)
class Batch:
    """Marks made in one act: its key for the undo, and how many they were."""

    id: UUID
    count: int


def all_present(*, actor: Identity, slug: str, half_day_id: UUID) -> Batch:
    """Mark everybody without a mark in a half-day as present."""
    head = session_head(slug, actor)
    require(actor, Permission.MARK, head)
    statement = (
        sa.select(Enrolment.id)
        .outerjoin(
            AttendanceMark,
            (AttendanceMark.enrolment_id == Enrolment.id)
            & (AttendanceMark.half_day_id == half_day_id),
        )
        .where(
            Enrolment.course_session_id == head.id,
            Enrolment.state != EnrolmentState.WITHDRAWN,
            AttendanceMark.enrolment_id.is_(None),
        )
        .order_by(Enrolment.id)
    )
    people = list(db.session.scalars(seen_by(actor, statement)))
    batch = random_id()
    events = [
        MarkEvent(new_id(), key, half_day_id, Presence.PRESENT, batch=batch) for key in people
    ]
    return Batch(batch, mark(actor=actor, slug=slug, events=events).new)


def undo_batch(*, actor: Identity, slug: str, batch: UUID) -> int:
    """Take the marks of a batch away where nobody has changed them since; returns how many."""
    head = session_head(slug, actor)
    require(actor, Permission.MARK, head)
    later = aliased(AttendanceEvent)
    statement = (
        sa.select(AttendanceEvent.owner_id, AttendanceEvent.half_day_id)
        .join(Enrolment, Enrolment.id == AttendanceEvent.owner_id)
        .where(
            Enrolment.course_session_id == head.id,
            AttendanceEvent.payload["batch"].as_string() == str(batch),
            ~sa.exists().where(
                later.owner_id == AttendanceEvent.owner_id,
                later.half_day_id == AttendanceEvent.half_day_id,
                later.sequence > AttendanceEvent.sequence,
            ),
        )
    )
    cells = db.session.execute(seen_by(actor, statement, Enrolment)).all()
    events = [MarkEvent(new_id(), cell[0], cell[1], None) for cell in cells]
    return mark(actor=actor, slug=slug, events=events).new


def write_outcomes(*, actor: Identity, slug: str) -> int:
    """Write attended, partly attended or no-show for everybody by the marks; returns changes.

    "Attended" needs the share of half-days that the session's rule asks for a certificate of
    participation or, where that is higher, of completion.
    """
    head = session_head(slug, actor)
    require(actor, Permission.WRITE_OUTCOMES, head)
    require_state(head, Act.ATTENDANCE)
    rule = completion_rule(head.id)
    half_days = len(half_days_in(head.id))
    statement = sa.select(Enrolment.id).where(
        Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
    found = marked_half_days(db.session.scalars(seen_by(actor, statement)))
    outcomes = {
        enrolment_id: outcome(
            attended_half_days=attended(marks),
            half_days=half_days,
            percent_needed=max(rule.attendance_percent, rule.participation_percent),
            marked=len(marks),
        )
        for enrolment_id, marks in found.items()
    }
    return set_outcomes(actor=actor, slug=slug, outcomes=outcomes)
