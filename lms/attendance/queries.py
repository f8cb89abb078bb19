"""Reading attendance: the register of a session, the history of a cell, shares by enrolment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.attendance.enums import Presence
from lms.attendance.models import AttendanceEvent, AttendanceMark
from lms.attendance.policies import Permission
from lms.attendance.rows import CellHistory, Change, Mark, Register, Share
from lms.attendance.rules import COUNTS
from lms.core.access import Identity, can, require
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.models import HalfDay
from lms.courses.queries import half_days as half_days_in
from lms.courses.queries import session_head, session_head_by_id
from lms.courses.rows import HalfDayRow
from lms.enrolments.models import Enrolment
from lms.enrolments.queries import detail, roll
from lms.enrolments.rows import AgencyGroup


def register(
    slug: str,
    *,
    actor: Identity,
    half_day_id: UUID | None = None,
    presence: Presence | None = None,
    unmarked: bool = False,
) -> Register:
    """The register of a session, of the rows that `actor` may see.

    With `half_day_id`, only people with that `presence` there (or without a mark) are listed;
    the counts are always of all visible people. Raises NotFound.
    """
    listed = roll(slug, actor=actor)
    head = listed.head
    require(actor, Permission.VIEW_ATTENDANCE, head)
    half_days = half_days_in(head.id)
    marks = _marks(head.id, actor)
    groups = list(listed.groups)
    people = [entry.id for group in groups for entry in group.entries]
    counts = _counts(marks, set(people))
    if half_day_id is not None and (presence is not None or unmarked):
        groups = [_narrowed(group, marks, half_day_id, presence) for group in groups]
    return Register(
        head=head,
        half_days=half_days,
        groups=[group for group in groups if group.lines],
        marks=marks,
        counts=counts,
        people=len(people),
        may_mark=can(actor, Permission.MARK, head).allowed,
    )


def _narrowed(
    group: AgencyGroup,
    marks: Mapping[tuple[UUID, UUID], Mark],
    half_day_id: UUID,
    presence: Presence | None,
) -> AgencyGroup:
    def wanted(enrolment_id: UUID) -> bool:
        mark = marks.get((enrolment_id, half_day_id))
        return (mark.presence if mark else None) is presence

    return replace(group, lines=[line for line in group.lines if wanted(line[1].id)])


def _marks(course_session_id: UUID, actor: Identity) -> dict[tuple[UUID, UUID], Mark]:
    statement = (
        sa.select(
            AttendanceMark.enrolment_id,
            AttendanceMark.half_day_id,
            AttendanceMark.presence,
            AttendanceMark.note,
        )
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
        .where(Enrolment.course_session_id == course_session_id)
    )
    rows = db.session.execute(seen_by(actor, statement, Enrolment))
    return {(row[0], row[1]): Mark(row[2], row[3]) for row in rows}


def _counts(
    marks: Mapping[tuple[UUID, UUID], Mark], people: set[UUID]
) -> dict[UUID, dict[Presence, int]]:
    counts: dict[UUID, dict[Presence, int]] = defaultdict(lambda: dict.fromkeys(Presence, 0))
    for (enrolment_id, half_day_id), mark in marks.items():
        if enrolment_id in people:
            counts[half_day_id][mark.presence] += 1
    return dict(counts)


def cell_history(
    slug: str, enrolment_id: UUID, half_day_id: UUID, *, actor: Identity
) -> CellHistory:
    """All that was ever marked for one person in one half-day. Raises NotFound."""
    about = detail(slug, enrolment_id, actor=actor)
    require(actor, Permission.VIEW_ATTENDANCE, about.head)
    half_day = next((h for h in half_days_in(about.head.id) if h.id == half_day_id), None)
    if half_day is None:
        raise NotFound
    rows = db.session.execute(
        unscoped(
            sa.select(
                AttendanceEvent.server_at,
                AttendanceEvent.payload,
                Person.first_name,
                Person.last_name,
            )
            .outerjoin(Person, Person.id == AttendanceEvent.actor_id)
            .where(
                AttendanceEvent.owner_id == enrolment_id,
                AttendanceEvent.half_day_id == half_day_id,
            )
            .order_by(AttendanceEvent.sequence),
            because="the enrolment was found in the actor's own scope",
        )
    )
    changes = [
        Change(
            row.server_at,
            joined_name(row.first_name, row.last_name),
            Presence(row.payload["presence"]) if row.payload.get("presence") else None,
            row.payload.get("note", ""),
        )
        for row in rows
    ]
    last = changes[-1] if changes else None
    mark = Mark(last.presence, last.note) if last and last.presence else None
    return CellHistory(
        about.head, enrolment_id, about.entry.full_name, about.agency_name, half_day, mark, changes
    )


def shares(course_session_id: UUID, *, actor: Identity) -> dict[UUID, Share]:
    """What each visible enrolment of a session attended. Two queries, whatever the roll's size."""
    head = session_head_by_id(course_session_id, actor)
    half_days = half_days_in(head.id)
    minutes = sum(half_day.contact_minutes for half_day in half_days)
    there = AttendanceMark.presence.in_(COUNTS)
    statement = (
        sa.select(
            Enrolment.id,
            sa.func.count(sa.case((there, 1))),
            sa.func.coalesce(sa.func.sum(sa.case((there, HalfDay.contact_minutes))), 0),
        )
        .outerjoin(AttendanceMark, AttendanceMark.enrolment_id == Enrolment.id)
        .outerjoin(HalfDay, HalfDay.id == AttendanceMark.half_day_id)
        .where(Enrolment.course_session_id == head.id)
        .group_by(Enrolment.id)
    )
    rows = db.session.execute(seen_by(actor, statement, Enrolment))
    return {row[0]: Share(row[1], len(half_days), int(row[2]), minutes) for row in rows}


def attendance_evidence(course_session_id: UUID, *, actor: Identity) -> dict[UUID, tuple[int, int]]:
    """Half-days attended (present or late) and half-days of the session, by enrolment."""
    return {
        enrolment_id: (share.attended, share.half_days)
        for enrolment_id, share in shares(course_session_id, actor=actor).items()
    }


def marked_half_days(enrolment_ids: Iterable[UUID]) -> dict[UUID, list[Presence]]:
    """The present marks of these enrolments, whose reading the caller has allowed."""
    wanted: Sequence[UUID] = list(enrolment_ids)
    rows = db.session.execute(
        sa.select(AttendanceMark.enrolment_id, AttendanceMark.presence).where(
            AttendanceMark.enrolment_id.in_(wanted)
        )
    )
    found: dict[UUID, list[Presence]] = {enrolment_id: [] for enrolment_id in wanted}
    for enrolment_id, presence in rows:
        found[enrolment_id].append(presence)
    return found


def own_attendance(*, actor: Identity, slug: str) -> tuple[Sequence[HalfDayRow], dict[UUID, Mark]]:
    """A participant's own marks in a session: its half-days, and the mark of each by its id."""
    head = session_head(slug, actor)
    rows = db.session.execute(
        unscoped(
            sa.select(AttendanceMark.half_day_id, AttendanceMark.presence, AttendanceMark.note)
            .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
            .where(Enrolment.course_session_id == head.id, Enrolment.person_id == actor.person_id),
            because="a person's own marks",
        )
    )
    return half_days_in(head.id), {row[0]: Mark(row[1], row[2]) for row in rows}
