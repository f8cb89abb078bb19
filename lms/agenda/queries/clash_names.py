"""Names for the sentences on clashes: of other sessions only what the actor may see."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import ClashRule
from lms.agenda.models import AgendaItem, VenueRoom
from lms.agenda.queries.agenda import Draft
from lms.agenda.queries.clash_facts import Reading
from lms.agenda.rules.clashes.names import Names, OtherSession, Scene
from lms.agenda.rules.clashes.types import Clash
from lms.agenda.rules.holidays import holiday_names
from lms.core.access import Identity, Role
from lms.core.db import LocalizedText, db, seen_by
from lms.core.names import joined_name
from lms.core.settings import settings
from lms.courses.models import CourseSession
from lms.enrolments.models import Enrolment


def names_for(
    draft: Draft, scene: Scene, reading: Reading, clashes: Sequence[Clash], actor: Identity
) -> Names:
    """Names for the sentences; of other sessions only those whose draft the actor may see."""
    sides = {side for one in clashes for side in (one.item_id, one.other_id) if side is not None}
    told = {
        side
        for side in sides & scene.others.keys()
        if _sees(actor, scene.others[side].course_session_id)
    }
    titles, rooms, sessions = _other_names(told)
    venue = draft.venue
    return Names(
        titles={**scene.names.titles, **titles},
        rooms={**rooms, **{row.id: row.name for row in draft.rooms}},
        venues={venue.id: venue.name} if venue else {},
        venue_slugs={venue.id: venue.slug} if venue else {},
        people={
            **_participants(draft, scene, clashes, actor),
            **{row.person_id: row.name or row.name_local for row in draft.trainers},
        },
        sessions=sessions,
        prayers=reading.prayers,
        reasons=reading.reasons,
        free_days=reading.free_days,
        agencies=reading.agencies,
        holidays=_holidays(draft, clashes),
    )


def _sees(actor: Identity, course_session_id: UUID) -> bool:
    """Whether the actor may see the draft of a session: the policy VIEW_DRAFT by id."""
    return actor.is_administrator or actor.has(
        Role.ORGANISER, Role.TRAINER, course_session_id=course_session_id
    )


def _other_names(
    item_ids: Collection[UUID],
) -> tuple[dict[UUID, LocalizedText], dict[UUID, LocalizedText], dict[UUID, OtherSession]]:
    """Titles, rooms and sessions of items whose sessions the actor sees."""
    if not item_ids:
        return {}, {}, {}
    rows = db.session.execute(
        sa.select(
            AgendaItem.id,
            AgendaItem.title,
            AgendaItem.room_id,
            VenueRoom.name.label("room"),
            AgendaItem.course_session_id,
            CourseSession.slug,
            CourseSession.code,
            CourseSession.title.label("session_title"),
        )
        .join(CourseSession, CourseSession.id == AgendaItem.course_session_id)
        .outerjoin(VenueRoom, VenueRoom.id == AgendaItem.room_id)
        .where(AgendaItem.id.in_(item_ids))
    ).all()
    return (
        {row.id: row.title for row in rows},
        {row.room_id: row.room for row in rows if row.room_id},
        {
            row.course_session_id: OtherSession(row.slug, row.code, row.session_title)
            for row in rows
        },
    )


def _participants(
    draft: Draft, scene: Scene, clashes: Iterable[Clash], actor: Identity
) -> dict[UUID, str]:
    """Names, as on this session's roll, of those who are on another roll too."""
    sides = {
        side
        for one in clashes
        if one.rule is ClashRule.PARTICIPANTS_TWICE
        for side in (one.item_id, one.other_id)
        if side is not None
    }
    sessions = {scene.others[side].course_session_id for side in sides & scene.others.keys()}
    people = frozenset[UUID]().union(*(scene.shared_people(one) for one in sessions))
    if not people:
        return {}
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(
                Enrolment.person_id,
                Enrolment.first_name,
                Enrolment.last_name,
                Enrolment.name_local,
            ).where(Enrolment.course_session_id == draft.head.id, Enrolment.person_id.in_(people)),
        )
    )
    return {person_id: joined_name(first, last) or local for person_id, first, last, local in rows}


def _holidays(draft: Draft, clashes: Iterable[Clash]) -> dict[date, LocalizedText]:
    days = {one.day for one in clashes if one.rule is ClashRule.ON_DAY_OFF and not one.subject}
    country, part = settings().country, ""
    if draft.venue:
        country, part = draft.venue.country, draft.venue.subdivision
    languages = settings().languages
    return {day: holiday_names(country, part, day, languages) for day in days if day}
