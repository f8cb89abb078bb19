"""One enrolment; the names of a session that look alike; one's own names on certificates."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.accounts.models import Account, Person
from lms.agencies.models import Agency
from lms.core.access import Identity, require
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name, look_alikes
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rules import Act, allows
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.policies import Permission
from lms.enrolments.queries.roll import ENTRY
from lms.enrolments.rows import EnrolmentDetail, OwnName, RollEntry


def detail(slug: str, enrolment_id: UUID, *, actor: Identity) -> EnrolmentDetail:
    """One enrolment of a session. Raises NotFound where `actor` may not see it."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_ROLL, head)
    statement = (
        sa.select(
            *ENTRY,
            Agency.name.label("agency_name"),
            Enrolment.letter_ref,
            Enrolment.nominated_by,
            Enrolment.needs,
            Person.email,
            Person.mobile,
            Account.id.label("account_id"),
            Enrolment.replaces_id,
        )
        .join(Agency, Agency.id == Enrolment.agency_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Account, Account.person_id == Enrolment.person_id)
        .where(Enrolment.id == enrolment_id, Enrolment.course_session_id == head.id)
    )
    if not actor.is_system:
        statement = statement.where(Enrolment.visible_to(actor))
    row = db.session.execute(
        unscoped(statement, because="narrowed by the enrolment's own scope")
    ).one_or_none()
    if row is None:
        raise NotFound
    return EnrolmentDetail(
        head=head,
        entry=RollEntry._make(row[: len(ENTRY)]),
        agency_name=row.agency_name,
        letter_ref=row.letter_ref,
        nominated_by=row.nominated_by,
        needs=row.needs,
        email=row.email,
        mobile=row.mobile,
        has_account=row.account_id is not None,
        replaces=_name(actor, Enrolment.id == row.replaces_id),
        replaced_by=_name(actor, Enrolment.replaces_id == enrolment_id),
    )


def _name(actor: Identity, criterion: sa.ColumnElement[bool]) -> str | None:
    row = db.session.execute(
        seen_by(actor, sa.select(Enrolment.first_name, Enrolment.last_name).where(criterion))
    ).first()
    return joined_name(row.first_name, row.last_name) if row else None


def look_alike_names(entries: list[RollEntry]) -> list[tuple[str, ...]]:
    """Groups of different names on certificates that look alike on paper (rule I4)."""
    return look_alikes(
        entry.certificate_name for entry in entries if entry.state is not EnrolmentState.WITHDRAWN
    )


def own_names(*, actor: Identity) -> list[OwnName]:
    """The names on the actor's own certificates, newest course session first."""
    own = aliased(Enrolment)
    rows = db.session.execute(
        unscoped(
            sa.select(
                own.id,
                CourseSession.slug,
                CourseSession.title,
                CourseSession.state,
                own.certificate_name,
                own.certificate_name_local,
                own.name_local,
                own.name_approved_at,
                own.spoken,
                own.spoken_local,
            )
            .join(CourseSession, CourseSession.id == own.course_session_id)
            .where(own.person_id == actor.person_id, own.state != EnrolmentState.WITHDRAWN)
            .order_by(CourseSession.starts_on.desc(), own.id),
            because="a person's own enrolments",
        )
    )
    return [
        OwnName(
            enrolment_id=row.id,
            slug=row.slug,
            title=row.title,
            certificate_name=row.certificate_name,
            certificate_name_local=row.certificate_name_local,
            name_local=row.name_local,
            approved_at=row.name_approved_at,
            may_change=allows(row.state, Act.ROLL),
            spoken=row.spoken,
            spoken_local=row.spoken_local,
        )
        for row in rows
    ]
