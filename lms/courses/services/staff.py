"""Appointing staff of a course session, with dates."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.audit import services as audit
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.core.names import joined_name
from lms.courses.enums import StaffRole
from lms.courses.models import CourseStaff
from lms.courses.policies import Permission
from lms.courses.queries import session_head_by_id
from lms.courses.queries.people import person_by_login
from lms.courses.rules import ROLE_WORDS


def appoint_staff(
    *,
    actor: Identity,
    course_session_id: UUID,
    person_id: UUID,
    role: StaffRole,
    starts_on: date | None = None,
    ends_on: date | None = None,
    login: str = "",
) -> CourseStaff:
    """Give a person a role in a course session, from today where no day is named.

    The same role again only changes its dates. Raises NotFound for a person whom `actor` may
    not see, who works in none of the actor's sessions and whose user name or address is not
    `login`; Invalid for dates in the wrong order.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.APPOINT_STAFF, head)
    name = _name_of(actor, person_id, login)
    first = starts_on or utcnow().date()
    if ends_on is not None and ends_on < first:
        raise Invalid([FieldError("ends_on", N_("The last day lies before the first."))])
    row = db.session.scalar(
        sa.select(CourseStaff).where(
            CourseStaff.course_session_id == head.id,
            CourseStaff.person_id == person_id,
            CourseStaff.role == role,
            CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= first),
        )
    )
    if row is None:
        row = CourseStaff(course_session_id=head.id, person_id=person_id, role=role)
        db.session.add(row)
    row.starts_on, row.ends_on = first, ends_on
    db.session.flush()
    audit.record(
        actor,
        "courses.staff_appointed",
        object_type="course_staff",
        object_id=row.id,
        summary=N_("%(name)s appointed as %(role)s.", name=name, role=ROLE_WORDS[role]),
        course_session_id=head.id,
        after={"person": person_id, "role": role.value, "from": first, "to": ends_on},
    )
    return row


def end_staff(*, actor: Identity, course_staff_id: UUID, on: date | None = None) -> None:
    """End a role at the close of the day before `on` (today where not named): it is over at once.

    Refused for the last organiser. A role that would end before it began is taken away.
    """
    row = db.session.get(CourseStaff, course_staff_id)
    if row is None:
        raise NotFound
    head = session_head_by_id(row.course_session_id, actor)
    require(actor, Permission.APPOINT_STAFF, head)
    today = on or utcnow().date()
    if row.role is StaffRole.ORGANISER and not _other_organiser(row, today):
        raise Refused(N_("This is the last organiser. Appoint another one first."))
    last = today - timedelta(days=1)
    before = {"from": row.starts_on, "to": row.ends_on}
    if last < row.starts_on:
        db.session.delete(row)
    else:
        row.ends_on = last
    db.session.flush()
    audit.record(
        actor,
        "courses.staff_ended",
        object_type="course_staff",
        object_id=course_staff_id,
        summary=N_("Role %(role)s ended.", role=ROLE_WORDS[row.role]),
        course_session_id=head.id,
        before=before,
        after={"person": row.person_id, "to": last},
    )


def _name_of(actor: Identity, person_id: UUID, login: str = "") -> str:
    person = db.session.execute(
        seen_by(
            actor,
            sa.select(Person.first_name, Person.last_name).where(
                Person.id == person_id, Person.archived_at.is_(None)
            ),
        )
    ).one_or_none()
    if person is not None:
        return joined_name(person.first_name, person.last_name)
    colleague = _colleague(actor, person_id)
    if colleague is not None:
        return colleague
    named = person_by_login(login) if login else None
    if named is None or named.id != person_id:
        raise NotFound
    return named.name


def _colleague(actor: Identity, person_id: UUID) -> str | None:
    """The name of somebody of the staff of a session that the actor organises or teaches in."""
    row = db.session.execute(
        unscoped(
            sa.select(Person.first_name, Person.last_name)
            .join(CourseStaff, CourseStaff.person_id == Person.id)
            .where(
                Person.id == person_id,
                Person.archived_at.is_(None),
                CourseStaff.course_session_id.in_(actor.sessions_as(Role.ORGANISER, Role.TRAINER)),
            )
            .limit(1),
            because="staff of a session are known to all who may see the session",
        )
    ).one_or_none()
    return joined_name(row.first_name, row.last_name) if row else None


def _other_organiser(row: CourseStaff, today: date) -> bool:
    return bool(
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(CourseStaff)
            .where(
                CourseStaff.course_session_id == row.course_session_id,
                CourseStaff.role == StaffRole.ORGANISER,
                CourseStaff.id != row.id,
                CourseStaff.starts_on <= today,
                CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= today),
            )
        )
    )
