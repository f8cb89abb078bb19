"""The sessions of a year as a plan takes them: dates, venue, rooms, trainers, agencies."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import TrainerState
from lms.agenda.models import AgendaItem, AgendaItemTrainer, SessionAgenda, SessionTrainer
from lms.agenda.queries.bookings import NOT_HELD
from lms.agenda.rules.times import day_of
from lms.agenda.rules.years.known import SessionFact
from lms.core.clock import utcnow
from lms.core.db import db
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession, CourseStaff, SessionAgency


def held_between(first: date, last: date) -> sa.ColumnElement[bool]:
    """The sessions that are held on some of the days from one to another."""
    return (
        CourseSession.state.not_in(NOT_HELD)
        & (CourseSession.starts_on <= last)
        & (CourseSession.ends_on >= first)
    )


def session_facts(which: sa.ColumnElement[bool]) -> tuple[SessionFact, ...]:
    """Some sessions as they stand, by first day. 5 queries."""
    rows = db.session.execute(
        sa.select(
            CourseSession.id,
            CourseSession.code,
            CourseSession.title,
            CourseSession.course_id,
            CourseSession.state,
            CourseSession.starts_on,
            CourseSession.ends_on,
            CourseSession.capacity,
            CourseSession.time_zone,
            SessionAgenda.venue_id,
        )
        .outerjoin(SessionAgenda, SessionAgenda.course_session_id == CourseSession.id)
        .where(which)
        .order_by(CourseSession.starts_on, CourseSession.code)
    ).all()
    ids = [row.id for row in rows]
    people, partners, items = _people(ids), _partners(ids), _items(ids)
    return tuple(
        SessionFact(
            id=row.id,
            code=row.code,
            title=row.title,
            course_id=row.course_id,
            state=row.state,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            capacity=row.capacity,
            venue_id=row.venue_id,
            rooms=max(1, len({one.room_id for one in items[row.id] if one.room_id})),
            trainer_ids=tuple(sorted(people[row.id])),
            agency_ids=tuple(partners[row.id]),
            agenda_days=tuple(
                sorted({day_of(one.starts_at, row.time_zone) for one in items[row.id]})
            ),
        )
        for row in rows
    )


class _Item(NamedTuple):
    starts_at: datetime
    room_id: UUID | None


def _items(ids: Collection[UUID]) -> dict[UUID, list[_Item]]:
    found: dict[UUID, list[_Item]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(AgendaItem.course_session_id, AgendaItem.starts_at, AgendaItem.room_id).where(
            AgendaItem.course_session_id.in_(ids)
        )
    )
    for course_session_id, starts_at, room_id in rows:
        found[course_session_id].append(_Item(starts_at, room_id))
    return found


def _partners(ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(SessionAgency.course_session_id, SessionAgency.agency_id)
        .where(SessionAgency.course_session_id.in_(ids))
        .order_by(SessionAgency.precedence)
    )
    for course_session_id, agency_id in rows:
        found[course_session_id].append(agency_id)
    return found


def _people(ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who teaches in each session: its trainers, and whom its items name; nobody who declined."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    staff = sa.select(CourseStaff.course_session_id, CourseStaff.person_id).where(
        CourseStaff.course_session_id.in_(ids),
        CourseStaff.role == StaffRole.TRAINER,
        CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= utcnow().date()),
    )
    named = (
        sa.select(AgendaItem.course_session_id, AgendaItemTrainer.person_id)
        .join(AgendaItem, AgendaItem.id == AgendaItemTrainer.item_id)
        .where(AgendaItem.course_session_id.in_(ids))
    )
    declined = sa.select(SessionTrainer.course_session_id, SessionTrainer.person_id).where(
        SessionTrainer.course_session_id.in_(ids), SessionTrainer.state == TrainerState.DECLINED
    )
    for course_session_id, person_id in db.session.execute(staff.union(named)):
        found[course_session_id].add(person_id)
    for course_session_id, person_id in db.session.execute(declined):
        found[course_session_id].discard(person_id)
    return found
