"""Reading the trainers of a session: who, how, whether they said yes, and when they are busy.

Somebody with the role trainer in the session's staff, whom nobody asked here, counts as of the
house and confirmed: the appointment itself was the answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agenda.enums import TrainerMode, TrainerState
from lms.agenda.models import AgendaItem, AgendaItemTrainer, SessionTrainer, Unavailability
from lms.agenda.policies import Permission
from lms.agenda.queries.bookings import NOT_HELD
from lms.agenda.rows import TrainerRow
from lms.agenda.rules.times import whole_day
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession, CourseStaff
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows


class KnownTrainer(NamedTuple):
    """Somebody who teaches in a session that the actor may see."""

    person_id: UUID
    name: str
    name_local: str


class BusySpan(NamedTuple):
    """When a trainer is taken elsewhere. Without sight of the other session, title is None."""

    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    slug: str | None
    title: LocalizedText | None


@dataclass(frozen=True)
class OwnAsking:
    """That a session asks its reader to teach, and what was answered."""

    course_session_id: UUID
    slug: str
    code: str
    title: LocalizedText
    session_state: SessionState
    zone: str
    starts_on: date
    ends_on: date
    place: LocalizedText
    state: TrainerState
    mode: TrainerMode
    asked_at: datetime
    answered_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether there is still something to answer."""
        return allows(self.session_state, Act.EDIT)


def session_trainers(course_session_id: UUID) -> list[TrainerRow]:
    """The trainers of a session, by name: staff in force, who was asked, and whom items name.

    Access was decided when the session's head was asked for. A person whom items name, without
    role and unasked, counts as declined: nobody holds that person to it any more.
    """
    minutes = _minutes(course_session_id)
    staff = _staff(course_session_id)
    rows = db.session.execute(
        unscoped(
            sa.select(
                Person.id,
                Person.first_name,
                Person.last_name,
                Person.name_local,
                SessionTrainer.mode,
                SessionTrainer.state,
                SessionTrainer.asked_at,
            )
            .outerjoin(
                SessionTrainer,
                (SessionTrainer.person_id == Person.id)
                & (SessionTrainer.course_session_id == course_session_id),
            )
            .where(
                SessionTrainer.person_id.is_not(None) | Person.id.in_({*minutes, *staff}),
            ),
            because="trainers of a session are known to all who may see its agenda",
        )
    )
    found = [
        TrainerRow(
            person_id=row.id,
            name=joined_name(row.first_name, row.last_name),
            name_local=row.name_local,
            mode=row.mode or TrainerMode.INTERNAL,
            state=row.state or _unasked(row.id in staff),
            asked_at=row.asked_at,
            minutes=minutes.get(row.id, 0),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))


def known_trainers(actor: Identity) -> list[KnownTrainer]:
    """The trainers of all sessions that the actor works in, by name; administrators: all."""
    chosen = sa.select(CourseStaff.person_id).where(CourseStaff.role == StaffRole.TRAINER)
    if not actor.is_administrator:
        mine = actor.sessions_as(Role.ORGANISER, Role.TRAINER)
        chosen = chosen.where(CourseStaff.course_session_id.in_(mine))
    rows = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.first_name, Person.last_name, Person.name_local).where(
                Person.id.in_(chosen), Person.archived_at.is_(None)
            ),
            because="staff of a session are known to all who may see the session",
        )
    )
    found = [
        KnownTrainer(row.id, joined_name(row.first_name, row.last_name), row.name_local)
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))


def busy_spans(
    person_ids: Collection[UUID],
    begin: datetime,
    end: datetime,
    actor: Identity,
    *,
    but_session: UUID,
) -> dict[UUID, list[BusySpan]]:
    """By person: items of other sessions and times of absence between two moments, by time."""
    if not person_ids:
        return {}
    seen = actor.sessions_as(Role.ORGANISER, Role.TRAINER)
    spans: list[BusySpan] = []
    for row in db.session.execute(_other_items(person_ids, begin, end, but_session)):
        told = actor.is_administrator or row.course_session_id in seen
        spans.append(
            BusySpan(
                row.person_id,
                row.starts_at,
                row.ends_at,
                row.slug if told else None,
                row.title if told else None,
            )
        )
    for person_id, starts_at, ends_at in _absences(person_ids, begin, end):
        spans.append(BusySpan(person_id, starts_at, ends_at, None, None))
    found: dict[UUID, list[BusySpan]] = defaultdict(list)
    for span in sorted(spans, key=lambda one: (one.starts_at, one.ends_at)):
        found[span.person_id].append(span)
    return found


