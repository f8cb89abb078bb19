"""What the page for new sessions offers, and what it proposes before anybody has typed."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import TrainerState
from lms.agenda.making_rows import EarlierRow, Plan, Suggested
from lms.agenda.models import SessionAgenda
from lms.agenda.policies import Permission
from lms.agenda.queries.trainers import session_trainers
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.courses.models import Course, CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

NOTICE = timedelta(days=21)
USUAL_SEATS = 30


def earlier_sessions(actor: Identity, *, limit: int = 100) -> list[EarlierRow]:
    """The sessions that the actor organises or teaches in, the latest first."""
    statement = sa.select(
        CourseSession.id,
        CourseSession.slug,
        CourseSession.code,
        CourseSession.title,
        CourseSession.starts_on,
        CourseSession.course_id,
    )
    if not actor.is_administrator:
        mine = actor.sessions_as(Role.ORGANISER, Role.TRAINER)
        statement = statement.where(CourseSession.id.in_(mine))
    order = (CourseSession.starts_on.desc(), CourseSession.created_at.desc())
    rows = db.session.execute(statement.order_by(*order).limit(limit))
    return [EarlierRow(**row._asdict()) for row in rows]


def earlier_head(slug: str, actor: Identity) -> SessionHead | None:
    """The session from which things are taken along; none for no slug. Raises NotFound for one
    that the actor does not plan."""
    if not slug:
        return None
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    return head


def suggested(plan: Plan, actor: Identity) -> Suggested:
    """The usual things: the course of the agenda, the latest session of that course with its
    venue, seats and trainers, and a Monday three weeks ahead, behind a session that is copied."""
    rows = earlier_sessions(actor)
    course_id = plan.earlier.course_id if plan.earlier else _course(plan.body.course)
    same = [row for row in rows if row.course_id == course_id]
    latest = next(iter(same or rows), None)
    earlier = plan.earlier or (session_head(latest.slug, actor) if latest else None)
    course_id = course_id or (earlier.course_id if earlier else None)
    return Suggested(
        course_id=course_id,
        title=plan.earlier.title if plan.earlier else _course_title(course_id),
        earlier=earlier,
        venue_id=plan.venue.id if plan.venue else _venue(rows, earlier),
        first=_monday(_after(plan.earlier)),
        capacity=earlier.capacity if earlier else USUAL_SEATS,
        trainers=_trainers(plan, earlier),
    )


def _trainers(plan: Plan, earlier: SessionHead | None) -> dict[str, UUID]:
    """Who took the roles before; for a template, those of the earlier session by their hours."""
    if plan.trainers or earlier is None:
        return dict(plan.trainers)
    rows = [row for row in session_trainers(earlier.id) if row.state is not TrainerState.DECLINED]
    people = [row.person_id for row in sorted(rows, key=lambda row: -row.minutes)]
    return {role.key: who for role, who in zip(plan.body.trainers, people, strict=False)}


def _venue(rows: list[EarlierRow], earlier: SessionHead | None) -> UUID | None:
    """Where the earlier session is held, else the latest that has a venue."""
    ids = [earlier.id] if earlier else []
    ids += [row.id for row in rows if row.id not in ids]
    held = dict(
        db.session.execute(
            sa.select(SessionAgenda.course_session_id, SessionAgenda.venue_id).where(
                SessionAgenda.course_session_id.in_(ids), SessionAgenda.venue_id.is_not(None)
            )
        ).all()
    )
    return next((held[one] for one in ids if one in held), None)


def _course(slug: str) -> UUID | None:
    return db.session.scalar(
        sa.select(Course.id).where(Course.slug == slug, Course.archived_at.is_(None))
    )


def _course_title(course_id: UUID | None) -> LocalizedText:
    title = db.session.scalar(sa.select(Course.title).where(Course.id == course_id))
    return dict(title or {})


def _after(copied: SessionHead | None) -> date:
    soon = utcnow().date() + NOTICE
    return max(soon, copied.ends_on + timedelta(days=1)) if copied else soon


def _monday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7)
