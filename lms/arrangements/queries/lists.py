"""Participants with what is arranged for them, and the rates and rooms there are."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.arrangements.models import AllowanceRate, LodgingRoom, Stay
from lms.arrangements.policies import Permission
from lms.arrangements.rows import (
    Arranged,
    LodgingRow,
    OnePerson,
    Overview,
    PayLine,
    RateRow,
)
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.courses.policies import organises
from lms.courses.queries import half_days, session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_calling_order

_ON_ROLL = (
    Enrolment.id,
    Enrolment.person_id,
    Enrolment.agency_id,
    Enrolment.first_name,
    Enrolment.last_name,
    Enrolment.name_local,
    Enrolment.rank,
    Enrolment.rank_local,
    Enrolment.designation,
    Enrolment.gender,
    Agency.name,
    Agency.short_name,
    Stay.rate_id,
    Stay.mode,
    sa.func.coalesce(Stay.comes_from, ""),
    Stay.arrives_at,
    Stay.departs_at,
    sa.func.coalesce(Stay.ticket, ""),
    Stay.wants_room,
    Stay.room_id,
    Stay.days_paid,
    sa.func.coalesce(Stay.notes, ""),
)


def people(
    head: SessionHead, *, actor: Identity, enrolment_id: UUID | None = None
) -> list[Arranged]:
    """Who is on the roll, in calling order, as far as the actor may see what is arranged.

    Organisers: all. Others: the people of the own agencies, and themselves, whatever else they
    are in the session. One query.
    """
    statement = (
        in_calling_order(sa.select(*_ON_ROLL))
        .outerjoin(Stay, Stay.enrolment_id == Enrolment.id)
        .where(
            Enrolment.course_session_id == head.id,
            Enrolment.state != EnrolmentState.WITHDRAWN,
            _rows_for(actor, head),
        )
    )
    if enrolment_id is not None:
        statement = statement.where(Enrolment.id == enrolment_id)
    rows = db.session.execute(unscoped(statement, because="narrowed to the rows of the actor"))
    return [Arranged._make(row) for row in rows]


def _rows_for(actor: Identity, head: SessionHead) -> sa.ColumnElement[bool]:
    if organises(actor, head):
        return sa.true()
    return sa.or_(
        Enrolment.agency_id.in_(actor.focal_agencies), Enrolment.person_id == actor.person_id
    )


def person(slug: str, enrolment_id: UUID, *, actor: Identity) -> OnePerson:
    """One participant with rate and room. Raises NotFound."""
    head = _seen(slug, actor)
    found = people(head, actor=actor, enrolment_id=enrolment_id)
    if not found:
        raise NotFound
    return _with_parts(head)(found[0])


def own(slug: str, *, actor: Identity) -> OnePerson:
    """The actor's own row. Raises NotFound for somebody who is not on the roll."""
    head = _seen(slug, actor)
    for row in people(head, actor=actor):
        if row.person_id == actor.person_id:
            return _with_parts(head)(row)
    raise NotFound


def overview(slug: str, *, actor: Identity) -> Overview:
    """All participants whom the actor may see, each with rate and room."""
    head = _seen(slug, actor)
    parts = _with_parts(head)
    lines = [parts(row) for row in people(head, actor=actor)]
    return Overview(head, lines, organises(actor, head))


def _seen(slug: str, actor: Identity) -> SessionHead:
    head = session_head(slug, actor)
    require(actor, Permission.VIEW, head)
    return head


def _with_parts(head: SessionHead) -> Callable[[Arranged], OnePerson]:
    known_rates = {rate.id: rate for rate in rates(head)}
    known_rooms = {room.id: room for room in lodging(head)}
    days = planned_days(head)

    def join(row: Arranged) -> OnePerson:
        rate = known_rates.get(row.rate_id) if row.rate_id else None
        pay = PayLine(row, rate, days if row.days_paid is None else row.days_paid)
        room = known_rooms.get(row.room_id) if row.room_id else None
        return OnePerson(head, row, pay, room)

    return join


def rates(head: SessionHead) -> list[RateRow]:
    """The allowances of a session in their order."""
    rows = db.session.execute(
        sa.select(
            AllowanceRate.id,
            AllowanceRate.position,
            AllowanceRate.name,
            AllowanceRate.currency,
            AllowanceRate.daily_minor,
            AllowanceRate.journey_minor,
        )
        .where(AllowanceRate.course_session_id == head.id)
        .order_by(AllowanceRate.position)
    )
    return [RateRow._make(row) for row in rows]


def rate(slug: str, rate_id: UUID, *, actor: Identity) -> tuple[SessionHead, RateRow]:
    """One allowance. Raises NotFound."""
    head = managed(slug, actor)
    for row in rates(head):
        if row.id == rate_id:
            return head, row
    raise NotFound


def lodging(head: SessionHead) -> list[LodgingRow]:
    """The rooms of a session by house and label, numbers in their order."""
    rows = db.session.execute(
        sa.select(
            LodgingRoom.id,
            LodgingRoom.house,
            LodgingRoom.label,
            LodgingRoom.beds,
            LodgingRoom.gender,
        ).where(LodgingRoom.course_session_id == head.id)
    )
    found = [LodgingRow._make(row) for row in rows]
    return sorted(found, key=lambda row: (row.house, len(row.label), row.label))


def lodging_room(slug: str, room_id: UUID, *, actor: Identity) -> tuple[SessionHead, LodgingRow]:
    """One room to sleep in. Raises NotFound."""
    head = managed(slug, actor)
    for row in lodging(head):
        if row.id == room_id:
            return head, row
    raise NotFound


def managed(slug: str, actor: Identity) -> SessionHead:
    """The session whose lists the actor may see whole. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LISTS, head)
    return head


def planned_days(head: SessionHead) -> int:
    """For how many days an allowance is paid unless said otherwise: days with a half-day that is
    held, before there are any the days from the first to the last."""
    held = {half.day for half in half_days(head.id)}
    return len(held) or (head.ends_on - head.starts_on + timedelta(days=1)).days
