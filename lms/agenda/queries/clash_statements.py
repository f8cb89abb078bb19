"""The statements that the clash check sends. Built once: building one costs more than its answer,
and they are sent with every quarter of an hour that somebody drags an item.
"""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.agencies.models import Agency
from lms.agenda.models import (
    AgendaItem,
    AgendaItemTrainer,
    ClashSetting,
    DayOff,
    PrayerTime,
    RoomClosure,
    Unavailability,
)
from lms.agenda.queries.bookings import NOT_HELD
from lms.core.db import unscoped
from lms.courses.models import CourseSession, Signatory
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment, Syndicate

AWAY = (EnrolmentState.WITHDRAWN, EnrolmentState.NO_SHOW)


def _one(name: str) -> sa.BindParameter[object]:
    return sa.bindparam(name)


def _some(name: str) -> sa.BindParameter[object]:
    return sa.bindparam(name, expanding=True)


SETTINGS = sa.select(ClashSetting.rule, ClashSetting.severity)

_here, _there = aliased(Enrolment), aliased(Enrolment)
_sits, _sits_there = aliased(Syndicate), aliased(Syndicate)
_meanwhile = (
    sa.select(CourseSession.id)
    .where(
        CourseSession.id != _one("session"),
        CourseSession.starts_on <= _one("last_day"),
        CourseSession.ends_on >= _one("first_day"),
        CourseSession.state.not_in(NOT_HELD),
    )
    .scalar_subquery()
)
# Who is on the roll of `session`, and on which other rolls in the same days, with the tables.
ROLLS = unscoped(
    sa.select(
        _here.person_id,
        _there.course_session_id,
        _sits.letter.label("here_at"),
        _sits_there.letter.label("there_at"),
    )
    .outerjoin(_sits, _sits.id == _here.syndicate_id)
    .outerjoin(
        _there,
        (_there.person_id == _here.person_id)
        & _there.state.not_in(AWAY)
        & _there.course_session_id.in_(_meanwhile),
    )
    .outerjoin(_sits_there, _sits_there.id == _there.syndicate_id)
    .where(_here.course_session_id == _one("session"), _here.state.not_in(AWAY)),
    because="that somebody is needed elsewhere is told as busy, without where",
)

# Items of other sessions that need one of the rooms or people, or belong to one of the sessions.
OTHERS = (
    sa.select(
        AgendaItem.id,
        AgendaItem.course_session_id,
        AgendaItem.kind,
        AgendaItem.starts_at,
        AgendaItem.ends_at,
        AgendaItem.track,
        AgendaItem.room_id,
        AgendaItemTrainer.person_id,
    )
    .join(CourseSession, CourseSession.id == AgendaItem.course_session_id)
    .outerjoin(
        AgendaItemTrainer,
        (AgendaItemTrainer.item_id == AgendaItem.id)
        & AgendaItemTrainer.person_id.in_(_some("people")),
    )
    .where(
        AgendaItem.starts_at < _one("end"),
        AgendaItem.starts_at > _one("earliest"),
        AgendaItem.ends_at > _one("begin"),
        AgendaItem.course_session_id != _one("session"),
        CourseSession.state.not_in(NOT_HELD),
        AgendaItem.room_id.in_(_some("rooms"))
        | AgendaItemTrainer.person_id.is_not(None)
        | AgendaItem.course_session_id.in_(_some("sessions")),
    )
)

CLOSURES = sa.select(
    RoomClosure.id,
    RoomClosure.venue_id,
    RoomClosure.room_id,
    RoomClosure.starts_at,
    RoomClosure.ends_at,
    RoomClosure.reason,
).where(
    RoomClosure.venue_id == _one("venue"),
    RoomClosure.starts_at < _one("end"),
    RoomClosure.ends_at > _one("begin"),
)

PRAYERS = sa.select(
    PrayerTime.id,
    PrayerTime.venue_id,
    PrayerTime.weekdays,
    PrayerTime.starts,
    PrayerTime.ends,
    PrayerTime.first_day,
    PrayerTime.last_day,
    PrayerTime.name,
).where(PrayerTime.venue_id == _one("venue"))

FREE_DAYS = (
    sa.select(
        DayOff.id,
        DayOff.first_day,
        DayOff.last_day,
        DayOff.country,
        DayOff.agency_id,
        DayOff.name,
        Agency.short_name.label("agency"),
    )
    .outerjoin(Agency, Agency.id == DayOff.agency_id)
    .where(
        DayOff.first_day <= _one("last_day"),
        DayOff.last_day >= _one("first_day"),
        DayOff.agency_id.is_(None) | DayOff.agency_id.in_(_some("agencies")),
    )
)

ABSENCES = unscoped(
    sa.select(
        Unavailability.id,
        Unavailability.person_id,
        Unavailability.starts_at,
        Unavailability.ends_at,
    ).where(
        Unavailability.person_id.in_(_some("people")),
        Unavailability.starts_at < _one("end"),
        Unavailability.ends_at > _one("begin"),
    ),
    because="that somebody is busy may be known to who plans; the note is left out",
)

HAS_SIGNATORIES = sa.select(sa.exists().where(Signatory.course_session_id == _one("session")))
