"""Lists that wait for people, over the sessions of who asks."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import BatchState
from lms.certificates.models import CertificateBatch
from lms.core.access import NAME_ROLES, Identity
from lms.core.db import LocalizedText, db
from lms.courses.models import CourseSession
from lms.signing.enums import ListState
from lms.signing.models import SigningList


class WaitingList(NamedTuple):
    """A session whose list waits."""

    slug: str
    title: LocalizedText
    state: ListState


def waiting_lists(*, actor: Identity) -> list[WaitingList]:
    """The lists that wait in the sessions where `actor` has a role by name; oldest first."""
    statement = (
        sa.select(CourseSession.slug, CourseSession.title, SigningList.state)
        .join(CertificateBatch, CertificateBatch.course_session_id == CourseSession.id)
        .join(SigningList, SigningList.id == CertificateBatch.list_id)
        .where(CertificateBatch.state == BatchState.WAITING)
        .order_by(CertificateBatch.id)
    )
    if not actor.is_administrator:
        statement = statement.where(CourseSession.id.in_(actor.sessions_as(*NAME_ROLES)))
    return [WaitingList(*row) for row in db.session.execute(statement)]


def is_checking(course_session_id: UUID) -> bool:
    """Whether the papers of a list are being checked before it opens."""
    checking = sa.exists().where(
        CertificateBatch.course_session_id == course_session_id,
        CertificateBatch.state == BatchState.CHECKING,
    )
    return bool(db.session.scalar(sa.select(checking)))


def waiting_in(course_session_id: UUID) -> ListState | None:
    """How far the waiting list of a session is; None where none waits."""
    return db.session.scalar(
        sa.select(SigningList.state)
        .join(CertificateBatch, SigningList.id == CertificateBatch.list_id)
        .where(
            CertificateBatch.course_session_id == course_session_id,
            CertificateBatch.state == BatchState.WAITING,
        )
    )