@dataclass(frozen=True)
class TrainerPage:
    """The trainers of a session with the times at which they are busy elsewhere on its days."""

    head: SessionHead
    trainers: list[TrainerRow]
    busy: dict[UUID, list[BusySpan]]
    staff: frozenset[UUID]


def trainer_page(slug: str, actor: Identity) -> TrainerPage:
    """What the page of a session's trainers shows. Raises NotFound for those who do not plan it."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    rows = session_trainers(head.id)
    begin, _end = whole_day(head.starts_on, head.zone)
    _begin, end = whole_day(head.ends_on, head.zone)
    people = [row.person_id for row in rows]
    busy = busy_spans(people, begin, end, actor, but_session=head.id)
    return TrainerPage(head, rows, busy, frozenset(_staff(head.id)))


def own_asking(actor: Identity, slug: str) -> OwnAsking:
    """One session that asks the actor to teach. Raises NotFound."""
    found = next((one for one in own_askings(actor) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def own_askings(actor: Identity) -> list[OwnAsking]:
    """The sessions that ask the actor to teach, those that wait for an answer first."""
    rows = db.session.execute(
        sa.select(
            SessionTrainer.course_session_id,
            CourseSession.slug,
            CourseSession.code,
            CourseSession.title,
            CourseSession.state.label("session_state"),
            CourseSession.time_zone.label("zone"),
            CourseSession.starts_on,
            CourseSession.ends_on,
            CourseSession.place,
            SessionTrainer.state,
            SessionTrainer.mode,
            SessionTrainer.asked_at,
            SessionTrainer.answered_at,
        )
        .join(CourseSession, CourseSession.id == SessionTrainer.course_session_id)
        .where(SessionTrainer.person_id == actor.person_id)
        .order_by(CourseSession.starts_on, CourseSession.code)
    )
    found = [OwnAsking(**row._asdict()) for row in rows]
    return sorted(found, key=lambda one: one.state is not TrainerState.ASKED)


def _unasked(is_staff: bool) -> TrainerState:
    return TrainerState.CONFIRMED if is_staff else TrainerState.DECLINED


def _staff(course_session_id: UUID) -> set[UUID]:
    """Who holds the role trainer in the session now or later."""
    return set(
        db.session.scalars(
            sa.select(CourseStaff.person_id).where(
                CourseStaff.course_session_id == course_session_id,
                CourseStaff.role == StaffRole.TRAINER,
                CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= utcnow().date()),
            )
        )
    )


def _minutes(course_session_id: UUID) -> dict[UUID, int]:
    """Minutes in the draft, by the person whom items name."""
    rows = db.session.execute(
        sa.select(AgendaItemTrainer.person_id, AgendaItem.starts_at, AgendaItem.ends_at)
        .join(AgendaItem, AgendaItem.id == AgendaItemTrainer.item_id)
        .where(AgendaItem.course_session_id == course_session_id)
    )
    total: dict[UUID, int] = defaultdict(int)
    for person_id, begin, end in rows:
        total[person_id] += int((end - begin).total_seconds() // 60)
    return total


def _other_items(
    person_ids: Collection[UUID], begin: datetime, end: datetime, but_session: UUID
) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            AgendaItemTrainer.person_id,
            AgendaItem.starts_at,
            AgendaItem.ends_at,
            AgendaItem.course_session_id,
            CourseSession.slug,
            CourseSession.title,
        )
        .join(AgendaItem, AgendaItem.id == AgendaItemTrainer.item_id)
        .join(CourseSession, CourseSession.id == AgendaItem.course_session_id)
        .where(
            AgendaItemTrainer.person_id.in_(person_ids),
            AgendaItem.course_session_id != but_session,
            AgendaItem.starts_at < end,
            AgendaItem.ends_at > begin,
            CourseSession.state.not_in(NOT_HELD),
        )
    )


def _absences(
    person_ids: Collection[UUID], begin: datetime, end: datetime
) -> Iterable[tuple[UUID, datetime, datetime]]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Unavailability.person_id, Unavailability.starts_at, Unavailability.ends_at
            ).where(
                Unavailability.person_id.in_(person_ids),
                Unavailability.starts_at < end,
                Unavailability.ends_at > begin,
            ),
            because="that somebody is busy may be known to who plans; the note is left out",
        )
    )
    return [(person_id, starts_at, ends_at) for person_id, starts_at, ends_at in rows]
